"""What is known of each span that may be an entity or a trigger, as numbers: its scores, its rivals, its likes elsewhere in the
text, and what the answer says of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garner.refinement.learned.said import odds_of
from garner.refinement.learned.sheet import FAR, Cell, Sheet
from garner.values import Claim, ClaimKind

if TYPE_CHECKING:
    import numpy as np

__all__ = ["SPAN_FEATURES", "Spans", "look_at_spans"]

SPAN_FEATURES = (
    *("score", "over_rivals", "rival_same_label", "rival_other_label", "same_place_other_label", "is_peak"),
    *("word_more_before", "word_less_before", "word_more_behind", "word_less_behind"),
    *("elsewhere_score", "elsewhere", "elsewhere_said", "elsewhere_said_otherwise"),
    *("said", "confidence", "has_confidence", "whole_words"),
    *("rival_said_same_label", "rival_said_same_place", "rival_said_other", "rivals_said_score", "rival_confidence"),
    *("said_in_all", "said_of_label", "expected_in_all", "expected_of_label"),
    *("support", "support_of_label", "coverage", "coverage_of_label", "unsaid_peaks", "doubtful_said"),
    *("mean_confidence", "labels", "words", "text_words", "label_best", "label_mean", "is_trigger", "is_east_asian"),
    *("starts_capital", "has_digit", "rank", "rank_of_label", "at_start"),
)
"""The columns of what :func:`look_at_spans` tells, in their order."""

_UNSAID = 0.0


class _Row(NamedTuple):
    """One sheet with all cells to judge, those that nobody looked at before the answer named them included."""

    sheet: Sheet
    text: str
    cells: tuple[Cell, ...]
    said: dict[Cell, float | None]


@dataclass(frozen=True, slots=True)
class Spans:
    """The cells of several sheets, one after the other, with their ``features`` (cells x ``SPAN_FEATURES``).

    ``sheets`` tells the number of each cell's sheet, ``claims`` what it claims, ``said`` whether the answer says so.
    """

    cells: tuple[Cell, ...]
    sheets: tuple[int, ...]
    claims: tuple[Claim, ...]
    said: tuple[bool, ...]
    features: np.ndarray


def look_at_spans(sheets: Sequence[Sheet], texts: Sequence[str], said: Sequence[Mapping[Claim, float | None]]) -> Spans:
    """The spans of each sheet, beside the answer to its text (claims with their confidence)."""
    import numpy as np

    rows = [_row(sheet, text, own) for sheet, text, own in zip(sheets, texts, said, strict=True)]
    features = [_features(rows)] if rows else [np.zeros((0, len(SPAN_FEATURES)), np.float32)]
    return Spans(
        tuple(cell for row in rows for cell in row.cells),
        tuple(number for number, row in enumerate(rows) for _ in row.cells),
        tuple(row.sheet.claim_at(cell, row.text) for row in rows for cell in row.cells),
        tuple(cell in row.said for row in rows for cell in row.cells),
        features[0],
    )


def _row(sheet: Sheet, text: str, said: Mapping[Claim, float | None]) -> _Row:
    found: dict[Cell, float | None] = {}
    extra: set[Cell] = set()
    for claim, confidence in said.items():
        if claim.kind is sheet.kind and (cell := sheet.cell_of(claim)) is not None:
            found[cell] = confidence
            if cell.own:  # beside half a word the whole one is looked at
                extra.add(cell._replace(own=()))
    cells = tuple(sorted({*sheet.cells, *found, *extra})) if found else sheet.cells
    return _Row(sheet, text, cells, found)


class _Padded(NamedTuple):
    """Rows x cells, zeros behind the last cell of a row (``valid`` says which are cells)."""

    valid: np.ndarray
    first: np.ndarray
    end: np.ndarray
    column: np.ndarray
    surface: np.ndarray
    score: np.ndarray
    said: np.ndarray
    confidence: np.ndarray
    sure: np.ndarray
    whole: np.ndarray


def _pad(rows: Sequence[_Row]) -> _Padded:
    import numpy as np

    shape = (len(rows), max(1, *(len(row.cells) for row in rows), 1))
    whole = {name: np.zeros(shape, np.int64) for name in ("first", "end", "column", "surface")}
    parts = {name: np.zeros(shape, np.float32) for name in ("score", "confidence")}
    flags = {name: np.zeros(shape, bool) for name in ("valid", "said", "sure", "whole")}
    for number, row in enumerate(rows):
        count = len(row.cells)
        if not count:
            continue
        first, end, column = np.array([cell[:3] for cell in row.cells], np.int64).T
        flags["valid"][number, :count] = True
        whole["first"][number, :count], whole["end"][number, :count], whole["column"][number, :count] = first, end, column
        parts["score"][number, :count] = row.sheet.logits[first, end - first - 1, column]
        whole["surface"][number, :count] = _surfaces(row)
        flags["whole"][number, :count] = [not cell.own for cell in row.cells]
        for place, cell in enumerate(row.cells):
            if cell in row.said:
                flags["said"][number, place] = True
                if (confidence := row.said[cell]) is not None:
                    flags["sure"][number, place] = True
                    parts["confidence"][number, place] = odds_of(confidence)
    return _Padded(**flags, **whole, **parts)


def _surfaces(row: _Row) -> list[int]:
    """A number for each cell that cells of the same words share."""
    starts, ends, numbers = row.sheet.evidence.starts, row.sheet.evidence.ends, dict[str, int]()
    folded = row.text.casefold() if len(row.text.casefold()) == len(row.text) else row.text
    return [numbers.setdefault(folded[starts[cell.first] : ends[cell.end - 1]], len(numbers)) for cell in row.cells]


def _features(rows: Sequence[_Row]) -> np.ndarray:
    """All rows' cells x ``SPAN_FEATURES``."""
    import numpy as np

    pad = _pad(rows)
    told: dict[str, np.ndarray] = {}
    probability = 1.0 / (1.0 + np.exp(-pad.score)) * pad.valid
    both = pad.valid[:, :, None] & pad.valid[:, None, :]
    starts, ends = pad.first[:, :, None] == pad.first[:, None, :], pad.end[:, :, None] == pad.end[:, None, :]
    overlap = (pad.first[:, :, None] < pad.end[:, None, :]) & (pad.first[:, None, :] < pad.end[:, :, None]) & both
    alike = (pad.column[:, :, None] == pad.column[:, None, :]) & both
    place = starts & ends & both
    rival = overlap & ~np.eye(overlap.shape[1], dtype=bool)
    peak = pad.valid & pad.whole & (pad.score > _best(pad.score, rival & pad.whole[:, None, :]))
    told |= _scores(pad, rival, alike, place, peak)
    told |= _elsewhere(pad, alike, overlap, both)
    told |= _answer(pad, rival, alike, place)
    told |= _habits(pad, probability, peak, rival, alike)
    told |= _around(rows, pad, alike)
    stacked = np.stack([told[name].astype(np.float32) for name in SPAN_FEATURES], axis=2)
    chosen: np.ndarray = stacked[pad.valid]
    return chosen


