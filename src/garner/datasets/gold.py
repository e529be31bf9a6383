"""Collecting the gold of one text: what fits the text is kept, what does not is refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from garner.datasets.record import Annotated, Lost, Refusal
from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Fact, Grade, Grounding, Label, Relation, Table

__all__ = ["Gold"]

Place = tuple[int, int]


class Gold:
    """The gold of one text while a reader goes through its annotations.

    Methods that place something return ``None`` and note a refusal where it does not fit the text; the reader goes on. Labels
    are the corpus's own. ``where`` names the record in refusals, best as ``file:line``.
    """

    def __init__(self, identifier: str, text: str, where: str | None = None) -> None:
        self.id = identifier
        self.text = text
        self.refused: list[Refusal] = []
        self._where = where or identifier
        self._entities: dict[tuple[str, Place | str], Entity] = {}
        self._relations: dict[Relation, None] = {}
        self._labels: dict[Label, None] = {}
        self._events: list[Event] = []
        self._facts: list[Fact] = []
        self._tables: list[Table] = []
        self._searched: dict[str, int] = {}

    # Places

    def place(self, start: int, end: int, surface: str | None = None) -> Grounding | None:
        """The grounding of ``text[start:end]``, white space at its ends left out.

        Refused: a stretch that is empty, blank or outside the text, or that differs from the ``surface`` the corpus states in
        more than white space.
        """
        found = self.text[start:end] if 0 <= start < end <= len(self.text) else ""
        if not found.strip():
            self.refuse("span outside the text", f"{start}:{end}")
            return None
        if surface is not None and "".join(found.split()) != "".join(surface.split()):
            units = self.text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")
            hint = " (it fits if offsets count UTF-16 units; count characters)" if units.strip() == surface.strip() else ""
            self.refuse("surface differs from the text", f"{start}:{end} {surface!r}{hint}")
            return None
        start, end = start + len(found) - len(found.lstrip()), start + len(found.rstrip())
        return Grounding(self.text[start:end], start, end, self.text[start:end], Grade.VERBATIM)

    def find(self, value: str) -> Grounding | None:
        """The grounding of a value the corpus gives without a place: its next occurrence not given out yet, else its first.

        A value that stands nowhere is kept as ``absent``: the corpus demands it all the same. Refused: an empty value.
        """
        value = value.strip()
        if not value:
            self.refuse("empty value")
            return None
        start = self.text.find(value, self._searched.get(value, 0))
        start = start if start >= 0 else self.text.find(value)
        if start < 0:
            return Grounding.absent(value)
        self._searched[value] = start + len(value)
        return Grounding(value, start, start + len(value), value, Grade.VERBATIM)

    # Items

    def entity(self, label: str, place: Grounding | None) -> str | None:
        """The id of the mention; of the one that is there already where label and place are the same, which is refused as
        a repetition. ``None`` for a place that was refused."""
        if place is None:
            return None
        key = (label, place.span or place.value)
        if key in self._entities:
            self.refuse("annotated twice", f"{label} {place.surface!r}")
        return self.end(label, place)

    def end(self, label: str, place: Grounding | None) -> str | None:
        """The id of the mention that a relation begins or ends with: the one that is there, else a new one."""
        if place is None:
            return None
        key = (label, place.span or place.value)
        if key not in self._entities:
            self._entities[key] = Entity(f"e{len(self._entities) + 1}", label, place)
        return self._entities[key].id

    def relation(self, label: str, head: str | None, tail: str | None) -> None:
        """A relation between two mentions by their ids; refused where an end was, and when stated twice."""
        if head is None or tail is None:
            self.refuse("relation without an end", label)
            return
        relation = Relation(label, head, tail)
        if relation in self._relations:
            self.refuse("annotated twice", f"{label} {head} {tail}")
        self._relations[relation] = None

    def event(self, label: str, trigger: Grounding | None, arguments: Iterable[tuple[str, Grounding | None]] = ()) -> None:
        """An event with its arguments as (role, place); arguments whose place was refused are left out of it, and those stated
        twice are refused once."""
        known = {entity.grounding.span: entity.id for entity in reversed(self._entities.values())}
        kept: dict[Argument, None] = {}
        for role, place in arguments:
            if place is None:
                continue
            argument = Argument(role, place, known.get(place.span) if place.span else None)
            if argument in kept:
                self.refuse("annotated twice", f"{label}: {role} {place.surface!r}")
            kept[argument] = None
        self._events.append(Event(label, trigger, tuple(kept)))

    def choice(self, task: str, value: str) -> None:
        """The answer to a classification task; several of one task where it allows several."""
        label = Label(task, value)
        if label in self._labels:
            self.refuse("annotated twice", f"{task}: {value}")
        self._labels[label] = None

    def fact(self, fact: Fact) -> None:
        """An open fact."""
        self._facts.append(fact)

    def table(self, request: str, columns: Sequence[str], rows: Iterable[Sequence[Grounding | None]]) -> None:
        """The answer to an on-demand request."""
        self._tables.append(Table(request, tuple(columns), tuple(tuple(row) for row in rows)))

    def refuse(self, reason: str, what: str = "") -> None:
        """Note that an annotation of this text cannot be converted, and why."""
        self.refused.append(Refusal(reason, f"{self._where}: {what}" if what else self._where, Lost.ANNOTATION))

    def annotated(self, schema: Schema | None = None) -> Annotated:
        """Everything collected, mentions in the order of the text."""
        entities = sorted(
            self._entities.values(), key=lambda entity: (entity.start is None, entity.start or 0, entity.end or 0)
        )
        gold = Extraction(
            self.text,
            tuple(self._labels),
            tuple(entities),
            tuple(self._relations),
            tuple(self._events),
            tuple(self._facts),
            tuple(self._tables),
        )
        return Annotated(self.id, self.text, gold, tuple(self.refused), schema)
