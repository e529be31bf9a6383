"""A chunk asks no more labels than is practical, and never loses one that gold has."""

from __future__ import annotations

from random import Random

from garner.schema import Schema
from garner.training.detectors.plan import chunks_of, narrower
from garner.training.detectors.samples import Sample
from garner.values import Entity, Event, Extraction, Grade, Grounding, Label

WIDE = Schema.parse(
    {
        "labels": {"topic": {"choices": [f"topic {number}" for number in range(40)]}},
        "entities": [f"type {number}" for number in range(50)],
        "events": {f"event {number}": None for number in range(30)},
        "relations": ["one", "two"],
    }
)


def sample(number: int) -> Sample:
    word = Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM)
    gold = Extraction(
        "Ada",
        (Label("topic", f"topic {number}"),),
        (Entity("1", f"type {number}", word),),
        (),
        (Event(f"event {number}", word),),
    )
    return Sample(str(number), "Ada", WIDE, gold, "made/part:train")


def test_labels_of_gold_are_kept_and_others_drawn_up_to_the_bound() -> None:
    golds = [sample(number).gold for number in (3, 7)]
    less = narrower(WIDE, golds, 10, Random(1))
    assert {len(less.labels[0].choices), len(less.entities), len(less.events)} == {10}
    assert {"type 3", "type 7"} <= {each.name for each in less.entities}
    assert {"topic 3", "topic 7"} <= {each.name for each in less.labels[0].choices}
    assert less.relations == WIDE.relations
    assert less == narrower(WIDE, golds, 10, Random(1))
    assert len(narrower(WIDE, [sample(number).gold for number in range(12)], 10, Random(1)).entities) == 12


def test_samples_of_a_chunk_share_a_schema_and_keep_their_gold() -> None:
    samples = [sample(number) for number in range(20)]
    chunks = chunks_of("train", samples, 25, 1)
    assert [chunk.name for chunk in chunks] == ["train-made.part.train-0000"]
    assert len({each.schema.fingerprint for each in chunks[0].samples}) == 1
    assert [each.gold for each in chunks[0].samples] == [each.gold for each in samples]
    assert len(chunks[0].samples[0].schema.entities) == 25
