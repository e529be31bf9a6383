from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from evaluation.runs.run_building import FEW, extraction, run_of
from garner.errors import InputError, NotConfigured
from garner.evaluation import ChangeKind, Draws, Unit, mode_named, paired_bootstrap, tally
from garner.evaluation.runs import Run
from garner.evaluation.runs.changed import counted, in_words, telling
from garner.evaluation.runs.comparing import Comparison, Side, compare_runs
from garner.evaluation.runs.mean import mean_difference, means
from garner.evaluation.runs.summary import comparison_to_record
from garner.evaluation.runs.task import Scoring
from garner.values import Grounding

DRAWS = Draws(200)
GOLD = [f"[Ada] met [Bob] on day {number} in Rome." for number in range(12)]
BETTER = [*GOLD[:10], *(gold.replace("[Bob]", "Bob") for gold in GOLD[10:])]
WORSE = [*(gold.replace("[Ada]", "Ada") for gold in GOLD[:6]), *(gold.replace("Rome", "[Rome]") for gold in GOLD[6:])]


def side(*runs: Run) -> Side:
    return Side(runs, tuple(f"run{number}.json" for number in range(len(runs))))


def compared(first: Sequence[Run], second: Sequence[Run], modes: Sequence[str] = (), *, common: bool = False) -> Comparison:
    names = tuple(f"{word}{number}.json" for word, runs in (("a", first), ("b", second)) for number in range(len(runs)))
    one, other = Side(tuple(first), names[: len(first)]), Side(tuple(second), names[len(first) :])
    return compare_runs(one, other, modes, DRAWS, common=common)


def test_the_differences_are_those_of_the_paired_bootstrap() -> None:
    first, second = run_of(("tiny", GOLD, WORSE)), run_of(("tiny", GOLD, BETTER))
    [data] = compared([first], [second]).data
    [mode] = data.modes
    expected = paired_bootstrap([first.evaluations[0].modes[0].tally], [second.evaluations[0].modes[0].tally], DRAWS)
    assert mode.differences == expected
    assert expected[0].difference > 0
    assert (mode.first.values, mode.second.values) == ((expected[0].first,), (expected[0].second,))


def test_a_run_compared_with_its_like_differs_in_nothing() -> None:
    run = run_of(("tiny", GOLD, WORSE))
    [data] = compared([run], [replace(run, made="later")]).data
    assert data.changes == ()
    assert {(each.difference, each.interval.low, each.interval.high, each.p) for each in data.modes[0].differences} == {
        (0.0, 0.0, 0.0, 1.0)
    }


def test_several_seeds_a_side_count_as_their_mean() -> None:
    first = [run_of(("tiny", GOLD, predicted), seed=seed) for seed, predicted in enumerate([WORSE, BETTER])]
    second = [run_of(("tiny", GOLD, GOLD), seed=seed) for seed in range(3)]
    [mode] = compared(first, second).data[0].modes
    assert mode.differences[0].first == pytest.approx(mode.first.mean)
    assert len(mode.first.values) == 2
    assert mode.first.deviation > 0
    assert (mode.differences[0].second, mode.second.deviation) == (100.0, 0.0)


def test_changed_items_are_counted_with_their_verdicts_and_shown_in_their_texts() -> None:
    [data] = compared([run_of(("tiny", GOLD, WORSE))], [run_of(("tiny", GOLD, BETTER))]).data
    assert data.changes is not None
    groups = {(group.items, group.kind): (group.count, group.better, group.worse) for group in counted(data.changes)}
    assert groups == {("entities", ChangeKind.NEW): (6, 6, 0), ("entities", ChangeKind.LOST): (8, 6, 2)}
    shown = telling(data.changes, 1)
    assert Counter(change.kind for change in shown) == {ChangeKind.NEW: 1, ChangeKind.LOST: 1}
    lost = next(change for change in shown if change.kind is ChangeKind.LOST)
    assert lost.worse
    assert lost.before is not None
    assert in_words(lost.before, data.texts[lost.document]) == "person: Ada met [Bob] on day 10 in Rome."


def test_an_item_is_shown_with_a_little_of_its_text() -> None:
    text = "x" * 100 + "[Ada]" + "y" * 100 + "[Bob]" + "z" * 100
    parsed = extraction(text)
    ada, bob = (entity.grounding for entity in parsed.entities)
    assert in_words(Unit("person", (ada,)), parsed.text) == f"person: ... {'x' * 40}[Ada]{'y' * 40} ..."
    both = in_words(Unit("knows", (bob, ada)), parsed.text)
    assert both == f"knows: ... {'x' * 40}[Ada]{'y' * 40} ... {'y' * 40}[Bob]{'z' * 40} ..."
    assert in_words(Unit("person", (Grounding.absent("Eve"),)), parsed.text) == "person:  (not in the text: Eve)"
    assert in_words(Unit("topic: art"), parsed.text) == "topic: art"


