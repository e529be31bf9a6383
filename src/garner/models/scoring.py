"""A span scorer as an extraction model: passages that wait together are scored in one batch."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import NamedTuple

from garner.formats import language_of
from garner.models.protocols import Answer, LabelText, ScoredSpan, SpanScorer
from garner.schema import Schema
from garner.values import Draft, DraftEntity, Outcome, Problem, Reading, Usage

__all__ = ["ScoringModel"]


class _Scored(NamedTuple):
    spans: list[ScoredSpan]
    seconds: float


class _Waiting(NamedTuple):
    passage: str
    labels: tuple[LabelText, ...]
    scored: asyncio.Future[_Scored]


class ScoringModel:
    """Answers the entity types of a schema with a span scorer; everything else of the schema is reported as not read.

    ``threshold`` is the least confidence of an answer, ``None`` for the scorer's own; ``batch`` bounds how many passages are
    scored at once.
    """

    def __init__(self, scorer: SpanScorer, threshold: float | None = None, batch: int = 16) -> None:
        self.name = scorer.name if threshold is None else f"{scorer.name} min-confidence={threshold:g}"
        self._scorer = scorer
        self._threshold = threshold
        self._batch = batch
        self._waiting: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None

    def count_tokens(self, text: str) -> int:
        return self._scorer.count_tokens(text)

    def room(self, schema: Schema) -> int:
        return self._scorer.room(_labels(schema))

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """The entities of the passage. Raises what the scorer raises."""
        labels = _labels(schema)
        spans, seconds = await self._score(passage, labels) if labels else _Scored([], 0.0)
        entities = tuple(
            DraftEntity(each.label, passage[each.start : each.end], each.confidence, each.start, each.end) for each in spans
        )
        readings, problems = self._readings(passage, schema)
        problems += self._unfamiliar(passage)
        usage = Usage(calls=int(bool(labels)), input_tokens=self.count_tokens(passage) if labels else 0, seconds=seconds)
        return Answer(Draft(entities=entities), readings, problems, usage)

    def _readings(self, passage: str, schema: Schema) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
        read = tuple(key for key in schema.keys if key.startswith("entities."))
        left = tuple(key for key in schema.keys if not key.startswith("entities."))
        readings = [Reading(0, len(passage), self.name, Outcome.READ, read)] if read else []
        if not left:
            return tuple(readings), ()
        readings.append(Reading(0, len(passage), self.name, Outcome.FAILED, left))
        message = (
            f"{self.name} answers entities only; not asked: {', '.join(left)}. Use a language model (--model openai:NAME)."
        )
        return tuple(readings), (Problem("not_answered", message),)

    def _unfamiliar(self, passage: str) -> tuple[Problem, ...]:
        """A problem where the passage is in a language that the scorer was not trained on, so far as it names its languages."""
        languages: tuple[str, ...] = getattr(self._scorer, "languages", ())
        language = language_of(passage)
        if not languages or language in languages:
            return ()
        message = f"{self.name} was trained on {', '.join(languages)}; this text is {language}: expect little of its answer."
        return (Problem("unfamiliar_language", message),)

    async def _score(self, passage: str, labels: tuple[LabelText, ...]) -> _Scored:
        scored: asyncio.Future[_Scored] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(passage, labels, scored))
        if self._worker is None:
            self._worker = asyncio.create_task(self._drain())
        return await scored

    async def _drain(self) -> None:
        try:
            await asyncio.sleep(0)  # lets everybody who is ready now join the first batch
            while self._waiting:
                batch = [self._waiting.popleft()]
                while self._waiting and self._waiting[0].labels == batch[0].labels and len(batch) < self._batch:
                    batch.append(self._waiting.popleft())
                await self._score_batch(batch)
        finally:
            self._worker = None
            for left in self._waiting:
                left.scored.cancel()
            self._waiting.clear()

    async def _score_batch(self, batch: list[_Waiting]) -> None:
        texts = [each.passage for each in batch]
        started = time.perf_counter()
        try:
            answers = await asyncio.to_thread(self._scorer.score, texts, batch[0].labels, self._threshold)
        except Exception as error:  # noqa: BLE001 - belongs to whoever asked: alone it is raised there, in company each is asked alone
            if len(batch) > 1:
                for each in batch:
                    await self._score_batch([each])
            elif not batch[0].scored.done():
                batch[0].scored.set_exception(error)
            return
        seconds = (time.perf_counter() - started) / len(batch)
        for each, spans in zip(batch, answers, strict=True):
            if not each.scored.done():
                each.scored.set_result(_Scored(spans, seconds))


def _labels(schema: Schema) -> tuple[LabelText, ...]:
    return tuple(LabelText(entity.name, entity.description, entity.examples) for entity in schema.entities)
