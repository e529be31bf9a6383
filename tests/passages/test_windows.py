"""Passages cover every character, fit, begin and end well, and cost the counter little."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.passages import Passage, estimate_tokens, halve, sentence_spans, split
from garner.values.graphemes import is_boundary
from grounding.scripts import texts


def _words(text):
    return len(text.split())


def _with_marks(text):
    """Like a tokenizer that puts a mark before and one behind."""
    return len(text) + 2


def _lumpy(text):
    """Not additive: the whole costs more than its parts."""
    return len(text) + text.count(".") ** 2


counters = st.sampled_from([estimate_tokens, len, _words, _with_marks, _lumpy])
sizes = st.integers(1, 30)


def _one_character(text):
    return not any(is_boundary(text, at) for at in range(1, len(text)))


@settings(deadline=None)
@given(texts | st.lists(texts, max_size=4).map("".join), sizes, st.integers(0, 29), counters)
def test_passages_cover_everything_fit_and_part_no_character(text, size, overlap, count):
    passages = split(text, size, overlap % size, count)
    assert [text[each.start : each.end] for each in passages] == [each.text for each in passages]
    assert (passages[0].start, passages[-1].end) == (0, len(text)) if text else passages == ()
    for one, other in pairwise(passages):
        assert one.start < other.start <= one.end < other.end
    for each in passages:
        assert is_boundary(text, each.start) and is_boundary(text, each.end)
        assert count(each.text) <= size or _one_character(each.text)


@settings(deadline=None)
@given(texts, sizes, counters)
def test_without_overlap_the_passages_are_the_text(text, size, count):
    assert "".join(passage.text for passage in split(text, size, 0, count)) == text


@settings(deadline=None)
@given(texts, st.integers(4, 40), st.integers(1, 39))
def test_what_neighbours_share_is_within_the_overlap(text, size, overlap):
    overlap %= size
    for one, other in pairwise(split(text, size, overlap, len)):
        assert one.end - other.start <= overlap


def test_passages_begin_and_end_with_sentences_and_share_whole_ones():
    text = "Ann came home. Bob left at six. Cid stayed for tea. Dan slept. Eve sang. Fay laughed out loud."
    ends = {0} | {end for _, end in sentence_spans(text)}
    passages = split(text, 45, 22, len)
    assert len(passages) > 2
    assert all(each.start in ends and each.end in ends for each in passages)
    shared = [text[other.start : one.end] for one, other in pairwise(passages)]
    assert all(each.endswith((". ", ".")) for each in shared)


@pytest.mark.parametrize(
    "text",
    [
        "The committee, which met in Basel, in Rome, and later in Oslo, agreed to the plan that Ann made, " * 3,
        "委员会先后在北京、上海、广州开会，讨论了今年的计划，并且同意李明提出的方案，" * 6,
        "委員会は東京、大阪、京都で会議を開き、今年の計画について話し合い、田中さんの案に賛成し、" * 6,
    ],
    ids=["English", "Chinese", "Japanese"],
)
def test_a_sentence_longer_than_a_passage_is_cut_at_clauses_and_shared_in_part(text):
    passages = split(text, 40, 12)
    assert len(passages) > 3
    for one, other in pairwise(passages):
        assert one.text[-1] in ",， 、，"
        assert other.start < one.end, "the part that both passages hold"


def test_text_without_any_place_to_cut_is_cut_between_characters():
    text = "한국" * 100
    passages = split(text, 10, 0, len)
    assert "".join(passage.text for passage in passages) == text
    family = "👨‍👩‍👧" * 40
    assert all(len(passage.text) % 5 == 0 for passage in split(family, 12, 0, len))


def test_a_single_character_longer_than_a_passage_stands_alone():
    text = "ab" + "e" + "\u0301" * 50 + "cd"
    passages = split(text, 4, 0, len)
    assert "".join(passage.text for passage in passages) == text
    assert [len(passage.text) for passage in passages if len(passage.text) > 4] == [51]


def test_a_text_that_fits_is_one_passage():
    text = "Ann came.  \n\nBob left."
    assert split(text, 100, 10) == (Passage(0, len(text), text),)
    assert split("", 100, 10) == ()
    assert split(" \n ", 100) == (Passage(0, 3, " \n "),)


def test_the_marks_a_tokenizer_adds_count_once_a_passage():
    text = "Ann. Bob. Cid. Dan. "
    assert [len(each.text) for each in split(text, 12, 0, _with_marks)] == [10, 10]


@pytest.mark.parametrize(("size", "overlap"), [(0, 0), (5, 5), (5, 9), (5, -1), (-3, -4)])
def test_sizes_that_make_no_sense_are_refused(size, overlap):
    with pytest.raises(ValueError, match="overlap < size"):
        split("Ann came.", size, overlap)


def test_a_passage_checks_its_offsets():
    with pytest.raises(ValueError, match="fit its text"):
        Passage(3, 5, "Ann")


# Halving


@settings(deadline=None)
@given(texts)
def test_halving_ends_and_gives_the_text_back(text):
    rest, done = [Passage(7, 7 + len(text), text)], []
    while rest:
        passage = rest.pop()
        halves = halve(passage)
        assert "".join(half.text for half in halves) == passage.text
        assert (halves[0].start, halves[-1].end) == (passage.start, passage.end)
        if len(halves) == 1:
            assert _one_character(passage.text)
            done.append(passage)
        else:
            assert halves[0].end == halves[1].start and all(half.text for half in halves)
            rest.extend(halves)
    assert "".join(passage.text for passage in sorted(done, key=lambda each: each.start)) == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Ann came home today. Bob left.\n\nCid stayed here. Dan slept.", "Ann came home today. Bob left.\n\n"),
        ("Ann came home. Bob left, and Cid stayed.", "Ann came home. "),
        ("first we went to Rome, then back to Basel", "first we went to Rome, "),
        ("他来了。她走了。", "他来了。"),
        ("東京大阪", "東京"),
    ],
)
def test_a_passage_is_halved_at_the_best_place_near_the_middle(text, first):
    assert halve(Passage(0, len(text), text))[0].text == first


# Growth, by what the counter is given


@pytest.mark.parametrize(
    "text",
    [
        "Ann met Bob in Basel, and they talked about the mill. " * 20_000,
        "李明在北京见到了王芳，他们谈了很久。" * 60_000,
        "a" * 1_000_000,
        "word " * 200_000,
        "x\n" * 300_000,
    ],
    ids=["English", "Chinese", "one word", "one sentence", "short lines"],
)
def test_the_counter_reads_a_long_text_a_few_times_only(text):
    read = []

    def count(part):
        read.append(len(part))
        return -(-len(part) // 4)

    passages = split(text, 400, 40, count)
    assert passages[-1].end == len(text)
    assert sum(read) <= 5 * len(text)
    assert max(read) <= 8 * 400 + 1, "no giant text is given to the tokenizer"


def test_five_megabytes_are_split_in_a_few_passes():
    text = "Ann met Bob in Basel, and they talked about the mill. 李明在北京。" * 90_000
    calls = []
    passages = split(text, 2000, 100, lambda part: calls.append(len(part)) or len(part) // 3)
    assert len(text) > 5_000_000
    assert sum(calls) <= 3 * len(text)
    assert len(calls) <= 2 * len(sentence_spans(text)) + 3 * len(passages)
