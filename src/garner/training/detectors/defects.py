"""From an extractor's answer and gold to instances: its real errors, one at a time, in an answer that is right but for them.

What the paper (SCIR, arXiv 2512.12337, the corpus MBSC) does with missing and redundant items is done for wrong places and
wrong labels too; and what is redundant stands in gold, not in the rest of the extractor's answer, so that each instance has
one defect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from garner.refinement.edit import Edit, edited
from garner.schema import Schema
from garner.training.detectors.comparing import defects_between
from garner.training.detectors.instance import Instance, asked_claims, comparable
from garner.training.detectors.samples import Sample, narrowed, trimmed
from garner.values import UNTYPED, Claim, ClaimKind, Defect, DefectKind, Extraction, Outcome, Result

__all__ = ["GOLD", "Harvest", "correct_of", "harvest", "mended", "with_defect"]

GOLD = "gold"
"""The ``source`` of what is correct."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """The instances that one answer gave, and why a difference from gold gave none, counted."""

    instances: list[Instance] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def correct_of(sample: Sample) -> Instance:
    """Gold as an answer."""
    return Instance(
        f"{sample.key} {GOLD}",
        sample.text,
        sample.schema,
        sample.gold,
        sample.gold,
        None,
        GOLD,
        sample.corpus,
        places=sample.judged.places,
        single_pair=sample.judged.single_pair,
    )


def harvest(sample: Sample, result: Result, source: str) -> Harvest:
    """What an extractor's answer to a sample teaches: the whole answer, and each of its defects in an answer that is right but
    for it. Only what the extractor read the text for is compared; nothing comes of an answer to nothing."""
    found = Harvest()
    schema = sample.schema.only(_read(result))
    if not schema.keys:
        found.skipped["nothing of the question answered"] += 1
        return found
    asked = narrowed(sample, schema)
    answer = trimmed(result.extraction, schema)
    name = f"{sample.key} {source}"
    whole = replace(correct_of(asked), id=name, given=answer, source=source, whole=True)
    found.instances.append(whole)
    for defect in defects_between(answer, asked.gold, schema, sample.judged, source):
        instance = with_defect(asked, defect, f"{name} {len(found.instances)}")
        if instance is None:
            found.skipped[f"{defect.kind} {_kind(defect)} that rests on another defect"] += 1
        else:
            found.instances.append(instance)
    return found


def with_defect(sample: Sample, defect: Defect, identifier: str) -> Instance | None:
    """Gold with just this defect put in. Where gold without a mention or an event would be without its relations or arguments
    too, these are not asked. ``None`` where no such answer is one edit away from gold: the defect rests on another one."""
    based = replace(defect, drop=_based(defect.drop, sample.gold), add=_based(defect.add, sample.gold))
    # Under another type an event would keep roles that it cannot have.
    renamed = defect.kind is DefectKind.WRONG_TYPE and _kind(defect) is ClaimKind.EVENT
    for each in (_apart(sample, defect),) if renamed else (sample, _apart(sample, defect)):
        given = edited(each.gold, [Edit(based.add, based.drop)])
        if _one_edit_away(given, each, based):
            return Instance(
                identifier,
                each.text,
                each.schema,
                given,
                each.gold,
                defect.kind,
                defect.detector,
                each.corpus,
                based,
                places=each.judged.places,
                single_pair=each.judged.single_pair,
            )
    return None


def mended(instance: Instance) -> Extraction:
    """What is given, with its one defect put right."""
    if instance.defect is None:
        return instance.given
    return edited(instance.given, [Edit(instance.defect.drop, instance.defect.add)])


def _one_edit_away(given: Extraction, sample: Sample, defect: Defect) -> bool:
    places = sample.judged.places
    gold = _said(sample.gold, sample.schema, places)
    if _said(given, sample.schema, places) == gold:
        return False
    return _said(edited(given, [Edit(defect.drop, defect.add)]), sample.schema, places) == gold


def _said(extraction: Extraction, schema: Schema, places: bool) -> Counter[Claim]:
    return Counter(comparable(claim, places=places) for claim in asked_claims(extraction, schema))


def _apart(sample: Sample, defect: Defect) -> Sample:
    """The sample asked without what would go with a mention or an event that is left out."""
    kind = _kind(defect)
    if kind is ClaimKind.ENTITY:
        return narrowed(sample, replace(sample.schema, relations=()))
    if kind is ClaimKind.EVENT:
        bare = tuple(replace(event, roles=()) for event in sample.schema.events)
        return narrowed(sample, replace(sample.schema, events=bare))
    return sample


def _based(claim: Claim | None, gold: Extraction) -> Claim | None:
    """A relation between the mentions of gold, under whatever type the extractor has them."""
    if claim is None or claim.kind is not ClaimKind.RELATION:
        return claim
    types: dict[tuple[int, int] | None, Sequence[str]] = {}
    for entity in gold.entities:
        types[entity.grounding.span] = (*types.get(entity.grounding.span, ()), entity.type)
    mentions = []
    for each in claim.mentions:
        known = types.get(each.span, (each.type or UNTYPED,))
        mentions.append(each if each.type in known else replace(each, type=known[0]))
    return replace(claim, mentions=tuple(mentions))


def _kind(defect: Defect) -> ClaimKind:
    claim = defect.drop or defect.add
    if claim is None:
        raise ValueError("a defect without a claim cannot be put into an answer")
    return claim.kind


def _read(result: Result) -> list[str]:
    """The keys that were asked and not left unread in any stretch of the text."""
    failed = {key for each in result.coverage if each.outcome not in (Outcome.READ, Outcome.REPAIRED) for key in each.asked}
    read = {key for each in result.coverage if each.outcome in (Outcome.READ, Outcome.REPAIRED) for key in each.asked}
    return sorted(read - failed)
