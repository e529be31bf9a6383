"""The corpora of a recipe as texts to train on, without anything that is held out; and what was seen of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from garner.datasets import CorpusSplit, fingerprint_text, read_split
from garner.datasets.exposure import Exposure, SeenSplit, exposure_to
from garner.datasets.held_out import check_trainable, held_out_fingerprints, stands_in, training_split
from garner.training.encoder.examples import LabelPool, label_pool
from garner.training.encoder.names import label_names
from garner.training.encoder.selection import selection_of
from garner.training.encoder.spans import LabelledText, labelled_texts
from garner.training.encoder.written import WRITTEN, written_texts

__all__ = ["TrainingCorpus", "exposure_of", "read_corpora", "training_share", "training_texts"]

_NO_DEV_SPLIT = 20
"""One text in so many is kept out of training where a corpus has no dev split of its own."""
_COMPLETE = ("fewnerd", WRITTEN)


@dataclass(frozen=True, slots=True)
class TrainingCorpus:
    """The texts of a corpus that may be trained on, with and without spans, and the labels to ask them for.

    ``left_out`` counts the texts that are held out somewhere, ``seen`` says of which split and files the others are.
    """

    name: str
    filled: tuple[LabelledText, ...]
    empty: tuple[LabelledText, ...]
    pool: LabelPool
    left_out: int
    seen: SeenSplit


def training_share(text: str) -> bool:
    """Whether a text of a corpus without a dev split is trained on; the others are its dev split."""
    return int(hashlib.sha256(fingerprint_text(text).encode()).hexdigest(), 16) % _NO_DEV_SPLIT != 0


def training_texts(split: CorpusSplit) -> list[LabelledText]:
    """All texts of a split as the span scorer reads them."""
    selection = selection_of(split.corpus.name)
    return [text for record in split.records for text in labelled_texts(record, selection)]


def read_corpora(
    names: Sequence[str], data: Path, research: bool = False, is_forbidden: Callable[[str], bool] | None = None
) -> list[TrainingCorpus]:
    """Read what ``names`` (``corpus`` or ``corpus:split``) say, without the texts that are held out.

    ``is_forbidden`` tells those; by default every text that ``held_out_fingerprints`` knows, whole or by a sentence. Raises
    ``InputError`` for a corpus or split that must not be trained on.
    """
    for name in names:
        if name != WRITTEN:
            check_trainable(*training_split(name), research=research)
    tell = is_forbidden or partial(stands_in, forbidden=held_out_fingerprints(data))
    kept: dict[str, list[LabelledText]] = {}
    left_out: dict[str, int] = {}
    seen: dict[str, SeenSplit] = {}
    for name in names:
        corpus, split, source, texts, has_dev = _texts(name, data)
        clean = [text for text in texts if not tell(text.text)]
        left_out[name] = len(texts) - len(clean)
        kept[name] = [text for text in clean if has_dev or training_share(text.text)]
        seen[name] = SeenSplit(corpus, split, source, len(kept[name]))
    spellings = label_names()
    labels = {name: sorted({span.label for text in texts for span in text.spans}) for name, texts in kept.items()}
    everywhere = [label for own in labels.values() for label in own]
    corpora = []
    for name, texts in kept.items():
        pool = label_pool(labels[name], everywhere, spellings, seen[name].corpus in _COMPLETE)
        filled = tuple(text for text in texts if text.spans)
        empty = tuple(text for text in texts if not text.spans)
        corpora.append(TrainingCorpus(name, filled, empty, pool, left_out[name], seen[name]))
    return corpora


def _texts(name: str, data: Path) -> tuple[str, str, str, list[LabelledText], bool]:
    """Corpus, split, SHA-256 of the files, all texts, and whether the corpus has a dev split."""
    if name == WRITTEN:
        texts, source = written_texts()
        return WRITTEN, "all", source, list(texts), False
    corpus, split = training_split(name)
    read = read_split(data, corpus, split)
    return corpus, split, read.fingerprint, training_texts(read), "dev" in set(read.corpus.splits) - {split}


def exposure_of(component: str, corpora: Iterable[TrainingCorpus], notes: Iterable[str] = ()) -> Exposure:
    """What a component saw that may have drawn any text of these corpora."""
    corpora = list(corpora)
    texts = (text.text for corpus in corpora for text in (*corpus.filled, *corpus.empty))
    return exposure_to(component, (corpus.seen for corpus in corpora), texts, notes)
