"""What stands in the output is kept and not done again; what does not belong there is refused."""

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import OutputError
from garner.files.results import read_results
from garner.pipeline.resume import Conditions, ContinuedOutput
from garner.pipeline.run import run
from garner.pipeline.timing import Timing
from garner.values import Document, Extraction, Outcome, Problem, Reading, Result

HERE = Conditions("m", "s")


def document(number: int) -> Document:
    return Document(f"d{number}", f"text {number} \U0001f600\u2028\ud800")


def read(number: int) -> Result:
    text = document(number).text
    return Result(document(number), Extraction(text), (Reading(0, len(text), "c", Outcome.READ),), model="m", schema="s")


def away(number: int, model: str = "") -> Result:
    text = document(number).text
    readings = (Reading(0, len(text), "", Outcome.FAILED),)
    return Result(document(number), Extraction(text), readings, (Problem("model_unavailable", "down"),), model=model)


def write(path: Path, results: Iterable[Result]) -> bytes:
    with ContinuedOutput(path, HERE) as output:
        for result in results:
            output.write(result)
    return path.read_bytes()


def unfinished(output: ContinuedOutput, documents: Iterable[Document]) -> list[str]:
    async def collect() -> list[str]:
        return [document.id async for document in output.unfinished(documents)]

    return asyncio.run(collect())


def test_finished_documents_are_not_given_again(tmp_path: Path) -> None:
    write(tmp_path / "o", [read(0), read(1)])
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        assert output.finished == 2
        assert unfinished(output, map(document, range(4))) == ["d2", "d3"]
        output.write(read(2))
    assert [result.id for result in read_results(tmp_path / "o")] == ["d0", "d1", "d2"]


def test_documents_are_given_while_results_are_written(tmp_path: Path) -> None:
    write(tmp_path / "o", [read(0)])

    async def go_on() -> None:
        with ContinuedOutput(tmp_path / "o", HERE) as output:
            async for one in output.unfinished(map(document, range(50))):
                output.write(read(int(one.id[1:])))

    asyncio.run(go_on())
    assert [result.id for result in read_results(tmp_path / "o")] == [f"d{number}" for number in range(50)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_cut_off_anywhere_is_cut_back_to_its_last_whole_result(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("cut") / "o"
    whole = write(path, map(read, range(3)))
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    lines = whole[:cut].count(b"\n")
    with ContinuedOutput(path, HERE) as output:
        assert output.finished == lines
        for name in unfinished(output, map(document, range(3))):
            output.write(read(int(name[1:])))
    assert path.read_bytes() == whole


def test_a_last_line_of_rubbish_is_cut_off(tmp_path: Path) -> None:
    whole = write(tmp_path / "o", [read(0)])
    (tmp_path / "o").write_bytes(whole + b"\x00\x00\x00\n")
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        assert output.finished == 1
    assert (tmp_path / "o").read_bytes() == whole


def test_rubbish_in_the_middle_is_refused_and_left_alone(tmp_path: Path) -> None:
    whole = write(tmp_path / "o", [read(0), read(1)])
    damaged = whole.replace(b"\n", b"\nrubbish\n", 1)
    (tmp_path / "o").write_bytes(damaged)
    with pytest.raises(OutputError, match="line 2: this is no result"):
        ContinuedOutput(tmp_path / "o", HERE)
    assert (tmp_path / "o").read_bytes() == damaged


def test_documents_at_the_end_that_the_server_never_answered_are_asked_again(tmp_path: Path) -> None:
    write(tmp_path / "o", [read(0), away(1), read(2), away(3), away(4)])
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        assert output.finished == 3
        assert unfinished(output, map(document, range(6))) == ["d3", "d4", "d5"]
    assert [result.id for result in read_results(tmp_path / "o")] == ["d0", "d1", "d2"]


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (Conditions("other", "s"), r"made with another model \(m\) than this run has \(other\)\. .*--overwrite"),
        (Conditions("m", "t"), r"made with another schema \(s\) than this run has \(t\)\. .*--overwrite"),
    ],
)
def test_results_made_under_other_conditions_are_refused(tmp_path: Path, conditions: Conditions, words: str) -> None:
    before = write(tmp_path / "o", [read(0)])
    with pytest.raises(OutputError, match=words):
        ContinuedOutput(tmp_path / "o", conditions)
    assert (tmp_path / "o").read_bytes() == before


