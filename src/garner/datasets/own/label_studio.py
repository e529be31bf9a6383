"""The JSON that Label Studio exports: whole tasks with their annotations, and the short form (JSON-MIN)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.own.json_values import json_values
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["LabelStudio", "looks_like_label_studio"]

Fields = Mapping[str, object]

_TEXTS = ("text", "sentence", "content", "document", "body")
# What JSON-MIN writes behind the annotations of a task.
_AFTER = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")


def looks_like_label_studio(value: object) -> bool:
    """Whether a record is a task of Label Studio's."""
    if not isinstance(value, Mapping):
        return False
    whole = isinstance(value.get("data"), Mapping) and any(name in value for name in ("annotations", "completions"))
    return whole or ("annotation_id" in value and ("annotator" in value or "lead_time" in value))


class LabelStudio:
    """Labels become entities, relations relations, choices about the whole text labels. Its offsets count UTF-16 units; here
    they count characters. Of several annotations of a task the one marked as ground truth is read, else the last."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` with file and line where the JSON is broken."""
        for line, task in json_values(files.text(name), name):
            where = f"{name}:{line}"
            if not isinstance(task, Mapping) or not looks_like_label_studio(task):
                yield Refusal("record that is no task of Label Studio", where)
            elif isinstance(data := task.get("data"), Mapping):
                yield _whole_task(task, data, where)
            else:
                yield _short_task(task, where)


def _whole_task(task: Fields, data: Fields, where: str) -> Annotated | Refusal:
    text = _text(data)
    if text is None:
        return Refusal("task whose text cannot be told", f"{where} (its fields: {', '.join(map(str, data))})")
    stated = task.get("annotations", task.get("completions"))
    done = [each for each in _objects(stated) if not each.get("was_cancelled")]
    if not done:
        return Refusal("task without a finished annotation", where)
    chosen = next((each for each in done if each.get("ground_truth")), done[-1])
    gold = Gold(_identifier(data, "document_id", _identifier(task, "id", where)), text, where)
    for _ in range(len(done) - 1):
        gold.refuse("another annotation of the same text")
    regions: dict[str, str] = {}
    results = list(_objects(chosen.get("result")))
    for result in results:
        if result.get("type") != "relation":
            _region(result, gold, regions)
    for result in results:
        if result.get("type") == "relation":
            _relation(result, gold, regions)
    return gold.annotated()


def _short_task(task: Fields, where: str) -> Annotated | Refusal:
    """JSON-MIN puts annotations between the task's ``id`` and what it says about the annotator; texts before are its data."""
    fields = list(takewhile(lambda name: name not in _AFTER, task))
    text = _text(task)
    if text is None:
        return Refusal("task whose text cannot be told", f"{where} (its fields: {', '.join(fields)})")
    begin = fields.index("id") + 1 if "id" in fields else 0
    gold = Gold(_identifier(task, "id", where), text, where)
    for number, name in enumerate(fields):
        value = task[name]
        spans = isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
        if spans:
            for each in _objects(value):
                _labels(each, gold)
        elif number >= begin and task[name] != text:
            chosen = value.get("choices") if isinstance(value, Mapping) else value
            _choose(name, chosen if isinstance(chosen, list) else [chosen], gold)
    return gold.annotated()


def _region(result: Fields, gold: Gold, regions: dict[str, str]) -> None:
    value = result.get("value")
    kind = str(result.get("type"))
    if not isinstance(value, Mapping):
        gold.refuse("result without a value", kind)
    elif kind in ("labels", "hypertextlabels"):
        found = _labels(value, gold)
        if found is not None:
            regions[str(result.get("id"))] = found
    elif kind == "choices" and "start" not in value:
        chosen = value.get("choices")
        _choose(str(result.get("from_name")), chosen if isinstance(chosen, list) else [], gold)
    else:
        gold.refuse(f"result of the type {kind}{' about a region' if 'start' in value else ''}", str(result.get("from_name")))


def _labels(value: Fields, gold: Gold) -> str | None:
    labels = next((value[name] for name in ("labels", "hypertextlabels") if isinstance(value.get(name), list)), [])
    names = [label for label in labels if isinstance(label, str)] if isinstance(labels, list) else []
    if not names:
        gold.refuse("region without a label", f"{value.get('start')}:{value.get('end')}")
        return None
    place = _place(value, gold)
    found = [gold.entity(name, place) for name in names]
    return found[0]


def _place(value: Fields, gold: Gold) -> Grounding | None:
    offsets = value.get("globalOffsets", value)
    start, end = (offsets.get("start"), offsets.get("end")) if isinstance(offsets, Mapping) else (None, None)
    if not (isinstance(start, int) and isinstance(end, int)):
        gold.refuse("offset that is no whole number", f"{start!r}:{end!r}")
        return None
    stated = value.get("text")
    surface = stated.replace("\\n", "\n") if isinstance(stated, str) else None
    plain = surface is not None and "".join(gold.text[start:end].split()) == "".join(surface.split())
    if not plain:
        start, end = _character(gold.text, start), _character(gold.text, end)
    return gold.place(start, end, surface)


def _character(text: str, unit: int) -> int:
    """The number of the character that begins at a UTF-16 unit; -1 where none begins there."""
    units = 0
    for number, character in enumerate(text):
        if units >= unit:
            return number if units == unit else -1
        units += 2 if ord(character) > 0xFFFF else 1
    return len(text) if units == unit else -1


def _choose(task: str, values: list[object], gold: Gold) -> None:
    for value in values:
        if isinstance(value, str | int | float):
            gold.choice(task, str(value))
        else:
            gold.refuse("answer that is no choice", f"{task}: {str(value)[:60]}")


def _relation(result: Fields, gold: Gold, regions: dict[str, str]) -> None:
    names = result.get("labels")
    labels = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    first, second = regions.get(str(result.get("from_id"))), regions.get(str(result.get("to_id")))
    if not labels:
        gold.refuse("relation without a label", f"{result.get('from_id')} {result.get('to_id')}")
    for label in labels:
        if first is None or second is None:
            gold.refuse("relation whose end is no entity of the record", label)
            continue
        if result.get("direction") != "left":
            gold.relation(label, first, second)
        if result.get("direction") in ("left", "bi"):
            gold.relation(label, second, first)


def _text(data: Fields) -> str | None:
    named = next((data[name] for name in _TEXTS if isinstance(data.get(name), str)), None)
    texts = [value for value in data.values() if isinstance(value, str)]
    found = named or (texts[0] if len(texts) == 1 else None)
    return found if isinstance(found, str) and found.strip() else None


def _identifier(fields: Fields, key: str, otherwise: str) -> str:
    name = fields.get(key)
    return str(name) if isinstance(name, str | int) else otherwise


def _objects(value: object) -> Iterator[Fields]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))
