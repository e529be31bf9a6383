"""``garner datasets``: JSON when piped, words for people on standard error, and a way on from every failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from garner.cli import datasets, marked
from garner.datasets import CORPORA, Published
from garner.datasets.own import open_dataset
from garner.files import read_results

Garner = Callable[..., Result]

TEXT = "Acme bought Bolt in Rome."
RECORD = {
    "id": "a",
    "text": TEXT,
    "entities": [[0, 4, "company"], [12, 16, "company"], [12, 24, "place"]],
    "relations": [{"type": "bought", "head": 0, "tail": 1}],
    "events": [{"type": "deal", "trigger": {"start": 5, "end": 11}, "arguments": [{"role": "buyer", "start": 0, "end": 4}]}],
    "facts": [["Acme", "bought", "Bolt"]],
    "sentiment": "good",
}
WNUT = "Ada\tB-person\nLovelace\tI-person\n\nacme\tB-corporation\nrose\tO\n"


def write_own(*records: object) -> None:
    Path("mine.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")


@pytest.fixture
def corpora(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of corpora that holds one, two sentences with two entities in each of its files."""
    root = Path("corpora").absolute()
    corpus = CORPORA["wnut17"]
    for name in (name for patterns in corpus.splits.values() for name in patterns):
        path = root / corpus.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(WNUT, "utf-8")
    return root


