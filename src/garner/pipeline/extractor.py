"""The road of a text: document, passages, answers, extractions, result. Read this file first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import NamedTuple

from garner.errors import ContextTooLong, ModelError
from garner.models.extraction import as_extraction_model
from garner.models.protocols import Answer, ExtractionModel, SpanScorer, TextGenerator
from garner.models.registry import open_model
from garner.passages import Passage, halve, split
from garner.pipeline.assemble import assemble
from garner.pipeline.calls import CallPolicy, prepare_calls
from garner.pipeline.merge import Found, merge
from garner.pipeline.run import run
from garner.pipeline.waiting import each_of, result_of
from garner.schema import Schema
from garner.values import Document, Draft, Outcome, Problem, Reading, Result, Usage

__all__ = ["Extractor", "Reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a text is read at once.

    ``passage_tokens`` bounds a passage below what the model could take (``None``: as the model says), ``overlap_tokens`` is
    what neighbouring passages share, ``least_tokens`` the size under which a passage is not halved any more.
    """

    passage_tokens: int | None = None
    overlap_tokens: int = 32
    least_tokens: int = 48


class _Read(NamedTuple):
    """A passage with the model's answer to it."""

    passage: Passage
    answer: Answer


class Extractor:
    """Extracts what one schema asks from any number of texts with one model.

    ``model`` is a name as on the command line (``"encoder"``, ``"openai:NAME"``, ...) or an object with the methods of
    ``TextGenerator``, ``SpanScorer`` or ``ExtractionModel``. ``reach`` says how much is read at once, ``calls`` how a language
    model is called (retries, limits, budget). Raises ``NotConfigured`` for a name nobody knows.

    >>> from garner import Extractor, Schema
    >>> result = Extractor(Schema.of(["person", "city"])).extract("Marie Curie was born in Warsaw.")
    >>> [(entity.type, entity.text, entity.start, entity.end) for entity in result.entities]
    [('person', 'Marie Curie', 0, 11), ('city', 'Warsaw', 24, 30)]
    """

    def __init__(
        self,
        schema: Schema,
        model: str | ExtractionModel | TextGenerator | SpanScorer = "encoder",
        reach: Reach | None = None,
        calls: CallPolicy | None = None,
    ) -> None:
        self.schema = schema
        opened = open_model(model) if isinstance(model, str) else model
        if isinstance(opened, TextGenerator) and not isinstance(opened, ExtractionModel):
            opened = prepare_calls(opened, calls)
        self.model = as_extraction_model(opened)
        self._reach = reach or Reach()
        self._fingerprint = schema.fingerprint

    def extract(self, text: str | Document) -> Result:
        """The result for one text. Raises only what asking again cannot mend; the rest are problems of the result."""
        return result_of(self.extract_async(text))

    def extract_many(self, documents: Iterable[str | Document], concurrency: int = 32) -> Iterator[Result]:
        """The results in the order of the documents, which are pulled as they are needed."""
        return each_of(self.extract_many_async(documents, concurrency))

    async def extract_many_async(
        self, documents: Iterable[str | Document] | AsyncIterable[str | Document], concurrency: int = 32
    ) -> AsyncGenerator[Result]:
        """As :meth:`extract_many`, for callers that are asynchronous themselves."""
        async with aclosing(run(documents, self.extract_async, concurrency)) as results:
            async for result in results:
                yield result

    async def extract_async(self, text: str | Document) -> Result:
        """As :meth:`extract`, for callers that are asynchronous themselves."""
        document = Document("text", text) if isinstance(text, str) else text
        passages = self._split(document.text)
        reads = [read for group in await asyncio.gather(*map(self._read, passages)) for read in group]
        found: list[Found] = []
        problems: list[tuple[Problem, Passage]] = []
        for passage, answer in reads:
            extraction, placing = assemble(passage.text, answer.draft, self.schema)
            found.append(Found(passage.start, extraction))
            problems += [(problem, passage) for problem in (*answer.problems, *placing)]
        return Result(
            document,
            merge(document.text, found, self.schema),
            tuple(_shift(reading, passage.start) for passage, answer in reads for reading in answer.readings),
            _located(problems),
            sum((answer.usage for _, answer in reads), Usage()),
            self.model.name,
            self._fingerprint,
        )

    def _split(self, text: str) -> tuple[Passage, ...]:
        if not text.strip():
            return ()
        room = self.model.room(self.schema)
        size = room if self._reach.passage_tokens is None else min(room, self._reach.passage_tokens)
        return split(text, size, min(self._reach.overlap_tokens, size // 4), self.model.count_tokens)

    async def _read(self, passage: Passage) -> list[_Read]:
        """The answers for a passage, or for its halves where it or its answer was too long for the model."""
        try:
            answer = await self.model.answer(passage.text, self.schema)
        except ContextTooLong as error:
            return await self._read_halves(passage, _failed(passage, self.schema, error))
        except ModelError as error:
            return [_Read(passage, _failed(passage, self.schema, error))]
        if any(reading.outcome is Outcome.PARTIAL for reading in answer.readings):
            return await self._read_halves(passage, answer)
        return [_Read(passage, answer)]

    async def _read_halves(self, passage: Passage, answer: Answer) -> list[_Read]:
        if self.model.count_tokens(passage.text) < self._reach.least_tokens * 2:
            return [_Read(passage, answer)]
        halves = await asyncio.gather(*map(self._read, halve(passage)))
        note = Problem("passage_halved", "The passage or its answer was too long for the model; read in two halves.")
        # What was paid for the failed reading stays on the bill.
        spent = _Read(passage, replace(answer, problems=(note,), readings=answer.readings))
        return [spent, *(read for half in halves for read in half)]


def _failed(passage: Passage, schema: Schema, error: ModelError) -> Answer:
    reading = Reading(0, len(passage.text), "", Outcome.FAILED, schema.keys)
    return Answer(Draft(), (reading,), (Problem(error.code, str(error)),))


def _shift(reading: Reading, by: int) -> Reading:
    return replace(reading, start=reading.start + by, end=reading.end + by)


def _located(problems: list[tuple[Problem, Passage]]) -> tuple[Problem, ...]:
    """The problems with their places; one that many passages share is told once."""
    places: dict[Problem, list[Passage]] = {}
    for problem, passage in problems:
        places.setdefault(problem, []).append(passage)
    located = []
    for problem, passages in places.items():
        place = f"characters {passages[0].start}-{passages[-1].end}"
        if len(passages) > 1:
            place += f" ({len(passages)} times)"
        located.append(replace(problem, where=f"{place}, {problem.where}" if problem.where else place))
    return tuple(located)
