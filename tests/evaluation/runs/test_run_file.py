from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from evaluation.building import CALM, extractions
from evaluation.runs.run_building import FEW, run_of, sizes, with_problem
from garner.errors import InputError, OutputError
from garner.evaluation import Case, Draws, evaluate, mode_named
from garner.evaluation.runs import DataSet, Evaluation, Exposed, ModelRecord, Run, Seen, read_run, run_from_record, write_run
from garner.evaluation.runs.summary import summary
from garner.evaluation.runs.writing import run_to_record
from garner.schema import Schema
from garner.values import Document, Outcome, Problem, Reading, Result, Usage

Record = dict[str, object]
TINY = run_of(("tiny", ["[Ada] met [Bob].", "Nobody came."], ["[Ada] met Bob.", "[Nobody] came."]))


@strategies.composite
def runs(draw: strategies.DrawFn) -> Run:
    """A run with items of every kind, and every field filled at random."""
    words = strategies.text(max_size=8)
    counts = strategies.integers(0, 10**6)
    amounts = strategies.floats(0, 1e6, allow_nan=False)
    cases = []
    for number in range(draw(strategies.integers(1, 4))):
        predicted, gold = draw(extractions()), draw(extractions())
        reading = Reading(0, len(gold.text), draw(words), draw(strategies.sampled_from(Outcome)), ("entities.person",))
        problems = tuple(Problem(draw(words), draw(words), draw(words)) for _ in range(draw(strategies.integers(0, 2))))
        usage = Usage(1, 0, draw(counts), draw(counts), draw(amounts), draw(strategies.none() | amounts))
        result = Result(
            Document(f"d{number}", gold.text, draw(strategies.none() | words)), predicted, (reading,), problems, usage
        )
        cases.append(Case(result, gold))
    modes = [
        mode_named(name) for name in draw(strategies.lists(strategies.sampled_from(["offset", "carb", "class"]), unique=True))
    ]
    data = DataSet(
        *(draw(words) for _ in range(6)), len(cases), draw(counts), draw(strategies.dictionaries(words, counts, max_size=2))
    )
    evaluation = Evaluation(
        data=replace(
            data,
            strings=draw(strategies.booleans()),
            sample_seed=draw(strategies.none() | counts),
            unlike_published=draw(words),
        ),
        schema=draw(strategies.none() | strategies.just(Schema.of(["person", "place"]))),
        seen=Seen(draw(strategies.sampled_from(Exposed)), draw(counts), draw(counts), (draw(words),)),
        modes=(),
        usage=Usage(len(cases), cost=draw(strategies.none() | amounts)),
        seconds=draw(amounts),
        cases=tuple(cases),
        incomplete=draw(counts),
        problems=draw(strategies.dictionaries(words, counts, max_size=2)),
    )
    evaluation = replace(evaluation, modes=evaluate(evaluation.pairs, modes, Draws(5)))
    if draw(strategies.booleans()):
        evaluation = replace(evaluation, cases=())
    parameters = strategies.none() | counts
    model = ModelRecord(
        draw(words), draw(strategies.dictionaries(words, words, max_size=2)), draw(parameters), draw(parameters)
    )
    return Run(model, draw(counts), (evaluation,), draw(words), draw(words), draw(words))


