"""A text as overlapping passages that together cover every character."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from garner.passages.cutting import cut_near, cut_sentences_near
from garner.passages.estimate import estimate_tokens
from garner.passages.sentences import sentence_spans
from garner.values.graphemes import is_boundary

__all__ = ["Passage", "halve", "split"]

Counter = Callable[[str], int]
_CHARACTERS_A_TOKEN = 8  # a longer stretch than this times the size is cut before it is counted


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document: half-open code-point offsets in it, and its text, ``document[start:end]``.

    >>> Passage(6, 9, "Bob").end
    9
    """

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise ValueError(
                f"the offsets of a passage must fit its text: {self.start}, {self.end}, {len(self.text)} characters"
            )


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one that is too long, with what it costs."""

    start: int
    end: int
    cost: int


def split(text: str, size: int, overlap: int = 0, count: Counter = estimate_tokens) -> tuple[Passage, ...]:
    """Passages of at most ``size`` tokens by ``count``, in order, that cover every character of ``text``.

    They begin and end where sentences do. Neighbours share whole sentences of together at most ``overlap`` tokens; where the
    last sentence alone is longer, its tail from a clause or word on. A sentence longer than a passage is cut at a clause, a
    space or between two characters as readers see them; only such a character may exceed ``size`` by itself. An empty text
    has no passages. Each sentence and each passage is counted once, so the work of the counter is linear in the text.

    Raises ``ValueError`` unless ``0 <= overlap < size``.

    >>> [passage.text for passage in split("Ann came. Bob left. Cid stayed.", size=7, overlap=3)]
    ['Ann came. Bob left. ', 'Bob left. Cid stayed.']
    """
    if not 0 <= overlap < size:
        raise ValueError(f"a passage of {size} tokens cannot share {overlap} with the next: 0 <= overlap < size must hold")
    return tuple(Passage(start, end, text[start:end]) for start, end in _Splitter(text, size, overlap, count).windows())


def halve(passage: Passage) -> tuple[Passage, ...]:
    """A passage in two at the best place near its middle: paragraph, sentence, clause, space or at least a whole character.

    What cannot be cut, a single character as readers see it, comes back alone.

    >>> [half.text for half in halve(Passage(0, 19, "Ann came. Bob left."))]
    ['Ann came. ', 'Bob left.']
    """
    cut = cut_sentences_near(passage.text, len(passage.text) // 2)
    if cut is None:
        return (passage,)
    middle = passage.start + cut
    return Passage(passage.start, middle, passage.text[:cut]), Passage(middle, passage.end, passage.text[cut:])


class _Splitter:
    """One text being split; holds what every step needs."""

    def __init__(self, text: str, size: int, overlap: int, count: Counter) -> None:
        self._text = text
        self._size = size
        self._overlap = overlap
        self._count = count
        # Many tokenizers add marks of their own to every text; they count once a passage, not once a sentence.
        self._extra = count("")
        self._room = max(1, size - self._extra)

    def windows(self) -> Iterator[tuple[int, int]]:
        """The spans of the passages."""
        units = [unit for start, end in sentence_spans(self._text) for unit in self._units(start, end)]
        first = 0  # the first unit that no passage holds yet
        head: _Unit | None = None  # what the next passage repeats of the last one
        while first < len(units):
            start, spent = (head.start, head.cost) if head else (units[first].start, 0)
            last = first
            while last < len(units) and (last == first or spent + units[last].cost <= self._room):
                spent += units[last].cost
                last += 1
            last, fits = self._fitting(units, start, first, last)
            if head and not fits:
                head = None
                continue
            yield start, units[last - 1].end
            head = self._head(units, start, last) if last < len(units) else None
            first = last

    def _fitting(self, units: list[_Unit], start: int, first: int, last: int) -> tuple[int, bool]:
        """The end of the run of units that truly fits, and whether it does; sums of costs are only nearly the whole's cost."""
        while not (fits := self._cost(start, units[last - 1].end) <= self._room) and last > first + 1:
            last = first + max(1, (last - first) * 3 // 4)
        return last, fits

    def _head(self, units: list[_Unit], start: int, last: int) -> _Unit | None:
        """What the passage after the unit before ``last`` begins with again: whole units, or the tail of one."""
        allowed = min(self._overlap, self._room - units[last].cost)
        if allowed <= 0:
            return None
        first, spent = last, 0
        while first > 0 and units[first - 1].start > start and spent + units[first - 1].cost <= allowed:
            first -= 1
            spent += units[first].cost
        if first < last:
            return _Unit(units[first].start, units[last - 1].end, spent)
        return self._tail(units[last - 1], allowed)

    def _tail(self, unit: _Unit, allowed: int) -> _Unit | None:
        """The longest end of a unit, from a clause or a word on, that was found to cost no more than allowed."""
        length = (unit.end - unit.start) * min(1.0, allowed / max(1, unit.cost))
        for share in (1.0, 0.75, 0.5, 0.25):
            target = unit.end - max(1, int(length * share))
            cut = cut_near(self._text, max(unit.start, target - int(length)), unit.end, target)
            cost = allowed + 1 if cut is None else self._cost(cut, unit.end)
            if cut is not None and cost <= allowed:
                return _Unit(cut, unit.end, cost)
        return None

    def _units(self, start: int, end: int) -> Iterator[_Unit]:
        """A sentence as it is, or, if it is too long, in parts small enough to be repeated in part."""
        longest = _CHARACTERS_A_TOKEN * self._size
        if end - start <= longest:
            cost = self._cost(start, end)
            if cost <= self._room:
                yield _Unit(start, end, cost)
                return
            pieces = -(-cost // max(1, self._room - self._overlap))
        else:
            pieces = -(-(end - start) // longest)
        yield from self._parts(start, end, max(2, pieces))

    def _parts(self, start: int, end: int, pieces: int) -> Iterator[_Unit]:
        """A stretch in about so many parts, and those that are still too long in two again."""
        room = max(1, self._room - self._overlap)
        while start < end:
            step = max(1, -(-(end - start) // pieces))
            stop = self._stop(start, end, step) if pieces > 1 else end
            cost = self._cost(start, stop)
            if cost > room and cut_near(self._text, start, stop, (start + stop) // 2) is not None:
                yield from self._parts(start, stop, 2)
            else:
                yield _Unit(start, stop, cost)
            start, pieces = stop, max(1, pieces - 1)

    def _stop(self, start: int, end: int, step: int) -> int:
        """Where to cut about ``step`` characters after the start; behind the character that begins there if it is that long."""
        far = min(end, start + 2 * step)
        cut = cut_near(self._text, start, far, start + step)
        while cut is None and far < end:
            if is_boundary(self._text, far):
                return far
            far += 1
        return end if cut is None else cut

    def _cost(self, start: int, end: int) -> int:
        return self._count(self._text[start:end]) - self._extra
