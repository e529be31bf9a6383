"""Work side by side gives what it gives in turn, and texts are shared out so that every thread has some."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.label_vectors import MOST_TOKENS
from garner.models.encoder.reading import _batches
from garner.models.encoder.threads import processors, side_by_side


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    assert side_by_side(lambda item: item * item, range(7), threads) == [0, 1, 4, 9, 16, 25, 36]
    assert side_by_side(lambda item: item, [], threads) == []


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_of_one_item_is_raised(threads: int) -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda item: 1 // item, [2, 1, 0, 1], threads)


def test_there_is_a_processor() -> None:
    assert processors() >= 1


@given(st.lists(st.integers(2, 256), max_size=60), st.integers(0, 96), st.integers(1, 8))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int], labels: int, threads: int) -> None:
    batches = _batches(dict(enumerate(lengths)), labels, threads)
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * (max(lengths[row] for row in batch) + labels) <= MOST_TOKENS


@pytest.mark.parametrize(("texts", "threads", "sizes"), [(16, 1, [16]), (16, 2, [8, 8]), (16, 4, [4] * 4), (3, 8, [1] * 3)])
def test_texts_are_shared_out_between_threads(texts: int, threads: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in _batches(dict.fromkeys(range(texts), 56), 8, threads)] == sizes


def test_a_few_tokens_are_not_shared_out() -> None:
    assert _batches({0: 5, 1: 7}, 8, 4) == [[0, 1]]
