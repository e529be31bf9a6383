from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # has no types of its own
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import InputError, OutputError
from garner.files import (
    ResultWriter,
    TornLine,
    read_results,
    record_schema,
    result_from_line,
    result_from_record,
    result_to_line,
    result_to_record,
    write_results,
)
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
    Outcome,
    Problem,
    Reading,
    Relation,
    Result,
    Segment,
    Table,
    Usage,
)
from garner.values.record_line import _SPLIT_PAIR

VALIDATOR = jsonschema.Draft202012Validator(record_schema())

texts = st.text(st.characters(), max_size=30).filter(lambda text: not _SPLIT_PAIR.search(text))
confidences = st.none() | st.floats(0, 1)
counts = st.integers(0, 10**6)


@st.composite
def groundings(draw: st.DrawFn, text: str) -> Grounding:
    if not text or draw(st.booleans()):
        return Grounding.absent(draw(texts))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    grade = draw(st.sampled_from([Grade.VERBATIM, Grade.NORMALISED, Grade.NEAR]))
    surface = text[start:end]
    value = surface if draw(st.booleans()) else draw(texts)
    return Grounding(value, start, end, surface, grade, draw(st.integers(1, 5)) if grade is Grade.NEAR else 0)


@st.composite
def extractions(draw: st.DrawFn, text: str) -> Extraction:
    places = groundings(text)
    names = draw(st.lists(texts, unique=True, max_size=4))
    ends = st.sampled_from(names or [""])
    columns = tuple(draw(st.lists(texts, max_size=3)))
    rows = st.lists(st.tuples(*(st.none() | places for _ in columns)), max_size=3).map(tuple)
    arguments = st.builds(Argument, texts, places, st.none() | ends if names else st.none())
    event = st.builds(Event, texts, st.none() | places, st.lists(arguments, max_size=3).map(tuple), confidences)
    fact = st.builds(Fact, places, places, places, st.none() | places, st.none() | places, confidences)
    return Extraction(
        text,
        tuple(draw(st.lists(st.builds(Label, texts, texts, confidences), max_size=3))),
        tuple(Entity(name, draw(texts), draw(places), draw(confidences)) for name in names),
        tuple(draw(st.lists(st.builds(Relation, texts, ends, ends, confidences), max_size=3))) if names else (),
        tuple(draw(st.lists(event, max_size=3))),
        tuple(draw(st.lists(fact, max_size=2))),
        tuple(draw(st.lists(st.builds(Table, texts, st.just(columns), rows), max_size=2))),
    )


@st.composite
def results(draw: st.DrawFn) -> Result:
    text = draw(texts)
    segments = st.lists(st.builds(Segment, counts, counts, counts, counts), max_size=3).map(tuple)
    asked = st.lists(texts, max_size=3).map(tuple)
    readings = st.builds(Reading, counts, counts, texts, st.sampled_from(Outcome), asked)
    usage = st.builds(Usage, counts, counts, counts, counts, st.floats(0, 1e6), st.none() | st.floats(0, 1e6))
    return Result(
        Document(draw(texts), text, draw(st.none() | texts), draw(segments)),
        draw(extractions(text)),
        tuple(draw(st.lists(readings, max_size=3))),
        tuple(draw(st.lists(st.builds(Problem, texts, texts, texts), max_size=3))),
        draw(usage),
        draw(texts),
        draw(texts),
    )


ACME = Result(
    Document("news.txt", "Acme bought Bolt.", "news.txt"),
    Extraction(
        "Acme bought Bolt.",
        entities=(
            Entity("e1", "company", Grounding("ACME", 0, 4, "Acme", Grade.NORMALISED), 0.9),
            Entity("e2", "company", Grounding("Bolt", 12, 16, "Bolt", Grade.VERBATIM)),
        ),
        relations=(Relation("acquired", "e1", "e2", 0.5),),
    ),
    coverage=(Reading(0, 17, "encoder", Outcome.READ, ("entities.company",)),),
    model="encoder",
    schema="0123456789abcdef",
)


@settings(max_examples=60, deadline=None)
@given(results())
def test_reading_a_record_undoes_writing_it_and_the_record_follows_the_json_schema(result: Result) -> None:
    record = result_to_record(result)
    assert result_from_record(record) == result
    VALIDATOR.validate(record)


@settings(max_examples=60, deadline=None)
@given(results())
def test_a_line_is_utf8_without_any_line_break_or_control_and_reads_back_equal(result: Result) -> None:
    line = result_to_line(result)
    assert len(line.splitlines()) == 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)
    assert result_from_line(line.encode("utf-8")) == result_from_line(line) == result


def test_a_result_gives_its_own_record_and_line() -> None:
    assert ACME.to_dict() == result_to_record(ACME) == json.loads(ACME.to_json())
    assert ACME.to_json() == result_to_line(ACME)


def test_lone_surrogates_nul_and_emoji_survive_a_file(tmp_path: Path) -> None:
    text = "a\ud800b\x00c\x1b[31m\u2028😀\udc00"
    result = Result(Document("odd", text), Extraction(text))
    path = tmp_path / "out.jsonl"
    assert write_results(path, [result, result]) == 2
    assert path.read_bytes().count(b"\n") == 2
    assert list(read_results(path)) == [result, result]


def test_a_character_in_two_surrogates_is_refused_because_its_offsets_would_shift() -> None:
    text = "\ud83d\ude00"
    with pytest.raises(OutputError, match="two surrogates"):
        result_to_line(Result(Document("odd", text), Extraction(text)))