def _best(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The greatest of the values (rows x cells) ``among`` those of each cell (rows x cells x cells); ``FAR`` for none."""
    import numpy as np

    best: np.ndarray = np.where(among, values[:, None, :], np.float32(FAR)).max(axis=2)
    return best


def _scores(pad: _Padded, rival: np.ndarray, alike: np.ndarray, place: np.ndarray, peak: np.ndarray) -> dict[str, np.ndarray]:
    import numpy as np

    same, other, here = (_best(pad.score, each) for each in (rival & alike, rival & ~alike, rival & place))
    before = (pad.score[:, None, :] > pad.score[:, :, None]) & pad.valid[:, None, :] & peak[:, None, :]
    return {
        "score": pad.score,
        "over_rivals": pad.score - np.maximum(same, other),
        "rival_same_label": same,
        "rival_other_label": other,
        "same_place_other_label": here,
        "is_peak": peak,
        "rank": np.log1p(before.sum(axis=2)),
        "rank_of_label": np.log1p((before & alike).sum(axis=2)),
    }


def _elsewhere(pad: _Padded, alike: np.ndarray, overlap: np.ndarray, both: np.ndarray) -> dict[str, np.ndarray]:
    import numpy as np

    words = (pad.surface[:, :, None] == pad.surface[:, None, :]) & both & ~overlap
    said = pad.said[:, None, :]
    return {
        "elsewhere_score": _best(pad.score, words & alike),
        "elsewhere": np.log1p((words & alike).sum(axis=2)),
        "elsewhere_said": np.log1p((words & alike & said).sum(axis=2)),
        "elsewhere_said_otherwise": np.log1p((words & ~alike & said).sum(axis=2)),
    }


def _answer(pad: _Padded, rival: np.ndarray, alike: np.ndarray, place: np.ndarray) -> dict[str, np.ndarray]:
    import numpy as np

    rivals = rival & pad.said[:, None, :]
    sure = np.where(pad.sure, pad.confidence, np.float32(1.0))
    return {
        "said": pad.said,
        "confidence": pad.confidence,
        "has_confidence": pad.sure,
        "whole_words": pad.whole,
        "rival_said_same_label": (rivals & alike).any(axis=2),
        "rival_said_same_place": (rivals & place).any(axis=2),
        "rival_said_other": (rivals & ~alike & ~place).any(axis=2),
        "rivals_said_score": _best(pad.score, rivals),
        "rival_confidence": np.where(rivals.any(axis=2), _best(sure, rivals), np.float32(_UNSAID)),
    }


def _habits(
    pad: _Padded, probability: np.ndarray, peak: np.ndarray, rival: np.ndarray, alike: np.ndarray
) -> dict[str, np.ndarray]:
    """How the answer goes with what was seen in the whole text, the cell itself and its rivals left out."""
    import numpy as np

    others = pad.valid[:, None, :] & ~rival & ~np.eye(pad.valid.shape[1], dtype=bool)
    same = others & alike
    said, expected = pad.said.astype(np.float32), probability * peak
    borne = said * probability
    met = expected * (said > 0)

    def summed(values: np.ndarray, among: np.ndarray) -> np.ndarray:
        total: np.ndarray = np.einsum("rij,rj->ri", among.astype(np.float32), values)
        return total

    doubtful = said * (pad.score < -2.0)
    unsaid = expected * (1.0 - said) * (pad.score > 0.0)
    confident = np.where(pad.sure, pad.confidence, 0.0) * said
    count, count_same = summed(said, others), summed(said, same)
    hoped, hoped_same = summed(expected, others), summed(expected, same)
    return {
        "said_in_all": np.log1p(count),
        "said_of_label": np.log1p(count_same),
        "expected_in_all": np.log1p(hoped),
        "expected_of_label": np.log1p(hoped_same),
        "support": (summed(borne, others) + 0.5) / (count + 1.0),
        "support_of_label": (summed(borne, same) + 0.5) / (count_same + 1.0),
        "coverage": (summed(met, others) + 0.5) / (hoped + 1.0),
        "coverage_of_label": (summed(met, same) + 0.5) / (hoped_same + 1.0),
        "unsaid_peaks": np.log1p(summed(unsaid, others)),
        "doubtful_said": np.log1p(summed(doubtful, others)),
        "mean_confidence": summed(confident, others) / (count + 1.0),
    }


def _around(rows: Sequence[_Row], pad: _Padded, alike: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of the stretches one word longer and shorter, and what kind of words, label and text it is."""
    import numpy as np

    names = ("word_more_before", "word_less_before", "word_more_behind", "word_less_behind", "starts_capital", "has_digit")
    told = {name: np.zeros(pad.valid.shape, np.float32) for name in names}
    whole = {name: np.zeros(pad.valid.shape, np.float32) for name in ("labels", "text_words", "is_trigger", "is_east_asian")}
    for number, row in enumerate(rows):
        count, logits = len(row.cells), row.sheet.logits
        if not count:
            continue
        first, end, column = (each[number, :count] for each in (pad.first, pad.end, pad.column))
        size = end - first - 1
        most = logits.shape[1]
        shifts = {
            "word_more_before": (-1, 1),
            "word_less_before": (1, -1),
            "word_more_behind": (0, 1),
            "word_less_behind": (0, -1),
        }
        for name, (begin, longer) in shifts.items():
            there = (first + begin >= 0) & (size + longer >= 0) & (size + longer < most) & (first + begin < len(logits))
            near = logits[np.where(there, first + begin, 0), np.where(there, size + longer, 0), column]
            told[name][number, :count] = np.where(there, near, FAR)
        starts, ends = row.sheet.evidence.starts, row.sheet.evidence.ends
        told["starts_capital"][number, :count] = [row.text[starts[cell.first]].isupper() for cell in row.cells]
        told["has_digit"][number, :count] = [
            any(map(str.isdigit, row.text[starts[cell.first] : ends[cell.end - 1]])) for cell in row.cells
        ]
        whole["labels"][number] = np.log1p(logits.shape[2])
        whole["text_words"][number] = np.log1p(len(logits))
        whole["is_trigger"][number] = row.sheet.kind is ClaimKind.EVENT
        whole["is_east_asian"][number] = _is_east_asian(row.text)
    mean = np.einsum("rij,rj->ri", alike.astype(np.float32), pad.score) / np.maximum(1, alike.sum(axis=2))
    words = {"words": np.log1p(pad.end - pad.first), "at_start": pad.first == 0}
    return told | whole | words | {"label_best": _best(pad.score, alike), "label_mean": mean}


def _is_east_asian(text: str) -> bool:
    """Whether a fifth of the text or more is Han or kana."""
    found = 0 if text.isascii() else sum("\u3040" <= character <= "\u9fff" for character in text)
    return found * 5 >= len(text) > 0
