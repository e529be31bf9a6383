"""Readers of annotation formats: the file of a corpus in, records with exact offsets and refusals out."""

from garner.datasets.readers.columns import Columns
from garner.datasets.readers.events import Arguments, Templates, Triggers
from garner.datasets.readers.mentions import Mentions, Prompts
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.relations import MarkedPairs
from garner.datasets.readers.slots import AspectTerms, CharacterSlots, SegmentSlots, TokenSlots
from garner.datasets.readers.standoff import Brat, PubTator
from garner.datasets.readers.tokens import DocumentTokens, SentenceTokens

__all__ = [
    "Arguments",
    "AspectTerms",
    "Brat",
    "CharacterSlots",
    "Columns",
    "DocumentTokens",
    "MarkedPairs",
    "Mentions",
    "Prompts",
    "PubTator",
    "Reader",
    "SegmentSlots",
    "SentenceTokens",
    "Templates",
    "TokenSlots",
    "Triggers",
]
