"""Toy corpora: everything of the building of a corpus but its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from garner.datasets import CORPORA, Annotated, Corpus, Gold, Refusal, Role
from garner.datasets.files import CorpusFiles
from training.detectors.careless_extractor import Careless


@dataclass(frozen=True)
class Slashed:
    """Reads a line a text, words as ``word`` or ``word/label``."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for number, line in enumerate(files.text(name).splitlines()):
            gold = Gold(f"{name}:{number}", " ".join(word.partition("/")[0] for word in line.split()))
            place = 0
            for word, _, label in (each.partition("/") for each in line.split()):
                if label:
                    gold.entity(label, gold.place(place, place + len(word)))
                place += len(word) + 1
            yield gold.annotated()


SPLITS = {"train": ("train.txt",), "dev": ("dev.txt",), "test": ("test.txt",)}
TOYS = (
    Corpus("toy", "en/toy", Role.TRAIN, "MIT", Slashed(), SPLITS),
    Corpus("other", "en/other", Role.TRAIN, "MIT", Slashed(), {"train": ("train.txt",)}),
    Corpus("toy_research", "en/toy", Role.RESEARCH, "none stated", Slashed(), {"train": ("train.txt",)}),
    Corpus("toy_held", "held", Role.HELD_OUT, "MIT", Slashed(), {"train": ("test.txt",)}),
)
NAMES = "Adamantine Barnabas Corneliusson Dagobertine Ermintrude Ferdinanda Guinevere Hildebrand".split()
TRAIN = [f"{name}/person went by slow train from Rome/city to the harbour of Genoa/city yesterday" for name in NAMES]
DEV = [f"{name}/person had never been seen in the whole town of Bergamo/city before" for name in NAMES[:4]]
OTHER = ["Everybody who has met old Hildebrand/person says that Rome/city is his town", *TRAIN[:1]]
HELD_OUT = "Adamantine went by slow train from Rome to the harbour of Genoa yesterday"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the toy corpora, which alone are known. The first text of ``toy:train`` is held out."""
    for name in list(CORPORA):
        monkeypatch.delitem(CORPORA, name)
    for toy in TOYS:
        monkeypatch.setitem(CORPORA, toy.name, toy)
    folder = tmp_path / "corpora"
    for name, lines in {
        "en/toy/train.txt": TRAIN,
        "en/toy/dev.txt": DEV,
        "en/toy/test.txt": ["Nobody/person of any importance at all ever came back from there"],
        "en/other/train.txt": OTHER,
        "held/test.txt": [HELD_OUT],
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def careless() -> Careless:
    return Careless()
