"""From a gold extraction to labelled spans, and from a document to its sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets import CorpusRecord, Gold
from garner.schema import Schema
from garner.training.encoder.gold import Asked, GoldLink
from garner.training.encoder.selection import SELECTIONS, Selection, selection_of
from garner.training.encoder.spans import GoldSpan, LabelledText, cut_sentences, labelled_texts, spans_of
from garner.values import UNTYPED, Extraction


def gold_of(text: str) -> Extraction:
    """One item of every kind over the words of ``Ann sold Acme to Bob``."""
    gold = Gold("g", text)
    ann = gold.entity("person", gold.place(0, 3))
    bob = gold.entity(UNTYPED, gold.place(17, 20))
    gold.entity("company", gold.find("Nowhere Inc"))
    gold.relation("sold to", ann, bob)
    gold.event("sale", gold.place(4, 8), [("seller", gold.place(0, 3)), ("goods", gold.place(9, 13))])
    gold.choice("topic", "business")
    return gold.annotated().gold


def record(text: str, gold: Extraction | None = None) -> CorpusRecord:
    return CorpusRecord("r", text, Schema(), gold or Extraction(text), "x:train", "0")


NOTHING = Selection(entities=False, triggers=False, arguments=False)
GOLD = gold_of("Ann sold Acme to Bob")


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [(0, 3, "person"), (0, 3, "seller"), (4, 8, "sale"), (9, 13, "goods")]),
        (Selection(triggers=False, arguments=False), [(0, 3, "person")]),
        (Selection(entities=False, arguments=False), [(4, 8, "sale")]),
        (
            Selection(entities=False, names={"sale": "event trigger"}),
            [(0, 3, "seller"), (4, 8, "event trigger"), (9, 13, "goods")],
        ),
        (replace(NOTHING, ends={"sold to": ("giver", "taker")}), [(0, 3, "giver"), (17, 20, "taker")]),
        (Selection(names={"seller": "person"}, left_out=frozenset(("sale", "goods"))), [(0, 3, "person")]),
    ],
)
def test_every_kind_of_item_becomes_spans_under_the_names_selected(
    selection: Selection, expected: list[tuple[int, int, str]]
) -> None:
    assert [tuple(span) for span in spans_of(GOLD, selection)] == expected


def test_a_record_with_a_filler_word_is_not_trained_on() -> None:
    text = "Ann sold Acme to Bob"
    assert labelled_texts(record(text, GOLD), Selection(filler=frozenset(("Acme",)))) == []
    assert len(labelled_texts(record(text, GOLD), Selection(filler=frozenset(("Acm",))))) == 1


def test_long_texts_and_texts_of_several_lines_are_cut_and_short_ones_are_not() -> None:
    sentence = "This is one of those sentences. "
    assert len(labelled_texts(record(sentence * 2), Selection())) == 1
    assert len(labelled_texts(record(sentence * 20), Selection())) == 20
    assert [text.text for text in labelled_texts(record("A title\n\nIts text."), Selection())] == ["A title", "Its text."]


def test_parts_of_a_family_share_its_selection() -> None:
    assert selection_of("mams/atsa") == SELECTIONS["mams"]
    assert selection_of("unheard") == Selection()


@pytest.mark.parametrize("span", [GoldSpan(0, 0, "x"), GoldSpan(0, 9, "x"), GoldSpan(1, 3, "x"), GoldSpan(-1, 1, "x")])
def test_a_span_that_is_no_mention_of_its_text_is_refused(span: GoldSpan) -> None:
    with pytest.raises(ValueError, match="no mention"):
        LabelledText("r", "ab c", (span,))


@given(st.text("ab. \nA!。", max_size=60), st.data())
def test_sentence_cuts_keep_every_span_whole(text: str, data: st.DataObject) -> None:
    spans = set()
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        if text[start:end].strip() == text[start:end] != "":
            spans.add(GoldSpan(start, end, "X"))
    pieces = cut_sentences(LabelledText("x", text, tuple(sorted(spans))))
    cut = sorted(piece.text[span.start : span.end] for piece in pieces for span in piece.spans)
    assert cut == sorted(text[span.start : span.end] for span in spans)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())


def test_links_mentions_and_choices_are_taken_under_the_names_selected() -> None:
    [text] = labelled_texts(record("Ann sold Acme to Bob", GOLD), Selection(names={"sale": "deal", "goods": "thing sold"}))
    assert set(text.links) == {
        GoldLink((0, 3), (17, 20), "sold to"),
        GoldLink((4, 8), (0, 3), "seller", "deal"),
        GoldLink((4, 8), (9, 13), "thing sold", "deal"),
    }
    assert text.mentions == ((17, 20),)
    [none] = labelled_texts(record("Ann sold Acme to Bob", GOLD), Selection(relations=False, roles=False))
    assert (none.links, none.mentions) == ((), ())


def test_an_opinion_without_a_trigger_relates_its_two_ends() -> None:
    gold = Gold("g", "soup was cold")
    gold.event("negative opinion", None, [("aspect", gold.place(0, 4)), ("opinion", gold.place(9, 13))])
    [text] = labelled_texts(record("soup was cold", gold.annotated().gold), Selection(opinions=("aspect", "opinion")))
    assert text.links == (GoldLink((0, 4), (9, 13), "negative opinion"),)


def test_a_cut_text_keeps_links_within_a_sentence_and_its_choices_as_a_whole() -> None:
    text = "Ann met Bob\nCy slept"
    gold = Gold("g", text)
    ann, bob, cy = (gold.entity("person", gold.place(*place)) for place in ((0, 3), (8, 11), (12, 14)))
    gold.relation("met", ann, bob)
    gold.relation("outlived", bob, cy)
    gold.choice("topic", "people")
    schema = Schema.parse({"labels": {"topic": ["people", "things"]}})
    pieces = labelled_texts(CorpusRecord("r", text, schema, gold.annotated().gold, "x:train", "0"), Selection())
    assert [piece.text for piece in pieces] == ["Ann met Bob", "Cy slept", text]
    assert [[link.name for link in piece.links] for piece in pieces] == [["met"], [], []]
    assert [bool(piece.choices) for piece in pieces] == [False, False, True]
    assert pieces[2].asked == Asked()
