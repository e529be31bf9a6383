"""Which columns of a CoNLL file are tokens and which tags."""

from __future__ import annotations

import re
from collections import Counter

from garner.datasets.readers.columns import Columns
from garner.errors import InputError

__all__ = ["columns_of"]

_TAG = re.compile(r"O|_|[BIMESLUW]-\S.*")
_SEPARATORS = ("\t", None, ",", ";", "|")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_HINT = "Each line is a token and its tag, sentences stand apart by a blank line; a tab between columns is safest."


def columns_of(text: str, name: str) -> Columns | None:
    """How to read the file; ``None`` where nothing in it looks like tokens with tags.

    The tags are in the last column that holds nothing but tags (``B-X``, ``O``, ...), else in a last column that holds an
    ``O``. The tokens are in the first column that is no counter.

    Raises ``InputError`` with file and line where one line has other columns than the rest.
    """
    numbered = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1)]
    lines = [(number, line) for number, line in numbered if line.strip() and not line.startswith(("# ", "#\t", "-DOCSTART-"))]
    for separator in _SEPARATORS:
        rows = [(number, [cell.strip() for cell in line.split(separator)]) for number, line in lines]
        usual = Counter(len(cells) for _, cells in rows).most_common(1)
        if not usual or usual[0][0] < 2 or usual[0][1] < 0.9 * len(rows):
            continue
        width = usual[0][0]
        even = [cells for _, cells in rows if len(cells) == width]
        tag = _tag_column(even, width)
        if tag is None:
            continue
        for number, cells in rows:
            if len(cells) != width:
                raise InputError(f"{name}:{number}: {len(cells)} columns, and the other lines have {width}.", _HINT)
        token = next((column for column in range(width) if column != tag and not _counts(even, column)), 0)
        written = "".join(cells[token] for cells in even)
        spaced = 2 * len(_UNSPACED.findall(written)) < len(written)
        return Columns(token=token, tags=(tag,), separator=separator, comments=True, spaced=spaced)
    return None


def _tag_column(rows: list[list[str]], width: int) -> int | None:
    for column in range(width - 1, -1, -1):
        values = {row[column] for row in rows}
        if all(_TAG.fullmatch(value) for value in values) and any(len(value) > 2 for value in values):
            return column
    last = {row[-1] for row in rows}
    return width - 1 if "O" in last and len(last) <= max(2, len(rows) // 2) else None


def _counts(rows: list[list[str]], column: int) -> bool:
    return all(row[column].isdigit() for row in rows)
