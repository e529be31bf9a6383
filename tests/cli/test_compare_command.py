from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result as Ran

from evaluation.runs.run_building import FEW, run_of
from garner.cli.score_tables import print_comparison
from garner.evaluation import Draws
from garner.evaluation.runs import read_run, write_run
from garner.evaluation.runs.comparing import Side, compare_runs

Garner = Callable[..., Ran]
GOLD = [f"[Ada] met [Bob] on day {number}." for number in range(8)]
WORSE = [gold.replace("[Bob]", "Bob") for gold in GOLD]


def put(name: str, predicted: Sequence[str] = GOLD, gold: Sequence[str] = GOLD, *, texts: bool = True, seed: int = 0) -> str:
    data = ("tiny", gold, predicted), ("other", gold, predicted)
    write_run(name, run_of(*data, scoring=replace(FEW, keeps_texts=texts), seed=seed))
    return name


def test_a_comparison_goes_into_a_pipe_as_json(garner: Garner) -> None:
    run = garner("compare", put("a.json", WORSE), put("b.json"), "--resamples", "60", "--seed", "5", "--items", "2")
    assert (run.exit_code, run.stderr) == (0, "")
    record = json.loads(run.stdout)
    [difference, *_] = record["data"][0]["modes"][0]["differences"]
    assert (difference["figure"], difference["second"]) == ("micro_f1", 100.0)
    assert difference["interval"][0] > 0
    assert difference["draws"] == {"resamples": 60, "seed": 5, "level": 0.95}
    assert record["data"][0]["changes"] == [{"items": "entities", "kind": "new", "count": 8, "better": 8, "worse": 0}]
    assert [item["after"] for item in record["data"][0]["items"]] == [
        "person: Ada met [Bob] on day 0.",
        "person: Ada met [Bob] on day 1.",
    ]
    assert record["means"][0]["figure"] == "mean_micro_f1"
    assert record["first"][0]["cost"]["parameters"] == 1000


def test_several_seeds_stand_on_both_sides_of_a_word(garner: Garner) -> None:
    run = garner("compare", put("a1.json", WORSE), put("a2.json", seed=1), "vs", put("b1.json"), put("b2.json", seed=1))
    record = json.loads(run.stdout)
    assert [len(record[side]) for side in ("first", "second")] == [2, 2]
    [mode] = record["data"][0]["modes"]
    assert len(set(mode["first_seeds"])) == 2
    assert mode["differences"][0]["first"] == pytest.approx(sum(mode["first_seeds"]) / 2)


@pytest.mark.parametrize(
    "words",
    [
        ["a.json"],
        ["a.json", "b.json", "c.json"],
        ["vs", "a.json"],
        ["a.json", "vs"],
        ["a.json", "vs", "b.json", "vs", "c.json"],
    ],
)
def test_what_is_no_pair_of_sides_is_refused(garner: Garner, words: list[str]) -> None:
    run = garner("compare", *words)
    assert run.exit_code == 2
    assert "A1.json A2.json vs B1.json B2.json" in run.stderr


def test_a_run_is_not_compared_with_itself(garner: Garner) -> None:
    run = garner("compare", put("a.json"), "./a.json")
    assert run.exit_code == 2
    assert "A run file is named twice" in run.stderr


def test_other_gold_is_refused_saying_what_differs_and_compared_on_demand(garner: Garner) -> None:
    put("a.json", WORSE)
    put("b.json", GOLD[:5], GOLD[:5])
    run = garner("compare", "a.json", "b.json")
    assert (run.exit_code, run.stdout) == (4, "")
    assert "a.json and b.json are not of the same tiny:dev: 3 documents only in a.json (d5, d6, d7)" in run.stderr
    record = json.loads(garner("compare", "a.json", "b.json", "--common").stdout)
    assert (record["data"][0]["documents"], record["data"][0]["left_out"]) == (5, 3)


def test_a_mode_that_was_not_scored_is_scored_from_the_texts(garner: Garner) -> None:
    record = json.loads(garner("compare", put("a.json", WORSE), put("b.json"), "--mode", "string,overlap").stdout)
    assert [mode["mode"] for mode in record["data"][0]["modes"]] == ["string@1", "overlap@1"]
    run = garner("compare", put("c.json", WORSE, texts=False), "b.json", "--mode", "string")
    assert run.exit_code == 4
    assert "c.json was not scored under string@1 and keeps scores alone." in run.stderr


def test_a_damaged_run_file_is_named_with_its_place(garner: Garner) -> None:
    put("a.json")
    Path("b.json").write_bytes(Path("a.json").read_bytes()[:2000])
    run = garner("compare", "a.json", "b.json")
    assert (run.exit_code, run.stdout) == (4, "")
    assert "b.json, line " in run.stderr
    assert "the file ends in the middle" in run.stderr
    run = garner("compare", "a.json", "none.json")
    assert run.exit_code == 4
    assert "none.json cannot be read: No such file or directory." in run.stderr


def test_a_terminal_shows_differences_and_changed_items_in_their_texts(capsys: pytest.CaptureFixture[str]) -> None:
    put("a.json", WORSE)
    put("b.json")
    sides = [Side((read_run(name),), (name,)) for name in ("a.json", "b.json")]
    print_comparison(compare_runs(sides[0], sides[1], draws=Draws(50)), 1)
    shown = capsys.readouterr().out
    for words in (
        "micro F1",
        "macro F1",
        "mean of 2",
        "+33.3",
        "8 entities new, 8 for the better, 0 for the worse",
        "first: a.json",
    ):
        assert words in shown
    assert "new (better), d0: person: Ada met [Bob] on day 0." in shown
