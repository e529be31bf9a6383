"""What reading a reply may have to report.

Repairs: everything the model said is in the draft.

=================  =============================================================================================
code               meaning
=================  =============================================================================================
prose_around       text before, between or after the answer was passed over
thinking_removed   a block of reasoning before the answer was passed over
fence_removed      the answer stood in a Markdown code fence
json_repaired      the reply broke the rules of JSON in a way that leaves no doubt about its meaning
layout_repaired    separators of the ``lines`` or ``slash`` format were mended
wrong_format       the reply came in another form than asked (bullets for JSON) and was read as that
several_answers    the reply held several answers; their items were joined, equal ones once
duplicate_key      an object held the same key twice; both values were read
wrapper_removed    the answer stood inside an object nobody asked for, such as ``{"result": ...}``
label_matched      a label was written in another way than in the schema (case, width, underscore, plural)
value_converted    a value had another kind than asked: a number for a string, a string for a list, ...
=================  =============================================================================================

Surplus: the model said more than was asked, and everything that was asked is in the draft.

=================  =============================================================================================
code               meaning
=================  =============================================================================================
unknown_label      a type, relation, role or task is not in the schema, or could be several of it; the message
                   holds the value, which is not in the draft
field_ignored      an item carried a field nobody asked for, or a label nobody asked for was empty
=================  =============================================================================================

Losses: something that was asked and said, or would have been said, is not in the draft (``ReadAnswer.complete`` is false).

=================  =============================================================================================
code               meaning
=================  =============================================================================================
reply_cut          the reply ended in the middle; the unfinished item was left out
answer_elided      the model wrote "..." in place of further items
unknown_choice     a classification was answered with something that is none of its choices
value_lost         a value could not be read as the item asked for; the message holds the value
nested_too_deep    brackets were nested far deeper than any answer; what they hold was left out
unreadable_part    a part of the reply could not be read; the message holds it
unreadable_reply   nothing of what was asked could be read; the message holds the beginning of the reply
empty_reply        the reply was empty, which is not the same as an answer that says "nothing"
=================  =============================================================================================
"""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum

from garner.values import Problem

__all__ = ["Code", "Report", "show"]

_MOST_OF_A_CODE = 1000


class Code(StrEnum):
    """The codes of the table above."""

    PROSE_AROUND = "prose_around"
    THINKING_REMOVED = "thinking_removed"
    FENCE_REMOVED = "fence_removed"
    JSON_REPAIRED = "json_repaired"
    LAYOUT_REPAIRED = "layout_repaired"
    WRONG_FORMAT = "wrong_format"
    SEVERAL_ANSWERS = "several_answers"
    DUPLICATE_KEY = "duplicate_key"
    WRAPPER_REMOVED = "wrapper_removed"
    LABEL_MATCHED = "label_matched"
    VALUE_CONVERTED = "value_converted"
    FIELD_IGNORED = "field_ignored"
    REPLY_CUT = "reply_cut"
    ANSWER_ELIDED = "answer_elided"
    UNKNOWN_LABEL = "unknown_label"
    UNKNOWN_CHOICE = "unknown_choice"
    VALUE_LOST = "value_lost"
    NESTED_TOO_DEEP = "nested_too_deep"
    UNREADABLE_PART = "unreadable_part"
    UNREADABLE_REPLY = "unreadable_reply"
    EMPTY_REPLY = "empty_reply"

    @property
    def is_loss(self) -> bool:
        return self in _LOSSES


_LOSSES = frozenset(
    {
        Code.REPLY_CUT,
        Code.ANSWER_ELIDED,
        Code.UNKNOWN_CHOICE,
        Code.VALUE_LOST,
        Code.NESTED_TOO_DEEP,
        Code.UNREADABLE_PART,
        Code.UNREADABLE_REPLY,
        Code.EMPTY_REPLY,
    }
)


class Report:
    """Collects the problems of one reading.

    A hostile reply could break a rule a million times: equal messages are kept once with their number, and of one code at
    most a thousand are kept, the rest counted.
    """

    def __init__(self) -> None:
        self._problems: Counter[Problem] = Counter()
        self._of_code: Counter[Code] = Counter()
        self._beyond: Counter[Code] = Counter()

    def add(self, code: Code, message: str, where: str = "") -> None:
        """Record a repair or a loss, with the place for people in ``where``."""
        problem = Problem(code.value, message, where)
        if problem in self._problems:
            self._problems[problem] += 1
        elif self._of_code[code] < _MOST_OF_A_CODE:
            self._of_code[code] += 1
            self._problems[problem] = 1
        else:
            self._beyond[code] += 1

    def take(self, other: Report) -> None:
        """Add what another report collected."""
        for problem, times in other._problems.items():
            for _ in range(times):
                self.add(Code(problem.code), problem.message, problem.where)
        self._beyond.update(other._beyond)

    def __contains__(self, code: Code) -> bool:
        return self._of_code[code] > 0

    @property
    def complete(self) -> bool:
        """Whether nothing was lost."""
        return not any(code.is_loss for code in self._of_code)

    def problems(self) -> tuple[Problem, ...]:
        """Every problem once, in the order found, with the number of times where that was more than one."""
        found = [
            problem if times == 1 else Problem(problem.code, f"{problem.message} ({times} times)", problem.where)
            for problem, times in self._problems.items()
        ]
        for code, number in self._beyond.items():
            found.append(Problem(code.value, f"and {number} more like the {_MOST_OF_A_CODE} above"))
        return tuple(found)


def show(value: object, most: int = 200) -> str:
    """A value for a message: JSON-like, at most about ``most`` characters, whatever it holds.

    >>> show("Ada")
    '"Ada"'
    """
    text = json.dumps(value[: most + 1], ensure_ascii=False) if isinstance(value, str) else str(value)
    return text if len(text) <= most else text[:most] + "..."