def told(published: Published, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry of the corpus with other published counts."""
    corpus = CORPORA["wnut17"]
    monkeypatch.setitem(CORPORA, "wnut17", replace(corpus, published=dict.fromkeys(corpus.splits, published), note=note))


def test_the_list_names_every_corpus_with_licence_and_role(garner: Garner) -> None:
    run = garner("datasets", "list")
    records = [json.loads(line) for line in run.stdout.splitlines()]
    assert [record["name"] for record in records] == list(CORPORA)
    assert all(record["licence"] and record["role"] and record["splits"] and record["task"] for record in records)


def test_the_list_is_filtered_by_language_role_and_task(garner: Garner) -> None:
    run = garner("datasets", "list", "--language", "en", "--role", "held-out", "--task", "ner")
    names = [json.loads(line)["name"] for line in run.stdout.splitlines()]
    assert "crossner/ai" in names
    assert all((CORPORA[name].language, CORPORA[name].role) == ("en", "held-out") for name in names)
    assert len(names) < len(CORPORA)


@pytest.mark.parametrize("option", ["--language", "--role", "--task"])
def test_an_unknown_filter_is_answered_with_what_there_is(garner: Garner, option: str) -> None:
    run = garner("datasets", "list", option, "nonsense")
    assert (run.exit_code, run.stdout) == (2, "")
    assert "There are " in run.stderr


def test_ones_own_data_are_shown_with_schema_counts_and_losses(garner: Garner) -> None:
    write_own(RECORD, {"text": "x", "sentiment": "bad", "entities": [[0, 9, "company"]]})
    run = garner("datasets", "show", "mine.jsonl", "-n", "1")
    assert run.exit_code == 0, run.stderr
    record = json.loads(run.stdout)
    assert (record["name"], record["role"], record["records"]) == ("mine.jsonl", "own", 2)
    assert record["refused"] == {"span outside the text": 1}
    [refusal] = record["refusals"]
    assert (refusal["reason"], refusal["lost"]) == ("span outside the text", "annotation")
    assert refusal["where"].startswith("mine.jsonl:2")
    assert record["schema"]["relations"] == {"bought": None}
    assert [example["id"] for example in record["examples"]] == ["a"]


def test_a_corpus_is_shown_from_its_folder(garner: Garner, corpora: Path) -> None:
    run = garner("datasets", "show", "wnut17:train", "-n", "1", "--data-dir", str(corpora))
    record = json.loads(run.stdout)
    assert (record["split"], record["records"], record["items"]) == ("train", 2, {"entities": 2})
    assert set(record["schema"]["entities"]) == {"corporation", "person"}
    assert record["examples"][0]["entities"][0]["text"] == "Ada Lovelace"


def test_marked_text_nests_brackets_and_lines_say_every_item() -> None:
    write_own(RECORD, {"text": "y", "sentiment": "bad"})
    [split] = open_dataset("mine.jsonl")
    assert list(marked.marked_lines(split.records[0].gold)) == [
        "[Acme](company) bought [[Bolt](company) in Rome](place).",
        "  sentiment: good",
        "  Acme -- bought -> Bolt",
        "  event deal (bought) buyer: Acme",
        "  fact Acme | bought | Bolt",
    ]


def test_counts_are_checked_and_a_difference_without_a_note_is_exit_code_1(
    garner: Garner, corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(Published(2, 2), "", monkeypatch)
    run = garner("datasets", "check", "wnut17", "--data-dir", str(corpora))
    assert run.exit_code == 0
    records = [json.loads(line) for line in run.stdout.splitlines()]
    assert [record["agreement"] for record in records] == ["equal"] * len(CORPORA["wnut17"].splits)
    told(Published(3, 2), "", monkeypatch)
    run = garner("datasets", "check", "--data-dir", str(corpora))
    assert run.exit_code == 1
    assert "no note says why: wnut17." in run.stderr
    assert "are not in" in run.stderr
    told(Published(3, 2), "One sentence is missing.", monkeypatch)
    run = garner("datasets", "check", "wnut17", "--data-dir", str(corpora))
    assert run.exit_code == 0
    assert "One sentence is missing." in run.stderr


def test_what_was_refused_is_told_with_a_place(garner: Garner, corpora: Path) -> None:
    for path in corpora.rglob("*"):
        if path.is_file():
            path.write_text(f"{WNUT}alone\n", "utf-8")
    run = garner("datasets", "check", "wnut17", "--data-dir", str(corpora))
    assert "1 refused: line without all columns, for example" in run.stderr
    assert ":6" in run.stderr


def test_the_page_of_all_corpora_is_printed(garner: Garner, corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(Published(2, 2), "", monkeypatch)
    run = garner("datasets", "check", "--markdown", "--data-dir", str(corpora))
    assert run.stdout.startswith("# The corpora garner reads\n")
    assert "| wnut17:train | 2 | 2 entities |  | 2 / 2 | equal |" in run.stdout


@pytest.mark.parametrize(
    ("name", "file"), [("jsonl", "o.jsonl"), ("conll", "o.conll"), ("label-studio", "o.json"), ("brat", "o")]
)
def test_gold_is_exported_and_read_again(garner: Garner, corpora: Path, name: str, file: str) -> None:
    run = garner("datasets", "export", "wnut17:train", "-o", file, "--format", name, "--data-dir", str(corpora))
    assert (run.exit_code, run.stdout) == (0, "")
    assert "2 records of wnut17:train -> " in run.stderr
    [split] = open_dataset(file)
    assert [[(x.type, x.text) for x in record.gold.entities] for record in split.records] == [
        [("person", "Ada Lovelace")],
        [("corporation", "acme")],
    ]


def test_exported_gold_can_be_viewed(garner: Garner, corpora: Path) -> None:
    garner("datasets", "export", "wnut17:train", "-o", "gold.jsonl", "--data-dir", str(corpora))
    assert [result.complete for result in read_results("gold.jsonl")] == [True, True]
    assert garner("view", "gold.jsonl").exit_code == 0


def test_what_a_format_cannot_hold_is_said(garner: Garner) -> None:
    write_own({**RECORD, "entities": [[0, 4, "company"], [12, 16, "company"]]}, {"text": "y", "sentiment": "bad"})
    run = garner("datasets", "export", "mine.jsonl", "-o", "o.conll", "--format", "conll")
    assert run.exit_code == 0
    for kind in ("labels: 2", "relations: 1", "events: 1", "facts: 1"):
        assert f"conll cannot hold {kind} left out." in run.stderr


def test_a_corpus_that_is_not_there_is_named_with_its_source(garner: Garner, corpora: Path) -> None:
    run = garner("datasets", "show", "crossner", "--data-dir", str(corpora))
    assert run.exit_code == 4
    assert "garner brings no corpora: take it from github.com/" in run.stderr


def test_a_schema_narrows_what_is_shown(garner: Garner) -> None:
    write_own(RECORD)
    Path("s.yaml").write_text("entities: [company]\n")
    record = json.loads(garner("datasets", "show", "mine.jsonl", "-s", "s.yaml").stdout)
    assert (record["items"], record["refused"]) == ({"entities": 2}, {"not asked for by the schema": 5})


def test_a_missing_data_folder_says_how_to_get_one(garner: Garner) -> None:
    for words in (("show", "wnut17"), ("check",), ("export", "wnut17", "-o", "x.jsonl")):
        run = garner("datasets", *words)
        assert (run.exit_code, run.stdout) == (2, "")
        assert "--data-dir" in run.stderr
        assert "GARNER_DATA" in run.stderr


def test_an_empty_data_folder_is_told(garner: Garner) -> None:
    Path("nothing").mkdir()
    run = garner("datasets", "check", "--data-dir", "nothing")
    assert run.exit_code == 4
    assert "nothing holds none of the corpora." in run.stderr


def test_broken_data_end_with_their_line_and_without_a_traceback(garner: Garner) -> None:
    Path("mine.jsonl").write_text('{"text": "Acme", "entities": [[0, 4, "c"]]}\n{"text": "Ac', "utf-8")
    run = garner("datasets", "show", "mine.jsonl")
    assert (run.exit_code, run.stdout) == (4, "")
    assert "mine.jsonl:2: this is no JSON" in run.stderr
    assert "defect" not in run.stderr


def test_a_terminal_gets_the_names_that_are_asked_and_records_to_read(
    garner: Garner, corpora: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "_to_a_terminal", lambda: True)
    run = garner("datasets", "show", "wnut17:train", "-n", "1", "--data-dir", str(corpora))
    lines = run.stdout.splitlines()
    assert lines[0] == "wnut17:train: 2 records, language en, role train"
    assert "entities (2): corporation, person" in lines
    assert "[Ada Lovelace](person)" in lines
    assert "acme" not in run.stdout
    run = garner("datasets", "check", "wnut17", "--data-dir", str(corpora))
    assert "wnut17:train: 2 records; 2 entities; " in run.stdout
    run = garner("datasets", "list", "--language", "ja")
    assert "stockmark_wikipedia" in run.stdout
    assert "corpora." in run.stderr
