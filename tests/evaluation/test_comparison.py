"""What changed between two runs."""

from __future__ import annotations

import pytest
from hypothesis import given

from evaluation.building import CALM, TEXT, extractions, found
from garner.errors import InputError
from garner.evaluation import ChangeKind, changes
from garner.values import Extraction, Label

REPEATED = "ab cd ab"


def kinds(first: Extraction, second: Extraction, gold: Extraction | None = None) -> list[tuple[str, bool | None, bool | None]]:
    made = changes({"a": first}, {"a": second}, None if gold is None else {"a": gold})
    return [(change.kind.value, change.was_right, change.is_right) for change in made]


CASES = {
    "the same": (found(("person", 0, 2)), found(("person", 0, 2)), []),
    "new": (found(), found(("person", 0, 2)), ["new"]),
    "lost": (found(("person", 0, 2)), found(), ["lost"]),
    "another boundary": (found(("person", 0, 2)), found(("person", 0, 5)), ["moved"]),
    "another occurrence": (found(("person", 0, 2), text=REPEATED), found(("person", 6, 8), text=REPEATED), ["moved"]),
    "another type": (found(("person", 0, 2)), found(("place", 0, 2)), ["relabelled"]),
    "elsewhere and of another type": (found(("person", 0, 2)), found(("place", 3, 5)), ["lost", "new"]),
    "said once more": (found(("person", 0, 2)), found(("person", 0, 2), ("person", 0, 2)), ["new"]),
}


@pytest.mark.parametrize(("first", "second", "expected"), CASES.values(), ids=CASES.keys())
def test_each_change_has_its_name(first: Extraction, second: Extraction, expected: list[str]) -> None:
    assert [kind for kind, _, _ in kinds(first, second)] == expected


def test_with_gold_a_change_is_for_better_or_worse() -> None:
    gold, wrong = found(("person", 0, 2)), found(("person", 0, 5))
    assert kinds(wrong, gold, gold) == [("moved", False, True)]
    assert kinds(gold, wrong, gold) == [("moved", True, False)]
    assert kinds(gold, found(), gold) == [("lost", True, False)]
    assert kinds(found(), wrong, gold) == [("new", True, False)]
    assert kinds(wrong, found(), gold) == [("lost", False, True)]
    [change] = changes({"a": wrong}, {"a": gold}, {"a": gold})
    assert change.better
    assert not change.worse


def test_a_changed_class_is_relabelled() -> None:
    first, second = (Extraction("x", (Label("topic", value), Label("mood", "good"))) for value in ("law", "art"))
    assert [kind for kind, _, _ in kinds(first, second)] == ["relabelled"]


def test_runs_of_different_documents_are_refused() -> None:
    with pytest.raises(InputError, match="different documents"):
        changes({"a": found()}, {"b": found()})


@CALM
@given(extractions(), extractions())
def test_changes_turn_round_with_the_runs(first: Extraction, second: Extraction) -> None:
    there, back = changes({"a": first}, {"a": second}), changes({"a": second}, {"a": first})
    assert sum(change.before is not None for change in there) == sum(change.after is not None for change in back)
    assert sum(change.after is not None for change in there) == sum(change.before is not None for change in back)
    assert changes({"a": first}, {"a": first}) == ()
    assert all((change.before is None) == (change.kind is ChangeKind.NEW) for change in there)
    assert first.text == TEXT
