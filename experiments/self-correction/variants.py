"""The ways of correcting that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from controls import Chance, Eager, Oracle, Rates, Remembered, Some

from garner.refinement.protocols import Detector, Operator, Refinement
from garner.refinement.rules import RuledPruner

__all__ = ["ASKED", "MAIN", "VARIANTS", "Tools", "refinement_of", "variants_of"]

MAIN = "both paths"
"""What ships: rules and learned detectors, both paths, pruner, acceptance, two rounds."""

ASKED = "asked again"

VARIANTS: dict[str, str] = {
    "plain": "the frozen extractor",
    MAIN: "rules and learned detectors, pruner, two rounds: what ships",
    "redundancy only": "what is wrong is taken away, nothing is added",
    "missing only": "what is missing is added, nothing is taken away",
    "rules": "no learned detector",
    "learned": "no rules",
    "untrained": "the learned detector before training, no rules",
    "chance": "as many defects as the detectors find, by lot",
    "oracle": "defects by the gold: the upper bound",
    "one round": "K = 1",
    "three rounds": "K = 3",
    "no pruner": "every answer is looked into",
    "no acceptance": "every correction stands",
    ASKED: "the extractor is asked again instead of edited",
}


@dataclass(frozen=True, slots=True)
class Tools:
    """The detectors of one measurement, each remembering what it was asked. ``others`` are learned detectors by name that were
    trained on other errors."""

    rules: Remembered
    learned: Remembered
    untrained: Remembered
    others: Mapping[str, Remembered] = field(default_factory=dict)

    @property
    def every(self) -> tuple[Remembered, ...]:
        return (self.rules, self.learned, self.untrained, *self.others.values())


def variants_of(tools: Tools, *, asks: bool = False) -> tuple[str, ...]:
    """The names of all variants, in the order in which they are to be measured: chance needs the rates of ``no pruner``.
    ``asks``: the extractor can be asked again."""
    names = [name for name in VARIANTS if name != "chance" and (asks or name != ASKED)]
    return (*names, "chance", *(f"trained on {name}" for name in tools.others))


def refinement_of(variant: str, tools: Tools, oracle: Oracle, rates: Rates) -> Refinement | None:
    """How a variant corrects; ``None``: not at all. Raises ``KeyError`` for a name that is no variant's."""
    rules, learned = tools.rules, tools.learned
    main = Refinement((rules, learned), RuledPruner(learned), seconds=None)
    if variant in ("plain", MAIN):
        return None if variant == "plain" else main
    alone: dict[str, tuple[tuple[Detector, ...], Remembered | Oracle | None]] = {
        "rules": ((rules,), None),
        "learned": ((learned,), learned),
        "untrained": ((tools.untrained,), tools.untrained),
        "chance": ((Chance(rates),), None),
        "oracle": ((oracle,), oracle),
        "redundancy only": ((Some(rules, "redundancy"), Some(learned, "redundancy")), learned),
        "missing only": ((Some(rules, "missing"), Some(learned, "missing")), learned),
        **{f"trained on {name}": ((rules, each), RuledPruner(each)) for name, each in tools.others.items()},
    }
    if variant in alone:
        return Refinement(*alone[variant], seconds=None)
    changes: dict[str, Refinement] = {
        "one round": replace(main, rounds=1),
        "three rounds": replace(main, rounds=3),
        "no pruner": replace(main, pruner=None),
        ASKED: replace(main, operator=Operator.ASK),
        "no acceptance": replace(main, detectors=(*main.detectors, Eager(main.rounds))),
    }
    return changes[variant]
