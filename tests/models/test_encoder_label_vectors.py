"""A label's vector is made of its name, of all that is said of it, and of its examples, by the shares of the card."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from garner import Schema
from garner.errors import ModelError
from garner.models.encoder.label_vectors import LabelVectors, Weighing, label_vectors
from garner.models.encoder.layout import SPAN
from garner.models.encoder.questions import AskedLabel
from garner.models.encoder.weights import CARD, FORMAT, Card, read_card
from models.scripted_trunk import ScriptedTrunk, scripted

SHOWN = AskedLabel("city: a town, such as Rome, Oslo", SPAN, "city", ("Rome", "Oslo"))
BARE = AskedLabel("person: somebody", SPAN, "person")


def test_labels_with_examples_are_made_of_name_description_and_examples() -> None:
    labels = LabelVectors(ScriptedTrunk())
    made = label_vectors(labels, [BARE, SHOWN], Weighing(0.25, 0.6))
    person, described, city, all_said, alone = labels.of([BARE.plain, BARE.text, SHOWN.plain, SHOWN.text, "Rome, Oslo"])
    np.testing.assert_allclose(made[0], 0.75 * person + 0.25 * described, rtol=1e-6)
    np.testing.assert_allclose(made[1], (0.75 - 0.24) * city + 0.25 * all_said + 0.24 * alone, rtol=1e-6)  # two of five


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_without_a_share_of_their_own_examples_stand_behind_the_description_only(share: float) -> None:
    labels = LabelVectors(ScriptedTrunk())
    made = label_vectors(labels, [SHOWN, BARE], Weighing(share))
    names, described = labels.of([SHOWN.plain, BARE.plain]), labels.of([SHOWN.text, BARE.text])
    np.testing.assert_allclose(made, (1 - share) * names + share * described, rtol=1e-6)


def test_no_vector_that_is_remembered_is_changed() -> None:
    labels = LabelVectors(ScriptedTrunk())
    first = label_vectors(labels, [SHOWN], Weighing(1.0, 0.5)).copy()
    assert (label_vectors(labels, [SHOWN], Weighing(1.0, 0.5)) == first).all()


def test_at_most_five_examples_are_read_as_words_and_have_the_whole_share() -> None:
    labels = LabelVectors(ScriptedTrunk())
    (made,) = label_vectors(labels, [AskedLabel("letter, such as a", SPAN, "letter", tuple("abcdefg"))], Weighing(0.0, 0.3))
    name, alone = labels.of(["letter", "a, b, c, d, e"])
    np.testing.assert_allclose(made, 0.7 * name + 0.3 * alone, rtol=1e-6)


def test_a_card_that_says_nothing_of_examples_gives_them_nothing_of_their_own() -> None:
    card = Card("old", 254, {}, {})
    assert card.weighing == Weighing(0.2, 0.0, 0.0)
    assert replace(card, example_share=0.3, example_sighting=2.0).weighing == Weighing(0.2, 0.3, 2.0)


@pytest.mark.parametrize("other", [{"example_share": 0.4}, {"example_sighting": 2.0}])
def test_what_was_read_with_other_shares_is_not_taken_for_this(other: dict[str, float]) -> None:
    schema = Schema.parse({"entities": {"city": {"examples": ["Rome"]}}})
    trunk = ScriptedTrunk()
    encoder = scripted(trunk)
    encoder.remember(10)
    encoder.evidence(["In Rome"], schema)
    before = len(trunk.calls)
    encoder.replaced(**other).evidence(["In Rome"], schema)
    assert len(trunk.calls) == before + 1


@pytest.mark.parametrize(("description", "example"), [(0.6, 0.5), (0.2, -0.1), (-0.2, 0.5)])
def test_a_card_whose_shares_are_no_parts_of_a_whole_is_refused(tmp_path: Path, description: float, example: float) -> None:
    shares = {"description_share": description, "example_share": example}
    table = {"format": FORMAT, "name": "toy", "text_tokens": 254, "sha256": {}, "weights": {}} | shares
    (tmp_path / CARD).write_text(json.dumps(table), "utf-8")
    with pytest.raises(ModelError, match="no parts of a whole"):
        read_card(tmp_path)
