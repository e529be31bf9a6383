"""Detectors that frame the learned ones: the oracle, chance, one path alone; and one that remembers what it was asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from truth import Alike, Truth

from garner.models.encoder.words import split_words
from garner.refinement.protocols import Case, Detection, Detector, Judgement, Pruner
from garner.values import Claim, ClaimKind, Defect, DefectKind, Extraction, Mention, Problem, Usage, claims_of

__all__ = ["Chance", "Eager", "Oracle", "Rates", "Remembered", "Some", "rates_of"]

_SURE = 0.9
_Key = tuple[Extraction, tuple[Problem, ...], int]


class Oracle:
    """Finds every defect and nothing else, by the gold: how far correcting could carry. Also judges."""

    name = "oracle"

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    async def detect(self, case: Case) -> Detection:
        wrong, missing = self._truth.faults(case.extraction, case.schema)
        single = {task.name for task in case.schema.labels if not task.multiple}
        instead = {claim.name: claim for claim in missing if claim.kind is ClaimKind.LABEL and claim.name in single}
        defects = []
        for claim in dict.fromkeys(wrong):
            add = instead.pop(claim.name, None) if claim.kind is ClaimKind.LABEL else None
            kind = DefectKind.REDUNDANT if add is None else DefectKind.WRONG_TYPE
            defects.append(Defect(kind, 1.0, "Not in the gold.", self.name, claim, add))
        swapped = {each.add for each in defects}
        adds = (claim for claim in missing if claim not in swapped)
        defects += [Defect(DefectKind.MISSING, 1.0, "In the gold.", self.name, add=claim) for claim in adds]
        return Detection(tuple(defects))

    async def judge(self, case: Case) -> Judgement:
        return Judgement(0.0 if self._truth.faults(case.extraction, case.schema) else 1.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a detector found something: drops a claim made, additions a text."""

    drops: float
    adds: float


def rates_of(answers: Collection[Extraction], found: Collection[Defect]) -> Rates:
    """The rates at which these defects were found in these answers."""
    claims = sum(len(claims_of(answer)) for answer in answers)
    drops, adds = (sum(getattr(each, end) is not None for each in found) for end in ("drop", "add"))
    return Rates(drops / claims if claims else 0.0, adds / len(answers) if answers else 0.0)


class Chance:
    """Finds defects by lot, as often as another detector did: claims of the answer to drop, stretches of the text to add.

    Equal cases get equal defects.
    """

    name = "chance"

    def __init__(self, rates: Rates, seed: int = 0) -> None:
        self._rates = rates
        self._seed = seed

    async def detect(self, case: Case) -> Detection:
        claims = claims_of(case.extraction)
        lot = random.Random(f"{self._seed} {case.text} {claims}")
        reason = "By lot."
        defects = [
            Defect(DefectKind.REDUNDANT, _SURE, reason, self.name, claim, _other_choice(case, claim, lot))
            for claim in dict.fromkeys(claims)
            if lot.random() < self._rates.drops
        ]
        whole, part = divmod(self._rates.adds, 1.0)
        for _ in range(int(whole) + (lot.random() < part)):
            claim = _drawn(case, lot)
            if claim is not None and claim not in claims:
                defects.append(Defect(DefectKind.MISSING, _SURE, reason, self.name, add=claim))
        return Detection(tuple(defects))


def _drawn(case: Case, lot: random.Random) -> Claim | None:
    """Something that could be said of the text, drawn from what is asked; ``None`` where the lot falls on what cannot be."""
    schema = case.schema
    offers = [*schema.entities, *schema.relations, *schema.events]
    mention = _stretch(case.text, lot)
    if mention is None:
        return None
    if not offers:
        return _choice(case, lot)
    offer = lot.choice(offers)
    if offer in schema.entities:
        return Claim(ClaimKind.ENTITY, offer.name, "", (mention,))
    if offer in schema.relations:
        return _relation(case, offer.name, lot)
    event = next(each for each in schema.events if each is offer)
    said = [claim for claim in claims_of(case.extraction) if claim.kind is ClaimKind.EVENT and claim.name == event.name]
    if said and event.roles:
        return Claim(ClaimKind.ARGUMENT, event.name, lot.choice(event.roles).name, (mention, *lot.choice(said).mentions))
    return Claim(ClaimKind.EVENT, event.name, "", (mention,))


