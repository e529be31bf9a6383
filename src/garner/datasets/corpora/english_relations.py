"""English relations."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.corpora.relation_names import ADELIE_PAIRS, DIALOGRE, DIALOGRE_ENDS, KBP37, WEBNLG
from garner.datasets.corpora.wikidata import DESCRIBED, PROPERTIES
from garner.datasets.readers.dialogues import Dialogues
from garner.datasets.readers.docred import DocRed
from garner.datasets.readers.prompts import PairPrompts
from garner.datasets.readers.relations import BracketedPairs, MarkedPairs
from garner.datasets.readers.token_pairs import FewRel, TokenPairs
from garner.datasets.readers.tokens import DocumentTokens, TaggedRelations
from garner.datasets.readers.triples import MentionTriples, StringTriples

__all__ = ["ENTRIES"]

_ITEMS = ("entities", "relations")
_RELATIONS = ("relations",)


def _fewrel(part: str, instances: int, labels: dict[str, str | Named], note: str = "") -> Corpus:
    return Corpus(
        f"fewrel/{part}",
        "en/re/fewrel_val",
        Role.HELD_OUT,
        "MIT",
        FewRel(),
        {"dev": (f"val_{part}.json",)},
        {"dev": Published(instances, instances)},
        _RELATIONS,
        labels,
        note=note,
    )


# The files give the pairs of this part the other way round than the names of its relations say.
_PUBMED: dict[str, str | Named] = {
    "biological_process_involves_gene_product": Named(
        "involved in biological process", "the head is a gene or its product, the tail a process it takes part in"
    ),
    "causative_agent_of": Named("caused by", "the tail is the organism or agent that causes the disease"),
    "classified_as": Named("class that includes", "the tail is one kind of the head"),
    "gene_found_in_organism": Named("organism that has the gene", "the gene or gene product of the tail is found in the head"),
    "gene_plays_role_in_process": Named("process that involves the gene", "the gene of the tail plays a role in the head"),
    "ingredient_of": Named("has ingredient", "the tail is the active substance of the head"),
    "inheritance_type_of": Named("type of inheritance", "how the disease is inherited"),
    "is_normal_tissue_origin_of_disease": Named("originates in tissue", "the normal tissue the disease begins in"),
    "is_primary_anatomic_site_of_disease": Named("primary anatomic site", "the part of the body the disease is in"),
    "occurs_in": Named("stage of occurrence of", "the disease of the tail occurs in the stage of life of the head"),
}

ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        "adelie_pairs",
        "en/re/adelie_closed_test",
        Role.HELD_OUT,
        "not stated",
        PairPrompts("entity", r"Text: '(?P<text>.*?</entity>.*?</entity>.*?(?:[^\s']| ''))'(?!\w)"),
        {"zeroshot": ("zeroshot/semeval.jsonl",), "fewshot": ("fewshot_test_history/semeval.jsonl",)},
        {"zeroshot": Published(1000), "fewshot": Published(1000)},
        _RELATIONS,
        ADELIE_PAIRS,
        note="SemEval-2010 task 8 as prompts: 169 zero-shot and 160 few-shot pairs have no relation; the four examples before "
        "a few-shot question are no records.",
    ),
    Corpus(
        "adelie_times",
        "en/re/adelie_closed_test",
        Role.HELD_OUT,
        "not stated",
        PairPrompts("Event", r"Text: 'Document:\n(?P<text>.*)\n\nThe first event:", "event", tokenised=False),
        {"zeroshot": ("zeroshot/MATRES.jsonl",)},
        {"zeroshot": Published(1000)},
        _RELATIONS,
        {
            "before": Named("before", "the head starts before the tail"),
            "after": Named("after", "the head starts after the tail"),
            "equal": Named("at the same time as", "the two start at the same time"),
            "vague": Named("in unclear order with", "the text does not tell which starts first"),
        },
        dict.fromkeys(("before", "after", "equal", "vague"), (("event",), ("event",))),
        note="MATRES as prompts: 197 pairs have no relation.",
    ),
    Corpus(
        "chemprot",
        "en/re/chemprot",
        Role.TRAIN,
        "Apache-2.0 (carrier)",
        BracketedPairs(),
        {"train": ("train.txt",), "dev": ("dev.txt",), "test": ("test.txt",)},
        {"train": Published(4169, 4169), "dev": Published(2427, 2427), "test": Published(3469, 3469)},
        _RELATIONS,
        {
            "ACTIVATOR": Named("activation", "a chemical activates a protein"),
            "AGONIST": Named("agonism", "a chemical is an agonist of a receptor"),
            "AGONIST-ACTIVATOR": Named("activating agonism", "a chemical is an agonist that activates a receptor"),
            "AGONIST-INHIBITOR": Named("inhibiting agonism", "a chemical is an agonist that inhibits a receptor"),
            "ANTAGONIST": Named("antagonism", "a chemical is an antagonist of a receptor"),
            "DOWNREGULATOR": Named("downregulation", "a chemical lowers the amount or activity of a protein"),
            "INDIRECT-DOWNREGULATOR": Named("indirect downregulation", "a chemical lowers a protein through something else"),
            "INDIRECT-UPREGULATOR": Named("indirect upregulation", "a chemical raises a protein through something else"),
            "INHIBITOR": Named("inhibition", "a chemical inhibits a protein"),
            "PRODUCT-OF": Named("production", "a chemical is the product of a reaction of a protein"),
            "SUBSTRATE": Named("substrate relation", "a chemical is what a protein acts on"),
            "SUBSTRATE_PRODUCT-OF": Named("substrate and product relation", "a chemical is both substrate and product"),
            "UPREGULATOR": Named("upregulation", "a chemical raises the amount or activity of a protein"),
        },
        note="The marks give the order in the text, not which of the two is the chemical, so the names say no direction.",
    ),
    Corpus(
        "conll04",
        "en/re/conll04_json",
        Role.HELD_OUT,
        "not stated",
        TaggedRelations(),
        {"train": ("conll04_train.json",), "dev": ("conll04_dev.json",), "test": ("conll04_test.json",)},
        {"train": Published(922, 4660), "dev": Published(231, 1236), "test": Published(288, 1501)},
        _ITEMS,
        {
            "Loc": "location",
            "Org": "organization",
            "Peop": "person",
            "Other": Named("other name", "a name or expression that is no person, organization or location"),
            "Kill": Named("killed", "the head killed the tail"),
            "Live_In": "lives in",
            "Located_In": "located in",
            "OrgBased_In": "based in",
            "Work_For": "works for",
        },
        {
            "Kill": (("Peop",), ("Peop",)),
            "Live_In": (("Peop",), ("Loc",)),
            "Located_In": (("Loc",), ("Loc",)),
            "OrgBased_In": (("Org",), ("Loc",)),
            "Work_For": (("Peop",), ("Org",)),
        },
    ),
    Corpus(
        "dialogre",
        "en/re/dialogre",
        Role.RESEARCH,
        "non-commercial research",
        Dialogues(),
        {split: (f"en/data/{split}.json",) for split in ("train", "dev", "test")},
        {"train": Published(1073, 6290), "dev": Published(358, 1992), "test": Published(357, 1921)},
        _RELATIONS,
        DIALOGRE,
        DIALOGRE_ENDS,
        strings=True,
        note="The page counts unanswerable pairs (1,298, 395 and 391) among the relations: here they are two mentions without "
        "one. The words that trigger a relation (4,056) have no place in an extraction.",
    ),
    _fewrel("wiki", 11200, PROPERTIES),
    _fewrel("nyt", 2500, PROPERTIES),
    _fewrel("pubmed", 1000, _PUBMED, "The pairs stand the other way round than the corpus's relation names say."),
    Corpus(
        "kbp37",
        "en/re/kbp37",
        Role.RESEARCH,
        "not stated",
        MarkedPairs("no_relation", tokenised=True),
        {"train": ("train.txt",), "dev": ("dev.txt",), "test": ("test.txt",)},
        {"train": Published(15917, 15917), "dev": Published(1724, 1724), "test": Published(3405, 3405)},
        _RELATIONS,
        KBP37,
        note="The page counts no_relation (1,545, 210 and 419) among the relations: here they are two mentions without "
        "one. Where an end is empty in the file (112, 10 and 26), it is refused.",
    ),
    Corpus(
        "nyt11",
        "en/re/nyt11_test",
        Role.HELD_OUT,
        "MIT (carrier)",
        StringTriples("sentence", "relation_list", ("head", "relation", "tail")),
        {"test": ("test.json",)},
        {"test": Published(362, 363)},
        _RELATIONS,
        {
            "administrative division of country": Named("administrative division of", "the head is a division of the country"),
            "children": Named("has child", "the tail is a child of the head"),
            "company": Named("works for company", "the head works for or belongs to the tail"),
            "company founders": Named("founded by", "the tail founded the company"),
            "country capital": Named("has capital", "the tail is the capital of the head"),
            "country of administrative divisions": Named(
                "has administrative division", "the tail is a division of the country"
            ),
            "location contains": Named("contains", "the place of the tail lies in the head"),
            "nationality": Named("nationality", "the tail is the country of the head"),
            "neighborhood of": Named("neighborhood of", "the head is a part of the city"),
            "place lived": "lived in",
            "place of birth": "born in",
            "place of death": "died in",
        },
        strings=True,
    ),
    Corpus(
        "redocred",
        "en/re/redocred_devtest",
        Role.HELD_OUT,
        "MIT",
        DocRed(),
        {"dev": ("dev_revised.json",), "test": ("test_revised.json",)},
        {"dev": Published(500, 17284), "test": Published(500, 17448)},
        _RELATIONS,
        {
            "LOC": "location",
            "MISC": Named("other name", "an event, work, product, law or other name"),
            "NUM": "number",
            "ORG": "organization",
            "PER": "person",
            "TIME": "time",
            **PROPERTIES,
        },
        note="A record is a document (the page counts their 4,110 and 3,966 sentences). A relation joins the first mentions of "
        "its two things (where two things share a first mention, 8 relations of dev are one with others); that mentions are "
        "one thing, and the evidence, have no place in an extraction.",
    ),
    Corpus(
        "scier",
        "en/re/scier",
        Role.TRAIN,
        "GPL-3.0",
        MentionTriples(),
        {split: (f"LLM/{split}.jsonl",) for split in ("train", "dev", "test", "test_ood")},
        {
            "train": Published(5575, 26784),
            "dev": Published(713, 3366),
            "test": Published(854, 4574),
            "test_ood": Published(580, 1877),
        },
        _ITEMS,
        {
            "Dataset": "dataset",
            "Method": "machine learning method",
            "Task": "machine learning task",
            "Benchmark-For": Named("benchmark for", "the dataset serves to measure the task or method"),
            "Compare-With": Named("compared with", "the text compares the two"),
            "Evaluated-With": Named("evaluated with", "the head is measured on the dataset"),
            "Part-Of": "part of",
            "SubClass-Of": "kind of",
            "SubTask-Of": "subtask of",
            "Synonym-Of": "same as",
            "Trained-With": Named("trained with", "the method is trained on the dataset"),
            "Used-For": "used for",
        },
        strings=True,
        note="A relation joins the first mentions of its two strings; 61, 11, 43 and 3 relations between other mentions of the "
        "same strings are annotated twice.",
    ),
    Corpus(
        "scierc",
        "en/re/scierc",
        Role.TRAIN,
        "Apache-2.0 (carrier)",
        DocumentTokens(),
        {"train": ("train.json",), "dev": ("dev.json",), "test": ("test.json",)},
        {"train": Published(1861, 8817), "dev": Published(275, 1266), "test": Published(551, 2659)},
        _ITEMS,
        {
            "Generic": Named("generic reference", "words such as 'the method' that stand for a task, method or other thing"),
            "Material": "data or resource",
            "Method": "scientific method",
            "Metric": "evaluation metric",
            "OtherScientificTerm": "other scientific term",
            "Task": "research task",
            "COMPARE": Named("compared with", "the text compares the two"),
            "CONJUNCTION": Named("named together with", "the two play the same part and are joined by 'and', 'or' or the like"),
            "EVALUATE-FOR": Named("measure or test for", "the head serves to evaluate the tail"),
            "FEATURE-OF": "feature of",
            "HYPONYM-OF": "kind of",
            "PART-OF": "part of",
            "USED-FOR": "used for",
        },
        note="Four relations of train are annotated twice. Which mentions are one thing (1,015 clusters) has no place in an "
        "extraction.",
    ),
    Corpus(
        "semeval2010",
        "en/re/semeval2010_t8",
        Role.TRAIN,
        "not stated by the carrier",
        MarkedPairs(),
        {"train": ("TRAIN_FILE.TXT",), "test": ("TEST_FILE_FULL.TXT",)},
        {"train": Published(8000, 8000), "test": Published(2717, 2717)},
        _RELATIONS,
        {
            "Cause-Effect": Named("cause of", "the head brings about the tail"),
            "Component-Whole": Named("component of", "the head is a part of the tail"),
            "Content-Container": Named("contained in", "the head is inside the tail"),
            "Entity-Destination": Named("moved to", "the head goes or is brought to the tail"),
            "Entity-Origin": Named("comes from", "the head comes or is made from the tail"),
            "Instrument-Agency": Named("instrument used by", "the tail uses the head"),
            "Member-Collection": Named("member of", "the head is one of the group that the tail names"),
            "Message-Topic": Named("message about", "the head is a text or talk about the tail"),
            "Product-Producer": Named("produced by", "the tail makes the head"),
        },
        note="The page counts Other (1,410 and 454) among the relations: here they are two mentions without one.",
    ),
    Corpus(
        "webnlg",
        "en/re/webnlg_casrel",
        Role.RESEARCH,
        "not stated",
        StringTriples("text", "triple_list", (0, 1, 2)),
        {"train": ("WebNLG/train_triples.json",), "dev": ("WebNLG/val_triples.json",), "test": ("WebNLG/test_triples.json",)},
        {"train": Published(5019, 11313), "dev": Published(500, 1224), "test": Published(703, 1607)},
        _RELATIONS,
        WEBNLG,
        strings=True,
        note="One triple of train and one of dev are annotated twice.",
    ),
    Corpus(
        "wiki80",
        "en/re/wiki80_test",
        Role.RESEARCH,
        "MIT (carrier)",
        TokenPairs(),
        {"test": ("wiki80_test.txt",)},
        {"test": Published(5600, 5600)},
        _RELATIONS,
        {**DESCRIBED, "position played on team / speciality": PROPERTIES["P413"]},
    ),
)
