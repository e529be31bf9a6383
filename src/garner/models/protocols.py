"""The seams of garner's models: write a class with these methods and any schema runs on it.

A plug-in package names a factory under the entry point group ``garner.models``; ``--model NAME:REST`` then calls
``factory(REST, settings)`` (see ``garner.models.registry``), which returns one of the kinds below.

* ``TextGenerator`` writes text: garner renders the prompt, reads the reply and grounds it.
* ``SpanScorer`` scores spans against label names: garner splits, thresholds are its own, spans need no grounding. It answers
  the entity types of a schema; a ``SchemaScorer`` is one that answers more.
* ``ExtractionModel`` answers the whole schema in its own way; the others are wrapped into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from garner.schema import Schema
from garner.values import Draft, Feedback, Problem, Reading, Reply, Request, Usage

__all__ = [
    "Answer",
    "CorrectingModel",
    "ExtractionModel",
    "LabelText",
    "SchemaScorer",
    "ScoredSpan",
    "SpanScorer",
    "TextGenerator",
]


@runtime_checkable
class TextGenerator(Protocol):
    """A language model.

    ``name`` is stored with every result, ``context_tokens`` bounds prompt and reply together.
    """

    name: str
    context_tokens: int

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes, by the model's own tokenizer or an honest estimate."""
        ...

    async def generate(self, request: Request) -> Reply:
        """The model's reply. Raises a ``ModelError``; its class says what the caller can do."""
        ...


class LabelText(NamedTuple):
    """A label as a scorer sees it: words, not an index."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


class ScoredSpan(NamedTuple):
    """A span of the text given (half-open code points), the name of its label and the probability that it is one."""

    start: int
    end: int
    label: str
    confidence: float


@runtime_checkable
class SpanScorer(Protocol):
    """A model that scores every span of a text against every label.

    A scorer may say which languages it was trained on in an attribute ``languages`` (``("en", "zh")``), and in a method
    ``unread_share(text)`` how much of a text, 0 to 1, is in letters that it cannot read; what it says of such texts is then
    marked with a problem.
    """

    name: str

    def count_tokens(self, text: str) -> int:
        """How many of the model's tokens the text takes."""
        ...

    def room(self, labels: Sequence[LabelText]) -> int:
        """How many tokens of text fit into one call beside these labels."""
        ...

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        """The spans of each text at or above the threshold (``None``: the model's own), ordered by start."""
        ...


@runtime_checkable
class SchemaScorer(SpanScorer, Protocol):
    """A span scorer that answers other parts of a schema too: classifications, relations, events."""

    def answered(self, schema: Schema) -> tuple[str, ...]:
        """Those of ``schema.keys`` that it can answer; the others are reported as not answered."""
        ...

    def answer_schema(self, texts: Sequence[str], schema: Schema, threshold: float | None = None) -> list[Draft]:
        """One draft for each text: the items at or above the threshold (``None``: the model's own), with places where the draft
        has room for them, and exactly one label for each classification that has one answer."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of one passage: items, what was asked by which call and how that ended, and what it cost.

    Offsets (of readings and of items that have them) count from the start of the passage. ``cut`` names the schema keys about
    which there was more to say than the model could: they are asked again of each half of the passage.
    """

    draft: Draft
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cut: tuple[str, ...] = ()


@runtime_checkable
class ExtractionModel(Protocol):
    """Anything that answers a schema."""

    name: str

    def count_tokens(self, text: str) -> int:
        """The measure in which ``room`` is given."""
        ...

    def room(self, schema: Schema) -> int:
        """How many tokens of text fit into one passage under this schema."""
        ...

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """The answer for one passage. Raises ``ContextTooLong`` when the passage must be shorter, other ``ModelError``s as they
        are."""
        ...


@runtime_checkable
class CorrectingModel(ExtractionModel, Protocol):
    """An extraction model that can be told what is suspect in an answer and answers again."""

    async def correct(self, passage: str, schema: Schema, feedback: Feedback) -> Answer:
        """The whole answer for the passage once more, what nobody doubts included. ``feedback.previous`` is the answer to this
        passage and this schema. Raises what ``answer`` raises."""
        ...
