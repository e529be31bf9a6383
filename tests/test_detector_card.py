"""The card of the learned detectors has its figures from files of the same weights, and says so where one is missing."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "docs" / "detector_card.py"
MIX = {
    "instances": 3,
    "texts": 2,
    "shares": {"real": 0.6667, "synthetic": 0.0, "correct": 0.3333},
    "counts": {"source": {"encoder": 2, "gold": 1}, "language": {"ja": 3}, "corpus": {}},
    "kinds_by_task": {"entities": {"missing": 2}, "gold": {"correct": 1}},
    "whole": {"encoder": [1, 4]},
}


def renewed(card: ModuleType, page: str) -> tuple[str, list[str]]:
    return sys.modules["produced_blocks"].renewed(page, card.PRODUCERS, SCRIPT.name)


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPT.parent)  # as where the script is run
    spec = importlib.util.spec_from_file_location("detector_card", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT, module.WEIGHTS, module.TRAINING = tmp_path, tmp_path / "weights", tmp_path / "training"
    module.WEIGHTS.mkdir()
    module.TRAINING.mkdir()
    (module.WEIGHTS / "detectors.json").write_text(json.dumps({"name": "tiny"}), "utf-8")
    (module.TRAINING / "mix.json").write_text(json.dumps({"mix": {"train": MIX}}), "utf-8")
    return module


def trained(card: ModuleType, name: str) -> None:
    (card.TRAINING / "seen.json").write_text(json.dumps({"component": name}), "utf-8")


def test_a_block_is_produced_from_what_the_training_wrote_and_the_rest_of_the_page_stays(card):
    trained(card, "tiny")
    page, missing = renewed(card, "Before.\n<!-- produced: mix -->\nold\n<!-- end -->\nAfter.\n")
    assert missing == []
    assert "| entities | 0 | 2 |" in page
    assert "| encoder | 4 | 25.0% |" in page
    assert "\nold\n" not in page
    assert (page.startswith("Before.\n"), page.endswith("<!-- end -->\nAfter.\n")) == (True, True)
    assert renewed(card, page) == (page, [])


@pytest.mark.parametrize("name", ["", "another"])
def test_figures_that_are_missing_or_of_other_weights_are_to_be_filled_by_a_command(card, name):
    if name:
        trained(card, name)
    page, missing = renewed(card, "<!-- produced: mix -->\n<!-- end -->")
    assert "TO FILL: `garner train detectors" in page
    assert [each.partition(":")[0] for each in missing] == ["mix"]


def test_the_rest_of_a_split_is_found_under_the_name_of_the_split_and_no_other_corpus_is_taken_for_it(card):
    parts = {
        "news_en:all": {"samples": 1},
        "news:train": {"samples": 2},
        "law:train_base": {"samples": 3},
        "law:dev": {"samples": 4},
    }
    found = [card._part(name, parts).get("samples") for name in ("news:rest", "law:train_base:rest", "law:dev", "news:dev")]
    assert found == [2, 3, 4, None]


def test_every_block_of_the_card_has_a_producer(card):
    names = {name for _, name, _, _ in sys.modules["produced_blocks"].BLOCK.findall(card.CARD.read_text("utf-8"))}
    assert names == set(card.PRODUCERS)
