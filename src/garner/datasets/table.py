"""The public corpora garner can read: one entry each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from garner.datasets.readers import (
    Arguments,
    AspectTerms,
    Brat,
    CharacterSlots,
    Columns,
    DocumentTokens,
    MarkedPairs,
    Mentions,
    Prompts,
    PubTator,
    Reader,
    SegmentSlots,
    SentenceTokens,
    Templates,
    TokenSlots,
    Triggers,
)

__all__ = ["CORPORA", "Corpus", "Role", "spell_out"]


class Role(StrEnum):
    """What a corpus may be used for."""

    TRAIN = "train"
    """May feed weights that ship (its test split stays for evaluation)."""
    HELD_OUT = "held-out"
    """Evaluation only: nothing is trained on it, tuned on it or picked by its test split."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """How to read one corpus.

    ``splits`` maps the name of a split to the files it is made of (shell patterns). ``labels`` spells raw labels out where
    ``spell_out`` does not suffice. Spans with a label of ``left_out`` are not read, records that contain a word of
    ``filler`` (marks put in by the annotators for text that is gone) neither; both are counted.
    """

    name: str
    folder: str
    role: Role
    licence: str
    reader: Reader
    splits: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    filler: tuple[str, ...] = ()


def spell_out(label: str) -> str:
    """A raw label as words.

    >>> spell_out("Multi-tissue_structure"), spell_out("leavingDate")
    ('multi tissue structure', 'leaving date')
    """
    words = "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + label, label, strict=False)
    )
    return " ".join(words.replace("_", " ").replace("-", " ").replace("/", " or ").split()).lower()


_PLAIN = {"PER": "person", "LOC": "location", "ORG": "organization", "MISC": "miscellaneous"}
_TAB = Columns(separator="\t")


def _bio(name: str, folder: str, labels: Mapping[str, str] | None = None) -> Corpus:
    """One part of the biomedical bundle."""
    splits = {part: (f"{folder}/{file}.tsv",) for part, file in (("train", "train"), ("dev", "devel"), ("test", "test"))}
    return Corpus(name, "en/ner/mtl_bio", Role.TRAIN, "CC BY 4.0", _TAB, splits, labels or {})


def _crossner(domain: str) -> Corpus:
    splits = {"dev": (f"{domain}/dev.txt",), "test": (f"{domain}/test.txt",)}
    return Corpus(f"crossner_{domain}", "en/ner/crossner", Role.HELD_OUT, "MIT", Columns(), splits, _CROSSNER_LABELS)


_CROSSNER_LABELS = {
    "academicjournal": "academic journal",
    "astronomicalobject": "astronomical object",
    "chemicalcompound": "chemical compound",
    "chemicalelement": "chemical element",
    "literarygenre": "literary genre",
    "misc": "miscellaneous",
    "musicalartist": "musical artist",
    "musicalinstrument": "musical instrument",
    "musicgenre": "music genre",
    "organisation": "organization",
    "politicalparty": "political party",
    "programlang": "programming language",
}

_FEWNERD_LABELS = {
    "art_broadcastprogram": "broadcast program",
    "art_music": "musical work",
    "art_other": "work of art",
    "art_writtenart": "written work",
    "building_other": "building",
    "building_sportsfacility": "sports facility",
    "event_attack/battle/war/militaryconflict": "military conflict",
    "event_other": "event",
    "event_sportsevent": "sports event",
    "location_GPE": "country, city or state",
    "location_bodiesofwater": "body of water",
    "location_other": "location",
    "location_road/railway/highway/transit": "road or railway",
    "organization_education": "educational institution",
    "organization_government/governmentagency": "government agency",
    "organization_media/newspaper": "media organization",
    "organization_other": "organization",
    "organization_politicalparty": "political party",
    "organization_religion": "religious organization",
    "organization_showorganization": "show organization",
    "organization_sportsleague": "sports league",
    "organization_sportsteam": "sports team",
    "other_astronomything": "astronomical object",
    "other_biologything": "biological entity",
    "other_chemicalthing": "chemical substance",
    "other_educationaldegree": "educational degree",
    "other_god": "deity",
    "other_livingthing": "living thing",
    "other_medical": "medical term",
    "person_artist/author": "artist or author",
    "person_other": "person",
    "product_other": "product",
}
# The others are named by what stands after the underscore.
_FEWNERD_PLAIN = """
art_film art_painting building_airport building_hospital building_hotel building_library building_restaurant building_theater
event_disaster event_election event_protest location_island location_mountain location_park organization_company other_award
other_currency other_disease other_language other_law person_actor person_athlete person_director person_politician
person_scholar person_soldier product_airplane product_car product_food product_game product_ship product_software
product_train product_weapon
"""
_FEWNERD_LABELS.update({label: label.partition("_")[2] for label in _FEWNERD_PLAIN.split()})

_ENTRIES = (
    Corpus(
        "fewnerd",
        "en/ner/fewnerd_adelie_fewshot",
        Role.TRAIN,
        "CC BY-SA 4.0",
        Prompts(),
        {"train": ("few-nerd-supervised.jsonl",)},
        _FEWNERD_LABELS,
    ),
    Corpus(
        "uner_ewt",
        "en/ner/uner_ewt",
        Role.TRAIN,
        "CC BY-SA 4.0",
        Columns(token=1, tags=(2,), separator="\t", comments=True, ignored=("OTH", "B-O", "I-O", "B-OTH", "I-OTH")),
        {"train": ("history_en_ewt-ud-train.iob2",), "dev": ("en_ewt-ud-dev.iob2",), "test": ("en_ewt-ud-test.iob2",)},
        _PLAIN,
    ),
    Corpus(
        "wnut17",
        "en/ner/wnut17",
        Role.TRAIN,
        "CC BY 4.0",
        _TAB,
        {"train": ("wnut17train.conll",), "dev": ("emerging.dev.conll",), "test": ("emerging.test.annotated",)},
    ),
    Corpus(
        "btc",
        "en/ner/btc",
        Role.TRAIN,
        "CC BY 4.0",
        _TAB,
        {
            "train": tuple(f"CONLL-format/data/{part}.conll" for part in "abeg"),
            "dev": ("CONLL-format/data/f.conll",),
            "test": ("CONLL-format/data/h.conll",),
        },
        _PLAIN,
    ),
    Corpus(
        "wikigold",
        "en/ner/wikigold",
        Role.TRAIN,
        "CC BY 4.0",
        Columns(),
        {"train": ("CONLL-format/data/wikigold.conll.txt",)},
        _PLAIN,
    ),
    Corpus(
        "gum",
        "en/ner/gum310",
        Role.TRAIN,
        "CC BY 4.0 (annotation; texts CC BY, CC BY-SA, CC BY-NC-SA)",
        _TAB,
        {"train": ("CONLL-format/data/train/gum-train.conll",), "test": ("CONLL-format/data/test/gum-test.conll",)},
        {"abstract": "abstract concept", "object": "physical object"},
    ),
    Corpus(
        "litbank",
        "en/ner/litbank_entities",
        Role.TRAIN,
        "CC BY 4.0",
        Columns(tags=(1, 2, 3, 4), separator="\t"),
        {"train": ("entities/tsv/*.tsv",)},
        {**_PLAIN, "FAC": "facility", "GPE": "geopolitical entity", "VEH": "vehicle"},
    ),
    Corpus(
        "litbank_events",
        "en/ee/litbank_events",
        Role.TRAIN,
        "CC BY 4.0",
        _TAB,
        {"train": ("events/tsv/*.tsv",)},
        {"EVENT": "event trigger"},
    ),
    Corpus(
        "cyner",
        "en/ner/cyner",
        Role.TRAIN,
        "MIT",
        _TAB,
        {"train": ("mitre/train.txt",), "dev": ("mitre/valid.txt",), "test": ("mitre/test.txt",)},
        {"Indicator": "indicator of compromise", "System": "computer system", "Vulnerability": "security vulnerability"},
    ),
    Corpus(
        "stackoverflow",
        "en/ner/stackoverflow_ner",
        Role.TRAIN,
        "MIT",
        _TAB,
        {"train": ("StackOverflow/train.txt",), "dev": ("StackOverflow/dev.txt",), "test": ("StackOverflow/test.txt",)},
        {
            "Language": "programming language",
            "Library": "software library",
            "Value": "literal value",
            "Device": "computer device",
            "Algorithm": "algorithm",
            "HTML_XML_Tag": "markup tag",
            "Version": "version number",
            "Website": "website",
            "Keyboard_IP": "keyboard key",
            "Data_Set_Name": "dataset",
        },
        ("Code_Block", "Output_Block"),
        ("Question_ID", "Question_URL", "CODE_BLOCK", "OUTPUT_BLOCK", "Answer_to_Question_ID"),
    ),
    Corpus(
        "anem",
        "en/ner/anem",
        Role.TRAIN,
        "CC BY-SA",
        Columns(tags=(3,), separator="\t"),
        {"train": ("CONLL-format/data/AnEM.train",), "test": ("CONLL-format/data/AnEM.test",)},
    ),
    _bio("anatem", "AnatEM-IOB", {"Anatomy": "anatomical structure"}),
    _bio("bc2gm", "BC2GM-IOB", {"GENE": "gene or protein"}),
    _bio("bc5cdr", "BC5CDR-IOB"),
    _bio("bionlp11id", "BioNLP11ID-IOB", {"Regulon-operon": "regulon or operon"}),
    _bio("bionlp13cg", "BioNLP13CG-IOB"),
    _bio("bionlp13pc", "BioNLP13PC-IOB", {"Complex": "protein complex"}),
    _bio("ncbi_disease", "NCBI-disease-IOB"),
    Corpus(
        "bc5cdr_articles",
        "en/ner/bc5cdr_pubtator",
        Role.TRAIN,
        "Apache-2.0",
        PubTator(),
        {
            "train": ("CDR_TrainingSet.PubTator.txt",),
            "dev": ("CDR_DevelopmentSet.PubTator.txt",),
            "test": ("CDR_TestSet.PubTator.txt",),
        },
    ),
    Corpus(
        "materials",
        "en/ner/materials_synthesis",
        Role.TRAIN,
        "MIT",
        Brat(),
        {"train": ("data/*.ann",)},
        {
            "Operation": "synthesis operation",
            "Material-Descriptor": "material descriptor",
            "Meta": "synthesis method",
            "Property-Misc": "material property",
            "Condition-Misc": "experimental condition",
            "Amount-Unit": "unit of amount",
            "Condition-Unit": "unit of condition",
            "Apparatus-Unit": "unit of apparatus size",
            "Property-Unit": "unit of property",
        },
    ),
    Corpus(
        "wetlab",
        "en/ner/wetlab_wlp",
        Role.TRAIN,
        "MIT",
        Brat(),
        {
            "train": ("train_data/Standoff_Format/*.ann",),
            "dev": ("dev_data/Standoff_Format/*.ann",),
            "test": ("test_data/Standoff_Format/*.ann",),
        },
        {
            "Action": "laboratory action",
            "Location": "container or place",
            "Device": "laboratory device",
            "Method": "laboratory method",
            "Time": "duration",
            "Speed": "rotation speed",
            "pH": "pH value",
            "Seal": "seal or cover",
            "Modifier": "manner modifier",
            "Mention": "reference to something mentioned",
        },
    ),
    Corpus(
        "scierc",
        "en/re/scierc",
        Role.TRAIN,
        "Apache-2.0",
        DocumentTokens(),
        {"train": ("train.json",), "dev": ("dev.json",), "test": ("test.json",)},
        {
            "OtherScientificTerm": "scientific term",
            "Generic": "generic reference",
            "Material": "data or resource",
            "Metric": "evaluation metric",
            "Method": "scientific method",
            "Task": "research task",
        },
    ),
    Corpus(
        "scier",
        "en/re/scier",
        Role.TRAIN,
        "GPL-3.0",
        Mentions(),
        {"train": ("LLM/train.jsonl",), "dev": ("LLM/dev.jsonl",), "test": ("LLM/test.jsonl",)},
        {"Method": "machine learning method", "Task": "machine learning task", "Dataset": "dataset"},
    ),
    Corpus(
        "semeval2010",
        "en/re/semeval2010_t8",
        Role.TRAIN,
        "not restated by the carrier",
        MarkedPairs(),
        {"train": ("TRAIN_FILE.TXT",), "test": ("TEST_FILE_FULL.TXT",)},
        {
            "Entity": "thing that moves or comes from somewhere",
            "Member": "member of a group",
            "Collection": "group or collection",
            "Component": "part of something",
            "Whole": "whole that has parts",
            "Topic": "topic of a message",
            "Agency": "user of an instrument",
        },
    ),
    Corpus(
        "geneva",
        "en/ee/geneva",
        Role.TRAIN,
        "CC (FrameNet)",
        Triggers(),
        {"train": ("derived/train_union_clean.jsonl",), "dev": ("val.json",), "test": ("test.json",)},
    ),
    Corpus(
        "phee",
        "en/ee/phee",
        Role.TRAIN,
        "MIT",
        Arguments(),
        {"train": ("json/train.json",), "dev": ("json/dev.json",), "test": ("json/test.json",)},
        {
            "Trigger": "event trigger",
            "Subject": "patient",
            "Effect": "adverse or therapeutic effect",
            "Race": "ethnicity",
            "Route": "route of administration",
            "Freq": "frequency of administration",
            "Time_elapsed": "time elapsed",
        },
        ("Speculated", "Negated", "Severity"),
    ),
    Corpus(
        "muc",
        "en/ee/muc34_gtt",
        Role.TRAIN,
        "MIT",
        Templates(),
        {"train": ("processed/train.json",), "dev": ("processed/dev.json",), "test": ("processed/test.json",)},
        {
            "PerpInd": "perpetrator",
            "PerpOrg": "organization of the perpetrators",
            "Target": "target of an attack",
            "Victim": "victim",
            "Weapon": "weapon",
        },
    ),
    Corpus(
        "crudeoil",
        "en/ee/crudeoilnews",
        Role.TRAIN,
        "MIT",
        SentenceTokens(),
        {"train": ("Gold-standard/[0-9]*.json",)},
        {"Financial_attribute": "financial attribute", "State_or_province": "state or province", "Group": "group of countries"},
        ("Modality_cue", "Intensity_cue", "Other_activities", "Place", "OTHER_ACTIVITIES", "Group"),
    ),
    Corpus(
        "snips",
        "en/slot/snips",
        Role.TRAIN,
        "CC0-1.0",
        SegmentSlots(),
        {"train": ("*/train_*_full.json",), "dev": ("*/validate_*.json",)},
        {
            "timeRange": "time range",
            "poi": "point of interest",
            "geographic_poi": "geographic place",
            "sort": "sorting criterion",
            "service": "music streaming service",
            "track": "song",
            "object_name": "title of a work",
            "object_type": "kind of work",
            "music_item": "kind of music item",
            "entity_name": "music to add",
            "object_select": "which item of a series",
            "object_part_of_series_type": "part of a series",
        },
    ),
    Corpus(
        "slurp",
        "en/slot/slurp_devtest",
        Role.TRAIN,
        "CC BY 4.0",
        TokenSlots(),
        {"train": ("devel.jsonl",), "test": ("test.jsonl",)},
        {"timeofday": "time of day", "relation": "family relation"},
    ),
    Corpus(
        "nlupp",
        "en/slot/nlupp",
        Role.TRAIN,
        "CC BY 4.0",
        CharacterSlots(),
        {"train": ("nlupp/data/*/fold*.json",)},
        {
            "date_from": "start date",
            "date_to": "end date",
            "time_from": "start time",
            "time_to": "end time",
            "adults": "number of adults",
            "kids": "number of children",
            "people": "number of people",
            "rooms": "number of rooms",
        },
    ),
    Corpus(
        "spans_restaurant",
        "en/slot/span_extraction",
        Role.TRAIN,
        "CC BY 4.0",
        CharacterSlots(),
        {"train": ("span_extraction/restaurant8k/train_0.json",), "test": ("span_extraction/restaurant8k/test.json",)},
        {"people": "number of people"},
    ),
    Corpus(
        "spans_dstc8",
        "en/slot/span_extraction",
        Role.TRAIN,
        "CC BY 4.0",
        CharacterSlots(),
        {"train": ("span_extraction/dstc8/*/train_0.json",), "test": ("span_extraction/dstc8/*/test.json",)},
        {
            "from_location": "departure city",
            "to_location": "destination city",
            "leaving_date": "departure date",
            "subcategory": "kind of event",
        },
    ),
    Corpus(
        "mams",
        "en/absa/mams",
        Role.TRAIN,
        "Apache-2.0",
        AspectTerms(),
        {"train": ("MAMS-ATSA/raw/train.xml",), "dev": ("MAMS-ATSA/raw/val.xml",), "test": ("MAMS-ATSA/raw/test.xml",)},
    ),
    *(_crossner(domain) for domain in ("ai", "literature", "music", "politics", "science")),
    Corpus(
        "conll2003",
        "en/ner/conll2003_evalonly",
        Role.HELD_OUT,
        "evaluation only",
        Columns(),
        {"dev": ("conll2003/dev.txt",), "test": ("conll2003/test.txt",)},
        {"organisation": "organization", "misc": "miscellaneous"},
    ),
    Corpus(
        "mit_movie",
        "en/ner/mit_movie",
        Role.HELD_OUT,
        "MIT",
        Columns(),
        {"test": ("test.txt",)},
    ),
    Corpus(
        "mit_restaurant",
        "en/ner/mit_restaurant",
        Role.HELD_OUT,
        "MIT",
        Columns(),
        {"test": ("test.txt",)},
    ),
)

CORPORA: Mapping[str, Corpus] = {corpus.name: corpus for corpus in _ENTRIES}
"""Every corpus by its name."""
