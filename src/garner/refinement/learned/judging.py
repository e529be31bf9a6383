"""How likely each claim of an answer holds, and each that it does not make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from garner.models.encoder.evidence import Evidence
from garner.refinement.learned.choices import look_at_choices
from garner.refinement.learned.ends import ends_of
from garner.refinement.learned.head import Head
from garner.refinement.learned.parts import Part
from garner.refinement.learned.sheet import sheet_of
from garner.refinement.learned.span_features import Spans, look_at_spans
from garner.refinement.learned.tie_features import look_at_ties
from garner.refinement.learned.ties import Tie, argument_ties, relation_ties
from garner.values import Claim, ClaimKind

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Looked", "Verdict", "judged", "look_at_links", "span_verdicts", "spans_of"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim and the log-odds that it holds; ``said``: the answer makes it."""

    claim: Claim
    odds: float
    said: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """The ties of one text and their features."""

    ties: Sequence[Tie]
    features: np.ndarray


def judged(parts: Sequence[Part], evidence: Sequence[Evidence], heads: Mapping[str, Head]) -> list[list[Verdict]]:
    """The verdicts on each part: what the answer says and the encoder can tell something of, and the likeliest of all else."""
    verdicts = span_verdicts(parts, evidence, heads["spans"])
    ties: list[tuple[int, str, Looked]] = []
    for number, (part, seen) in enumerate(zip(parts, evidence, strict=True)):
        if seen.questions.relations or seen.questions.events:
            looked = look_at_links(part, seen, verdicts[number])
            ties += [(number, head, own) for head, own in looked.items() if own.ties]
    for head, same in groupby(sorted(ties, key=lambda each: each[1]), key=lambda each: each[1]):
        _add_ties(list(same), heads[head], parts, verdicts)
    _add_choices(parts, evidence, heads["choices"], verdicts)
    return verdicts


def span_verdicts(parts: Sequence[Part], evidence: Sequence[Evidence], head: Head) -> list[list[Verdict]]:
    """The verdicts on the entities and triggers of each part."""
    verdicts: list[list[Verdict]] = [[] for _ in parts]
    spans, owners = spans_of(parts, evidence)
    odds = head(spans.features).tolist()
    for claim, said, sheet, value in zip(spans.claims, spans.said, spans.sheets, odds, strict=True):
        verdicts[owners[sheet]].append(Verdict(claim, value, said))
    return verdicts


def spans_of(parts: Sequence[Part], evidence: Sequence[Evidence]) -> tuple[Spans, list[int]]:
    """The spans of all parts, and for every sheet the number of its part."""
    owners, sheets = [], []
    for number, seen in enumerate(evidence):
        for kind in (ClaimKind.ENTITY, ClaimKind.EVENT):
            sheet = sheet_of(seen, kind)
            if sheet is not None:
                owners.append(number)
                sheets.append(sheet)
    said = [parts[owner].said for owner in owners]
    return look_at_spans(sheets, [parts[owner].text for owner in owners], said), owners


def look_at_links(part: Part, evidence: Evidence, verdicts: Sequence[Verdict]) -> dict[str, Looked]:
    """What may be tied in one text, by head, given the verdicts on its spans."""
    found = ends_of(part, evidence, [(each.claim, each.odds, each.said) for each in verdicts])
    entities = [end for end in found if end.claim.kind is ClaimKind.ENTITY]
    triggers = [end for end in found if end.claim.kind is ClaimKind.EVENT]
    questions = evidence.questions
    relations = relation_ties(evidence, entities, part.said)
    arguments = argument_ties(evidence, part.text, triggers, entities, part.said)
    roles = sum(len(event.roles) for event in questions.events)
    return {
        "relations": Looked(relations, look_at_ties(relations, part.said, len(questions.relations), evidence.words)),
        "arguments": Looked(arguments, look_at_ties(arguments, part.said, roles, evidence.words)),
    }


def _add_ties(
    ties: Sequence[tuple[int, str, Looked]], head: Head, parts: Sequence[Part], verdicts: Sequence[list[Verdict]]
) -> None:
    import numpy as np

    odds = iter(head(np.concatenate([looked.features for _, _, looked in ties])).tolist())
    for number, _, looked in ties:
        said = parts[number].said
        verdicts[number].extend(Verdict(tie.claim, next(odds), tie.claim in said) for tie in looked.ties)


def _add_choices(parts: Sequence[Part], evidence: Sequence[Evidence], head: Head, verdicts: Sequence[list[Verdict]]) -> None:
    import numpy as np

    found = [
        (number, choices)
        for number, (part, seen) in enumerate(zip(parts, evidence, strict=True))
        if part.whole and seen.questions.tasks
        for choices in look_at_choices(seen, part.said)
    ]
    if not found:
        return
    odds = iter(head(np.concatenate([choices.features for _, choices in found])).tolist())
    for number, choices in found:
        said = parts[number].said
        verdicts[number].extend(Verdict(claim, next(odds), claim in said) for claim in choices.claims)
