"""Events and their arguments, edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from garner.refinement.changes import Plan, key_of, placed, sureness
from garner.refinement.ends import Ends
from garner.values import Argument, Claim, ClaimKind, Event

__all__ = ["edited_events"]


def edited_events(events: Sequence[Event], claims: Iterator[Claim], plan: Plan, ends: Ends) -> tuple[Event, ...]:
    """The events after their edits; ``claims`` are theirs, an event before its arguments.

    An event that is dropped takes its arguments with it, one that moves keeps them. An argument is added to the first event of
    its type and trigger, which is made where there is none. In the order of the text where one was added or moved.
    """
    edited = _Events(plan, ends)
    for event in events:
        edited.take(event, next(claims), [next(claims) for _ in event.arguments])
    edited.add()
    return edited.all()


class _Open:
    """An event whose arguments may still change."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.arguments: list[Argument] = []
        self._filled: set[tuple[str, tuple[int, int] | str]] = set()

    def has(self, argument: Argument) -> bool:
        """Whether the role is filled by just that already."""
        return _filled(argument) in self._filled

    def fill(self, argument: Argument) -> None:
        self.arguments.append(argument)
        self._filled.add(_filled(argument))

    def closed(self) -> Event:
        arguments = tuple(self.arguments)
        return self.event if arguments == self.event.arguments else replace(self.event, arguments=arguments)


class _Events:
    def __init__(self, plan: Plan, ends: Ends) -> None:
        self._plan = plan
        self._ends = ends
        self._open: list[_Open] = []
        # The first event that makes or made a claim; None where it is dropped.
        self._making: dict[Claim, _Open | None] = {}
        self._unequal: dict[Event, _Open] = {}
        self._moved: list[tuple[Claim, float | None]] = []
        self._changed = False

    def take(self, event: Event, claim: Claim, arguments: Sequence[Claim]) -> None:
        """An event of the answer, as its edits leave it."""
        edit = self._plan.fates.get(claim)
        if edit is not None and edit.duplicate and self._merged(event):
            return
        if edit is not None and edit.add is None and not edit.duplicate:
            self._making.setdefault(claim, None)
            return
        opened = _Open(event)
        if edit is not None and edit.add is not None:
            self._changed = True
            trigger = placed(edit.add.mentions[0]) if edit.add.mentions else None
            confidence = event.confidence if edit.confidence is None else edit.confidence
            opened.event = replace(event, type=edit.add.name, trigger=trigger, confidence=confidence)
            self._index(edit.add, opened)
        elif edit is not None:
            self._unequal[replace(event, confidence=None)] = opened
        self._index(claim, opened)
        self._take_arguments(opened, arguments)
        self._open.append(opened)

    def add(self) -> None:
        """The events and arguments that the answer did not have."""
        for claim, confidence in self._plan.added(ClaimKind.EVENT):
            if claim not in self._making:
                self._made(claim, confidence)
        for claim, confidence in (*self._moved, *self._plan.added(ClaimKind.ARGUMENT)):
            event = Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:])
            opened = self._making[event] if event in self._making else self._made(event, confidence)
            argument = self._argument(claim)
            if opened is not None and not opened.has(argument):
                opened.fill(argument)

    def all(self) -> tuple[Event, ...]:
        events = tuple(each.closed() for each in self._open)
        return tuple(sorted(events, key=_position)) if self._changed else events

    def _take_arguments(self, opened: _Open, claims: Sequence[Claim]) -> None:
        """The arguments in their order; one that moves to where its like stands becomes that one."""
        kept: list[tuple[Argument, bool]] = []
        for argument, claim in zip(opened.event.arguments, claims, strict=True):
            edit = self._plan.fates.get(claim)
            if edit is None or edit.duplicate:
                followed = self._ends.argument(argument)
                if followed is not None:
                    kept.append((followed, edit is None and followed.grounding is argument.grounding))
            elif edit.add is not None:
                if (edit.add.name, edit.add.mentions[1:]) == (claim.name, claim.mentions[1:]):
                    kept.append((self._argument(edit.add), False))
                else:
                    self._moved.append((edit.add, edit.confidence))
        unmoved = {_filled(argument) for argument, stays in kept if stays}
        for argument, stays in kept:
            if stays or (_filled(argument) not in unmoved and not opened.has(argument)):
                opened.fill(argument)

    def _argument(self, claim: Claim) -> Argument:
        return Argument(claim.detail, placed(claim.mentions[0]), self._ends.at(claim.mentions[0]))

    def _merged(self, event: Event) -> bool:
        """Whether an event equal but for its confidence stands already; it takes the higher one."""
        other = self._unequal.get(replace(event, confidence=None))
        if other is None:
            return False
        other.event = replace(other.event, confidence=max(event, other.event, key=sureness).confidence)
        return True

    def _made(self, claim: Claim, confidence: float | None) -> _Open:
        self._changed = True
        trigger = placed(claim.mentions[0]) if claim.mentions else None
        opened = self._making[claim] = _Open(Event(claim.name, trigger, (), confidence))
        self._open.append(opened)
        return opened

    def _index(self, claim: Claim, opened: _Open) -> None:
        # An event that stands goes before one of the same claim that was dropped.
        if self._making.get(claim) is None:
            self._making[claim] = opened


def _position(event: Event) -> tuple[bool, int]:
    place = event.trigger or next((each.grounding for each in event.arguments), None)
    start = None if place is None else place.start
    return start is None, start or 0


def _filled(argument: Argument) -> tuple[str, tuple[int, int] | str]:
    return argument.role, key_of(argument.grounding)
