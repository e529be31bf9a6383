"""Answers made elsewhere are read line by line; what is wrong is told with file and line, and the others go on."""

import json
from pathlib import Path

import pytest

from garner.errors import NotConfigured
from garner.files import Note, Unreadable, write_results
from garner.files.answers import Answered, read_answers
from garner.files.texts import Texts
from garner.values import Document, DraftEntity, Entity, Extraction, Grade, Grounding, Label, Result, Segment

TEXT = "Ada Lovelace lived in London."


def put(path, *records):
    path.write_text("".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in records), "utf-8")
    return path


def read(path, **options):
    return list(read_answers([path], **options))


def extraction(label, text, start=None, end=None, status="match_exact", **more):
    interval = None if start is None else {"start_pos": start, "end_pos": end}
    return {
        "extraction_class": label,
        "extraction_text": text,
        "char_interval": interval,
        "alignment_status": status,
        "extraction_index": 1,
        "group_index": 0,
        "description": None,
        "attributes": None,
        **more,
    }


def langextract(*extractions, text=TEXT, **more):
    return {"extractions": list(extractions), "text": text, "document_id": "doc_1", **more}


def test_a_document_of_langextract_becomes_entities_with_their_places(tmp_path):
    path = put(tmp_path / "a.jsonl", langextract(extraction("person", "Ada Lovelace", 0, 12), extraction("city", "Rome")))
    [answer] = read(path)
    assert (answer.id, answer.text, answer.source, answer.model) == ("doc_1", TEXT, f"{path}:1", "langextract")
    assert answer.answer.entities == (DraftEntity("person", "Ada Lovelace", None, 0, 12), DraftEntity("city", "Rome"))
    assert answer.problems == ()


@pytest.mark.parametrize("status", ["match_lesser", "match_greater", "match_fuzzy"])
def test_what_langextract_placed_roughly_is_the_words_at_that_place(tmp_path, status):
    path = put(tmp_path / "a.jsonl", langextract(extraction("city", "City of London", 22, 28, status)))
    [answer] = read(path)
    assert answer.answer.entities == (DraftEntity("city", "London", None, 22, 28),)
    assert [problem.code for problem in answer.problems] == ["placed_roughly"]
    assert "'City of London' (city)" in answer.problems[0].message


def test_a_place_beyond_the_text_is_left_to_be_checked(tmp_path):
    path = put(tmp_path / "a.jsonl", langextract(extraction("city", "London", 220, 280, "match_fuzzy")))
    assert read(path)[0].answer.entities == (DraftEntity("city", "London", None, 220, 280),)


def test_what_an_entity_cannot_hold_is_counted_by_name(tmp_path):
    first = extraction("person", "Ada", 0, 3, attributes={"field": "mathematics"}, description="a person")
    second = extraction("person", "Ada", 0, 3, attributes={"field": "poetry", "born": "1815"})
    [answer] = read(put(tmp_path / "a.jsonl", langextract(first, second)))
    [problem] = answer.problems
    assert problem.code == "not_taken_over"
    assert problem.message.endswith("left out: attributes.born (1), attributes.field (2), description (1).")


def test_documents_without_extractions_and_numbers_as_values_are_answers(tmp_path):
    path = put(
        tmp_path / "a.jsonl", langextract(document_id="empty") | {"extractions": None}, langextract(extraction("year", 1815))
    )
    empty, numbered = read(path)
    assert empty.answer.entities == ()
    assert numbered.answer.entities == (DraftEntity("year", "1815"),)


def test_plain_lists_are_read_with_and_without_places(tmp_path):
    record = {
        "id": 7,
        "text": TEXT,
        "entities": [
            {"type": "person", "text": "Ada Lovelace", "start": 0, "end": 12, "score": 0.5},
            {"label": "city", "start": 22, "end": 28},
        ],
        "values": {"city": ["London"], "person": "Ada"},
        "labels": {"topic": "science", "tones": ["dry"]},
        "relations": [
            {"type": "lived in", "head": "Ada Lovelace", "tail": {"text": "London", "start": 22, "end": 28, "type": "city"}}
        ],
        "events": [{"type": "living", "trigger": "lived", "arguments": [{"role": "where", "text": "London"}]}, {"type": "x"}],
    }
    [answer] = read(put(tmp_path / "a.jsonl", record))
    draft = answer.answer
    assert (answer.id, answer.model) == ("7", "answers")
    assert draft.entities == (
        DraftEntity("person", "Ada Lovelace", 0.5, 0, 12),
        DraftEntity("city", "London", None, 22, 28),
        DraftEntity("city", "London"),
        DraftEntity("person", "Ada"),
    )
    assert draft.labels == (Label("topic", "science"), Label("tones", "dry"))
    [relation] = draft.relations
    assert (relation.head, relation.head_span, relation.tail, relation.tail_span) == ("Ada Lovelace", None, "London", (22, 28))
    assert (relation.head_type, relation.tail_type) == (None, "city")
    living, bare = draft.events
    assert (living.trigger, living.arguments[0].role, living.arguments[0].text) == ("lived", "where", "London")
    assert (bare.trigger, bare.arguments) == (None, ())


