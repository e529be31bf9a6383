"""A text to read, and the map from its characters back to the file they came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from garner.errors import InputError

__all__ = ["Document", "Segment"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document's text and the stretch of its source it was read from.

    All four are half-open code-point offsets: ``start:end`` in ``Document.text``, ``source_start:source_end`` in the decoded
    source. Where both have the same length the characters correspond one to one; otherwise the stretch maps as a whole.
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text with a name.

    ``source`` names the file or record it was read from. ``segments`` (ordered, not overlapping) map the text back to that
    source; empty means the text is the source, character for character. Raises ``InputError`` where id or text is no string.

    >>> Document("a", "Hello").source_span(0, 5)
    (0, 5)
    """

    id: str
    text: str
    source: str | None = None
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("id", self.id), ("text", self.text)):
            if not isinstance(value, str):
                raise InputError(
                    f"the {name} of document {self.id!r} is no str but {type(value).__name__}.",
                    "Decode bytes first: content.decode('utf-8').",
                )

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The place of ``text[start:end]`` in the source; ``None`` if none of its characters came from there."""
        if not self.segments:
            return start, end
        first = max(0, bisect_right(self.segments, start, key=lambda segment: segment.start) - 1)
        places = []
        for segment in self.segments[first:]:
            if segment.start >= end:
                break
            if segment.end > start:
                places.append(_project(segment, max(start, segment.start), min(end, segment.end)))
        return (places[0][0], places[-1][1]) if places else None


def _project(segment: Segment, start: int, end: int) -> tuple[int, int]:
    if segment.end - segment.start != segment.source_end - segment.source_start:
        return segment.source_start, segment.source_end
    shift = segment.source_start - segment.start
    return start + shift, end + shift
