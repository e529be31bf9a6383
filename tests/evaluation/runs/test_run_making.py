from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies

from evaluation.building import CALM
from evaluation.runs.run_building import FEW, PEOPLE, answers_of, extraction, run_of, sizes, split_of
from garner.datasets import Published
from garner.datasets.contamination import Policy
from garner.datasets.exposure import SeenSplit, exposure_to
from garner.errors import Contaminated, InputError, ModelError, NotConfigured, OutputError
from garner.evaluation import Draws
from garner.evaluation.runs import Exposed
from garner.evaluation.runs.asking import ask
from garner.evaluation.runs.choosing import chosen_modes, sampled
from garner.evaluation.runs.making import Described, evaluate_model, evaluate_results, forget, kept_beside
from garner.evaluation.runs.meter import Meter
from garner.evaluation.runs.sizes import Size, size_of_encoder
from garner.evaluation.runs.task import Scoring, Task, evaluation_of, fingerprint_of, task_of
from garner.files import write_results
from garner.models.encoder.weights import packaged_weights
from garner.pipeline.job import Job
from garner.pipeline.ledger import Ledger
from garner.pipeline.progress import Progress
from garner.pipeline.timing import Timing
from garner.schema import Schema
from garner.values import Message, Reply, Request, Usage

GOLD = [f"[Ada] met [Bob] on day {number}." for number in range(6)]
BOTH = Schema.of(["person", "city"])


