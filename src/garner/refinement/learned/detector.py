"""The learned detectors as one object: what finds defects, and what judges whether an answer is best left alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from garner.errors import ModelError
from garner.models.batching import Batches, Unwanted
from garner.models.encoder import Encoder
from garner.models.encoder.levels import Levels
from garner.refinement.learned.agreement import Agreement, agreement_of
from garner.refinement.learned.card import DetectorCard, encoder_fingerprint, open_detectors, packaged_detectors
from garner.refinement.learned.defects import find_defects, likely
from garner.refinement.learned.head import Head
from garner.refinement.learned.judging import Verdict, judged
from garner.refinement.learned.parts import Part, moved, parts_of
from garner.refinement.learned.whole import look_at_whole
from garner.refinement.protocols import Case, Detection, Judgement
from garner.schema import Schema
from garner.values import Claim, Defect, Usage, claims_of

__all__ = ["LearnedDetector"]

_REMEMBERED = 256
_REMEMBERED_PARTS = 1024
"""Of long texts; what is said of most of their parts is the same in every round."""
_PART_BATCH = 16
_UNTOUCHED = 0.99
"""The probability that an answer in which no defect is found is best left alone: nothing would be done to it."""
_UNTOLD = 0.5
"""That probability at most where the answer says something twice, or something of which nothing can be told: what stands
nowhere in the text, what nobody asked for, facts."""


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What was found out about a case, and the case itself, so that its identity stays its own."""

    case: Case
    defects: tuple[Defect, ...]
    right: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found out about one part of a text, and its schema, so that its identity stays its own. No verdicts: the answer
    is the encoder's own, and such are left alone."""

    schema: Schema
    verdicts: Sequence[Verdict] | None
    agreement: Agreement


