"""The list of names finds the longest, knows nothing of the corpus that is read, and matches as brute force does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText, SpanScorer
from garner.training.detectors.gazetteer import Gazetteer, NameBook, names_in
from garner.values import Entity, Extraction, Grade, Grounding


def gold(text: str, *names: tuple[str, str]) -> Extraction:
    entities = []
    for number, (name, label) in enumerate(names):
        start = text.index(name)
        entities.append(Entity(f"e{number}", label, Grounding(name, start, start + len(name), name, Grade.VERBATIM)))
    return Extraction(text, entities=tuple(entities))


ONE = [
    gold("York is old.", ("York", "city")),
    gold("New York is new.", ("New York", "city")),
    gold("He may go to May.", ("May", "person")),
    gold("Apple sold an apple. Apple grew.", ("Apple", "company")),
]
OTHER = [gold("Smith came.", ("Smith", "person")), gold("東京は広い。", ("東京", "city"))]


def found(gazetteer: Gazetteer, text: str, *labels: str) -> list[tuple[str, str]]:
    spans = gazetteer.score([text], [LabelText(label) for label in labels])[0]
    return [(text[each.start : each.end], each.label) for each in spans]


def test_the_longest_name_wins_and_only_labels_asked_are_given() -> None:
    names = names_in(ONE)
    gazetteer = Gazetteer(names.labels, names.stands)
    assert isinstance(gazetteer, SpanScorer)
    assert found(gazetteer, "In New York and York.", "city") == [("New York", "city"), ("York", "city")]
    assert found(gazetteer, "In New York.", "person") == []


def test_names_of_chinese_and_japanese_stand_inside_unspaced_text() -> None:
    names = names_in(OTHER)
    assert found(Gazetteer(names.labels, names.stands), "昨日東京へ行った。", "city") == [("東京", "city")]


def test_what_stands_unlabelled_more_often_than_not_is_no_name() -> None:
    text = "Will came. Will will. Will Will stay?"
    names = names_in([gold(text, ("Will", "person"))])
    assert names.stands[("Will",)] == 4
    assert len(Gazetteer(names.labels, names.stands)) == 0


def test_the_confidence_is_the_share_of_the_places_where_it_is_one() -> None:
    names = names_in(ONE)
    [span] = Gazetteer(names.labels, names.stands).score(["Apple."], [LabelText("company")])[0]
    assert span.confidence == 0.5
    assert Gazetteer(names.labels, names.stands).score(["Apple."], [LabelText("company")], 0.6) == [[]]


def test_what_a_corpus_taught_is_not_used_on_it_nor_on_its_parts_nor_in_another_language() -> None:
    book = NameBook({"news/a": ("en", names_in(ONE)), "talk": ("en", names_in(OTHER)), "blog": ("ja", names_in(OTHER))})
    assert found(book.without("news/b:dev", "en"), "Smith in York", "city", "person") == [("Smith", "person")]
    assert found(book.without("talk:dev", "en"), "Smith in York", "city", "person") == [("York", "city")]
    assert len(book.without("blog", "ja")) == 0


WORDS = some.sampled_from(["a1", "b1", "東", "京", "c1"])


@settings(max_examples=100, deadline=None)
@given(some.lists(some.lists(WORDS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=8), some.lists(WORDS, max_size=14))
def test_matching_equals_brute_force(names: list[tuple[str, ...]], words: list[str]) -> None:
    text = " ".join(words)
    places = split_words(text)
    known = set(names)
    expected = []
    first = 0
    while first < len(places):
        ends = [end for end in range(first + 1, len(places) + 1) if tuple(words[first:end]) in known]
        if ends:
            expected.append((places[first][0], places[ends[-1] - 1][1]))
        first = ends[-1] if ends else first + 1
    gazetteer = Gazetteer({name: {"x": 1} for name in names}, {})
    assert [(each.start, each.end) for each in gazetteer.score([text], [LabelText("x")])[0]] == expected
