"""A scorer as an extraction model: passages that wait together are scored in one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from garner.formats import language_of
from garner.models.batching import Batches, Miscounted, Served
from garner.models.protocols import Answer, LabelText, SchemaScorer, ScoredSpan, SpanScorer
from garner.schema import Schema
from garner.values import Draft, DraftEntity, Outcome, Problem, Reading, Usage

__all__ = ["ScoringModel"]

_MOST_UNREAD = 0.3
"""Of the letters of a passage: names in another script are read past."""


class _Waiting(NamedTuple):
    passage: str
    schema: Schema


class ScoringModel:
    """Answers with a scorer what it can of a schema (a ``SpanScorer``: the entity types); the rest is reported as not read.

    ``threshold`` is the least confidence of an answer, ``None`` for the scorer's own; ``batch`` bounds how many passages are
    scored at once. Several threads may share it, each with an event loop of its own; the ``scorer`` scores one batch at a time.
    """

    def __init__(self, scorer: SpanScorer, threshold: float | None = None, batch: int = 16) -> None:
        self.name = scorer.name if threshold is None else f"{scorer.name} min-confidence={threshold:g}"
        self.scorer = scorer
        self._threshold = threshold
        self._batches: Batches[_Waiting, Draft] = Batches(self._ask, lambda one, other: one.schema == other.schema, batch)

    def count_tokens(self, text: str) -> int:
        return self.scorer.count_tokens(text)

    def room(self, schema: Schema) -> int:
        return self.scorer.room(_labels(schema))

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """What the scorer finds in the passage. Raises what the scorer raises."""
        read = self._answered(schema)
        draft, seconds = await self._batches.ask(_Waiting(passage, schema)) if read else Served(Draft(), 0.0)
        readings, problems = self._readings(passage, schema, read)
        problems += self._unfamiliar(passage, asked=bool(read))
        usage = Usage(calls=int(bool(read)), input_tokens=self.count_tokens(passage) if read else 0, seconds=seconds)
        return Answer(draft, readings, problems, usage)

    def _answered(self, schema: Schema) -> tuple[str, ...]:
        if isinstance(self.scorer, SchemaScorer):
            return self.scorer.answered(schema)
        return tuple(key for key in schema.keys if key.startswith("entities."))

    def _readings(self, passage: str, schema: Schema, read: tuple[str, ...]) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
        left = tuple(key for key in schema.keys if key not in set(read))
        readings = [Reading(0, len(passage), self.name, Outcome.READ, read)] if read else []
        if not left:
            return tuple(readings), ()
        readings.append(Reading(0, len(passage), self.name, Outcome.FAILED, left))
        limit = "cannot answer all of this schema" if isinstance(self.scorer, SchemaScorer) else "answers entities only"
        message = f"{self.name} {limit}; not asked: {', '.join(left)}. Use a language model (--model openai:NAME)."
        return tuple(readings), (Problem("not_answered", message),)

    def _unfamiliar(self, passage: str, *, asked: bool) -> tuple[Problem, ...]:
        """A problem where the passage is in a language that the scorer was not trained on, so far as it names its languages, or
        in a script that it has no tokens for, so far as it tells and was ``asked`` about the passage."""
        unread_share: Callable[[str], float] | None = getattr(self.scorer, "unread_share", None)
        unread = unread_share(passage) if unread_share is not None and asked else 0.0
        if unread > _MOST_UNREAD:
            share = f"{100 * unread:.0f} % of the letters of this text"
            return (Problem("unfamiliar_language", f"{self.name} has no tokens for {share}: expect little of its answer."),)
        languages: tuple[str, ...] = getattr(self.scorer, "languages", ())
        language = language_of(passage)
        if not languages or language in languages:
            return ()
        message = f"{self.name} was trained on {', '.join(languages)}; this text is {language}: expect little of its answer."
        return (Problem("unfamiliar_language", message),)

    def _ask(self, waiting: Sequence[_Waiting]) -> list[Draft]:
        texts, schema = [each.passage for each in waiting], waiting[0].schema
        if isinstance(self.scorer, SchemaScorer):
            drafts = list(self.scorer.answer_schema(texts, schema, self._threshold))
            self._count(len(drafts), len(texts), "drafts", "answer_schema")
            return drafts
        found = list(self.scorer.score(texts, _labels(schema), self._threshold))
        self._count(len(found), len(texts), "lists of spans", "score")
        return [_entities(text, spans) for text, spans in zip(texts, found, strict=True)]

    def _count(self, answers: int, texts: int, what: str, method: str) -> None:
        if answers != texts:
            raise Miscounted(
                f"{self.scorer.name} answered {texts} texts with {answers} {what}.",
                f"The method {method} must return one for each text, in their order.",
            )


def _entities(text: str, spans: Sequence[ScoredSpan]) -> Draft:
    return Draft(
        entities=tuple(
            DraftEntity(each.label, text[each.start : each.end], each.confidence, each.start, each.end) for each in spans
        )
    )


def _labels(schema: Schema) -> tuple[LabelText, ...]:
    return tuple(LabelText(entity.name, entity.description, entity.examples) for entity in schema.entities)
