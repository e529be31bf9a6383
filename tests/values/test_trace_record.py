"""The trace of a correction survives the result file; what does not fit is refused at its key."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # has no types of its own
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import InputError
from garner.files import read_results, record_schema, result_from_line, result_from_record, result_to_line, result_to_record
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Document,
    Entity,
    Extraction,
    Grade,
    Grounding,
    Mention,
    Result,
    Round,
    Usage,
)

TEXT = "Acme bought Bolt 🤝."
VALIDATOR = jsonschema.Draft202012Validator(record_schema())

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
counts = st.integers(0, 10**6)
shares = st.floats(0, 1)
numbers = st.none() | st.floats(0, 1e6)
usages = st.builds(Usage, counts, counts, counts, counts, st.floats(0, 1e6), numbers)


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    if draw(st.booleans()):
        return Mention(draw(texts), type=draw(texts))
    start = draw(st.integers(0, len(TEXT)))
    end = draw(st.integers(start, len(TEXT)))
    return Mention(TEXT[start:end], start, end, draw(texts))


claims = st.builds(Claim, st.sampled_from(ClaimKind), texts, texts, st.lists(mentions(), max_size=3).map(tuple))
defects = st.builds(Defect, st.sampled_from(DefectKind), shares, texts, texts, st.none() | claims, st.none() | claims)
several = st.lists(claims, max_size=3).map(tuple)
rounds = st.builds(
    Round,
    st.integers(1, 5),
    counts,
    counts,
    st.sampled_from(Decision),
    st.lists(defects, max_size=3).map(tuple),
    texts,
    numbers,
    numbers,
    numbers,
    several,
    several,
    usages,
)

BOLT = Claim(ClaimKind.ENTITY, "company", mentions=(Mention("Bolt", 12, 16),))
CORRECTED = Result(
    Document("news.txt", TEXT),
    Extraction(TEXT, entities=(Entity("e1", "company", Grounding("Acme", 0, 4, "Acme", Grade.VERBATIM)),)),
    trace=(
        Round(
            1,
            0,
            len(TEXT),
            Decision.ACCEPTED,
            (Defect(DefectKind.REDUNDANT, 0.9, "It is no company.", "learned", drop=BOLT),),
            "edit",
            0.1,
            0.9,
            0.0,
            dropped=(BOLT,),
        ),
    ),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(rounds, max_size=3).map(tuple))
def test_any_trace_is_read_back_as_it_was_written_and_follows_the_json_schema(trace: tuple[Round, ...]) -> None:
    result = replace(CORRECTED, trace=trace)
    record = result_to_record(result)
    assert result_from_record(record) == result
    assert result_from_line(result_to_line(result)) == result
    VALIDATOR.validate(record)


def test_a_record_without_corrections_has_no_trace_and_files_of_before_are_read() -> None:
    plain = replace(CORRECTED, trace=())
    record = result_to_record(plain)
    assert "trace" not in record
    assert result_from_record(record | {"version": "1.0"}) == plain


def test_a_file_that_mixes_results_with_and_without_trace_is_read_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    older = json.dumps(result_to_record(replace(CORRECTED, trace=())) | {"version": "1.0"})
    path.write_text(f"{older}\n{result_to_line(CORRECTED)}\n", "utf-8")
    assert [each.trace for each in read_results(path)] == [(), CORRECTED.trace]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("number",), "one", r"trace\[0\].number: expected a whole number, found 'one'"),
        (("decision",), "maybe", r"trace\[0\].decision: expected one of right, clean"),
        (("right",), "high", r"trace\[0\].right: expected a number"),
        (("dropped",), None, r"trace\[0\].dropped: expected a list, found null"),
        (("usage", "calls"), 0.5, r"trace\[0\].usage.calls: expected a whole number"),
        (("defects", 0, "kind"), "odd", r"trace\[0\].defects\[0\].kind: expected one of malformed"),
        (("defects", 0, "probability"), 1.5, r"trace\[0\].defects\[0\].probability: expected a number from 0 to 1, found 1.5"),
        (("defects", 0, "probability"), float("nan"), r"probability: expected a number from 0 to 1"),
        (("defects", 0, "drop", "kind"), "word", r"trace\[0\].defects\[0\].drop.kind: expected one of label"),
        (("dropped", 0, "mentions"), "Bolt", r"trace\[0\].dropped\[0\].mentions: expected a list"),
        (("dropped", 0, "mentions", 0, "start"), None, r"dropped\[0\].mentions\[0\].start: expected a whole number"),
        (("dropped", 0, "mentions", 0, "start"), -1, r"mentions\[0\].start: expected a place in the text"),
        (("dropped", 0, "mentions", 0, "end"), 3, r"mentions\[0\].end: expected a place that is not before the start"),
    ],
)  # fmt: skip
def test_a_trace_that_does_not_fit_is_refused_at_its_key(place: tuple[str | int, ...], value: object, message: str) -> None:
    record = result_to_record(CORRECTED)
    at = record["trace"][0]  # type: ignore[index]  # a JSON value, whose kind is known here
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    with pytest.raises(InputError, match=message):
        result_from_record(record)


def test_a_trace_that_is_no_list_is_refused() -> None:
    with pytest.raises(InputError, match="trace: expected a list, found null"):
        result_from_record(result_to_record(CORRECTED) | {"trace": None})
