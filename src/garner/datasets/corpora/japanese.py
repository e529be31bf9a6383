"""Japanese."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.corpora.japanese_labels import IREX, JACRED, KNP, ONTONOTES, OPINIONS, REQUESTS
from garner.datasets.readers.columns import Columns
from garner.datasets.readers.derivations import Derivations
from garner.datasets.readers.docred import DocRedPieces
from garner.datasets.readers.jglue import MultipleChoice, SentencePairs
from garner.datasets.readers.json_spans import PairedSpans, TargetOpinions
from garner.datasets.readers.knp import ListedKnp
from garner.datasets.readers.request_spans import RequestSpans
from garner.datasets.readers.rows import LabelledRows, Rows

__all__ = ["ENTRIES"]


def _jrte(part: str, file: str, sizes: tuple[int, int, int], task: Named, choices: dict[str, str]) -> Corpus:
    """One column of the table tells the split."""
    splits = ("train", "dev", "test")
    return Corpus(
        name=f"jrte/{part}",
        folder="ja/cls/jrte",
        role=Role.RESEARCH,
        licence="CC BY-NC-SA 4.0",
        reader=LabelledRows(
            Rows(("id", "label", "text", "votes", "usage"), "\t", quotes=False), "text", {"label": "label"}, part="usage"
        ),
        splits={split: (f"{file}#{split}",) for split in splits},
        published={split: Published(size, size) for split, size in zip(splits, sizes, strict=True)},
        counted=("labels",),
        labels={"tasks.label": task, **choices},
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="chabsa",
        folder="ja/absa/chabsa",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=TargetOpinions(),
        splits={"all": ("chABSA/*.json",)},
        published={"all": Published(6119, 7723)},
        counted=("entities",),
        labels=OPINIONS,
        note="Only targets have a place: category and polarity are the type of the target.",
    ),
    Corpus(
        name="jcommonsenseqa",
        folder="ja/cls/jglue",
        role=Role.HELD_OUT,
        licence="CC BY-SA 4.0",
        reader=MultipleChoice("答え", "質問の答えとして最もふさわしいもの"),
        splits={"dev": ("jcommonsenseqa-v1.3/valid-v1.3.json",), "test": ("jcommonsenseqa-v1.3/test-v1.3.json",)},
        published={"dev": Published(1119, 1119), "test": Published(1118, 1118)},
        counted=("labels",),
        as_written=True,
        note="Every question brings its own five choices; one of test offers the same choice twice and is refused.",
    ),
    Corpus(
        name="jnli",
        folder="ja/cls/jglue",
        role=Role.HELD_OUT,
        licence="CC BY-SA 4.0",
        reader=SentencePairs("inference", ("前提：", "仮説：")),
        splits={"dev": ("jnli-v1.3/valid-v1.3.json",), "test": ("jnli-v1.3/test-v1.3.json",)},
        published={"dev": Published(2434, 2434), "test": Published(2508, 2508)},
        counted=("labels",),
        labels={
            "inference": Named("前提と仮説の関係", "what the first sentence says of the second"),
            "entailment": Named("含意", "the premise says that the hypothesis is true"),
            "contradiction": Named("矛盾", "the premise says that the hypothesis is false"),
            "neutral": Named("中立", "the premise leaves it open"),
        },
    ),
    _jrte(
        "sentiment",
        "pn.tsv",
        (3888, 1112, 553),
        Named("感情極性", "the tone of a sentence of a hotel review"),
        {"choices.1": "肯定的", "choices.0": "中立", "choices.-1": "否定的"},
    ),
    _jrte(
        "hotel",
        "rhr.tsv",
        (3878, 1122, 553),
        Named("宿の評判", "whether a sentence of a review says something of the hotel"),
        {"choices.1": "宿の評判である", "choices.0": "宿の評判ではない"},
    ),
    Corpus(
        name="stockmark_wikipedia",
        folder="ja/ner/stockmark_wikipedia",
        role=Role.TRAIN,
        licence="CC BY-SA 3.0",
        reader=PairedSpans(),
        splits={"all": ("ner.json",)},
        published={"all": Published(5343, 13185)},
        counted=("entities",),
    ),
    Corpus(
        name="ud_gsd_ne",
        folder="ja/ner/ud_gsd_ne",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=Columns(separator="\t", spaced=False),
        splits={"train": ("stanza/train.bio",), "dev": ("stanza/dev.bio",), "test": ("stanza/test.bio",)},
        published={"train": Published(7050, 10924), "dev": Published(507, 795), "test": Published(543, 609)},
        counted=("entities",),
        labels=ONTONOTES,
    ),
    Corpus(
        name="wikipedia_annotated_corpus",
        folder="ja/ner/wikipedia_annotated_corpus",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=ListedKnp(),
        splits={split: (f"id/{split}.id", "knp/*/*.knp") for split in ("train", "dev", "test")},
        published={"train": Published(3679), "dev": Published(100), "test": Published(200)},
        counted=("relations",),
        labels={**IREX, **KNP},
        note="A record is a document. The page counts 15,902 sentences (9,419 with brackets put back, as here), 16,280 names "
        "(90 are torn apart by a bracket and refused) and 165,830 relations (12,408 point out of the text and are refused).",
    ),
    Corpus(
        name="jacred",
        folder="ja/re/jacred_devtest",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=DocRedPieces(),
        splits={"dev": ("dev.json",), "test": ("test.json",)},
        published={"dev": Published(300, 6157), "test": Published(300, 6113)},
        counted=("relations",),
        labels=JACRED,
        note="The page counts sentences (2,418 and 2,453); a record is a document.",
    ),
    Corpus(
        name="jemhopqa",
        folder="ja/re/jemhopqa",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=Derivations("答え", ("はい", "いいえ")),
        splits={"train": ("corpus_ver1.2/train_ver1.2.json",), "dev": ("corpus_ver1.2/dev_ver1.2.json",)},
        published={"train": Published(1059, 2181), "dev": Published(120, 242)},
        counted=("relations",),
        as_written=True,
        strings=True,
        note="The page counts triples; one with several values is one relation a value here.",
    ),
    Corpus(
        name="asdc",
        folder="ja/slot/asdc",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=RequestSpans(),
        splits={"all": ("main/request_span/*.tsv",)},
        published={"all": Published(10785, 3001)},
        counted=("labels",),
        labels=REQUESTS,
        note="Counted are dialogue acts. The page's 3,392 request spans are rows: one that holds for several things stands in "
        "several rows, and is one entity.",
    ),
)
