"""Text as characters, and which trunk reads what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.characters import FIRST_CHARACTER, CharacterVocabulary
from garner.models.encoder.scripts import CHARACTERS, WORDS, script_of
from garner.models.encoder.words import MOST_LABEL_TOKENS, split_words

VOCABULARY = CharacterVocabulary("東京abc1", 97)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", WORDS),
        ("👍 123 !", WORDS),
        ("Marie Curie", WORDS),
        ("Crème brûlée", WORDS),
        ("Москва", WORDS),
        ("山田太郎は東京に", CHARACTERS),
        ("북한", CHARACTERS),
        ("カタカナ", CHARACTERS),
        ("abcd京", CHARACTERS),
        ("abcde京", WORDS),
        ("京 12345678 ++++", CHARACTERS),
    ],
)
def test_a_fifth_of_the_letters_decides_the_script(text: str, script: str) -> None:
    assert script_of(text) == script


def test_characters_are_tokens_and_latin_runs_are_words() -> None:
    text = VOCABULARY.tokenise("東京 abc!")
    assert [("東京 abc!")[start:end] for start, end in text.words] == ["東", "京", "abc", "!"]
    assert text.tokens == (4, 5, 6, 7, 8, 1)
    assert (text.first, text.last) == ((0, 1, 2, 5), (0, 1, 4, 5))
    assert text.shapes == (1, 1, 1, 1, 1, 0)


def test_a_character_that_is_not_known_is_read_as_its_plain_form() -> None:
    assert VOCABULARY.tokenise("ＡB１z").tokens == (FIRST_CHARACTER + 2, FIRST_CHARACTER + 3, FIRST_CHARACTER + 5, 1)


@given(st.text() | st.text("東京abc \n\u0301\ud800👍"))
def test_every_character_but_white_space_is_a_token_of_its_word(text: str) -> None:
    read = VOCABULARY.tokenise(text)
    assert list(read.words) == split_words(text)
    assert len(read.tokens) == len(read.pairs) == len(read.shapes) == sum(not letter.isspace() for letter in text)
    for (start, end), first, last in zip(read.words, read.first, read.last, strict=True):
        assert last - first + 1 == end - start
    assert all(0 < token < len(VOCABULARY) for token in read.tokens)
    assert all(0 <= pair < 97 for pair in read.pairs)


@given(st.text(min_size=1, max_size=40))
def test_a_label_is_read_as_the_same_text_would_be(text: str) -> None:
    label, read = VOCABULARY.tokenise_label(text), VOCABULARY.tokenise(text)
    if read.tokens:
        assert label.tokens == read.tokens[:MOST_LABEL_TOKENS]
        assert label.pairs == read.pairs[:MOST_LABEL_TOKENS]
    else:
        assert len(label.tokens) == len(label.pairs) == 1


def test_pairs_tell_neighbours_apart_and_all_white_space_is_one() -> None:
    together, apart, wide = (VOCABULARY.tokenise(text).pairs for text in ("東京", "東 京", "東\n\u3000京"))
    assert together[1] != apart[1]
    assert apart == wide
