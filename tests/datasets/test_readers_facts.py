"""Open facts and on-demand tables: parts stand where the sentence has them, and nothing is lost where it has not."""

from __future__ import annotations

import json

import pytest

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.open_facts import Paraphrases, TabbedFacts
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.tables import RequestedTables
from garner.datasets.readers.whole_words import ground_words, word_finder
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError
from garner.schema import Schema
from garner.values import Grounding


def read(reader: Reader, content: str) -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("toy", {"f": content.encode()}), "f"))


def annotated(reader: Reader, content: str) -> list[Annotated]:
    found = read(reader, content)
    assert all(isinstance(each, Annotated) for each in found)
    return [each for each in found if isinstance(each, Annotated)]


def shown(place: Grounding | None) -> tuple[str, int | None] | None:
    return None if place is None else (place.value, place.start)


def facts(found: Annotated) -> list[list[tuple[str, int | None] | None]]:
    return [
        [shown(part) for part in (fact.subject, fact.predicate, fact.object, fact.time, fact.place)]
        for fact in found.gold.facts
    ]


def test_lines_of_one_sentence_are_one_record_wherever_they_stand() -> None:
    found = annotated(TabbedFacts(), "A saw B .\tsaw\tA\tB\nC ran .\tran\tC\t\nA saw B .\tis seen by\tB\tA\n")
    assert [(each.id, each.text) for each in found] == [("f:1", "A saw B ."), ("f:2", "C ran .")]
    assert [len(each.gold.facts) for each in found] == [2, 1]
    assert facts(found[0])[1] == [("B", 6), ("is seen by", None), ("A", 0), None, None]


def test_parts_are_whole_words_in_the_order_of_the_sentence() -> None:
    (found,) = annotated(TabbedFacts(), "This man is his boss , he is .\tis\tThis man\this boss\n")
    assert facts(found) == [[("This man", 0), ("is", 9), ("his boss", 12), None, None]]


def test_marked_arguments_are_time_and_place_and_all_others_are_the_object() -> None:
    sentence = "Yesterday , he said , Ann gave Bo a book in Rome ."
    row = f"{sentence}\tgave\tAnn\ta book\tto Bo\tC: he said\tT:Yesterday\tL: in Rome\n"
    (found,) = annotated(TabbedFacts(), row)
    assert facts(found) == [[("Ann", 22), ("gave", 26), ("a book to Bo he said", None), ("Yesterday", 0), ("in Rome", 41)]]


def test_a_fact_without_an_object_or_predicate_lacks_it_in_no_words() -> None:
    (found,) = annotated(TabbedFacts(), "Snow fell .\tfell\tSnow\nSnow fell .\t\tSnow\tfell\n")
    assert facts(found) == [
        [("Snow", 0), ("fell", 5), ("", None), None, None],
        [("Snow", 0), ("", None), ("fell", 5), None, None],
    ]


def test_a_sentence_alone_has_no_facts_and_a_predicate_alone_is_refused() -> None:
    found = annotated(TabbedFacts(), "Nothing here .\n\nSome rain .\train\r\n")
    assert [len(each.gold.facts) for each in found] == [0, 0]
    assert found[0].refused == ()
    assert [(each.reason, each.lost) for each in found[1].refused] == [("fact without arguments", Lost.ANNOTATION)]


def test_a_byte_order_mark_in_the_middle_of_a_file_is_no_part_of_a_sentence() -> None:
    (found,) = annotated(TabbedFacts(), "\ufeffA ran .\tran\tA\t\n\ufeffA ran .\tran off\tA\t\n")
    assert (found.text, len(found.gold.facts)) == ("A ran .", 2)


def test_a_line_without_a_sentence_is_named() -> None:
    with pytest.raises(InputError, match=r"f:2: "):
        read(TabbedFacts(), "A ran .\tran\tA\n\tran\tA\n")


