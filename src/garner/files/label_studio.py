"""Tasks with annotations as Label Studio imports them, and the labelling set-up that goes with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import quoteattr

from garner.errors import OutputError
from garner.values import Grounding, Result

__all__ = ["write_label_studio"]


def write_label_studio(path: str | Path, results: Iterable[Result]) -> Counter[str]:
    """Write the tasks to ``path`` (JSON) and the labelling set-up beside it (the same name with ``.xml``); returns how many
    items of each kind the format cannot hold. Offsets are Label Studio's own: UTF-16 units.

    Raises ``OutputError`` when a file cannot be written.
    """
    left_out: Counter[str] = Counter()
    names = _Names()
    tasks = [_task(number, result, names, left_out) for number, result in enumerate(results, 1)]
    try:
        content = json.dumps(tasks, ensure_ascii=False, indent=1)
        Path(path).write_text(content + "\n", encoding="utf-8", errors="backslashreplace")
        Path(path).with_suffix(".xml").write_text(names.set_up(), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the room on the disk."
        ) from None
    return left_out


class _Names:
    """Every label met, for the set-up."""

    def __init__(self) -> None:
        self.entities: dict[str, None] = {}
        self.relations: dict[str, None] = {}
        self.choices: dict[str, dict[str, None]] = {}
        self.several: set[str] = set()

    def set_up(self) -> str:
        lines = ["<View>", '  <Text name="text" value="$text"/>']
        if self.entities:
            lines += ['  <Labels name="label" toName="text">']
            lines += [f"    <Label value={quoteattr(name)}/>" for name in self.entities] + ["  </Labels>"]
        if self.relations:
            lines += ["  <Relations>"]
            lines += [f"    <Relation value={quoteattr(name)}/>" for name in self.relations] + ["  </Relations>"]
        for task, choices in self.choices.items():
            kind = "multiple" if task in self.several else "single"
            lines += [f'  <Choices name={quoteattr(task)} toName="text" choice="{kind}">']
            lines += [f"    <Choice value={quoteattr(name)}/>" for name in choices] + ["  </Choices>"]
        return "\n".join([*lines, "</View>", ""])


def _task(number: int, result: Result, names: _Names, left_out: Counter[str]) -> dict[str, object]:
    for kind in ("events", "facts", "tables"):
        if items := len(getattr(result.extraction, kind)):
            left_out[kind] += items
    found: list[dict[str, object]] = []
    placed: set[str] = set()
    for entity in result.entities:
        value = _value(result.text, entity.grounding)
        if value is None:
            left_out["entities without a place"] += 1
            continue
        names.entities[entity.type] = None
        placed.add(entity.id)
        origin = {"from_name": "label", "to_name": "text", "type": "labels"}
        found.append({"id": entity.id, **origin, "value": {**value, "labels": [entity.type]}})
    for relation in result.relations:
        if relation.head in placed and relation.tail in placed:
            names.relations[relation.type] = None
            ends = {"from_id": relation.head, "to_id": relation.tail, "direction": "right"}
            found.append({"type": "relation", **ends, "labels": [relation.type]})
        else:
            left_out["relations without a place"] += 1
    chosen: dict[str, list[str]] = {}
    for label in result.labels:
        names.choices.setdefault(label.task, {})[label.value] = None
        chosen.setdefault(label.task, []).append(label.value)
    for task, values in chosen.items():
        if len(values) > 1:
            names.several.add(task)
        found.append(
            {"id": f"choice {task}", "from_name": task, "to_name": "text", "type": "choices", "value": {"choices": values}}
        )
    return {
        "id": number,
        "data": {"text": result.text, "document_id": result.id},
        "annotations": [{"ground_truth": True, "result": found}],
    }


def _value(text: str, grounding: Grounding) -> dict[str, object] | None:
    if grounding.start is None or grounding.end is None:
        return None
    return {"start": _units(text[: grounding.start]), "end": _units(text[: grounding.end]), "text": grounding.surface}


def _units(text: str) -> int:
    return len(text) + sum(ord(character) > 0xFFFF for character in text)
