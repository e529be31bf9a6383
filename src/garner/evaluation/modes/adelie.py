"""ADELIE's scoring (arXiv 2405.05008, ``tasks/*``), with the two defects of its scorers as options that are off.

Mentions: per text one map from the lower-cased surface to its type, so a surface counts once. There the last type answered
wins; here the alphabetically last, so that order does not matter. Relations: lower-cased triples, in which a pair read
backwards under the inverse name is the same. Triggers: all white space removed. Arguments: lower case as well. Types that are
no schema's are dropped there; here they count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from garner.evaluation.counts import Counts
from garner.evaluation.mode import Key, Mode, Repeats, count_keys, keyed
from garner.evaluation.modes.relations import one_direction
from garner.evaluation.units import Unit, arguments, entities, relations, triggers
from garner.values import Extraction

__all__ = ["ADELIE", "ADELIE_ARGUMENT", "ADELIE_RELATION", "ADELIE_TRIGGER", "adelie_mentions", "adelie_relations"]


def _map(units: Iterable[Unit]) -> list[Key]:
    """One type a surface: the last in the order of the alphabet."""
    types = {surface: label for label, surface in sorted((unit.label, unit.parts[0].value.lower()) for unit in units)}
    return [(label, surface) for surface, label in types.items()]


def adelie_mentions(*, loses_capitals: bool = False) -> Mode:
    """The FewNERD scorer's mode.

    ``loses_capitals`` switches on its defect: the answer is lower-cased but the list of valid types is not, so every type
    with a capital letter (``location_GPE``) vanishes from gold and prediction.
    """

    def kept(extraction: Extraction) -> Iterable[Unit]:
        units = entities(extraction)
        return (unit for unit in units if unit.label == unit.label.lower()) if loses_capitals else units

    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        return count_keys(_map(kept(gold)), _map(kept(predicted)), Repeats.IGNORE)

    name = "adelie+loses-capitals" if loses_capitals else "adelie"
    return Mode(name, 1, "ADELIE tasks/fewnerd: map of lower-cased surface to type", count)


def adelie_relations(inverse: Mapping[str, str], *, shrinks_gold: bool = False) -> Mode:
    """The SemEval scorer's mode; ``inverse[name]`` is the relation's name read from tail to head.

    ``shrinks_gold`` switches on its defect: where the model answers, but about no pair of the gold, the gold of that text and
    the answer are both left out.
    """

    key = one_direction(_lower_key, inverse)

    def keys(extraction: Extraction) -> list[Key]:
        return [key(unit) for unit in relations(extraction)]

    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        truth, claims = keys(gold), keys(predicted)
        if shrinks_gold and truth and claims:
            pairs = {_ends(key) for key in truth}
            claims = [key for key in claims if _ends(key) in pairs]
            truth = truth if claims else []
        return count_keys(truth, claims, Repeats.IGNORE)

    name = "adelie-relation+shrinks-gold" if shrinks_gold else "adelie-relation"
    return Mode(name, 1, "ADELIE tasks/semeval: lower-cased triples, either direction", count)


def _lower_key(unit: Unit) -> Key:
    return unit.label, tuple(part.value.lower() for part in unit.parts)


def _ends(key: Key) -> frozenset[str]:
    return frozenset(key[1]) if isinstance(key[1], tuple) else frozenset()


def _squeezed(lower: Callable[[str], str]) -> Callable[[Unit], Key]:
    def key(unit: Unit) -> Key:
        return unit.label, lower("".join(unit.parts[-1].value.split())) if unit.parts else ""

    return key


ADELIE = adelie_mentions()
ADELIE_RELATION = adelie_relations({})
ADELIE_TRIGGER = Mode("adelie-trigger", 1, "ADELIE tasks/richere-ed", keyed(triggers, _squeezed(str), Repeats.IGNORE))
ADELIE_ARGUMENT = Mode("adelie-argument", 1, "ADELIE tasks/richere-eae", keyed(arguments, _squeezed(str.lower), Repeats.IGNORE))
