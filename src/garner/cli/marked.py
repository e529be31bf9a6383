"""A text with its gold as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from garner.cli.visible import one_line
from garner.values import Entity, Extraction, Grounding

__all__ = ["marked_lines", "marked_text"]

_MOST = 600


def marked_text(text: str, entities: tuple[Entity, ...]) -> str:
    """The text in one line with every entity in brackets and its type behind them.

    >>> from garner.values import Entity, Grade, Grounding
    >>> marked_text("Ada came.", (Entity("e1", "person", Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM)),))
    '[Ada](person) came.'
    """
    marks: list[tuple[int, int, int, str]] = []
    for entity in entities:
        if entity.start is not None and entity.end is not None:
            length = entity.end - entity.start
            # At one place: what ends comes before what begins; inner ends first, outer beginnings first.
            marks.append((entity.start, 1, -length, "["))
            marks.append((entity.end, 0, length, f"]({entity.type})"))
    pieces, at = [], 0
    for place, _, _, mark in sorted(marks):
        pieces += [text[at:place], mark]
        at = place
    return one_line("".join([*pieces, text[at:]]), _MOST)


def marked_lines(gold: Extraction) -> Iterator[str]:
    """The text with its entities marked, then every other item on a line of its own."""
    yield marked_text(gold.text, gold.entities)
    words = {entity.id: entity.text for entity in gold.entities}
    for entity in gold.entities:
        if entity.start is None:
            yield f"  entity not in the text: {one_line(entity.text)} ({entity.type})"
    for label in gold.labels:
        yield f"  {label.task}: {label.value}"
    for relation in gold.relations:
        yield f"  {one_line(words[relation.head])} -- {relation.type} -> {one_line(words[relation.tail])}"
    for event in gold.events:
        filled = "; ".join(f"{each.role}: {one_line(each.grounding.surface)}" for each in event.arguments)
        yield f"  event {event.type} ({_shown(event.trigger)}) {filled}".rstrip()
    for fact in gold.facts:
        parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
        yield f"  fact {' | '.join(_shown(part) for part in parts if part is not None)}"
    for table in gold.tables:
        yield f"  table: {one_line(table.request, 200)}"
        yield f"    {' | '.join(map(one_line, table.columns))}"
        yield from (f"    {' | '.join(_shown(cell) for cell in row)}" for row in table.rows)


def _shown(grounding: Grounding | None) -> str:
    return "no trigger" if grounding is None else one_line(grounding.surface)
