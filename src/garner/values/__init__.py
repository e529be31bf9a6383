"""Frozen values, equal by content, that every other package speaks in. Imports nothing of garner's but ``errors``."""

from garner.values.claims import Claim, ClaimKind, Mention, claims_of
from garner.values.conversation import Finish, Message, Reply, Request
from garner.values.document import Document, Segment
from garner.values.draft import (
    Draft,
    DraftArgument,
    DraftEntity,
    DraftEvent,
    DraftFact,
    DraftRelation,
    DraftTable,
)
from garner.values.feedback import Feedback
from garner.values.grounding import Grade, Grounding
from garner.values.items import UNTYPED, Argument, Entity, Event, Extraction, Fact, Label, Relation, Table
from garner.values.result import Outcome, Problem, Reading, Result
from garner.values.trace import Decision, Defect, DefectKind, Round
from garner.values.usage import Usage

__all__ = [
    "UNTYPED",
    "Argument",
    "Claim",
    "ClaimKind",
    "Decision",
    "Defect",
    "DefectKind",
    "Document",
    "Draft",
    "DraftArgument",
    "DraftEntity",
    "DraftEvent",
    "DraftFact",
    "DraftRelation",
    "DraftTable",
    "Entity",
    "Event",
    "Extraction",
    "Fact",
    "Feedback",
    "Finish",
    "Grade",
    "Grounding",
    "Label",
    "Mention",
    "Message",
    "Outcome",
    "Problem",
    "Reading",
    "Relation",
    "Reply",
    "Request",
    "Result",
    "Round",
    "Segment",
    "Table",
    "Usage",
    "claims_of",
]
