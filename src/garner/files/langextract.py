"""LangExtract's answers: one document a line with the extractions found in it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from garner.values import Draft, DraftEntity, Problem
from garner.values.record_fields import Fields

__all__ = ["DraftAnswer", "langextract_answer"]

_EXACT = (None, "match_exact")
_KEPT = frozenset({"extraction_class", "extraction_text", "char_interval", "alignment_status"})
_ORDER = frozenset({"extraction_index", "group_index", "token_interval"})
"""Where in LangExtract's own reply an extraction stood: nothing of the text."""


class DraftAnswer(NamedTuple):
    """An answer as it was given elsewhere, and what of it could not be taken over."""

    draft: Draft
    problems: tuple[Problem, ...] = ()


def langextract_answer(fields: Fields, text: str) -> DraftAnswer:
    """The extractions of a document as entities of the type of their class.

    An extraction that LangExtract could place only roughly is taken as the words at that place, and a problem says so; its
    attributes and description, which an entity cannot hold, are counted in one. Raises ``InputError`` naming the key at fault.
    """
    entities: list[DraftEntity] = []
    problems: list[Problem] = []
    left_out: Counter[str] = Counter()
    items = fields.parts("extractions") if fields.content["extractions"] is not None else ()
    for item in items:
        entities.append(_entity(item, text, problems))
        left_out.update(_left_out(item))
    if left_out:
        named = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
        problems.append(Problem("not_taken_over", f"Entities hold no attributes; left out: {named}."))
    return DraftAnswer(Draft(entities=tuple(entities)), tuple(problems))


def _entity(item: Fields, text: str, problems: list[Problem]) -> DraftEntity:
    label, value = item.text("extraction_class"), _value(item)
    interval = item.optional_part("char_interval")
    start = None if interval is None else interval.optional_whole("start_pos")
    end = None if interval is None else interval.optional_whole("end_pos")
    if start is None or end is None:
        return DraftEntity(label, value)
    status = item.optional_text("alignment_status")
    if status not in _EXACT and 0 <= start < end <= len(text) and text[start:end] != value:
        there = text[start:end]
        message = (
            f"{value!r} ({label}) was placed at {start}:{end} as {status}, where the text reads {there!r}: that was taken."
        )
        problems.append(Problem("placed_roughly", message))
        value = there
    return DraftEntity(label, value, None, start, end)


def _value(item: Fields) -> str:
    value = item.content.get("extraction_text")
    # Models answer with numbers, and LangExtract lets them.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return item.text("extraction_text")


def _left_out(item: Fields) -> list[str]:
    attributes = item.content.get("attributes")
    names = [f"attributes.{name}" for name in attributes] if isinstance(attributes, dict) else []
    others = item.content.keys() - _KEPT - _ORDER - {"attributes"}
    return [*names, *sorted(name for name in others if item.content[name] is not None)]