@CALM
@given(run=runs())
def test_a_run_is_read_back_as_it_was_written(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.json"
    write_run(path, run)
    assert read_run(path) == run
    assert list(sizes(path.parent)) == ["run.json"]


def test_a_run_file_is_json_for_any_program_with_one_line_a_case(tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", TINY)
    text = (tmp_path / "run.json").read_text("utf-8")
    record = json.loads(text)
    assert (record["format"], record["version"]) == ("garner run", "1.0")
    [mode] = record["evaluations"][0]["modes"]
    assert mode["micro"]["counts"] == [1, 2, 1, 2]
    assert sum('"result":' in line for line in text.splitlines()) == 2
    assert max(line.count('"result":') for line in text.splitlines()) == 1


@settings(CALM, max_examples=120)
@given(share=strategies.floats(0, 0.999))
def test_a_file_cut_anywhere_is_refused_with_its_place(share: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.json"
    write_run(path, TINY)
    raw = path.read_bytes().rstrip()
    path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(InputError, match=re.escape(str(path))) as caught:
        read_run(path)
    last = path.read_bytes().count(b"\n") + 1
    assert "is empty" in caught.value.message or re.search(rf"line ({last}|{last - 1}), column \d+: ", caught.value.message)


def _evaluation(record: Record) -> Record:
    return record["evaluations"][0]  # type: ignore[index, no-any-return]


def _set(path: str, value: object) -> Callable[[Record], None]:
    """Changes the value at a path such as ``evaluations.0.seconds``."""

    def change(record: Record) -> None:
        *steps, last = path.split(".")
        place: object = record
        for step in steps:
            place = place[int(step) if step.isdigit() else step]  # type: ignore[index]
        place[int(last) if last.isdigit() else last] = value  # type: ignore[index]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_set("format", "garner run summary"), "this is no run file."),
        (_set("version", "2.0"), "this is a run of version 2.0, and this garner reads versions 1.x."),
        (_set("version", 1), "version: expected text, found 1."),
        (_set("seed", "0"), "seed: expected a whole number, found '0'."),
        (_set("model.settings.temperature", 0.5), "model.settings.temperature: expected text, found 0.5."),
        (_set("evaluations", {}), "evaluations: expected a list, found an object."),
        (_set("evaluations.0", []), "evaluations[0]: expected an object, found a list."),
        (_set("evaluations.0.seconds", None), "evaluations[0].seconds: expected a number, found null."),
        (_set("evaluations.0.data.strings", 0), "evaluations[0].data.strings: expected true or false, found 0."),
        (_set("evaluations.0.schema", {"entities": {}, "nonsense": 1}), "evaluations[0].schema: "),
        (_set("evaluations.0.seen.exposed", "perhaps"), "evaluations[0].seen.exposed: expected one of unknown, clean"),
        (_set("evaluations.0.modes.0.micro.counts", [1, 2]), "modes[0].micro.counts: expected a list of 4 numbers"),
        (_set("evaluations.0.modes.0.micro.intervals.f1", [1]), "micro.intervals.f1: expected a list of 2 numbers"),
        (_set("evaluations.0.modes.0.draws.resamples", 0), "evaluations[0].modes[0].draws: at least one resample"),
        (_set("evaluations.0.modes.0.tally.version", 9), "evaluations[0].modes[0].tally: this tally has version 9"),
        (_set("evaluations.0.modes.0.tally.mode", "other@1"), "tally.mode: expected 'offset@1', found 'other@1'."),
        (_set("evaluations.0.modes.0.tally.documents", [["d0"]]), "tally: these are not the 2 documents"),
        (
            _set("evaluations.0.modes.0.micro.f1", 99.9),
            "modes[0].micro: the counts under tally give an F1 of 50.0000, not 99.9000.",
        ),
        (_set("evaluations.0.modes.0.macro.recall", 1), "modes[0].macro: the counts under tally give"),
        (_set("evaluations.0.modes.0.labels.0.counts.0", 2), "modes[0].labels[0]: the counts under tally give"),
        (_set("evaluations.0.modes.0.labels", []), "modes[0].labels: these are not the labels of the counts"),
        (_set("evaluations.0.modes.0.empty_gold.claims", 0), "modes[0]: documents and empty_gold are not those"),
        (
            _set("evaluations.0.cases.0.result.entities.0.confidence", 7),
            "document 'd0': a confidence of 7 is not between 0 and 1",
        ),
        (_set("evaluations.0.cases.0.result.id", "other"), "tally: these are not the 2 documents"),
        (_set("evaluations.0.cases.1.result.entities.0.end", 99), "cases[1].result (document 'd1'): the items do not fit"),
        (_set("evaluations.0.cases.0.gold.entities.1.start", -3), "cases[0].gold (document 'd0'): the items do not fit"),
        (_set("evaluations.0.cases.0.gold.entities", 3), "cases[0].gold (document 'd0'): entities: expected a list, found 3."),
        (_set("evaluations.0.cases.0.result.usage", 3), "cases[0].result (document 'd0'): usage: expected an object"),
    ],
)
def test_what_is_wrong_in_a_run_file_is_named_with_its_place(
    change: Callable[[Record], None], said: str, tmp_path: Path
) -> None:
    record = run_to_record(TINY)
    change(record)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(record), "utf-8")
    with pytest.raises(InputError) as caught:
        read_run(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty."),
        (b"  \n", "is empty."),
        (b'{"a": 1}\n{"b": 2}\n', "line 2, column 1: this is not JSON: Extra data."),
        (b'{"a": \n NaN}', "this is not JSON as garner writes it: NaN is no number."),
        (b'{"a":\n"caf\xe9"}', "line 2: byte 10 is not UTF-8."),
        (b"[1]", "the record: expected an object, found a list."),
        (b"[" * 100_000, "this is not JSON"),
        (b"9" * 5000, "this is not JSON as garner writes it"),
    ],
)
def test_a_file_that_is_no_json_in_utf_8_is_refused_with_its_place(raw: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read_run(path)
    assert str(path) in caught.value.message
    assert said in caught.value.message


def test_a_byte_order_mark_and_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    record = run_to_record(TINY) | {"version": "1.7", "later": [1]}
    _evaluation(record)["later"] = {"a": 1}
    path = tmp_path / "run.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record).encode())
    assert read_run(path) == TINY


def test_scores_of_another_release_stay_as_they_were_stored() -> None:
    record = run_to_record(TINY)
    [mode] = _evaluation(record)["modes"]  # type: ignore[misc]
    mode["mode"] = mode["tally"]["mode"] = "offset@99"
    mode["micro"]["f1"] = 12.5
    [read] = run_from_record(record).evaluations[0].modes
    assert (read.mode, read.scores.micro.f1) == ("offset@99", 12.5)


def test_an_old_run_file_stays_until_a_whole_one_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, TINY)
    before = path.read_bytes()
    for broken in (
        replace(TINY, evaluations=(replace(TINY.evaluations[0], seconds=float("nan")),)),
        with_problem(TINY, "\ud83d\ude00"),
    ):
        with pytest.raises(OutputError, match=re.escape(str(path))):
            write_run(path, broken)
        assert path.read_bytes() == before
        assert list(sizes(tmp_path)) == ["run.json"]


