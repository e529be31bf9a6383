"""Gold written out: as garner's own result file, or for another annotation tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from garner.datasets.load import CorpusSplit
from garner.errors import NotConfigured
from garner.files import write_results
from garner.files.brat import write_brat
from garner.files.conll import write_conll
from garner.files.label_studio import write_label_studio
from garner.values import Document, Outcome, Reading, Result

__all__ = ["EXPORT_FORMATS", "export_split", "gold_results"]


def gold_results(split: CorpusSplit) -> Iterator[Result]:
    """The gold as results, read whole, with the split's name where the model's would stand."""
    for record in split.records:
        asked = record.schema.keys
        yield Result(
            Document(record.id, record.text, split.name),
            record.gold,
            coverage=(Reading(0, len(record.text), split.name, Outcome.READ, asked),),
            model=f"gold of {split.name}",
            schema=record.schema.fingerprint,
        )


def export_split(split: CorpusSplit, path: Path, name: str) -> Counter[str]:
    """Write the split in the format of that name to a file (brat: a folder); returns what the format cannot hold, counted.

    Raises ``NotConfigured`` for an unknown format and ``OutputError`` where the file cannot be written.
    """
    if name not in EXPORT_FORMATS:
        raise NotConfigured(f"there is no format {name!r}.", f"Known ones are {', '.join(EXPORT_FORMATS)}.")
    return EXPORT_FORMATS[name](path, gold_results(split))


def _write_jsonl(path: Path, results: Iterable[Result]) -> Counter[str]:
    write_results(path, results)
    return Counter()


EXPORT_FORMATS: Mapping[str, Callable[[Path, Iterable[Result]], Counter[str]]] = {
    "jsonl": _write_jsonl,
    "conll": write_conll,
    "brat": write_brat,
    "label-studio": write_label_studio,
}
"""What writes each format."""
