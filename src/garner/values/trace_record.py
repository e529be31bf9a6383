"""The rounds of a correction as plain records, and back (docs/result-file.md)."""

from __future__ import annotations

from garner.values.claims import Claim, ClaimKind, Mention
from garner.values.record_fields import Fields
from garner.values.trace import Decision, Defect, DefectKind, Round
from garner.values.usage_record import usage_from_record, usage_to_record

__all__ = ["round_from_record", "round_to_record"]


def round_to_record(each: Round) -> dict[str, object]:
    """``round_from_record`` is its inverse."""
    return {
        "number": each.number,
        "start": each.start,
        "end": each.end,
        "decision": each.decision.value,
        "defects": [_defect_record(defect) for defect in each.defects],
        "operator": each.operator,
        "right": each.right,
        "doubt": each.doubt,
        "doubt_after": each.doubt_after,
        "dropped": [_claim_record(claim) for claim in each.dropped],
        "added": [_claim_record(claim) for claim in each.added],
        "usage": usage_to_record(each.usage),
    }


def round_from_record(fields: Fields) -> Round:
    """Raises ``InputError`` naming the key at fault."""
    return Round(
        fields.whole("number"),
        fields.whole("start"),
        fields.whole("end"),
        fields.choice("decision", Decision),
        tuple(_defect(item) for item in fields.parts("defects")),
        fields.text("operator"),
        fields.optional_number("right"),
        fields.optional_number("doubt"),
        fields.optional_number("doubt_after"),
        tuple(_claim(item) for item in fields.parts("dropped")),
        tuple(_claim(item) for item in fields.parts("added")),
        usage_from_record(fields.part("usage")),
    )


def _defect_record(defect: Defect) -> dict[str, object]:
    return {
        "kind": defect.kind.value,
        "probability": defect.probability,
        "reason": defect.reason,
        "detector": defect.detector,
        "drop": None if defect.drop is None else _claim_record(defect.drop),
        "add": None if defect.add is None else _claim_record(defect.add),
    }


def _defect(fields: Fields) -> Defect:
    probability = fields.number("probability")
    if not 0 <= probability <= 1:
        fields.refuse("probability", "a number from 0 to 1")
    drop, add = fields.optional_part("drop"), fields.optional_part("add")
    return Defect(
        fields.choice("kind", DefectKind),
        probability,
        fields.text("reason"),
        fields.text("detector"),
        None if drop is None else _claim(drop),
        None if add is None else _claim(add),
    )


def _claim_record(claim: Claim) -> dict[str, object]:
    record: dict[str, object] = {"kind": claim.kind.value, "name": claim.name}
    if claim.detail:
        record["detail"] = claim.detail
    return record | {"mentions": [_mention_record(each) for each in claim.mentions]}


def _claim(fields: Fields) -> Claim:
    detail = fields.text("detail") if "detail" in fields.content else ""
    mentions = tuple(_mention(item) for item in fields.parts("mentions"))
    return Claim(fields.choice("kind", ClaimKind), fields.text("name"), detail, mentions)


def _mention_record(mention: Mention) -> dict[str, object]:
    record: dict[str, object] = {"text": mention.text, "start": mention.start, "end": mention.end}
    return record | {"type": mention.type} if mention.type else record


def _mention(fields: Fields) -> Mention:
    text, type_name = fields.text("text"), fields.text("type") if "type" in fields.content else ""
    if fields.content.get("start") is None and fields.content.get("end") is None:
        return Mention(text, None, None, type_name)
    start, end = fields.whole("start"), fields.whole("end")
    if start < 0:
        fields.refuse("start", "a place in the text")
    if end < start:
        fields.refuse("end", "a place that is not before the start")
    return Mention(text, start, end, type_name)
