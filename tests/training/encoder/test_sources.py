"""What a recipe may draw from, and what is left out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import exposure_at
from garner.datasets.load import read_split
from garner.errors import InputError
from garner.training.encoder import exposure
from garner.training.encoder.corpora import exposure_of, read_corpora, training_share
from garner.training.encoder.measure import read_dev_set


def test_a_text_that_is_held_out_elsewhere_is_left_out_and_counted(data: Path) -> None:
    corpus = read_corpora(["toy"], data)[0]
    assert corpus.left_out == 1
    assert all("old" not in text.text for text in (*corpus.filled, *corpus.empty))
    assert len(corpus.empty) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("toy_held", "toy_held is held out"),
        ("toy:test", "is a test split"),
        ("toy_research", r"research only \(none stated\)"),
        ("toy:trial", "no split 'trial'"),
        ("unheard", "No corpus is called"),
    ],
)
def test_what_must_not_be_trained_on_is_refused(data: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_corpora(["toy", name], data)


def test_a_recipe_for_research_may_draw_from_research_corpora_but_from_nothing_held_out(data: Path) -> None:
    assert read_corpora(["toy_research"], data, research=True)[0].left_out == 1
    with pytest.raises(InputError, match="held out"):
        read_corpora(["toy_held"], data, research=True)


def test_the_rest_of_a_corpus_without_a_dev_split_is_what_is_not_trained_on(data: Path) -> None:
    rest = read_dev_set(data, "toy_research:rest")
    trained = read_corpora(["toy_research"], data, research=True)[0]
    assert not {text.text for text in (*trained.filled, *trained.empty)} & set(rest.texts)
    assert all(not training_share(text) for text in rest.texts)


def test_a_corpus_trained_on_by_its_dev_split_has_no_other_dev_split(data: Path) -> None:
    corpus = read_corpora(["toy:dev"], data)[0]
    assert all(training_share(text.text) for text in (*corpus.filled, *corpus.empty))
    assert all(not training_share(text) for text in read_dev_set(data, "toy:dev:rest").texts)


def test_what_was_drawn_from_is_what_was_seen(data: Path) -> None:
    corpora = read_corpora(["toy", "written"], data)
    seen = exposure_of("x", corpora, ["a note"])
    assert [(split.corpus, split.split) for split in seen.splits] == [("toy", "train"), ("written", "all")]
    assert seen.splits[0].source == read_split(data, "toy", "train").fingerprint
    assert seen.notes == ("a note",)
    assert len(seen) > 100, "written sentences are long enough to tell"


def test_the_record_of_an_encoder_can_be_written_from_its_recipe(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "r.toml"
    recipe.write_text('measure_on = ["toy:dev"]\n[[stages]]\nsteps = 1\nmix = {toy = 1}\n', encoding="utf-8")
    options = ["--data-dir", str(data), "--out", str(tmp_path), "--component", "c-1", "--whole-texts-only", "--note", "by hand"]
    monkeypatch.setattr("sys.argv", ["exposure", str(recipe), *options])
    exposure.main()
    seen = exposure_at(tmp_path)
    assert seen is not None
    assert (seen.component, seen.notes[1]) == ("c-1", "by hand")
    assert contamination(seen, read_split(data, "toy", "train")).status is Status.SEEN
    assert "left out: 1" in capsys.readouterr().out
