"""Every format of entity corpora becomes texts whose gold reads as annotated."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.columns import Columns, tagged_spans
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError


def read(reader: Reader, content: str, name: str = "f.txt", **others: str) -> list[Annotated]:
    files = CorpusFiles("toy", {name: content.encode()} | {other: text.encode() for other, text in others.items()})
    return [each for each in reader.read(files, name) if isinstance(each, Annotated)]


def surfaces(found: Iterable[Annotated]) -> list[list[tuple[str | None, str]]]:
    return [[(entity.grounding.surface, entity.type) for entity in each.gold.entities] for each in found]


# Columns


def test_bio_columns_join_tokens_and_close_a_span_at_the_next_beginning() -> None:
    content = "-DOCSTART-\tO\n\nNew\tB-LOC\nYork\tI-LOC\nParis\tB-LOC\n\n``\tO\nHi\tO\n''\tO\n"
    found = read(Columns(separator="\t"), content)
    assert surfaces(found) == [[("New York", "LOC"), ("Paris", "LOC")], []]
    assert [each.id for each in found] == ["f.txt:3", "f.txt:7"]
    assert found[1].text == '"Hi"'


def test_io_columns_and_bare_tags_make_one_span_of_neighbours() -> None:
    assert surfaces(read(Columns(), "a I-X\nb I-X\nc EVENT\n")) == [[("a b", "X"), ("c", "EVENT")]]


@pytest.mark.parametrize("tags", ["S-X B-Y E-Y U-X", "S-X B-Y L-Y W-X", "U-X B-Y E-Y S-X"])
def test_single_and_end_tags_close_their_span(tags: str) -> None:
    assert list(tagged_spans(tags.split())) == [(0, 1, "X"), (1, 3, "Y"), (3, 4, "X")]
    assert list(tagged_spans(["B-X", "E-X", "E-X", "S-X", "S-X"])) == [(0, 2, "X"), (2, 3, "X"), (3, 4, "X"), (4, 5, "X")]


def test_chinese_characters_are_joined_and_lose_the_number_of_the_segment() -> None:
    reader = Columns(separator="\t", spaced=False, first_character=True)
    found = read(reader, "科0\tB-ORG.NAM\n技1\tM-ORG.NAM\n部2\tE-ORG.NAM\n 0\tO\n好0\tO\n")
    assert found[0].text == "科技部 好"
    assert surfaces(found) == [[("科技部", "ORG.NAM")]]


def test_several_tag_columns_are_layers_of_nesting() -> None:
    content = "the\tB-FAC\tO\nking\tI-FAC\tB-PER\nhouse\tI-FAC\tO\n"
    assert surfaces(read(Columns(tags=(1, 2), separator="\t"), content)) == [[("the king house", "FAC"), ("king", "PER")]]


def test_comments_are_no_tokens_and_columns_count_from_either_end() -> None:
    content = "# text = x\n1\tA\t_\tB-LOC\n2\tB\t_\tB-PER\n"
    assert surfaces(read(Columns(token=1, tags=(-1,), separator="\t", comments=True), content)) == [
        [("A", "LOC"), ("B", "PER")]
    ]


def test_stray_tags_are_refused_by_name() -> None:
    found = read(Columns(stray=("OTH",)), "a B-OTH\nb B-PER\n")
    assert surfaces(found) == [[("b", "PER")]]
    assert found[0].refused == (Refusal("stray tag", "f.txt:1: OTH a", Lost.ANNOTATION),)


def test_a_line_without_its_columns_keeps_its_token_and_is_refused_with_its_place() -> None:
    found = read(Columns(), "word B-X\r\nalone\r\n")
    assert found[0].text == "word alone"
    assert found[0].refused == (Refusal("line without all columns", "f.txt:2", Lost.ANNOTATION),)


def test_a_mention_of_blank_tokens_is_refused() -> None:
    found = read(Columns(separator="\t"), "a\tO\n\u200a\tB-X\n")
    assert surfaces(found) == [[]]
    assert [refusal.reason for refusal in found[0].refused] == ["span outside the text"]


def test_a_file_of_another_format_is_named_with_its_first_line() -> None:
    with pytest.raises(InputError, match=r"f\.txt:2: no line has the columns"):
        read(Columns(separator="\t"), "\n" + json.dumps({"tokens": ["a"]}) + "\n")
