"""What is measured of the encoder: the targets, and what else its card shows."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["CROSSNER", "MEASUREMENTS", "Goal", "Measurement"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach: at least ``value``, or at most."""

    value: float
    at_most: bool = False

    def missed(self, found: float) -> float:
        """By how much it falls short; 0 or less where it does not."""
        return found - self.value if self.at_most else self.value - found

    def __str__(self) -> str:
        return f"at {'most' if self.at_most else 'least'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Places (``corpus:split``, ``rest`` for what is kept out of training) scored under some modes.

    ``goals`` are by mode, of the mean where there are several places. ``view`` is one of ``views.VIEWS``. ``most`` texts are
    drawn where a split has more and not all are asked for. ``false_positives``: nothing is to be found; the figures are the
    shares of texts and of pairs for which something was answered.
    """

    name: str
    what: str
    places: tuple[str, ...]
    modes: tuple[str, ...]
    goals: dict[str, Goal] = field(default_factory=dict)
    view: str = ""
    most: int | None = None
    note: str = ""

    @property
    def false_positives(self) -> bool:
        return self.view in ("unrelated", "absent")


CROSSNER = tuple(f"crossner/{domain}" for domain in ("ai", "literature", "music", "politics", "science"))

_OFFSET = ("offset",)
_RELATIONS = ("relation-strict", "relation", "offset")
_EVENTS = ("trigger", "argument", "argument-of-type")
_ACCURACY = ("accuracy", "class")
_TEST = tuple(f"{corpus}:test" for corpus in CROSSNER)


def _entities(
    name: str, what: str, place: str, goal: float | None = None, most: int | None = None, note: str = ""
) -> Measurement:
    return Measurement(name, what, (place,), _OFFSET, {} if goal is None else {"offset": Goal(goal)}, "", most, note)


_ENTITIES = (
    Measurement("crossner", "entities, five domains", _TEST, _OFFSET, {"offset": Goal(58)}),
    Measurement(
        *("crossner_spaced", "entities, five domains", _TEST, _OFFSET, {"offset": Goal(58)}, "spaced"),
        note="One space between all tokens, as the files and most papers have it.",
    ),
    _entities("mit_restaurant", "entities", "mit_restaurant:test", 40),
    _entities("mit_movie", "entities (trivia version, 12 types)", "mit_movie:test"),
    _entities("conll2003", "entities", "conll2003:test", 75),
    _entities("uner_gsdsimp", "entities, Chinese", "uner_gsdsimp:test", 80),
    _entities(
        *("weibo", "entities, Chinese", "weibo:test", 45),
        note="All eight labels count: names (NAM) are asked as 人名, 机构名, 地名, 行政区名, what is called by its kind (NOM) "
        "as 人物泛称, 机构泛称, 地点泛称, 行政区泛称, each with the description of its registry entry.",
    ),
    _entities("msra", "entities, Chinese", "msra:test", most=1000),
    _entities(
        *("stockmark", "entities, Japanese", "stockmark_wikipedia:rest", 80),
        note="The corpus has no test split: the texts that training keeps out, one in 20 by their fingerprint.",
    ),
    _entities("ud_gsd_ne", "entities, Japanese", "ud_gsd_ne:test", 75),
)
_LINKED = (
    Measurement(
        *("scierc", "relations with their entities, given nothing but text", ("scierc:test",)),
        *(_RELATIONS, {"relation-strict": Goal(30)}),
        note="relation-strict: places and types of both ends and the relation.",
    ),
    *(
        Measurement(
            *(
                f"unrelated_{corpus}",
                "relations answered where none holds",
                places,
                (),
                {"texts": Goal(15, at_most=True)},
                view,
            ),
            note=note,
        )
        for corpus, places, view, note in (
            (
                *("scierc", ("scierc:test",), "unrelated"),
                "Sentences with two or more entities and no relation; asked are their own entity types and all relations.",
            ),
            ("scier", ("scier:test", "scier:test_ood"), "unrelated", "As before."),
            (
                *("conll04", ("conll04:test",), "absent"),
                "Sentences with entities of the types of both ends of a relation type that does not hold there; asked are the "
                "entity types of the sentence and such relation types alone.",
            ),
        )
    ),
    Measurement(
        *("phee", "events", ("phee:test",), _EVENTS),
        {"trigger": Goal(60), "argument": Goal(50), "argument-of-type": Goal(50)},
        note="argument-of-type: kind of event, role and place, as is usual since Li et al. (2013); argument: the trigger of "
        "the event at its place as well.",
    ),
    Measurement("geneva", "events, 115 types", ("geneva:test",), _EVENTS, {"trigger": Goal(60)}),
)
_CLASSES = (
    Measurement("agnews", "topic", ("agnews:test",), _ACCURACY, {"accuracy": Goal(75)}, most=2000),
    Measurement("thucnews", "topic of a title, Chinese", ("thucnews:test",), _ACCURACY, {"accuracy": Goal(60)}, most=2000),
    Measurement(
        *("sst2", "sentiment", ("sst5:test",), _ACCURACY, {"accuracy": Goal(85)}, "two classes"),
        note="Very positive and positive against negative and very negative; neutral left out.",
    ),
)
_OTHERS = (
    _entities("wnut17", "entities", "wnut17:test"),
    _entities("uner_ewt", "entities", "uner_ewt:test", most=1000),
    _entities("gum", "entities", "gum:test"),
    _entities("ncbi_disease", "entities", "mtl_bio/ncbi_disease:test"),
    _entities("bc5cdr", "entities", "mtl_bio/bc5cdr:test", most=1000),
    _entities("cyner", "entities", "cyner:test"),
    _entities("jnlpba", "entities", "mtl_bio/jnlpba:test", most=500),
    _entities("fewnerd", "entities, 66 types", "fewnerd:rest"),
    _entities("cluener", "entities, Chinese", "cluener:test", most=500),
    _entities("peoples_daily", "entities, Chinese", "peoples_daily:dev", most=500),
    Measurement("scier", "relations with their entities", ("scier:test", "scier:test_ood"), _RELATIONS),
    Measurement("conll04", "relations with their entities", ("conll04:test",), _RELATIONS),
    Measurement("jacred", "relations with their entities, documents, Japanese", ("jacred:test",), _RELATIONS, most=50),
    Measurement("fewfc", "events, Chinese", ("fewfc:test_base",), _EVENTS, most=500),
    Measurement("rams", "events, 139 types, five sentences each", ("rams:test",), _EVENTS, most=100),
    Measurement("clinc150", "150 intents", ("clinc150:test",), _ACCURACY, most=1000),
    Measurement("banking77", "77 intents", ("banking77:test",), _ACCURACY, most=1000),
    Measurement("trec6", "kind of question", ("trec6:test",), _ACCURACY),
    Measurement("movie_reviews", "sentiment", ("movie_reviews:all",), _ACCURACY, most=1000),
)

MEASUREMENTS = {each.name: each for each in (*_ENTITIES, *_LINKED, *_CLASSES, *_OTHERS)}
"""By name; those with goals first, each kind in the order of the issue that set them."""
