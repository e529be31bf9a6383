"""Where in the text a value stands, and how sure that place is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Grade", "Grounding"]


class Grade(StrEnum):
    """How a value was found in the text, from best to worst."""

    VERBATIM = "verbatim"
    NORMALISED = "normalised"
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Grounding:
    """One value and its place in a text.

    ``start`` and ``end`` are half-open code-point offsets in the original text and ``text`` is the surface between them; all
    three are ``None`` exactly when the grade is ``absent``. ``distance`` counts the edits between the normalised value and the
    normalised surface and is positive only for the grade ``near``.

    >>> Grounding("acme", 4, 8, "Acme", Grade.NORMALISED).end
    8
    """

    value: str
    start: int | None
    end: int | None
    text: str | None
    grade: Grade
    distance: int = 0

    def __post_init__(self) -> None:
        missing = [self.start is None, self.end is None, self.text is None]
        if any(missing) != all(missing) or all(missing) != (self.grade is Grade.ABSENT):
            raise ValueError(f"start, end and text are None exactly when the grade is absent: {self!r}")
        surface = "" if self.text is None else self.text
        if self.span is not None and (self.span[0] < 0 or not surface or len(surface) != self.span[1] - self.span[0]):
            raise ValueError(f"{surface!r} cannot be what stands at {self.start}:{self.end}")
        if (self.distance > 0) != (self.grade is Grade.NEAR):
            raise ValueError(f"a distance belongs to the grade near and to no other: {self!r}")

    @classmethod
    def absent(cls, value: str) -> Grounding:
        """The grounding of a value that stands nowhere in the text."""
        return cls(value, None, None, None, Grade.ABSENT)

    @property
    def span(self) -> tuple[int, int] | None:
        """``(start, end)``, or ``None`` when the value is absent."""
        if self.start is None or self.end is None:
            return None
        return self.start, self.end

    @property
    def surface(self) -> str:
        """What to show people: the text's own words where there is a place, else the value as answered."""
        return self.value if self.text is None else self.text
