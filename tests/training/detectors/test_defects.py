"""Each instance has exactly one defect, made by the extractor and by nobody else; mending it gives gold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from garner.schema import Schema
from garner.training.detectors.comparing import Judged
from garner.training.detectors.defects import correct_of, harvest, mended
from garner.training.detectors.instance import Instance, asked_claims, comparable
from garner.training.detectors.samples import Sample, trimmed
from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    DefectKind,
    Document,
    Entity,
    Event,
    Extraction,
    Grade,
    Grounding,
    Label,
    Outcome,
    Reading,
    Relation,
    Result,
)

TEXT = "Ada Lovelace met Bob in Rome before 東京 \U0001f600 fell."
PLACES = [(0, 3), (0, 12), (4, 12), (17, 20), (24, 28), (36, 38), (39, 40)]
TRIGGERS = [(13, 16), (13, 20), (41, 45)]
SCHEMA = Schema.parse(
    {
        "labels": {
            "tone": {"choices": ["good", "bad", "odd"]},
            "topics": {"choices": ["war", "love", "law"], "multiple": True},
        },
        "entities": ["person", "city"],
        "relations": {"met": None, "lives in": None},
        "events": {"meeting": {"roles": {"guest": [], "place": []}}, "fall": {"roles": {"place": []}}},
    }
)


def at(start: int, end: int, text: str = TEXT) -> Grounding:
    return Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM)


def entity(start: int, end: int, label: str = "person", name: str = "") -> Entity:
    return Entity(name or f"{label} {start} {end}", label, at(start, end))


def event(trigger: tuple[int, int] | None, name: str, **filled: tuple[int, int]) -> Event:
    return Event(name, trigger and at(*trigger), tuple(Argument(role, at(*place)) for role, place in filled.items()))


def answer(*items: Label | Entity | Relation | Event) -> Extraction:
    def every(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(each for each in items if isinstance(each, kind))

    return Extraction(TEXT, every(Label), every(Entity), every(Relation), every(Event))


def sample(gold: Extraction, schema: Schema = SCHEMA, judged: Judged | None = None) -> Sample:
    return Sample("1", TEXT, schema, trimmed(gold, schema), "made:train", judged or Judged(), "en")


def read(extraction: Extraction, schema: Schema = SCHEMA, failed: tuple[str, ...] = ()) -> Result:
    keys = tuple(key for key in schema.keys if key not in failed)
    readings = [Reading(0, len(TEXT), "toy", Outcome.READ, keys)] if keys else []
    readings += [Reading(0, len(TEXT), "toy", Outcome.FAILED, failed)] if failed else []
    return Result(Document("1", TEXT), extraction, tuple(readings))


def found(gold: Extraction, answered: Extraction, schema: Schema = SCHEMA, judged: Judged | None = None) -> list[Instance]:
    """The instances with one defect."""
    return [
        each for each in harvest(sample(gold, schema, judged), read(answered, schema), "toy").instances if each.kind is not None
    ]


def said(extraction: Extraction, schema: Schema) -> Counter[Claim]:
    return Counter(comparable(claim, places=True) for claim in asked_claims(extraction, schema))


def told(instance: Instance) -> tuple[DefectKind | None, str | None, str | None]:
    defect = instance.defect
    assert defect is not None
    return (
        instance.kind,
        defect.drop and f"{defect.drop.detail or defect.drop.name}: {defect.drop.value}",
        defect.add and f"{defect.add.detail or defect.add.name}: {defect.add.value}",
    )


ADA, BOB, ROME = entity(0, 3), entity(17, 20), entity(24, 28, "city")


@pytest.mark.parametrize(
    ("gold", "answered", "expected"),
    [
        pytest.param([ADA, BOB], [ADA], (DefectKind.MISSING, None, "person: Bob"), id="a mention is missed"),
        pytest.param([ADA], [ADA, BOB], (DefectKind.REDUNDANT, "person: Bob", None), id="a mention is too much"),
        pytest.param(
            [ADA], [entity(0, 12)], (DefectKind.BOUNDARY, "person: Ada Lovelace", "person: Ada"), id="a mention is too long"
        ),
        pytest.param(
            [ROME], [entity(24, 28)], (DefectKind.WRONG_TYPE, "person: Rome", "city: Rome"), id="a mention has a wrong type"
        ),
        pytest.param(
            [ADA], [ADA, entity(0, 12)], (DefectKind.REDUNDANT, "person: Ada Lovelace", None), id="right and wrong place"
        ),
        pytest.param(
            [Label("tone", "good")],
            [Label("tone", "bad")],
            (DefectKind.WRONG_TYPE, "bad: bad", "good: good"),
            id="the other one of a choice",
        ),
        pytest.param(
            [Label("topics", "war")],
            [Label("topics", "war"), Label("topics", "law")],
            (DefectKind.REDUNDANT, "law: law", None),
            id="one of several choices is too much",
        ),
        pytest.param(
            [ADA, BOB, Relation("met", ADA.id, BOB.id)],
            [ADA, BOB],
            (DefectKind.MISSING, None, "met: Ada → Bob"),
            id="a relation is missed",
        ),
        pytest.param(
            [ADA, BOB, Relation("met", ADA.id, BOB.id)],
            [ADA, BOB, Relation("met", BOB.id, ADA.id)],
            (DefectKind.BOUNDARY, "met: Bob → Ada", "met: Ada → Bob"),
            id="a relation is turned round",
        ),
        pytest.param(
            [ADA, ROME, Relation("lives in", ADA.id, ROME.id)],
            [ADA, ROME, Relation("met", ADA.id, ROME.id)],
            (DefectKind.WRONG_TYPE, "met: Ada → Rome", "lives in: Ada → Rome"),
            id="a relation has a wrong type",
        ),
        pytest.param(
            [event((13, 16), "meeting", guest=(17, 20))],
            [event((13, 16), "meeting", place=(17, 20))],
            (DefectKind.WRONG_TYPE, "place: Bob → met", "guest: Bob → met"),
            id="an argument has a wrong role",
        ),
        pytest.param(
            [event((13, 16), "meeting", guest=(0, 12))],
            [event((13, 16), "meeting", guest=(4, 12))],
            (DefectKind.BOUNDARY, "guest: Lovelace → met", "guest: Ada Lovelace → met"),
            id="an argument is too short",
        ),
        pytest.param(
            [event((13, 16), "meeting", guest=(0, 12))],
            [event((13, 20), "meeting", guest=(0, 12))],
            (DefectKind.BOUNDARY, "meeting: met Bob", "meeting: met"),
            id="a trigger is too long, and its argument is not blamed",
        ),
        pytest.param(
            [event(None, "fall", place=(24, 28))],
            [event(None, "fall")],
            (DefectKind.MISSING, None, "place: Rome"),
            id="an argument of an event without trigger is missed",
        ),
    ],
)
def test_an_error_of_the_extractor_is_the_one_defect_of_an_instance(
    gold: list[Entity], answered: list[Entity], expected: tuple[DefectKind, str | None, str | None]
) -> None:
    [instance] = found(answer(*gold), answer(*answered))
    assert told(instance) == expected
    assert said(mended(instance), instance.schema) == said(instance.gold, instance.schema)


def test_a_mention_that_a_relation_needs_is_missed_in_a_question_without_relations() -> None:
    gold = answer(ADA, BOB, Relation("met", ADA.id, BOB.id))
    missed = next(
        each for each in found(gold, answer(ADA)) if each.defect and each.defect.add and each.defect.add.value == "Bob"
    )
    assert missed.schema.relations == ()
    assert [each.text for each in missed.given.entities] == ["Ada"]


def test_a_moved_mention_takes_its_relations_along() -> None:
    gold = answer(ADA, BOB, Relation("met", ADA.id, BOB.id))
    longer = entity(0, 12)
    kinds = found(gold, answer(longer, BOB, Relation("met", longer.id, BOB.id)))
    moved = next(each for each in kinds if each.defect and each.defect.drop and each.defect.drop.kind is ClaimKind.ENTITY)
    assert [moved.given.entity(each.head).text for each in moved.given.relations] == ["Ada Lovelace"]
    assert said(mended(moved), SCHEMA) == said(gold, SCHEMA)


def test_a_relation_with_a_mention_that_gold_has_not_rests_on_that_and_is_counted() -> None:
    gold = answer(ADA, BOB)
    city = entity(24, 28, "city")
    harvested = harvest(sample(gold), read(answer(ADA, BOB, city, Relation("lives in", ADA.id, city.id))), "toy")
    assert [told(each)[1] for each in harvested.instances if each.kind] == ["city: Rome"]
    assert harvested.skipped == Counter({"redundant relation that rests on another defect": 1})


def test_the_whole_answer_is_one_instance_and_says_whether_it_is_right() -> None:
    confident = answer(replace(ADA, confidence=0.9))
    whole = harvest(sample(answer(ADA)), read(confident), "toy").instances[0]
    assert whole.whole
    assert whole.right
    assert whole.given.entities[0].confidence == 0.9
    assert not harvest(sample(answer(ADA, BOB)), read(confident), "toy").instances[0].right


def test_one_defect_bears_no_confidence_that_would_give_it_away() -> None:
    wrong = replace(BOB, confidence=0.4)
    [instance] = found(answer(ADA), answer(replace(ADA, confidence=0.9), wrong))
    assert {each.confidence for each in instance.given.entities} == {None}


def test_nothing_is_held_against_what_was_not_read_for() -> None:
    failed = ("relations.met", "labels.tone")
    gold = answer(ADA, BOB, Relation("met", ADA.id, BOB.id), Label("tone", "good"))
    harvested = harvest(sample(gold), read(answer(ADA, BOB), failed=failed), "toy")
    assert [each.right for each in harvested.instances] == [True]
    assert not set(failed) & set(harvested.instances[0].schema.keys)
    nothing = harvest(sample(gold), read(answer(), failed=SCHEMA.keys), "toy")
    assert nothing.instances == []
    assert nothing.skipped == Counter({"nothing of the question answered": 1})


def test_relations_between_pairs_that_nobody_judged_are_no_errors() -> None:
    gold, more = answer(ADA, BOB, ROME, Relation("met", ADA.id, BOB.id)), Relation("lives in", ADA.id, ROME.id)
    answered = answer(ADA, BOB, ROME, Relation("met", ADA.id, BOB.id), more)
    assert len(found(gold, answered)) == 1
    assert found(gold, answered, judged=Judged(single_pair=True)) == []
    turned = answer(ADA, BOB, ROME, Relation("met", BOB.id, ADA.id))
    assert len(found(gold, turned, judged=Judged(single_pair=True))) == 1
    assert found(gold, turned, judged=Judged(symmetric=frozenset(["met"]))) == []
    assert found(gold, turned, judged=Judged(undirected=True)) == []


def test_places_that_the_corpus_does_not_give_are_not_compared() -> None:
    text = "Ada and Ada"
    first, second = (Extraction(text, entities=(Entity("1", "person", at(*place, text)),)) for place in ((0, 3), (8, 11)))
    schema = Schema.of(["person"])
    for places, errors in ((True, 2), (False, 0)):
        given = Sample("1", text, schema, first, "made:train", Judged(places=places))
        result = Result(Document("1", text), second, (Reading(0, len(text), "toy", Outcome.READ, schema.keys),))
        assert len(harvest(given, result, "toy").instances) == 1 + errors


def test_gold_is_a_correct_answer() -> None:
    instance = correct_of(sample(answer(ADA)))
    assert instance.kind is None
    assert instance.right
    assert not instance.whole


@some.composite
def answers(draw: some.DrawFn) -> Extraction:
    """Any answer to the schema, nested, with events that share triggers or have none."""
    places = some.sampled_from(PLACES)
    labels = draw(some.lists(some.sampled_from(["good", "bad", "odd"]), max_size=1))
    topics = draw(some.lists(some.sampled_from(["war", "love", "law"]), max_size=3, unique=True))
    kinds = draw(some.lists(some.tuples(places, some.sampled_from(["person", "city"])), max_size=5, unique=True))
    entities = [entity(*place, label) for place, label in kinds]
    ends = some.sampled_from([each.id for each in entities] or [""])
    pairs = some.lists(some.tuples(some.sampled_from(["met", "lives in"]), ends, ends), max_size=4, unique=True)
    relations = [Relation(*each) for each in draw(pairs)] if entities else []
    triggers = some.one_of(some.none(), some.sampled_from(TRIGGERS))
    filled = some.dictionaries(some.sampled_from(["guest", "place"]), places, max_size=2)
    drawn = draw(some.lists(some.tuples(triggers, some.sampled_from(["meeting", "fall"]), filled), max_size=3))
    events = [
        event(trigger, name, **{role: place for role, place in own.items() if name == "meeting" or role == "place"})
        for trigger, name, own in drawn
    ]
    return answer(
        *(Label("tone", each) for each in labels), *(Label("topics", each) for each in topics), *entities, *relations, *events
    )


@settings(max_examples=150, deadline=None)
@given(answers(), answers())
def test_every_instance_is_one_edit_away_from_gold_and_the_edit_is_the_extractors(
    gold: Extraction, answered: Extraction
) -> None:
    harvested = harvest(sample(gold), read(answered), "toy")
    claimed = {comparable(claim, places=True) for claim in asked_claims(answered, SCHEMA)}
    right = {comparable(claim, places=True) for claim in asked_claims(gold, SCHEMA)}
    for instance in harvested.instances:
        if instance.whole:
            assert said(instance.given, SCHEMA) == said(answered, SCHEMA)
            continue
        defect = instance.defect
        assert defect is not None
        assert said(instance.given, instance.schema) != said(instance.gold, instance.schema)
        assert said(mended(instance), instance.schema) == said(instance.gold, instance.schema)
        if defect.drop is not None:
            assert comparable(defect.drop, places=True) in claimed - right
        if defect.add is not None:
            assert comparable(defect.add, places=True) in right - claimed


@settings(max_examples=60, deadline=None)
@given(answers())
def test_a_right_answer_has_no_defect(gold: Extraction) -> None:
    [whole] = harvest(sample(gold), read(gold), "toy").instances
    assert whole.right
