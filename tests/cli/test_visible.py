from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from garner.cli.visible import one_line, visible


@given(st.text(st.characters()))
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    shown = visible(text)
    assert all(unicodedata.category(character) not in ("Cc", "Cs") or character in "\n\t" for character in shown)
    shown.encode("utf-8")


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_line_and_not_longer_than_asked(text: str, most: int) -> None:
    shown = one_line(text, most)
    assert len(shown) <= most
    assert len(shown.splitlines()) <= 1


def test_plain_text_stays_as_it_is() -> None:
    assert visible("Straße 東京 😀\n") == "Straße 東京 😀\n"
    assert visible("a\u202eb\x9b31m") == "a\\u202eb\\x9b31m"
