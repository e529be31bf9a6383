"""Which parts of each corpus an encoder is trained on, and under which names: what a schema says in full is sometimes more than
an encoder of sentences can learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["SELECTIONS", "SYMMETRIC", "WHOLE", "Selection", "selection_of"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of a corpus.

    - ``entities``, ``triggers`` and ``arguments`` say which spans are taken.
    - ``ends`` names head and tail of a relation, for corpora whose mentions have no type of their own.
    - ``relations``, ``roles`` (from trigger to argument) and ``choices`` (of classifications) say what else is taken;
      ``opinions`` names the two roles that an event without a trigger relates, under the name of the event.
    - ``names`` gives labels another name, ``left_out`` are labels (as named here) that are not trained on.
    - ``single_pair``: of each text only the pairs marked were judged. Of ``symmetric`` relations (``undirected``: of all)
      nobody marked which end is the head.
    - ``named_choices``: the choices of a classification mean something only together with its name.
    - ``filler`` are words put in by annotators for text that is gone: records with one are left out.
    """

    entities: bool = True
    triggers: bool = True
    arguments: bool = True
    relations: bool = True
    roles: bool = True
    choices: bool = True
    opinions: tuple[str, str] | None = None
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()
    single_pair: bool = False
    undirected: bool = False
    symmetric: frozenset[str] = frozenset()
    named_choices: bool = False


SYMMETRIC = frozenset(
    "spouse|spouse of|married to|sibling|sibling of|cousin of|friend of|partner of|business partner of|rival of|competitor of"
    "|borders|shares border with|adjacent to|near|compared with|combined with|interacts with|met with|same as|similar to"
    "|alternative to|taken together with|twinned with|colleague of|played against|merged with|at war with"
    "|配偶|夫妻|兄弟姐妹|朋友|好友|同事|同学|合作|竞争|竞争对手|友好城市|相邻|接壤|邻近|合用致|合并|对手"
    "|配偶者|夫婦|きょうだい|友人|同僚|同級生|提携|競合|隣接|姉妹都市|同じ列|交戦勢力|合併|対戦相手|ライバル".split("|")
)
"""Relations that hold both ways by what they mean, under names that several corpora may use."""

WHOLE = Selection()
"""Everything, under its own names."""

SELECTIONS: Mapping[str, Selection] = {
    "stackoverflow": Selection(
        left_out=frozenset(("code block", "output block")),
        filler=frozenset(("Question_ID", "Question_URL", "CODE_BLOCK", "OUTPUT_BLOCK", "Answer_to_Question_ID")),
    ),
    "litbank_events": Selection(names={"event": "event trigger"}),
    "geneva": Selection(arguments=False),
    "materials": Selection(triggers=False, arguments=False, roles=False, left_out=frozenset(("followed by", "same as"))),
    "wetlab": Selection(
        triggers=False,
        arguments=False,
        roles=False,
        left_out=frozenset(("refers to the same as",)),
        symmetric=frozenset(("alternative to",)),
    ),
    "scierc": Selection(symmetric=frozenset(("compared with", "named together with"))),
    "scier": Selection(symmetric=frozenset(("compared with", "same as"))),
    "bc5cdr_articles": Selection(relations=False),
    "chemprot": Selection(single_pair=True, undirected=True),
    "finre_sanwen/finre": Selection(
        single_pair=True, symmetric=frozenset("同一企业 合作 竞争 签约 纠纷 交易 重组 合并 合资 商讨 订单".split())
    ),
    "finre_sanwen/sanwen": Selection(single_pair=True, symmetric=frozenset(("亲属", "社会关系", "邻近"))),
    "deepke_cnre": Selection(single_pair=True),
    "wikipedia_annotated_corpus": Selection(relations=False),
    "jemhopqa": Selection(relations=False, choices=False),
    "absadatasets_zh/triplets": Selection(opinions=("方面", "评价语")),
    "diaasq_zh": Selection(opinions=("评价目标", "评价语")),
    "asap": Selection(named_choices=True),
    "tweeteval": Selection(named_choices=True),
    "mams/acsa": Selection(named_choices=True),
    "semeval2010": Selection(
        single_pair=True,
        ends={
            "cause of": ("cause", "effect"),
            "component of": ("part of something", "whole that has parts"),
            "moved to": ("thing that moves or comes from somewhere", "destination"),
            "produced by": ("product", "producer"),
            "comes from": ("thing that moves or comes from somewhere", "origin"),
            "member of": ("member of a group", "group or collection"),
            "message about": ("message", "topic of a message"),
            "contained in": ("content", "container"),
            "instrument used by": ("instrument", "user of an instrument"),
        },
    ),
    "muc": Selection(
        names={
            "individual perpetrator": "perpetrator",
            "perpetrator organization": "organization of the perpetrators",
            "physical target": "target of an attack",
        }
    ),
    "crudeoil": Selection(
        triggers=True,
        arguments=False,
        left_out=frozenset(("modality cue", "intensity cue", "other activities", "place", "group of countries")),
    ),
    "mams": Selection(
        names={f"{polarity} aspect": "aspect term" for polarity in ("positive", "negative", "neutral")},
    ),
}
"""By the name of the corpus; every other is taken whole."""


def selection_of(corpus: str) -> Selection:
    """The selection for the corpus, or for the family of parts it belongs to."""
    return SELECTIONS.get(corpus) or SELECTIONS.get(corpus.partition("/")[0]) or WHOLE
