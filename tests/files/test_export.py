from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from garner.errors import MissingDependency, OutputError
from garner.files import COLUMNS, rows, to_frames, write_csv
from garner.values import (
    Argument,
    Document,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Problem,
    Relation,
    Result,
    Table,
)

TEXT = "Acme bought Bolt in May."


def found(words: str, value: str = "") -> Grounding:
    start = TEXT.index(words)
    grade = Grade.NORMALISED if value else Grade.VERBATIM
    return Grounding(value or words, start, start + len(words), words, grade)


DEAL = Result(
    Document("d", TEXT),
    Extraction(
        TEXT,
        (Label("topic", "business", 0.75),),
        (Entity("e1", "company", found("Acme", "ACME"), 0.5), Entity("e2", "company", found("Bolt"))),
        (Relation("acquired", "e1", "e2"),),
        (Event("deal", found("bought"), (Argument("buyer", found("Acme"), "e1"), Argument("price", Grounding.absent("$3")))),),
        (Fact(found("Acme"), found("bought"), found("Bolt"), found("May")),),
        (Table("who", ("who", "when"), ((found("Acme"), None), (None, found("May")))),),
    ),
    problems=(Problem("value_absent", "'$3' stands nowhere.", "characters 0-24"),),
)


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return [{name: value for name, value in row.items() if value} for row in csv.DictReader(stream)]


def test_every_item_has_a_row_and_its_parts_name_it(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    count = write_csv(path, [DEAL])
    lines = read(path)
    assert count == len(lines) == 14
    assert [line["kind"] for line in lines] == [
        "label", "entity", "entity", "relation", "event", "argument", "argument", "fact", "part", "part", "part", "cell",
        "cell", "problem",
    ]  # fmt: skip
    acme = {"start": "0", "end": "4", "text": "Acme"}
    assert lines[1] == {
        "document": "d", "kind": "entity", "id": "e1", "type": "company", "grade": "normalised", "confidence": "0.5",
        "value": "ACME", **acme,
    }  # fmt: skip
    assert lines[3] == {
        "document": "d", "kind": "relation", "type": "acquired", "head": "e1", "head_text": "Acme", "tail": "e2",
        "tail_text": "Bolt",
    }  # fmt: skip
    assert lines[5] == {
        "document": "d", "kind": "argument", "parent": "event1", "type": "deal", "role": "buyer", "entity": "e1",
        "grade": "verbatim", **acme,
    }  # fmt: skip
    assert lines[12] == {
        "document": "d", "kind": "cell", "parent": "table1", "row": "2", "role": "when", "text": "May", "start": "20",
        "end": "23", "grade": "verbatim",
    }  # fmt: skip


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_spreadsheet_gets_no_cell_that_could_run(tmp_path: Path, words: str) -> None:
    text = f"{words} tail"
    entity = Entity("e1", words, Grounding(words, 0, len(words), words, Grade.VERBATIM))
    result = Result(Document(words, text), Extraction(text, entities=(entity,)))
    path = tmp_path / "out.csv"
    write_csv(path, [result], spreadsheet=True)
    [line] = read(path, "utf-8-sig")
    assert line["document"] == line["type"] == line["text"] == f"'{words}"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    write_csv(path, [result])
    [line] = read(path)
    assert line["document"] == line["type"] == line["text"] == words


def test_quotes_line_ends_nul_and_lone_surrogates_come_through(tmp_path: Path) -> None:
    words = 'a "b",\r\nc\x00'
    text = f"{words}\ud800"
    entity = Entity("e1", "x", Grounding(words, 0, len(words), words, Grade.VERBATIM))
    path = tmp_path / "out.csv"
    write_csv(path, [Result(Document("\ud800", text), Extraction(text, entities=(entity,)))])
    assert read(path)[0]["text"] == words
    assert read(path)[0]["document"] == "\\ud800"


def test_a_full_disk_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="No space left"):
        write_csv("/dev/full", [DEAL])


def test_frames_hold_the_same_rows_with_whole_numbers_and_gaps() -> None:
    pandas = pytest.importorskip("pandas")
    frames = to_frames([DEAL, Result(Document("e", ""), Extraction(""))])
    assert isinstance(frames.items, pandas.DataFrame)
    assert isinstance(frames.documents, pandas.DataFrame)
    assert tuple(frames.items.columns) == COLUMNS
    assert len(frames.items) == len(list(rows(DEAL)))
    assert list(frames.documents["document"]) == ["d", "e"]
    assert str(frames.items["start"].dtype) == "Int64"
    assert frames.items["start"].isna().sum() == 4
    assert len(to_frames([]).items) == 0  # type: ignore[arg-type]  # a data frame


def test_without_pandas_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependency, match=r"pip install 'garner\[pandas\]'"):
        to_frames([])
