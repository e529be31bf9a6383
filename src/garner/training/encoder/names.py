"""What people call a label: other names, wider labels and descriptions, from ``label_names.txt``, and its names in other
languages, from ``translations.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources

__all__ = ["LabelName", "label_names", "name_of", "translated", "wider_labels"]


@dataclass(frozen=True, slots=True)
class LabelName:
    """A label with the labels that include it, the other names it goes by, what it means in a few words, and its names in other
    languages (``en``, ``zh``, ``ja``)."""

    name: str
    wider: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    description: str = ""
    translations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def label_names(text: str | None = None) -> dict[str, LabelName]:
    """The labels by name, from the text, or from the files beside this module with their translations. Raises ``ValueError``
    for a line of another form."""
    if text is None:
        return translated(label_names(_read("label_names.txt")), _read("translations.txt"))
    found: dict[str, LabelName] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4 or not cells[0] or cells[0] in found:
            raise ValueError(f"line {number} is not 'name | wider | other names | description' of a new label: {line!r}")
        wider, others = (tuple(part.strip() for part in cell.split(";") if part.strip()) for cell in cells[1:3])
        found[cells[0]] = LabelName(cells[0], wider, others, cells[3])
    return found


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def translated(names: Mapping[str, LabelName], text: str) -> dict[str, LabelName]:
    """The labels with what ``english | chinese; other | japanese; other`` lines call them, each way: a Chinese or Japanese name
    becomes a label with English names. Raises ``ValueError`` for a line of another form."""
    found = dict(names)
    back: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 3 or not cells[0]:
            raise ValueError(f"line {number} is not 'english | chinese | japanese': {line!r}")
        own = {
            language: tuple(part.strip() for part in cell.split(";") if part.strip())
            for language, cell in zip(("zh", "ja"), cells[1:], strict=True)
        }
        found[cells[0]] = replace(name_of(cells[0], found), translations=own)
        for name in (*own["zh"], *own["ja"]):
            back.setdefault(name, []).append(cells[0])
    for name, english in back.items():
        entry = name_of(name, found)
        found[name] = replace(entry, translations={**entry.translations, "en": tuple(dict.fromkeys(english))})
    return found


def name_of(label: str, names: Mapping[str, LabelName]) -> LabelName:
    """The entry of the label; a label without one goes by its own name."""
    return names.get(label) or LabelName(label)


def wider_labels(label: str, names: Mapping[str, LabelName]) -> tuple[str, ...]:
    """The labels that include this one, nearest first."""
    found: list[str] = []
    waiting = list(name_of(label, names).wider)
    while waiting:
        wider = waiting.pop(0)
        if wider not in found:
            found.append(wider)
            waiting.extend(name_of(wider, names).wider)
    return tuple(found)
