"""What an extraction says, one statement at a time: what a detector judges and a correction drops or adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from garner.values.grounding import Grounding
from garner.values.items import Extraction

__all__ = ["Claim", "ClaimKind", "Mention", "claims_of"]


class ClaimKind(StrEnum):
    """What a claim is about."""

    LABEL = "label"
    ENTITY = "entity"
    RELATION = "relation"
    EVENT = "event"
    ARGUMENT = "argument"
    FACT = "fact"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words and where they stand (half-open code points; both ``None`` where the text has them nowhere). ``type`` is the entity
    type of an end of a relation, empty elsewhere."""

    text: str
    start: int | None = None
    end: int | None = None
    type: str = ""

    @property
    def span(self) -> tuple[int, int] | None:
        """``(start, end)``, or ``None`` where the text has it nowhere."""
        return None if self.start is None or self.end is None else (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an extraction; equal claims say the same.

    | kind | name | detail | mentions |
    |---|---|---|---|
    | label | task | choice | none |
    | entity | type | | the mention |
    | relation | type | | head, tail |
    | event | type | | the trigger, none where it has none |
    | argument | event type | role | what fills the role, then the trigger where there is one |
    | fact | | which of ``time`` and ``place`` it has, with a space between | subject, predicate, object, then these |
    | cell | column | number of its row, from 0 | the cell |
    """

    kind: ClaimKind
    name: str
    detail: str = ""
    mentions: tuple[Mention, ...] = ()

    @property
    def value(self) -> str:
        """Its words for people: what is claimed, without what it is claimed as."""
        return (
            self.detail if self.kind is ClaimKind.LABEL else " \N{RIGHTWARDS ARROW} ".join(each.text for each in self.mentions)
        )

    def stands_in(self, text: str) -> bool:
        """Whether every mention is the text at its place. True of a label, which has none."""
        return all(_stands(each, text) for each in self.mentions)


def claims_of(extraction: Extraction) -> tuple[Claim, ...]:
    """Every claim in the order of the extraction's items, an event before its arguments. Items said twice give equal claims."""
    return tuple(_claims(extraction))


def _claims(extraction: Extraction) -> Iterator[Claim]:
    for label in extraction.labels:
        yield Claim(ClaimKind.LABEL, label.task, label.value)
    for entity in extraction.entities:
        yield Claim(ClaimKind.ENTITY, entity.type, "", (_mention(entity.grounding),))
    ends = {end for relation in extraction.relations for end in (relation.head, relation.tail)}
    known = {entity.id: _mention(entity.grounding, entity.type) for entity in extraction.entities if entity.id in ends}
    for relation in extraction.relations:
        yield Claim(ClaimKind.RELATION, relation.type, "", (known[relation.head], known[relation.tail]))
    for event in extraction.events:
        trigger = () if event.trigger is None else (_mention(event.trigger),)
        yield Claim(ClaimKind.EVENT, event.type, "", trigger)
        for argument in event.arguments:
            yield Claim(ClaimKind.ARGUMENT, event.type, argument.role, (_mention(argument.grounding), *trigger))
    for fact in extraction.facts:
        parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
        said = " ".join(name for name, part in (("time", fact.time), ("place", fact.place)) if part is not None)
        yield Claim(ClaimKind.FACT, "", said, tuple(_mention(part) for part in parts if part is not None))
    for table in extraction.tables:
        for number, row in enumerate(table.rows):
            for column, cell in zip(table.columns, row, strict=True):
                if cell is not None:
                    yield Claim(ClaimKind.CELL, column, str(number), (_mention(cell),))


def _mention(grounding: Grounding, type_name: str = "") -> Mention:
    return Mention(grounding.surface, grounding.start, grounding.end, type_name)


def _stands(mention: Mention, text: str) -> bool:
    if mention.start is None or mention.end is None:
        return False
    whole = 0 <= mention.start < mention.end <= len(text)
    return whole and text[mention.start : mention.end] == mention.text
