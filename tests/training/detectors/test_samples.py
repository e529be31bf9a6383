"""A sample is asked less, or for its relations alone, and its gold never answers anything else."""

from __future__ import annotations

from dataclasses import replace

from garner.schema import Schema
from garner.training.detectors.instance import asked_claims
from garner.training.detectors.samples import Sample, partly_untyped, trimmed, untyped
from garner.values import UNTYPED, Entity, Extraction, Grade, Grounding, Label, Relation

TEXT = "Ada of Rome met Bob"
SCHEMA = Schema.parse(
    {
        "labels": {"tone": ["good", "bad"]},
        "entities": ["person", "city", "poet"],
        "relations": {"met": {"head": ["person"], "tail": ["person"]}, "of": {"tail": ["city"]}},
        "events": {"meeting": {"roles": ["guest"]}},
    }
)


def place(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words, start, start + len(words), words, Grade.VERBATIM)


def sample(*relations: Relation) -> Sample:
    entities = (
        *(Entity("e1", "person", place("Ada")), Entity("e2", "poet", place("Ada"))),
        *(Entity("e3", "city", place("Rome")), Entity("e4", "person", place("Bob"))),
    )
    return Sample("7", TEXT, SCHEMA, Extraction(TEXT, (Label("tone", "good"),), entities, relations), "toy:train")


def test_asked_without_types_a_sample_has_its_relations_between_places_and_nothing_else() -> None:
    asked = untyped(sample(Relation("met", "e1", "e4"), Relation("of", "e2", "e3")))
    assert asked.schema.keys == Schema.parse({"relations": ["met", "of"]}).keys
    assert {(each.head, each.tail) for each in asked.schema.relations} == {((), ())}
    assert [(each.type, each.grounding.value) for each in asked.gold.entities] == [
        (UNTYPED, "Ada"),
        (UNTYPED, "Rome"),
        (UNTYPED, "Bob"),
    ]
    assert asked.gold.relations == (Relation("met", "e1", "e4"), Relation("of", "e1", "e3"))
    assert trimmed(asked.gold, asked.schema) == asked.gold
    assert [claim.value for claim in asked_claims(asked.gold, asked.schema)] == ["Ada → Bob", "Ada → Rome"]


def test_what_becomes_one_relation_or_joins_a_place_to_itself_is_said_once_or_not_at_all() -> None:
    relations = Relation("met", "e1", "e4"), Relation("met", "e2", "e4"), Relation("of", "e1", "e2")
    assert untyped(sample(*relations)).gold.relations == (Relation("met", "e1", "e4"),)


def test_a_sample_asked_without_types_is_another_sample() -> None:
    whole = sample()
    assert untyped(whole).key != whole.key
    assert untyped(whole).gold == Extraction(TEXT)


def test_a_share_of_the_samples_with_typed_relations_is_asked_without_types_and_always_the_same() -> None:
    samples = [replace(sample(Relation("met", "e1", "e4")), id=str(number)) for number in range(200)]
    bare = untyped(samples[0])
    asked = list(partly_untyped([*samples, bare], 0.4, 1))
    changed = [each for each in asked[:-1] if not each.schema.entities]
    assert 60 < len(changed) < 100
    assert asked[-1] is bare, "what has no types stays as it is"
    assert asked == list(partly_untyped([*samples, bare], 0.4, 1))
    assert asked != list(partly_untyped([*samples, bare], 0.4, 2))
    entities_alone = replace(SCHEMA, relations=())
    assert next(partly_untyped([replace(samples[0], schema=entities_alone)], 1.0, 1)).schema is entities_alone
