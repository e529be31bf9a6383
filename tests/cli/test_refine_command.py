"""``garner refine``, and ``--refine`` of the commands that ask a model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import Result as Run

from garner.files import read_results
from garner.refinement import registry
from garner.refinement.protocols import Case, Detection, Judgement, Refinement
from garner.values import Decision

Garner = Callable[..., Run]

ANSWERS = (
    {
        "document_id": "d1",
        "text": "Acme bought Bolt.",
        "extractions": [
            {"extraction_class": "company", "extraction_text": "Acme", "char_interval": {"start_pos": 0, "end_pos": 4}},
            {"extraction_class": "company", "extraction_text": "Initech", "char_interval": None},
        ],
    },
    {"id": "d2", "text": "Acme sold.", "values": {"company": ["Acme"]}},
)


def put(name: str, *lines: object) -> str:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    Path(name).write_text(text, "utf-8")
    return name


@pytest.fixture
def refine(garner: Garner) -> Garner:
    """Runs ``garner refine`` for companies with the rules."""

    def run(*words: str, stdin: str | None = None) -> Run:
        return garner("refine", *words, "-e", "company", "--refine-with", "rules", stdin=stdin)

    return run


def companies(path: str = "out.jsonl") -> dict[str, list[str]]:
    return {result.id: [entity.text for entity in result.entities] for result in read_results(path)}


def test_answers_of_several_formats_become_corrected_results_with_a_page(refine: Garner) -> None:
    run = refine(put("a.jsonl", *ANSWERS), "-o", "out.jsonl", "--html", "out.html")
    assert run.exit_code == 0, run.stderr
    assert companies() == {"d1": ["Acme"], "d2": ["Acme"]}
    assert run.stderr.startswith("2 documents, 2 items, ")
    assert Path("out.html").is_file()


def test_corrected_answers_go_into_a_pipe(refine: Garner) -> None:
    run = refine("-", stdin=json.dumps(ANSWERS[0]))
    [record] = [json.loads(line) for line in run.stdout.splitlines()]
    assert [entity["text"] for entity in record["entities"]] == ["Acme"]
    assert record["trace"][0]["decision"] == "accepted"


def test_a_bad_line_is_skipped_with_a_message_and_exit_code_1(refine: Garner) -> None:
    run = refine(put("a.jsonl", ANSWERS[0], '{"id": "cu'), "-o", "out.jsonl")
    assert run.exit_code == 1
    assert "Skipped: a.jsonl:2 is not JSON" in run.stderr
    assert companies() == {"d1": ["Acme"]}


def test_nothing_readable_is_exit_code_4(refine: Garner) -> None:
    run = refine("none.jsonl", "-o", "out.jsonl")
    assert (run.exit_code, Path("out.jsonl").exists()) == (4, False)


def test_the_same_command_goes_on_and_another_refinement_does_not(refine: Garner, garner: Garner) -> None:
    put("a.jsonl", ANSWERS[0])
    refine("a.jsonl", "-o", "out.jsonl")
    put("a.jsonl", *ANSWERS)
    run = refine("a.jsonl", "-o", "out.jsonl")
    assert "1 document, 1 done before" in run.stderr
    assert companies() == {"d1": ["Acme"], "d2": ["Acme"]}
    words = ("refine", "a.jsonl", "-e", "company", "--refine-with", "rules", "--refine-rounds", "1", "-o", "out.jsonl")
    other = garner(*words)
    assert (other.exit_code, "made with another model" in other.stderr) == (5, True)
    assert garner(*words, "--overwrite").exit_code == 0


def test_texts_may_lie_elsewhere(refine: Garner) -> None:
    put("texts.jsonl", {"id": "d2", "text": "Acme sold."})
    run = refine(
        put("a.jsonl", {"id": "d2", "values": {"company": ["Acme", "Initech"]}}), "--texts", "texts.jsonl", "-o", "out.jsonl"
    )
    assert run.exit_code == 0, run.stderr
    assert companies() == {"d2": ["Acme"]}


def test_answers_and_their_output_must_be_two_files(refine: Garner) -> None:
    run = refine(put("a.jsonl", *ANSWERS), "-o", "a.jsonl")
    assert (run.exit_code, "named twice" in run.stderr) == (2, True)


def test_unknown_detectors_and_ways_are_refused(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "ruls")
    assert (run.exit_code, "Did you mean rules?" in run.stderr) == (2, True)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "rules", "--refine-by", "cut")
    assert (run.exit_code, "no way 'cut' of correcting" in run.stderr) == (2, True)


@pytest.mark.parametrize("words", [("--refine-with", "ruls"), ("--refine-with", "rules", "--refine-by", "cut")])
def test_options_are_checked_before_anything_is_read(garner: Garner, words: tuple[str, ...]) -> None:
    put("a.jsonl", '{"id": "cu', *ANSWERS)
    put("a.txt", "Acme.")
    for command in (("refine", "a.jsonl"), ("extract", "a.txt", "none.txt", "-m", "scripted:model.jsonl")):
        run = garner(*command, "-e", "company", *words)
        assert run.exit_code == 2
        assert run.stderr.startswith("Error: "), run.stderr


def test_prompted_detectors_need_a_language_model(garner: Garner) -> None:
    run = garner("refine", put("a.jsonl", *ANSWERS), "-e", "company", "--refine-with", "prompted")
    assert (run.exit_code, "Prompted detectors need a language model" in run.stderr) == (2, True)


def test_an_extraction_is_corrected_and_its_results_say_so(extract: Garner) -> None:
    put("a.txt", "Acme bought nothing.")
    run = extract("a.txt", "-o", "plain.jsonl")
    assert companies("plain.jsonl") == {"a.txt": ["Acme", "Bolt"]}
    run = extract("a.txt", "-o", "out.jsonl", "--refine-with", "rules")
    assert run.exit_code == 0, run.stderr
    assert companies() == {"a.txt": ["Acme"]}
    [result] = read_results("out.jsonl")
    assert "refined by rules edit rounds=2" in result.model
    assert result.trace


def test_refined_and_plain_results_do_not_go_into_one_file(extract: Garner) -> None:
    put("a.txt", "Acme bought nothing.")
    extract("a.txt", "-o", "out.jsonl")
    run = extract("a.txt", "-o", "out.jsonl", "--refine-with", "rules")
    assert (run.exit_code, "made with another model" in run.stderr) == (5, True)


def test_no_round_is_the_plain_extraction(extract: Garner) -> None:
    put("a.txt", "Acme bought nothing.")
    extract("a.txt", "-o", "out.jsonl")
    run = extract("a.txt", "-o", "out.jsonl", "--refine-with", "rules", "--refine-rounds", "0")
    assert (run.exit_code, "1 done before" in run.stderr) == (0, True)


@pytest.mark.parametrize("words", [("--refine-rounds", "1"), ("--refine-by", "ask")])
def test_how_to_correct_without_correcting_is_refused(extract: Garner, words: tuple[str, ...]) -> None:
    put("a.txt", "Acme.")
    run = extract("a.txt", *words)
    assert (run.exit_code, f"{words[0]} says how to correct" in run.stderr) == (2, True)


def test_an_evaluation_scores_corrected_answers(garner: Garner) -> None:
    put("gold.jsonl", {"id": "a", "text": "Acme bought nothing.", "entities": [{"start": 0, "end": 4, "label": "company"}]})
    words = ("evaluate", "--data", "gold.jsonl", "-m", "scripted:model.jsonl", "--modes", "string")
    plain = garner(*words)
    refined = garner(*words, "--refine-with", "rules", "-o", "run.json")
    assert (plain.exit_code, refined.exit_code) == (0, 0), plain.stderr + refined.stderr
    assert plain.stdout != refined.stdout
    run = json.loads(Path("run.json").read_text("utf-8"))
    assert "refined by rules" in json.dumps(run)


def test_results_that_are_scored_are_not_corrected_on_the_way(garner: Garner) -> None:
    put("gold.jsonl", {"id": "a", "text": "Acme.", "entities": []})
    run = garner("evaluate", "--data", "gold.jsonl", "--results", "out.jsonl", "--refine")
    assert (run.exit_code, "garner refine FILE" in run.stderr) == (2, True)


class Broken:
    """A detector that fails where the text has a word, and finds nothing elsewhere."""

    name = "broken"

    def __init__(self, word: str) -> None:
        self._word = word

    async def detect(self, case: Case) -> Detection:
        if self._word in case.text:
            raise ValueError("out of order")
        return Detection()


class Sleepy(Broken):
    """A detector and pruner that sleeps where the text has a word."""

    name = "sleepy"

    async def detect(self, case: Case) -> Detection:
        if self._word in case.text:
            await asyncio.sleep(3600)
        return Detection()

    async def judge(self, case: Case) -> Judgement:
        await self.detect(case)
        return Judgement(0.5)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plug-ins that fail, who have a twentieth of a second to answer."""
    entries = [EntryPoint(x, f"test_refine_command:open_{x}", registry.ENTRY_POINTS) for x in ("broken", "sleepy", "leaving")]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.ENTRY_POINTS else [])
    monkeypatch.setattr(registry, "Refinement", partial(Refinement, seconds=0.05))


