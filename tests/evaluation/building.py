"""Short ways to write extractions, and hypothesis strategies for random ones."""

from __future__ import annotations

from hypothesis import strategies

from garner.evaluation import Pair, Scores, mode_named, score, tally
from garner.evaluation.mode import Mode
from garner.values import Argument, Entity, Event, Extraction, Fact, Grade, Grounding, Label, Relation

TEXT = "ab cd ef gh ij kl mn op"
NOWHERE = "zz"


def at(start: int, end: int, text: str = TEXT) -> Grounding:
    return Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM)


def mentions(*wanted: tuple[str, int, int] | tuple[str, str], text: str = TEXT) -> tuple[Entity, ...]:
    """Entities from ``(type, start, end)``, or ``(type, value)`` for one that stands nowhere."""
    made = []
    for number, one in enumerate(wanted):
        grounding = Grounding.absent(one[1]) if len(one) == 2 else at(one[1], one[2], text)
        made.append(Entity(f"e{number}", one[0], grounding))
    return tuple(made)


def found(*wanted: tuple[str, int, int] | tuple[str, str], text: str = TEXT) -> Extraction:
    return Extraction(text, entities=mentions(*wanted, text=text))


def scores(gold: Extraction, predicted: Extraction, mode: Mode | str = "offset") -> Scores:
    """The scores of one text."""
    chosen = mode_named(mode) if isinstance(mode, str) else mode
    return score(tally([Pair("one", gold, predicted)], chosen))


def counted(gold: Extraction, predicted: Extraction, mode: Mode | str = "offset") -> tuple[float, float, float, float]:
    """Right, predicted, found, gold over all labels."""
    return tuple(scores(gold, predicted, mode).micro.counts)


LABELS = strategies.sampled_from(["person", "place", "Location_GPE"])
ROLES = strategies.sampled_from(["agent", "time"])


@strategies.composite
def groundings(draw: strategies.DrawFn) -> Grounding:
    if draw(strategies.integers(0, 9)) == 0:
        return Grounding.absent(NOWHERE)
    start = draw(strategies.integers(0, len(TEXT) - 1))
    return at(start, draw(strategies.integers(start + 1, len(TEXT))))


@strategies.composite
def extractions(draw: strategies.DrawFn) -> Extraction:
    """Items of every kind on one short text: nested, overlapping, repeated, absent."""
    places = draw(strategies.lists(groundings(), max_size=6))
    entities = tuple(Entity(f"e{number}", draw(LABELS), place) for number, place in enumerate(places))
    relations: tuple[Relation, ...] = ()
    if entities:
        ends = strategies.sampled_from([entity.id for entity in entities])
        relations = tuple(draw(strategies.lists(strategies.builds(Relation, LABELS, ends, ends), max_size=3)))
    arguments = strategies.lists(strategies.builds(Argument, ROLES, groundings()), max_size=3).map(tuple)
    events = strategies.builds(Event, LABELS, strategies.none() | groundings(), arguments)
    facts = strategies.builds(Fact, groundings(), groundings(), groundings(), strategies.none() | groundings())
    return Extraction(
        TEXT,
        tuple(draw(strategies.lists(strategies.builds(Label, ROLES, LABELS), max_size=3))),
        entities,
        relations,
        tuple(draw(strategies.lists(events, max_size=2))),
        tuple(draw(strategies.lists(facts, max_size=3))),
    )
