"""Opinions: aspects put back into their sentences, triplets of word ranges, quadruples over the lines of a dialogue."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.dialogue_opinions import DialogueOpinions
from garner.datasets.readers.opinion_ranges import OpinionRanges
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.replaced_aspects import ReplacedAspects
from garner.datasets.record import Annotated
from garner.errors import InputError
from garner.values import Event

NAME = "f.txt"


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


class TestReplacedAspects:
    def test_the_aspects_of_one_sentence_become_one_record(self) -> None:
        content = "$T$ 好 但 价 格 高\n画 质\nPositive\n画 质 好 但 $T$ 高\n价 格\nNegative\n\n"
        (annotated,) = read(ReplacedAspects(), content)
        assert annotated.text == "画质好但价格高"
        assert entities(annotated) == [("Positive", "画质", 0), ("Negative", "价格", 4)]

    def test_a_text_as_it_is_loses_only_the_space_behind_the_mark(self) -> None:
        content = "手上$T$ ，很  香\n不油\nPositive\n手上不油，很  $T$ \n香\nPositive\n"
        (annotated,) = read(ReplacedAspects(tokenised=False), content)
        assert annotated.text == "手上不油，很  香"
        assert entities(annotated) == [("Positive", "不油", 2), ("Positive", "香", 8)]

    @pytest.mark.parametrize(
        ("sentence", "reason"), [("$T$ 比 $T$ 好", "aspect in several places"), ("很 好", "aspect in no place")]
    )
    @pytest.mark.parametrize("tokenised", [True, False])
    def test_an_aspect_without_exactly_one_place_is_refused(self, sentence: str, reason: str, tokenised: bool) -> None:
        (annotated,) = read(ReplacedAspects(tokenised), f"{sentence}\n屏\nPositive\n")
        assert (entities(annotated), reasons(annotated)) == ([], [reason])
        assert annotated.refused[0].where.startswith(f"{NAME}:1")

    @given(st.text("甲乙丙", max_size=5), st.text("甲乙丙", min_size=1, max_size=3), st.text("甲乙丙", max_size=5))
    def test_the_aspect_reads_back_where_the_mark_stood(self, before: str, aspect: str, after: str) -> None:
        tokenised = " ".join([*before, "$T$", *after])
        for reader, sentence in ((ReplacedAspects(), tokenised), (ReplacedAspects(tokenised=False), f"{before}$T$ {after}")):
            (annotated,) = read(reader, f"{sentence}\n{aspect}\nPositive\n")
            assert annotated.text == before + aspect + after
            assert entities(annotated) == [("Positive", aspect, len(before))]

    def test_the_same_aspect_again_is_refused(self) -> None:
        (annotated,) = read(ReplacedAspects(), "$T$ 好\n屏\nPositive\n" * 2)
        assert (len(annotated.gold.entities), reasons(annotated)) == (1, ["annotated twice"])

    def test_a_cut_file_is_named_with_its_line(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:5"):
            read(ReplacedAspects(), "$T$ 好\n屏\nPositive\n$T$ 好\n键 盘")


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


DIALOGUE = {
    "doc_id": "7",
    "sentences": ["K 20 p 好", "电 池 呢"],
    "targets": [[0, 3, "K20p"]],
    "aspects": [[4, 6, "电池"]],
    "opinions": [[3, 4, "好", "pos"], [3, 4, "好", "neg"]],
    "triplets": [
        [0, 3, -1, -1, 3, 4, "pos", "K20p", "", "好"],
        [0, 3, 4, 6, -1, -1, -1, "K20p", "电池", ""],
    ],
}


class TestDialogueOpinions:
    def test_quadruples_are_events_over_the_lines_of_the_dialogue(self) -> None:
        (annotated,) = read(DialogueOpinions(), json.dumps([DIALOGUE]))
        assert annotated.text.split("\n")[1] == "电池呢"
        assert [(event.type, [argument.role for argument in event.arguments]) for event in annotated.gold.events] == [
            ("pos", ["target", "opinion"]),
            ("-1", ["target", "aspect"]),
        ]
        assert annotated.gold.events[1].arguments[1].grounding.surface == "电池"

    def test_one_opinion_of_two_polarities_is_one_mention_and_arguments_point_to_it(self) -> None:
        (annotated,) = read(DialogueOpinions(), json.dumps([DIALOGUE]))
        assert [entity.type for entity in annotated.gold.entities] == ["target", "opinion", "aspect"]
        assert all(argument.entity for event in annotated.gold.events for argument in event.arguments)
        assert annotated.refused == ()

    def test_words_that_do_not_stand_there_are_refused(self) -> None:
        (annotated,) = read(DialogueOpinions(), json.dumps([DIALOGUE | {"targets": [[0, 2, "别的"]], "triplets": []}]))
        assert reasons(annotated) == ["surface differs from the text"]

    def test_a_dialogue_without_its_lists_is_named_with_its_place(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(DialogueOpinions(), json.dumps([DIALOGUE, {"doc_id": "8", "sentences": []}]))
