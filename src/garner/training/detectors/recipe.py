"""What detectors are taught on: one frozen record read from a TOML file. ``recipes`` does what it says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from garner.errors import InputError
from garner.training.detectors.extractors import ExtractorName, extractor_name
from garner.training.detectors.reading import check_source

__all__ = ["OWN_GOLD", "Recipe", "Shares", "read_recipe"]


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the instances with one defect or none comes from where; the three make 1. Real errors are all kept, of the
    others as many as that allows."""

    real: float = 0.7
    synthetic: float = 0.15
    correct: float = 0.15

    def __post_init__(self) -> None:
        parts = (self.real, self.synthetic, self.correct)
        if min(parts) < 0 or abs(sum(parts) - 1) > 1e-6 or not self.real:
            raise ValueError(f"shares {parts} are not above 0 or do not make 1")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the corpus of defects is built.

    ``train`` and ``dev`` say how many texts of which part of a corpus (``corpus:split``; ``corpus:rest`` is what a corpus
    without a dev split keeps from the encoder's training); texts of dev never stand in train. ``extractors`` are names of
    models, with ``@THRESHOLD`` for another than their own. ``names``: corpora that the gazetteer learns from. ``real_most`` and
    ``synthetic_most`` bound the instances that one answer and one text give, ``most_labels`` what one text is asked,
    ``most_characters`` how long a text may be before it is cut (a third of it in Chinese and Japanese). ``head`` is for the
    training of the head. ``research`` says that the weights are not given away.
    """

    train: Mapping[str, int]
    dev: Mapping[str, int]
    extractors: tuple[ExtractorName, ...] = (ExtractorName("encoder"),)
    names: tuple[str, ...] = ()
    shares: Shares = field(default_factory=Shares)
    head: Mapping[str, object] = field(default_factory=dict)
    seed: int = 1
    real_most: int = 6
    synthetic_most: int = 2
    most_labels: int = 30
    most_characters: int = 600
    research: bool = False


OWN_GOLD = Recipe(
    {},
    {},
    tuple(map(extractor_name, ("encoder", "encoder@0.2", "encoder@0.7"))),
    shares=Shares(0.4, 0.3, 0.3),
    synthetic_most=3,
)
"""The recipe for a user's own gold, of which there is little: more of what no extractor got wrong."""


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises ``InputError`` for a file that is none, with the option that is wrong, and for a corpus
    or split that nothing may be trained on."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        shares = Shares(**table.pop("shares", {}))
        names = tuple(extractor_name(each) for each in table.pop("extractors", ["encoder"]))
        train, dev = (dict(table.pop(part)) for part in ("train", "dev"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path} is no recipe: {error!r}", "See the recipes beside garner.training.detectors.") from error
    known = {each.name for each in fields(Recipe)}
    if unknown := sorted(set(table) - known):
        raise InputError(f"{path} has unknown options: {', '.join(unknown)}", f"Known are {', '.join(sorted(known))}.")
    table["names"] = tuple(table.get("names", ()))
    _check_types(path, table)
    recipe = Recipe(train, dev, names, shares=shares, **table)
    for name, most in (*recipe.train.items(), *recipe.dev.items()):
        if type(most) is not int or most < 1:
            raise InputError(f"{path}: {name} is to give {most!r} texts.", "Write a whole number above 0.")
        check_source(name, research=recipe.research)
    for name in recipe.names:
        check_source(name, research=recipe.research)
    if both := sorted(set(recipe.train) & set(recipe.dev)):
        raise InputError(f"{path}: {', '.join(both)} is in train and in dev.", "Set it aside for dev or train on it.")
    return recipe


def _check_types(path: Path, table: Mapping[str, object]) -> None:
    for each in fields(Recipe):
        value = table.get(each.name)
        if value is not None and each.type in ("int", "bool") and type(value).__name__ != each.type:
            raise InputError(
                f"{path}: {each.name} is {value!r}.", "Write true or false." if each.type == "bool" else "A number."
            )