def open_broken(rest: str, model: object) -> Broken:
    return Broken(rest)


def open_sleepy(rest: str, model: object) -> Sleepy:
    return Sleepy(rest)


def open_leaving(rest: str, model: object) -> object:
    raise SystemExit(0)


@pytest.mark.usefixtures("broken")
def test_an_answer_whose_correction_failed_stands_and_is_told(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "broken:bought", "-o", "out.jsonl")
    assert run.exit_code == 1, run.stderr
    assert "Not corrected: d1: broken: ValueError: out of order" in run.stderr
    assert "2 documents, 3 items, 1 not corrected" in run.stderr
    assert companies() == {"d1": ["Acme", "Initech"], "d2": ["Acme"]}


@pytest.mark.usefixtures("broken")
def test_correcting_that_fails_everywhere_is_an_error_and_the_answers_stand(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "broken:Acme", "-o", "out.jsonl")
    assert (run.exit_code, "Error: Correcting failed in every document" in run.stderr) == (6, True)
    assert companies() == {"d1": ["Acme", "Initech"], "d2": ["Acme"]}


@pytest.mark.usefixtures("broken")
def test_a_detector_that_is_late_costs_its_time_once_a_text_and_is_told(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "sleepy:bought", "-o", "out.jsonl")
    assert run.exit_code == 1, run.stderr
    assert "Not corrected: d1: sleepy did not answer in time as pruner, and was not asked for defects." in run.stderr
    assert run.stderr.splitlines()[-1].startswith("2 documents, 3 items, 1 not corrected, problems in 1")
    late, well = read_results("out.jsonl")
    assert [problem.message for problem in late.problems[1:]] == [
        "sleepy did not answer in time. The answer was looked into.",
        "sleepy did not answer in time as pruner, and was not asked for defects.",
    ]
    assert [each.decision for each in (*late.trace, *well.trace)] == [Decision.FAILED, Decision.CLEAN]
    assert companies() == {"d1": ["Acme", "Initech"], "d2": ["Acme"]}
    again = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "sleepy:bought", "-o", "out.jsonl")
    assert (again.exit_code, "1 not corrected" in again.stderr) == (1, True), "the exit code speaks of all that is in the file"