def test_runs_on_other_documents_or_gold_are_refused_saying_what_differs() -> None:
    run = run_of(("tiny", GOLD, WORSE))
    fewer = run_of(("tiny", GOLD[:9], BETTER[:9]))
    with pytest.raises(
        InputError, match=r"a0\.json and b0\.json are not of the same tiny:dev: 3 documents only in a0\.json \(d10, d11, d9\)"
    ):
        compared([run], [fewer])
    gold = [GOLD[0].replace("Rome", "[Rome]"), *GOLD[1:]]
    with pytest.raises(InputError, match=r"text or gold of 1 differs \(d0\)"):
        compared([run], [run_of(("tiny", gold, BETTER))])


def test_what_two_runs_share_can_be_compared_on_demand() -> None:
    changed = [GOLD[0].replace("Rome", "[Rome]"), *GOLD[1:9]]
    other = run_of(("tiny", changed, BETTER[:9]))
    [data] = compared([run_of(("tiny", GOLD, WORSE))], [other], common=True).data
    assert (data.documents, data.left_out) == (8, 4)
    same = compared([run_of(("tiny", GOLD[1:9], WORSE[1:9]))], [run_of(("tiny", GOLD[1:9], BETTER[1:9]))]).data[0]
    assert data.modes[0].differences[0].difference == pytest.approx(same.modes[0].differences[0].difference)
    with pytest.raises(InputError, match="share no document"):
        compared([other], [run_of(("tiny", ["Nobody."], ["Nobody."]))], common=True)


def test_runs_that_keep_scores_alone_compare_by_their_counts() -> None:
    alone = replace(FEW, keeps_texts=False)
    first, second = run_of(("tiny", GOLD, WORSE), scoring=alone), run_of(("tiny", GOLD, BETTER), scoring=alone)
    [data] = compared([first], [second]).data
    assert data.changes is None
    assert data.modes == compared([run_of(("tiny", GOLD, WORSE))], [run_of(("tiny", GOLD, BETTER))]).data[0].modes
    with pytest.raises(InputError, match=r"a0\.json was not scored under string@1 and keeps scores alone"):
        compared([first], [second], ["string"])
    fewer = run_of(("tiny", GOLD[:9], BETTER[:9]), scoring=alone)
    with pytest.raises(InputError, match="keeps scores alone, so nobody can tell which documents"):
        compared([first], [fewer], common=True)


def test_a_mode_that_was_not_scored_is_scored_from_the_texts() -> None:
    first = run_of(("tiny", GOLD, WORSE), scoring=Scoring(("string",), draws=Draws(5)))
    second = run_of(("tiny", GOLD, BETTER))
    with pytest.raises(InputError, match="under different modes"):
        compared([first], [second])
    [mode] = compared([first], [second], ["offset"]).data[0].modes
    assert mode == compared([run_of(("tiny", GOLD, WORSE))], [second]).data[0].modes[0]
    with pytest.raises(NotConfigured, match="there is no matching mode 'ofset'"):
        compared([first], [second], ["ofset"])


def test_data_sets_that_are_not_in_every_run_are_named() -> None:
    first = run_of(("one", GOLD, WORSE), ("two", GOLD, WORSE))
    comparison = compared([first], [run_of(("two", GOLD, BETTER), ("three", GOLD, BETTER))])
    assert [data.name for data in comparison.data] == ["two:dev"]
    assert comparison.not_compared == ("one:dev", "three:dev")
    assert comparison.means == ()
    with pytest.raises(InputError, match="the runs share no data set"):
        compared([first], [run_of(("three", GOLD, BETTER))])


def test_the_mean_counts_every_data_set_alike() -> None:
    first = run_of(("one", GOLD, WORSE), ("two", GOLD[:4], BETTER[:4]))
    second = run_of(("one", GOLD, BETTER), ("two", GOLD[:4], GOLD[:4]))
    comparison = compared([first], [second])
    [mean] = comparison.means
    mode, difference = mean.mode, mean.difference
    each = [data.modes[0].differences[0] for data in comparison.data]
    assert mode == "offset@1"
    assert difference.first == pytest.approx(sum(one.first for one in each) / 2)
    assert difference.difference == pytest.approx(sum(one.difference for one in each) / 2)
    assert difference.interval.low <= difference.difference <= difference.interval.high


def test_data_sets_are_drawn_independently_so_that_more_of_them_make_the_mean_surer() -> None:
    one, other = ([run.evaluations[0].modes[0].tally] for run in (run_of(("x", GOLD, WORSE)), run_of(("x", GOLD, BETTER))))
    draws = Draws(2000)
    alone, nine = mean_difference([(one, other)], draws), mean_difference([(one, other)] * 9, draws)
    width, narrow = (each.interval.high - each.interval.low for each in (alone, nine))
    assert narrow == pytest.approx(width / 3, rel=0.15)
    assert nine.difference == pytest.approx(alone.difference)


