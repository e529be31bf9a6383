"""Opinions: aspects put back into their texts, and triplets of word ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.opinions import AspectLines, OpinionRanges
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import Event

NAME = "f.txt"
UNSPACED = AspectLines(spaced=False, tokenised=False)


def read(reader: Reader, content: str) -> list[Annotated]:
    read = list(reader.read(CorpusFiles("toy", {NAME: content.encode()}), NAME))
    assert all(isinstance(each, Annotated) for each in read)
    return [each for each in read if isinstance(each, Annotated)]


def entities(annotated: Annotated) -> list[tuple[str, str, int | None]]:
    return [(entity.type, entity.text, entity.start) for entity in annotated.gold.entities]


def arguments(event: Event) -> list[tuple[str, str]]:
    return [(argument.role, argument.grounding.surface) for argument in event.arguments]


def reasons(annotated: Annotated) -> list[str]:
    return [refusal.reason for refusal in annotated.refused]


class TestAspectLines:
    def test_the_aspects_of_one_text_become_one_record_without_the_space_behind_the_mark(self) -> None:
        content = "手上$T$ ，很  香\n不油\nPositive\n手上不油，很  $T$ \n香\nNegative\r\n"
        (annotated,) = read(UNSPACED, content)
        assert annotated.text == "手上不油，很  香"
        assert entities(annotated) == [("Positive", "不油", 2), ("Negative", "香", 8)]

    def test_an_aspect_is_a_mention_at_every_mark(self) -> None:
        (annotated,) = read(UNSPACED, "$T$ 比$T$ 好\n屏\nPositive")
        assert entities(annotated) == [("Positive", "屏", 0), ("Positive", "屏", 2)]

    def test_the_same_aspect_again_is_refused(self) -> None:
        (annotated,) = read(UNSPACED, "$T$ 好\n屏\nPositive\n" * 2)
        assert (len(annotated.gold.entities), reasons(annotated)) == (1, ["annotated twice"])

    def test_texts_that_differ_in_spaces_alone_are_one(self) -> None:
        (annotated,) = read(UNSPACED, "买了  $T$ 好\n屏 \nPositive\n买了 屏$T$ \n好\nNegative\n")
        assert annotated.text == "买了  屏好"
        assert entities(annotated) == [("Positive", "屏", 4), ("Negative", "好", 5)]

    def test_an_aspect_without_a_mark_is_refused(self) -> None:
        files = CorpusFiles("toy", {NAME: "很好\n屏\nPositive\n".encode()})
        assert list(UNSPACED.read(files, NAME)) == [Refusal("no aspect or no place for it", f"{NAME}:1")]

    @given(st.text("甲乙 ", max_size=5), st.text("甲乙", min_size=1, max_size=3), st.text("甲乙", min_size=1, max_size=5))
    def test_the_aspect_reads_back_where_the_mark_stood(self, before: str, aspect: str, after: str) -> None:
        (annotated,) = read(UNSPACED, f"{before}$T$ {after}\n{aspect}\nPositive\n")
        assert annotated.text == before.lstrip() + aspect + after
        assert entities(annotated) == [("Positive", aspect, len(before.lstrip()))]

    def test_a_cut_file_is_named_with_its_line(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:5"):
            read(UNSPACED, "$T$ 好\n屏\nPositive\n$T$ 好\n键盘")


class TestOpinionRanges:
    def test_ranges_count_words_and_include_their_last(self) -> None:
        content = "\ufeff菜 色 好 ，4 分 。####[((0, 1), (2, 2), 'POS'), ((-1, -1), (3, 4), 'Neutral')]\n"
        (annotated,) = read(OpinionRanges(), content)
        assert annotated.text == "菜色好，4分。"
        assert [(event.type, arguments(event)) for event in annotated.gold.events] == [
            ("POS", [("aspect", "菜色"), ("opinion", "好")]),
            ("NEU", [("opinion", "，4分")]),
        ]

    def test_a_repeated_triplet_is_refused(self) -> None:
        (annotated,) = read(OpinionRanges(), "菜 好####[((0, 0), (1, 1), 'POS'), ((0, 0), (1, 1), 'POS')]")
        assert (len(annotated.gold.events), reasons(annotated)) == (1, ["annotated twice"])

    def test_a_range_outside_the_sentence_is_refused(self) -> None:
        (annotated,) = read(OpinionRanges(), "菜 好####[((0, 0), (1, 2), 'POS')]")
        assert (arguments(annotated.gold.events[0]), reasons(annotated)) == ([("aspect", "菜")], ["span outside the text"])

    @pytest.mark.parametrize(
        "line", ["菜 好", "菜 好####[((0, 0), (1,", "菜 好####[(0, 1, 'POS')]", "菜 好####[((0, 0), 'POS')]"]
    )
    def test_a_broken_line_is_named(self, line: str) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(OpinionRanges(), f"菜 好####[]\n{line}\n")