def test_a_place_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_run(tmp_path / "none" / "run.json", TINY)


def test_lone_surrogates_and_line_separators_survive(tmp_path: Path) -> None:
    odd = with_problem(TINY, "a\ud800b\u2028c\x85")
    write_run(tmp_path / "run.json", odd)
    assert read_run(tmp_path / "run.json") == odd
    assert "\u2028" not in (tmp_path / "run.json").read_text("utf-8")


def test_the_summary_holds_scores_and_cost_but_no_text() -> None:
    content = json.dumps(summary(TINY))
    assert "Ada" not in content
    record = json.loads(content)
    assert record["cost"]["input_tokens"] == 20
    [mode] = record["evaluations"][0]["modes"]
    assert mode["empty_gold"] == {"documents": 1, "with_claims": 1, "claims": 1, "false_positive_rate": 100.0}
    assert set(mode["micro"]["intervals"]) == {"precision", "recall", "f1"}
    with pytest.raises(InputError, match="this is no run file"):
        run_from_record(record)


def test_a_run_without_texts_holds_none(tmp_path: Path) -> None:
    run = run_of(("tiny", ["[Ada] met [Bob]."], ["[Ada] met Bob."]), scoring=replace(FEW, keeps_texts=False))
    write_run(tmp_path / "run.json", run)
    assert b"Ada" not in (tmp_path / "run.json").read_bytes()
    [evaluation] = read_run(tmp_path / "run.json").evaluations
    assert (evaluation.cases, evaluation.modes[0].scores.micro.recall) == ((), 50.0)
