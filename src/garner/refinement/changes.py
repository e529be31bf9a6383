"""What is to be changed in an answer: claims to drop, to add, and to put in the place of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from garner.values import Claim, ClaimKind, Entity, Event, Fact, Grade, Grounding, Label, Mention, Relation

__all__ = ["Edit", "Plan", "key_of", "placed", "sureness"]

Item: TypeAlias = Label | Entity | Relation | Event | Fact


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``drop`` this claim, ``add`` that one, or put ``add`` in the place of ``drop``, and what refers to the one
    follows to the other. ``confidence`` is that of what is added; ``None``: what takes another's place keeps the confidence.

    Every item that makes the claim is dropped; with ``duplicate`` one of them stays. Raises ``ValueError`` where it changes
    nothing, where claims of two kinds would change places, and where a duplicate is to become something else.
    """

    drop: Claim | None = None
    add: Claim | None = None
    confidence: float | None = None
    duplicate: bool = False

    def __post_init__(self) -> None:
        if self.drop is None and self.add is None:
            raise ValueError("an edit drops a claim, adds one, or both")
        if self.drop is not None and self.add is not None and self.drop.kind is not self.add.kind:
            raise ValueError(f"no {self.add.kind} takes the place of a {self.drop.kind}")
        if self.duplicate and (self.drop is None or self.add is not None):
            raise ValueError("a duplicate is dropped and nothing else")


class Plan:
    """The edits of an answer that makes the claims ``made``, settled: a fate for each claim that is dropped, and the additions.

    Of several edits that drop the same claim the first counts, and any other before one that only drops its duplicates. Raises
    ``ValueError`` for a claim to drop that nobody made.
    """

    def __init__(self, edits: Iterable[Edit], made: Collection[Claim]) -> None:
        self.fates: dict[Claim, Edit] = {}
        self._added: dict[Claim, Edit] = {}
        for edit in edits:
            if edit.drop is not None:
                if edit.drop not in made:
                    raise ValueError(f"the answer does not claim {edit.drop}")
                known = self.fates.setdefault(edit.drop, edit)
                if known.duplicate:
                    self.fates[edit.drop] = edit
            elif edit.add is not None:
                self._added.setdefault(edit.add, edit)

    def __bool__(self) -> bool:
        return bool(self.fates or self._added)

    def added(self, kind: ClaimKind) -> list[tuple[Claim, float | None]]:
        """The claims of that kind that take no other's place, in the order of the edits, with their confidence."""
        return [(claim, edit.confidence) for claim, edit in self._added.items() if claim.kind is kind]

    def coming(self, kind: ClaimKind, items: Iterable[Item], claims: Iterable[Claim]) -> dict[Claim, float | None]:
        """As ``added``, after those that take the place of ``claims``, which the ``items`` make."""
        coming: dict[Claim, float | None] = {}
        for item, claim in zip(items, claims, strict=True):
            edit = self.fates.get(claim)
            if edit is not None and edit.add is not None:
                coming.setdefault(edit.add, item.confidence if edit.confidence is None else edit.confidence)
        return {**dict(self.added(kind)), **coming}


def placed(mention: Mention) -> Grounding:
    """The grounding of a mention. Raises ``ValueError`` where it has no place: nothing is added that the text does not say."""
    if mention.span is None:
        raise ValueError(f"{mention.text!r} has no place in the text")
    return Grounding(mention.text, mention.start, mention.end, mention.text, Grade.VERBATIM)


def key_of(grounding: Grounding | Mention) -> tuple[int, int] | str:
    """What tells a mention from others: its place, or its words where it has none."""
    return grounding.span or (grounding.text if isinstance(grounding, Mention) else grounding.surface)


def sureness(item: Item) -> float:
    """The confidence of an item, below all others where it has none."""
    return -1.0 if item.confidence is None else item.confidence
