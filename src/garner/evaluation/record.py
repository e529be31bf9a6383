"""A tally as plain JSON values, so that a run can be kept, compared and scored again without its texts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from garner.errors import InputError
from garner.evaluation.counts import Counts
from garner.evaluation.tallies import DocumentCounts, Tally

__all__ = ["TALLY_VERSION", "tally_from_record", "tally_to_record"]

TALLY_VERSION = 1


def tally_to_record(tally: Tally) -> dict[str, object]:
    """``{"version", "mode", "labels", "documents": [[id, [label number, right, predicted, found, gold], ...], ...]}``."""
    number = {label: place for place, label in enumerate(tally.labels)}
    documents = [
        [document.document, *([number[label], *counts] for label, counts in document.labels)] for document in tally.documents
    ]
    return {"version": TALLY_VERSION, "mode": tally.mode, "labels": list(tally.labels), "documents": documents}


def tally_from_record(record: object) -> Tally:
    """The tally of a record; ``tally_from_record(tally_to_record(t)) == t``.

    Raises ``InputError`` for another version and for anything that is no such record, naming the place.
    """
    if not isinstance(record, Mapping):
        raise _refusal("the tally is no JSON object")
    if record.get("version") != TALLY_VERSION:
        raise InputError(
            f"this tally has version {record.get('version')!r}; this release reads version {TALLY_VERSION}.",
            "Evaluate the run again with this release.",
        )
    mode, labels, documents = record.get("mode"), record.get("labels"), record.get("documents")
    if not isinstance(mode, str) or not isinstance(documents, list):
        raise _refusal("the tally needs a mode and a list of documents")
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise _refusal("the labels of the tally are no list of strings")
    return Tally(mode, tuple(_document(row, labels, place) for place, row in enumerate(documents)))


def _document(row: object, labels: list[str], place: int) -> DocumentCounts:
    if not isinstance(row, list) or not row or not isinstance(row[0], str):
        raise _refusal(f"documents[{place}] does not begin with a name")
    return DocumentCounts(
        row[0], tuple(_cell(cell, labels, f"documents[{place}][{each}]") for each, cell in enumerate(row[1:], 1))
    )


def _cell(cell: object, labels: list[str], where: str) -> tuple[str, Counts]:
    if not isinstance(cell, list) or len(cell) != 5 or not all(_is_number(each) for each in cell):
        raise _refusal(f"{where} is no list of five numbers")
    number, right, predicted, found, gold = cell
    if number not in range(len(labels)):
        raise _refusal(f"{where} names label {number}, and there are {len(labels)}")
    if not (0 <= right <= predicted + 1e-6 and 0 <= found <= gold + 1e-6):
        raise _refusal(f"{where} has more right items than items")
    return labels[int(number)], Counts(right, predicted, found, gold)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _refusal(reason: str) -> InputError:
    return InputError(f"{reason}.", "Evaluate the run again; the file is damaged or of another kind.")
