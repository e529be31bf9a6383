"""A span scorer as an extraction model: passages that wait together are scored in one batch."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from garner.errors import ModelError
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


class _Line(NamedTuple):
    """Who waits in one event loop, and the task that serves them."""

    waiting: deque[_Waiting]
    worker: asyncio.Task[None]


class ScoringModel:
    """Answers the entity types of a schema with a span scorer; everything else of the schema is reported as not read.

    ``threshold`` is the least confidence of an answer, ``None`` for the scorer's own; ``batch`` bounds how many passages are
    scored at once. Several threads may share it, each with an event loop of its own; the scorer scores one batch at a time.
    """

    def __init__(self, scorer: SpanScorer, threshold: float | None = None, batch: int = 16) -> None:
        self.name = scorer.name if threshold is None else f"{scorer.name} min-confidence={threshold:g}"
        self._scorer = scorer
        self._threshold = threshold
        self._batch = batch
        # A future may be waited for in its own event loop only. A loop has its entry as long as its worker works.
        self._lines: dict[asyncio.AbstractEventLoop, _Line] = {}
        self._turn = threading.Lock()

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
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            waiting: deque[_Waiting] = deque()
            line = self._lines[loop] = _Line(waiting, loop.create_task(self._drain(waiting)))
        scored: asyncio.Future[_Scored] = loop.create_future()
        line.waiting.append(_Waiting(passage, labels, scored))
        return await scored

    async def _drain(self, waiting: deque[_Waiting]) -> None:
        batch: list[_Waiting] = []
        try:
            await asyncio.sleep(0)  # lets everybody who is ready now join the first batch
            while waiting:
                batch = [waiting.popleft()]
                while waiting and waiting[0].labels == batch[0].labels and len(batch) < self._batch:
                    batch.append(waiting.popleft())
                await self._score_batch(batch)
        finally:
            del self._lines[asyncio.get_running_loop()]
            for left in (*batch, *waiting):
                left.scored.cancel()

    async def _score_batch(self, batch: list[_Waiting]) -> None:
        texts = [each.passage for each in batch]
        started = time.perf_counter()
        try:
            answers = await asyncio.to_thread(self._ask, texts, batch[0].labels)
        except Exception as error:  # noqa: BLE001 - belongs to whoever asked: alone it is raised there, in company each is asked alone
            if len(batch) > 1:
                for each in batch:
                    await self._score_batch([each])
            elif not batch[0].scored.done():
                batch[0].scored.set_exception(error)
            return
        seconds = (time.perf_counter() - started) / len(batch)
        for number, each in enumerate(batch):
            if each.scored.done():
                continue
            if len(answers) == len(batch):
                each.scored.set_result(_Scored(answers[number], seconds))
            else:
                each.scored.set_exception(self._miscounted(len(answers), len(batch)))

    def _ask(self, texts: Sequence[str], labels: tuple[LabelText, ...]) -> list[list[ScoredSpan]]:
        with self._turn:
            return list(self._scorer.score(texts, labels, self._threshold))

    def _miscounted(self, answers: int, texts: int) -> ModelError:
        return ModelError(
            f"{self._scorer.name} answered {texts} texts with {answers} lists of spans.",
            "The method score must return one list for each text, in their order.",
        )


def _labels(schema: Schema) -> tuple[LabelText, ...]:
    return tuple(LabelText(entity.name, entity.description, entity.examples) for entity in schema.entities)