class LearnedDetector:
    """Judges every claim of an answer, and what it left out, by what the embedded encoder sees in the text; facts and tables
    are left alone.

    Detector and pruner in one: a case is looked at once for both. Cases that wait at the same time are looked at together. Of a
    long text that is looked at again only those parts are judged of which something else is said. Looking ends soon after
    nobody waits for it any more. Safe in several threads.
    """

    def __init__(self, card: DetectorCard, heads: Mapping[str, Head], encoder: Encoder) -> None:
        self.name = card.signature
        self.card = card
        self._heads = heads
        self._encoder = encoder
        self._known: OrderedDict[tuple[int, int], _Opinion] = OrderedDict()
        self._parts: OrderedDict[Hashable, _Seen] = OrderedDict()
        self._lock = Lock()
        self._batches: Batches[Case, _Opinion] = Batches(self._look, _same_schema, _PART_BATCH)

    @classmethod
    def load(cls, path: Path | None = None, encoder: Encoder | None = None) -> LearnedDetector:
        """The detectors in the folder ``path`` (``None``: those inside the package) beside an ``encoder`` (``None``: the one
        inside the package).

        Give the very encoder that answers, and a text is read once for its answer and its detection: the encoder then remembers
        the texts it read last. Raises ``ModelError`` for files that are missing or damaged, and for an encoder of other weights
        than those the detectors were trained beside.
        """
        card, heads = open_detectors(path or packaged_detectors())
        encoder = encoder or Encoder.load()
        if encoder_fingerprint(encoder) != card.encoder:
            message = f"The detectors {card.name} were trained beside {card.encoder_name}; {encoder.name} has other weights."
            raise ModelError(message, "Train them beside this encoder: garner train detectors --encoder FOLDER.")
        encoder.remember(_REMEMBERED)
        return cls(card, heads, encoder)

    async def detect(self, case: Case) -> Detection:
        """The defects that the answer has by what the encoder sees. Raises ``ModelError`` as the encoder does."""
        known = self._recalled(case)
        if known is not None:
            return Detection(known.defects)
        opinion, seconds = await self._batches.ask(case)
        return Detection(opinion.defects, Usage(seconds=seconds))

    async def judge(self, case: Case) -> Judgement:
        """How likely the answer is best left alone: nothing is found that could be mended, or mending it would not lift its F1.
        That an answer is right is one reason of several; what other detectors would find in it is not foreseen."""
        known = self._recalled(case)
        if known is not None:
            return Judgement(known.right)
        opinion, seconds = await self._batches.ask(case)
        return Judgement(opinion.right, Usage(seconds=seconds))

    def verdicts(self, cases: Sequence[Case]) -> list[list[Verdict]]:
        """What is thought of every claim of each case, and of the likeliest that it does not make, in its own offsets."""
        return [verdicts or [] for verdicts, _ in self._judged(cases, every=True)]

    def _recalled(self, case: Case) -> _Opinion | None:
        with self._lock:
            return self._known.get(_key(case))

    def _look(self, cases: Sequence[Case]) -> list[_Opinion]:
        known = {_key(case): self._recalled(case) for case in cases}
        new = list({_key(case): case for case in cases if known[_key(case)] is None}.values())
        opinions: dict[tuple[int, int], _Opinion] = {key: opinion for key, opinion in known.items() if opinion is not None}
        for case, (verdicts, agreement) in zip(new, self._judged(new, self._batches.is_wanted), strict=True):
            opinions[_key(case)] = self._opinion(case, verdicts, agreement)
        with self._lock:
            self._known |= {_key(case): opinions[_key(case)] for case in new}
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [opinions[_key(case)] for case in cases]

    def _opinion(self, case: Case, verdicts: Sequence[Verdict] | None, agreement: Agreement) -> _Opinion:
        claims = len(claims_of(case.extraction))
        if verdicts is None:
            return _Opinion(case, (), self._left_alone((), (), claims - (agreement.own_claims or 0)))
        single = frozenset(task.name for task in case.schema.labels if not task.multiple)
        defects = tuple(find_defects(verdicts, self.card.levels_for(agreement), single, self.name))
        untold = claims - sum(each.said for each in verdicts)
        return _Opinion(case, defects, self._left_alone(verdicts, defects, max(0, untold)))

    def _left_alone(self, verdicts: Sequence[Verdict], defects: Sequence[Defect], untold: int) -> float:
        if not defects:
            right = _UNTOUCHED
        else:
            right = likely(float(self._heads["whole"](look_at_whole(verdicts, defects, untold)[None, :])[0]))
        return min(_UNTOLD, right) if untold else right

    def _judged(
        self, cases: Sequence[Case], is_wanted: Callable[[], bool] = lambda: True, *, every: bool = False
    ) -> list[tuple[list[Verdict] | None, Agreement]]:
        """The verdicts on each case, and how far it is what the encoder would have answered. None, unless ``every`` case is
        to be judged, on answers that are its own, if such are left alone. Raises ``Unwanted``."""
        split = [parts_of(case, self._encoder)[0] for case in cases]
        found: list[list[_Seen | None]] = [
            [None if part.whole else self._parts.get(_part_key(part, case.schema)) for part in parts]
            for case, parts in zip(cases, split, strict=True)
        ]
        by_schema: dict[int, list[tuple[int, int]]] = {}
        schemas = {id(case.schema): case.schema for case in cases}
        for number, case in enumerate(cases):
            missing = [(number, place) for place, seen in enumerate(found[number]) if seen is None]
            by_schema.setdefault(id(case.schema), []).extend(missing)
        for key, own in by_schema.items():
            for begin in range(0, len(own), _PART_BATCH):
                if not is_wanted():
                    raise Unwanted
                batch = own[begin : begin + _PART_BATCH]
                looked = self._seen([split[number][place] for number, place in batch], schemas[key], every)
                for (number, place), seen in zip(batch, looked, strict=True):
                    found[number][place] = seen
        return [_joined(parts, [each for each in own if each]) for parts, own in zip(split, found, strict=True)]

    def _seen(self, parts: Sequence[Part], schema: Schema, every: bool) -> list[_Seen]:
        evidence, levels = self._encoder.evidence([part.text for part in parts], schema), Levels.of(self._encoder.card)
        agreements = [agreement_of([part], [seen], levels) for part, seen in zip(parts, evidence, strict=True)]
        may_skip = self.card.leaves_own_alone and not every
        doubtful = [
            number
            for number, (part, agreement) in enumerate(zip(parts, agreements, strict=True))
            if not (may_skip and part.whole and agreement.own_claims == len(part.said))
        ]
        judgements = judged([parts[each] for each in doubtful], [evidence[each] for each in doubtful], self._heads)
        verdicts = dict(zip(doubtful, judgements, strict=True))
        looked = [_Seen(schema, verdicts.get(number), agreement) for number, agreement in enumerate(agreements)]
        with self._lock:
            self._parts |= {_part_key(part, schema): seen for part, seen in zip(parts, looked, strict=True) if not part.whole}
            while len(self._parts) > _REMEMBERED_PARTS:
                self._parts.popitem(last=False)
        return looked


def _joined(parts: Sequence[Part], seen: Sequence[_Seen]) -> tuple[list[Verdict] | None, Agreement]:
    """The verdicts on all parts in the offsets of the text, each claim once: what is said where it was said, all else where it
    looked likeliest; and how far all parts are the encoder's own."""
    if len(parts) == 1:
        verdicts = seen[0].verdicts
        return None if verdicts is None else list(verdicts), seen[0].agreement
    joined: dict[Claim, Verdict] = {}
    for part, own in zip(parts, seen, strict=True):
        for each in own.verdicts or ():
            claim = moved(each.claim, part.start)
            known = joined.get(claim)
            if known is None or (each.said, each.odds) > (known.said, known.odds):
                joined[claim] = Verdict(claim, each.odds, each.said)
    return list(joined.values()), Agreement(*map(sum, zip(*(each.agreement for each in seen), strict=True)))


def _part_key(part: Part, schema: Schema) -> Hashable:
    return part.text, id(schema), tuple(part.said.items())


def _key(case: Case) -> tuple[int, int]:
    return id(case.extraction), id(case.schema)


def _same_schema(one: Case, other: Case) -> bool:
    return one.schema is other.schema or one.schema == other.schema
