"""Joined tokens read naturally, and every token is found again at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.readers.detokenise import align, detokenise, unescape


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("He said `` no '' ( really ) , twice .", 'He said "no" (really), twice.'),
        ("-LRB- x -rsb- costs 1\\/2 -LCB- y }", "(x] costs 1/2 {y}"),
        ('say " yes " or " no "', 'say "yes" or "no"'),
        ("“ Hi ” , she ‘ wrote ’ ; why ?!", "“Hi”, she ‘wrote’; why?!"),
        ("' hello there ' he said", "'hello there' he said"),
        ("the boys ' toys at the 5 ' end", "the boys' toys at the 5' end"),
        ("I ca n't say it 's Ann ’s , they 'll see", "I can't say it's Ann’s, they'll see"),
        ("Ann ' s bike , I don ' t know", "Ann's bike, I don't know"),
        ("$ 5 or US$ 7 or £ 3.50 and 50 %", "$5 or US$7 or £3.50 and 50%"),
        ("0 . 5 mg or 0 . 0024 at example . com", "0.5 mg or 0.0024 at example.com"),
        ("aged 7 . 2000 people", "aged 7. 2000 people"),
        ("the ship `` Castle `` sank", 'the ship "Castle" sank'),
        ("( e . g ., at 5 p . m . ),", "(e.g., at 5 p.m.),"),
        ('She left . "', 'She left."'),
        ('" Go home , he said', '"Go home, he said'),
    ],
)
def test_spaces_go_where_english_surely_has_none(tokens: str, text: str) -> None:
    assert detokenise(tokens.split()).text == text


@pytest.mark.parametrize(
    "tokens",
    [
        'a " b c',
        "a ' b c",
        "a 'one ' or 'two ' bodies",
        "IL - 2 and / or NF - kappa B",
        "at 1 : 2 or if a != b",
        "a ! = b",
        "percent % of",
        "# 1 and @ home",
        "wait -- then ... go",
        "we :) all ;) laughed",
    ],
)
def test_a_doubtful_space_stays(tokens: str) -> None:
    assert detokenise(tokens.split()).text == tokens


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["我", "用", "Windows", "10", "。"], "我用Windows 10。"),
        (["在", "2", "0", "0", "8", "年", "i", "P", "a", "d"], "在2008年iPad"),
        (["彼", "は", "New", "York", "へ"], "彼はNew Yorkへ"),
        (["中", " ", "文"], "中 文"),
    ],
)
def test_a_script_without_spaces_gets_them_between_latin_words_only(tokens: list[str], text: str) -> None:
    assert detokenise(tokens, spaced=False).text == text


def test_hyphens_that_were_cut_off_join_words_but_not_marks() -> None:
    tokens = "NF - kappa ( a ) - mediated , pre - and post - war mg / day and / or to - 5 = - 3 -".split()
    text = "NF-kappa (a)-mediated, pre- and post-war mg/day and/or to - 5 = - 3 -"
    assert detokenise(tokens, hyphens_cut=True).text == text


def test_an_escape_is_no_part_of_another_word() -> None:
    assert [unescape(token) for token in ("C:\\/", "``x", "-LRB-y", "a\\/b")] == ["C:\\/", "``x", "-LRB-y", "a/b"]


def test_a_blank_token_adds_nothing() -> None:
    sentence = detokenise(["a", "\u00a0", "b"])
    assert sentence.text == "a b"
    assert sentence.place(1, 2)[0] == sentence.place(1, 2)[1]
    assert sentence.place(0, 3) == (0, 3)


def test_a_stretch_of_tokens_that_are_not_there_has_no_place() -> None:
    assert [detokenise(["a", "b"]).place(*span) for span in ((0, 3), (1, 1), (-1, 1))] == [(-1, -1)] * 3


_MARKS = st.sampled_from(
    [*".,;:!?()[]{}%$£'\"’”“‘-/", "``", "''", "n't", "'s", "s", "-LRB-", "1", "23", "com", "a\\/b", "A", "é"]
)
_TOKENS = st.lists(_MARKS | st.text(max_size=4), max_size=15)


@given(_TOKENS, st.booleans(), st.booleans())
def test_no_character_is_invented_or_lost_and_every_place_reads_as_its_token(
    tokens: list[str], spaced: bool, hyphens_cut: bool
) -> None:
    sentence = detokenise(tokens, spaced, hyphens_cut)
    words = [unescape(token).strip() if spaced else unescape(token) for token in tokens]
    assert "".join(sentence.text.split()) == "".join("".join(words).split())
    assert [sentence.text[start:end] for start, end in sentence.places] == words
    ends = [edge for place in sentence.places for edge in place]
    assert ends == sorted(ends)


@given(_TOKENS, st.data())
def test_tokens_are_found_again_in_the_text_they_were_cut_from(tokens: list[str], data: st.DataObject) -> None:
    words = [word for word in ("".join(token.split()) for token in tokens) if word]
    text = "".join(word + data.draw(st.sampled_from(["", " ", "\n\t"])) for word in words)
    aligned = align(text, words)
    assert aligned is not None
    assert [text[start:end] for start, end in aligned.places] == words


@pytest.mark.parametrize("text", ["a c", "a b c", "x a b", "ab"])
def test_a_text_with_other_characters_than_the_tokens_is_not_aligned(text: str) -> None:
    assert (align(text, ["a", "b"]) is None) == (text != "ab")
