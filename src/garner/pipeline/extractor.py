"""The road of a text: document, passages, answers, extractions (corrected), result. Read this file first."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import NamedTuple

from garner.errors import ContextTooLong, InputError, ModelError, SchemaError
from garner.models.extraction import as_extraction_model
from garner.models.protocols import Answer, ExtractionModel, SpanScorer, TextGenerator
from garner.models.registry import open_model
from garner.models.together import together
from garner.passages import Passage, halve, split
from garner.pipeline.calls import CallPolicy, books_of, prepare_calls
from garner.pipeline.merge import Found, merge
from garner.pipeline.merged import mended
from garner.pipeline.refining import Settling, generator_opener, name_of, refinement_for
from garner.pipeline.run import run
from garner.pipeline.waiting import each_of, result_of
from garner.refinement.protocols import Refinement
from garner.schema import Schema
from garner.values import Document, Draft, Outcome, Problem, Reading, Result, Usage

__all__ = ["Extractor", "Reach"]

_HALVINGS = 5


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
        refine: bool | str | Refinement | None = None,
    ) -> None:
        if not isinstance(schema, Schema):
            raise SchemaError(
                f"A {type(schema).__name__} is no schema.", 'Schema.of(["person"]), Schema.load(path), ... make one.'
            )
        self.schema = schema
        opened = open_model(model) if isinstance(model, str) else model
        books = books_of(calls or CallPolicy())
        if isinstance(opened, TextGenerator) and not isinstance(opened, ExtractionModel):
            opened = prepare_calls(opened, calls, purse=books.purse)
        self.model = as_extraction_model(opened)
        how = refinement_for(refine, self.model, generator_opener(calls, books=books))
        self.name = name_of(self.model.name, how)
        self._settling = Settling(schema, how, self.model)
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
        if not isinstance(document, Document):
            raise InputError(f"A {type(text).__name__} is no text.", "Give a str or a garner.Document.")
        passages = self._split(document.text)
        groups = await together(self._read(passage, self.schema) for passage in passages)
        reads = [read for group in groups for read in group]
        settled = await together(self._settling.settle(passage, answer) for passage, answer in reads)
        readings = tuple(self._shift(reading, passage.start) for passage, answer in reads for reading in answer.readings)
        unasked, missing = _unasked(self.schema, readings, len(document.text))
        merged = merge(document.text, [Found(each.passage.start, each.extraction) for each in settled], self.schema)
        extraction, rounds = await mended(merged, settled, self.schema, self._settling.how)
        return Result(
            document,
            extraction,
            (*readings, *unasked),
            (*_located([(problem, each.passage) for each in settled for problem in each.problems]), *missing),
            sum((each.usage for each in settled), Usage()),
            self.name,
            self._fingerprint,
            (*(round_ for each in settled for round_ in each.rounds), *rounds),
        )

    def _split(self, text: str) -> tuple[Passage, ...]:
        if not text.strip():
            return ()
        room = self.model.room(self.schema)
        size = room if self._reach.passage_tokens is None else min(room, self._reach.passage_tokens)
        return split(text, size, min(self._reach.overlap_tokens, size // 4), self.model.count_tokens)

    def _shift(self, reading: Reading, by: int) -> Reading:
        """The reading in the document's offsets; one that does not say what was asked was about everything."""
        return replace(reading, start=reading.start + by, end=reading.end + by, asked=reading.asked or self.schema.keys)

    async def _read(self, passage: Passage, schema: Schema, halvings: int = _HALVINGS) -> list[_Read]:
        """The answers for a passage; what was too long for the model is asked again of its halves, at most that often."""
        try:
            answer = await self.model.answer(passage.text, schema)
        except ModelError as error:
            reading = Reading(0, len(passage.text), "", Outcome.FAILED, schema.keys)
            cut = schema.keys if isinstance(error, ContextTooLong) else ()
            answer = Answer(Draft(), (reading,), (Problem(error.code, str(error)),), cut=cut)
        halves = halve(passage) if answer.cut and halvings else ()
        if len(halves) < 2 or self.model.count_tokens(passage.text) < 2 * self._reach.least_tokens:
            return [_Read(passage, answer)]
        asked = schema.only(answer.cut)
        # Where nothing at all was said, less text helps at once or not at all; a passage that was refused unread costs nothing.
        left = halvings - 1 if answer.draft or not answer.usage.calls else 0
        reads = await together(self._read(half, asked, left) for half in halves)
        return [_Read(passage, _without_cut(answer)), *(read for half in reads for read in half)]


def _without_cut(answer: Answer) -> Answer:
    """The part of an answer that stands beside the answers of the halves: its items and bill, not its vote or its complaint."""
    tasks = {key.removeprefix("labels.") for key in answer.cut if key.startswith("labels.")}
    labels = tuple(label for label in answer.draft.labels if label.task not in tasks)
    settled = (ContextTooLong.code, "reply_cut", "unreadable_reply")
    problems = tuple(problem for problem in answer.problems if problem.code not in settled)
    note = Problem("passage_halved", "The passage or the answer about it was too long for the model; read in two halves.")
    return replace(answer, draft=replace(answer.draft, labels=labels), problems=(*problems, note))


def _unasked(schema: Schema, readings: tuple[Reading, ...], length: int) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """A failed reading and a problem for what the model left out of its readings altogether."""
    asked = {key for reading in readings for key in reading.asked}
    left = tuple(key for key in schema.keys if key not in asked)
    if not left or not readings:
        return (), ()
    message = f"The model says nothing of having looked for {', '.join(left)}."
    return (Reading(0, length, "", Outcome.FAILED, left),), (Problem("not_answered", message, f"characters 0-{length}"),)


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
