"""Defects that no extractor made: gold with something dropped, added, moved, renamed or turned round at random."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from garner.models.encoder.words import split_words
from garner.training.detectors.comparing import Judged
from garner.training.detectors.defects import with_defect
from garner.training.detectors.instance import SYNTHETIC, Instance, asked_claims, comparable
from garner.training.detectors.samples import Sample
from garner.values import Claim, ClaimKind, Defect, DefectKind, Mention

__all__ = ["made_up"]

_TRIES = 4
"""How often another defect is tried where one could not be made of a text."""
_LONGEST = 4
# A name in capitals, a run of kanji or of katakana: what a reader in a hurry takes for an item.
_NAME_LIKE = re.compile(r"[A-Z][\w-]*(?: [A-Z][\w-]*){0,3}|[\u4e00-\u9fff]{2,6}|[\u30a1-\u30ff]{2,12}")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

_Place = tuple[int, int]
_Choice = TypeVar("_Choice")


def made_up(sample: Sample, count: int, random: Random) -> list[Instance]:
    """At most ``count`` instances, each with another defect; the same ``random`` makes the same ones."""
    workshop = _Workshop(sample, random)
    made: dict[tuple[Claim | None, Claim | None], Instance] = {}
    for _ in range(_TRIES * count):
        if len(made) == count:
            break
        defect = workshop.defect()
        if defect is None or (defect.drop, defect.add) in made:
            continue
        instance = with_defect(sample, defect, f"{sample.key} {SYNTHETIC} {len(made) + 1}")
        if instance is not None:
            made[defect.drop, defect.add] = instance
    return list(made.values())


class _Workshop:
    """Makes defects of one sample."""

    def __init__(self, sample: Sample, random: Random) -> None:
        self._sample = sample
        self._random = random
        self._words = split_words(sample.text)
        self._gold = [claim for claim in asked_claims(sample.gold, sample.schema) if claim.stands_in(sample.text)]
        self._keys = {comparable(claim, places=sample.judged.places) for claim in self._gold}
        self._makers: Sequence[Callable[[], Defect | None]] = (
            *(self._dropped, self._added, self._added),
            *((self._moved, self._renamed, self._turned) if self._gold else ()),
        )

    def defect(self) -> Defect | None:
        """One at random; ``None`` where this one could not be made."""
        return self._random.choice(self._makers)()

    def _dropped(self) -> Defect | None:
        claim = self._one(self._gold)
        return None if claim is None else _defect(DefectKind.MISSING, "Left out at random.", None, claim)

    def _moved(self) -> Defect | None:
        claim = self._one([claim for claim in self._gold if claim.kind in _WITH_ONE_PLACE and claim.mentions])
        place = None if claim is None else claim.mentions[0].span
        if claim is None or place is None:
            return None
        other = self._one([each for each in self._shifted(place) if each != place])
        wrong = other and _with_mentions(claim, (self._mention(other), *claim.mentions[1:]))
        return self._instead(DefectKind.BOUNDARY, "An end moved by a word.", wrong, claim)

    def _renamed(self) -> Defect | None:
        claim = self._one(self._gold)
        if claim is None:
            return None
        other = self._one([each for each in self._others(claim) if each != (claim.name, claim.detail)])
        if other is None:
            return None
        wrong = Claim(claim.kind, *other, claim.mentions)
        return self._instead(DefectKind.WRONG_TYPE, "Another label of the schema.", wrong, claim)

    def _turned(self) -> Defect | None:
        judged = self._sample.judged
        claim = self._one([each for each in self._gold if each.kind is ClaimKind.RELATION and _is_directed(each, judged)])
        wrong = claim and _with_mentions(claim, claim.mentions[::-1])
        return self._instead(DefectKind.BOUNDARY, "Head and tail swapped.", wrong, claim)

    def _added(self) -> Defect | None:
        schema = self._sample.schema
        makers = [
            *([self._entity] if schema.entities else []),
            *([self._relation] if schema.relations and not self._sample.judged.single_pair else []),
            *([self._event, self._argument] if schema.events else []),
            *([self._label] if any(task.multiple for task in schema.labels) else []),
        ]
        maker = self._one(makers)
        return self._instead(DefectKind.REDUNDANT, "Put in at random.", maker and maker(), None)

    def _entity(self) -> Claim | None:
        place = self._one(self._plausible())
        return place and Claim(
            ClaimKind.ENTITY, self._random.choice(self._sample.schema.entities).name, "", (self._mention(place),)
        )

    def _relation(self) -> Claim | None:
        kind = self._random.choice(self._sample.schema.relations)
        ends = [Mention(each.text, each.start, each.end, each.type) for each in self._sample.gold.entities]
        heads = [each for each in ends if not kind.head or each.type in kind.head]
        tails = [each for each in ends if not kind.tail or each.type in kind.tail]
        head, tail = self._one(heads), self._one(tails)
        if head is None or tail is None or head.span == tail.span:
            return None
        return Claim(ClaimKind.RELATION, kind.name, "", (head, tail))

    def _event(self) -> Claim | None:
        with_trigger = any(each.kind is ClaimKind.EVENT and each.mentions for each in self._gold)
        place = self._one(self._plausible()) if with_trigger else None
        return place and Claim(
            ClaimKind.EVENT, self._random.choice(self._sample.schema.events).name, "", (self._mention(place),)
        )

    def _argument(self) -> Claim | None:
        event = self._one([each for each in self._gold if each.kind is ClaimKind.EVENT])
        roles = event and [role.name for kind in self._sample.schema.events if kind.name == event.name for role in kind.roles]
        place = self._one(self._plausible())
        if event is None or not roles or place is None:
            return None
        return Claim(ClaimKind.ARGUMENT, event.name, self._random.choice(roles), (self._mention(place), *event.mentions))

    def _label(self) -> Claim:
        task = self._random.choice([task for task in self._sample.schema.labels if task.multiple])
        return Claim(ClaimKind.LABEL, task.name, self._random.choice(task.choices).name)

    def _plausible(self) -> list[_Place]:
        """Places that look like items: names, what is next to an item, and what is an item of another kind."""
        known = [place for claim in self._gold for each in claim.mentions if (place := each.span) is not None]
        alike = [found.span() for found in _NAME_LIKE.finditer(self._sample.text)]
        beside = [other for place in known for other in self._shifted(place)]
        windows = [window for _ in range(2) if (window := self._window()) is not None]
        pools = [pool for pool in (known, alike, beside, windows) if pool]
        return self._one(pools) or []

    def _window(self) -> _Place | None:
        """A few words in a row, anywhere."""
        if not self._words:
            return None
        first = self._random.randrange(len(self._words))
        longest = 2 * _LONGEST if _EAST_ASIAN.search(self._sample.text) else _LONGEST
        last = min(len(self._words), first + self._random.randint(1, longest)) - 1
        return self._words[first][0], self._words[last][1]

    def _shifted(self, place: _Place) -> list[_Place]:
        """The place with a word (in Chinese and Japanese a character) more or less at one of its ends."""
        inside = [number for number, (start, end) in enumerate(self._words) if start < place[1] and end > place[0]]
        if not inside:
            return []
        first, last = inside[0], inside[-1]
        ends = ((first - 1, last), (first, last + 1), (first + 1, last), (first, last - 1))
        return [(self._words[begin][0], self._words[stop][1]) for begin, stop in ends if 0 <= begin <= stop < len(self._words)]

    def _others(self, claim: Claim) -> list[tuple[str, str]]:
        """The labels, as name and detail, that the claim could have had; not where a role or label brings conditions along."""
        schema = self._sample.schema
        if claim.kind is ClaimKind.LABEL:
            tasks = [task for task in schema.labels if task.name == claim.name and not task.multiple]
            return [(claim.name, choice.name) for task in tasks for choice in task.choices]
        if claim.kind is ClaimKind.ARGUMENT:
            return [(claim.name, role.name) for event in schema.events if event.name == claim.name for role in event.roles]
        if claim.kind is ClaimKind.RELATION:
            return [(each.name, "") for each in schema.relations]
        return [(each.name, "") for each in (schema.entities if claim.kind is ClaimKind.ENTITY else schema.events)]

    def _instead(self, kind: DefectKind, reason: str, wrong: Claim | None, right: Claim | None) -> Defect | None:
        if wrong is None or comparable(wrong, places=self._sample.judged.places) in self._keys:
            return None
        return _defect(kind, reason, wrong, right)

    def _mention(self, place: _Place) -> Mention:
        return Mention(self._sample.text[place[0] : place[1]], *place)

    def _one(self, choices: Sequence[_Choice]) -> _Choice | None:
        return self._random.choice(choices) if choices else None


_WITH_ONE_PLACE = (ClaimKind.ENTITY, ClaimKind.EVENT, ClaimKind.ARGUMENT)


def _defect(kind: DefectKind, reason: str, drop: Claim | None, add: Claim | None) -> Defect:
    return Defect(kind, 1.0, reason, SYNTHETIC, drop, add)


def _with_mentions(claim: Claim, mentions: tuple[Mention, ...]) -> Claim:
    return Claim(claim.kind, claim.name, claim.detail, mentions)


def _is_directed(claim: Claim, judged: Judged) -> bool:
    return not judged.undirected and claim.name not in judged.symmetric
