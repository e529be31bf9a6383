"""What heads are fitted to beside the answers as they came: answers without confidences, answers between gold and error, and
weights by which no corpus and no extractor counts for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from garner.refinement.learned.agreement import TIES
from garner.training.detectors.head_evidence import unsurer
from garner.training.detectors.head_rows import ONE_DEFECT, Rows, Seen
from garner.training.detectors.instance import asked_claims, comparable
from garner.values import Claim, ClaimKind, Mention

if TYPE_CHECKING:
    from garner.models.encoder.evidence import Evidence

__all__ = ["BLEND", "UNTIED", "balanced", "blended", "untied", "varied"]

BLEND = "blend"
"""The sort of answers that are made of gold and of errors, as one that reads well would give them."""
UNTIED = "untied"
"""The sort of answers that lack every relation and argument, as of one that finds none."""
_UNSURE = 0.3
_BLURRED = 0.45
_SPOKEN = (ClaimKind.ENTITY, ClaimKind.EVENT)


def varied(seen: Sequence[Seen], blends: int, seed: int) -> list[Seen]:
    """The answers as heads are fitted to them: for each text those of the extractors, so many ``blends``, and one with one
    defect. Some are without their confidences, some beside evidence that is less sure."""
    draw = Random(seed)
    blurred: dict[int, Evidence] = {}
    found: list[Seen] = []
    for own in _by_text(seen):
        whole = [each for each in own if each.sort != ONE_DEFECT]
        single = [each for each in own if each.sort == ONE_DEFECT]
        chosen = [*whole, *draw.sample(single, min(1, len(single))), *_blends(own, draw, blends)]
        for each in chosen:
            part, evidence = each.part, each.evidence
            if draw.random() < _UNSURE:
                part = replace(part, said=dict.fromkeys(part.said))
            if draw.random() < _BLURRED:
                if id(evidence) not in blurred:
                    blurred[id(evidence)] = unsurer(evidence, draw.randrange(1 << 30))
                evidence = blurred[id(evidence)]
            found.append(each._replace(part=part, evidence=evidence))
    return found


def blended(seen: Sequence[Seen], seed: int) -> list[Seen]:
    """One blend for each text."""
    draw = Random(seed)
    return [each for own in _by_text(seen) for each in _blends(own, draw, 1)]


def untied(seen: Sequence[Seen]) -> list[Seen]:
    """For each text the first answer that ties anything, without what it ties."""
    found = []
    for own in _by_text(seen):
        tying = (each for each in own if any(claim.kind in TIES for claim in each.part.said))
        first = next(tying, None)
        if first is not None:
            said = {claim: sure for claim, sure in first.part.said.items() if claim.kind not in TIES}
            right = all(first.holds(claim) for claim in said) and len(said) == len(first.gold)
            found.append(first._replace(part=replace(first.part, said=said), right=right, sort=UNTIED))
    return found


def _by_text(seen: Sequence[Seen]) -> list[list[Seen]]:
    groups: dict[int, list[Seen]] = defaultdict(list)
    for each in seen:
        groups[id(each.evidence)].append(each)
    return list(groups.values())


def _blends(own: Sequence[Seen], draw: Random, count: int) -> Iterator[Seen]:
    """Gold with some of it left out, moved or renamed, and with errors that extractors made."""
    first = own[0]
    gold = asked_claims(first.instance.gold, first.instance.schema)
    errors = list(dict.fromkeys(claim for each in own for claim in each.part.said if not each.holds(claim)))
    for _ in range(count):
        said = _blend(first, gold, errors, draw)
        right = {comparable(claim, places=first.instance.places) for claim in said} == first.gold
        yield first._replace(part=replace(first.part, said=dict.fromkeys(said)), right=right, sort=BLEND)


def _blend(first: Seen, gold: Sequence[Claim], errors: Sequence[Claim], draw: Random) -> list[Claim]:
    kept, wrong = draw.uniform(0.45, 1.0), draw.uniform(0.0, 0.35)
    said: list[Claim] = []
    for claim in gold:
        if draw.random() < kept:
            said.append(claim)
        elif claim.kind is ClaimKind.ENTITY and draw.random() < 0.5:
            said.append(_shifted(first, claim, draw) if draw.random() < 0.6 else _renamed(first, claim, draw))
        elif claim.kind is ClaimKind.LABEL:
            said.append(_another(first, claim, draw))
    for claim in errors:
        if draw.random() < wrong and not any(_rivals(claim, other) for other in said):
            said.append(claim)
    return _tied(list(dict.fromkeys(said)), gold)


def _shifted(first: Seen, claim: Claim, draw: Random) -> Claim:
    """One word more or less."""
    span = claim.mentions[0].span
    words = None if span is None else first.evidence.words_at(*span)
    if words is None:
        return claim
    begin, end = words
    moves = [(begin - 1, end), (begin, end + 1), (begin + 1, end), (begin, end - 1)]
    fitting = [(a, b) for a, b in moves if 0 <= a < b <= first.evidence.words]
    if not fitting:
        return claim
    begin, end = draw.choice(fitting)
    start, stop = first.evidence.starts[begin], first.evidence.ends[end - 1]
    return replace(claim, mentions=(Mention(first.part.text[start:stop], start, stop),))


def _renamed(first: Seen, claim: Claim, draw: Random) -> Claim:
    return replace(claim, name=draw.choice(first.instance.schema.entities).name) if first.instance.schema.entities else claim


def _another(first: Seen, claim: Claim, draw: Random) -> Claim:
    choices = [choice.name for task in first.instance.schema.labels if task.name == claim.name for choice in task.choices]
    return replace(claim, detail=draw.choice(choices)) if choices else claim


def _rivals(one: Claim, other: Claim) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is ClaimKind.LABEL:
        return one.name == other.name
    if one.kind not in _SPOKEN or not one.mentions or not other.mentions:
        return one == other
    first, second = one.mentions[0].span, other.mentions[0].span
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _tied(said: Sequence[Claim], gold: Collection[Claim]) -> list[Claim]:
    """Without arguments of events that are not said, and relations whose ends were left out."""
    there = set(said)
    entities = {each.mentions[0] for each in gold if each.kind is ClaimKind.ENTITY}
    spoken = {each.mentions[0] for each in there if each.kind is ClaimKind.ENTITY}

    def stands(claim: Claim) -> bool:
        if claim.kind is ClaimKind.ARGUMENT:
            return Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]) in there
        if claim.kind is ClaimKind.RELATION:
            ends = [Mention(each.text, each.start, each.end) for each in claim.mentions]
            return all(end in spoken or end not in entities for end in ends)
        return True

    return [claim for claim in said if stands(claim)]


def balanced(rows: Rows, seen: Sequence[Seen], favoured: Mapping[str, float], evenness: float) -> Rows:
    """The rows with weights (1 on average): of each corpus and sort the rows count together like their number to the power of
    1 - ``evenness``, ``favoured`` corpora as many times more as it says."""
    import numpy as np

    if not len(rows.holds):
        return rows
    keys = [(seen[owner].instance.corpus, seen[owner].sort) for owner in rows.owners.tolist()]
    counts = Counter(keys)
    weights = np.array([favoured.get(key[0], 1.0) * counts[key] ** -evenness for key in keys], np.float32)
    return replace(rows, weights=(rows.weights * weights / weights.mean()).astype(np.float32))
