"""A recipe says all there is to say, and nothing it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.errors import InputError
from garner.training.encoder.recipe import Recipe, Stage, read_recipe


def test_the_rate_warms_up_holds_and_falls() -> None:
    recipe = Recipe((Stage(10, {"a": 1}), Stage(10, {"b": 1}, rate_to=0.0)), warmup=5)
    factors = [recipe.stage_at(step)[1] for step in (0, 4, 9, 10, 15, 19)]
    assert factors == pytest.approx([0.2, 1.0, 1.0, 1.0, 0.5, 0.1])
    assert recipe.stage_at(9)[0].mix == {"a": 1}
    assert recipe.stage_at(10)[0].mix == {"b": 1}
    assert recipe.steps == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sede = 1\n[[stages]]\nsteps = 1\nmix = {a = 1}", "sede"),
        ("seed = 1", "stages"),
        ("[[stages]]\nstep = 1", "step"),
        ("seed =", "no recipe"),
    ],
)
def test_a_recipe_with_something_else_in_it_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_recipe(tmp_path / "r.toml")
