"""Many documents: so many at a time, no batches, results in the order of the documents, memory that does not grow with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from garner.errors import BudgetSpent, ContextTooLong, GarnerError, InputError, ModelError, ModelUnavailable, RateLimited
from garner.pipeline.progress import Progress
from garner.pipeline.timing import Timing
from garner.values import Document, Extraction, Outcome, Problem, Reading, Result

__all__ = ["RunOptions", "numbered", "run", "was_unanswered"]

# Seconds that calls under way are given when the budget is spent.
_GRACE = 60.0

# Codes of failures that the document is hardly to blame for when several in a row meet them.
_UNANSWERED = frozenset(error.code for error in (ModelUnavailable, RateLimited, ModelError, ContextTooLong))

Extract = Callable[[Document], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run may be told.

    ``window`` bounds the documents pulled and not yet given back (``None``: eight times the concurrency), so one slow document
    does not hold up the others soon. ``patience`` is how many documents in a row may get no answer from the model before the
    run stops (``None``: it never does). ``on_progress`` is called after every result; ``total`` is the number of documents,
    where known. ``model`` and ``schema`` go into the results of documents that failed.
    """

    window: int | None = None
    patience: int | None = 8
    on_progress: Callable[[Progress], None] | None = None
    total: int | None = None
    model: str = ""
    schema: str = ""
    timing: Timing = field(default_factory=Timing)


async def run(
    documents: Iterable[Document | str] | AsyncIterable[Document | str],
    extract: Extract,
    concurrency: int = 32,
    options: RunOptions | None = None,
) -> AsyncGenerator[Result]:
    """The results of ``extract`` on every document, in order; a string becomes a document named by its number (from 1).

    A document whose extraction fails becomes a result with the problem and nothing read, and the others go on. Documents in a
    row to which the model gave no answer at all are held back until another one is answered; when there are ``patience`` of
    them the run stops with a ``ModelError`` and gives none of them out, so that the next run asks again.
    ``BudgetSpent`` and what concerns every document alike (a key, the output, the source of the documents) is raised after the
    results of all documents before the one that met it.
    """
    options = options or RunOptions()
    progress = Progress(total=options.total)
    began, held = options.timing.clock(), list[Result]()
    line = _Line(numbered(documents), _guarded(extract, options), concurrency, options.window or 8 * concurrency)
    async with line:
        while (result := await line.claim()) is not None:
            held.append(result)
            if was_unanswered(result) and options.patience is not None:
                if len(held) >= options.patience:
                    raise _stopped(held)
                continue
            while held:
                progress = progress.after(held[0], options.timing.clock() - began)
                yield held.pop(0)
                if options.on_progress is not None:
                    options.on_progress(progress)
        for result in held:
            progress = progress.after(result, options.timing.clock() - began)
            yield result
            if options.on_progress is not None:
                options.on_progress(progress)


def was_unanswered(result: Result) -> bool:
    """Whether nothing of the document was read because the model could not be reached or would not take the request."""
    failed = all(reading.outcome is Outcome.FAILED for reading in result.coverage)
    return bool(result.coverage) and failed and any(problem.code in _UNANSWERED for problem in result.problems)


def _stopped(held: list[Result]) -> ModelError:
    """The error that a run of such documents ends with."""
    last = next(problem for problem in held[-1].problems if problem.code in _UNANSWERED)
    kind = ModelUnavailable if last.code in (ModelUnavailable.code, RateLimited.code) else ModelError
    return kind(
        f"{len(held)} documents in a row got no answer; the last: {last.message}",
        "What was finished before is written: run the same command again when that is mended.",
    )


