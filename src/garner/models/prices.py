"""What tokens cost: a small table the user gives, because any list that ships goes stale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from garner.errors import NotConfigured

__all__ = ["Price", "Prices"]

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million input tokens and for a million output tokens, in the currency of the price list."""

    input: float
    output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """What that many tokens cost.

        >>> Price(input=0.5, output=2.0).of(1_000_000, 500_000)
        1.5
        """
        return (input_tokens * self.input + output_tokens * self.output) / MILLION


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of each model, by the name the server knows it by."""

    entries: tuple[tuple[str, Price], ...] = ()

    def of(self, model: str) -> Price | None:
        """The price of the model, ``None`` where the list does not name it."""
        return dict(self.entries).get(model)

    @classmethod
    def parse(cls, content: object, place: str = "the price list") -> Prices:
        """Prices from a mapping ``{model: {input: 0.15, output: 0.6}}``, money per million tokens.

        Raises ``NotConfigured`` naming the entry that is not of that form.
        """
        if not isinstance(content, Mapping):
            raise NotConfigured(f"{place} is no mapping of model names.", _FORM)
        return cls(tuple((str(model), _price(entry, f"{place}, {model}")) for model, entry in content.items()))

    @classmethod
    def load(cls, path: str | Path) -> Prices:
        """Prices from a YAML or JSON file of the form that ``parse`` reads."""
        import yaml

        try:
            content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise NotConfigured(f"the price list {path} cannot be read: {error}.", _FORM) from None
        return cls.parse(content, str(path))


_FORM = "Write one entry a model, money per million tokens: gpt-4o-mini: {input: 0.15, output: 0.60}."


def _price(entry: object, place: str) -> Price:
    if not isinstance(entry, Mapping) or set(entry) != {"input", "output"}:
        raise NotConfigured(f"{place}: a price has the two keys input and output.", _FORM)
    return Price(_money(entry["input"], f"{place}, input"), _money(entry["output"], f"{place}, output"))


def _money(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise NotConfigured(f"{place}: {value!r} is no price.", _FORM)
    return float(value)
