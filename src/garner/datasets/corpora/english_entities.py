"""English entities; those of medicine, science and engineering are in a module of their own."""

from __future__ import annotations

from garner.datasets.corpora import english_entity_labels as labels
from garner.datasets.corpora import english_science
from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.readers.columns import Columns
from garner.datasets.readers.mentions import NamedMentions
from garner.datasets.readers.prompts import MentionPrompts

__all__ = ["ENTRIES"]

_BLANKS = Columns()
_TABS = Columns(separator="\t")
_NUMBERED = Columns(token=1, tags=(2,), separator="\t")
_ENTITIES = ("entities",)


def _crossner(domain: str, train: Published, dev: Published, test: Published) -> Corpus:
    return Corpus(
        f"crossner/{domain}",
        "en/ner/crossner",
        Role.HELD_OUT,
        "MIT",
        _BLANKS,
        {part: (f"{domain}/{part}.txt",) for part in ("train", "dev", "test")},
        {"train": train, "dev": dev, "test": test},
        _ENTITIES,
        labels.CROSSNER,
        note="Some apostrophes are missing in the files: a text may read 'classifier s'.",
    )


_CROSSNER = (
    _crossner("ai", Published(100, 532), Published(350, 1549), Published(431, 1809)),
    _crossner("literature", Published(100, 541), Published(400, 2130), Published(416, 2266)),
    _crossner("music", Published(100, 648), Published(380, 2679), Published(465, 3336)),
    _crossner("politics", Published(200, 1304), Published(541, 3482), Published(651, 4209)),
    _crossner("science", Published(200, 1075), Published(450, 2538), Published(543, 3089)),
)


_NEWS_AND_WEB = (
    Corpus(
        "conll2003",
        "en/ner/conll2003_evalonly",
        Role.HELD_OUT,
        "MIT (carrier); text under the Reuters agreement",
        _BLANKS,
        {"dev": ("conll2003/dev.txt",), "test": ("conll2003/test.txt",)},
        {"dev": Published(3250, 5938), "test": Published(3453, 5628)},
        _ENTITIES,
        labels.CROSSNER,
    ),
    Corpus(
        "uner_ewt",
        "en/ner/uner_ewt",
        Role.TRAIN,
        "CC BY-SA 4.0",
        Columns(token=1, tags=(2,), separator="\t", comments=True, stray=("O", "OTH")),
        {"train": ("history_en_ewt-ud-train.iob2",), "dev": ("en_ewt-ud-dev.iob2",), "test": ("en_ewt-ud-test.iob2",)},
        {"train": Published(12543, 8433), "dev": Published(2001, 966), "test": Published(2077, 1088)},
        _ENTITIES,
        labels.PLAIN,
        note="1,428 stray tags of train (B-OTH, B-O), which the page counts, are refused.",
    ),
    Corpus(
        "wnut17",
        "en/ner/wnut17",
        Role.TRAIN,
        "CC BY 4.0",
        _TABS,
        {"train": ("wnut17train.conll",), "dev": ("emerging.dev.conll",), "test": ("emerging.test.annotated",)},
        {"train": Published(3394, 1975), "dev": Published(1009, 836), "test": Published(1287, 1079)},
        _ENTITIES,
    ),
    Corpus(
        "btc",
        "en/ner/btc",
        Role.TRAIN,
        "CC BY 4.0",
        _TABS,
        {
            "train": tuple(f"CONLL-format/data/{section}.conll" for section in "abeg"),
            "dev": ("CONLL-format/data/f.conll",),
            "test": ("CONLL-format/data/h.conll",),
        },
        {"train": Published(5338, 7141), "dev": Published(2000, 4376), "test": Published(2001, 3368)},
        _ENTITIES,
        labels.PLAIN,
        note="Train is sections a, b, e and g, which the page counts one by one; dev is f, test is h.",
    ),
    Corpus(
        "wikigold",
        "en/ner/wikigold",
        Role.TRAIN,
        "CC BY 4.0",
        _BLANKS,
        {"all": ("CONLL-format/data/wikigold.conll.txt",)},
        {"all": Published(1696, 3558)},
        _ENTITIES,
        labels.PLAIN,
        note="IO tags: neighbours of one type are one entity.",
    ),
    Corpus(
        "wikiann",
        "en/ner/wikiann",
        Role.RESEARCH,
        "CC BY-NC-SA 4.0 (carrier)",
        _NUMBERED,
        {"train": ("en/train.conllu",), "dev": ("en/val.conllu",), "test": ("en/test.conllu",)},
        {"train": Published(20000, 27931), "dev": Published(10000, 14146), "test": Published(10000, 13958)},
        _ENTITIES,
        labels.PLAIN,
    ),
    Corpus(
        "wikineural",
        "en/ner/wikineural",
        Role.RESEARCH,
        "CC BY-NC-SA 4.0",
        _NUMBERED,
        {"dev": ("en/val.conllu",), "test": ("en/test.conllu",)},
        {"dev": Published(11590, 19621), "test": Published(11597, 19675)},
        _ENTITIES,
        labels.PLAIN,
    ),
    Corpus(
        "gum",
        "en/ner/gum310",
        Role.TRAIN,
        "CC BY 4.0 (annotation; texts CC BY, CC BY-SA, CC BY-NC-SA)",
        _TABS,
        {"train": ("CONLL-format/data/train/gum-train.conll",), "test": ("CONLL-format/data/test/gum-test.conll",)},
        {"train": Published(2495, 8285), "test": Published(1000, 3439)},
        _ENTITIES,
        labels.GUM,
    ),
    Corpus(
        "litbank",
        "en/ner/litbank_entities",
        Role.TRAIN,
        "CC BY 4.0",
        Columns(tags=(1, 2, 3, 4), separator="\t"),
        {"all": ("entities/tsv/*.tsv",)},
        {"all": Published(8562, 13912)},
        _ENTITIES,
        labels.LITBANK,
    ),
)