def scripted(folder: Path, *rules: dict[str, object]) -> str:
    path = folder / "model.jsonl"
    path.write_text("".join(json.dumps(rule) + "\n" for rule in rules), "utf-8")
    return f"scripted:{path}"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A model that finds Ada and Bob, and a run file with a ledger in a folder of its own."""
    folder = tmp_path / "out"
    folder.mkdir()
    model = scripted(tmp_path, {"reply": {"entities": {"person": ["Ada", "Bob"]}}})
    return Job(Schema(), model, concurrency=1, output=folder / "run.json", ledger=folder / "run.json.ledger")


def calls(job: Job) -> int:
    assert job.ledger is not None
    with Ledger(job.ledger) as ledger:
        return ledger.totals().calls


# Which texts


@CALM
@given(count=strategies.integers(1, 30), limit=strategies.integers(1, 40), seed=strategies.integers(0, 9))
def test_a_sample_is_drawn_by_its_seed_and_stays_in_the_order_of_the_data(count: int, limit: int, seed: int) -> None:
    records = split_of([f"[Ada] {number}" for number in range(count)]).records
    drawn = sampled(records, limit, seed)
    assert drawn == sampled(records, limit, seed)
    assert len(drawn) == min(count, limit)
    numbers = [int(record.id[1:]) for record in drawn]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("limit", [1, 5, 50, 299])
def test_a_larger_sample_holds_the_smaller_one(limit: int) -> None:
    records = split_of([f"[Ada] {number}" for number in range(300)]).records
    smaller, larger = (sampled(records, each, 0) for each in (limit, limit + 1))
    assert {each.id for each in smaller} < {each.id for each in larger}


def test_samples_of_different_seeds_differ_and_do_not_stop_at_the_beginning() -> None:
    records = split_of([f"[Ada] {number}" for number in range(50)]).records
    samples = [sampled(records, 5, seed) for seed in range(10)]
    assert len({tuple(record.id for record in sample) for sample in samples}) == 10
    assert len({record.id for sample in samples for record in sample}) > 25


def test_the_run_says_how_many_texts_were_scored_and_of_how_many() -> None:
    task = task_of(split_of(GOLD), None, Scoring(limit=2, draws=Draws(10, seed=7)))
    assert (task.data.documents, task.data.of, task.data.sample_seed) == (2, 6, 7)
    assert len(task.passed_over) == 4
    assert task_of(split_of(GOLD), None, Scoring(limit=6)).data.sample_seed is None


def test_a_corpus_that_was_cut_is_told_from_a_whole_one() -> None:
    split = split_of(GOLD)

    def told(note: str = "", **published: Published) -> str:
        corpus = replace(split.corpus, published={split.split: published["units"]} if published else {}, note=note)
        return task_of(replace(split, corpus=corpus)).data.unlike_published

    assert told() == told(units=Published(6)) == ""
    assert told(units=Published(7)).startswith("6 texts were read where 7 are published")
    assert told(note="One text is empty.", units=Published(7)) == ""


def test_the_fingerprint_is_that_of_texts_and_gold_in_order_whatever_is_asked() -> None:
    records = split_of(GOLD).records
    prints = {
        fingerprint_of(records),
        fingerprint_of(records[::-1]),
        fingerprint_of(records[:-1]),
        fingerprint_of(split_of([GOLD[0].replace("[Bob]", "Bob"), *GOLD[1:]]).records),
        fingerprint_of(split_of([*GOLD[:-1], GOLD[-1] + "!"]).records),
    }
    assert len(prints) == 5
    assert fingerprint_of(split_of(GOLD, schemas=[BOTH] * 6).records) == fingerprint_of(records)


def test_two_texts_with_one_id_are_refused() -> None:
    split = split_of(GOLD)
    with pytest.raises(InputError, match="two texts with the id 'd0'"):
        task_of(replace(split, records=(*split.records, split.records[0])))


def test_a_split_without_a_text_is_refused() -> None:
    with pytest.raises(InputError, match="tiny:dev leaves nothing to score: it holds no text"):
        task_of(replace(split_of(GOLD), records=()))


# Texts the model has seen

LONG = [
    "[Ada] met [Bob] in the long hall of the old library on Friday.",
    "The committee adjourned without any decision at all.",
]


def test_texts_seen_in_training_are_refused_left_out_or_scored_and_the_run_says_which() -> None:
    exposure = exposure_to("small", (), [extraction(LONG[0]).text])
    with pytest.raises(Contaminated, match="1 of 2 texts"):
        task_of(split_of(LONG), exposure)
    left_out = task_of(split_of(LONG), exposure, Scoring(policy=Policy.LEAVE_OUT))
    assert [record.id for record in left_out.records] == ["d1"]
    assert (left_out.seen.exposed, left_out.seen.texts, left_out.seen.of) == (Exposed.LEFT_OUT, 1, 2)
    forced = task_of(split_of(LONG), exposure, Scoring(policy=Policy.FORCE))
    assert (forced.data.documents, forced.seen.exposed) == (2, Exposed.FORCED)
    assert task_of(split_of(LONG), exposure_to("small", (), [])).seen.exposed is Exposed.CLEAN
    assert task_of(split_of(LONG), None).seen.exposed is Exposed.UNKNOWN


def test_a_split_seen_whole_leaves_nothing_to_score() -> None:
    exposure = exposure_to("small", [SeenSplit("tiny", "dev", "", 2)], [])
    with pytest.raises(InputError, match="the model has seen every text of it"):
        task_of(split_of(LONG), exposure, Scoring(policy=Policy.LEAVE_OUT))


# Modes

EVERYTHING = {
    "entities": ["person"],
    "relations": {"knows": {"head": ["person"], "tail": ["person"]}},
    "events": {"meeting": {"roles": {"who": ["person"]}}},
    "labels": {"topic": ["art", "war"]},
}


def test_default_modes_compare_places_and_strings_where_the_gold_has_no_places() -> None:
    schema = Schema.parse(EVERYTHING)
    places = ["offset", "relation-strict", "relation", "trigger", "argument", "argument-of-type", "class", "accuracy"]
    strings = ["string", "relation-string", "trigger-string", "argument-string", "argument-of-type-string", "class", "accuracy"]
    assert [mode.name for mode in chosen_modes([schema], strings=False)] == places
    assert [mode.name for mode in chosen_modes([schema], strings=True)] == strings


def test_relations_between_untyped_mentions_are_not_scored_by_the_types_of_their_ends() -> None:
    schema = Schema.parse({"relations": {"knows": {}}})
    assert [mode.name for mode in chosen_modes([schema], strings=False)] == ["relation"]


def test_default_modes_of_texts_with_their_own_questions_are_those_of_all_of_them() -> None:
    one, other = Schema.of(["person"]), Schema.parse({"labels": {"topic": ["art", "war"]}})
    assert [mode.name for mode in chosen_modes([one, other], strings=False)] == ["offset", "class", "accuracy"]


def test_accuracy_counts_every_text_that_was_asked() -> None:
    topic = Schema.parse({"labels": {"topic": ["art", "war"]}})
    task = task_of(split_of(["No topic."], schemas=[topic]), None, Scoring(("accuracy",), draws=Draws(5)))
    [mode] = evaluation_of(task, answers_of(task, ["No topic."]), FEW).modes
    assert (mode.scores.micro.counts.gold, mode.scores.micro.f1) == (1, 100.0)


def test_an_unknown_mode_is_refused_with_the_near_ones() -> None:
    with pytest.raises(NotConfigured) as caught:
        chosen_modes([PEOPLE], strings=False, names=["ofset"])
    assert "offset" in caught.value.hint


# Asking


def test_every_text_is_asked_and_scored(job: Job) -> None:
    run = evaluate_model([task_of(split_of(GOLD), None, FEW)], job, FEW, Described({"a": "b"}, 5, 3))
    [evaluation] = run.evaluations
    assert (evaluation.modes[0].scores.micro.f1, evaluation.incomplete, evaluation.usage.calls) == (100.0, 0, 6)
    assert (run.model.name, run.model.parameters, run.model.parameters_trained) == (evaluation.cases[0].result.model, 5, 3)
    assert evaluation.usage.input_tokens > 0
    assert evaluation.seconds > 0


def test_each_text_is_asked_its_own_question_and_keeps_its_place(tmp_path: Path) -> None:
    model = scripted(tmp_path, {"reply": {"entities": {"person": ["Ada"], "city": ["Bob"]}}})
    schemas = [PEOPLE, BOTH, Schema.of(["city"]), BOTH, PEOPLE, BOTH]
    task = task_of(split_of(GOLD, schemas=schemas), None, FEW)
    answers = ask(Job(Schema(), model, output=tmp_path / "kept.jsonl"), task.records)
    assert [result.id for result in answers.results] == [record.id for record in task.records]
    assert [result.schema for result in answers.results] == [schema.fingerprint for schema in schemas]
    assert [{entity.type for entity in result.entities} for result in answers.results] == [
        {entity.name for entity in schema.entities} for schema in schemas
    ]
    assert task.schema is None


class Killed(Exception):
    """Stands for a process that ends at once."""


@pytest.mark.parametrize("after", [1, 4, 8])
def test_a_run_that_was_cut_off_goes_on_and_pays_nothing_twice(job: Job, after: int) -> None:
    tasks = [task_of(split_of([f"{gold} {name}" for gold in GOLD], name), None, FEW) for name in ("one", "two")]
    left = after

    def die(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Killed

    assert job.output is not None
    with pytest.raises(Killed):
        evaluate_model(tasks, job, FEW, on_progress=die)
    assert kept_beside(job.output, 1).exists()
    seen: list[Progress] = []
    run = evaluate_model(tasks, job, FEW, on_progress=lambda _, progress: seen.append(progress))
    assert len(seen) == 12 - after
    whole = evaluate_model(tasks, replace(job, output=None, ledger=None), FEW)
    for one, other in zip(run.evaluations, whole.evaluations, strict=True):
        assert one.modes == other.modes
        assert [case.result.extraction for case in one.cases] == [case.result.extraction for case in other.cases]
        assert (one.usage.input_tokens, one.usage.output_tokens) == (other.usage.input_tokens, other.usage.output_tokens)
        assert one.usage.cached_calls == 0
    assert calls(job) == 12
    forget(job.output, 2)
    assert set(sizes(job.output.parent)) <= {"run.json.ledger", "run.json.ledger-shm", "run.json.ledger-wal"}


def test_what_was_answered_to_other_questions_or_under_other_settings_is_not_gone_on_with(job: Job) -> None:
    evaluate_model([task_of(split_of(GOLD), None, FEW)], job, FEW)
    for other, split in (
        (job, split_of(GOLD, schemas=[BOTH] * 6)),
        (replace(job, settings=replace(job.settings, temperature=1.0)), split_of(GOLD)),
    ):
        with pytest.raises(Exception, match="made with another schema"):
            evaluate_model([task_of(split, None, FEW)], other, FEW)


def test_results_that_another_process_took_away_are_no_empty_answers(job: Job) -> None:
    def take_away(_: Task, progress: Progress) -> None:
        if progress.done == 3:
            kept = kept_beside(job.output or Path(), 1)
            kept.rename(kept.with_suffix(".gone"))
            kept.touch()

    with pytest.raises(OutputError, match="holds 0 of the 6 results"):
        evaluate_model([task_of(split_of(GOLD), None, FEW)], job, FEW, on_progress=take_away)


def test_a_model_that_answers_nothing_is_an_error_and_no_score(tmp_path: Path) -> None:
    model = scripted(tmp_path, {"when": "no such words", "reply": "{}"})
    with pytest.raises(ModelError, match="the model answered for none of the 2 texts of tiny:dev"):
        evaluate_model([task_of(split_of(GOLD[:2]), None, FEW)], Job(Schema(), model), FEW)


def test_a_text_that_was_not_read_counts_as_an_empty_answer(tmp_path: Path) -> None:
    refuses: dict[str, object] = {"reply": "I cannot help with that."}
    answers: dict[str, object] = {"when": " on day ", "reply": {"entities": {"person": ["Ada", "Bob"]}}}
    model = scripted(tmp_path, {"when": "day 0", **refuses}, answers, refuses)
    [evaluation] = evaluate_model([task_of(split_of(GOLD), None, FEW)], Job(Schema(), model), FEW).evaluations
    assert (evaluation.incomplete, evaluation.modes[0].scores.micro.counts) == (1, (10, 10, 10, 12))
    assert sum(evaluation.problems.values()) >= 1


def test_the_seed_of_a_run_is_that_of_the_model(job: Job) -> None:
    seeded = replace(job, settings=replace(job.settings, seed=17))
    assert evaluate_model([task_of(split_of(GOLD), None, FEW)], seeded, FEW).seed == 17


# What it cost


def test_the_meter_goes_on_where_a_killed_process_stopped(tmp_path: Path) -> None:
    def timing(*times: float) -> Timing:
        told = iter(times)
        return Timing(clock=lambda: next(told))

    request = Request((Message("user", "hello"),), 100)
    note = Meter.beside(tmp_path / "kept.jsonl")
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.record("m", replace(request, max_tokens=1), Reply("{}", input_tokens=1000, output_tokens=1, cost=9.0))
        first = Meter(note, ledger, timing(0.0, 10.0, 10.0, 10.0))
        ledger.record("m", request, Reply("{}", input_tokens=7, output_tokens=3, cost=0.5))
        first.note()
        again = Meter(note, ledger, timing(100.0, 105.0))
        assert again.seconds == 15.0
        spent = again.spent(Usage(calls=1, cached_calls=1, cost=0.0))
    assert (spent.calls, spent.cached_calls, spent.input_tokens, spent.output_tokens, spent.cost) == (1, 0, 7, 3, 0.5)


def test_a_damaged_note_costs_a_figure_and_not_the_run(tmp_path: Path) -> None:
    note = tmp_path / "kept.jsonl.meter"
    for content in ("", "[", "3", '{"seconds": "x"}', '{"seconds": 1, "began": {"odd": 1}, "ended": null}'):
        note.write_text(content)
        assert Meter(note).spent(Usage(3)) == Usage(3)


def test_the_size_of_the_embedded_model_is_counted_in_its_files(tmp_path: Path) -> None:
    size = size_of_encoder(packaged_weights())
    assert size.parameters is not None
    assert 40_000_000 < size.parameters < 60_000_000
    assert size_of_encoder(tmp_path) == Size()


def test_parameters_in_4_bits_count_two_a_byte_and_scales_not_at_all(tmp_path: Path) -> None:
    import numpy as np

    arrays = {"a": np.ones((3, 4), np.int8), "scales of a": np.ones((3, 1)), "b": np.ones(5)}
    arrays |= {"4 bits of c": np.ones((2, 32), np.uint8), "scales of c": np.ones((2, 2))}
    np.savez(tmp_path / "weights.npz", **arrays)
    np.savez(tmp_path / "vocabulary.npz", halves=np.ones((7, 16), np.uint8), scales=np.ones((7, 1)))
    (tmp_path / "model.json").write_text('{"parameters_trained": 17}', "utf-8")
    assert size_of_encoder(tmp_path) == Size(3 * 4 + 5 + 2 * 64 + 7 * 32, 17)


# Results made elsewhere


def test_results_made_elsewhere_score_as_if_they_were_made_here(job: Job, tmp_path: Path) -> None:
    task = task_of(split_of(GOLD), None, FEW)
    here = evaluate_model([task], job, FEW)
    write_results(tmp_path / "out.jsonl", [case.result for case in here.evaluations[0].cases])
    there = evaluate_results(task, tmp_path / "out.jsonl", FEW)
    assert there.evaluations[0].modes == here.evaluations[0].modes
    assert there.model.name == here.model.name
    assert there.model.settings == {"results": "out.jsonl"}


def test_a_text_without_a_result_counts_as_not_read(tmp_path: Path) -> None:
    task = task_of(split_of(GOLD), None, FEW)
    write_results(tmp_path / "out.jsonl", answers_of(task, GOLD).results[:4])
    [evaluation] = evaluate_results(task, tmp_path / "out.jsonl", FEW).evaluations
    assert (evaluation.incomplete, evaluation.problems) == (2, {"no_result": 2})
    assert evaluation.modes[0].scores.micro.counts == (8, 8, 8, 12)


def test_results_of_texts_outside_the_sample_are_passed_over_and_of_other_data_refused(tmp_path: Path) -> None:
    whole = task_of(split_of(GOLD), None, FEW)
    write_results(tmp_path / "out.jsonl", answers_of(whole, GOLD).results)
    sample = task_of(split_of(GOLD), None, replace(FEW, limit=2))
    [evaluation] = evaluate_results(sample, tmp_path / "out.jsonl", FEW).evaluations
    assert (len(evaluation.cases), evaluation.modes[0].scores.micro.f1) == (2, 100.0)
    fewer = task_of(split_of(GOLD[:3]), None, FEW)
    with pytest.raises(InputError, match="holds a result for 'd3', which is no document of tiny:dev"):
        evaluate_results(fewer, tmp_path / "out.jsonl", FEW)


def test_results_of_another_text_or_none_are_refused(tmp_path: Path) -> None:
    task = task_of(split_of(GOLD), None, FEW)
    path = tmp_path / "out.jsonl"
    write_results(path, [])
    with pytest.raises(InputError, match="holds no result for any document"):
        evaluate_results(task, path, FEW)
    other = task_of(split_of([f"{gold} Really." for gold in GOLD]), None, FEW)
    write_results(path, answers_of(other, [f"{gold} Really." for gold in GOLD]).results)
    with pytest.raises(InputError, match="document 'd0': gold and prediction are of different texts"):
        evaluate_results(task, path, FEW)


def test_no_prediction_is_left_out_of_the_count() -> None:
    run = run_of(("tiny", ["[Ada] slept.", "Nobody."], ["[Ada:person] [slept:invented label].", "[Nobody]."]))
    counts = run.evaluations[0].modes[0].tally.by_label()
    assert Counter({label: each.predicted for label, each in counts.items()}) == {"person": 2, "invented label": 1}
