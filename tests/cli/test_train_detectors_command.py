"""``garner train detectors``: what contradicts itself is refused with a next step; one's own gold becomes detectors to use."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result as Ran

from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights
from garner.refinement.learned.card import encoder_fingerprint

Garner = Callable[..., Ran]

PEOPLE = "Marie Curie|Ada Lovelace|Isaac Newton|Alan Turing|Grace Hopper|Niels Bohr|Lise Meitner|Emmy Noether".split("|")
CITIES = "Warsaw|London|Paris|Berlin|Vienna|Rome|Madrid|Oslo".split("|")


def put(name: str = "mine.jsonl", count: int = 8) -> str:
    """Gold that the embedded model does not answer as it stands here: every other person is not marked."""
    lines = []
    for number in range(count):
        person, city = PEOPLE[number % len(PEOPLE)], CITIES[(number * 3 + 1) % len(CITIES)]
        text = f"In the spring of 19{number + 10} the famous {person} went back to {city} for good."
        spans = [[text.index(city), text.index(city) + len(city), "home"]]
        if number % 2:
            spans.append([text.index(person), text.index(person) + len(person), "person"])
        lines.append(json.dumps({"text": text, "entities": spans}) + "\n")
    Path(name).write_text("".join(lines), "utf-8")
    return name


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("-o", "m"), 2, "Neither --data nor a recipe given"),
        (("r.toml", "-o", "m", "--data-format", "conll"), 2, "belong to --data"),
        (("none.toml", "-o", "m"), 4, "none.toml is no recipe"),
        (("--data", "none.jsonl", "-o", "m"), 4, "none.jsonl"),
        (("--data", "crossner/ai:test", "-o", "m"), 4, "crossner/ai:test is a public corpus"),
        (("--data", "crossner", "-o", "m"), 4, "crossner is a public corpus"),
        (("--data", "mine.jsonl", "-o", "m", "--extractor", "encoder@7"), 2, "names no extractor"),
        (("--data", "mine.jsonl", "-o", "m", "--extractor", "abacus"), 2, "there is no model 'abacus'"),
        (("--data", "mine.jsonl", "-o", "m", "--extractor", "scripted:model.jsonl@0.5"), 2, "states no confidence"),
        (("--data", "mine.jsonl", "-o", "full"), 5, "holds something else"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_next_step(
    garner: Garner, words: tuple[str, ...], code: int, message: str
) -> None:
    put()
    Path("full").mkdir()
    Path("full/letter.txt").write_text("x", "utf-8")
    run = garner("train", "detectors", *words)
    assert run.exit_code == code, run.stderr
    assert message in run.stderr


def test_without_torch_the_extra_is_named(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import util

    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, package=None: None if name == "torch" else find(name, package))
    run = garner("train", "detectors", "--data", put(), "-o", "m")
    assert run.exit_code == 2
    assert "garner[train]" in run.stderr


def test_a_chat_model_teaches_too_and_its_calls_are_on_record(garner: Garner) -> None:
    Path("model.jsonl").write_text(json.dumps({"reply": {"entities": {"person": ["spring"], "home": []}}}) + "\n", "utf-8")
    words = ("train", "detectors", "--data", put(), "-o", "m", "--corpus-only", "--extractor", "encoder")
    run = garner(*words, "--teacher", "scripted:model.jsonl")
    assert run.exit_code == 0, run.stderr
    mix = json.loads(Path("m/mix.json").read_text("utf-8"))["mix"]["train"]
    assert mix["counts"]["source"]["scripted:model.jsonl"] > 0
    assert Path("m/calls.ledger").is_file()
    assert json.loads(run.stdout)["name"] is None


def test_ones_own_gold_becomes_detectors_that_are_used(garner: Garner) -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    run = garner("train", "detectors", "--data", put(count=16), "-o", "m", "--dev-share", "0.3", "--extractor", "encoder")
    assert run.exit_code == 0, run.stderr
    table = json.loads(run.stdout)
    assert table["instances"]["train"] > 10
    assert set(table["seconds"]) == {"corpus", "heads"}
    assert min(table["shares"]["train"].values()) > 0
    assert "--refine-with learned:m" in run.stderr
    assert "| entities |" in Path("m/mix.md").read_text("utf-8")
    seen = json.loads(Path("m/seen.json").read_text("utf-8"))
    assert seen["component"] == table["name"]
    Path("a.txt").write_text("In the spring of 1930 the famous Otto Hahn went back to Bonn for good.", "utf-8")
    found = garner("extract", "a.txt", "-e", "person,home", "--refine-with", "learned:m")
    assert found.exit_code == 0, found.stderr
    assert json.loads(found.stdout)["trace"]
    Path("m/train.jsonl.gz.part").write_bytes(b"what a run that was killed left")
    again = garner("train", "detectors", "--data", "mine.jsonl", "-o", "m", "--dev-share", "0.3", "--extractor", "encoder")
    assert again.exit_code == 0, "the same command goes on behind what is done"
    other = garner("train", "detectors", "--data", "mine.jsonl", "-o", "m", "--dev-share", "0.5", "--extractor", "encoder")
    assert other.exit_code == 5
    assert "--overwrite" in other.stderr


def test_detectors_of_ones_own_encoder_see_through_it(garner: Garner) -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    own = Path("own")
    shutil.copytree(packaged_weights(), own, ignore=shutil.ignore_patterns("seen.*"), copy_function=os.symlink)
    card = json.loads((own / "model.json").read_text("utf-8"))
    (own / "model.json").unlink()
    (own / "model.json").write_text(json.dumps(card | {"name": "own", "description_share": 0.3}), "utf-8")
    words = ("--data", put(count=16), "-o", "m", "--dev-share", "0.3", "--extractor", "encoder")
    run = garner("train", "detectors", *words, "--encoder", "own")
    assert run.exit_code == 0, run.stderr
    made = json.loads(Path("m/detectors.json").read_text("utf-8"))
    assert (made["encoder_name"], made["encoder"]) == ("encoder:own", encoder_fingerprint(Encoder.load(own)))
    Path("a.txt").write_text("In the spring of 1930 the famous Otto Hahn went back to Bonn for good.", "utf-8")
    beside = garner("extract", "a.txt", "-e", "person,home", "-m", "encoder:own", "--refine-with", "learned:m")
    assert (beside.exit_code, "second model" in beside.stderr) == (0, False), beside.stderr
