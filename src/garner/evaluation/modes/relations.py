"""Relations: by the places or the strings of head and tail, with or without their entity types.

``relation`` compares places only ("boundaries" in the literature), ``relation-strict`` places and entity types; no paper of
this line scores types. ``relation-string`` is the triple of strings of SCIR and IEPile. Where a schema has symmetric
relations, or pairs of names for the two directions, ``directed`` rebuilds any of them so that both readings are one item.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from garner.evaluation.mode import Key, Mode, Repeats, keyed
from garner.evaluation.modes.offset import place
from garner.evaluation.units import Unit, relations
from garner.values import Grounding

__all__ = ["RELATION", "RELATION_STRICT", "RELATION_STRING", "RELATION_STRING_SET", "directed", "one_direction"]


def _value(grounding: Grounding) -> Hashable:
    return grounding.value


def _ends(seen_as: Callable[[Grounding], Hashable], *, typed: bool = False) -> Callable[[Unit], Key]:
    def key(unit: Unit) -> Key:
        parts = tuple(map(seen_as, unit.parts))
        return unit.label, (tuple(zip(parts, unit.types, strict=True)) if typed else parts)

    return key


def one_direction(key: Callable[[Unit], Key], inverse: Mapping[str, str]) -> Callable[[Unit], Key]:
    """A key that both readings of a relation share: of the two keys always the same one.

    ``inverse[name]`` is the name of the relation read from tail to head; the name itself where it is symmetric.
    """

    def shared(unit: Unit) -> Key:
        other = inverse.get(unit.label)
        if other is None:
            return key(unit)
        turned = Unit(other, unit.parts[::-1], unit.types[::-1])
        return min(key(unit), key(turned), key=repr)

    return shared


def directed(mode: Mode, inverse: Mapping[str, str]) -> Mode:
    """The relation mode under which ``(a, r, b)`` equals ``(b, inverse[r], a)``, in gold and prediction alike.

    Both directions of a name count under the alphabetically first one. Nothing leaves the gold (ADELIE's scorer for SemEval
    takes an item out of the gold when the model names another pair). Raises ``ValueError`` if ``inverse`` is not its own
    inverse or the mode is none of this module.
    """
    if any(inverse.get(other, name) != name for name, other in inverse.items()):
        raise ValueError("the inverse of the inverse of a relation must be the relation itself")
    both = dict(inverse) | {other: name for name, other in inverse.items()}
    if mode.name not in _KEYS:
        raise ValueError(f"{mode.name} is no mode of relations")
    key, repeats = _KEYS[mode.name]
    count = keyed(relations, one_direction(key, both), repeats)
    return Mode(f"{mode.name}+inverse", mode.version, f"{mode.follows}; inverse names count as one", count)


_KEYS: dict[str, tuple[Callable[[Unit], Key], Repeats]] = {
    "relation": (_ends(place), Repeats.COUNT),
    "relation-strict": (_ends(place, typed=True), Repeats.COUNT),
    "relation-string": (_ends(_value), Repeats.COUNT),
    "relation-string-set": (_ends(_value), Repeats.IGNORE),
}

RELATION = Mode("relation", 1, "boundaries: places of head and tail", keyed(relations, *_KEYS["relation"]))
RELATION_STRICT = Mode(
    "relation-strict", 1, "places and entity types of head and tail", keyed(relations, *_KEYS["relation-strict"])
)
RELATION_STRING = Mode("relation-string", 1, "IEPile and SCIR evaluators", keyed(relations, *_KEYS["relation-string"]))
RELATION_STRING_SET = Mode(
    "relation-string-set", 1, "IEPile evaluator, set option", keyed(relations, *_KEYS["relation-string-set"])
)
