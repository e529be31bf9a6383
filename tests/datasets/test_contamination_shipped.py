"""The record of what the embedded encoder saw lies beside its weights and says what it should."""

from __future__ import annotations

import json
import tomllib
from importlib import resources

from garner.datasets.exposure import Exposure, exposure_at
from garner.datasets.fingerprints import fingerprints_of
from garner.models.encoder.weights import packaged_weights


def shipped() -> Exposure:
    found = exposure_at(packaged_weights())
    assert found is not None
    return found


def test_the_record_is_that_of_the_encoder_beside_it_and_small() -> None:
    folder = packaged_weights()
    assert shipped().component == json.loads((folder / "model.json").read_text(encoding="utf-8"))["name"]
    assert (folder / "seen.bin").stat().st_size <= 6 * len(shipped()) + 1_000, "six bytes a fingerprint"
    assert (folder / "seen.json").stat().st_size < 20_000
    assert len(shipped()) > 50_000


def test_the_record_names_everything_the_recipe_draws_from_and_what_was_watched() -> None:
    recipe = resources.files("garner.training.encoder").joinpath("small_1.toml").read_text(encoding="utf-8")
    stages = tomllib.loads(recipe)["stages"]
    drawn = {name.partition(":")[0] for stage in stages for name in stage["mix"]}
    assert {split.corpus for split in shipped().splits} == drawn
    assert all(split.texts > 0 for split in shipped().splits)
    for field in ("ai", "literature", "music", "politics", "science"):
        assert f"crossner/{field}:dev" in shipped().notes[0]


def test_a_sentence_written_for_it_was_seen_and_one_of_this_test_was_not() -> None:
    written = "Marvin Minsky and Seymour Papert of MIT wrote Perceptrons, which slowed work on neural networks."
    hashes = [fingerprints_of(text).whole for text in (written, "This sentence stands in no corpus, I made it up just now.")]
    assert [each is not None and shipped().saw(each) for each in hashes] == [True, False]
