"""Correcting an answer by hand: claims dropped, added and moved, and everything else left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from garner.refinement.changes import Edit, Plan, placed, sureness
from garner.refinement.ends import Ends, references
from garner.refinement.event_changes import edited_events
from garner.values import Claim, ClaimKind, Extraction, Fact, Grounding, Label, Relation, Table, claims_of

__all__ = ["Edit", "edited"]

Item = TypeVar("Item", Label, Relation, Fact)


def edited(extraction: Extraction, edits: Iterable[Edit]) -> Extraction:
    """The extraction after its edits, in near-linear time; the very same where there are none.

    What no edit names stays as it is, ids included, but for what hangs on it: relations and arguments go with an end that is
    dropped and follow one that is moved or renamed, arguments go with their event, and an untyped mention goes with the last
    relation that needed it. Ends of added relations that are no entities yet become ones. What stands already is not added
    again. Of several edits that drop one claim the first counts. A kind of item of which something was added or moved comes in
    the order of the text (labels and cells keep theirs).

    Raises ``ValueError`` for a claim to drop that the extraction does not make and for one to add that the text does not.
    """
    made = claims_of(extraction)
    plan = Plan(edits, set(made))
    if not plan:
        return extraction
    claims = iter(made)
    labels = _labels(extraction.labels, list(islice(claims, len(extraction.labels))), plan)
    ends = Ends(extraction.entities, list(islice(claims, len(extraction.entities))), plan)
    relations = _relations(extraction.relations, list(islice(claims, len(extraction.relations))), plan, ends)
    events = edited_events(extraction.events, claims, plan, ends)
    facts = _facts(extraction.facts, list(islice(claims, len(extraction.facts))), plan)
    tables = _tables(extraction.tables, claims, plan)
    before = {ends.now(each) for each in references(extraction.relations, extraction.events)}
    after = references(relations, events)
    entities = ends.entities(lambda identifier: identifier in after or identifier not in before)
    return Extraction(extraction.text, labels, entities, relations, events, facts, tables)


def _labels(labels: Sequence[Label], claims: Sequence[Claim], plan: Plan) -> tuple[Label, ...]:
    kept, said = _standing(labels, claims, plan)
    coming = plan.coming(ClaimKind.LABEL, labels, claims).items()
    return (*kept, *(Label(claim.name, claim.detail, confidence) for claim, confidence in coming if claim not in said))


def _facts(facts: Sequence[Fact], claims: Sequence[Claim], plan: Plan) -> tuple[Fact, ...]:
    kept, said = _standing(facts, claims, plan)
    coming = plan.coming(ClaimKind.FACT, facts, claims).items()
    kept += (_fact(claim, confidence) for claim, confidence in coming if claim not in said)
    return tuple(sorted(kept, key=_position) if coming else kept)


def _standing(items: Sequence[Item], claims: Sequence[Claim], plan: Plan) -> tuple[list[Item], set[Claim]]:
    """The items that no edit drops, of duplicates the surest at the place of the first, and what they claim."""
    kept: list[Item] = []
    first: dict[Claim, int] = {}
    for item, claim in zip(items, claims, strict=True):
        edit = plan.fates.get(claim)
        if edit is None:
            kept.append(item)
            first[claim] = -1
        elif edit.duplicate and claim not in first:
            first[claim] = len(kept)
            kept.append(item)
        elif edit.duplicate:
            kept[first[claim]] = max(kept[first[claim]], item, key=sureness)
    return kept, set(first)


def _relations(relations: Sequence[Relation], claims: Sequence[Claim], plan: Plan, ends: Ends) -> tuple[Relation, ...]:
    standing, _ = _standing(relations, claims, plan)
    followed = [(each, ends.relation(each)) for each in standing]
    kept = [after for before, after in followed if after is before]
    new = [after for before, after in followed if after is not None and after is not before]
    for claim, confidence in plan.coming(ClaimKind.RELATION, relations, claims).items():
        head, tail = (ends.meant(mention) for mention in claim.mentions)
        if head is not None and tail is not None:
            new.append(Relation(claim.name, head, tail, confidence))
    said = {(each.type, each.head, each.tail) for each in kept}
    for each in new:
        if (each.type, each.head, each.tail) not in said:
            said.add((each.type, each.head, each.tail))
            kept.append(each)
    if not new:
        return tuple(kept)
    return tuple(sorted(kept, key=lambda each: (ends.position(each.head), ends.position(each.tail))))


def _fact(claim: Claim, confidence: float | None) -> Fact:
    subject, predicate, object_, *rest = (placed(mention) for mention in claim.mentions)
    said = dict(zip(claim.detail.split(), rest, strict=True))
    return Fact(subject, predicate, object_, said.get("time"), said.get("place"), confidence)


def _position(fact: Fact) -> tuple[bool, int]:
    return fact.subject.start is None, fact.subject.start or 0


def _tables(tables: Sequence[Table], claims: Iterator[Claim], plan: Plan) -> tuple[Table, ...]:
    """The tables with their rows in place: a row of which nothing is left says nothing, and the others keep their numbers. What
    is added goes to the first table with such a column, to an empty cell or a further row."""
    rows = [[[cell and _cell(next(claims), cell, plan) for cell in row] for row in table.rows] for table in tables]
    further: dict[tuple[int, int], list[Grounding | None]] = {}
    for claim, _ in sorted(plan.added(ClaimKind.CELL), key=lambda each: int(each[0].detail)):
        number = next((each for each, table in enumerate(tables) if claim.name in table.columns), None)
        if number is None:
            raise ValueError(f"no table has a column {claim.name!r}")
        row, column = int(claim.detail), tables[number].columns.index(claim.name)
        if row >= len(tables[number].rows) and (number, row) not in further:
            further[number, row] = [None] * len(tables[number].columns)
            rows[number].append(further[number, row])
        cells = further.get((number, row)) or rows[number][row]
        cells[column] = cells[column] or placed(claim.mentions[0])
    return tuple(replace(table, rows=tuple(map(tuple, each))) for table, each in zip(tables, rows, strict=True))


def _cell(claim: Claim, cell: Grounding, plan: Plan) -> Grounding | None:
    edit = plan.fates.get(claim)
    if edit is None or edit.duplicate:
        return cell
    return None if edit.add is None else placed(edit.add.mentions[0])
