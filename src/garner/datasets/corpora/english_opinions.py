"""English opinions: aspects, categories, polarity."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.corpora.opinion_names import OpinionNames
from garner.datasets.readers.opinion_dialogues import OpinionDialogues
from garner.datasets.readers.opinion_xml import OpinionXml
from garner.datasets.readers.opinions import (
    ASPECT,
    OPINION,
    AspectLines,
    IndexedQuadruples,
    OpinionTriplets,
    QuotedQuadruples,
    TaggedAspects,
)
from garner.datasets.readers.protocol import Reader

__all__ = ["ENTRIES"]

_BY_POLARITY = {
    "entities.Positive": "positive aspect",
    "entities.Negative": "negative aspect",
    "entities.Neutral": "neutral aspect",
    "entities.positive": "positive aspect",
    "entities.negative": "negative aspect",
    "entities.neutral": "neutral aspect",
}
_ENDS = {"entities.aspect": "aspect term", "entities.opinion": "opinion expression"}
_TRIPLETS = {
    **_ENDS,
    "POS": "positive opinion",
    "NEG": "negative opinion",
    "NEU": "neutral opinion",
}
_ARGUMENTS = {"roles.aspect": "aspect term", "roles.opinion": "opinion expression"}
_DIALOGUES = {
    **_ENDS,
    **_ARGUMENTS,
    "pos": "positive opinion",
    "neg": "negative opinion",
    "neu": "neutral opinion",
    "doubt": "doubtful opinion",
    "amb": "ambiguous opinion",
    "-1": "opinion without polarity",
}
_WIDTHS = (
    "Sentences that differ in the width of white space alone are one record; an aspect marked in a second category is refused."
)

Sizes = tuple[int, int]


def _aspects(part: str, files: tuple[str, str], train: Sizes, test: Sizes, reader: Reader, note: str = "") -> Corpus:
    """One data set of ABSADatasets; ``files`` are its train and test file."""
    return Corpus(
        name=f"absa/{part}",
        folder="en/absa/absadatasets_en",
        role=Role.TRAIN,
        licence="MIT",
        reader=reader,
        splits={"train": (files[0],), "test": (files[1],)},
        published={"train": Published(*train), "test": Published(*test)},
        counted=("entities",),
        labels=_BY_POLARITY,
        note=note,
    )


def _quadruples(name: str, folder: str, files: str, sizes: tuple[Sizes, Sizes, Sizes], note: str = "") -> Corpus:
    """ACOS and ASQP: the category is part of the name of the event, for it holds where the aspect is not said as well."""
    return Corpus(
        name=name,
        folder=f"en/absa/{folder}",
        role=Role.RESEARCH,
        licence="none stated",
        reader=IndexedQuadruples() if folder == "acos" else QuotedQuadruples(),
        splits={split: (files.format(split),) for split in ("train", "dev", "test")},
        published={split: Published(*size) for split, size in zip(("train", "dev", "test"), sizes, strict=True)},
        counted=("events",),
        labels=OpinionNames(_ARGUMENTS),
        strings=folder == "asqp",
        note=note,
    )


def _triplets(part: str, train: Sizes, dev: Sizes, test: Sizes) -> Corpus:
    return Corpus(
        name=f"aste/{part}",
        folder="en/absa/aste",
        role=Role.RESEARCH,
        licence="none stated",
        reader=OpinionTriplets(),
        splits={split: (f"ASTE-Data-V2-EMNLP2020/{part}/{split}_triplets.txt",) for split in ("train", "dev", "test")},
        published={"train": Published(*train), "dev": Published(*dev), "test": Published(*test)},
        counted=("relations",),
        labels=_TRIPLETS,
        ends=dict.fromkeys(("POS", "NEG", "NEU"), ((ASPECT,), (OPINION,))),
    )


def _mams(part: str, train: Sizes, dev: Sizes, test: Sizes, counted: str) -> Corpus:
    files = {"train": "train", "dev": "val", "test": "test"}
    return Corpus(
        name=f"mams/{part}",
        folder="en/absa/mams",
        role=Role.TRAIN,
        licence="Apache-2.0",
        reader=OpinionXml(),
        splits={split: (f"MAMS-{part.upper()}/raw/{file}.xml",) for split, file in files.items()},
        published={"train": Published(*train), "dev": Published(*dev), "test": Published(*test)},
        counted=(counted,),
        labels=_BY_POLARITY,
    )


_SEMEVAL = "apc_datasets/110.SemEval/{}"
_LAPTOP14 = (_SEMEVAL.format("113.laptop14/Laptops_Train.xml.seg"), _SEMEVAL.format("113.laptop14/Laptops_Test_Gold.xml.seg"))
_RESTAURANT14 = (
    _SEMEVAL.format("114.restaurant14/Restaurants_Train.xml.seg"),
    _SEMEVAL.format("114.restaurant14/Restaurants_Test_Gold.xml.seg"),
)
_RESTAURANT15 = (
    _SEMEVAL.format("115.restaurant15/restaurant_train.raw"),
    _SEMEVAL.format("115.restaurant15/restaurant_test.raw"),
)
_RESTAURANT16 = (
    _SEMEVAL.format("116.restaurant16/restaurant_train.raw"),
    _SEMEVAL.format("116.restaurant16/restaurant_test.raw"),
)
_SEMEVAL16 = (
    "apc_datasets/120.SemEval2016Task5/124.english/restaurants_train_english.xml.dat",
    "apc_datasets/120.SemEval2016Task5/124.english/restaurants_test_english.xml.dat",
)
_TWITTER = (
    "apc_datasets/101.ACL_Twitter/acl-14-short-data/train.raw",
    "apc_datasets/101.ACL_Twitter/acl-14-short-data/test.raw",
)
_FINANCIAL = (
    "atepc_datasets/133.finNews/finNews.train.txt.atepc",
    "atepc_datasets/133.finNews/finNews.test.txt.atepc",
)

ENTRIES: tuple[Corpus, ...] = (
    _aspects("laptop14", _LAPTOP14, (1484, 2328), (420, 638), AspectLines(), _WIDTHS),
    _aspects("restaurant14", _RESTAURANT14, (2009, 3608), (610, 1120), AspectLines(), _WIDTHS),
    _aspects("restaurant15", _RESTAURANT15, (837, 1201), (403, 540), AspectLines(), _WIDTHS),
    _aspects("restaurant16", _RESTAURANT16, (1241, 1746), (422, 615), AspectLines(), _WIDTHS),
    _aspects("semeval16", _SEMEVAL16, (1234, 1880), (419, 650), AspectLines(tokenised=False), _WIDTHS),
    _aspects(
        "twitter",
        _TWITTER,
        (6242, 6248),
        (692, 692),
        AspectLines(),
        "The page counts a target once, garner every place of it in the tweet.",
    ),
    _aspects(
        "financial_news",
        _FINANCIAL,
        (11527, 11527),
        (2882, 2882),
        TaggedAspects(),
        "As on the page, a headline about several companies is a record for each of them.",
    ),
    _quadruples("acos/laptop", "acos", "Laptop-ACOS/laptop_quad_{}.tsv", ((2934, 4172), (326, 440), (816, 1161))),
    _quadruples(
        "acos/restaurant",
        "acos",
        "Restaurant-ACOS/rest16_quad_{}.tsv",
        ((1530, 2484), (171, 261), (583, 916)),
        "One span of the training split lies outside its sentence; its quadruple is kept without it.",
    ),
    _quadruples("asqp/rest15", "asqp", "rest15/{}.txt", ((834, 1354), (209, 347), (537, 795))),
    _quadruples("asqp/rest16", "asqp", "rest16/{}.txt", ((1264, 1989), (316, 507), (544, 799))),
    _triplets("14lap", (906, 1460), (219, 346), (328, 543)),
    _triplets("14res", (1266, 2338), (310, 577), (492, 994)),
    _triplets("15res", (605, 1013), (148, 249), (322, 485)),
    _triplets("16res", (857, 1394), (210, 339), (326, 514)),
    # Quadruples name target, aspect and opinion, no category; the target is what the aspect belongs to.
    Corpus(
        name="diaasq_en",
        folder="en/absa/diaasq_en",
        role=Role.TRAIN,
        licence="MIT",
        reader=OpinionDialogues(),
        splits={"dev": ("jsons_en/valid.json",), "test": ("jsons_en/test.json",)},
        published={"dev": Published(100, 852), "test": Published(100, 850)},
        counted=("events",),
        labels=_DIALOGUES,
        note="The page counts quadruples, which are events here; 118 of them have no polarity.",
    ),
    _mams("atsa", (4297, 11186), (500, 1332), (500, 1336), "entities"),
    _mams("acsa", (3149, 7090), (400, 888), (400, 901), "labels"),
)
