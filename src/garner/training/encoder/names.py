"""What people call a label: other names, wider labels and descriptions, from ``label_names.txt``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

__all__ = ["LabelName", "label_names", "name_of", "wider_labels"]


@dataclass(frozen=True, slots=True)
class LabelName:
    """A label with the labels that include it, the other names it goes by, and what it means in a few words."""

    name: str
    wider: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    description: str = ""


def label_names(text: str | None = None) -> dict[str, LabelName]:
    """The labels by name, from the text or the file beside this module. Raises ``ValueError`` for a line of another form."""
    if text is None:
        text = resources.files(__package__).joinpath("label_names.txt").read_text(encoding="utf-8")
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
