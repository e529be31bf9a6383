"""The same figures as a search through every possibility, on small random input."""

from __future__ import annotations

import itertools
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluation.building import CALM, counted, found, only_mentions
from garner.evaluation.matching import maximum_matching
from garner.values import Extraction


def largest_by_search(candidates: list[list[int]]) -> int:
    """The most left items that can all be served, trying every choice."""
    choices = [[None, *rights] for rights in candidates]
    best = 0
    for picks in itertools.product(*choices):
        taken = [pick for pick in picks if pick is not None]
        if len(taken) == len(set(taken)):
            best = max(best, len(taken))
    return best


@CALM
@given(st.lists(st.lists(st.integers(0, 5), max_size=4, unique=True), max_size=6))
def test_the_matching_is_the_largest_there_is(candidates: list[list[int]]) -> None:
    partners = maximum_matching(candidates)
    assert len(set(partners.values())) == len(partners) == largest_by_search(candidates)
    assert all(right in candidates[left] for left, right in partners.items())


def test_a_long_chain_of_overlaps_is_matched() -> None:
    number = 5000
    candidates = [[place, place + 1] for place in range(number)]
    assert len(maximum_matching([*candidates[1:], [1]])) == number


def credit_by_search(gold: Extraction, predicted: Extraction, half: float, *, labelled: bool) -> float:
    """The most credit any pairing earns."""

    def credit(one: object, other: object) -> float:
        if labelled and one.type != other.type:
            return 0.0
        if (one.start, one.end, one.text) == (other.start, other.end, other.text):
            return 1.0
        if one.start is None or other.start is None:
            return 0.0
        return half if one.start < other.end and other.start < one.end else 0.0

    few, many = sorted((gold.entities, predicted.entities), key=len)
    return max(
        sum(credit(one, other) for one, other in zip(few, order, strict=False)) for order in itertools.permutations(many)
    )


@CALM
@given(only_mentions(), only_mentions())
def test_overlap_modes_earn_the_most_any_pairing_can(gold: Extraction, predicted: Extraction) -> None:
    gold, predicted = Extraction(gold.text, entities=gold.entities[:5]), Extraction(gold.text, entities=predicted.entities[:5])
    for name, half, labelled in (("overlap", 0.5, True), ("partial", 0.5, False), ("type", 1.0, True)):
        assert counted(gold, predicted, name)[0] == credit_by_search(gold, predicted, half, labelled=labelled)


def test_equal_places_are_parted_where_that_serves_two() -> None:
    gold, predicted = found(("person", 1, 2), ("person", 0, 2)), found(("person", 0, 2), ("person", 0, 1))
    assert counted(gold, predicted, "type")[0] == 2
    assert counted(gold, predicted, "overlap")[0] == 1


@CALM
@given(only_mentions(), only_mentions())
def test_string_modes_are_intersections_of_bags_and_sets(gold: Extraction, predicted: Extraction) -> None:
    first, second = ([(entity.type, entity.grounding.value) for entity in each.entities] for each in (gold, predicted))
    shared = sum((Counter(first) & Counter(second)).values())
    assert counted(gold, predicted, "string") == (shared, len(second), shared, len(first))
    shared = len(set(first) & set(second))
    assert counted(gold, predicted, "string-set") == (shared, len(set(second)), shared, len(set(first)))


@CALM
@given(only_mentions(), only_mentions())
def test_nested_mentions_are_those_inside_another(gold: Extraction, predicted: Extraction) -> None:
    def inner(extraction: Extraction) -> list[tuple[str, int, int]]:
        placed = [(entity.type, entity.start, entity.end) for entity in extraction.entities if entity.start is not None]
        return [
            one for one in placed if any(other[1] <= one[1] and one[2] <= other[2] and other[1:] != one[1:] for other in placed)
        ]

    assert counted(gold, predicted, "nested")[1::2] == (len(inner(predicted)), len(inner(gold)))
    outer = Counter((entity.type, entity.start, entity.end) for entity in gold.entities)
    outer -= Counter(inner(gold))
    assert counted(gold, gold, "outermost")[3] == outer.total()


def test_random_multisets_agree_with_matching_item_by_item() -> None:
    """Offset scoring as a person would do it: cross off one gold item for every right claim."""
    draw = random.Random(4)
    for _ in range(200):
        spans = [(draw.choice("ab"), start, start + 2) for start in draw.choices(range(0, 9, 3), k=draw.randint(0, 6))]
        claims = [(draw.choice("ab"), start, start + 2) for start in draw.choices(range(0, 9, 3), k=draw.randint(0, 6))]
        left, right = list(spans), 0
        for claim in claims:
            if claim in left:
                left.remove(claim)
                right += 1
        assert counted(found(*spans), found(*claims)) == (right, len(claims), right, len(spans))
