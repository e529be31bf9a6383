"""Instances as rows for the heads: what is known of each claim, as at run time, and whether gold says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garner.refinement.learned.choices import look_at_choices
from garner.refinement.learned.head import Head
from garner.refinement.learned.judging import Verdict, judged, look_at_links, span_verdicts, spans_of
from garner.refinement.learned.parts import Part
from garner.refinement.learned.said import said_in
from garner.training.detectors.head_evidence import lighter
from garner.training.detectors.instance import Instance, asked_claims, comparable
from garner.values import Claim

if TYPE_CHECKING:
    import numpy as np

    from garner.models.encoder import Encoder
    from garner.models.encoder.evidence import Evidence

__all__ = ["ONE_DEFECT", "Rows", "Seen", "choice_rows", "see", "span_rows", "tie_rows", "verdicts_on"]

_BATCH = 16
ONE_DEFECT = "one defect"
"""The sort of what is gold but for one defect at most."""


class Seen(NamedTuple):
    """An instance with what the encoder sees in its text. ``part`` holds what is said, which need not be what the instance was
    given; ``right`` tells whether all of that is right. ``sort`` is who said it and how."""

    instance: Instance
    part: Part
    evidence: Evidence
    gold: frozenset[Claim]
    right: bool
    sort: str

    def holds(self, claim: Claim) -> bool:
        """Whether gold says it; words alone count where the corpus has no places."""
        return comparable(claim, places=self.instance.places) in self.gold

    def is_told(self, claim: Claim) -> bool:
        """Whether the claim counts: it is said, or gold tells whether it holds."""
        return claim in self.part.said or self.instance.tells(claim)


@dataclass(frozen=True, slots=True)
class Rows:
    """``features`` (rows x features), ``holds`` (rows, 0 or 1), ``weights`` (rows), and the number of the instance of each."""

    features: np.ndarray
    holds: np.ndarray
    weights: np.ndarray
    owners: np.ndarray


def see(instances: Sequence[Instance], encoder: Encoder) -> list[Seen]:
    """The instances whose text the encoder takes at once, beside its evidence; each text is read once for all of its
    instances."""
    by_schema: dict[int, dict[str, None]] = {}
    schemas = {id(each.schema): each.schema for each in instances}
    fitting = {text for text in {each.text for each in instances} if encoder.count_tokens(text) <= encoder.max_tokens}
    for each in instances:
        if each.text in fitting:
            by_schema.setdefault(id(each.schema), {})[each.text] = None
    evidence: dict[tuple[int, str], Evidence] = {}
    for key, texts in by_schema.items():
        ordered = sorted(texts, key=len)
        for begin in range(0, len(ordered), _BATCH):
            batch = ordered[begin : begin + _BATCH]
            read = map(lighter, encoder.evidence(batch, schemas[key]))
            evidence.update(((key, text), seen) for text, seen in zip(batch, read, strict=True))
    return [
        Seen(
            each,
            Part(each.text, 0, said_in(each.given)),
            evidence[id(each.schema), each.text],
            _gold(each),
            each.right,
            _sort(each),
        )
        for each in instances
        if each.text in fitting
    ]


def _sort(instance: Instance) -> str:
    return instance.source if instance.whole else ONE_DEFECT


def _gold(instance: Instance) -> frozenset[Claim]:
    claims = asked_claims(instance.gold, instance.schema)
    return frozenset(comparable(claim, places=instance.places) for claim in claims)


def _batches(seen: Sequence[Seen]) -> Iterator[tuple[int, Sequence[Seen]]]:
    for begin in range(0, len(seen), _BATCH):
        yield begin, seen[begin : begin + _BATCH]


def span_rows(seen: Sequence[Seen]) -> Rows:
    """A row for each span that may be an entity or a trigger."""
    found = _Found()
    for begin, batch in _batches(seen):
        spans, owners = spans_of([each.part for each in batch], [each.evidence for each in batch])
        numbers = [owners[sheet] for sheet in spans.sheets]
        holds = [batch[number].holds(claim) for number, claim in zip(numbers, spans.claims, strict=True)]
        found.add(spans.features, holds, [begin + number for number in numbers])
    return found.rows()


def tie_rows(seen: Sequence[Seen], spans: Head) -> Mapping[str, Rows]:
    """A row for each relation and for each argument that may hold, given what the head for ``spans`` says of their ends."""
    found = {"relations": _Found(), "arguments": _Found()}
    for begin, batch in _batches(seen):
        verdicts = span_verdicts([each.part for each in batch], [each.evidence for each in batch], spans)
        for number, (each, own) in enumerate(zip(batch, verdicts, strict=True)):
            if each.evidence.questions.relations or each.evidence.questions.events:
                for head, looked in look_at_links(each.part, each.evidence, own).items():
                    told = [place for place, tie in enumerate(looked.ties) if each.is_told(tie.claim)]
                    holds = [each.holds(looked.ties[place].claim) for place in told]
                    found[head].add(looked.features[told], holds, [begin + number] * len(told))
    return {head: own.rows() for head, own in found.items()}


def choice_rows(seen: Sequence[Seen]) -> Rows:
    """A row for each choice of the classifications that are answered in gold."""
    found = _Found()
    for number, each in enumerate(seen):
        answered = {label.task for label in each.instance.gold.labels}
        for choices in look_at_choices(each.evidence, each.part.said):
            if choices.multiple or choices.claims[0].name in answered:
                holds = [each.holds(claim) for claim in choices.claims]
                found.add(choices.features, holds, [number] * len(holds))
    return found.rows()


def verdicts_on(seen: Sequence[Seen], heads: Mapping[str, Head]) -> list[list[Verdict]]:
    """What the heads say of each instance, but for what nobody said and gold does not tell."""
    found = []
    for _, batch in _batches(seen):
        every = judged([each.part for each in batch], [each.evidence for each in batch], heads)
        found += [[verdict for verdict in own if each.is_told(verdict.claim)] for each, own in zip(batch, every, strict=True)]
    return found


class _Found:
    """Rows as they come."""

    def __init__(self) -> None:
        self._features: list[np.ndarray] = []
        self._holds: list[bool] = []
        self._owners: list[int] = []

    def add(self, features: np.ndarray, holds: Sequence[bool], owners: Sequence[int]) -> None:
        if len(holds):
            self._features.append(features)
            self._holds += holds
            self._owners += owners

    def rows(self) -> Rows:
        import numpy as np

        features = np.concatenate(self._features) if self._features else np.zeros((0, 0), np.float32)
        count = len(self._holds)
        return Rows(features, np.array(self._holds, np.float32), np.ones(count, np.float32), np.array(self._owners, np.int64))
