"""English entities of medicine, science and engineering."""

from __future__ import annotations

from collections.abc import Mapping

from garner.datasets.corpora import english_entity_labels as labels
from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.readers.brat import Brat
from garner.datasets.readers.columns import Columns
from garner.datasets.readers.pubtator import PubTator
from garner.datasets.readers.tokens import TokenSpans

__all__ = ["ENTRIES"]

_TABS = Columns(separator="\t")
_TABS_WITH_HYPHENS_CUT = Columns(separator="\t", hyphens_cut=True)
_ENTITIES = ("entities",)


def _biomedical(name: str, folder: str, published: Mapping[str, Published]) -> Corpus:
    """One part of the bundle of biomedical corpora."""
    files = {"train": "train", "dev": "devel", "test": "test"}
    return Corpus(
        f"mtl_bio/{name}",
        "en/ner/mtl_bio",
        Role.TRAIN,
        "CC BY 4.0",
        _TABS if name == "jnlpba" else _TABS_WITH_HYPHENS_CUT,
        {part: (f"{folder}/{files[part]}.tsv",) for part in published},
        published,
        _ENTITIES,
        labels.BIOMEDICAL,
    )


def _parts(train: Published, dev: Published, test: Published) -> dict[str, Published]:
    return {"train": train, "dev": dev, "test": test}


_BIOMEDICAL = (
    _biomedical("anatem", "AnatEM-IOB", _parts(Published(5861, 6946), Published(2118, 2139), Published(3830, 4616))),
    _biomedical("bc2gm", "BC2GM-IOB", _parts(Published(12574, 15197), Published(2519, 3061), Published(5038, 6325))),
    _biomedical("bc5cdr", "BC5CDR-IOB", _parts(Published(4560, 9385), Published(4581, 9593), Published(4797, 9809))),
    _biomedical("bionlp11id", "BioNLP11ID-IOB", _parts(Published(2496, 5674), Published(721, 1598), Published(1961, 3810))),
    _biomedical("bionlp13cg", "BioNLP13CG-IOB", _parts(Published(3033, 10826), Published(1003, 3616), Published(1906, 6881))),
    _biomedical("bionlp13pc", "BioNLP13PC-IOB", _parts(Published(2499, 7853), Published(857, 2734), Published(1695, 5306))),
    _biomedical("jnlpba", "JNLPBA", {"dev": Published(1739, 4551), "test": Published(3856, 8662)}),
    _biomedical("ncbi_disease", "NCBI-disease-IOB", _parts(Published(5424, 5134), Published(923, 787), Published(940, 960))),
)

_MEDICINE = (
    Corpus(
        "anem",
        "en/ner/anem",
        Role.TRAIN,
        "CC BY-SA",
        Columns(tags=(3,), offsets=(1, 2), separator="\t"),
        {"train": ("CONLL-format/data/AnEM.train",), "test": ("CONLL-format/data/AnEM.test",)},
        {"train": Published(2815, 1879), "test": Published(1882, 1256)},
        _ENTITIES,
        labels.BIOMEDICAL,
    ),
    Corpus(
        "bc5cdr_articles",
        "en/ner/bc5cdr_pubtator",
        Role.TRAIN,
        "Apache-2.0 (carrier)",
        PubTator(),
        {
            "train": ("CDR_TrainingSet.PubTator.txt",),
            "dev": ("CDR_DevelopmentSet.PubTator.txt",),
            "test": ("CDR_TestSet.PubTator.txt",),
        },
        {"train": Published(500, 10423), "dev": Published(500, 10603), "test": Published(500, 10875)},
        ("entities", "relations"),
        labels.BIOMEDICAL,
        {"CID": (("Chemical",), ("Disease",))},
        note="Relations join vocabulary entries: given to the first mention of each, so that two of them may be one.",
    ),
    Corpus(
        "genia_nested",
        "en/ner/genia_nested_test",
        Role.HELD_OUT,
        "GENIA Project licence (not stated by the carrier)",
        TokenSpans(),
        {"test": ("genia_test.json",)},
        {"test": Published(1854, 5506)},
        _ENTITIES,
        labels.BIOMEDICAL,
    ),
)

_SCIENCE_AND_ENGINEERING = (
    Corpus(
        "scienceie",
        "en/ner/semeval2017_scienceie",
        Role.RESEARCH,
        "Apache-2.0 (carrier); none stated for the data",
        Columns(tags=(3,), offsets=(1,), separator="\t"),
        {part: (f"{part}.txt",) for part in ("train", "dev", "test")},
        {"train": Published(2534, 6018), "dev": Published(416, 1057), "test": Published(860, 1867)},
        _ENTITIES,
        labels.SCIENCE,
    ),
    Corpus(
        "few_tk",
        "en/ner/few_tk",
        Role.RESEARCH,
        "none stated",
        _TABS_WITH_HYPHENS_CUT,
        {part: (f"supervised/{part}.txt",) for part in ("train", "dev", "test")},
        {"train": Published(2585, 4803), "dev": Published(369, 737), "test": Published(739, 1445)},
        _ENTITIES,
        labels.FEW_TK,
        note="IO tags: neighbours of one type are one entity.",
    ),
    Corpus(
        "cyner",
        "en/ner/cyner",
        Role.TRAIN,
        "MIT",
        _TABS,
        {"train": ("mitre/train.txt",), "dev": ("mitre/valid.txt",), "test": ("mitre/test.txt",)},
        {"train": Published(2811, 3131), "dev": Published(813, 784), "test": Published(748, 936)},
        _ENTITIES,
        labels.CYNER,
    ),
    Corpus(
        "stackoverflow",
        "en/ner/stackoverflow_ner",
        Role.TRAIN,
        "MIT",
        _TABS,
        {
            **{part: (f"StackOverflow/{part}.txt",) for part in ("train", "dev", "test")},
            "github_test": ("GitHub/GH_test_set.txt",),
        },
        {
            "train": Published(14545, 13460),
            "dev": Published(4607, 4337),
            "test": Published(4940, 4654),
            "github_test": Published(8421, 5814),
        },
        _ENTITIES,
        labels.STACK_OVERFLOW,
        note="Includes lines that the annotators put for what is not text: Question_ID, Question_URL, CODE_BLOCK and the like.",
    ),
    Corpus(
        "materials",
        "en/ner/materials_synthesis",
        Role.TRAIN,
        "MIT",
        Brat(trigger_entities=True),
        {"all": ("data/*.ann",)},
        {"all": Published(230, 39747)},
        ("entities", "relations", "arguments"),
        labels.MATERIALS,
        note="Not on the page, and refused: 261 attributes (start and end of a recipe).",
    ),
    Corpus(
        "wetlab",
        "en/ner/wetlab_wlp",
        Role.TRAIN,
        "MIT",
        Brat(trigger_entities=True),
        {
            part: (f"{folder}/Standoff_Format/*.ann",)
            for part, folder in (
                ("train", "train_data"),
                ("dev", "dev_data"),
                ("test", "test_data"),
                ("test_2020", "test_data_2020"),
            )
        },
        {
            "train": Published(370, 80355),
            "dev": Published(122, 26784),
            "test": Published(123, 16326),
            "test_2020": Published(111, 40374),
        },
        ("entities", "relations", "arguments"),
        labels.WET_LAB,
        note="Records are protocols, whose lines (steps) the page counts too. The test split has entities only.",
    ),
)

ENTRIES: tuple[Corpus, ...] = (*_MEDICINE, *_BIOMEDICAL, *_SCIENCE_AND_ENGINEERING)