def test_the_mean_of_one_data_set_is_its_paired_bootstrap() -> None:
    one, other = ([run.evaluations[0].modes[0].tally] for run in (run_of(("x", GOLD, WORSE)), run_of(("x", GOLD, BETTER))))
    mean, paired = mean_difference([(one, other)], DRAWS), paired_bootstrap(one, other, DRAWS)[0]
    assert (mean.first, mean.second, mean.interval, mean.p) == (paired.first, paired.second, paired.interval, paired.p)


def test_a_run_on_several_data_sets_has_their_mean_with_its_interval() -> None:
    assert means(run_of(("one", GOLD, WORSE))) == ()
    run = run_of(("one", GOLD, WORSE), ("two", GOLD, BETTER))
    [mean] = means(run)
    assert [name for name, _ in mean.mean.datasets] == ["one:dev", "two:dev"]
    scores = [evaluation.modes[0].scores.micro.f1 for evaluation in run.evaluations]
    assert mean.mean.micro.f1 == pytest.approx(sum(scores) / 2)
    assert mean.interval.low < mean.mean.micro.f1 < mean.interval.high


def test_a_data_set_with_nothing_to_find_and_nothing_claimed_does_not_enter_the_mean() -> None:
    nothing = ["Nobody came.", "Nothing happened."]
    run = run_of(("one", GOLD, WORSE), ("two", GOLD, BETTER), ("empty", nothing, nothing))
    [mean] = means(run)
    assert [name for name, _ in mean.mean.datasets] == ["one:dev", "two:dev"]
    other = run_of(("one", GOLD, BETTER), ("two", GOLD, BETTER), ("empty", nothing, nothing))
    difference = compared([run], [other]).means[0].difference
    assert difference.first == pytest.approx(mean.mean.micro.f1)


def test_the_record_of_a_comparison_is_json_with_so_many_items_of_each_kind() -> None:
    first, second = run_of(("one", GOLD, WORSE), ("two", GOLD, WORSE)), run_of(("one", GOLD, BETTER), ("two", GOLD, BETTER))
    record = json.loads(json.dumps(comparison_to_record(compared([first], [second]), 2)))
    assert len(record["data"]) == 2
    assert [len(record["data"][0][name]) for name in ("modes", "changes", "items")] == [1, 2, 4]
    assert record["first"][0]["cost"]["parameters_trained"] == 10
    assert record["means"][0]["figure"] == "mean_micro_f1"


def test_stored_counts_are_those_of_the_mode() -> None:
    [evaluation] = run_of(("tiny", GOLD, WORSE)).evaluations
    assert evaluation.modes[0].tally == tally(evaluation.pairs, mode_named("offset"))


def test_repetitions_must_be_of_one_model_with_different_seeds() -> None:
    run = run_of(("tiny", GOLD, WORSE))
    with pytest.raises(InputError, match=r"a0\.json and a1\.json both have the seed 0"):
        compared([run, replace(run, made="later")], [run])
    with pytest.raises(InputError, match=r"b0\.json is of model \(temperature 0\.0\) and b1\.json of other"):
        compared([run], [run, run_of(("tiny", GOLD, WORSE), model="other", seed=1)])
    warmer = replace(run, model=replace(run.model, settings={"temperature": "1.0"}), seed=1)
    with pytest.raises(InputError, match=r"b1\.json of model \(temperature 1\.0\): no repetitions"):
        compared([run], [run, warmer])
    made_elsewhere = [replace(run, model=replace(run.model, settings={"results": name})) for name in ("one.jsonl", "two.jsonl")]
    assert len(compared(made_elsewhere, [run]).first.runs) == 2


def test_the_mean_names_the_data_sets_that_are_in_it() -> None:
    silent = ("silent", ["Nobody came."], ["Nobody came."])
    one, other = (run_of(("tiny", GOLD, found), ("more", GOLD, found), silent) for found in (WORSE, BETTER))
    comparison = compared([one], [other])
    assert len(comparison.data) == 3
    assert [each.data for each in comparison.means] == [("tiny:dev", "more:dev")]


def test_a_resample_without_anything_to_find_does_not_raise_the_interval_of_the_mean() -> None:
    gold = ["[Ada] came.", *["Nobody came."] * 3]
    found = ["Ada came.", *gold[1:]]
    [mean] = means(run_of(("sparse", gold, found), ("dense", GOLD, [text.replace("[", "").replace("]", "") for text in GOLD])))
    assert (mean.mean.micro.f1, mean.interval.low, mean.interval.high) == (0.0, 0.0, 0.0)
