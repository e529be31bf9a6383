"""A text made ready to ground many values against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from garner.grounding.approximate import find_near
from garner.grounding.assign import Tiers, assign
from garner.grounding.occurrences import Occurrence, normalised_tiers, verbatim_tiers
from garner.grounding.view import View, normalise
from garner.grounding.words import is_whole
from garner.values import Grade, Grounding

__all__ = ["TextIndex", "ground"]


def ground(text: str, values: Sequence[str]) -> list[Grounding]:
    """Find where each of ``values`` stands in ``text``: one grounding for each value, in the order given.

    A value is looked for as it is, then the same after normalisation (``garner.grounding.normalise``), then with a few
    edits; what is not found has the grade ``absent``. Places on whole words come before places inside a word, even when only
    the latter are exact. Equal values take different places while there are any, in the order of the text, and then share
    the last. Between equally good places of one value the order of the answer decides. Empty and blank values are absent.

    >>> text = "Party in Zürich: Art, art and more ART."
    >>> [(each.start, each.end, str(each.grade)) for each in ground(text, ["art", "art", "ZURICH", "Basel"])]
    [(17, 20, 'normalised'), (22, 25, 'verbatim'), (9, 15, 'normalised'), (None, None, 'absent')]
    """
    return TextIndex(text).ground(values)


class TextIndex:
    """A text with its normalised view, built when first needed, and what was found in it so far.

    Use it instead of ``ground`` when several lists of values belong to one text.

    >>> index = TextIndex("Ann met Bob. BOB left.")
    >>> [each.start for each in index.ground(["Bob", "Ann"])]
    [8, 0]
    >>> [(each.start, str(each.grade)) for each in index.find_all("Bob")]
    [(8, 'verbatim'), (13, 'normalised')]
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._exact: dict[str, Tiers] = {}
        self._loose: dict[str, Tiers] = {}

    @cached_property
    def _view(self) -> View:
        return View(self.text)

    def ground(self, values: Sequence[str]) -> list[Grounding]:
        """One grounding for each value, in order; see ``garner.ground``."""
        found = {value: self._tiers(value, count) for value, count in Counter(values).items()}
        return [self._grounding(value, place) for value, place in zip(values, assign(values, found), strict=True)]

    def find_all(self, value: str) -> list[Grounding]:
        """Every place of a value, overlapping ones included, best tier first and within a tier in the order of the text.

        The tiers: exact on whole words; normalised on whole words, closest spelling first; exact inside a word; normalised
        inside a word; exact but parting a character from its mark. Near places are looked for only when there are no others.

        >>> [(each.start, each.end) for each in TextIndex("party art ART").find_all("art")]
        [(6, 9), (10, 13), (1, 4)]
        """
        return [self._grounding(value, place) for tier in self._tiers(value, len(self.text) + 1) for place in tier]

    def find_best(self, value: str) -> list[Grounding]:
        """The places of a value that are as good as the best one, in the order of the text; empty when it is absent.

        >>> [(each.start, each.end) for each in TextIndex("party art ART").find_best("art")]
        [(6, 9)]
        """
        return [self._grounding(value, place) for tier in self._tiers(value, 1)[:1] for place in tier]

    def _tiers(self, value: str, count: int) -> Tiers:
        """The places of a value, not empty tiers only; the costlier tiers are left out when the first holds enough."""
        if not value.strip():
            return ()
        if value not in self._exact:
            self._exact[value] = verbatim_tiers(self.text, value)
        if len(self._exact[value][0]) >= count:
            return self._exact[value][:1]
        if value not in self._loose:
            self._loose[value] = self._search(value)
        return self._loose[value]

    def _search(self, value: str) -> Tiers:
        whole, inside, cut = self._exact[value]
        key = normalise(value)
        close, other, folded_inside = normalised_tiers(self.text, self._view, value, key)
        tiers = [tier for tier in (whole, close, other, inside, folded_inside, cut) if tier]
        return tiers or [tier for tier in [self._near(key)] if tier]

    def _near(self, key: str) -> list[Occurrence]:
        places = find_near(self._view.folded, key, self._penalty)
        spans = [(self._view.raw_span(start, end), distance) for start, end, distance in places]
        return [Occurrence(*span, Grade.NEAR, distance) for span, distance in spans if span is not None]

    def _penalty(self, start: int, end: int) -> int | None:
        """A near place that parts a character is none; one that cuts a word counts as one edit more."""
        span = self._view.raw_span(start, end) if end > start else None
        return None if span is None else int(not is_whole(self.text, *span))

    def _grounding(self, value: str, place: Occurrence | None) -> Grounding:
        if place is None:
            return Grounding.absent(value)
        return Grounding(value, place.start, place.end, self.text[place.start : place.end], place.grade, place.distance)
