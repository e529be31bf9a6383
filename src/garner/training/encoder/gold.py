"""What is known of a text to train on: its spans, how they are linked, what the text is, and what it was read for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from garner.schema import Choice

__all__ = ["Asked", "GoldChoice", "GoldLink", "GoldSpan", "LabelledText", "Place"]

Place = tuple[int, int]
"""Half-open code-point offsets into a text."""


class GoldSpan(NamedTuple):
    """Half-open code-point offsets into a text, and the label of that place as a person would write it."""

    start: int
    end: int
    label: str

    @property
    def place(self) -> Place:
        return self.start, self.end


class GoldLink(NamedTuple):
    """Two places of a text that belong together: by a relation, or (``event`` is then the name of the event) as a trigger and
    what plays the role ``name`` in it."""

    head: Place
    tail: Place
    name: str
    event: str = ""

    @property
    def is_role(self) -> bool:
        return bool(self.event)


class GoldChoice(NamedTuple):
    """A classification of the text with its right answers, which are among the ``choices``."""

    task: str
    choices: tuple[Choice, ...]
    right: tuple[str, ...]
    multiple: bool = False


class Asked(NamedTuple):
    """All that a text was read for: of anything else it is unknown whether it is there. ``events`` come with their roles."""

    spans: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    events: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text to train on with its spans in order.

    ``mentions`` are places that may be linked but have no label. Without ``asked`` the text was read for everything that its
    corpus has labels for. Raises ``ValueError`` for a span that is empty, outside the text, or begins or ends with white space.
    """

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    links: tuple[GoldLink, ...] = ()
    choices: tuple[GoldChoice, ...] = ()
    mentions: tuple[Place, ...] = ()
    asked: Asked | None = None

    def __post_init__(self) -> None:
        for span in self.spans:
            self._check(span.start, span.end, span)
        for start, end in (*self.mentions, *(place for link in self.links for place in (link.head, link.tail))):
            self._check(start, end, (start, end))

    def _check(self, start: int, end: int, what: object) -> None:
        surface = self.text[start:end]
        if not 0 <= start < end <= len(self.text) or surface != surface.strip():
            raise ValueError(f"{self.id}: {what} is no mention of its text ({surface!r})")
