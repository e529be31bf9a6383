"""The estimate of tokens must not make text without spaces look short."""

import pytest
from hypothesis import given, settings

from garner.passages import estimate_tokens
from grounding.scripts import texts

CASES = [
    ("", 0),
    (" \t ", 0),
    ("The cat sat.", 4),
    ("internationalisation", 5),
    ("in 2024", 3),
    ("猫が座った。", 6),
    ("北京大学", 4),
    ("한국어", 3),
    ("Москва", 3),
    ("👍", 2),
    ("a\nb", 3),
]


@pytest.mark.parametrize(("text", "tokens"), CASES)
def test_tokens_are_estimated(text, tokens):
    assert estimate_tokens(text) == tokens


@settings(deadline=None)
@given(texts, texts)
def test_cutting_a_text_never_makes_it_cheaper(one, other):
    assert estimate_tokens(one + other) <= estimate_tokens(one) + estimate_tokens(other)


def test_a_chinese_text_is_not_one_word():
    assert estimate_tokens("中" * 1000) == 1000
