"""Many documents: in order, so many at once, one failing alone, memory that does not grow, stopping without halves."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import AnswerRefused, BudgetSpent, InputError, ModelError, ModelUnavailable, NotConfigured, OutputError
from garner.pipeline.progress import Progress
from garner.pipeline.run import RunOptions, run, was_unanswered
from garner.pipeline.timing import Timing
from garner.values import Document, Extraction, Outcome, Problem, Reading, Result, Usage
from servers.pretend_time import PretendTime


def read(document: Document) -> Result:
    """A result that says the whole document was read."""
    return Result(
        document,
        Extraction(document.text),
        (Reading(0, len(document.text), "call", Outcome.READ),),
        usage=Usage(1, 0, 10, 5, 0.1, 0.5),
        model="m",
        schema="s",
    )


def unavailable(document: Document) -> Result:
    """A result of a document of which nothing was read because the model was away."""
    readings = (Reading(0, len(document.text), "", Outcome.FAILED),)
    return Result(document, Extraction(document.text), readings, (Problem("model_unavailable", "down"),))


def documents(count: int) -> Iterator[Document]:
    return (Document(str(number), f"text {number}") for number in range(count))


def collect(source: Iterable[Document | str], extract, concurrency: int = 4, options: RunOptions | None = None):
    """The results given out, and the error the run ended with, if it did."""

    async def gather() -> tuple[list[Result], Exception | None]:
        results: list[Result] = []
        try:
            async for result in run(source, extract, concurrency, options):
                results.append(result)  # noqa: PERF401 - what came before an error must be kept
        except Exception as error:  # noqa: BLE001 - the error is what the tests look at
            return results, error
        return results, None

    return asyncio.run(gather())


async def answer(document: Document) -> Result:
    return read(document)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 8), st.none() | st.integers(1, 20))
def test_results_come_in_the_order_of_the_documents(seconds: list[int], concurrency: int, window: int | None) -> None:
    time = PretendTime()

    async def extract(document: Document) -> Result:
        await time.sleep(seconds[int(document.id)])
        return read(document)

    results, error = collect(documents(len(seconds)), extract, concurrency, RunOptions(window=window))
    assert error is None
    assert [result.id for result in results] == [str(number) for number in range(len(seconds))]


def test_there_are_no_batches() -> None:
    """Four at a time, one slow: the others use the three places all the while, and end when she does."""
    time = PretendTime()

    async def extract(document: Document) -> Result:
        await time.sleep(10 if document.id == "0" else 1)
        return read(document)

    collect(documents(31), extract, 4, RunOptions(window=100))
    assert time.now - 1000 == 10


def test_no_more_than_so_many_at_once_and_all_places_used() -> None:
    time, now, most = PretendTime(), 0, 0

    async def extract(document: Document) -> Result:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await time.sleep(1)
        now -= 1
        return read(document)

    collect(documents(20), extract, 5)
    assert most == 5
    assert time.now - 1000 == 4


def test_memory_is_flat_over_a_hundred_thousand_documents() -> None:
    alive: set[int] = set()
    most = pulled = 0

    class Watched(Document):
        __slots__ = ("__weakref__",)

    def source() -> Iterator[Document]:
        nonlocal most, pulled
        for number in range(100_000):
            document = Watched(str(number), "x")
            alive.add(number)
            weakref.finalize(document, alive.discard, number).atexit = False
            most = max(most, len(alive))
            pulled += 1
            yield document

    async def count() -> int:
        total = 0
        async for _ in run(source(), answer, 8, RunOptions(window=32)):
            total += 1
        return total

    gc.collect()
    assert asyncio.run(count()) == 100_000
    assert pulled == 100_000
    assert most <= 32 + 8 + 2


def test_documents_are_pulled_only_as_they_are_needed() -> None:
    pulled = 0

    def source() -> Iterator[Document]:
        nonlocal pulled
        for document in documents(1000):
            pulled += 1
            yield document

    async def look() -> list[int]:
        seen = []
        async for _ in run(source(), answer, 2, RunOptions(window=10)):
            await asyncio.sleep(0.001)
            seen.append(pulled)
            if len(seen) == 20:
                break
        return seen

    seen = asyncio.run(look())
    assert all(count <= number + 11 for number, count in enumerate(seen))


def test_work_goes_on_while_the_reader_is_busy() -> None:
    time, done = PretendTime(), []

    async def extract(document: Document) -> Result:
        await time.sleep(1)
        done.append(document.id)
        return read(document)

    async def slow_reader() -> int:
        results = run(documents(12), extract, 2, RunOptions(window=12))
        await anext(results)
        await time.sleep(100)
        finished = len(done)
        await results.aclose()
        return finished

    assert asyncio.run(slow_reader()) == 12


def test_asynchronous_sources_and_plain_strings_do_too() -> None:
    async def source() -> AsyncIterator[str]:
        for text in ("a", "b"):
            await asyncio.sleep(0)
            yield text

    for texts in (source(), ["a", "b"]):
        results, error = collect(texts, answer)  # type: ignore[arg-type]
        assert error is None
        assert [(result.id, result.text) for result in results] == [("1", "a"), ("2", "b")]


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (ZeroDivisionError("oops"), "unexpected_failure", "ZeroDivisionError: oops"),
        (AnswerRefused("no", "filtered"), "answer_refused", "no filtered"),
        (InputError("bad"), "input_error", "bad"),
        (RecursionError("deep"), "unexpected_failure", "RecursionError: deep"),
    ],
)
def test_one_failing_document_becomes_a_result_and_the_others_go_on(failure: Exception, code: str, words: str) -> None:
    async def extract(document: Document) -> Result:
        if document.id == "3":
            raise failure
        return read(document)

    results, error = collect(documents(10), extract, options=RunOptions(model="m", schema="s"))
    assert error is None
    assert [result.id for result in results if not result.complete] == ["3"]
    assert results[3].problems == (Problem(code, words),)
    assert results[3].gaps() == ((0, 6),)
    assert (results[3].model, results[3].schema) == ("m", "s")


@pytest.mark.parametrize("failure", [NotConfigured("no key"), OutputError("disk full")])
def test_what_concerns_every_document_stops_the_run_after_those_before(failure: Exception) -> None:
    started = []

    async def extract(document: Document) -> Result:
        started.append(document.id)
        await asyncio.sleep(0)
        if document.id == "5":
            raise failure
        return read(document)

    results, error = collect(documents(1000), extract)
    assert error is failure
    assert [result.id for result in results] == ["0", "1", "2", "3", "4"]
    assert len(started) < 50


def test_a_spent_budget_stops_cleanly_and_lets_paid_calls_end() -> None:
    time, ended = PretendTime(), []

    async def extract(document: Document) -> Result:
        await time.sleep(1 if document.id == "5" else 5)
        if int(document.id) in (5, 8):
            raise BudgetSpent("spent")
        ended.append(int(document.id))
        return read(document)

    results, error = collect(documents(1000), extract, 8)
    assert isinstance(error, BudgetSpent)
    assert [result.id for result in results] == ["0", "1", "2", "3", "4"]
    assert {6, 7} <= set(ended), "calls under way when the budget was spent have been paid for"
    assert len(ended) < 12


def test_a_source_that_breaks_stops_the_run_after_what_it_gave() -> None:
    def source() -> Iterator[Document]:
        yield from documents(3)
        raise InputError("line 4 is broken")

    results, error = collect(source(), answer)
    assert str(error) == "line 4 is broken"
    assert len(results) == 3


def test_a_server_that_is_gone_stops_the_run_and_its_documents_are_not_given_out() -> None:
    started = []

    async def extract(document: Document) -> Result:
        started.append(document.id)
        await asyncio.sleep(0)
        return read(document) if int(document.id) < 5 else unavailable(document)

    results, error = collect(documents(1000), extract, 4, RunOptions(patience=3))
    assert isinstance(error, ModelUnavailable)
    assert "3 documents in a row" in str(error)
    assert len(results) == 5
    assert len(started) < 60


@pytest.mark.parametrize(("code", "stops"), [("model_error", True), ("context_too_long", True), ("answer_refused", False)])
def test_a_request_the_server_will_not_take_stops_the_run_and_a_content_filter_does_not(code: str, stops: bool) -> None:
    async def extract(document: Document) -> Result:
        result = unavailable(document)
        return replace(result, problems=(Problem("other", "first"), Problem(code, "the model is called otherwise")))

    results, error = collect(documents(20), extract, 4, RunOptions(patience=3))
    assert len(results) == (0 if stops else 20)
    assert (type(error) is ModelError and "called otherwise" in str(error)) == stops


def test_a_document_that_breaks_the_server_does_not_stop_the_run() -> None:
    async def extract(document: Document) -> Result:
        if int(document.id) % 3:
            raise ModelUnavailable("500")
        return read(document)

    results, error = collect(documents(30), extract, 4, RunOptions(patience=3))
    assert error is None
    assert [result.id for result in results] == [str(number) for number in range(30)]
    assert sum(map(was_unanswered, results)) == 20


def test_without_patience_bounds_the_run_goes_through() -> None:
    async def extract(document: Document) -> Result:
        return unavailable(document)

    results, error = collect(documents(30), extract, 4, RunOptions(patience=None))
    assert error is None
    assert len(results) == 30


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_reader_that_leaves_ends_everything(concurrency: int) -> None:
    cancelled = []

    async def extract(document: Document) -> Result:
        if document.id == "0":
            return read(document)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(document.id)
            raise
        return read(document)

    async def leave() -> int:
        results = run(documents(100), extract, concurrency)
        await anext(results)
        await asyncio.sleep(0.001)
        await results.aclose()
        return len(asyncio.all_tasks())

    assert asyncio.run(leave()) == 1
    assert len(cancelled) == concurrency


def test_cancelling_the_caller_ends_everything() -> None:
    async def extract(document: Document) -> Result:
        await asyncio.Event().wait()
        return read(document)

    async def consume() -> None:
        async for _ in run(documents(100), extract, 4):
            pass

    async def cancel() -> int:
        task = asyncio.create_task(consume())
        await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(asyncio.all_tasks())

    assert asyncio.run(cancel()) == 1


def test_progress_is_told_after_every_result() -> None:
    time, told = PretendTime(), []

    async def extract(document: Document) -> Result:
        await time.sleep(2)
        if document.id == "1":
            raise ZeroDivisionError
        return read(document)

    options = RunOptions(on_progress=told.append, total=4, timing=Timing(time.clock, time.sleep))
    collect(documents(4), extract, 2, options)
    assert told == [
        Progress(1, 0, 4, 10, 5, 0.5, 2.0),
        Progress(2, 1, 4, 10, 5, 0.5, 2.0),
        Progress(3, 1, 4, 20, 10, 1.0, 4.0),
        Progress(4, 1, 4, 30, 15, 1.5, 4.0),
    ]
    assert (told[2].rate, told[2].eta) == (0.75, pytest.approx(4 / 3))
    assert (Progress().rate, Progress().eta, Progress(done=1, seconds=1).eta) == (0.0, None, None)


def test_no_documents_no_results() -> None:
    assert collect([], answer) == ([], None)


@pytest.mark.parametrize("documents", ["a text", b"bytes", Document("a", "text"), {"a": "text"}, 5, None])
def test_what_is_not_several_documents_is_refused(documents: object) -> None:
    results, error = collect(documents, answer)  # type: ignore[arg-type]
    assert results == []
    assert isinstance(error, InputError)
    assert error.hint


@pytest.mark.parametrize("wrong", [None, b"bytes", 5, ["nested"]])
def test_an_item_that_is_no_document_fails_alone_and_is_named_by_its_number(wrong: object) -> None:
    told: list[Progress] = []
    results, error = collect(["one", wrong, "three"], answer, options=RunOptions(on_progress=told.append))  # type: ignore[list-item]
    assert error is None
    assert [(result.id, result.text, result.complete) for result in results] == [
        ("1", "one", True),
        ("2", "", False),
        ("3", "three", True),
    ]
    (problem,) = results[1].problems
    assert problem.code == "input_error"
    assert f"document 2 is neither text nor a Document but {type(wrong).__name__}" in problem.message
    assert (told[-1].done, told[-1].failed) == (3, 1)
