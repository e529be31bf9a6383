"""Rows say only what gold knows: of a text of which one pair was read, nothing of the others that nobody said."""

from __future__ import annotations

import numpy as np
import pytest

from garner import Schema
from garner.refinement.learned.card import FEATURES
from garner.refinement.learned.head import Head
from garner.training.detectors.head_rows import see, tie_rows, verdicts_on
from garner.training.detectors.instance import Instance
from garner.values import UNTYPED, Claim, ClaimKind, Entity, Extraction, Grade, Grounding, Mention, Relation
from models.scripted_trunk import ScriptedTrunk, scripted

TEXT = "Acme owns Bolt and Core"
SCHEMA = Schema.parse({"relations": ["owns"]})
WORDS = {"Acme": (0, 4), "Bolt": (10, 14), "Core": (19, 23)}
LINKS = {(head, tail, "owns"): 1.0 for head in WORDS for tail in WORDS}


def relating(head: str, tail: str) -> Extraction:
    ends = ((name, head if name == "e1" else tail) for name in ("e1", "e2"))
    entities = (Entity(name, UNTYPED, Grounding(word, *WORDS[word], word, Grade.VERBATIM)) for name, word in ends)
    return Extraction(TEXT, entities=tuple(entities), relations=(Relation("owns", "e1", "e2"),))


def owns(head: str, tail: str) -> Claim:
    return Claim(ClaimKind.RELATION, "owns", "", tuple(Mention(word, *WORDS[word], UNTYPED) for word in (head, tail)))


def seen_with(*, single_pair: bool):
    answer, gold = relating("Bolt", "Core"), relating("Acme", "Bolt")
    instance = Instance("1", TEXT, SCHEMA, answer, gold, None, "toy", "made:train", whole=True, single_pair=single_pair)
    return see([instance], scripted(ScriptedTrunk({(word, "thing"): 1.0 for word in WORDS}, {}, LINKS)))


def even(head: str) -> Head:
    """A head to which everything is as likely as not."""
    width = len(FEATURES[head])
    mean, scale = np.zeros(width, np.float32), np.ones(width, np.float32)
    return Head(mean, scale, (np.zeros((width, 1), np.float32),), (np.zeros(1, np.float32),))


HEADS = {name: even(name) for name in FEATURES}


def test_where_all_was_read_every_pair_holds_or_does_not() -> None:
    rows = tie_rows(seen_with(single_pair=False), HEADS["spans"])["relations"]
    assert (len(rows.holds), rows.holds.sum()) == (6, 1)
    assert rows.owners.tolist() == [0] * 6


def test_where_one_pair_was_read_it_counts_with_what_was_said_and_nothing_else_does() -> None:
    rows = tie_rows(seen_with(single_pair=True), HEADS["spans"])["relations"]
    assert (len(rows.holds), rows.holds.sum()) == (3, 1)


@pytest.mark.parametrize(("single_pair", "others"), [(False, 3), (True, 0)])
def test_levels_are_tried_on_what_gold_tells(single_pair: bool, others: int) -> None:
    (verdicts,) = verdicts_on(seen_with(single_pair=single_pair), HEADS)
    claims = {verdict.claim: verdict.said for verdict in verdicts}
    known = {owns("Acme", "Bolt"): False, owns("Bolt", "Acme"): False, owns("Bolt", "Core"): True}
    assert known.items() <= claims.items()
    assert len(claims) == len(known) + others
