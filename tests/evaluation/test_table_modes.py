"""Headers and contents of on-demand tables."""

from __future__ import annotations

import pytest

from evaluation.building import scores
from garner.evaluation import header_mode
from garner.evaluation.modes.tables import pair_similarity, to_markdown
from garner.values import Extraction, Grounding, Table


def table(columns: str, *rows: str) -> Extraction:
    """A table from ``"a|b"`` strings; an empty cell is one the text says nothing about."""
    cells = (tuple(Grounding.absent(cell) if cell else None for cell in row.split("|")) for row in rows)
    return Extraction("any", tables=(Table("request", tuple(columns.split("|")), tuple(cells)),))


def test_a_table_is_written_as_markdown() -> None:
    assert to_markdown(table("name|year", "Ann|1912", "Bob|").tables[0]) == (
        "| name | year |\n| --- | --- |\n| Ann | 1912 |\n| Bob |  |"
    )


def test_the_right_table_is_perfect_and_none_at_all_earns_nothing() -> None:
    gold = table("name|year", "Ann|1912")
    for mode in ("table-header", "table-content"):
        assert scores(gold, gold, mode).micro.f1 == 100
        assert scores(gold, Extraction("any"), mode).micro.f1 == 0
        assert scores(Extraction("any"), gold, mode).micro.f1 == 0
        assert scores(Extraction("any"), Extraction("any"), mode).micro.counts.gold == 0


def test_each_column_takes_its_most_similar_one() -> None:
    similar = {("birth", "born"): 0.8, ("year", "born"): 0.2}

    def similarity(one: str, other: str) -> float:
        return 1.0 if one == other else similar.get((one, other), similar.get((other, one), -0.5))

    micro = scores(table("birth|year|city"), table("born|city"), header_mode("table-header-test", similarity)).micro
    assert micro.precision == pytest.approx(100 * (0.8 + 1.0) / 2)
    assert micro.recall == pytest.approx(100 * (0.8 + 0.2 + 1.0) / 3)
    unlike = scores(table("x"), table("y"), header_mode("table-header-test", similarity)).micro
    assert (unlike.precision, unlike.recall) == (0, 0)


def test_pairs_of_characters_see_likeness() -> None:
    assert pair_similarity("Start date", "start  DATE") == 1
    assert pair_similarity("start date", "date of start") > 0.6 > pair_similarity("start date", "person")
    assert pair_similarity("x", "y") == 0
    assert pair_similarity("", " ") == 1
    assert pair_similarity("開始日", "開始日時") > 0.6


def test_content_is_the_mean_of_the_texts_rouge_l() -> None:
    gold, predicted = table("name|year", "Ann|1912"), table("name|year", "Bob|1912")
    micro = scores(gold, predicted, "table-content").micro
    assert micro.precision == micro.recall == micro.f1 == pytest.approx(75)
    reordered = table("year|name", "1912|Ann")
    assert scores(gold, reordered, "table-content").micro.f1 == pytest.approx(50)


def test_content_in_japanese_is_compared_by_characters() -> None:
    assert scores(table("名前", "東京"), table("名前", "京都"), "table-content").micro.f1 == pytest.approx(75)
