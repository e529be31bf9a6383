"""What the model learns from: texts of corpora that may be trained on, and questions drawn of what they were read for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from tokenizers import Tokenizer

from garner.datasets import CORPORA, data_folder, fingerprint_text
from garner.datasets.exposure import Exposure, exposure_at
from garner.datasets.fingerprints import hash_of
from garner.errors import InputError
from garner.formats import draft_about, draft_of
from garner.schema import Schema
from garner.training.detectors.reading import Picked, check_source, pick
from garner.training.detectors.samples import Sample
from garner.training.encoder.written import WRITTEN_BY_LANGUAGE
from garner.values import Draft
from language_model.asking import AT_ONCE, SECTIONS, section_of, terms_of
from language_model.replies import Source, Symbol, replied, source_of

__all__ = ["Example", "Recipe", "drawn", "exposure_of", "read_recipe", "read_samples"]

_CHOICES = 14
_KEPT = 0.75
"""How likely a label that the text has is asked for; and a question with none of them is one in eight."""
_NOTHING = 0.12
_EAST_ASIAN = ("zh", "ja")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is trained.

    ``corpora`` says how many texts of which part of a corpus, ``questions`` how many are put to a text that is drawn, ``batch``
    how many make a step; ``steps`` (0: any number) and ``minutes`` when training ends; ``pieces`` how many word pieces can be
    written without being pointed at.
    """

    corpora: Mapping[str, int] = field(default_factory=dict)
    seed: int = 1
    minutes: float = 15.0
    rate: float = 8e-4
    warmup: int = 60
    batch: int = 32
    questions: int = 3
    steps: int = 0
    pieces: int = 1500
    most_characters: int = 400
    threads: int = 2


class Example(NamedTuple):
    """A question to a text, and the symbols of the right reply."""

    source: Source
    symbols: tuple[Symbol, ...]
    schema: Schema


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises ``InputError`` for what is none, and for a corpus that nothing may be trained on."""
    try:
        recipe = Recipe(**tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{path} is no recipe: {error}.", "See recipe.toml.") from error
    for name in recipe.corpora:
        check_source(name)
    return recipe


def read_samples(recipe: Recipe, data: Path | None, encoder: Path, note: Callable[[str], None]) -> dict[str, Picked]:
    """The texts of each corpus that the encoder in a folder was trained on, too: what is held out was left out of those, and
    the model then saw nothing that its encoder did not. Raises ``InputError`` for an encoder that has no record of it."""
    seen = exposure_at(encoder)
    if seen is None:
        raise InputError(f"{encoder} does not say what its encoder saw.", "Name an encoder with a seen.json.")

    def unfit(text: str) -> str:
        return "" if seen.saw(hash_of(fingerprint_text(text))) else "not seen by the encoder"

    found = {}
    for name, most in recipe.corpora.items():
        characters = recipe.most_characters // (3 if _language(name) in _EAST_ASIAN else 1)
        found[name] = pick(name, data_folder(data), most, characters, unfit, recipe.seed)
        note(f"{name}: {len(found[name].samples)} texts, left out {dict(found[name].left_out)}")
    return found


def _language(name: str) -> str:
    corpus = name.rpartition(":")[0]
    return WRITTEN_BY_LANGUAGE.get(corpus) or CORPORA[corpus].language


def drawn(tokenizer: Tokenizer, sample: Sample, random: Random) -> Example | None:
    """A question to the text and its right reply; ``None`` where the format or the tokens cannot say it."""
    sections = [each for each in SECTIONS if any(section_of(key) == each for key in sample.schema.keys)]
    schema = _asked(sample, random.choice(sections), random)
    draft = _in_reading_order(draft_about(draft_of(sample.gold), schema))
    source = source_of(tokenizer, terms_of(schema), sample.text)
    symbols = replied(draft, schema, source)
    return None if symbols is None else Example(source, tuple(symbols), schema)


def _asked(sample: Sample, section: str, random: Random) -> Schema:
    """A few keys of a section in any order: those that the text has, most of the time, among others."""
    keys = [key for key in sample.schema.keys if section_of(key) == section]
    there = _there(sample, section)
    number = random.randint(1, AT_ONCE[section])
    nothing = random.random() < _NOTHING and len(there) < len(keys)
    present = [key for key in keys if key in there and not nothing and random.random() < _KEPT]
    random.shuffle(present)
    absent = [key for key in keys if key not in there]
    random.shuffle(absent)
    least = min(len(absent), random.randint(0, 2))
    chosen = (present[: max(1, number - least)] + absent)[:number]
    schema = sample.schema.only(chosen or random.sample(keys, 1))
    return _shuffled(schema, sample, random)


def _there(sample: Sample, section: str) -> set[str]:
    gold = sample.gold
    names: Iterable[str] = (
        (each.type for each in getattr(gold, section)) if section != "labels" else (label.task for label in gold.labels)
    )
    return {f"{section}.{name}" for name in names}


def _shuffled(schema: Schema, sample: Sample, random: Random) -> Schema:
    """In any order; of a classification the right choices and some others."""
    labels = []
    for task in schema.labels:
        right = {label.value for label in sample.gold.labels if label.task == task.name}
        wrong = _mixed((choice for choice in task.choices if choice.name not in right), random)
        most = random.randint(2, _CHOICES)
        kept = [choice for choice in task.choices if choice.name in right] + list(wrong[: max(1, most - len(right))])
        labels.append(replace(task, choices=_mixed(kept, random)))
    return replace(
        schema,
        labels=tuple(labels),
        entities=_mixed(schema.entities, random),
        relations=tuple(replace(each, head=(), tail=()) for each in _mixed(schema.relations, random)),
        events=_mixed(schema.events, random),
    )


def _mixed(items: Iterable[Item], random: Random) -> tuple[Item, ...]:
    listed = list(items)
    random.shuffle(listed)
    return tuple(listed)


def _in_reading_order(draft: Draft) -> Draft:
    """As the text says it, without types of ends and without confidences."""
    relations = [replace(each, head_type=None, tail_type=None, confidence=None) for each in draft.relations]
    events = [
        replace(each, confidence=None, arguments=tuple(sorted(each.arguments, key=lambda one: one.span or (0, 0))))
        for each in draft.events
    ]
    return Draft(
        tuple(replace(each, confidence=None) for each in draft.labels),
        tuple(
            sorted((replace(each, confidence=None) for each in draft.entities), key=lambda one: (one.start or 0, one.end or 0))
        ),
        tuple(sorted(relations, key=lambda one: (one.head_span or (0, 0), one.tail_span or (0, 0)))),
        (),
        (),
        (),
    ) + Draft(events=tuple(sorted(events, key=lambda one: one.trigger_span or (0, 0))))


def exposure_of(name: str, picked: Iterable[Picked], encoder: Path) -> Exposure:
    """What the model saw: its own texts, which its encoder saw too, and the others that the encoder saw."""
    before = exposure_at(encoder)
    if before is None:
        raise InputError(f"{encoder} does not say what its encoder saw.", "Name an encoder with a seen.json.")
    own = ", ".join(each.seen.name for each in picked)
    return replace(before, component=name, notes=(*before.notes, f"through {before.component}; itself trained on {own}"))
