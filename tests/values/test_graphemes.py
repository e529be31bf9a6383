"""Characters as readers see them are not parted; ``|`` in a case marks every boundary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.values.graphemes import is_boundary

CASES = {
    "Latin": "a|b|c",
    "combining mark": "e\u0301|a\u0308\u0301|x",
    "mark at the start": "\u0301|a",
    "line end of two": "a|\r\n|b",
    "two line ends": "\n|\r",
    "mark behind a line end": "\n|\u0301",
    "decomposed Hangul": "\u1112\u1161\u11ab|\u1100\u116e\u11a8",
    "syllable and final": "가\u11ab|나",
    "two syllables": "한|국",
    "kana with voicing": "か\u3099|き",
    "half width voicing": "ｶﾞ|ｷ",
    "Devanagari vowel": "कि|त",
    "Devanagari conjunct": "क्षि|त",
    "consonants without virama": "क|ष",
    "virama before a vowel letter": "क्|अ",
    "Thai vowel": "กี|ข",
    "family": "👨\u200d👩\u200d👧|x",
    "skin tone": "👍🏽|👍",
    "heart with selector": "❤\ufe0f|❤",
    "keycap": "1\ufe0f\u20e3|2",
    "flags": "🇩🇪|🇫🇷|x",
    "half a flag left": "🇩🇪|🇫",
    "joiner without a picture before": "a\u200d|❤",
    "surrogate pair": "\ud83d\ude00|\ud83d|a",
    "surrogates the wrong way round": "\ude00|\ud83d",
    "soft hyphen": "a|\u00ad|b",
    "number sign before digits": "\u06001|2",
}


@pytest.mark.parametrize("name", CASES)
def test_boundaries_are_where_marked(name):
    parts = CASES[name].split("|")
    text = "".join(parts)
    ends = {0}
    for part in parts:
        ends.add(max(ends) + len(part))
    assert {position for position in range(len(text) + 1) if is_boundary(text, position)} == ends


@settings(deadline=None)
@given(st.text(), st.integers(-3, 40))
def test_the_ends_of_a_text_are_boundaries(text, beyond):
    assert is_boundary(text, 0) and is_boundary(text, len(text))
    assert is_boundary(text, len(text) + abs(beyond)) and is_boundary(text, -abs(beyond))
