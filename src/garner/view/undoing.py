"""An answer whose claims are taken away and put back one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Mention,
    Relation,
    Table,
)

__all__ = ["Answer"]

Item = TypeVar("Item")


class Answer:
    """An extraction to change. A claim whose words the text does not have at their place is put back as absent."""

    def __init__(self, answer: Extraction, name: str) -> None:
        """Entities put back have ids that begin with ``name``."""
        self._text, self._name = answer.text, name
        self._labels, self._entities, self._relations = list(answer.labels), list(answer.entities), list(answer.relations)
        self._events, self._facts, self._tables = list(answer.events), list(answer.facts), list(answer.tables)
        self._taken_ids = {entity.id for entity in answer.entities}

    def extraction(self) -> Extraction:
        """What it says by now."""
        return Extraction(
            self._text,
            tuple(self._labels),
            tuple(self._entities),
            tuple(self._relations),
            tuple(self._events),
            tuple(self._facts),
            tuple(self._tables),
        )

    def take(self, claim: Claim) -> None:
        """Away with the last item that makes the claim, and with what cannot stand without it; nothing where there is none."""
        words = claim.mentions
        match claim.kind:
            case ClaimKind.LABEL:
                _drop_last(self._labels, [(each.task, each.value) == (claim.name, claim.detail) for each in self._labels])
            case ClaimKind.ENTITY:
                self._take_entity(claim)
            case ClaimKind.RELATION:
                known = {each.id: _mention(each.grounding, each.type) for each in self._entities}
                _drop_last(
                    self._relations,
                    [each.type == claim.name and (known[each.head], known[each.tail]) == words for each in self._relations],
                )
            case ClaimKind.EVENT:
                _drop_last(self._events, [_makes(each, claim.name, words) for each in self._events])
            case ClaimKind.ARGUMENT if words:
                self._take_argument(claim)
            case ClaimKind.FACT:
                _drop_last(self._facts, [_said(each) == (claim.detail, words) for each in self._facts])
            case ClaimKind.CELL:
                self._set_cell(claim, None)

    def put(self, claim: Claim) -> None:
        """Back with an item that makes the claim; one that lacks the words its kind needs is left out."""
        words = claim.mentions
        match claim.kind, len(words):
            case ClaimKind.LABEL, _:
                self._labels.append(Label(claim.name, claim.detail))
            case ClaimKind.ENTITY, 1:
                self._add_entity(replace(words[0], type=claim.name))
            case ClaimKind.RELATION, 2:
                ends = [self._known(each) or self._add_entity(each) for each in words]
                self._relations.append(Relation(claim.name, ends[0].id, ends[1].id))
            case ClaimKind.EVENT, _:
                self._events.append(Event(claim.name, self._place(words[0]) if words else None))
            case ClaimKind.ARGUMENT, count if count:
                self._put_argument(claim)
            case ClaimKind.FACT, count if count == 3 + len(claim.detail.split()):
                parts = [self._place(each) for each in words]
                more = dict(zip(claim.detail.split(), parts[3:], strict=True))
                self._facts.append(Fact(parts[0], parts[1], parts[2], more.get("time"), more.get("place")))
            case ClaimKind.CELL, 1:
                self._set_cell(claim, self._place(words[0]))

    def _take_entity(self, claim: Claim) -> None:
        same = [each.type == claim.name and (_mention(each.grounding),) == claim.mentions for each in self._entities]
        taken = _drop_last(self._entities, same)
        if taken is None:
            return
        self._relations = [each for each in self._relations if taken.id not in (each.head, each.tail)]
        for number, event in enumerate(self._events):
            arguments = (replace(each, entity=None) if each.entity == taken.id else each for each in event.arguments)
            self._events[number] = replace(event, arguments=tuple(arguments))

    def _add_entity(self, mention: Mention) -> Entity:
        number = len(self._taken_ids)
        while (name := f"{self._name}, {number}") in self._taken_ids:
            number += 1
        self._taken_ids.add(name)
        self._entities.append(Entity(name, mention.type, self._place(mention)))
        return self._entities[-1]

    def _known(self, mention: Mention) -> Entity | None:
        same = (each for each in self._entities if _mention(each.grounding, each.type) == mention)
        return next(same, None)

    def _take_argument(self, claim: Claim) -> None:
        for number in range(len(self._events) - 1, -1, -1):
            event = self._events[number]
            arguments = list(event.arguments)
            same = [each.role == claim.detail and _mention(each.grounding) == claim.mentions[0] for each in arguments]
            if _makes(event, claim.name, claim.mentions[1:]) and _drop_last(arguments, same) is not None:
                self._events[number] = replace(event, arguments=tuple(arguments))
                return

    def _put_argument(self, claim: Claim) -> None:
        trigger = claim.mentions[1:]
        if not any(_makes(each, claim.name, trigger) for each in self._events):
            self.put(Claim(ClaimKind.EVENT, claim.name, "", trigger))
        number = next((place for place, each in enumerate(self._events) if _makes(each, claim.name, trigger)), -1)
        grounding = self._place(claim.mentions[0])
        at_place = (each.id for each in self._entities if each.start is not None and each.grounding.span == grounding.span)
        argument = Argument(claim.detail, grounding, next(at_place, None))
        self._events[number] = replace(self._events[number], arguments=(*self._events[number].arguments, argument))

    def _set_cell(self, claim: Claim, cell: Grounding | None) -> None:
        """The cell in the first table that has the column and, where it is taken away, that word in it."""
        row = int(claim.detail) if claim.detail.isdecimal() else 0
        for number, table in enumerate(self._tables):
            if claim.name not in table.columns:
                continue
            column = table.columns.index(claim.name)
            if cell is None and not _holds(table, row, column, claim.mentions):
                continue
            self._tables[number] = replace(table, rows=_with_cell(table, row, column, cell))
            return

    def _place(self, mention: Mention) -> Grounding:
        if mention.span is None or not mention.text or self._text[mention.start : mention.end] != mention.text:
            return Grounding.absent(mention.text)
        return Grounding(mention.text, mention.start, mention.end, mention.text, Grade.VERBATIM)


def _drop_last(items: list[Item], which: list[bool]) -> Item | None:
    places = [place for place, each in enumerate(which) if each]
    return items.pop(places[-1]) if places else None


def _mention(grounding: Grounding, type_name: str = "") -> Mention:
    return Mention(grounding.surface, grounding.start, grounding.end, type_name)


def _makes(event: Event, name: str, trigger: tuple[Mention, ...]) -> bool:
    return event.type == name and trigger == (() if event.trigger is None else (_mention(event.trigger),))


def _said(fact: Fact) -> tuple[str, tuple[Mention, ...]]:
    """The detail and the mentions of its claim."""
    more = {name: part for name, part in (("time", fact.time), ("place", fact.place)) if part is not None}
    parts = (fact.subject, fact.predicate, fact.object, *more.values())
    return " ".join(more), tuple(_mention(part) for part in parts)


def _holds(table: Table, row: int, column: int, words: tuple[Mention, ...]) -> bool:
    cell = table.rows[row][column] if row < len(table.rows) else None
    return cell is not None and (_mention(cell),) == words


def _with_cell(table: Table, row: int, column: int, cell: Grounding | None) -> tuple[tuple[Grounding | None, ...], ...]:
    rows = [list(each) for each in table.rows]
    # A row number from a broken file must not cost memory: rows are added one at a time.
    row = min(row, len(rows))
    if row == len(rows):
        rows.append([None] * len(table.columns))
    rows[row][column] = cell
    while cell is None and rows and not any(rows[-1]):
        rows.pop()
    return tuple(map(tuple, rows))
