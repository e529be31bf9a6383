"""Open facts and on-demand tables."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.readers.open_facts import Paraphrases, TabbedFacts
from garner.datasets.readers.tables import RequestedTables

__all__ = ["ENTRIES"]


def _odie(part: str, category: str, count: int) -> Corpus:
    return Corpus(
        name=f"odie/{part}",
        folder="en/openie/odie_test",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=RequestedTables(category),
        splits={"test": ("dataset/test_data.json",)},
        published={"test": Published(count, count)},
        counted=("tables",),
        strings=True,
        note="Cells the corpus fills with N/A are empty here.",
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="carb",
        folder="en/openie/carb",
        role=Role.HELD_OUT,
        licence="MIT",
        reader=TabbedFacts(),
        splits={
            "dev": ("gold/dev.tsv",),
            "test": ("gold/test.tsv",),
            "expert": ("expert annotations/expert_gold.tsv",),
            "said": ("said_type_sentences/said_type_annotations.tsv",),
        },
        published={"dev": Published(641, 2548), "test": Published(634, 2715)},
        counted=("facts",),
        strings=True,
        note="Arguments from the third on are joined to the object; three sentences of dev stand twice, apart in white space.",
    ),
    Corpus(
        name="lsoie/wiki",
        folder="en/openie/lsoie_eval",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=TabbedFacts(),
        splits={"test": ("eval.oie",)},
        published={"test": Published(2402, 5374)},
        counted=("facts",),
        strings=True,
        note="Arguments from the third on are joined to the object, in the file's order, which is not the sentence's.",
    ),
    Corpus(
        name="lsoie/science",
        folder="en/openie/lsoie_eval",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=TabbedFacts(),
        splits={"test": ("science_eval.oie",)},
        published={"test": Published(6660, 11628)},
        counted=("facts",),
        strings=True,
        note="Arguments from the third on are joined to the object, in the file's order, which is not the sentence's.",
    ),
    _odie("fixed_header", "fixed header", 114),
    _odie("open_header", "open header", 36),
    Corpus(
        name="robust",
        folder="en/openie/robust_inputs",
        role=Role.HELD_OUT,
        licence="MIT",
        reader=Paraphrases(),
        splits={"test": ("robust_sentences_no_gold.json",)},
        published={"test": Published(4932, 0)},
        counted=("facts",),
        strings=True,
        note="Sentences only, there is no gold; 1,272 groups of paraphrases, named in the ids.",
    ),
)
