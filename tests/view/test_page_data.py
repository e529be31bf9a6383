"""What is embedded in the page can be read back whole and cannot end the element it stands in."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from sample import news, plain, samples

from garner.values import Entity, Grade, Grounding, Result
from garner.view.data import data_lines, script_json

# All code points, lone surrogates and controls included.
ANY_TEXT = st.text(st.characters(categories=None), max_size=60)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def cut(text: str, start: int, end: int) -> str:
    """``text.slice(start, end)`` as a browser does it."""
    return utf16(text)[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


@given(ANY_TEXT)
@example("</script><!--<script>")
@example("\u2028\u2029\x00\x7f\x85\ud800\udfff\ufeff\uffff")
def test_json_in_a_script_has_no_markup_no_control_and_is_utf8(text: str) -> None:
    written = script_json({"text": text})
    written.encode("utf-8")
    assert not set("<>&\u2028\u2029\ufeff\x7f\r\n") & set(written)
    assert min(written) >= " "
    assert utf16(json.loads(written)["text"]) == utf16(text)


@given(ANY_TEXT, st.data())
def test_a_place_cuts_the_same_words_in_utf16(text: str, data: st.DataObject) -> None:
    text += "x"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    surface = text[start:end]
    entity = Entity("e", "thing", Grounding(surface, start, end, surface, Grade.VERBATIM))
    body = json.loads(data_lines(plain("d", text, (entity,)))[1])
    at = body["items"][0]["parts"][0]["at"]
    assert utf16(cut(text, at[0], at[1])) == utf16(surface)
    assert (at[2:] or at) == [start, end]


def test_a_document_is_two_lines_and_the_summary_counts_what_the_body_holds() -> None:
    for result in samples():
        summary_line, body_line = data_lines(result)
        assert "\n" not in summary_line + body_line
        summary, body = json.loads(summary_line), json.loads(body_line)
        assert sum(summary["types"].values()) == len(body["items"])
        assert (summary["gaps"], summary["problems"]) == (len(body["gaps"]), len(body["problems"]))


def test_everything_of_a_result_is_in_the_body() -> None:
    result = news()
    body = json.loads(data_lines(result)[1])
    kinds = [item["kind"] for item in body["items"]]
    expected = {
        "label": len(result.labels),
        "entity": len(result.entities),
        "relation": len(result.relations),
        "event": len(result.events),
        "fact": len(result.facts),
        "row": sum(len(table.rows) for table in result.tables),
    }
    assert {kind: kinds.count(kind) for kind in expected} == expected
    values = {part["value"] for item in body["items"] for part in item["parts"] if part and "value" in part}
    assert {grounding.value for grounding in result.extraction.groundings()} == values
    assert body["text"] == result.text
    assert [problem["code"] for problem in body["problems"]] == [problem.code for problem in result.problems]
    assert [(gap["at"][-2], gap["at"][-1]) for gap in body["gaps"]] == list(result.gaps())
    assert (body["model"], body["schema"], body["usage"]["cost"]) == (result.model, result.schema, result.usage.cost)


def test_the_ends_of_a_relation_point_at_their_entities_in_the_order_shown() -> None:
    result = news()
    items = json.loads(data_lines(result)[1])["items"]
    entities = [item for item in items if item["kind"] == "entity"]
    shown = [[entities[end["entity"]]["id"] for end in item["parts"]] for item in items if item["kind"] == "relation"]
    assert shown == [[relation.head, relation.tail] for relation in result.relations]


def test_entities_stand_in_the_order_of_the_text_and_absent_ones_last() -> None:
    result: Result = news()
    entities = [item for item in json.loads(data_lines(result)[1])["items"] if item["kind"] == "entity"]
    starts = [item["parts"][0].get("at", [float("inf")])[0] for item in entities]
    assert starts == sorted(starts)
    assert entities[-1]["parts"][0]["grade"] == "absent"


def test_a_confidence_that_is_no_number_becomes_unknown() -> None:
    surface = Grounding("a", 0, 1, "a", Grade.VERBATIM)
    result = plain("d", "a", (Entity("e", "thing", surface, float("nan")),))
    assert json.loads(data_lines(result)[1])["items"][0]["confidence"] is None
