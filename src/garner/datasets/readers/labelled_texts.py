"""Texts under classes: a line with text and class, files of texts beside files of classes, JSON lists by split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import expected_shape, json_value
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["ClassesBeside", "LabelledLines", "NumberedClasses", "SplitLists"]

_HINT = "Is the file whole, and of the version that the corpus's page names?"


@dataclass(frozen=True, slots=True)
class LabelledLines:
    """A text a line, its class behind the last ``separator``; with ``class_first`` before the first one. Tokens of texts that
    are ``tokenised`` are joined."""

    task: str
    separator: str
    class_first: bool = False
    tokenised: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, line in _lines(files, name):
            parts = line.split(self.separator, 1) if self.class_first else line.rsplit(self.separator, 1)
            if len(parts) != 2:
                raise InputError(f"{where}: no {self.separator!r} between text and class.", _HINT)
            label, text = parts if self.class_first else reversed(parts)
            yield _labelled(where, detokenise(text.split()).text if self.tokenised else text, self.task, (label.strip(),))


@dataclass(frozen=True, slots=True)
class NumberedClasses:
    """Text, comma-separated class numbers and an id behind tabs (GoEmotions); the file ``classes`` names them, one a line, and
    may be among the files of a split, so that its fingerprint covers it."""

    task: str
    classes: str

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        if name == self.classes:
            return
        names = files.text(self.classes).split()
        for where, line in _lines(files, name):
            cells = line.split("\t")
            if len(cells) != 3:
                raise InputError(f"{where}: {len(cells)} cells where text, classes and id are expected.", _HINT)
            with expected_shape(where):
                labels = tuple(names[int(number)] for number in cells[1].split(","))
            yield _labelled(where, cells[0], self.task, labels)


@dataclass(frozen=True, slots=True)
class ClassesBeside:
    """A text a line in ``..._text.txt``, its class in that line of ``..._labels.txt`` (TweetEval), both files of a split."""

    task: str

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        beside = name.replace("_text.txt", "_labels.txt")
        if name == beside:
            return
        texts, labels = (files.text(each).rstrip("\n").split("\n") for each in (name, beside))
        if len(texts) != len(labels):
            raise InputError(f"{name}:{len(texts)}: the last text, but {beside} has {len(labels)} classes.", _HINT)
        for number, (text, label) in enumerate(zip(texts, labels, strict=True), 1):
            yield _labelled(f"{name}:{number}", text, self.task, (label.strip(),))


@dataclass(frozen=True, slots=True)
class SplitLists:
    """One JSON object of lists of (text, class) pairs (CLINC150); ``file.json#train`` is the list called ``train``."""

    task: str

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        lists = json_value(files, name)
        with expected_shape(name):
            pairs = [(text.strip(), label.strip()) for text, label in lists[name.partition("#")[2]]]
        for number, (text, label) in enumerate(pairs, 1):
            yield _labelled(f"{name}:{number}", text, self.task, (label,))


def _lines(files: CorpusFiles, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(files.text(name).split("\n"), 1):
        if line.strip():
            yield f"{name}:{number}", line.rstrip("\r")


def _labelled(where: str, text: str, task: str, labels: tuple[str, ...]) -> Annotated | Refusal:
    if not text.strip():
        return Refusal("record without a text", where)
    gold = Gold(where, text.strip())
    for label in labels:
        gold.choice(task, label)
    return gold.annotated()