async def numbered(documents: Iterable[Document | str] | AsyncIterable[Document | str]) -> AsyncGenerator[Document]:
    """The documents one by one; a string becomes a document named by its number (from 1).

    What is neither becomes a document without text, which ``run`` gives back as failed: a wrong item must not cost the others.
    Raises ``InputError`` where ``documents`` is one text or document instead of several.
    """
    number = 0
    if isinstance(documents, AsyncIterable):
        async for item in documents:
            number += 1
            yield _document(item, number)
        return
    if isinstance(documents, str | bytes | Document):
        raise InputError("The documents are a single one, not several.", "Put it into a list: [text].")
    if isinstance(documents, Mapping) or not isinstance(documents, Iterable):
        raise InputError(
            f"The documents are a {type(documents).__name__}, not a list or other iterable of texts.",
            "Give texts, or garner.Document(id, text) for texts with names.",
        )
    for item in documents:
        number += 1
        yield _document(item, number)


@dataclass(frozen=True, slots=True)
class _NoDocument(Document):
    """Stands for an item that is no document; ``fault`` says what it is."""

    fault: str = ""


def _document(item: object, number: int) -> Document:
    if isinstance(item, Document):
        return item
    if isinstance(item, str):
        return Document(str(number), item)
    return _NoDocument(str(number), "", fault=f"document {number} is neither text nor a Document but {type(item).__name__}.")


def _guarded(extract: Extract, options: RunOptions) -> Extract:
    async def guarded(document: Document) -> Result:
        try:
            if isinstance(document, _NoDocument):
                raise InputError(document.fault, "Give str (decode bytes first), or garner.Document(id, text).")
            return await extract(document)
        except (ModelError, InputError) as error:
            problem = Problem(error.code, str(error))
        except GarnerError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one document brings to light must not cost the others
            problem = Problem("unexpected_failure", f"{type(error).__name__}: {error}")
        if isinstance(document, _NoDocument):
            document = Document(document.id, "")
        nothing = Reading(0, len(document.text), "", Outcome.FAILED)
        return Result(document, Extraction(document.text), (nothing,), (problem,), model=options.model, schema=options.schema)

    return guarded


class _Line:
    """Workers that pull documents from one source into an ordered line of outcomes, at most ``window`` of them unclaimed."""

    def __init__(self, source: AsyncGenerator[Document], extract: Extract, concurrency: int, window: int) -> None:
        self._source = source
        self._extract = extract
        self._concurrency = concurrency
        self._outcomes: asyncio.Queue[asyncio.Future[Result | Exception] | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(max(window, concurrency))
        self._turn = asyncio.Lock()
        self._ended = False
        self._workers: list[asyncio.Task[None]] = []

    async def claim(self) -> Result | None:
        """The next result in order, ``None`` after the last. Raises what stopped the document or the source at this place."""
        outcome = await self._outcomes.get()
        if outcome is None:
            return None
        result = await outcome
        if isinstance(result, Exception):
            raise result
        self._room.release()
        return result

    async def __aenter__(self) -> None:
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._concurrency)]

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ended = True
        self._room.release()
        if kind is not None and issubclass(kind, BudgetSpent):
            # What is being asked has been paid for: it may end, and the ledger keeps it.
            await asyncio.wait(self._workers, timeout=_GRACE)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._source.aclose()

    async def _work(self) -> None:
        while (job := await self._next()) is not None:
            document, outcome = job
            try:
                outcome.set_result(await self._extract(document))
            except Exception as error:  # noqa: BLE001 - handed to the reader of the line, who raises it
                self._ended = True
                outcome.set_result(error)

    async def _next(self) -> tuple[Document, asyncio.Future[Result | Exception]] | None:
        async with self._turn:
            await self._room.acquire()
            if self._ended:
                self._room.release()
                return None
            outcome: asyncio.Future[Result | Exception] = asyncio.get_running_loop().create_future()
            try:
                document = await anext(self._source)
            except StopAsyncIteration:
                self._end()
                return None
            except Exception as error:  # noqa: BLE001 - the source broke: the reader of the line is told at this place
                outcome.set_result(error)
                self._outcomes.put_nowait(outcome)
                self._end()
                return None
            self._outcomes.put_nowait(outcome)
            return document, outcome

    def _end(self) -> None:
        self._ended = True
        self._outcomes.put_nowait(None)
        self._room.release()
