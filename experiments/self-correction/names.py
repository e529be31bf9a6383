"""A list of names as an extractor: learnt from corpora for training, none of them one that answers are corrected on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from frozen import Frozen, print_of

from garner.datasets import CORPORA, Role, read_split
from garner.datasets.exposure import exposure_at
from garner.errors import InputError
from garner.models.encoder.weights import packaged_weights
from garner.models.protocols import LabelText, ScoredSpan
from garner.training.detectors.gazetteer import Gazetteer, NameBook, names_in
from garner.training.written import written_records
from garner.values import Extraction

__all__ = ["LEARNT_FROM", "Listed", "gazetteer"]

LEARNT_FROM = ("fewnerd:train", "btc:train", "written/zh:all", "wikipedia_annotated_corpus:train")
"""Corpora with names, in three languages. Only the Chinese one is among those of the gazetteer whose errors the detectors met.
The encoder in the package was trained on all of them, so what it saw says what is known here, too."""

# A list has its names under the labels of its makers; these mean the same.
_SAME = (
    ("organization", "organisation", "group", "corporation"),
    ("location", "place", "geopolitical entity", "country, city or state"),
    ("programming language", "program language"),
    ("人名", "人物", "PER", "人物名称", "姓名"),
    ("地名", "地点", "地缘政治实体", "位置", "地理地区", "地理位置"),
    ("组织机构", "机构名", "机构", "组织", "公司", "组织名", "公司名"),
    ("組織名", "法人名", "その他の組織名"),
)


class Listed:
    """Answers entity types from a list of names: the longest name at each place, under the label asked that means one of those
    that the name has. A ``SpanScorer``."""

    name = "gazetteer"

    def __init__(self, known: Gazetteer) -> None:
        self._known = known

    def count_tokens(self, text: str) -> int:
        return self._known.count_tokens(text)

    def room(self, labels: Sequence[LabelText]) -> int:
        return self._known.room(labels)

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        asked = _meant([label.name for label in labels])
        found = self._known.score(texts, [LabelText(name) for name in asked], threshold)
        return [[each._replace(label=asked[each.label]) for each in spans] for spans in found]


def _meant(asked: Sequence[str]) -> Mapping[str, str]:
    """The names of labels that mean one that is asked, and which."""
    meant = {name: name for name in asked}
    for name in asked:
        for same in (group for group in _SAME if name in group):
            for other in same:
                meant.setdefault(other, name)
    return meant


def gazetteer(data: Path) -> Frozen:
    """The extractor. Raises ``InputError`` where a corpus is one that the encoder in the package was not trained on."""
    seen = exposure_at(packaged_weights())
    splits = set() if seen is None else {each.name for each in seen.splits}
    if unseen := [name for name in LEARNT_FROM if name not in splits]:
        raise InputError(f"what {', '.join(unseen)} holds is in no record of what was seen.", "Take it out of LEARNT_FROM.")
    fingerprint = print_of(Path(__file__), Path(str(resources.files("garner") / "training" / "detectors" / "gazetteer.py")))
    about = {"learnt_from": list(LEARNT_FROM)}
    return Frozen("gazetteer", "a list of names", fingerprint, seen, lambda: _learnt(data), about=about)


def _learnt(data: Path) -> Listed:
    book = NameBook({name: ("any", names_in(_golds(data, name))) for name in LEARNT_FROM})
    return Listed(book.without("", "any"))


def _golds(data: Path, name: str) -> Iterator[Extraction]:
    corpus, _, split = name.rpartition(":")
    if corpus.startswith("written/"):
        yield from (record.gold for record in written_records(corpus.partition("/")[2]))
        return
    if CORPORA[corpus].role is not Role.TRAIN:
        raise InputError(f"{corpus} may not be learnt from.", "Take it out of LEARNT_FROM.")
    yield from (record.gold for record in read_split(data, corpus, split).records)