def test_groups_of_paraphrases_stand_in_the_ids_and_ask_for_facts() -> None:
    groups = [{"id": 4, "ori_sent": "A sold B .", "paraphrases": [{"id": 5, "sent": "B was sold."}]}]
    found = annotated(Paraphrases(), json.dumps(groups))
    assert [(each.id, each.text) for each in found] == [("4/4", "A sold B ."), ("4/5", "B was sold.")]
    assert all(each.schema == Schema(facts=True) and not each.gold.facts for each in found)


@pytest.mark.parametrize("content", ['[{"id": 1}]', "[3]", '{"id": 1}', "[{"])
def test_a_file_that_holds_no_groups_is_refused_with_its_place(content: str) -> None:
    with pytest.raises(InputError, match=r"f:1"):
        read(Paraphrases(), content)


def request(table: str, category: str = "fixed", text: str = "Ann is 7. Bo is 17.") -> dict[str, str]:
    return {"instruction": "Who is\r\nhow old? ", "text": text, "table": table, "category": category}


def test_a_table_answers_its_request_cell_by_cell() -> None:
    table = "| Name | Age |\n| --- | :---: |\n| Ann | 7 |\n| Cy | N/A |\n|  | 17 |"
    (found,) = annotated(RequestedTables("fixed"), json.dumps([request(table), request(table, "open")]))
    (answer,) = found.gold.tables
    assert found.schema == Schema(table="Who is\nhow old?")
    assert (answer.request, answer.columns) == ("Who is\nhow old?", ("Name", "Age"))
    assert [[shown(cell) for cell in row] for row in answer.rows] == [
        [("Ann", 0), ("7", 7)],
        [("Cy", None), None],
        [None, ("17", 16)],
    ]
    assert Schema.parse(found.schema.to_dict()) == found.schema


def test_a_row_of_another_width_is_refused_alone() -> None:
    (found,) = annotated(RequestedTables("fixed"), json.dumps([request("| A | B |\n| --- | --- | --- |\n| 7 |\n| 7 | 17 |")]))
    assert len(found.gold.tables[0].rows) == 1
    assert [each.where for each in found.refused] == ["f:1: row 1"]


def test_an_answer_that_is_no_table_is_refused_as_a_record() -> None:
    for table in ("", "no table", "| A |\n| 7 |"):
        (found,) = read(RequestedTables("fixed"), json.dumps([request(table)]))
        assert found == Refusal("table without a header", "f:1")


@pytest.mark.parametrize("content", ['[{"category": "fixed"}]', '["x"]', "[", "{}"])
def test_a_file_without_requests_is_refused_with_its_place(content: str) -> None:
    with pytest.raises(InputError, match=r"f:1"):
        read(RequestedTables("fixed"), content)


@pytest.mark.parametrize(
    ("value", "after", "start"),
    [("is", 0, 5), ("is", 6, 16), ("is", 17, 5), ("(b)", 0, 8), ("his", 0, None), ("", 0, None), (" (b) ", 0, 8)],
)
def test_words_are_found_whole_first_behind_the_place_given(value: str, after: int, start: int | None) -> None:
    found = ground_words(Gold("x", "This is (b) and is"), value, after)
    assert (found.start, found.value) == (start, value.strip())


def test_words_of_scripts_without_spaces_are_found_anywhere_and_latin_ones_beside_them() -> None:
    gold = Gold("x", "使用AR的AR-2和ARM")
    assert [ground_words(gold, value, after).start for value, after in (("用", 0), ("AR", 0), ("AR", 3), ("ARM", 0))] == [
        1,
        2,
        5,
        10,
    ]
    assert ground_words(gold, "RM").start is None


def test_every_call_gives_the_next_occurrence_and_parts_of_words_where_there_are_no_whole_ones() -> None:
    find = word_finder(Gold("x", "the he and he, others"))
    places = [find(value) for value in ("he", "he", "he", "other", "no", "")]
    assert [place and place.start for place in places] == [4, 11, 4, 15, None, None]
    assert places[4] == Grounding.absent("no")
    assert places[5] is None
