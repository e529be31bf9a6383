"""What is declared of a corpus: where it is, how it is read, what its labels mean, what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from garner.datasets.readers.protocol import Reader

__all__ = ["Corpus", "Named", "Published", "Role", "spell_out"]


class Role(StrEnum):
    """What a corpus may be used for."""

    TRAIN = "train"
    """May feed weights that ship (its test split stays for evaluation)."""
    RESEARCH = "research"
    """Experiments and evaluation only, never weights that ship: no licence is stated, or a non-commercial one."""
    HELD_OUT = "held-out"
    """Evaluation only: nothing is trained on it, tuned on it or picked by its test split."""
    OWN = "own"
    """A user's own data: no corpus of the table has this role."""


class Named(NamedTuple):
    """A label as people would write it, and what its guidelines say it means."""

    name: str
    description: str = ""


class Published(NamedTuple):
    """What the corpus page counts in a split: its units (sentences, documents, ...) and annotations; ``None``: not stated."""

    units: int
    annotations: int | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """How to read one corpus.

    - ``name`` is written ``corpus`` or ``corpus/part``; ``folder`` is its place in the data folder.
    - ``splits`` maps the name of a split to the files it is made of (shell patterns); ``file.json#train`` is the part of a file
      that its reader knows as ``train``.
    - ``published`` repeats the counts of the corpus page, ``counted`` says which items that page counts as annotations (fields
      of ``Extraction``, and ``arguments``), ``note`` why a count differs where it does.
    - ``labels`` spells raw labels out, with their description, where ``spell_out`` does not suffice. A raw label that means
      different things in different kinds of item has a key such as ``relations.USED-FOR``, ``roles.Time`` or ``tasks.topic``
      (kinds: entities, relations, events, roles, tasks, choices), which is looked up first.
    - ``ends`` maps a raw relation label to the raw entity labels its head and its tail may have.
    - ``several`` names the raw classification tasks that allow any number of choices.
    - ``as_written``: raw labels are names already and are not spelled out; those in ``labels`` are renamed all the same.
    - ``strings``: the corpus gives values without places, so places are garner's own and it is scored by strings.
    """

    name: str
    folder: str
    role: Role
    licence: str
    reader: Reader
    splits: Mapping[str, tuple[str, ...]]
    published: Mapping[str, Published] = field(default_factory=dict)
    counted: tuple[str, ...] = ("labels", "entities", "relations", "events", "arguments", "facts", "tables")
    labels: Mapping[str, str | Named] = field(default_factory=dict)
    ends: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    several: tuple[str, ...] = ()
    as_written: bool = False
    strings: bool = False
    language: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.language:
            object.__setattr__(self, "language", self.folder.partition("/")[0])

    def named(self, kind: str, label: str) -> Named:
        """The raw label of that kind, spelled out."""
        entry = self.labels.get(f"{kind}.{label}", self.labels.get(label))
        if entry is None:
            return Named(label if self.as_written else spell_out(label))
        return entry if isinstance(entry, Named) else Named(entry)


def spell_out(label: str) -> str:
    """A raw label as words.

    >>> spell_out("Multi-tissue_structure"), spell_out("leavingDate")
    ('multi tissue structure', 'leaving date')
    """
    words = "".join(
        f" {letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + label, label, strict=False)
    )
    return " ".join(words.replace("_", " ").replace("-", " ").replace("/", " or ").split()).lower()
