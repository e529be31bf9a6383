"""The corpora of a recipe as texts to train on, without anything that is held out; and what was seen of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from garner.datasets import CORPORA, CorpusSplit, fingerprint_text, read_split
from garner.datasets.exposure import Exposure, SeenSplit, exposure_to
from garner.datasets.held_out import check_trainable, held_out_fingerprints, stands_in, training_split
from garner.training.encoder.gold import LabelledText
from garner.training.encoder.names import label_names
from garner.training.encoder.pools import LabelPool, gathered, label_pool
from garner.training.encoder.questions import has_spans, may_be_linked
from garner.training.encoder.selection import WHOLE, selection_of
from garner.training.encoder.spans import labelled_texts
from garner.training.encoder.written import WRITTEN, WRITTEN_BY_LANGUAGE, is_written, written_texts

__all__ = ["TrainingCorpus", "exposure_of", "read_corpora", "training_share", "training_texts"]

_NO_DEV_SPLIT = 20
"""One text in so many is kept out of training where a corpus has no dev split of its own."""
_RARE = 2
"""Labels that more corpora have are common in all kinds of texts: they are asked of no text that was not read for them."""
_COMPLETE = ("fewnerd", WRITTEN)


@dataclass(frozen=True, slots=True)
class TrainingCorpus:
    """The texts of a corpus that may be trained on, those of which something is known (``filled``) and those that have nothing
    of what the corpus is about, with the labels to ask them for.

    ``left_out`` counts the texts that are held out somewhere, ``seen`` says of which split and files the others are.
    """

    name: str
    filled: tuple[LabelledText, ...]
    empty: tuple[LabelledText, ...]
    pool: LabelPool
    left_out: int
    seen: SeenSplit
    language: str = "en"


def training_share(text: str) -> bool:
    """Whether a text of a corpus without a dev split is trained on; the others are its dev split."""
    return int(hashlib.sha256(fingerprint_text(text).encode()).hexdigest(), 16) % _NO_DEV_SPLIT != 0


def training_texts(split: CorpusSplit) -> list[LabelledText]:
    """All texts of a split whose spans are known."""
    return [text for text in _split_texts(split) if text.asked is None]


def _split_texts(split: CorpusSplit) -> list[LabelledText]:
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
        if not is_written(name):
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
    english = [name for name in kept if _language(name) == "en"]
    read_for = Counter(label for name in english if name not in WRITTEN_BY_LANGUAGE for label in labels[name])
    everywhere = [label for label, corpora_with in read_for.items() if corpora_with <= _RARE]
    corpora = []
    for name, texts in kept.items():
        own_labels = () if name in WRITTEN_BY_LANGUAGE else labels[name]
        foreign = everywhere if own_labels and name in english else ()
        pool = label_pool(own_labels, foreign, spellings, seen[name].corpus in _COMPLETE)
        selection = WHOLE if is_written(name) else selection_of(seen[name].corpus)
        pool = gathered(pool, texts, selection, _language(name))
        filled = tuple(text for text in texts if _is_filled(text, pool))
        empty = tuple(text for text in texts if not _is_filled(text, pool) and pool.own and text.asked is None)
        corpora.append(TrainingCorpus(name, filled, empty, pool, left_out[name], seen[name], _language(name)))
    return corpora


def _language(name: str) -> str:
    if is_written(name):
        return WRITTEN_BY_LANGUAGE.get(name, "en")
    return CORPORA[training_split(name)[0]].language


def _is_filled(text: LabelledText, pool: LabelPool) -> bool:
    """Whether the text has something that is asked for, or is known not to have what it was read for. Not one that was read for
    relations alone and has no two places."""
    if text.asked is not None or pool.single_pair:
        return bool(text.choices or text.spans or may_be_linked(text, pool) or (text.asked and has_spans(text, pool)))
    return bool(text.spans or text.links or text.choices)


def _texts(name: str, data: Path) -> tuple[str, str, str, list[LabelledText], bool]:
    """Corpus, split, SHA-256 of the files, all texts, and whether the corpus has a dev split."""
    if is_written(name):
        texts, source = written_texts(name)
        return name, "all", source, list(texts), False
    corpus, split = training_split(name)
    read = read_split(data, corpus, split)
    return corpus, split, read.fingerprint, _split_texts(read), "dev" in set(read.corpus.splits) - {split}


def exposure_of(component: str, corpora: Iterable[TrainingCorpus], notes: Iterable[str] = ()) -> Exposure:
    """What a component saw that may have drawn any text of these corpora."""
    corpora = list(corpora)
    texts = (text.text for corpus in corpora for text in (*corpus.filled, *corpus.empty))
    return exposure_to(component, (corpus.seen for corpus in corpora), texts, notes)
