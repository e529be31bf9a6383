"""A recipe says all there is to say, and nothing it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.datasets import corpora_called
from garner.datasets.held_out import check_trainable, training_split
from garner.errors import InputError
from garner.training.encoder.recipe import Recipe, Stage, read_recipe
from garner.training.encoder.selection import SELECTIONS
from garner.training.encoder.written import is_written

RECIPES = Path(__file__).parents[3] / "src/garner/training/encoder"


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


@pytest.mark.usefixtures("real_corpora")
@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_recipe_that_ships_draws_from_nothing_held_out_and_nothing_for_research(path: Path) -> None:
    recipe = read_recipe(path)
    assert not recipe.research
    for name in recipe.corpora:
        if not is_written(name):
            check_trainable(*training_split(name))


@pytest.mark.usefixtures("real_corpora")
def test_every_selection_is_one_of_a_corpus_that_there_is() -> None:
    for name in SELECTIONS:
        assert corpora_called(name)


def test_what_a_recipe_draws_from_is_named_once() -> None:
    assert Recipe((Stage(1, {"b": 1, "a:dev": 2}), Stage(1, {"b": 1}))).corpora == ["a:dev", "b"]


@pytest.mark.usefixtures("real_corpora")
@pytest.mark.parametrize("place", ["crossner/ai:dev", "wnut17:test", "conll2003:dev"])
def test_nothing_held_out_decides_when_training_stops(tmp_path: Path, place: str) -> None:
    text = f'stop_on = ["{place}"]\npatience = 2\n[[stages]]\nsteps = 1\nmix = {{wnut17 = 1}}'
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nothing may be chosen on it"):
        read_recipe(tmp_path / "r.toml")
    (tmp_path / "r.toml").write_text(text.replace(place, "wikigold:rest"), encoding="utf-8")
    assert read_recipe(tmp_path / "r.toml").stop_on == ("wikigold:rest",)
