"""What correcting and training the detectors cost, as a section of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leaves import Section, Table

__all__ = ["cost_of"]

Record = Mapping[str, Any]


def cost_of(record: Record) -> Section:
    """C11 and C15, as far as they were measured."""
    parts: list[str | Table] = []
    if overhead := record.get("overhead"):
        parts += _overhead(overhead)
    if training := record.get("training"):
        parts += _training(training)
    return Section("Cost (C11, C15)", parts or ["Not measured yet."])


def _overhead(overhead: Record) -> list[str | Table]:
    rows = [
        (each["place"], str(each["texts"]), f"{each['plain']:.2f}", f"{each['refined']:.2f}", f"{each['more']:+.1f} %")
        for each in overhead["places"]
    ]
    told = (
        f"C11: the embedded model with and without --refine, {overhead['rounds']} times each in turn, medians of wall "
        f"seconds, {overhead['machine']}. {len(rows)} of the sets together: {overhead['more']:+.1f} % time (paper +13.33 %, "
        f"target at most +15 %), {overhead['calls']:+.1f} % calls of a model, {overhead['tokens']:+.1f} % tokens."
    )
    return [told, Table(("set", "texts", "plain", "with --refine", "time"), rows)]


def _training(training: Record) -> list[str | Table]:
    rows = [
        (each["what"], f"{each['parameters']:,}", f"{each['seconds']:,.0f}", f"{each['share']:.1f} %")
        for each in training["rows"]
    ]
    head = ("", "trained parameters", "seconds of training", "of the encoder's")
    return ["C15: the training of the detectors beside that of the encoder (paper 3 h of 22 h: 13.6 %).", Table(head, rows)]
