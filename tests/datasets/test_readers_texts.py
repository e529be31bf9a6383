"""Readers of classified texts and of general questions."""

from __future__ import annotations

import json

import pytest

from garner.datasets.corpora.corpus import Corpus
from garner.datasets.corpora.english_texts import ENTRIES
from garner.datasets.corpora.probes import ENTRIES as PROBES
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.labelled_texts import ClassesBeside, LabelledLines, NumberedClasses, SplitLists
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.questions import AnswerRows, HardTasks, JsonOptions, OptionRows, WordProblems
from garner.datasets.readers.rows import LabelledRows, Rows
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.schema import Schema
from garner.values import Grade

NAME = "part/train_text.txt"


def read(reader: Reader, content: str, **others: str) -> list[Annotated | Refusal]:
    contents = {NAME: content, **{f"part/{name}.txt": text for name, text in others.items()}}
    return list(reader.read(CorpusFiles("made", {name: text.encode() for name, text in contents.items()}), NAME))


def kept(reader: Reader, content: str, **others: str) -> list[Annotated]:
    return [each for each in read(reader, content, **others) if isinstance(each, Annotated)]


def labelled(reader: Reader, content: str, **others: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(each.text, [(label.task, label.value) for label in each.gold.labels]) for each in kept(reader, content, **others)]


# Classes


def test_the_class_stands_behind_the_last_separator_or_before_the_first() -> None:
    content = "costs $LABEL$ a lot$LABEL$2\r\n\nfine $LABEL$ 0"
    assert labelled(LabelledLines("topic", "$LABEL$"), content) == [
        ("costs $LABEL$ a lot", [("topic", "2")]),
        ("fine", [("topic", "0")]),
    ]
    first = LabelledLines("kind", " ", class_first=True, tokenised=True)
    assert labelled(first, "5 How far is it ?") == [("How far is it?", [("kind", "5")])]


def test_lines_without_a_class_or_without_a_text_are_named() -> None:
    with pytest.raises(InputError, match=f"{NAME}:2"):
        read(LabelledLines("topic", "\t"), "text\t1\ntext 1\n")
    (refused,) = read(LabelledLines("topic", "\t"), " \t1\n")
    assert refused == Refusal("record without a text", f"{NAME}:1")


def test_numbered_classes_are_named_by_their_file() -> None:
    reader = NumberedClasses("emotion", "part/classes.txt")
    names = {"classes": "joy\nanger\nfear"}
    assert labelled(reader, "Oh no!\t1,2\tid1\n", **names) == [("Oh no!", [("emotion", "anger"), ("emotion", "fear")])]
    for broken in ("Oh no!\t3\tid1", "Oh no!\tx\tid1", "Oh no!\t1"):
        with pytest.raises(InputError, match=f"{NAME}:1"):
            read(reader, broken, **names)
    files = CorpusFiles("made", {"part/classes.txt": b"joy"})
    assert list(reader.read(files, "part/classes.txt")) == []


def test_texts_and_their_classes_beside_stay_in_step() -> None:
    assert labelled(ClassesBeside("irony"), "a\u2028b\nc\n", train_labels="1\n0\n") == [
        ("a\u2028b", [("irony", "1")]),
        ("c", [("irony", "0")]),
    ]
    with pytest.raises(InputError, match=f"{NAME}:2"):
        read(ClassesBeside("irony"), "a\nb\n", train_labels="1\n")
    files = CorpusFiles("made", {"part/train_labels.txt": b"1"})
    assert list(ClassesBeside("irony").read(files, "part/train_labels.txt")) == []


def test_of_a_file_of_lists_the_named_one_is_read() -> None:
    content = json.dumps({"train": [["hi", "greet"]], "test": [["bye", "leave"]]})
    files = CorpusFiles("made", {"all.json": content.encode()})
    (record,) = SplitLists("intent").read(files, "all.json#test")
    assert isinstance(record, Annotated)
    assert (record.id, record.text) == ("all.json#test:1", "bye")
    with pytest.raises(InputError, match=r"all\.json#val"):
        list(SplitLists("intent").read(files, "all.json#val"))


def test_of_a_table_the_rows_of_the_named_part_are_read() -> None:
    files = CorpusFiles("made", {"all.csv": b"text,label,usage\nhi,1,train\nbye,0,test\nso,1,train\n"})
    reader = LabelledRows(Rows(), "text", {"label": "label"}, part="usage")
    assert [each.id for each in reader.read(files, "all.csv#train") if isinstance(each, Annotated)] == [
        "all.csv#train:2",
        "all.csv#train:4",
    ]


# Questions


