"""The labels asked of one text: each under a name that nothing else asked has, in the words and the language drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from garner.models.encoder.label_texts import MOST_EXAMPLES, choice_text, label_text
from garner.models.encoder.layout import CLASS, SPAN
from garner.schema import Choice
from garner.training.encoder.names import LabelName, name_of
from garner.training.encoder.pools import LabelPool

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Sheet"]

_OTHER_NAME = 0.6
_DESCRIBED = 0.12
_EXAMPLES = 0.3
_NAMELESS = 0.25
"""How often a label with examples is shown by them alone: beside a name that says it all they would teach nothing."""
_EXAMPLE_SETS = 8
_OFTEN = 50
"""A label with so many mentions shows also such as stand in the text; of fewer, that would give the answer away."""
_INTO_OWN_LANGUAGE = 0.6
_INTO_ANOTHER_LANGUAGE = 0.02
_INTO_ENGLISH = 0.35
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Sheet:
    """The labels asked of a text, in the order they were added: ``labels`` and ``kinds`` of an example."""

    def __init__(self, text: str, pool: LabelPool, names: Mapping[str, LabelName], most: int, random: Generator) -> None:
        self.pool = pool
        self.random = random
        self.labels: list[str] = []
        self.kinds: list[int] = []
        self.numbers: dict[tuple[int, str], int] = {}
        self._text = text
        self._names = names
        self._most = most
        self._used: set[str] = set()

    @property
    def room(self) -> int:
        """How many labels may still be added."""
        return self._most - len(self.labels)

    def add(self, kind: int, label: str) -> int | None:
        """Ask for a label under one of its names; its number, or ``None`` where there is no room or another label has each
        name that was drawn."""
        if (kind, label) in self.numbers:
            return self.numbers[kind, label]
        entry = name_of(label, self._names)
        name = self._translated(entry) or self._other_name(entry)
        name = label if name in self._used else name
        if name in self._used or self.room <= 0:
            return None
        own_words = bool(_EAST_ASIAN.search(name)) == bool(_EAST_ASIAN.search(label))
        described = entry.description and own_words and self.random.random() < _DESCRIBED
        examples = self._examples(label) if kind == SPAN else []
        text = label_text(name, entry.description if described else "", examples)
        alone = label_text("", "", examples)
        if examples and alone not in self._used and self.random.random() < _NAMELESS:
            text = alone
        number = self._write(kind, name, text)
        self.numbers[kind, label] = number
        return number

    def add_choices(self, task: str, choices: Sequence[Choice], with_task: bool) -> list[int | None]:
        """Ask for choices of one classification, all in one language; their numbers, ``None`` as for ``add``."""
        wanted = self._language_of(task)
        return [self._add_choice(task, choice, with_task, wanted) for choice in choices]

    def _add_choice(self, task: str, choice: Choice, with_task: bool, wanted: str | None) -> int | None:
        task_name, choice_name = self._in_language(task, wanted), self._in_language(choice.name, wanted)
        name = choice_text(task_name, choice_name, with_task=with_task)
        if name in self._used:
            name = choice_text(task_name, choice_name, with_task=True)
        if name in self._used or self.room <= 0:
            return None
        described = choice.description and choice_name == choice.name and self.random.random() < _DESCRIBED
        return self._write(CLASS, name, label_text(name, choice.description if described else ""))

    def _write(self, kind: int, name: str, text: str) -> int:
        self._used.update((name, text))
        self.labels.append(text)
        self.kinds.append(kind)
        return len(self.labels) - 1

    def _other_name(self, entry: LabelName) -> str:
        if entry.others and self.random.random() < _OTHER_NAME:
            return str(entry.others[self.random.integers(len(entry.others))])
        return entry.name

    def _translated(self, entry: LabelName) -> str | None:
        """The label in another language, now and then, where one is known."""
        wanted = self._language_of(entry.name) if entry.translations else None
        name = self._in_language(entry.name, wanted)
        return None if name == entry.name else name

    def _language_of(self, name: str) -> str | None:
        """The language to show a name in, drawn; ``None``: as it stands."""
        own = self.pool.language
        if _EAST_ASIAN.search(name):
            wanted, chance = "en", _INTO_ENGLISH
        elif own == "en":
            wanted, chance = ("zh", "ja")[self.random.integers(2)], _INTO_ANOTHER_LANGUAGE
        else:
            wanted, chance = own, _INTO_OWN_LANGUAGE
        return wanted if self.random.random() < chance else None

    def _in_language(self, name: str, wanted: str | None) -> str:
        known = name_of(name, self._names).translations.get(wanted) if wanted else None
        return str(known[self.random.integers(len(known))]) if known else name

    def _examples(self, label: str) -> list[str]:
        """Now and then some mentions of the label."""
        surfaces = self.pool.surfaces.get(label)
        if not surfaces or self.random.random() >= _EXAMPLES:
            return []
        # Few different sets, each of one size: what a label text means is computed once and remembered.
        number = int(self.random.integers(_EXAMPLE_SETS))
        start = MOST_EXAMPLES * (number % (1 + (len(surfaces) - 1) // MOST_EXAMPLES))
        picked = surfaces[start : start + 1 + number % MOST_EXAMPLES]
        return [surface for surface in picked if len(surfaces) >= _OFTEN or surface not in self._text]
