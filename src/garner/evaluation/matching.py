"""The largest number of pairs in which no item is used twice."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["maximum_matching"]


def maximum_matching(candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """The partner of each left item that gets one; ``candidates[left]`` lists the right items it may have.

    Kuhn's algorithm by augmenting paths: exact, so the number of pairs does not depend on the order of the items. Time grows
    with items times candidates; mentions that overlap are few.
    """
    partners: dict[int, int] = {}
    taken: dict[int, int] = {}
    for left in range(len(candidates)):
        wanted_by: dict[int, int] = {}
        free = _free_item(left, candidates, taken, wanted_by)
        while free is not None:  # hand the free item down the path; each owner on it moves on by one
            owner = wanted_by[free]
            given_up = partners.get(owner)
            taken[free], partners[owner] = owner, free
            free = given_up
    return partners


def _free_item(left: int, candidates: Sequence[Sequence[int]], taken: dict[int, int], wanted_by: dict[int, int]) -> int | None:
    """A right item nobody has that ``left`` can reach by asking owners to move; ``wanted_by`` is filled with the path."""
    asking = [left]
    for current in asking:  # grows as owners are asked in turn
        for right in candidates[current]:
            if right not in wanted_by:
                wanted_by[right] = current
                if right not in taken:
                    return right
                asking.append(taken[right])
    return None
