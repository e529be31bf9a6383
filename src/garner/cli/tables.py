"""Results as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from garner.cli.visible import one_line
from garner.values import Claim, Decision, Defect, Entity, Event, Fact, Grade, Grounding, Relation, Result, Table

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_result", "print_table"]

_MOST_ROWS = 100


def print_result(result: Result, console: Console | None = None) -> None:
    """One document: its items, what was corrected in them, then what was not read and what went wrong."""
    from rich.console import Console

    console = console or Console()
    console.print(one_line(result.id, 200), style="bold", markup=False, highlight=False)
    if result.labels:
        _print(console, ("label", "value", "confidence"), [(x.task, x.value, _percent(x.confidence)) for x in result.labels])
    if result.entities:
        _print(console, ("entity", "text", "place", "confidence", "grade"), map(_entity, result.entities))
    if result.relations:
        entities = {entity.id: entity for entity in result.entities}
        rows = (_relation(each, entities[each.head], entities[each.tail]) for each in result.relations)
        _print(console, ("relation", "head", "tail", "places", "confidence"), rows)
    if result.events:
        columns = ("event", "role", "text", "place", "confidence", "grade")
        _print(console, columns, (row for event in result.events for row in _event(event)))
    if result.facts:
        _print(console, ("subject", "predicate", "object", "time", "place", "confidence"), map(_fact, result.facts))
    for table in result.tables:
        _print(console, table.columns, _rows(table), title=table.request)
    if corrections := list(_corrections(result)):
        _print(console, ("corrected", "what", "why", "by"), corrections)
    for start, end in result.gaps():
        _line(console, f"not read: characters {start}-{end}")
    for problem in result.problems:
        _line(console, f"{problem.code}: {problem.message} {problem.where}")
    if not any(result.extraction.groundings()) and not result.labels:
        _line(console, "nothing found")
    console.print()


def print_table(columns: Iterable[str], rows: Iterable[Iterable[str]], console: Console | None = None) -> None:
    """A plain table on standard output."""
    from rich.console import Console

    _print(console or Console(), columns, rows, most=10**6)


def _print(
    console: Console, columns: Iterable[str], rows: Iterable[Iterable[str]], title: str = "", most: int = _MOST_ROWS
) -> None:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=box.SIMPLE_HEAD, title=Text(one_line(title, 200)) if title else None, title_justify="left", pad_edge=False)
    for column in columns:
        grid.add_column(Text(one_line(column)), overflow="fold")
    left = 0
    for number, row in enumerate(rows):
        if number < most:
            grid.add_row(*(Text(one_line(cell, 200)) for cell in row))
        else:
            left += 1
    console.print(grid)
    if left:
        _line(console, f"... and {left} more; -o, --csv or --html give them all")


def _line(console: Console, text: str) -> None:
    console.print(f"  {one_line(text, 300)}", style="dim", markup=False, highlight=False)


def _entity(entity: Entity) -> tuple[str, ...]:
    grounding = entity.grounding
    return entity.type, entity.text, _place(grounding), _percent(entity.confidence), _grade(grounding)


def _relation(relation: Relation, head: Entity, tail: Entity) -> tuple[str, ...]:
    # Two relations between the same words are two pairs of places.
    places = f"{_place(head.grounding) or '?'} \N{RIGHTWARDS ARROW} {_place(tail.grounding) or '?'}"
    return relation.type, head.text, tail.text, places, _percent(relation.confidence)


def _event(event: Event) -> Iterator[tuple[str, ...]]:
    """The trigger, then the roles; how sure the event is stands in its first row."""
    confidence, trigger = _percent(event.confidence), event.trigger
    if trigger is not None or not event.arguments:
        surface, place, grade = ("", "", "") if trigger is None else (trigger.surface, _place(trigger), _grade(trigger))
        yield event.type, "(trigger)", surface, place, confidence, grade
        confidence = ""
    for argument in event.arguments:
        grounding = argument.grounding
        yield event.type, argument.role, grounding.surface, _place(grounding), confidence, _grade(grounding)
        confidence = ""


def _fact(fact: Fact) -> tuple[str, ...]:
    parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return *("" if part is None else part.surface for part in parts), _percent(fact.confidence)


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        yield tuple("" if cell is None else cell.surface for cell in row)


def _corrections(result: Result) -> Iterator[tuple[str, ...]]:
    """What each round that was accepted did to the answer, with the reason of the detector that asked for it."""
    for each in result.trace:
        if each.decision is Decision.ACCEPTED:
            changed = {*each.dropped, *each.added}
            for defect in each.defects:
                if defect.drop in changed or defect.add in changed:
                    yield _done(defect), _claims(defect), defect.reason, defect.detector.partition(":")[0]


def _done(defect: Defect) -> str:
    if defect.add is None:
        return "taken out"
    return "added" if defect.drop is None else "changed"


def _claims(defect: Defect) -> str:
    return " \N{RIGHTWARDS DOUBLE ARROW} ".join(_claim(claim) for claim in (defect.drop, defect.add) if claim is not None)


def _claim(claim: Claim) -> str:
    name = f"{claim.name}.{claim.detail}" if claim.kind == "argument" else claim.name
    return f"{name}: {claim.value}"


def _place(grounding: Grounding) -> str:
    return "" if grounding.start is None else f"{grounding.start}-{grounding.end}"


def _grade(grounding: Grounding) -> str:
    return f"near ({grounding.distance})" if grounding.grade is Grade.NEAR else grounding.grade.value


def _percent(confidence: float | None) -> str:
    return "" if confidence is None else f"{confidence:.2f}"
