"""On-demand tables: how alike the headers are, and how much of the content is there in the same order.

ADELIE and On-Demand-IE (arXiv 2310.16040) score the header softly (each column takes its most similar one on the other side,
similarity being the cosine of MiniLM sentence vectors) and the content as ROUGE-L of the table written in Markdown.
``table-header`` uses character pairs, which need no model; ``header_mode`` takes any other similarity. ``table-content`` is
ROUGE-L's F-measure, averaged over texts, on words of every script; on ASCII text it equals the rouge-score package, which
drops all other letters. It reads the table as a sequence: the order of rows and columns counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from garner.evaluation.counts import Counts
from garner.evaluation.mode import Mode
from garner.evaluation.words import plain_words
from garner.values import Extraction, Table

__all__ = ["TABLE_CONTENT", "TABLE_HEADER", "header_mode", "longest_common_words", "pair_similarity", "to_markdown"]


def pair_similarity(one: str, other: str) -> float:
    """The share of character pairs in common (Dice), between 0 and 1, regardless of case and space.

    >>> pair_similarity("Start date", "start  date"), round(pair_similarity("night", "nacht"), 2)
    (1.0, 0.5)
    """
    first, second = _pairs(one), _pairs(other)
    if not first and not second:
        return 1.0
    return 2 * (first & second).total() / (first.total() + second.total())


def _pairs(text: str) -> Counter[str]:
    text = f" {' '.join(text.casefold().split())} "
    return Counter(text[place : place + 2] for place in range(len(text) - 1) if text[place : place + 2].strip())


def header_mode(name: str, similarity: Callable[[str, str], float]) -> Mode:
    """A soft match of column names under a similarity that is 1 for equal names; what is below 0 counts as 0."""

    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        truth = [column for table in gold.tables for column in table.columns]
        claims = [column for table in predicted.tables for column in table.columns]
        if not truth and not claims:
            return {}
        right = sum(max((similarity(column, other) for other in truth), default=0.0) for column in claims)
        found = sum(max((similarity(column, other) for other in claims), default=0.0) for column in truth)
        return {"header": Counts(max(0.0, right), len(claims), max(0.0, found), len(truth))}

    return Mode(name, 1, "ADELIE tasks/ondemandie: soft match of column names", count)


def to_markdown(table: Table) -> str:
    """The table as Markdown; an empty cell where the text says nothing."""
    rows = [list(table.columns), ["---"] * len(table.columns)]
    rows += [["" if cell is None else cell.value for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def longest_common_words(one: str, other: str) -> tuple[int, int, int]:
    """The length of the longest common subsequence of words, and the number of words of each text (ROUGE-L, Lin 2004)."""
    from rapidfuzz.distance import LCSseq

    first, second = plain_words(one), plain_words(other)
    return int(LCSseq.similarity(first, second)), len(first), len(second)


def _count_content(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
    if not gold.tables and not predicted.tables:
        return {}
    truth, claims = ("\n".join(map(to_markdown, each.tables)) for each in (gold, predicted))
    common, wanted, claimed = longest_common_words(truth, claims)
    # A mean of F-measures over texts: each text is one unit, right to that share.
    measure = 2 * common / (wanted + claimed) if wanted + claimed else 1.0
    return {"content": Counts(measure, 1, measure, 1)}


TABLE_HEADER = header_mode("table-header", pair_similarity)
TABLE_CONTENT = Mode("table-content", 1, "ROUGE-L F-measure of the table as Markdown, mean over texts", _count_content)