def test_an_unknown_major_version_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path / "o", [read(0)])
    (tmp_path / "o").write_bytes(whole.replace(b'"version":"1.', b'"version":"2.'))
    with pytest.raises(OutputError, match=r"a result of version 2\."):
        ContinuedOutput(tmp_path / "o", HERE)


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ([document(1)], "a result for 'd0' where the documents now have 'd1'"),
        ([Document("d0", "changed")], "where the documents now have 'd0' with another text"),
        ([document(0)], "a result for 'd1', beyond the documents given"),
        ([], "a result for 'd0', beyond the documents given"),
    ],
)
def test_results_of_other_documents_are_refused(tmp_path: Path, documents: list[Document], words: str) -> None:
    write(tmp_path / "o", [read(0), read(1)])
    with ContinuedOutput(tmp_path / "o", HERE) as output, pytest.raises(OutputError, match=words):
        unfinished(output, documents)


def test_two_runs_cannot_write_one_output(tmp_path: Path) -> None:
    with ContinuedOutput(tmp_path / "o", HERE), pytest.raises(OutputError, match="being written by another run"):
        ContinuedOutput(tmp_path / "o", HERE)
    ContinuedOutput(tmp_path / "o", HERE).close()


@pytest.mark.parametrize("name", ["absent/o", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        ContinuedOutput(tmp_path / name, HERE)


def test_the_disk_is_told_to_keep_results_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: forced.append((tmp_path / "o").read_bytes().count(b"\n")))
    now = 100.0
    with ContinuedOutput(tmp_path / "o", HERE, Timing(clock=lambda: now)) as output:
        for number in range(6):
            output.write(read(number))
            now += 0.75
    assert forced == [4, 6]


FULL = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_resume import HERE, read
from garner.errors import OutputError
from garner.pipeline.resume import ContinuedOutput
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with ContinuedOutput(Path(sys.argv[1]), HERE) as output:
    output.write(read(0))
    size = Path(sys.argv[1]).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size * 2 + 20, size * 2 + 20))
    output.write(read(1))
    try:
        output.write(read(2))
    except OutputError as error:
        print(error)
"""


def test_a_full_disk_leaves_whole_results_and_the_run_goes_on_later(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / "o"), str(Path(__file__).parent)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "2 results written before are whole" in said
    assert [result.id for result in read_results(tmp_path / "o")] == ["d0", "d1"]
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        assert unfinished(output, map(document, range(3))) == ["d2"]


def test_checking_a_large_file_takes_no_memory(tmp_path: Path) -> None:
    text = "x" * 100_000
    big = Result(Document("d", text), Extraction(text), (Reading(0, len(text), "c", Outcome.READ),), model="m", schema="s")
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        for _ in range(300):
            output.write(big)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ContinuedOutput(tmp_path / "o", HERE) as output:
        assert len(unfinished(output, [Document("d", text)] * 301)) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15_000, "30 MB of results were held"


def test_an_item_that_is_no_document_keeps_its_place_when_a_run_goes_on(tmp_path: Path) -> None:
    items = ["one", None, "three"]

    async def go(documents: list[str | None]) -> list[str]:
        async def extract(one: Document) -> Result:
            return Result(one, Extraction(one.text), (Reading(0, len(one.text), "c", Outcome.READ),), model="m", schema="s")

        done = []
        with ContinuedOutput(tmp_path / "o", HERE) as output:
            async for result in run(output.unfinished(documents), extract):  # type: ignore[arg-type]
                output.write(result)
                done.append(result.id)
        return done

    assert asyncio.run(go(items[:2])) == ["1", "2"]
    assert asyncio.run(go(items)) == ["3"]
    assert [(result.id, len(result.problems)) for result in read_results(tmp_path / "o")] == [("1", 0), ("2", 1), ("3", 0)]
