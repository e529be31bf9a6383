"""Work grows with the text, not with its square: counted in function calls, not in seconds."""

import sys
from random import Random

import pytest

from garner.grounding import TextIndex
from garner.grounding.approximate import MOST_HITS, MOST_WINDOWS, find_near


def _calls(action):
    """How many functions, of Python or C, the action calls."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(trace)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def _text(sentences):
    random = Random(7)
    words = [
        "acme",
        "Basel",
        "bought",
        "the",
        "old",
        "mill",
        "in",
        "1999",
        "“quietly”",
        "well-\nknown",
        "naïve",
        "北京",
        "リンゴ",
    ]
    return ". ".join(" ".join(random.choices(words, k=9)) for _ in range(sentences))


HARD = {
    "ordinary text": _text,
    "one word again and again": lambda size: "acme " * 10 * size,
    "one letter again and again": lambda size: "a" * 50 * size,
    "marks upon marks": lambda size: "e" + "\u0301" * 50 * size,
    "flags in a row": lambda size: "🇩🇪" * 25 * size,
    "spaces": lambda size: "a" + " " * 50 * size + "b",
    "hyphens at line breaks": lambda size: "acme-\n" * 10 * size,
    "joined emoji": lambda size: "👩\u200d" * 25 * size,
}
VALUES = [
    "acme",
    "ACME",
    "acme",
    "a",
    "Basle",
    "bouhgt the old mill in 1999",
    "“Quietly” naive",
    "北 京",
    "りんご",
    "absent thing",
    "a" * 40,
]


@pytest.mark.parametrize("name", HARD)
def test_calls_grow_no_faster_than_the_text(name):
    small, large = (HARD[name](size) for size in (40, 160))
    few, many = (_calls(lambda text=text: TextIndex(text).ground(VALUES)) for text in (small, large))
    assert many <= 4.4 * few + 2000


def test_calls_grow_no_faster_than_the_answer():
    text = "acme " * 4000
    few, many = (_calls(lambda count=count: TextIndex(text).ground(["acme"] * count)) for count in (1000, 4000))
    assert many <= 4.4 * few


def test_the_normalised_view_is_built_once_and_only_when_needed(monkeypatch):
    built = []
    monkeypatch.setattr("garner.grounding.index.View", lambda text: built.append(text) or _real_view(text))
    index = TextIndex("Ann met Bob")
    index.ground(["Ann", "Bob"])
    assert built == []
    index.ground(["ANN", "BOB", "Cid"])
    index.ground(["met", "MET"])
    assert built == ["Ann met Bob"]


def _real_view(text):
    from garner.grounding.view import View

    return View(text)


def test_the_work_of_the_approximate_search_is_bounded(monkeypatch):
    compared = []
    from rapidfuzz.distance import Levenshtein

    original = Levenshtein.distance
    monkeypatch.setattr(Levenshtein, "distance", lambda *texts, **options: compared.append(1) or original(*texts, **options))
    find_near("ab" * 30_000, "ababab" + "cccccc" + "ababab", lambda start, end: 0)
    assert 0 < len(compared) <= MOST_HITS
    examined = []
    find_near("abcdefgxyz " * 1000, "abcdefgzyx", lambda start, end: examined.append(1) or 0)
    assert len(examined) <= MOST_WINDOWS * 9