def test_a_result_of_garner_is_read_as_it_is(tmp_path):
    entity = Entity("e1", "person", Grounding("ada", 0, 3, "Ada", Grade.NORMALISED), 0.5)
    document = Document("a", TEXT, "a.html", (Segment(0, 29, 5, 34),))
    result = Result(document, Extraction(TEXT, entities=(entity,)), model="some", schema="s")
    write_results(tmp_path / "a.jsonl", [result])
    [answer] = read(tmp_path / "a.jsonl")
    assert (answer.answer, answer.document, answer.model) == (result, document, "some")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ('{"text": "Ada", "entities": [', "bad_record", "is not JSON"),
        ("[1]", "bad_record", "is not an object"),
        ({"text": TEXT}, "bad_record", "holds no answer. Its fields: text."),
        ({"entities": []}, "bad_record", "has no text"),
        ({"text": 5, "entities": []}, "bad_record", "field text that is no text"),
        ({"text": " ", "entities": []}, "empty_text", "has an empty text"),
        ({"text": TEXT, "id": [1], "entities": []}, "bad_record", "an id that is neither"),
        ({"text": TEXT, "entities": {"person": "Ada"}}, "bad_record", "entities: expected a list"),
        ({"text": TEXT, "entities": [{"text": "Ada"}]}, "bad_record", "entities[0].label: expected text, found nothing"),
        ({"text": TEXT, "entities": [{"type": "person"}]}, "bad_record", "entities[0].text: expected text"),
        (
            {"text": TEXT, "entities": [{"type": "x", "text": "Ada", "start": "0", "end": 3}]},
            "bad_record",
            "start: expected a whole",
        ),
        ({"text": TEXT, "entities": [{"type": "x", "start": 20, "end": 99}]}, "bad_record", "entities[0].text"),
        ({"text": TEXT, "values": {"person": 5}}, "bad_record", "values.person: expected a list"),
        ({"text": TEXT, "extractions": [{"extraction_text": "Ada"}]}, "bad_record", "extractions[0].extraction_class"),
        ({"text": TEXT, "extractions": 5}, "bad_record", "extractions: expected a list"),
    ],
)
def test_a_broken_line_is_told_with_its_place_and_the_next_goes_on(tmp_path, line, code, said):
    path = put(tmp_path / "a.jsonl", line, langextract())
    broken, whole = read(path)
    assert (type(broken), broken.code) == (Unreadable, code)
    assert broken.message.startswith(f"{path}:1")
    assert said in broken.message
    assert isinstance(whole, Answered)


def test_a_result_whose_items_do_not_fit_its_text_is_refused(tmp_path):
    entity = Entity("e1", "person", Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM))
    record = Result(Document("a", TEXT), Extraction(TEXT, entities=(entity,))).to_dict() | {"text": "Somebody else."}
    path = put(tmp_path / "a.jsonl", record, record | {"version": "9.0"})
    other, newer = read(path)
    assert "the items do not fit the text" in other.message
    assert "version 9.0" in newer.message
    assert [each.path for each in (other, newer)] == [f"{path}:1", f"{path}:2"]


def test_texts_in_other_files_are_found_by_their_ids(tmp_path):
    put(
        tmp_path / "texts.jsonl", {"id": "a", "text": TEXT}, {"id": "b", "text": "Other."}, {"id": "\ud800", "text": "\ud800 x"}
    )
    path = put(
        tmp_path / "a.jsonl",
        {"id": "b", "values": {}},
        {"document_id": "a", "extractions": []},
        {"id": "c", "values": {}},
        {"id": "\ud800", "values": {}},
    )
    second, first, missing, odd = read(path, texts=[tmp_path / "texts.jsonl"])
    assert (first.text, second.text, odd.text) == (TEXT, "Other.", "\ud800 x")
    assert "no text given has the id 'c'" in missing.message


