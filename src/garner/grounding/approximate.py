"""Bounded approximate search: where in the normalised text something stands that is a few edits from the normalised value.

A match within ``d`` edits leaves at least one of ``d + 1`` pieces of the value whole (the pigeonhole principle; Wu and
Manber, "Fast text searching allowing errors", 1992, on partitioning). The pieces are looked up exactly and only the
surroundings of the hits are compared, so that the work is linear in the text for each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from garner.grounding.occurrences import positions

__all__ = ["LONGEST", "MOST_HITS", "MOST_WINDOWS", "Near", "allowed_edits", "find_near"]

LONGEST = 2_000  # characters of a value that is looked for approximately
MOST_HITS = 20_000  # hits of pieces compared for one value, rarest piece first
MOST_WINDOWS = 200  # hits examined in full for one value
_SHORT = 10  # below this length, in characters, only a slip of the pen counts
_SAME_FIRST = 24  # below this length the first characters must agree

Near = tuple[int, int, int]  # start and end in the normalised text, edits


def allowed_edits(key: str) -> int:
    """How many edits a normalised value may differ by: one in seven characters, one in eight for Han and Hangul, at most 16.

    Below six characters (eight) none at all, because almost every change makes another word.

    >>> [allowed_edits(key) for key in ("paris", "google", "international", "a" * 60, "a" * 1000)]
    [0, 1, 1, 8, 16]
    """
    dense = sum("\u3400" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3" for character in key)
    if len(key) > LONGEST or len(key) < (8 if 2 * dense >= len(key) else 6):
        return 0
    return min(16, max(1, len(key) // (8 if 2 * dense >= len(key) else 7)))


def find_near(folded: str, key: str, penalty: Callable[[int, int], int | None]) -> list[Near]:
    """The places in ``folded`` nearest to ``key`` within ``allowed_edits(key)``, in order, none overlapping another.

    Distance is that of optimal string alignment (insertion, deletion, substitution, swap of neighbours). ``penalty`` judges a
    place: ``None`` refuses it, a number is added to its distance when places are compared. At most ``MOST_HITS`` hits are
    compared and ``MOST_WINDOWS`` examined; beyond that, in texts that repeat one phrase without end, places may be missed.

    >>> find_near("made by microsfot in 1999", "microsoft", lambda start, end: 0)
    [(8, 17, 1)]
    """
    edits = allowed_edits(key)
    if not edits or len(key) - edits > len(folded):
        return []
    best: list[tuple[int, int, Near]] = []
    lowest = edits + 1
    for start, end, distance in sorted(set(_within(folded, key, edits)), key=lambda place: place[2]):
        if distance > lowest:
            break
        extra = penalty(start, end) if _is_same_word(key, folded[start:end]) else None
        if extra is None or distance + extra > lowest:
            continue
        lowest = distance + extra
        best.append((lowest, abs(end - start - len(key)), (start, end, distance)))
    return _apart(near for _, _, near in sorted(each for each in best if each[0] == lowest))


def _apart(places: Iterable[Near]) -> list[Near]:
    """The places left when each overlapping group keeps its first."""
    kept: list[Near] = []
    for place in places:
        if all(place[1] <= other[0] or other[1] <= place[0] for other in kept):
            kept.append(place)
    return sorted(kept)


def _within(folded: str, key: str, edits: int) -> Iterator[Near]:
    """Every place within ``edits`` of the key around a hit of one of its pieces."""
    from rapidfuzz.distance import Levenshtein

    windows = 0
    refused: set[int] = set()
    for begin, end, position in _hits(folded, key, edits):
        first = position - begin
        if first in refused:
            continue
        # An edit costs the fixed window at most two: itself and the shift of one end.
        window = folded[max(0, first) : max(0, first + len(key))]
        if Levenshtein.distance(key, window, score_cutoff=2 * edits) > 2 * edits:
            refused.add(first)
            continue
        windows += 1
        if windows > MOST_WINDOWS:
            return
        # The piece stands whole, so what is before and what is after it can be compared apart.
        starts = _starts(folded, key[:begin], position, edits)
        ends = _ends(folded, key[end:], position + end - begin, edits)
        yield from ((start, stop, one + two) for start, one in starts for stop, two in ends if one + two <= edits)


def _starts(folded: str, before: str, to: int, edits: int) -> list[tuple[int, int]]:
    from rapidfuzz.distance import OSA

    at = to - len(before)
    costs = [(start, OSA.distance(before, folded[start:to])) for start in range(max(0, at - edits), min(to, at + edits) + 1)]
    return [(start, cost) for start, cost in costs if cost <= edits]


def _ends(folded: str, after: str, since: int, edits: int) -> list[tuple[int, int]]:
    from rapidfuzz.distance import OSA

    at = since + len(after)
    costs = [
        (end, OSA.distance(after, folded[since:end])) for end in range(max(since, at - edits), min(len(folded), at + edits) + 1)
    ]
    return [(end, cost) for end, cost in costs if cost <= edits]


def _hits(folded: str, key: str, edits: int) -> Iterator[tuple[int, int, int]]:
    """Where the pieces of the key stand: begin and end of the piece in the key, position in the text; rarest piece first."""
    pieces = [
        [(begin, end, position) for position in islice(positions(folded, key[begin:end]), MOST_HITS)]
        for begin, end in _pieces(len(key), edits)
    ]
    astride = list(islice(_swapped(folded, key), MOST_HITS)) if edits == 1 else []
    yield from islice(chain.from_iterable([astride, *sorted(pieces, key=len)]), MOST_HITS)


def _pieces(length: int, edits: int) -> Iterator[tuple[int, int]]:
    """``edits + 1`` pieces of nearly the same length; one character lies between two, so that no swap can touch both."""
    gap = 0 if edits == 1 else 1
    room = length - gap * edits
    begin = 0
    for number in range(edits + 1):
        size = room * (number + 1) // (edits + 1) - room * number // (edits + 1)
        yield begin, begin + size
        begin += size + gap


def _swapped(folded: str, key: str) -> Iterator[tuple[int, int, int]]:
    """The one place of a swap that two touching pieces miss: astride their border. Told as a hit of the left piece's rest."""
    middle = len(key) // 2
    astride = key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :]
    for position in positions(folded, astride):
        yield 0, middle - 1, position


def _is_same_word(key: str, surface: str) -> bool:
    """Whether a near surface can be the value: the same numbers, the same first character, and for short ones only a slip.

    A slip is a character too many, one too few or two swapped, between unchanged first and last characters. Another letter in
    its place ("contract" and "contrast") as a rule makes another word.
    """
    if not surface or (len(key) < _SAME_FIRST and key[0] != surface[0]):
        return False
    if len(key) < _SHORT and (key[-1] != surface[-1] or (len(key) == len(surface) and sorted(key) != sorted(surface))):
        return False
    return _numbers(key) == _numbers(surface)


def _numbers(text: str) -> list[str]:
    return [character for character in text if character.isnumeric()]
