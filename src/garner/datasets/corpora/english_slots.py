"""English requests with intents and slots."""

from __future__ import annotations

from collections.abc import Mapping

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.corpora.slot_names import NLUPP, SLURP, SNIPS, SPANS
from garner.datasets.readers.slots import INTENT, AnnotatedSlots, SegmentSlots, SlotSpans, TokenSlots

__all__ = ["ENTRIES"]


def _nlupp(domain: str, size: tuple[int, int]) -> Corpus:
    return Corpus(
        name=f"nlupp/{domain}",
        folder="en/slot/nlupp",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=AnnotatedSlots(),
        splits={"all": (f"nlupp/data/{domain}/fold*.json",)},
        published={"all": Published(*size)},
        counted=("labels", "entities"),
        labels=NLUPP,
        several=(INTENT,),
    )


def _spans(part: str, folder: str, train: tuple[int, int], test: tuple[int, int], labels: Mapping[str, str | Named]) -> Corpus:
    return Corpus(
        name=f"span_extraction/{part}",
        folder="en/slot/span_extraction",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=SlotSpans(),
        splits={"train": (f"span_extraction/{folder}/train_0.json",), "test": (f"span_extraction/{folder}/test.json",)},
        published={"train": Published(*train), "test": Published(*test)},
        counted=("entities",),
        labels=labels,
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="snips",
        folder="en/slot/snips",
        role=Role.TRAIN,
        licence="CC0-1.0",
        reader=SegmentSlots(),
        splits={"train": ("*/train_*_full.json",), "dev": ("*/validate_*.json",)},
        published={"train": Published(13784, 35748), "dev": Published(700, 1794)},
        counted=("entities",),
        labels=SNIPS,
    ),
    Corpus(
        name="slurp",
        folder="en/slot/slurp_devtest",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=TokenSlots(),
        splits={"dev": ("devel.jsonl",), "test": ("test.jsonl",)},
        published={"dev": Published(2033, 2022), "test": Published(2974, 2823)},
        counted=("entities",),
        labels=SLURP,
    ),
    _nlupp("banking", (2071, 5607)),
    _nlupp("hotels", (1009, 2574)),
    _spans("restaurants", "restaurant8k", (8198, 7635), (3731, 3477), SPANS),
    _spans("buses", "dstc8/Buses_1", (1133, 500), (377, 163), SPANS),
    _spans("events", "dstc8/Events_1", (1498, 547), (521, 141), SPANS),
    _spans("homes", "dstc8/Homes_1", (2064, 525), (587, 148), {**SPANS, "area": "residential area"}),
    _spans("rental_cars", "dstc8/RentalCars_1", (874, 467), (328, 176), SPANS),
)
