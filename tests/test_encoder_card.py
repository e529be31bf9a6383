"""The card of the embedded encoder has its figures from files, and says so where one is missing."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "docs" / "encoder_card.py"


def renewed(card: ModuleType, page: str) -> tuple[str, list[str]]:
    return sys.modules["produced_blocks"].renewed(page, card.PRODUCERS, SCRIPT.name)


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPT.parent)  # as where the script is run
    spec = importlib.util.spec_from_file_location("encoder_card", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.WEIGHTS, module.RESULTS = tmp_path / "weights", tmp_path / "results"
    module.WEIGHTS.mkdir()
    module.RESULTS.mkdir()
    (module.WEIGHTS / "model.json").write_text(json.dumps({"format": 2, "name": "tiny", "sha256": {}, "weights": {}}), "utf-8")
    return module


def write_passages(card: ModuleType, model: str) -> None:
    scores = {"most": 2, "f1_by_tokens": {"32": 71.25, "96": 70.0}}
    (card.RESULTS / "passages.json").write_text(json.dumps({"model": model, "results": {"a:dev": scores}}), "utf-8")


def test_a_block_is_produced_from_results_and_the_rest_of_the_page_stays(card):
    write_passages(card, "tiny")
    page, missing = renewed(card, "Before.\n<!-- produced: passages -->\nold\n<!-- end -->\nAfter.\n")
    assert missing == []
    assert "| a:dev | 71.2 | 70.0 |" in page
    assert "old" not in page
    assert (page.startswith("Before.\n"), page.endswith("<!-- end -->\nAfter.\n")) == (True, True)
    assert renewed(card, page) == (page, [])


@pytest.mark.parametrize("model", ["", "another"])
def test_figures_that_are_missing_or_of_another_model_are_to_be_filled_by_a_command(card, model):
    if model:
        write_passages(card, model)
    page, missing = renewed(card, "<!-- produced: passages -->\n<!-- end -->")
    assert "TO FILL: `python experiments/encoder/passages.py" in page
    assert [each.partition(":")[0] for each in missing] == ["passages"]


def test_every_block_of_the_card_has_a_producer(card):
    names = {name for _, name, _, _ in sys.modules["produced_blocks"].BLOCK.findall(card.CARD.read_text("utf-8"))}
    assert names == set(card.PRODUCERS)
