"""Prices are the user's own, and a wrong list is refused with the place."""

from pathlib import Path

import pytest

from garner.errors import NotConfigured
from garner.models.prices import Price, Prices


def test_a_price_is_money_for_a_million_tokens() -> None:
    assert Price(input=0.15, output=0.60).of(2_000_000, 1_000_000) == pytest.approx(0.90)


def test_a_list_is_read_from_yaml_and_json(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text("gpt-4o-mini: {input: 0.15, output: 0.6}\n")
    (tmp_path / "prices.json").write_text('{"gpt-4o-mini": {"input": 0.15, "output": 0.6}}')
    for name in ("prices.yaml", "prices.json"):
        prices = Prices.load(tmp_path / name)
        assert prices.of("gpt-4o-mini") == Price(0.15, 0.6)
        assert prices.of("another") is None


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ([], "the price list"),
        ({"m": 3}, "the price list, m"),
        ({"m": {"input": 1}}, "the price list, m"),
        ({"m": {"input": "1", "output": 2}}, "the price list, m, input"),
        ({"m": {"input": 1, "output": -2}}, "the price list, m, output"),
        ({"m": {"input": True, "output": 2}}, "the price list, m, input"),
        ({"m": {"input": 1, "output": float("nan")}}, "the price list, m, output"),
    ],
)
def test_a_wrong_list_is_refused_with_the_place(content: object, place: str) -> None:
    with pytest.raises(NotConfigured) as caught:
        Prices.parse(content)
    assert caught.value.message.startswith(place)


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="absent"):
        Prices.load(tmp_path / "absent")