def _other_choice(case: Case, claim: Claim, lot: random.Random) -> Claim | None:
    """Another choice of the same classification: it keeps an answer. ``None`` for a claim of another kind."""
    if claim.kind is not ClaimKind.LABEL:
        return None
    task = next(each for each in case.schema.labels if each.name == claim.name)
    others = [choice.name for choice in task.choices if choice.name != claim.detail]
    return replace(claim, detail=lot.choice(others)) if others else None


def _choice(case: Case, lot: random.Random) -> Claim | None:
    """A choice for a classification that has no answer yet, or may have several."""
    said = {label.task for label in case.extraction.labels}
    tasks = [task for task in case.schema.labels if task.multiple or task.name not in said]
    if not tasks:
        return None
    task = lot.choice(tasks)
    return Claim(ClaimKind.LABEL, task.name, lot.choice(task.choices).name)


def _relation(case: Case, name: str, lot: random.Random) -> Claim | None:
    ends = [
        Mention(each.text, each.start, each.end, each.type)
        for each in case.extraction.entities
        if each.grounding.span is not None
    ]
    return Claim(ClaimKind.RELATION, name, "", tuple(lot.sample(ends, 2))) if len(ends) > 1 else None


def _stretch(text: str, lot: random.Random) -> Mention | None:
    """One to three words in a row."""
    words = split_words(text)
    if not words:
        return None
    first = lot.randrange(len(words))
    last = min(len(words) - 1, first + lot.randrange(3))
    start, end = words[first][0], words[last][1]
    return Mention(text[start:end], start, end)


class Some:
    """Another detector's defects of some kinds: one path alone. What moves or renames a claim is of both paths; alone, the
    redundancy path takes such a claim away and the missing path puts the better one beside it."""

    def __init__(self, detector: Detector, path: str) -> None:
        self.name = f"{detector.name} {path}"
        self._detector = detector
        self._drops = path == "redundancy"

    async def detect(self, case: Case) -> Detection:
        detection = await self._detector.detect(case)
        return replace(detection, defects=tuple(self._kept(detection)))

    def _kept(self, detection: Detection) -> Iterator[Defect]:
        for each in detection.defects:
            if self._drops and each.drop is not None:
                yield replace(each, add=None)
            elif not self._drops and each.add is not None:
                yield replace(each, drop=None)


class Eager:
    """Doubts each answer to a text by far less than the one before, and names nothing: beside other detectors it makes the loop
    accept every correction."""

    name = "eager"

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._asked: Counter[str] = Counter()

    async def detect(self, case: Case) -> Detection:
        step = self._asked[case.text]
        self._asked[case.text] += 1
        doubt = Defect(DefectKind.MALFORMED, 0.49, "Another doubt.", self.name)
        return Detection((doubt,) * (50 * max(0, self._rounds - step)))


@dataclass(slots=True)
class Remembered:
    """A detector (that may judge, too) which is asked about equal cases once; ``detected`` and ``judged`` count what it was
    asked, ``usage`` what those questions cost that were put to it indeed."""

    inner: Detector
    detected: int = 0
    judged: int = 0
    usage: Usage = field(default_factory=Usage)
    _schemas: Alike = field(default_factory=Alike, repr=False)
    _detections: dict[_Key, Detection] = field(default_factory=dict, repr=False)
    _judgements: dict[_Key, Judgement] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return self.inner.name

    async def detect(self, case: Case) -> Detection:
        self.detected += 1
        key, case = self._known(case)
        if key not in self._detections:
            self._detections[key] = await self.inner.detect(case)
            self.usage += self._detections[key].usage
        return self._detections[key]

    async def judge(self, case: Case) -> Judgement:
        if not isinstance(self.inner, Pruner):
            raise TypeError(f"{self.name} does not judge")
        self.judged += 1
        key, case = self._known(case)
        if key not in self._judgements:
            self._judgements[key] = await self.inner.judge(case)
            self.usage += self._judgements[key].usage
        return self._judgements[key]

    def _known(self, case: Case) -> tuple[_Key, Case]:
        """What tells the case from others, and the case with the schema object that equal ones have."""
        number = self._schemas.number(case.schema)
        return (case.extraction, case.problems, number), replace(case, schema=self._schemas[number])

    def forget(self) -> None:
        """Let go of the cases; the counts stay."""
        self._schemas = Alike()
        self._detections.clear()
        self._judgements.clear()