_FEW_NERD = (
    Corpus(
        "fewnerd",
        "en/ner/fewnerd_adelie_fewshot",
        Role.TRAIN,
        "CC BY-SA 4.0",
        MentionPrompts(),
        {"train": ("few-nerd-supervised.jsonl",)},
        {"train": Published(4000)},
        _ENTITIES,
        labels.FEW_NERD,
        strings=True,
        note="The 4,000 demonstrations of 1,000 prompts, never their test items; 38 sentences come again and are refused.",
    ),
    Corpus(
        "fewnerd_adelie",
        "en/ner/fewnerd_adelie_test",
        Role.HELD_OUT,
        "none stated",
        MentionPrompts(last=True),
        {"test": ("zeroshot/few-nerd-supervised.jsonl",)},
        {"test": Published(1000)},
        _ENTITIES,
        labels.FEW_NERD,
        strings=True,
    ),
    Corpus(
        "fewnerd_oneke",
        "en/ner/fewnerd_oneke_test",
        Role.HELD_OUT,
        "MIT (carrier)",
        NamedMentions(),
        {"test": ("test.json",)},
        {"test": Published(1801, 5894)},
        _ENTITIES,
        labels.FEW_NERD,
        strings=True,
        note="A mention that a sentence has several times is listed once.",
    ),
)

_QUESTIONS = (
    Corpus(
        "mit_movie",
        "en/ner/mit_movie",
        Role.HELD_OUT,
        "MIT (carrier)",
        _TABS,
        {"train": ("train.txt",), "test": ("test.txt",)},
        {"train": Published(7816, 23030), "test": Published(1953, 5686)},
        _ENTITIES,
        labels.MOVIE,
        note="The trivia version with 12 types.",
    ),
    Corpus(
        "mit_restaurant",
        "en/ner/mit_restaurant",
        Role.HELD_OUT,
        "MIT (carrier)",
        _TABS,
        {"train": ("train.txt",), "test": ("test.txt",)},
        {"train": Published(7660, 15363), "test": Published(1521, 3151)},
        _ENTITIES,
        labels.RESTAURANT,
    ),
)

ENTRIES: tuple[Corpus, ...] = (
    *_CROSSNER,
    *_NEWS_AND_WEB,
    *_FEW_NERD,
    *english_science.ENTRIES,
    *_QUESTIONS,
)
