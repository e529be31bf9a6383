"""Short ways to write extractions, and hypothesis strategies for random ones."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, settings, strategies

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


PLACES = [at(start, end) for start, end in itertools.combinations(range(15), 2)]
MENTIONS = strategies.lists(
    strategies.tuples(LABELS, strategies.sampled_from([*PLACES, *[Grounding.absent(NOWHERE)] * 12])), max_size=6
)
SOMEWHERE = strategies.sampled_from([*PLACES[::7], Grounding.absent(NOWHERE)])

# The machine may be busy: slow is not wrong.
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@strategies.composite
def only_mentions(draw: strategies.DrawFn) -> Extraction:
    """Mentions that may be nested, overlapping, repeated or absent."""
    drawn = enumerate(draw(MENTIONS))
    return Extraction(TEXT, entities=tuple(Entity(f"e{number}", label, place) for number, (label, place) in drawn))


@strategies.composite
def extractions(draw: strategies.DrawFn) -> Extraction:
    """Items of every kind on one short text: nested, overlapping, repeated, absent."""
    entities = draw(only_mentions()).entities
    relations: tuple[Relation, ...] = ()
    if entities:
        ends = strategies.sampled_from([entity.id for entity in entities])
        relations = tuple(draw(strategies.lists(strategies.builds(Relation, LABELS, ends, ends), max_size=3)))
    arguments = strategies.lists(strategies.builds(Argument, ROLES, SOMEWHERE), max_size=3).map(tuple)
    events = strategies.builds(Event, LABELS, strategies.none() | SOMEWHERE, arguments)
    facts = strategies.builds(Fact, SOMEWHERE, SOMEWHERE, SOMEWHERE, strategies.none() | SOMEWHERE)
    return Extraction(
        TEXT,
        tuple(draw(strategies.lists(strategies.builds(Label, ROLES, LABELS), max_size=3))),
        entities,
        relations,
        tuple(draw(strategies.lists(events, max_size=2))),
        tuple(draw(strategies.lists(facts, max_size=3))),
    )
