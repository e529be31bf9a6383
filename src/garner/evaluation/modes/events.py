"""Events: three questions that must not be mixed, each by place and by string.

``trigger``: is there an event of this type at this word? ``argument``: does this value fill this role of the event at this
trigger (RUIE and ADELIE, where the gold trigger is given with the question)? ``argument-of-type``: does it fill this role of
some event of this type (SCIR's released files, which have no triggers)? The modes ending in ``-string`` compare strings as
answered.
"""

from __future__ import annotations

from garner.evaluation.mode import Key, Mode, keyed
from garner.evaluation.modes.offset import offset_key, place
from garner.evaluation.modes.strings import string_key
from garner.evaluation.units import Unit, arguments, triggers

__all__ = [
    "ARGUMENT",
    "ARGUMENT_OF_TYPE",
    "ARGUMENT_OF_TYPE_STRING",
    "ARGUMENT_STRING",
    "TRIGGER",
    "TRIGGER_STRING",
]


def _value_place(unit: Unit) -> Key:
    return unit.label, place(unit.parts[-1])


def _value_string(unit: Unit) -> Key:
    return unit.label, unit.parts[-1].value


TRIGGER = Mode("trigger", 1, "event type and place of the trigger", keyed(triggers, offset_key))
TRIGGER_STRING = Mode("trigger-string", 1, "IEPile evaluator: (event type, trigger)", keyed(triggers, string_key))
ARGUMENT = Mode("argument", 1, "RUIE and ADELIE: argument given its trigger, by place", keyed(arguments, offset_key))
ARGUMENT_STRING = Mode("argument-string", 1, "RUIE and ADELIE: argument given its trigger", keyed(arguments, string_key))
ARGUMENT_OF_TYPE = Mode(
    "argument-of-type", 1, "SCIR files: argument given its event type, by place", keyed(arguments, _value_place)
)
ARGUMENT_OF_TYPE_STRING = Mode(
    "argument-of-type-string", 1, "IEPile and SCIR evaluators: (event type, value, role)", keyed(arguments, _value_string)
)
