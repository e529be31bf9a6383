"""English texts under classes and sentiment."""

from __future__ import annotations

from collections.abc import Mapping

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.labelled_texts import ClassesBeside, LabelledLines, NumberedClasses, SplitLists
from garner.datasets.readers.rows import LabelledRows, Rows

__all__ = ["ENTRIES"]

_CLINC_LABELS: dict[str, str | Named] = {
    "oos": Named("out of scope", "nothing that the assistant can do"),
    "accept_reservations": "whether a place accepts reservations",
    "application_status": "status of a credit card application",
    "apr": "annual percentage rate",
    "carry_on": "carry-on luggage",
    "change_ai_name": "change the name of the assistant",
    "date": "current date",
    "direct_deposit": "set up direct deposit",
    "find_phone": "find my phone",
    "food_last": "how long food keeps",
    "gas": "fuel level",
    "gas_type": "fuel type",
    "how_busy": "how busy a place is",
    "insurance": "insurance coverage",
    "international_visa": "visa for a country",
    "jump_start": "jump start a battery",
    "maybe": "say maybe",
    "min_payment": "minimum payment",
    "mpg": "fuel economy",
    "no": "say no",
    "oil_change_how": "how to change the oil",
    "oil_change_when": "when to change the oil",
    "order": "order things online",
    "payday": "date of payday",
    "pin_change": "change a PIN",
    "plug_type": "plug type of a country",
    "pto_balance": "paid time off left",
    "pto_request": "request paid time off",
    "pto_request_status": "status of a request for paid time off",
    "pto_used": "paid time off used",
    "rollover_401k": "rollover of a 401(k)",
    "routing": "routing number",
    "taxes": "taxes owed",
    "text": "send a text message",
    "time": "current time",
    "todo_list": "to-do list",
    "todo_list_update": "update the to-do list",
    "transfer": "transfer money",
    "uber": "order a ride",
    "w2": "W-2 tax form",
    "what_can_i_ask_you": "what the assistant can do",
    "yes": "say yes",
}
_AG_NEWS = {
    "0": "world",
    "1": "sports",
    "2": "business",
    "3": "science and technology",
    "Sci/Tech": "science and technology",
}
_QUESTIONS: dict[str, str | Named] = {
    "0": Named("description", "asks for a definition, a description, a manner or a reason"),
    "1": Named("entity", "asks for a thing: an animal, a colour, a work, a product, an event"),
    "2": Named("abbreviation", "asks for an abbreviation or what one stands for"),
    "3": Named("human", "asks for a person, a group or a title"),
    "4": Named("location", "asks for a place"),
    "5": Named("number", "asks for a number, a date, an amount, a distance"),
}
_SENTIMENT = {"0": "negative", "1": "neutral", "2": "positive"}
_STANCE = {"0": "none", "1": "against", "2": "in favour"}
_STANCES: dict[str, tuple[str, tuple[int, int, int]]] = {
    "abortion": ("the legalization of abortion", (587, 66, 280)),
    "atheism": ("atheism", (461, 52, 220)),
    "climate": ("climate change as a real concern", (355, 40, 169)),
    "feminist": ("the feminist movement", (597, 67, 285)),
    "hillary": ("Hillary Clinton", (620, 69, 295)),
}


def _each_once(sizes: Mapping[str, int]) -> dict[str, Published]:
    """Every text has one label."""
    return {split: Published(size, size) for split, size in sizes.items()}


def _tweets(
    part: str, task: str, sizes: Mapping[str, int], labels: Mapping[str, str], folder: str = "", note: str = ""
) -> Corpus:
    """One task of TweetEval."""
    names = {"train": "train", "dev": "val", "test": "test"}
    return Corpus(
        name=f"tweeteval/{part}",
        folder="en/cls/tweeteval",
        role=Role.TRAIN,
        licence="no restrictions stated; those of the single tasks may apply",
        reader=ClassesBeside(task),
        splits={split: (f"{folder or part}/{names[split]}_*.txt",) for split in sizes},
        published=_each_once(sizes),
        counted=("labels",),
        labels=labels,
        note=note,
    )


