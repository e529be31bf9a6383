"""What is asked of a record, and that the right answer follows from what is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.layout import SPAN
from garner.training.encoder.examples import Example, LabelPool, label_pool, make_example, word_targets
from garner.training.encoder.names import label_names
from garner.training.encoder.spans import GoldSpan, LabelledText

NAMES = label_names(
    "politician | person | |\nathlete | person | |\nperson | | |\ncity | place | |\nplace | | |\nmiscellaneous | | |"
)
RECORD = LabelledText(
    "r", "Obama met Bolt in Rome", (GoldSpan(0, 5, "politician"), GoldSpan(10, 14, "athlete"), GoldSpan(18, 22, "city"))
)
POOL = label_pool(["politician", "athlete", "city"], ["politician", "athlete", "city", "gene"], NAMES, complete=True)


def test_a_pool_holds_wider_labels_and_foreign_ones_that_mean_something_else() -> None:
    assert POOL.own == ("athlete", "city", "person", "place", "politician")
    assert POOL.foreign == ("gene",)
    assert label_pool(["person"], ["politician", "gene"], NAMES, complete=False).foreign == ("gene",)


@given(st.integers(0, 10_000), st.integers(1, 9))
def test_a_span_belongs_to_the_narrowest_label_asked(seed: int, most: int) -> None:
    example = make_example(RECORD, POOL, NAMES, most, np.random.default_rng(seed))
    assert 1 <= len(example.labels) <= most
    assert len(set(example.labels)) == len(example.labels)
    answers = {(start, end): example.labels[label] for start, end, label in example.spans}
    rest = "miscellaneous" if "miscellaneous" in example.labels else None
    for span, chain in zip(RECORD.spans, (("politician", "person"), ("athlete", "person"), ("city", "place")), strict=True):
        expected = next((label for label in chain if label in example.labels), rest)
        assert answers.get((span.start, span.end)) == expected


def test_other_names_and_descriptions_are_used_but_never_twice() -> None:
    names = label_names("city | | town; place | where people live\nriver | | place; stream |")
    pool = LabelPool(("city", "river"))
    record = LabelledText("r", "Rome", (GoldSpan(0, 4, "city"),))
    seen: set[str] = set()
    for seed in range(200):
        labels = make_example(record, pool, names, 4, np.random.default_rng(seed)).labels
        assert len({label.partition(":")[0] for label in labels}) == len(labels)
        seen.update(labels)
    assert {"city", "town", "place", "stream", "city: where people live"} <= seen


@pytest.mark.parametrize(
    ("span", "found"), [((0, 5, 0), [(0, 0, 0)]), ((0, 11, 0), [(0, 1, 0)]), ((1, 5, 0), []), ((0, 17, 0), [])]
)
def test_targets_are_whole_words_within_reach(span: tuple[int, int, int], found: list[tuple[int, int, int]]) -> None:
    words = [(0, 5), (6, 11), (12, 17)]
    assert word_targets(Example("north south river", ("x",), (SPAN,), (span,)), words, most_words=2) == found
