"""The baselines of the leaderboard do what they say, at toy size."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from garner import Extractor, Schema
from garner.datasets import CorpusRecord, Gold
from garner.models.protocols import LabelText, SpanScorer

FOLDER = Path(__file__).parents[2] / "experiments" / "leaderboard"
SCHEMA = Schema.of(["person", "city"])
LABELS = [LabelText("person"), LabelText("city")]
SENTENCES = (
    ("Ada Lovelace lives in London .", ("Ada Lovelace", "person"), ("London", "city")),
    ("Bob lives in Paris .", ("Bob", "person"), ("Paris", "city")),
    ("Ada Lovelace left Paris .", ("Ada Lovelace", "person"), ("Paris", "city")),
    ("May I go ?",),
    ("May I stay ?",),
    ("May came .", ("May", "person")),
)


@pytest.fixture(autouse=True)
def _modules_of_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("crf", "gazetteer", "learned_scorer", "similarity"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def records() -> list[CorpusRecord]:
    made = []
    for number, (text, *mentions) in enumerate(SENTENCES):
        gold = Gold(str(number), text)
        for words, label in mentions:
            gold.entity(label, gold.find(words))
        made.append(CorpusRecord(str(number), text, SCHEMA, gold.annotated().gold, "toy:train", "0"))
    return made


def found(model: SpanScorer, text: str) -> list[tuple[str, str]]:
    result = Extractor(SCHEMA, model).extract(text)
    return [(entity.type, entity.text) for entity in result.entities]


def test_the_gazetteer_finds_the_longest_names_it_was_shown_and_no_others() -> None:
    from gazetteer import Gazetteer

    model = Gazetteer(records())
    assert found(model, "Ada Lovelace met Bob in Rome, not Paris.") == [
        ("person", "Ada Lovelace"),
        ("person", "Bob"),
        ("city", "Paris"),
    ]
    assert found(model, "Ada and Lovelace") == []


def test_a_name_that_is_mostly_no_name_is_left_out() -> None:
    from gazetteer import Gazetteer

    assert found(Gazetteer(records()), "May left.") == []


def test_the_random_field_learns_words_and_their_surroundings() -> None:
    from crf import ConditionalRandomField

    model = ConditionalRandomField(records() * 5)
    assert found(model, "Ada Lovelace lives in London .") == [("person", "Ada Lovelace"), ("city", "London")]
    assert ("city", "Oslo") in found(model, "Bob lives in Oslo .")
    assert found(model, "") == []
    assert len(model) > 10


def test_labels_that_are_not_asked_for_are_not_answered() -> None:
    from crf import ConditionalRandomField
    from gazetteer import Gazetteer

    for model in (Gazetteer(records()), ConditionalRandomField(records() * 5)):
        assert [span.label for span in model.score(["Bob lives in Paris ."], LABELS[1:])[0]] == ["city"]


def test_the_most_similar_phrases_are_taken_first_and_never_overlap() -> None:
    from similarity import LabelSimilarity

    vectors = {"person": (1, 0), "city": (0, 1), "Ada": (0.8, 0.6), "Ada Lovelace": (1, 0), "Paris": (0.6, 0.8)}

    def embed(phrases: Sequence[str]) -> np.ndarray:
        return np.array([vectors.get(phrase, (0, 0)) for phrase in phrases], dtype=np.float32)

    model = LabelSimilarity(embed, 0.5)
    assert found(model, "Ada Lovelace saw Paris.") == [("person", "Ada Lovelace"), ("city", "Paris")]
    assert found(LabelSimilarity(embed, 0.9), "Ada Lovelace saw Paris.") == [("person", "Ada Lovelace")]
    assert model.score(["", "..."], LABELS) == [[], []]
