"""What is wrong with an answer and what it lacks, by its gold: for the oracle, and to judge what detectors say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from garner.datasets import CorpusRecord
from garner.schema import Schema
from garner.values import Claim, ClaimKind, Extraction, Mention, claims_of

__all__ = ["Alike", "Faults", "Truth"]


_KINDS = {
    ClaimKind.ENTITY: "entities",
    ClaimKind.RELATION: "relations",
    ClaimKind.EVENT: "events",
    ClaimKind.ARGUMENT: "events",
    ClaimKind.LABEL: "labels",
}


class Faults(NamedTuple):
    """The claims of an answer that are wrong, and those of the gold that it does not make."""

    wrong: tuple[Claim, ...]
    missing: tuple[Claim, ...]

    def __bool__(self) -> bool:
        return bool(self.wrong or self.missing)


class Alike:
    """Schemas by number: equal ones have one. To compare large schemas takes long, so each object is compared once."""

    def __init__(self) -> None:
        self._known: list[Schema] = []
        self._numbers: dict[int, tuple[int, Schema]] = {}

    def __getitem__(self, number: int) -> Schema:
        return self._known[number]

    def number(self, schema: Schema) -> int:
        """The number of all schemas that are equal to this one."""
        found = self._numbers.get(id(schema))
        if found is None:
            number = next((place for place, each in enumerate(self._known) if each == schema), len(self._known))
            if number == len(self._known):
                self._known.append(schema)
            found = self._numbers[id(schema)] = number, schema  # held, so that its identity stays its own
        return found[0]


class Truth:
    """The gold of some texts, claim by claim, as their set scores it.

    ``strings``: values count wherever they stand, as multisets, and an argument without its trigger; otherwise places count.
    What is not scored is never at fault: kinds of items that are not among ``kinds``, ends of relations where no entities are
    asked for, events whose type is given with the question.
    """

    def __init__(self, records: Iterable[CorpusRecord], strings: bool, kinds: Collection[str]) -> None:
        self.strings = strings
        self._kinds = kinds
        self._schemas = Alike()
        self._gold: dict[tuple[str, int], tuple[Claim, ...]] = {}
        self._texts: defaultdict[int, list[str]] = defaultdict(list)
        for record in records:
            schema = self._schemas.number(record.schema)
            self._gold[record.text, schema] = claims_of(record.gold)
            self._texts[schema].append(record.text)

    def gold(self, text: str, schema: Schema) -> tuple[Claim, ...]:
        """The gold claims that lie within a text, which may be a passage of one of the texts and asked a part of what they are
        asked. ``KeyError`` where it is none."""
        key = text, self._schemas.number(schema)
        if key not in self._gold:
            self._gold[key] = tuple(self._within(text, schema))
        return self._gold[key]

    def faults(self, extraction: Extraction, schema: Schema) -> Faults:
        """What is wrong and what is missing; a claim made twice is wrong once where the gold has it once."""
        left = Counter(self.key(claim) for claim in self._scored(self.gold(extraction.text, schema), schema))
        wrong = []
        for claim in self._scored(claims_of(extraction), schema):
            if left[self.key(claim)] > 0:
                left[self.key(claim)] -= 1
            else:
                wrong.append(claim)
        missing = []
        for claim in reversed(list(self._scored(self.gold(extraction.text, schema), schema))):
            if left[self.key(claim)] > 0:
                left[self.key(claim)] -= 1
                missing.append(claim)
        return Faults(tuple(wrong), tuple(reversed(missing)))

    def key(self, claim: Claim) -> Hashable:
        """Claims with one key are the same item to the set's mode."""
        mentions = claim.mentions
        if self.strings:
            mentions = mentions[:1] if claim.kind is ClaimKind.ARGUMENT else mentions
            return claim.kind, claim.name, claim.detail, tuple(each.text for each in mentions)
        return claim.kind, claim.name, claim.detail, tuple((each.span or each.text, each.type) for each in mentions)

    def _scored(self, claims: Iterable[Claim], schema: Schema) -> Iterator[Claim]:
        for claim in claims:
            given = claim.kind is ClaimKind.EVENT and self.strings
            if _KINDS.get(claim.kind) in self._kinds and not given and (schema.entities or claim.kind is not ClaimKind.ENTITY):
                yield claim

    def _within(self, passage: str, schema: Schema) -> Iterator[Claim]:
        asked = set(schema.keys)
        for number, texts in list(self._texts.items()):
            text = next((each for each in texts if passage in each), None)
            if text is None or not asked.issubset(self._schemas[number].keys):
                continue
            begin = text.index(passage)
            for claim in self._gold[text, number]:
                mentions = [_shifted(each, begin, passage) for each in claim.mentions]
                if None not in mentions:
                    yield replace(claim, mentions=tuple(each for each in mentions if each is not None))
            return
        raise KeyError(passage)


def _shifted(mention: Mention, begin: int, passage: str) -> Mention | None:
    """The mention in the offsets of the passage; ``None`` where it lies outside."""
    if mention.start is None or mention.end is None:
        return mention
    if mention.start < begin or mention.end > begin + len(passage):
        return None
    return replace(mention, start=mention.start - begin, end=mention.end - begin)