def _stance(part: str, target: str, sizes: tuple[int, int, int]) -> Corpus:
    counts = dict(zip(("train", "dev", "test"), sizes, strict=True))
    return _tweets(
        f"stance_{part}",
        f"stance on {target}",
        counts,
        {f"tasks.stance on {target}": f"stance on {target}", **_STANCE},
        f"stance/{part}",
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="agnews10k",
        folder="en/cls/agnews10k_sst1",
        role=Role.TRAIN,
        licence="MIT",
        reader=LabelledLines("topic", "$LABEL$"),
        splits={
            split: (f"204.AGNews10K/AGNews10K.{file}.dat",)
            for split, file in (("train", "train"), ("dev", "valid"), ("test", "test"))
        },
        published=_each_once({"train": 7000, "dev": 1000, "test": 2000}),
        counted=("labels",),
        labels=_AG_NEWS,
    ),
    Corpus(
        name="sst5",
        folder="en/cls/agnews10k_sst1",
        role=Role.TRAIN,
        licence="MIT",
        reader=LabelledLines("sentiment", "$LABEL$", tokenised=True),
        splits={split: (f"200.SST1/stsa.fine.{split}.dat",) for split in ("train", "dev", "test")},
        published=_each_once({"train": 8544, "dev": 1101, "test": 2210}),
        counted=("labels",),
        labels={"0": "very negative", "1": "negative", "2": "neutral", "3": "positive", "4": "very positive"},
    ),
    Corpus(
        name="agnews",
        folder="en/cls/agnews_devtest",
        role=Role.HELD_OUT,
        licence="MIT; that of AG News is not restated",
        reader=LabelledLines("topic", "\t"),
        splits={"test": ("agnews/test.tsv",)},
        published=_each_once({"test": 7600}),
        counted=("labels",),
        labels=_AG_NEWS,
        note="Descriptions without their titles.",
    ),
    Corpus(
        name="banking77",
        folder="en/cls/banking77",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=LabelledRows(Rows(), "text", {"category": "intent"}),
        splits={"train": ("banking_data/train.csv",), "test": ("banking_data/test.csv",)},
        published=_each_once({"train": 10003, "test": 3080}),
        counted=("labels",),
        labels={
            "atm_support": "ATM support",
            "change_pin": "change PIN",
            "pin_blocked": "PIN blocked",
            "reverted_card_payment?": "reverted card payment",
        },
    ),
    Corpus(
        name="clinc150",
        folder="en/cls/clinc150",
        role=Role.TRAIN,
        licence="CC BY 3.0",
        reader=SplitLists("intent"),
        splits={
            split: (f"data_full.json#{part}", f"data_full.json#oos_{part}")
            for split, part in (("train", "train"), ("dev", "val"), ("test", "test"))
        },
        published=_each_once({"train": 15100, "dev": 3100, "test": 5500}),
        counted=("labels",),
        labels=_CLINC_LABELS,
        note="Requests out of scope, counted apart on the page, are in their split.",
    ),
    Corpus(
        name="goemotions",
        folder="en/cls/goemotions",
        role=Role.TRAIN,
        licence="Apache-2.0",
        reader=NumberedClasses("emotion", "original/labels.txt"),
        splits={split: (f"original/{split}.tsv", "original/labels.txt") for split in ("train", "dev", "test")},
        published={"train": Published(43410, 51103), "dev": Published(5426, 6380), "test": Published(5427, 6329)},
        counted=("labels",),
        several=("emotion",),
    ),
    Corpus(
        name="trec6",
        folder="en/cls/trec_mr_mpqa",
        role=Role.RESEARCH,
        licence="none stated",
        reader=LabelledLines("question type", " ", class_first=True, tokenised=True),
        splits={"train": ("TREC.train.all",), "test": ("TREC.test.all",)},
        published=_each_once({"train": 5452, "test": 500}),
        counted=("labels",),
        labels=_QUESTIONS,
    ),
    Corpus(
        name="movie_reviews",
        folder="en/cls/trec_mr_mpqa",
        role=Role.RESEARCH,
        licence="none stated",
        reader=LabelledLines("sentiment", " ", class_first=True, tokenised=True),
        splits={"all": ("panglee/rt-polarity.all",)},
        published=_each_once({"all": 10662}),
        counted=("labels",),
        labels={"0": "negative", "1": "positive"},
    ),
    _tweets(
        "emotion",
        "emotion",
        {"train": 3257, "dev": 374, "test": 1421},
        {"0": "anger", "1": "joy", "2": "optimism", "3": "sadness"},
    ),
    _tweets("irony", "irony", {"train": 2862, "dev": 955, "test": 784}, {"0": "not ironic", "1": "ironic"}),
    _tweets(
        "sentiment",
        "sentiment",
        {"dev": 2000, "test": 12284},
        _SENTIMENT,
        note="Of the training split only the 45615 labels are there, no texts.",
    ),
    *(_stance(part, target, sizes) for part, (target, sizes) in _STANCES.items()),
)
