"""What holds for every text: tried on random text of all scripts and against a slow search written from the definition."""

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from garner.grounding import TextIndex, ground, normalise
from garner.grounding.approximate import allowed_edits, find_near
from garner.grounding.view import View
from garner.grounding.words import keeps_clusters
from garner.values import Grade
from grounding.scripts import short_texts, texts, words


@settings(deadline=None)
@given(texts, st.lists(words | texts, max_size=6))
def test_every_answer_is_well_formed(text, values):
    found = ground(text, values)
    assert [each.value for each in found] == values
    for each in found:
        if each.span is None:
            assert each.grade is Grade.ABSENT
            continue
        assert 0 <= each.start < each.end <= len(text)
        assert each.text == text[each.start : each.end]
        if each.grade is Grade.VERBATIM:
            assert each.text == each.value
            continue
        assert keeps_clusters(text, each.start, each.end)
        key, surface = normalise(each.value), normalise(each.text)
        if each.grade is Grade.NORMALISED:
            assert surface == key
        else:
            assert each.distance == OSA.distance(key, surface)
            assert each.distance <= allowed_edits(key) <= len(key) / 6
            assert len(surface) >= len(key) * 0.8


@settings(deadline=None)
@given(texts, st.data())
def test_a_slice_of_the_text_is_found(text, data):
    start = data.draw(st.integers(0, len(text)))
    value = text[start : data.draw(st.integers(start, len(text)))]
    (found,) = ground(text, [value])
    if not value.strip():
        assert found.grade is Grade.ABSENT
    elif found.grade is not Grade.VERBATIM:
        assert found.grade is Grade.NORMALISED, "an exact place gives way to whole words only"
        assert all(other.grade is Grade.NORMALISED for other in TextIndex(text).find_best(value))
    else:
        assert found.text == value


@settings(deadline=None)
@given(texts, words, texts)
def test_a_planted_word_is_found_where_it_stands_on_its_own(before, word, after):
    text = f"{before} {word} {after}"
    places = {each.span: each.grade for each in TextIndex(text).find_all(word)}
    start = len(before) + 1
    assert places.get((start, start + len(word))) is Grade.VERBATIM


@settings(deadline=None)
@given(st.lists(st.sampled_from(["北京", "Ann", "リンゴ", "서울", "e\u0301t"]), min_size=1, max_size=8), st.integers(1, 10))
def test_equal_values_take_different_places_in_order_while_there_are_any(names, count):
    text, value = " | ".join(names), names[0]
    starts = [each.start for each in ground(text, [value] * count)]
    available = text.count(value)
    assert len(set(starts)) == min(count, available)
    assert starts == sorted(starts)


@settings(deadline=None)
@given(texts, st.lists(words, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_answer_never_changes_a_grade(text, values, random):
    shuffled = values[:]
    random.shuffle(shuffled)
    grades = sorted((each.value, each.grade, each.distance) for each in ground(text, values))
    assert grades == sorted((each.value, each.grade, each.distance) for each in ground(text, shuffled))


@settings(deadline=None)
@given(texts)
def test_a_stretch_reads_the_same_alone_as_in_its_text(text):
    view = View(text)
    for start in range(len(view.folded)):
        for end in (start + 1, min(start + 4, len(view.folded))):
            span = view.raw_span(start, end)
            if span is not None:
                assert normalise(text[slice(*span)]) == view.folded[start:end].strip(" ")


@settings(deadline=None)
@given(texts)
def test_the_map_to_raw_offsets_is_in_order(text):
    view = View(text)
    spans = [view.raw_span(at, at + 1) for at in range(len(view.folded))]
    for (_, end), (start, _) in pairwise(span for span in spans if span):
        assert end <= start


# A slow search, from the definition


def _all_places(text, value):
    """Every exact place, and every smallest stretch of whole characters that reads the same after normalisation."""
    key = normalise(value)
    exact = {(at, at + len(value)) for at in range(len(text)) if text.startswith(value, at)}
    same = {
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if keeps_clusters(text, start, end) and normalise(text[start:end]) == key
    }
    smallest = {
        (start, end) for start, end in same if not any((a, b) != (start, end) and start <= a and b <= end for a, b in same)
    }
    return exact, {span for span in smallest if text[slice(*span)] != value}


@settings(deadline=None)
@given(short_texts, short_texts.filter(lambda value: value.strip() and normalise(value).strip("-") == normalise(value) != ""))
def test_exact_and_normalised_places_equal_those_of_a_slow_search(text, value):
    found = [each for each in TextIndex(text).find_all(value) if each.grade is not Grade.NEAR]
    exact, normalised = _all_places(text, value)
    assert {each.span for each in found if each.grade is Grade.VERBATIM} == exact
    assert {each.span for each in found if each.grade is Grade.NORMALISED} == normalised
    assert len(found) == len({each.span for each in found})


def _nearest(folded, key):
    """The least distance over every stretch of the text that may be the value."""
    distances = [
        OSA.distance(key, folded[start:end])
        for start in range(len(folded))
        for end in range(start + 1, len(folded) + 1)
        if _may_be(key, folded[start:end])
    ]
    return min((each for each in distances if each <= allowed_edits(key)), default=None)


def _may_be(key, surface):
    digits = [[each for each in text if each.isdigit()] for text in (key, surface)]
    slip = len(key) != len(surface) or sorted(key) == sorted(surface)
    short = len(key) >= 10 or (slip and key[-1] == surface[-1])
    return digits[0] == digits[1] and short and (len(key) >= 24 or key[0] == surface[0])


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.integers(6, 30), st.sampled_from(["ab", "abcdefgh", "abc 1"]))
def test_near_places_are_as_near_as_those_of_a_slow_search(random: Random, length, alphabet):
    key = "".join(random.choices(alphabet, k=length))
    changed = list(key)
    for _ in range(random.randrange(5)):
        at = random.randrange(len(changed))
        changed[at : at + random.randrange(3)] = random.choices(alphabet, k=random.randrange(3))
        changed = changed or ["a"]
    folded = (
        "".join(random.choices(alphabet, k=random.randrange(8))) + "".join(changed) + "".join(random.choices(alphabet, k=5))
    )
    found = find_near(folded, key, lambda start, end: 0)
    expected = _nearest(folded, key)
    assert (found[0][2] if found else None) == expected
    for start, end, distance in found:
        assert OSA.distance(key, folded[start:end]) == distance == expected
    assert all(one[1] <= other[0] for one, other in pairwise(found))