@pytest.mark.usefixtures("broken")
def test_what_the_others_corrected_counts_where_a_detector_is_late(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    run = garner("refine", "a.jsonl", "-e", "company", "--refine-with", "rules+sleepy:Acme", "-o", "out.jsonl")
    assert run.exit_code == 1, run.stderr
    assert "Corrected in part: d1: sleepy did not answer in time" in run.stderr
    assert "1 not corrected, 1 corrected in part" in run.stderr
    assert companies() == {"d1": ["Acme"], "d2": ["Acme"]}


@pytest.mark.usefixtures("broken")
def test_a_failure_of_an_earlier_correction_is_forgotten_once_all_was_corrected(garner: Garner) -> None:
    put("a.jsonl", *ANSWERS)
    garner("refine", "a.jsonl", "-e", "company", "--refine-with", "broken:bought", "-o", "first.jsonl")
    run = garner("refine", "first.jsonl", "-e", "company", "--refine-with", "rules", "-o", "out.jsonl")
    assert (run.exit_code, "not corrected" in run.stderr) == (0, False), run.stderr


@pytest.mark.usefixtures("broken")
def test_a_plug_in_cannot_end_the_command_without_a_word(garner: Garner) -> None:
    run = garner("refine", put("a.jsonl", *ANSWERS), "-e", "company", "--refine-with", "leaving")
    assert (run.exit_code, "The plug-in leaving" in run.stderr, "name other detectors" in run.stderr) == (2, True, True)
