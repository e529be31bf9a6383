"""How labels are matched."""

import pytest
from drafts import CALM
from hypothesis import given
from hypothesis import strategies as st

from garner.formats import Match, Names
from garner.formats.nulls import is_null

SCHEMA = ["company", "job title", "Series", "人物", "address", "policy", "ﾃｽﾄ"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("company", "company"),
        ("COMPANY", "company"),
        ("companies", "company"),
        ("Job-Titles", "job title"),
        ("jobTitle", "job title"),
        ("**Job title:**", "job title"),
        ("series", "Series"),
        ("「人物」", "人物"),
        ("テスト", "ﾃｽﾄ"),
        ("ｐｏｌｉｃｉｅｓ", "policy"),
        ("addresses", "address"),
    ],
)
def test_a_label_is_found_in_the_ways_people_write_it(written, meant):
    assert Names(SCHEMA).find(written) == Match(meant, written == meant)


@pytest.mark.parametrize("written", ["compan", "company name", "", "人", "job titles held", "c" * 5000])
def test_another_word_is_no_label(written):
    assert Names(SCHEMA).find(written) is None


def test_an_exact_match_comes_first_and_an_ambiguous_one_is_none():
    names = Names(["Film", "film", "films"])
    assert names.find("film") == Match("film", True)  # noqa: FBT003 - a value of the tuple, not a flag
    assert names.find("FILM") is None
    assert names.find("FILMS").name == "films"
    assert Names(["cat", "cats"]).find("CATs").name == "cats"


@CALM
@given(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=6))
def test_every_name_finds_itself(names):
    assert all(Names(names).find(name) == (name, True) for name in names)


@pytest.mark.parametrize(
    "text", ["NAN", "na", "None", "null", "", "  ", "[]", "N/A", "Ｎ／Ａ", "無", "なし", "无", "該当なし", "None."]
)
def test_one_null_has_many_spellings(text):
    assert is_null(text)


@pytest.mark.parametrize("text", ["Nan Goldin", "none of them", "0", "無印良品", "x", "n" * 10_000])
def test_a_word_that_begins_like_null_is_a_value(text):
    assert not is_null(text)
