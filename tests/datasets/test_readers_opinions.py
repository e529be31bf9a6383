"""Readers of opinions: aspects with a polarity, triplets, quadruples, dialogues, reviews in XML."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.english_opinions import ENTRIES
from garner.datasets.corpora.opinion_names import OpinionNames
from garner.datasets.files import CorpusFiles
from garner.datasets.inventory import schema_of
from garner.datasets.readers.opinion_dialogues import OpinionDialogues
from garner.datasets.readers.opinion_xml import OpinionXml
from garner.datasets.readers.opinions import (
    AspectLines,
    IndexedQuadruples,
    OpinionTriplets,
    QuotedQuadruples,
    TaggedAspects,
)
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.schema import Schema

NAME = "part/train.txt"


def read(reader: Reader, content: str) -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("en/absa/made", {NAME: content.encode()}), NAME))


def kept(reader: Reader, content: str) -> list[Annotated]:
    return [each for each in read(reader, content) if isinstance(each, Annotated)]


def mentions(record: Annotated) -> list[tuple[str, int | None, str]]:
    return [(entity.type, entity.start, entity.text) for entity in record.gold.entities]


def events(record: Annotated) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(event.type, [(each.role, each.grounding.surface) for each in event.arguments]) for event in record.gold.events]


# Three lines an aspect


def test_lines_of_one_sentence_become_one_record_wherever_they_stand() -> None:
    content = (
        "The $T$ was cold , the tea was n't .\nsoup\nNegative\n"
        "Nice $T$ .\nplace\nPositive\n"
        "The soup was cold , the $T$  was n't .\ntea\nNeutral\n"
    )
    first, second = kept(AspectLines(), content)
    assert first.text == "The soup was cold, the tea wasn't."
    assert mentions(first) == [("Negative", 4, "soup"), ("Neutral", 23, "tea")]
    assert mentions(second) == [("Positive", 5, "place")]


def test_an_aspect_is_marked_at_every_place_of_it_and_escapes_shift_nothing() -> None:
    (record,) = kept(AspectLines(), "-LRB- new -RRB- $T$ , my $T$ !\nold bike\nPositive")
    assert record.text == "(new) old bike, my old bike!"
    assert mentions(record) == [("Positive", 6, "old bike"), ("Positive", 19, "old bike")]


def test_an_aspect_without_its_place_is_refused_and_one_marked_twice_is_kept_once() -> None:
    twice = "Good $T$.\nfood\nPositive\n" * 2
    refused, record = read(AspectLines(), f"no place\nfood\nPositive\n{twice}")
    assert refused == Refusal("no aspect or no place for it", f"{NAME}:1")
    assert isinstance(record, Annotated)
    assert len(record.gold.entities) == 1
    assert [(each.reason, each.where) for each in record.refused] == [("annotated twice", f"{NAME}:4: Positive 'food'")]


def test_characters_apart_join_to_a_text_without_spaces() -> None:
    (record,) = kept(AspectLines(spaced=False), "\ufeff这 $T$ 很 好\n味 道\nPositive\n")
    assert record.text == "这味道很好"
    assert mentions(record) == [("Positive", 1, "味道")]


def test_text_that_is_not_tokenised_stays_as_it_is() -> None:
    (record,) = kept(AspectLines(tokenised=False), '"Try the $T$," she said.\r\nfish and  chips\r\nPositive\r\n')
    assert record.text == '"Try the fish and  chips," she said.'
    assert mentions(record) == [("Positive", 9, "fish and  chips")]


def test_a_cut_file_is_named_with_its_last_line() -> None:
    with pytest.raises(InputError, match=f"{NAME}:2"):
        read(AspectLines(), "Good $T$ .\nfood")


WORDS = st.lists(
    st.sampled_from(["a", "good", "it", "n't", ",", "(", ")", "``", "''", "-LRB-", "$", "5", "%", "."]), max_size=6
)


@given(WORDS, st.lists(st.sampled_from(["soup", "of", "day"]), min_size=1, max_size=3), WORDS)
def test_the_marked_aspect_is_found_whatever_stands_around_it(before: list[str], aspect: list[str], after: list[str]) -> None:
    content = "\n".join((" ".join([*before, "$T$", *after]), " ".join(aspect), "Neutral"))
    (record,) = kept(AspectLines(), content)
    assert [entity.text for entity in record.gold.entities] == [" ".join(aspect)]


# Tags


def test_tagged_aspects_begin_and_go_on() -> None:
    content = "Sun O -999\nsets B-ASP Negative\nrain I-ASP Negative\n. O -999\n\n\nUp B-ASP Positive\n"
    first, second = kept(TaggedAspects(), content)
    assert mentions(first) == [("Negative", 4, "sets rain")]
    assert second.id == f"{NAME}:7"
    with pytest.raises(InputError, match=f"{NAME}:1: 2 cells"):
        read(TaggedAspects(), "Sun O")


# Triplets


def test_a_triplet_is_a_relation_from_the_aspect_to_the_opinion() -> None:
    content = "The soup of the day was great .####[([1, 2, 3, 4], [6], 'POS')]"
    (record,) = kept(OpinionTriplets(), content)
    assert mentions(record) == [("aspect", 4, "soup of the day"), ("opinion", 24, "great")]
    (relation,) = record.gold.relations
    assert (relation.type, record.gold.entity(relation.head).text) == ("POS", "soup of the day")


def test_triplets_that_cannot_be_placed_are_refused_by_reason() -> None:
    content = "Good tea .####[([0, 2], [1], 'POS'), ([1], [7], 'NEG')]"
    (record,) = kept(OpinionTriplets(), content)
    reasons = [each.reason for each in record.refused]
    assert "discontinuous span" in reasons
    assert "span outside the text" in reasons
    assert not record.gold.relations


@pytest.mark.parametrize("line", ["no hashes", "Good tea .####[([1], [0], 'POS'", "Good tea .####[([1], [0])]", "Tea .####7"])
def test_a_line_without_a_list_of_triplets_is_named(line: str) -> None:
    with pytest.raises(InputError, match=f"{NAME}:2"):
        read(OpinionTriplets(), f"Good tea .####[([1], [0], 'POS')]\n{line}\n")


# Quadruples


def test_a_quadruple_is_an_event_and_what_is_null_is_no_argument() -> None:
    quadruples = [["cake", "food quality", "positive", "n't bad"], ["NULL", "food prices", "neutral", "bad"]]
    content = f"Tea and cake were n't bad .####{quadruples}"
    (record,) = kept(QuotedQuadruples(), content)
    assert record.text == "Tea and cake weren't bad."
    assert events(record) == [
        ("food quality|positive", [("aspect", "cake"), ("opinion", "n't bad")]),
        ("food prices|neutral", [("opinion", "bad")]),
    ]


def test_words_of_a_quadruple_are_found_as_words_first() -> None:
    (record,) = kept(QuotedQuadruples(), "Party art .####[['art', 'ambience general', 'positive', 'NULL']]")
    assert record.gold.events[0].arguments[0].grounding.start == 6


def test_indexed_quadruples_end_before_their_second_number() -> None:
    content = "the spicy roll was good\t1,3 FOOD#QUALITY 2 4,5\t-1,-1 SERVICE#GENERAL 0 -1,-1\t4,9 FOOD#PRICES 1 -1,-1\n"
    (record,) = kept(IndexedQuadruples(), content)
    assert events(record) == [
        ("FOOD#QUALITY|2", [("aspect", "spicy roll"), ("opinion", "good")]),
        ("SERVICE#GENERAL|0", []),
        ("FOOD#PRICES|1", []),
    ]
    assert [each.reason for each in record.refused] == ["span outside the text"]
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(IndexedQuadruples(), "good tea\t1,2 FOOD#QUALITY 2")


def test_names_of_quadruples_say_polarity_and_category() -> None:
    names = OpinionNames({"roles.aspect": "aspect term"})
    assert names["FOOD#STYLE_OPTIONS|2"] == "positive opinion on food style and options"
    assert names["service general|neutral"] == "neutral opinion on service in general"
    assert names.get("roles.aspect") == "aspect term"
    assert names.get("roles.opinion") is None


# Dialogues


def dialogue(**changes: object) -> str:
    record: dict[str, object] = {
        "sentences": ["I like the X1 .", "Its screen is too dim !"],
        "triplets": [[3, 4, 6, 7, 8, 10, "neg", "X1", "screen", "too dim"], [3, 4, -1, -1, 1, 2, -1, "X1", "", "like"]],
        "targets": [[3, 4, "X1"]],
        "aspects": [[6, 7, "screen"]],
        "opinions": [[8, 10, "too dim", "neg"]],
    }
    return json.dumps([{**record, **changes}])


def test_spans_of_a_dialogue_count_through_its_utterances() -> None:
    (record,) = kept(OpinionDialogues(), dialogue())
    assert record.text == "I like the X1.\nIts screen is too dim!"
    assert mentions(record) == [("target", 11, "X1"), ("aspect", 19, "screen"), ("opinion", 29, "too dim")]
    assert events(record) == [
        ("neg", [("target", "X1"), ("aspect", "screen"), ("opinion", "too dim")]),
        ("-1", [("target", "X1"), ("opinion", "like")]),
    ]


def test_a_span_behind_the_dialogue_is_refused_and_a_missing_field_named() -> None:
    (record,) = kept(OpinionDialogues(), dialogue(targets=[[10, 30, "X1"]]))
    assert [each.reason for each in record.refused] == ["span outside the text"]
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(OpinionDialogues(), json.dumps([{"sentences": ["a"]}]))


# XML

REVIEW = """<sentences><sentence><text>Soup &amp; bread were cold.</text>
<aspectTerms><aspectTerm from="0" to="{}" polarity="negative" term="Soup"/></aspectTerms>
<aspectCategories><aspectCategory category="food" polarity="negative"/></aspectCategories></sentence></sentences>"""


def test_terms_become_mentions_and_categories_tasks() -> None:
    (record,) = kept(OpinionXml(), REVIEW.format(4))
    assert record.text == "Soup & bread were cold."
    assert mentions(record) == [("negative", 0, "Soup")]
    assert [(label.task, label.value) for label in record.gold.labels] == [("food", "negative")]


def test_terms_that_are_not_what_they_say_are_refused_and_broken_xml_named() -> None:
    (record,) = kept(OpinionXml(), REVIEW.format(6))
    assert [each.reason for each in record.refused] == ["surface differs from the text"]
    with pytest.raises(InputError, match=f"{NAME}:3"):
        read(OpinionXml(), REVIEW.format(4)[:-20])
    with pytest.raises(InputError, match=f"{NAME}:1"):
        read(OpinionXml(), REVIEW.format("x"))


# Entries


def test_schemas_of_opinion_corpora_survive_their_file_form() -> None:
    category = '<aspectCategory category="food" polarity="positive"/>'
    second = f"<sentence><text>Warm</text><aspectCategories>{category}</aspectCategories></sentence></sentences>"
    made = {
        AspectLines: "Good $T$ .\nfood\nPositive\n",
        TaggedAspects: "food B-ASP Neutral\n",
        OpinionTriplets: "Good tea .####[([1], [0], 'POS')]",
        QuotedQuadruples: "Good tea .####[['tea', 'food quality', 'positive', 'NULL']]",
        IndexedQuadruples: "good tea\t1,2 FOOD#QUALITY 2 0,1",
        OpinionDialogues: dialogue(),
        OpinionXml: REVIEW.format(4).replace("</sentences>", second),
    }
    for corpus in ENTRIES:
        schema = schema_of(corpus, kept(corpus.reader, made[type(corpus.reader)]))
        assert Schema.parse(schema.to_dict()) == schema
