"""Strict span-level micro-F1 of a scorer on a split of a corpus: offsets and label must both be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garner.datasets import read_split
from garner.datasets.held_out import training_split
from garner.models.encoder.decode import candidates, keep_flat
from garner.models.encoder.layout import SPAN, lay_out_texts, stack_labels
from garner.models.encoder.words import TokenText, tokenise_text
from garner.training.encoder.batches import Materials
from garner.training.encoder.corpora import training_share
from garner.training.encoder.gold import Asked, LabelledText
from garner.training.encoder.selection import selection_of
from garner.training.encoder.spans import labelled_texts
from garner.training.encoder.written import is_written, written_texts

if TYPE_CHECKING:
    import numpy as np

    from garner.training.encoder.joint import Joined

__all__ = [
    "WATCHED",
    "Counts",
    "DevSet",
    "Predictions",
    "Score",
    "counts_at",
    "dev_texts",
    "flat",
    "predict",
    "read_dev_set",
    "total",
    "watched",
]

Score = Callable[[dict[str, "np.ndarray"]], "Joined"]
"""The network: inputs of a batch to what it makes of them."""

WATCHED = 120
"""The first so many texts of a dev set are measured as training goes on."""

_LEAST = 0.05
"""Spans less probable than this are not kept for thresholds to be tried on."""


class Counts(NamedTuple):
    """Right answers, all answers and all gold spans."""

    right: int
    answered: int
    gold: int

    @property
    def f1(self) -> float:
        """Micro-F1 in per cent."""
        return 200.0 * self.right / max(1, self.answered + self.gold)


@dataclass(frozen=True, slots=True)
class DevSet:
    """Texts with gold spans (start, end, label) and the labels asked for, the same for every text."""

    name: str
    texts: tuple[str, ...]
    gold: tuple[frozenset[tuple[int, int, str]], ...]
    labels: tuple[str, ...]


Predictions = list[list[tuple[int, int, str, float]]]
"""Per text every span that could be answered, with its probability."""


def dev_texts(data: Path, place: str) -> list[LabelledText]:
    """All texts of the split ``corpus:split``. Of a corpus without a dev split, and of the texts written for this project
    (``written/en:rest``), ``corpus:rest`` is the part that is not trained on."""
    corpus, _, split = place.rpartition(":")
    rest = split == "rest"
    if rest and is_written(corpus):
        texts: list[LabelledText] = list(written_texts(corpus)[0])
    else:
        records = read_split(data, *(training_split(corpus) if rest else (corpus, split)))
        selection = selection_of(records.corpus.name)
        texts = [text for record in records.records for text in labelled_texts(record, selection)]
    return [text for text in texts if not rest or not training_share(text.text)]


def read_dev_set(data: Path, place: str, most: int | None = None, least_gold: int = 0) -> DevSet:
    """The spans of ``dev_texts`` as a dev set, its first ``most`` texts. Labels with fewer than ``least_gold`` spans are not
    asked for."""
    texts = [text for text in dev_texts(data, place) if text.asked != Asked()][:most]
    spans = Counter(span.label for text in texts for span in text.spans)
    labels = tuple(sorted(label for label, count in spans.items() if count >= least_gold))
    gold = tuple(frozenset((s.start, s.end, s.label) for s in text.spans if s.label in labels) for text in texts)
    return DevSet(place, tuple(text.text for text in texts), gold, labels)


def watched(places: Sequence[str]) -> tuple[str, ...]:
    """What a reader of an exposure should know of the dev sets ``places`` that were measured as training went on."""
    if not places:
        return ()
    return (f"not trained on, but measured as training went on: the first {WATCHED} texts of each of {', '.join(places)}",)


def predict(score: Score, materials: Materials, dev: DevSet, group: int = 20, batch: int = 16) -> Predictions:
    """Every span and label with a probability of at least 0.05. Labels are asked in groups of ``group``."""
    import numpy as np

    texts = [tokenise_text(materials.tokenizer, text) for text in dev.texts]
    found: Predictions = [[] for _ in texts]
    order = sorted((number for number, text in enumerate(texts) if text.words), key=lambda number: len(texts[number].tokens))
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        inputs = lay_out_texts([texts[number] for number in rows], materials.vectors)
        inputs["hidden"] = materials.read_text(inputs.pop("vectors"), inputs["lengths"])
        inputs["sentences"] = np.zeros((len(rows), materials.vectors.width), np.float32)
        for begin in range(0, len(dev.labels), group):
            labels = dev.labels[begin : begin + group]
            vectors = materials.label_vectors(labels)
            kinds = {"kinds": np.full((len(rows), len(labels)), SPAN, np.int64)}
            logits = score(inputs | stack_labels([vectors] * len(rows)) | kinds).spans.numpy()
            for row, number in enumerate(rows):
                probabilities = 1.0 / (1.0 + np.exp(-np.clip(logits[row], -50.0, 50.0)))
                for each in candidates(probabilities, len(texts[number].words), _LEAST):
                    place = _place(texts[number], each.first, each.end)
                    found[number].append((*place, labels[each.label], each.confidence))
    return found


def _place(text: TokenText, first: int, end: int) -> tuple[int, int]:
    return text.words[first][0], text.words[end - 1][1]


def counts_at(predictions: Predictions, dev: DevSet, threshold: float) -> list[Counts]:
    """Per text the counts when every span at or above the threshold is answered, flat: the most probable first."""
    counts = []
    for spans, gold in zip(predictions, dev.gold, strict=True):
        kept = flat([span for span in spans if span[3] >= threshold])
        counts.append(Counts(len(kept & gold), len(kept), len(gold)))
    return counts


def flat(spans: Sequence[tuple[int, int, str, float]]) -> frozenset[tuple[int, int, str]]:
    """The most probable spans that do not overlap."""
    from garner.models.encoder.decode import Candidate

    labels = sorted({span[2] for span in spans})
    numbered = [Candidate(start, end, labels.index(label), confidence) for start, end, label, confidence in spans]
    return frozenset((each.first, each.end, labels[each.label]) for each in keep_flat(numbered))


def total(counts: Sequence[Counts]) -> Counts:
    """The sum over texts."""
    return Counts(sum(c.right for c in counts), sum(c.answered for c in counts), sum(c.gold for c in counts))