def options(record: Annotated) -> tuple[str, list[tuple[str, str]]]:
    assert record.schema is not None
    (task,) = record.schema.labels
    (label,) = record.gold.labels
    assert Schema.parse(record.schema.to_dict()) == record.schema
    return label.value, [(choice.name, choice.description) for choice in task.choices]


def answer(record: Annotated) -> str:
    assert record.schema is not None
    (table,) = record.gold.tables
    assert (record.schema.table, table.columns) == (table.request, ("answer",))
    ((cell,),) = table.rows
    assert cell is not None
    assert cell.grade is Grade.ABSENT
    return cell.value


def test_options_of_a_table_are_chosen_by_number_or_by_letter() -> None:
    numbered = 'question,c0,c1,c2,c3,answer\n"Which, then?",x,y,y,z,2\n'
    lettered = "\ufeffWhich?,x,y, y,z,C\n"
    expected = ("C", [("A", "x"), ("B", "y"), ("C", "y"), ("D", "z")])
    (by_number,), (by_letter,) = kept(OptionRows(header=True), numbered), kept(OptionRows(header=False), lettered)
    assert options(by_number) == options(by_letter) == expected
    assert by_number.text == "Which, then?"


@pytest.mark.parametrize("wrong", ["4", "E", "", "AB"])
def test_an_answer_outside_the_options_is_named(wrong: str) -> None:
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(OptionRows(header=False), f"Which?,x,y,z,w,{wrong}\n")


def test_free_answers_are_a_table_of_one_absent_cell() -> None:
    (problem,) = kept(WordProblems(), json.dumps({"question": "How many?", "answer": "1+1=2\n#### 2"}))
    (row,) = kept(AnswerRows(), "How many?\t2\r\n")
    assert (problem.text, answer(problem)) == (row.text, answer(row)) == ("How many?", "2")
    for broken in ({"question": "How many?", "answer": "2"}, {"question": "How many?", "answer": "####"}, {"question": "?"}):
        with pytest.raises(InputError, match=f"{NAME}:1"):
            read(WordProblems(), json.dumps(broken))


def test_json_options_ask_for_an_ending_or_for_a_beginning() -> None:
    ending = {"query": "Question: Who?", "choices": ["me", "you"], "gold": 1}
    beginning = {"continuation": "was tired.", "context_options": ["Ann", "Bo"], "gold": 0}
    first, second = kept(JsonOptions(), f"{json.dumps(ending)}\n{json.dumps(beginning)}")
    assert (first.text, options(first)) == ("Who?", ("B", [("A", "me"), ("B", "you")]))
    assert (second.text, options(second)) == ("was tired.", ("A", [("A", "Ann"), ("B", "Bo")]))
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(JsonOptions(), json.dumps({**ending, "gold": 2}))


def test_options_inside_the_text_may_be_lettered_or_hyphened_or_missing() -> None:
    examples = [
        {"input": "Which?\nOptions:\n(A) one\n(B) two", "target": "(B)"},
        {"input": "Valid?\nOptions:\n- valid \n- invalid", "target": "valid"},
        {"input": "Which?\nOptions:\n(A) one\n(B) two", "target": "three"},
        {"input": "1 + 1 =", "target": "2"},
    ]
    lettered, hyphened, outside, without = kept(HardTasks(), json.dumps({"examples": examples}))
    assert options(lettered) == ("B", [("A", "one"), ("B", "two")])
    assert options(hyphened) == ("A", [("A", "valid"), ("B", "invalid")])
    assert (answer(outside), answer(without)) == ("three", "2")
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(HardTasks(), json.dumps({"examples": [{"input": "?"}]}))


def test_a_question_with_a_single_option_is_refused() -> None:
    content = json.dumps({"examples": [{"input": "Which?\nOptions:\n(A) The", "target": "(A)"}]})
    assert read(HardTasks(), content) == [Refusal("question with a single option", f"{NAME}:1")]


# Entries


@pytest.mark.parametrize("corpus", [*ENTRIES, *PROBES], ids=lambda corpus: corpus.name)
def test_every_text_of_a_declared_split_has_one_answer_or_says_more(corpus: Corpus) -> None:
    assert set(corpus.published) <= set(corpus.splits)
    for published in corpus.published.values():
        assert published.annotations is not None
        assert published.annotations == published.units or corpus.several


def test_choices_that_are_spelled_out_do_not_collide() -> None:
    for corpus in ENTRIES:
        raw = [label for label in corpus.labels if not label.startswith("tasks.")]
        names = {label: corpus.named("choices", label).name for label in raw}
        if {"3", "Sci/Tech"} <= set(raw):  # two files of AG News, which write one class differently
            assert names.pop("Sci/Tech") == names["3"]
        assert len(set(names.values())) == len(names)
