"""Detectors made by hand: heads that add up a few features, beside an encoder whose scores are scripted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from garner import Schema
from garner.models.encoder import Encoder
from garner.pipeline.assemble import assemble
from garner.refinement.learned.card import CARD, FEATURES, FORMAT, KINDS, WEIGHTS, encoder_fingerprint
from garner.refinement.protocols import Case
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftRelation, Label
from models.scripted_trunk import ScriptedTrunk, scripted

TEXT = "Acme bought Bolt in Rome, Ann Lee said."
SCHEMA = Schema.parse(
    {
        "entities": ["company", "city", "person"],
        "relations": {"owns": {"head": ["company"], "tail": ["company"]}},
        "events": {"purchase": {"roles": ["buyer", "bought thing"]}},
        "labels": {"topic": ["deals", "sport"], "tone": {"choices": ["calm", "loud"], "multiple": True}},
    }
)
SPANS = {
    ("Acme", "company"): 3.0,
    ("Bolt", "company"): 2.0,
    ("Rome", "city"): 3.0,
    ("Ann Lee", "person"): 3.0,
    ("Ann", "person"): -1.0,
    ("bought", "purchase"): 3.0,
    ("Acme", "buyer"): 2.0,
    ("Bolt", "bought thing"): 2.0,
}
CLASSES = {("", "deals"): 2.0, ("", "sport"): -2.0, ("", "calm"): 2.0, ("", "loud"): -2.0}
LINKS = {("Acme", "Bolt", "owns"): 2.0, ("bought", "Acme", "buyer"): 3.0, ("bought", "Bolt", "bought thing"): 3.0}
ADDED = {
    "spans": {"score": 1.0, "said": 0.5, "whole_words": 6.0},
    "relations": {"score": 1.0, "said": 0.5},
    "arguments": {"score": 1.0, "said": 0.5},
    "choices": {"score": 1.0, "said": 0.5},
    "whole": {"said_right": 1.0, "unsaid_wrong": 1.0},
}
"""What each head adds up: spans that are no whole words are doubted, and an answer as a whole is right with odds of ``e`` where
nothing is doubted."""


def encoder(trunk: ScriptedTrunk | None = None) -> Encoder:
    return scripted(trunk or ScriptedTrunk(SPANS, CLASSES, LINKS))


def write_detectors(folder: Path, beside: Encoder, added: Mapping[str, Mapping[str, float]] = ADDED) -> Path:
    """The folder of detectors whose heads add up these features."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for head, features in FEATURES.items():
        width = len(features)
        weights = np.array([[added[head].get(name, 0.0)] for name in features], np.float32)
        arrays |= {f"{head}.mean": np.zeros(width, np.float32), f"{head}.scale": np.ones(width, np.float32)}
        arrays |= {f"{head}.layers": np.array(1), f"{head}.0.weight": weights, f"{head}.0.bias": np.zeros(1, np.float32)}
    arrays["whole.0.bias"] += 1.0
    arrays["spans.0.bias"] -= 6.0
    np.savez(folder / WEIGHTS, **arrays)
    card = {
        "format": FORMAT,
        "name": "hand-made",
        "encoder": encoder_fingerprint(beside),
        "encoder_name": beside.name,
        "sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        **{levels: {kind: {"keep": 0.5, "add": 0.5} for kind in KINDS} for levels in ("levels", "own_levels")},
    }
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return folder


RIGHT = Draft(
    labels=(Label("topic", "deals"), Label("tone", "calm")),
    entities=(
        DraftEntity("company", "Acme", None, 0, 4),
        DraftEntity("company", "Bolt", None, 12, 16),
        DraftEntity("city", "Rome", None, 20, 24),
        DraftEntity("person", "Ann Lee", None, 26, 33),
    ),
    relations=(DraftRelation("owns", "Acme", "Bolt", "company", "company", None, (0, 4), (12, 16)),),
    events=(
        DraftEvent(
            "purchase",
            "bought",
            (DraftArgument("buyer", "Acme", (0, 4)), DraftArgument("bought thing", "Bolt", (12, 16))),
            None,
            (5, 11),
        ),
    ),
)
"""What the scripted scores bear out, all of it."""


def case(draft: Draft, text: str = TEXT, schema: Schema = SCHEMA) -> Case:
    return Case(schema, assemble(text, draft, schema).extraction)
