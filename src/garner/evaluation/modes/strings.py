"""Modes that compare strings as answered, wherever they stand: how SCIR, IEPile, InstructUIE and GoLLIE score.

A repeated mention is one more item under ``string`` (SCIR, IEPile and GoLLIE count multisets) and none under ``string-set``
(InstructUIE; the ``set`` option of IEPile). Nothing is normalised and case counts.
"""

from __future__ import annotations

from garner.evaluation.mode import Key, Mode, Repeats, keyed
from garner.evaluation.units import Unit, entities

__all__ = ["STRING", "STRING_SET", "string_key"]


def string_key(unit: Unit) -> Key:
    """Label and values, as the model wrote them, must be equal."""
    return unit.label, tuple(part.value for part in unit.parts)


STRING = Mode("string", 1, "IEPile and SCIR evaluators: multiset of (type, string)", keyed(entities, string_key))
STRING_SET = Mode("string-set", 1, "IEPile evaluator, set option", keyed(entities, string_key, Repeats.IGNORE))
