"""What relations and arguments may hang on in one text: entities and triggers, and what nobody asks for but as an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.evidence import Evidence
from garner.models.encoder.reading import Place
from garner.refinement.learned.parts import Part
from garner.refinement.learned.sheet import FAR
from garner.values import UNTYPED, Claim, ClaimKind, Mention

if TYPE_CHECKING:
    import numpy as np

__all__ = ["End", "ends_of"]

_LEAST = -0.6
"""The log-odds from which a span that nobody said may be the end of a relation or the trigger of an argument."""
_LEAST_UNTYPED = -2.2
"""The same for what has no type to look like: general kinds fit nothing well."""
_MOST_SILENT = 12
"""Of more spans that are nothing but ends only the likeliest are looked at."""


class End(NamedTuple):
    """Something that may be tied: its claim (an entity or an event), its words, the number of its label (``None``: of none that
    was asked for), the log-odds that it holds, and whether the answer says it."""

    claim: Claim
    place: Place
    label: int | None
    holds: float
    said: bool

    @property
    def type(self) -> str:
        return self.claim.name

    @property
    def mention(self) -> Mention:
        return self.claim.mentions[0]

    @property
    def is_spare(self) -> bool:
        """Whether it has no type and nobody said it: a mere guess at where something could begin or end."""
        return self.type == UNTYPED and not self.said


def ends_of(part: Part, evidence: Evidence, verdicts: Iterable[tuple[Claim, float, bool]]) -> list[End]:
    """Entities and triggers that are said or likely, given a verdict on each (claim, log-odds, whether it is said); and the
    likeliest spans of the kinds that the schema does not ask for but that relations and roles may hang on. Where a relation may
    join anything and there are no entity types, these have no type."""
    ends = _Ends(part.text, evidence)
    for claim, odds, said in verdicts:
        if said or odds >= _LEAST:
            ends.add(claim, odds, said=said)
    for claim in part.said:
        if claim.kind in (ClaimKind.ENTITY, ClaimKind.EVENT):
            ends.add(claim, None, said=True)
        elif claim.kind is ClaimKind.RELATION:
            for mention in claim.mentions:
                ends.add(_entity(mention.type or UNTYPED, mention), None, said=True)
        elif claim.kind is ClaimKind.ARGUMENT and len(claim.mentions) > 1:
            ends.add(Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]), None, said=True)
    ends.add_silent()
    return list(ends.found.values())


def _entity(type_name: str, mention: Mention) -> Claim:
    return Claim(ClaimKind.ENTITY, type_name, "", (Mention(mention.text, mention.start, mention.end),))


class _Ends:
    """The ends of one text, each claim once."""

    def __init__(self, text: str, evidence: Evidence) -> None:
        questions = evidence.questions
        named = {name: label for name, label in questions.entities if label not in questions.general}
        self.found: dict[Claim, End] = {}
        self._text = text
        self._evidence = evidence
        self._labels = {(ClaimKind.ENTITY, name): label for name, label in named.items()}
        self._labels |= {(ClaimKind.EVENT, event.name): event.label for event in questions.events}
        self._silent = {name: self._likeness([label]) for name, label in named.items() if name not in questions.wanted}
        if questions.general:
            self._silent[UNTYPED] = self._likeness(sorted(questions.general))

    def add(self, claim: Claim, odds: float | None, *, said: bool) -> None:
        """An end with its log-odds; ``None``: those of its span, where it is of a kind that is not asked for."""
        span = claim.mentions[0].span if claim.mentions else None
        words = None if span is None else self._evidence.words_at(*span)
        if claim not in self.found and words is not None:
            holds = self._looks(claim, words) if odds is None else odds
            self.found[claim] = End(claim, words, self._labels.get((claim.kind, claim.name)), max(FAR, holds), said)

    def add_silent(self) -> None:
        """The likeliest spans of the kinds that are not asked for, where no end of the kind stands yet."""
        known = {(end.type, end.place) for end in self.found.values()}
        guesses: list[tuple[float, str, Place]] = []
        for name, likeness in self._silent.items():
            least = _LEAST_UNTYPED if name == UNTYPED else _LEAST
            taken = {place for other, place in known if other == name or name == UNTYPED}
            guesses += ((odds, name, place) for odds, place in _flat(likeness, least) if place not in taken)
        for odds, name, (first, end) in sorted(guesses, key=lambda each: (-each[0], each[1:]))[:_MOST_SILENT]:
            start, stop = self._evidence.starts[first], self._evidence.ends[end - 1]
            self.add(_entity(name, Mention(self._text[start:stop], start, stop)), odds, said=False)

    def _likeness(self, labels: Iterable[int]) -> np.ndarray:
        """Words x lengths: how much each span looks like the likeliest of these labels."""
        columns = [self._evidence.columns[label] for label in labels if label in self._evidence.columns]
        likeness: np.ndarray = self._evidence.spans[:, :, columns].max(axis=2, initial=FAR)
        return likeness

    def _looks(self, claim: Claim, words: Place) -> float:
        kind = claim.name if claim.name in self._silent else UNTYPED
        likeness = self._silent.get(kind) if claim.kind is ClaimKind.ENTITY else None
        if likeness is None:
            return 0.0
        size = words[1] - words[0]
        return float(likeness[words[0], size - 1]) if size <= likeness.shape[1] else FAR


def _flat(likeness: np.ndarray, least: float) -> Iterator[tuple[float, Place]]:
    """The likeliest spans that do not overlap, at most ``_MOST_SILENT``."""
    import numpy as np

    likely = np.flatnonzero(likeness.reshape(-1) >= least)
    order = likely[np.argsort(-likeness.reshape(-1)[likely], kind="stable")]
    taken: set[int] = set()
    count = 0
    for cell in order.tolist():
        first, size = divmod(cell, likeness.shape[1])
        words = range(first, first + size + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            count += 1
            yield float(likeness[first, size]), (first, first + size + 1)
            if count == _MOST_SILENT:
                return
