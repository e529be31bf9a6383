"""Every wrong item in its sentence, the gold beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from garner.evaluation import Case, Fault, faults_of
from garner.evaluation.faults import Faulty
from garner.evaluation.modes.offset import offset_key
from garner.evaluation.units import UNITS, Unit
from garner.schema import Schema
from garner.view.report.details import unit_words
from garner.view.report.markup import Markup, number, tag

__all__ = ["mistake_section"]

_AROUND = 160  # characters shown on either side of a wrong item in a text longer than _WHOLE
_WHOLE = 600


class _Mark(NamedTuple):
    start: int
    end: int
    kind: str  # right, claimed or missed
    label: str


def mistake_section(cases: Sequence[Case], kinds: Sequence[str], schema: Schema, language: str = "") -> Iterator[Markup]:
    """The texts with a wrong or missing item, in the order of the data, after a line that filters them by fault.

    The faults are those of the audit. ``language`` is that of the texts: a browser chooses Chinese or Japanese forms by it.
    """
    by_kind = [[[(kind, fault) for fault in each] for each in faults_of(cases, schema, kind)] for kind in kinds]
    found = [(case, [fault for faults in by_kind for fault in faults[number]]) for number, case in enumerate(cases)]
    wrong = [(case, faults) for case, faults in found if faults or case.result.problems]
    met = Counter(fault.fault.value for _, faults in wrong for _, fault in faults)
    yield tag("p", f"{number(len(wrong))} of {number(len(cases))} texts have a fault or a problem.")
    boxes = (
        tag(
            "label",
            tag("input", type="checkbox", checked=True, value=name),
            f" {name} ",
            tag("span", number(times), class_="quiet"),
        )
        for name, times in met.most_common()
    )
    legend = (
        tag("span", words, class_=kind)
        for kind, words in (("right", "right"), ("claimed", "claimed, not in gold"), ("missed", "in gold, not claimed"))
    )
    yield tag("div", tag("div", *boxes, class_="faults"), tag("p", *_spaced(legend), class_="legend"), class_="filter")
    spoken = language if len(language) == 2 else None  # "unknown" and "multilingual" are no languages
    for case, faults in wrong:
        yield _text(case, faults, kinds, spoken)


def _spaced(parts: Iterable[Markup]) -> Iterator[str]:
    for part in parts:
        yield part
        yield " "


def _text(case: Case, faults: Sequence[tuple[str, Faulty]], kinds: Sequence[str], language: str | None) -> Markup:
    marks = [*_wrong(faults), *_right(case, kinds)]
    rows = (_row(kind, fault) for kind, fault in faults)
    problems = (tag("li", f"{each.code}: {each.message}", class_="quiet") for each in case.result.problems)
    return tag(
        "article",
        tag("h4", tag("bdi", case.result.id)),
        tag("p", *_marked(case.gold.text, marks), class_="text", dir="auto", lang=language),
        tag("ul", *rows, *problems),
        class_="mistake",
        data_faults="|".join(sorted({fault.fault.value for _, fault in faults})),
    )


def _row(kind: str, fault: Faulty) -> Markup:
    claimed = tag("bdi", unit_words(fault.claimed), class_="claimed") if fault.claimed else None
    wanted = tag("bdi", unit_words(fault.wanted), class_="missed") if fault.wanted else None
    between = " – gold: " if fault.claimed and fault.wanted else ("gold: " if fault.wanted else None)
    what = fault.fault.value if kind == "entities" else f"{fault.fault.value} ({kind})"
    return tag("li", tag("b", what), " ", claimed, between, wanted, data_fault=fault.fault.value)


def _wrong(faults: Iterable[tuple[str, Faulty]]) -> Iterator[_Mark]:
    for _, fault in faults:
        for unit, kind in ((fault.claimed, "claimed"), (fault.wanted, "missed")):
            if unit is not None and not (kind == "missed" and fault.fault is Fault.WRONG_TYPE):
                yield from _marks(unit, kind)


def _right(case: Case, kinds: Sequence[str]) -> Iterator[_Mark]:
    for kind in kinds:
        gold = {offset_key(unit) for unit in UNITS[kind](case.gold)}
        for unit in UNITS[kind](case.result.extraction):
            if offset_key(unit) in gold:
                yield from _marks(unit, "right")


def _marks(unit: Unit, kind: str) -> Iterator[_Mark]:
    for part in unit.parts:
        if part.span is not None:
            yield _Mark(*part.span, kind, unit.label)


def _marked(text: str, marks: Sequence[_Mark]) -> Iterator[str]:
    """The text in pieces, each piece with the marks over it; of a long text only what surrounds the wrong items."""
    windows = [(0, len(text))] if len(text) <= _WHOLE else _windows(marks, len(text))
    reached = 0
    for start, end in windows:
        if start > reached:
            yield tag("span", " … ", class_="quiet")
        yield from _pieces(text, start, end, [mark for mark in marks if mark.start < end and mark.end > start])
        reached = end
    if reached < len(text):
        yield tag("span", " … ", class_="quiet")


def _windows(marks: Iterable[_Mark], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for mark in sorted(mark for mark in marks if mark.kind != "right"):
        start, end = max(0, mark.start - _AROUND), min(length, mark.end + _AROUND)
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged or [(0, min(length, _WHOLE))]


def _pieces(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[str]:
    cuts = {start, end, *(place for mark in marks for place in (mark.start, mark.end) if start < place < end)}
    opening: dict[int, list[_Mark]] = {}
    for mark in marks:
        opening.setdefault(max(mark.start, start), []).append(mark)
    over: list[_Mark] = []
    for first, last in pairwise(sorted(cuts)):
        over = [mark for mark in [*over, *opening.get(first, ())] if mark.end > first]
        if not over:
            yield text[first:last]
            continue
        labels = "; ".join(dict.fromkeys(f"{mark.kind}: {mark.label}" for mark in over))
        yield tag("mark", text[first:last], class_=" ".join(sorted({mark.kind for mark in over})), title=labels)