def test_a_number_that_is_none_is_refused_rather_than_written_as_broken_json() -> None:
    text = "Acme"
    entity = Entity("e1", "company", Grounding("Acme", 0, 4, "Acme", Grade.VERBATIM), float("nan"))
    with pytest.raises(OutputError, match="cannot be written"):
        result_to_line(Result(Document("odd", text), Extraction(text, entities=(entity,))))


def test_the_record_names_the_answered_value_only_where_it_differs_from_the_text() -> None:
    entities = result_to_record(ACME)["entities"]
    assert isinstance(entities, list)
    assert entities[0] == {
        "id": "e1", "type": "company", "text": "Acme", "start": 0, "end": 4, "grade": "normalised", "value": "ACME",
        "confidence": 0.9,
    }  # fmt: skip
    assert entities[1] == {
        "id": "e2", "type": "company", "text": "Bolt", "start": 12, "end": 16, "grade": "verbatim", "confidence": None,
    }  # fmt: skip


def test_an_extraction_of_another_text_is_never_written() -> None:
    with pytest.raises(ValueError, match="another text"):
        result_to_record(Result(Document("a", "one"), Extraction("two")))


@pytest.mark.parametrize("version", ["2.0", "10.1", "0.9", ""])
def test_another_major_version_is_refused_with_file_and_line(tmp_path: Path, version: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(result_to_line(ACME) + "\n" + json.dumps(result_to_record(ACME) | {"version": version}) + "\n", "utf-8")
    reader = read_results(path)
    assert next(reader) == ACME
    with pytest.raises(InputError, match=rf"out\.jsonl, line 2: this is a result of version {version}"):
        next(reader)


def test_a_newer_minor_version_is_read_and_its_unknown_keys_are_ignored() -> None:
    assert result_from_record(result_to_record(ACME) | {"version": "1.7", "mood": "new"}) == ACME


def test_json_that_is_no_result_says_so() -> None:
    with pytest.raises(InputError, match="not a garner result"):
        result_from_line('{"id": "a", "text": "b"}')
    with pytest.raises(InputError, match="expected an object, found a list"):
        result_from_line("[]")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": 5}, "text: expected text, found 5"),
        ({"entities": [{"id": "e1"}]}, r"entities\[0\].type: expected text, found nothing"),
        ({"entities": [5]}, r"entities\[0\]: expected an object, found 5"),
        ({"relations": [{"type": "acquired", "head": "e1", "tail": "e9", "confidence": None}]}, "no entity has the id e9"),
        ({"text": "Bolt bought Acme."}, "the text does not read 'Acme' at 0:4"),
        ({"coverage": [{"start": 0, "end": 1, "call": "", "outcome": "lost", "asked": []}]}, "one of read, repaired"),
        ({"usage": None}, "usage: expected an object, found null"),
        ({"segments": [[1, 2]]}, "segments: expected lists of 4 whole numbers"),
        ({"tables": [{"request": "", "columns": ["a"], "rows": [[]]}]}, "one cell a column"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_at_its_key_by_the_reader(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        result_from_record(result_to_record(ACME) | change)


def test_every_cut_through_the_last_line_is_named_torn_and_loses_nothing_before_it(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    line = result_to_line(ACME).encode()
    for cut in range(1, len(line)):
        path.write_bytes(line + b"\n" + line[:cut])
        reader = read_results(path)
        assert next(reader) == ACME
        with pytest.raises(TornLine, match="line 2: the line ends in the middle") as caught:
            next(reader)
        assert caught.value.offset == len(line) + 1
    path.write_bytes(line + b"\n" + line)
    assert list(read_results(path)) == [ACME, ACME]


def test_a_broken_line_inside_the_file_is_not_mistaken_for_a_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("{oops\n" + result_to_line(ACME) + "\n", "utf-8")
    with pytest.raises(InputError, match="line 1: this is not JSON") as caught:
        list(read_results(path))
    assert not isinstance(caught.value, TornLine)


def test_blank_lines_and_a_byte_order_mark_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + result_to_line(ACME).encode() + b"\r\n\r\n")
    assert list(read_results(path)) == [ACME]


def test_a_missing_result_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        list(read_results(tmp_path / "none.jsonl"))


def test_appending_keeps_what_is_there_and_ends_an_open_line_first(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(result_to_line(ACME), "utf-8")
    with ResultWriter(path, append=True) as writer:
        writer.write(ACME)
    assert list(read_results(path)) == [ACME, ACME]


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    with ResultWriter("/dev/full") as writer, pytest.raises(OutputError, match="No space left on device"):
        writer.write(ACME)


def test_a_file_that_cannot_be_opened_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written: No such file"):
        ResultWriter(tmp_path / "none" / "out.jsonl")


def test_a_line_that_did_not_fit_is_taken_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    program = """
import sys
from garner.errors import OutputError
from garner.files import ResultWriter, read_results
result = next(read_results(sys.argv[1]))
with ResultWriter(sys.argv[2]) as writer:
    try:
        for _ in range(9):
            writer.write(result)
    except OutputError as error:
        sys.exit(40 + writer.written)
"""
    write_results(tmp_path / "in.jsonl", [ACME])
    # To a program, the limit is a full disk; the shell counts it in blocks of 512 bytes.
    words = ["/bin/sh", "-c", 'ulimit -f 4 && exec "$@"', "sh", sys.executable, "-B", "-c", program]
    done = subprocess.run([*words, str(tmp_path / "in.jsonl"), str(path)], check=False)
    whole = 4 * 512 // (len(result_to_line(ACME)) + 1)
    assert done.returncode == 40 + whole
    assert list(read_results(path)) == [ACME] * whole
