"""An answer as the model gave it: strings, not yet places in the text."""

from __future__ import annotations

from dataclasses import dataclass

from garner.values.items import Label

__all__ = ["Draft", "DraftArgument", "DraftEntity", "DraftEvent", "DraftFact", "DraftRelation", "DraftTable"]


@dataclass(frozen=True, slots=True)
class DraftEntity:
    """A mention and its type; ``start`` and ``end`` only from models that answer with places (offsets in the passage)."""

    type: str
    text: str
    confidence: float | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class DraftRelation:
    """Head and tail as strings; their types where the model stated them. ``head_span`` and ``tail_span``, half-open
    offsets in the passage, only from models that answer with places, and then both."""

    type: str
    head: str
    tail: str
    head_type: str | None = None
    tail_type: str | None = None
    confidence: float | None = None
    head_span: tuple[int, int] | None = None
    tail_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DraftArgument:
    """A role of an event and the string that fills it; ``span`` only from models that answer with places."""

    role: str
    text: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """An event; ``trigger`` is ``None`` where the model named no trigger word. ``trigger_span`` only from models that answer
    with places."""

    type: str
    trigger: str | None = None
    arguments: tuple[DraftArgument, ...] = ()
    confidence: float | None = None
    trigger_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DraftFact:
    """An open IE fact."""

    subject: str
    predicate: str
    object: str
    time: str | None = None
    place: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DraftTable:
    """An on-demand table; every row has one string a column, empty where the text says nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table needs one cell a column")


@dataclass(frozen=True, slots=True)
class Draft:
    """All items of one answer, in the order of the answer."""

    labels: tuple[Label, ...] = ()
    entities: tuple[DraftEntity, ...] = ()
    relations: tuple[DraftRelation, ...] = ()
    events: tuple[DraftEvent, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    tables: tuple[DraftTable, ...] = ()

    def __add__(self, other: Draft) -> Draft:
        """Both answers, one after the other."""
        return Draft(
            self.labels + other.labels,
            self.entities + other.entities,
            self.relations + other.relations,
            self.events + other.events,
            self.facts + other.facts,
            self.tables + other.tables,
        )

    def __bool__(self) -> bool:
        return any((self.labels, self.entities, self.relations, self.events, self.facts, self.tables))
