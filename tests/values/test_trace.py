"""Defects, rounds and feedback as values."""

import pytest

from garner.values import Decision, Defect, DefectKind, Extraction, Feedback, Round, Usage


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_defect_has_a_probability(probability):
    with pytest.raises(ValueError, match="no probability"):
        Defect(DefectKind.ABSENT, probability, "", "d")


@pytest.mark.parametrize("probability", [0, 0.5, 1])
def test_both_ends_are_probabilities(probability):
    assert Defect(DefectKind.ABSENT, probability, "", "d").probability == probability


def test_a_round_in_which_nothing_was_corrected_costs_nothing_and_changes_nothing():
    plain = Round(1, 0, 10, Decision.CLEAN)
    assert (plain.defects, plain.dropped, plain.added, plain.operator, plain.usage) == ((), (), (), "", Usage())
    assert plain.right is plain.doubt is plain.doubt_after is None


def test_equal_content_is_equal():
    defect = Defect(DefectKind.MALFORMED, 1.0, "cut", "rules")
    assert Feedback(Extraction("a"), (defect,)) == Feedback(Extraction("a"), (defect,))
    assert len({Round(1, 0, 1, Decision.RIGHT), Round(1, 0, 1, Decision.RIGHT)}) == 1