def test_an_answer_to_another_text_than_the_one_given_is_refused(tmp_path):
    put(tmp_path / "texts.jsonl", {"id": "a", "text": TEXT + " Later."})
    result = Result(Document("a", TEXT), Extraction(TEXT)).to_dict()
    path = put(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "values": {}}, result)
    assert [each.code for each in read(path, texts=[tmp_path / "texts.jsonl"])] == ["another_text", "another_text"]


def test_files_that_are_not_there_or_no_files_are_told(tmp_path):
    (tmp_path / "empty.jsonl").touch()
    missing, folder, empty = read_answers([tmp_path / "no.jsonl", tmp_path, tmp_path / "empty.jsonl"])
    assert (missing.code, folder.code, empty.code) == ("missing_file", "no_file", "empty_file")


def test_what_is_wrong_with_the_texts_is_told_too(tmp_path):
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "values": {}})
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.pdf").touch()
    told = read(path, texts=[tmp_path / "folder"])
    assert [type(each) for each in told] == [Note, Unreadable, Answered]


def test_an_unknown_encoding_is_refused_at_once(tmp_path):
    with pytest.raises(NotConfigured, match="no text encoding"):
        read_answers([tmp_path / "a.jsonl"], encoding="utf-9")


def test_answers_are_pulled_one_by_one(tmp_path):
    path = put(tmp_path / "a.jsonl", *[{"id": str(number), "text": TEXT, "values": {}} for number in range(2000)])
    answers = read_answers([path])
    assert next(answers).id == "0"
    path.write_bytes(path.read_bytes()[:-10])
    rest = list(answers)
    assert len(rest) == 1999
    assert isinstance(rest[-1], Unreadable)


def test_texts_are_not_held_in_memory_and_gone_in_the_end():
    with Texts() as texts:
        folder = Path(texts._connection.execute("PRAGMA database_list").fetchone()[2]).parent
        assert folder.is_dir()
        texts.add(Document("a", "one"))
        texts.add(Document("a", "two", "there", (Segment(0, 3, 1, 4),)))
        assert texts.get("a") == Document("a", "two", "there", (Segment(0, 3, 1, 4),))
        assert texts.get("b") is None
    assert not folder.exists()


def test_two_answers_of_one_id_get_ids_of_their_own_and_the_user_is_told(tmp_path):
    own = Result(Document("a", TEXT), Extraction(TEXT), model="m")
    write_results(tmp_path / "own.jsonl", [own, own])
    plain = put(tmp_path / "plain.jsonl", {"id": "a", "text": TEXT, "values": {}})
    found = list(read_answers([tmp_path / "own.jsonl", plain]))
    notes = [each for each in found if isinstance(each, Note)]
    answers = [each for each in found if isinstance(each, Answered)]
    assert [each.id for each in answers] == ["a", "a#2", "a#3"]
    assert [each.answer.id for each in answers[:2]] == ["a", "a#2"]
    assert [each.code for each in notes] == ["renamed_id", "renamed_id"]
    assert "the id 'a' was there before; this one is 'a#2'" in notes[0].message


def test_a_file_given_twice_is_read_once(tmp_path):
    path = put(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "values": {}})
    answer, note = read_answers([path, path])
    assert (answer.id, note.code) == ("a", "repeated_file")


@pytest.mark.parametrize("first", ["{", "["])
def test_json_over_several_lines_is_refused_once(tmp_path, first):
    path = put(tmp_path / "a.json", first, *['  {"id": "a", "text": "Ada"},'] * 40)
    [refused] = read(path)
    assert (refused.code, refused.message) == ("bad_record", f"{path} is JSON over several lines.")
    assert "jq" in refused.hint


def test_a_first_line_that_was_cut_to_its_brace_costs_only_itself(tmp_path):
    path = put(tmp_path / "a.jsonl", "{", *({"id": name, "text": TEXT, "values": {}} for name in "ab"))
    refused, *answers = read(path)
    assert refused.message.startswith(f"{path}:1 is not JSON")
    assert [(each.id, each.source) for each in answers] == [("a", f"{path}:2"), ("b", f"{path}:3")]


def test_a_binary_file_is_refused_once_and_latin_1_line_by_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\x9a\x00\x07\n\xff\n\xfe\x01\n")
    [refused] = read(path)
    assert refused.code == "binary_file"
    path.write_bytes('{"text": "caf\u00e9"}\n{"text": "Ada", "values": {}}\n'.encode("latin-1"))
    refused, answer = read(path)
    assert (refused.code, answer.text) == ("wrong_encoding", "Ada")
