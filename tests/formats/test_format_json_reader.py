"""The tolerant JSON reader against the strict one, and against what models make of JSON."""

import json

import pytest
from drafts import CALM, ENTITIES
from hypothesis import given
from hypothesis import strategies as st

from garner.formats import FORMATS
from garner.formats.json_answers.tolerant import read_tolerant_at
from garner.formats.json_answers.values import JsonNumber, JsonObject, read_strict
from garner.formats.problems import Report

TEXTS = st.text(max_size=8) | st.lists(
    st.sampled_from([*"\"'\\,:]}[{/# \n", "a", "None", "//", "...", "é", "😀"]), max_size=6
).map("".join)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)
TREES = st.lists(VALUES, max_size=4) | st.dictionaries(TEXTS, VALUES, max_size=4)


def tolerant(text):
    report = Report()
    value, end = read_tolerant_at(text, 0, report)
    return value, end, report


def as_python(value):
    if isinstance(value, JsonObject):
        return {key: as_python(member) for key, member in value.pairs}
    if isinstance(value, list):
        return [as_python(item) for item in value]
    return json.loads(value) if isinstance(value, JsonNumber) else value


@CALM
@given(tree=TREES, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_json_by_the_book_is_read_as_the_strict_reader_reads_it(tree, indent, ascii_only):
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)
    value, end, report = tolerant(text)
    assert value == read_strict(text, Report())
    assert as_python(value) == json.loads(text)
    assert end == len(text)
    assert report.problems() == ()


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\"'\\`“”„‘’"), min_size=1, max_size=6
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
)


@CALM
@given(st.lists(PLAIN, max_size=4) | st.dictionaries(WORDS, PLAIN, max_size=4))
def test_python_literals_are_read_as_their_values(tree):
    value, end, report = tolerant(repr(tree))
    assert as_python(value) == tree
    assert end == len(repr(tree))
    assert report.complete


@CALM
@given(
    st.dictionaries(
        WORDS.map(lambda word: word.replace(",", "")),
        st.lists(WORDS.map(lambda word: word.replace(",", "")), max_size=3),
        max_size=3,
    )
)
def test_trailing_commas_comments_and_line_breaks_change_nothing(tree):
    text = json.dumps(tree, ensure_ascii=False, indent=1).replace("\n", " // note, {x}: 'y\n").replace('"\n', '",\n')
    loose = text.replace("] //", "], //").replace('" //', '", //').replace(",,", ",")
    value, _, report = tolerant(loose)
    assert as_python(value) == tree
    assert report.complete


@pytest.mark.parametrize("depth", [70, 900, 100_000])
def test_nesting_has_no_power_over_the_stack(depth):
    for text in ('{"a":' * depth + "1" + "}" * depth, "[" * depth, '{"company": ["x", ' + "[" * depth + "]" * depth + "]}"):
        answer = FORMATS["json"].read(text, ENTITIES)
        assert not answer.complete
        assert {problem.code for problem in answer.problems} & {"nested_too_deep", "value_lost", "unknown_label"}
    twice = '{"company": [{"text": %s, "span": %s}]}' % (("[" * depth + "]" * depth,) * 2)
    assert not FORMATS["json"].read(twice, ENTITIES).complete


def test_what_follows_nesting_beyond_measure_is_read():
    text = '{"person": ' + "[" * 100_000 + "]" * 100_000 + ', "company": ["Acme"]}'
    assert [entity.text for entity in FORMATS["json"].read(text, ENTITIES).draft.entities] == ["Acme"]


def test_numbers_keep_their_characters():
    value, _, _ = tolerant("[1.50, 12345678901234567890123456789, 1e5, -0]")
    assert value == ["1.50", "12345678901234567890123456789", "1e5", "-0"]
    assert read_strict("[1.50]", Report()) == ["1.50"]
    assert FORMATS["json"].read('{"company": [' + "9" * 10_000 + "]}", ENTITIES).draft.entities[0].text == "9" * 10_000
