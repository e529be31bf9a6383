"""The package as a whole: light to import, one call for a whole evaluation, linear growth."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evaluation.building import found
from garner.errors import InputError
from garner.evaluation import Draws, Pair, evaluate, modes_for
from garner.evaluation.pool import Likeness, Pool
from garner.evaluation.units import entities
from garner.schema import Schema


def test_importing_it_brings_in_no_heavy_library() -> None:
    heavy = "numpy", "torch", "sklearn", "rapidfuzz"
    code = f"import sys, garner.evaluation; print([name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_one_call_scores_every_mode_with_intervals_and_keeps_the_counts() -> None:
    schema = Schema.parse({"entities": ["person"], "labels": {"topic": ["a", "b"]}})
    gold = found(("person", 0, 2))
    made = evaluate([Pair("one", gold, gold), Pair("two", gold, found())], modes_for(schema), Draws(resamples=50, seed=4))
    assert [each.mode for each in made] == ["offset@1", "class@1", "accuracy@1"]
    offset = made[0]
    assert offset.scores.micro.recall == 50
    assert offset.intervals.micro.recall.low <= 50 <= offset.intervals.micro.recall.high
    assert (offset.intervals.draws.seed, offset.tally.documents[1].all.gold) == (4, 1)
    with pytest.raises(InputError, match="no document"):
        evaluate([], modes_for(schema))


class Counting(Pool):
    """Counts the partners that were looked at."""

    looked_at = 0

    def _candidates(self, unit: object, likeness: Likeness) -> list[int]:
        numbers = super()._candidates(unit, likeness)
        type(self).looked_at += len(numbers)
        return list(numbers)


@pytest.mark.parametrize("likeness", Likeness)
def test_looking_for_partners_grows_with_the_items_and_not_with_their_square(likeness: Likeness) -> None:
    looked_at = []
    for number in (100, 1000):
        text = " ".join(f"{place:04d}" for place in range(number))
        units = list(entities(found(*[("person", place * 5, place * 5 + 4) for place in range(number)], text=text)))
        Counting.looked_at = 0
        pool = Counting(units)
        assert all(pool.take(unit, likeness) is not None for unit in units)
        looked_at.append(Counting.looked_at)
    assert looked_at[1] <= 11 * looked_at[0]
