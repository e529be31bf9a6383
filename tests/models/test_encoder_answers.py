"""A whole schema answered from scores: what is decoded, with which confidence, at which place."""

from __future__ import annotations

import math
import re

import pytest

from garner import Extractor, Schema
from garner.models.encoder.calibrated import Calibration
from garner.schema import RelationType
from garner.values import Draft, Label
from models.scripted_trunk import NEVER, ScriptedTrunk, scripted

TEXT = "Acme bought Bolt in Rome, Ann said. Acme sold Bolt."
SURE, LIKELY, UNLIKELY = 3.0, 1.0, -1.0


def probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def places(draft: Draft, text: str = TEXT) -> None:
    """Every value stands where the draft says."""
    values = [(each.text, (each.start, each.end)) for each in draft.entities]
    values += [end for each in draft.relations for end in ((each.head, each.head_span), (each.tail, each.tail_span))]
    for event in draft.events:
        values += [(event.trigger, event.trigger_span), *((each.text, each.span) for each in event.arguments)]
    for value, place in values:
        assert text[slice(*place)] == value


def test_the_one_answer_of_a_classification_is_the_most_probable_choice_and_never_missing() -> None:
    schema = Schema.parse({"labels": {"topic": ["sport", "trade", "art"]}})
    trunk = ScriptedTrunk(classes={("bought", "trade"): -2.0, ("", "art"): -3.0, ("", "sport"): -4.0})
    first, second, empty = scripted(trunk).answer_schema([TEXT, "Rain", ""], schema)
    exps = [math.exp(each) for each in (-2, -3, -4)]
    assert first.labels == (Label("topic", "trade", pytest.approx(exps[0] / sum(exps))),)
    assert [label.value for label in (*second.labels, *empty.labels)] == ["art", "art"]


def test_the_number_of_choices_counts_in_how_sure_the_one_answer_is_and_not_in_which_it_is() -> None:
    schema = Schema.parse({"labels": {"topic": ["sport", "trade", "art"], "mood": ["calm", "loud"]}})
    trunk = ScriptedTrunk(
        classes={("", "trade"): -2.0, ("", "art"): -3.0, ("", "sport"): -4.0, ("", "calm"): 0.5, ("", "loud"): 0.0}
    )
    (draft,) = scripted(trunk, calibration={"choices": Calibration(0.5, growth=0.3)}).answer_schema([TEXT], schema)
    steep, flat = 0.5 * 3**0.3, 0.5 * 2**0.3
    assert {label.value: label.confidence for label in draft.labels} == {
        "trade": pytest.approx(1 / (1 + math.exp(-steep) + math.exp(-2 * steep))),
        "calm": pytest.approx(probability(0.5 * flat)),
    }


def test_a_classification_with_several_answers_gives_all_above_the_threshold() -> None:
    schema = Schema.parse({"labels": {"topic": {"choices": ["sport", "trade", "art"], "multiple": True}}})
    trunk = ScriptedTrunk(classes={("", "trade"): SURE, ("", "art"): LIKELY, ("", "sport"): UNLIKELY})
    encoder = scripted(trunk, thresholds={"labels": 0.5})
    (draft,) = encoder.answer_schema([TEXT], schema)
    assert {label.value: label.confidence for label in draft.labels} == {
        "trade": pytest.approx(probability(SURE)),
        "art": pytest.approx(probability(LIKELY)),
    }
    assert [label.value for label in encoder.answer_schema([TEXT], schema, 0.9)[0].labels] == ["trade"]


def test_choices_that_say_little_or_stand_in_two_tasks_are_asked_with_their_task() -> None:
    schema = Schema.parse({"labels": {"spam": ["yes", "no"], "food": ["great", "poor"], "service": ["great", "slow"]}})
    trunk = ScriptedTrunk(classes={("", "spam: no"): 1.0, ("", "food: great"): 1.0, ("", "slow"): 1.0})
    (draft,) = scripted(trunk).answer_schema([TEXT], schema)
    assert {label.task: label.value for label in draft.labels} == {"spam": "no", "food": "great", "service": "slow"}


def test_choices_of_one_task_over_several_groups_compete_with_each_other() -> None:
    schema = Schema.parse({"labels": {"topic": [f"topic {number}" for number in range(130)]}})
    trunk = ScriptedTrunk(classes={("", f"topic {number}"): -abs(number - 77) for number in range(130)})
    (draft,) = scripted(trunk).answer_schema([TEXT], schema)
    everything = sum(math.exp(-abs(number - 77)) for number in range(130))
    assert draft.labels == (Label("topic", "topic 77", pytest.approx(1 / everything)),)
    assert [labels for _, labels in trunk.calls] == [64, 64, 2]
    assert trunk.reads[-1] == 1, "the text is read once for all groups"


RELATIONS = Schema.parse(
    {
        "entities": ["company", "city", "person"],
        "relations": {"owns": {"head": "company", "tail": "company"}, "in": {"head": "company", "tail": "city"}, "near": {}},
    }
)
ENTITY_SPANS = {("Acme", "company"): SURE, ("Bolt", "company"): LIKELY, ("Rome", "city"): SURE, ("Ann", "person"): SURE}


def test_relations_join_entities_of_allowed_types_at_their_own_places() -> None:
    every = {
        (head, tail, name): SURE for head, _ in ENTITY_SPANS for tail, _ in ENTITY_SPANS for name in ("owns", "in", "near")
    }
    trunk = ScriptedTrunk(spans=ENTITY_SPANS, links=every)
    (draft,) = scripted(trunk).answer_schema([TEXT], RELATIONS)
    places(draft)
    types = {(each.start, each.end): each.type for each in draft.entities}
    assert len(types) == 6
    for relation in draft.relations:
        assert relation.head != relation.tail
        assert (relation.head_type, relation.tail_type) == (types[relation.head_span], types[relation.tail_span])
    kinds = {(relation.type, relation.head_type, relation.tail_type) for relation in draft.relations}
    assert {kind for kind in kinds if kind[0] != "near"} == {("owns", "company", "company"), ("in", "company", "city")}
    assert len([each for each in draft.relations if each.type == "near"]) == (6 * 5 - 2 * 2) / 2
    assert len([each for each in draft.relations if each.type == "owns"]) == 2 * 2


@pytest.mark.parametrize(("back", "answered"), [(SURE, [("Bolt", "Acme")]), (LIKELY, [("Acme", "Bolt")])])
def test_a_relation_holds_one_way_between_two_ends(back: float, answered: list[tuple[str, str]]) -> None:
    links = {("Acme", "Bolt", "owns"): LIKELY, ("Bolt", "Acme", "owns"): back, ("Bolt", "Acme", "near"): UNLIKELY}
    (draft,) = scripted(ScriptedTrunk(spans=ENTITY_SPANS, links=links)).answer_schema(["Acme Bolt"], RELATIONS)
    assert [(each.head, each.tail) for each in draft.relations] == answered


RESTING = {"relations": Calibration(support=1.0), "arguments": Calibration(support=1.0)}


def rests(logit: float, *sure: float) -> float:
    """The confidence of what is so likely by itself and rests on what is so sure."""
    return probability(logit + sum(math.log(probability(each)) for each in sure))


def test_a_relation_is_the_less_sure_the_less_sure_its_ends_are() -> None:
    links = {("Acme", "Rome", "in"): SURE, ("Bolt", "Rome", "in"): SURE}
    encoder = scripted(ScriptedTrunk(spans=ENTITY_SPANS, links=links), calibration=RESTING)
    (draft,) = encoder.answer_schema(["Acme Bolt Rome"], RELATIONS)
    assert {each.head: each.confidence for each in draft.relations} == {
        "Acme": pytest.approx(rests(SURE, SURE, SURE)),
        "Bolt": pytest.approx(rests(SURE, LIKELY, SURE)),
    }


DOUBTFUL = ENTITY_SPANS | {("Bolt", "company"): UNLIKELY}


@pytest.mark.parametrize("threshold", [None, 0.45])
def test_a_doubtful_entity_is_answered_where_a_relation_that_is_sure_of_it_all_joins_it(threshold: float | None) -> None:
    trunk = ScriptedTrunk(spans=DOUBTFUL, links={("Acme", "Bolt", "owns"): SURE})
    (draft,) = scripted(trunk, calibration=RESTING).answer_schema(["Acme Bolt Rome"], RELATIONS, threshold)
    (relation,) = draft.relations
    assert relation.confidence == pytest.approx(rests(SURE, SURE, UNLIKELY))
    assert [(each.text, each.confidence) for each in draft.entities] == [
        ("Acme", pytest.approx(probability(SURE))),
        ("Bolt", relation.confidence),
        ("Rome", pytest.approx(probability(SURE))),
    ]


@pytest.mark.parametrize(
    ("link", "company", "lines"),
    [
        pytest.param(NEVER, UNLIKELY, RESTING, id="nothing joins it"),
        pytest.param(LIKELY, UNLIKELY, RESTING, id="not sure enough with such an end"),
        pytest.param(SURE, -1.2, RESTING, id="less than half as sure"),
        pytest.param(SURE, UNLIKELY, {}, id="relations say nothing of their ends"),
    ],
)
def test_other_doubtful_entities_are_not_answered(link: float, company: float, lines: dict[str, Calibration]) -> None:
    trunk = ScriptedTrunk(spans=DOUBTFUL | {("Bolt", "company"): company}, links={("Acme", "Bolt", "owns"): link})
    (draft,) = scripted(trunk, calibration=lines).answer_schema(["Acme Bolt Rome"], RELATIONS)
    assert [each.text for each in draft.entities] == ["Acme", "Rome"]
    assert draft.relations == ()


def test_a_doubtful_entity_overlaps_no_other() -> None:
    spans = ENTITY_SPANS | {("Acme Bolt", "company"): UNLIKELY}
    links = {("Acme Bolt", "Rome", "in"): 30.0}
    (draft,) = scripted(ScriptedTrunk(spans, links=links), calibration=RESTING).answer_schema(["Acme Bolt Rome"], RELATIONS)
    assert [each.text for each in draft.entities] == ["Acme", "Bolt", "Rome"]
    assert draft.relations == ()


def test_a_relation_has_the_confidence_of_its_link_and_none_below_the_threshold_is_answered() -> None:
    trunk = ScriptedTrunk(
        spans=ENTITY_SPANS,
        links={("Acme", "Bolt", "owns"): LIKELY, ("Bolt", "Acme", "owns"): UNLIKELY, ("Acme", "Rome", "in"): SURE},
    )
    encoder = scripted(trunk, thresholds={"relations": 0.6}, calibration={"relations": Calibration(0.5, 0.1)})
    (draft,) = encoder.answer_schema(["Acme Bolt Rome"], RELATIONS)
    found = {(each.type, each.head, each.tail): each.confidence for each in draft.relations}
    assert found == {
        ("owns", "Acme", "Bolt"): pytest.approx(probability(0.5 * LIKELY + 0.1)),
        ("in", "Acme", "Rome"): pytest.approx(probability(0.5 * SURE + 0.1)),
    }


def test_relations_in_a_wide_schema_are_told_the_types_of_ends_from_other_groups() -> None:
    kinds = [f"kind {number}" for number in range(70)]
    relations = {f"relation {number}": {"head": kinds[number], "tail": kinds[69 - number]} for number in range(35)}
    schema = Schema.parse({"entities": kinds, "relations": relations})
    spans = {("Acme", "kind 3"): SURE, ("Bolt", "kind 66"): SURE}
    trunk = ScriptedTrunk(spans, {}, {("Acme", "Bolt", f"relation {number}"): SURE for number in range(35)})
    (draft,) = scripted(trunk, labels=8).answer_schema([TEXT[:16]], schema)
    assert [(each.type, each.head, each.tail) for each in draft.relations] == [("relation 3", "Acme", "Bolt")]
    assert trunk.typed == {("Acme", "Bolt", "kind 3", "kind 66")}
    assert sum(labels for _, labels in trunk.calls) == 105


def test_the_extractor_keeps_the_places_of_relations_between_equal_names() -> None:
    text = "Acme, Acme and Acme met Bolt."
    trunk = ScriptedTrunk(spans=ENTITY_SPANS, links={("Acme", "Bolt", "owns"): SURE})
    result = Extractor(RELATIONS, scripted(trunk)).extract(text)
    starts = {entity.id: entity.start for entity in result.entities}
    assert sorted((starts[each.head], starts[each.tail]) for each in result.relations) == [(0, 24), (6, 24), (15, 24)]
    assert result.complete
    assert result.problems == ()


def test_relations_asked_without_their_entities_find_their_ends_all_the_same() -> None:
    trunk = ScriptedTrunk(spans=ENTITY_SPANS, links={("Acme", "Rome", "in"): SURE})
    (draft,) = scripted(trunk).answer_schema([TEXT], RELATIONS.only(["relations.in"]))
    assert draft.entities == ()
    assert {(each.head, each.head_type, each.tail) for each in draft.relations} == {("Acme", "company", "Rome")}


GENERAL_SPANS = {
    ("Acme", "organization"): LIKELY,
    ("Bolt", "thing"): UNLIKELY,
    ("Rome", "location"): SURE,
    ("in Rome", "miscellaneous"): LIKELY,
    ("Ann", "person"): -3.0,
}


def test_relations_without_entity_types_join_spans_of_general_kinds_that_are_answered_as_nothing_else() -> None:
    links = {("Acme", "Bolt", "owns"): SURE, ("Bolt", "Rome", "in"): LIKELY, ("Rome", "Bolt", "in"): UNLIKELY}
    links |= {("Acme", "Ann", "owns"): SURE, ("Acme", "in Rome", "in"): SURE}
    trunk = ScriptedTrunk(spans=GENERAL_SPANS, links=links)
    (draft,) = scripted(trunk).answer_schema([TEXT[:35]], Schema.parse({"relations": ["owns", "in"]}))
    places(draft)
    assert draft.entities == ()
    assert [(each.type, each.head, each.tail) for each in draft.relations] == [("owns", "Acme", "Bolt"), ("in", "Bolt", "Rome")]
    assert {(each.head_type, each.tail_type) for each in draft.relations} == {(None, None)}
    assert draft.relations[0].confidence == pytest.approx(probability(SURE))
    assert {(head, tail) for _, _, head, tail in trunk.typed} == {("", "")}, "a pair is scored as if found as nothing"


def test_only_the_ends_of_relations_without_entity_types_become_entities() -> None:
    trunk = ScriptedTrunk(spans=GENERAL_SPANS, links={("Acme", "Bolt", "owns"): SURE})
    result = Extractor(Schema.parse({"relations": ["owns"]}), scripted(trunk)).extract(TEXT[:35])
    assert [(each.grounding.value, each.type) for each in result.entities] == [("Acme", "mention"), ("Bolt", "mention")]
    assert [(each.type, each.head, each.tail) for each in result.relations] == [("owns", "e1", "e2")]
    assert result.complete
    assert result.problems == ()


def test_a_typed_end_is_of_its_type_though_the_other_may_be_anything() -> None:
    every = {(head, tail, "owns"): SURE for head in ("Acme", "Bolt", "Rome") for tail in ("Acme", "Bolt", "Rome")}
    spans = GENERAL_SPANS | {("Acme", "company"): LIKELY, ("Rome", "company"): -1.5}
    schema = Schema(relations=(RelationType("owns", head=("company",)),))
    (draft,) = scripted(ScriptedTrunk(spans=spans, links=every)).answer_schema([TEXT[:35]], schema)
    ends = {(each.head, each.head_type, each.tail, each.tail_type) for each in draft.relations}
    assert ends == {("Acme", "company", "Bolt", None), ("Acme", "company", "Rome", None)}


def test_where_entity_types_are_asked_relations_join_these_and_nothing_else() -> None:
    spans = GENERAL_SPANS | {("Acme", "company"): SURE}
    every = {(head, tail, "owns"): SURE for head in ("Acme", "Bolt", "Rome") for tail in ("Acme", "Bolt", "Rome")}
    schema = Schema.parse({"entities": ["company"], "relations": {"owns": {}}})
    (draft,) = scripted(ScriptedTrunk(spans=spans, links=every)).answer_schema([TEXT[:35]], schema)
    assert [each.text for each in draft.entities] == ["Acme"]
    assert draft.relations == ()


def test_two_hundred_relations_without_entity_types_are_all_asked() -> None:
    names = [f"relation {number}" for number in range(200)]
    trunk = ScriptedTrunk(spans=GENERAL_SPANS, links={("Acme", "Rome", name): SURE for name in names})
    (draft,) = scripted(trunk).answer_schema([TEXT[:35]], Schema.parse({"relations": names}))
    assert sorted(each.type for each in draft.relations) == sorted(names)
    assert trunk.reads[-1] == 1, "the text is read once for all groups"


def test_everything_but_facts_and_tables_is_answered() -> None:
    schema = Schema.parse({"labels": {"topic": ["a", "b"]}, "relations": {"owns": {}}, "facts": True, "table": "who owns what"})
    encoder = scripted(ScriptedTrunk())
    assert encoder.answered(schema) == ("labels.topic", "relations.owns")
    result = Extractor(schema, encoder).extract(TEXT)
    (problem,) = result.problems
    assert problem.code == "not_answered"
    assert all(key in problem.message for key in ("facts", "table"))
    assert "relations.owns" not in problem.message
    assert not result.complete


EVENTS = Schema.parse(
    {
        "entities": ["company", "city"],
        "events": {
            "sale": {"roles": {"buyer": "company", "sold": "company", "place": None}},
            "statement": {"roles": {"speaker": None}},
        },
    }
)
EVENT_SPANS = {
    ("Acme", "company"): SURE,
    ("Bolt", "company"): SURE,
    ("Rome", "city"): SURE,
    ("bought", "sale"): SURE,
    ("said", "statement"): LIKELY,
    ("said", "sale"): UNLIKELY,
    ("Rome", "place"): LIKELY,
    ("in Rome", "place"): UNLIKELY,
    ("Ann", "speaker"): SURE,
}


def test_events_have_their_triggers_and_arguments_with_places() -> None:
    links = {
        ("bought", "Acme", "buyer"): SURE,
        ("bought", "Bolt", "sold"): SURE,
        ("bought", "Rome", "place"): SURE,
        ("bought", "Ann", "place"): SURE,
        ("said", "Ann", "speaker"): LIKELY,
    }
    (draft,) = scripted(ScriptedTrunk(EVENT_SPANS, {}, links)).answer_schema([TEXT[:35]], EVENTS)
    places(draft)
    sale, statement = draft.events
    assert (sale.type, sale.trigger, sale.confidence) == ("sale", "bought", pytest.approx(probability(SURE)))
    assert [(each.role, each.text) for each in sale.arguments] == [("buyer", "Acme"), ("sold", "Bolt"), ("place", "Rome")]
    assert (statement.trigger, [each.text for each in statement.arguments]) == ("said", ["Ann"])


def test_an_argument_of_a_typed_role_is_an_entity_of_that_type() -> None:
    links = {("bought", "Rome", "buyer"): SURE, ("bought", "Ann", "buyer"): SURE, ("bought", "Bolt", "buyer"): LIKELY}
    spans = EVENT_SPANS | {("Ann", "buyer"): SURE, ("Rome", "buyer"): SURE}
    (draft,) = scripted(ScriptedTrunk(spans, {}, links)).answer_schema([TEXT[:35]], EVENTS)
    assert [each.text for each in draft.events[0].arguments] == ["Bolt"]


def test_an_argument_needs_to_look_like_its_role_and_to_be_linked() -> None:
    links = {("said", "Ann", "speaker"): LIKELY}
    together = math.sqrt(probability(SURE) * probability(LIKELY))
    encoder = scripted(ScriptedTrunk(EVENT_SPANS, {}, links), thresholds={"arguments": together - 0.001})
    assert encoder.answer_schema([TEXT[:35]], EVENTS)[0].events[1].arguments
    stricter = scripted(ScriptedTrunk(EVENT_SPANS, {}, links), thresholds={"arguments": together + 0.001})
    assert not stricter.answer_schema([TEXT[:35]], EVENTS)[0].events[1].arguments


def test_one_place_plays_one_role_of_an_event() -> None:
    links = {("bought", "Acme", "buyer"): SURE, ("bought", "Acme", "sold"): LIKELY, ("bought", "Acme", "place"): LIKELY}
    spans = EVENT_SPANS | {("Acme", "place"): SURE}
    (draft,) = scripted(ScriptedTrunk(spans, {}, links)).answer_schema(["Acme bought ."], EVENTS)
    assert [(each.role, each.text) for each in draft.events[0].arguments] == [("buyer", "Acme")]


def test_what_plays_a_role_does_so_for_the_surest_trigger_of_an_event_alone() -> None:
    spans = EVENT_SPANS | {("said", "sale"): LIKELY, ("said", "statement"): NEVER}
    links = {(trigger, "Acme", "buyer"): SURE for trigger in ("bought", "said")} | {("said", "Bolt", "sold"): SURE}
    encoder = scripted(ScriptedTrunk(spans, links=links), calibration=RESTING)
    (draft,) = encoder.answer_schema([TEXT[:35]], EVENTS)
    played = {event.trigger: [(each.role, each.text) for each in event.arguments] for event in draft.events}
    assert played == {"bought": [("buyer", "Acme")], "said": [("sold", "Bolt")]}


def test_an_argument_is_the_less_sure_the_less_sure_its_trigger_is() -> None:
    spans = {("said", "statement"): LIKELY, ("Ann", "speaker"): SURE}
    sure = rests(SURE, LIKELY)
    for threshold, count in ((sure - 0.001, 1), (sure + 0.001, 0)):
        trunk = ScriptedTrunk(spans, links={("said", "Ann", "speaker"): SURE})
        (draft,) = scripted(trunk, thresholds={"arguments": threshold}, calibration=RESTING).answer_schema([TEXT[:35]], EVENTS)
        assert [len(event.arguments) for event in draft.events] == [count]


def test_a_trigger_is_the_less_sure_the_more_events_it_could_be_of() -> None:
    line = {"events": Calibration(support=0.5)}
    for others in (0, 1, 3):
        schema = Schema.parse({"events": {"sale": {}} | {f"event {number}": {} for number in range(others)}})
        trunk = ScriptedTrunk(spans={("bought", "sale"): LIKELY})
        expected = probability(LIKELY - 0.5 * math.log(1 + others))
        for threshold, count in ((expected - 0.001, 1), (expected + 0.001, 0)):
            (draft,) = scripted(trunk, calibration=line).answer_schema([TEXT], schema, threshold)
            assert [event.confidence for event in draft.events] == [pytest.approx(expected)] * count


HALF = -1.0
"""Log-odds of a word that is half as sure as a trigger must be, and no more."""


def test_a_word_half_as_sure_as_a_trigger_becomes_one_by_what_plays_a_role_in_its_event() -> None:
    spans = {("said", "statement"): HALF, ("Ann", "speaker"): SURE}
    links = {("said", "Ann", "speaker"): LIKELY}
    (draft,) = scripted(ScriptedTrunk(spans, {}, links)).answer_schema([TEXT[:35]], EVENTS)
    places(draft)
    (event,) = draft.events
    assert (event.type, event.trigger, [each.text for each in event.arguments]) == ("statement", "said", ["Ann"])
    assert event.confidence == pytest.approx(math.sqrt(probability(SURE) * probability(LIKELY)))


@pytest.mark.parametrize(
    ("spans", "links"),
    [
        pytest.param({("said", "statement"): HALF}, {}, id="nothing plays a role"),
        pytest.param({("said", "statement"): -1.2}, {("said", "Ann", "speaker"): SURE}, id="less than half as sure"),
        pytest.param(
            {("said", "statement"): HALF, ("Ann said", "sale"): LIKELY},
            {("said", "Ann", "speaker"): SURE},
            id="overlaps a trigger",
        ),
        pytest.param(
            {("said", "statement"): HALF, ("bought", "statement"): LIKELY},
            {("said", "Ann", "speaker"): SURE},
            id="its event has a trigger",
        ),
    ],
)
def test_a_word_that_is_not_sure_is_no_trigger_by_itself(
    spans: dict[tuple[str, str], float], links: dict[tuple[str, str, str], float]
) -> None:
    trunk = ScriptedTrunk(spans | {("Ann", "speaker"): SURE}, {}, links)
    (draft,) = scripted(trunk).answer_schema([TEXT[:35]], EVENTS)
    assert "said" not in {event.trigger for event in draft.events}


def test_what_plays_one_role_does_not_overlap() -> None:
    links = {("bought", "in Rome", "place"): SURE, ("bought", "Rome", "place"): SURE}
    (draft,) = scripted(ScriptedTrunk(EVENT_SPANS, {}, links)).answer_schema([TEXT], EVENTS)
    assert [each.text for each in draft.events[0].arguments] == ["Rome"]


def test_pairs_are_told_what_their_places_were_found_as() -> None:
    trunk = ScriptedTrunk(EVENT_SPANS)
    scripted(trunk).answer_schema([TEXT[:35]], EVENTS)
    assert ("bought", "Acme", "sale", "company") in trunk.typed
    assert ("said", "Ann", "statement", "") in trunk.typed


def test_entities_overlap_only_when_nested_ones_are_wanted() -> None:
    trunk = ScriptedTrunk({("New York", "city"): LIKELY, ("New York Times", "paper"): SURE, ("York", "city"): LIKELY})
    schema = Schema.of(["city", "paper"])
    flat, nested = (
        scripted(trunk).answer_schema(["The New York Times"], schema, nested=nested)[0].entities for nested in (False, True)
    )
    assert [each.text for each in flat] == ["New York Times"]
    assert [each.text for each in nested] == ["New York", "New York Times", "York"]


def test_calibrated_confidences_and_thresholds_are_of_each_kind_its_own() -> None:
    trunk = ScriptedTrunk({("Acme", "company"): 0.0, ("bought", "sale"): 0.0})
    lines = {"entities": Calibration(1.0, 1.0), "events": Calibration(1.0, -1.0)}
    encoder = scripted(trunk, thresholds={"entities": 0.7, "events": 0.2}, calibration=lines)
    (draft,) = encoder.answer_schema([TEXT[:35]], EVENTS)
    assert draft.entities[0].confidence == pytest.approx(probability(1.0))
    assert draft.events[0].confidence == pytest.approx(probability(-1.0))
    assert not encoder.answer_schema([TEXT], EVENTS, 0.5)[0].events


def test_a_long_document_gets_one_answer_to_each_classification() -> None:
    schema = Schema.parse({"labels": {"topic": ["sport", "trade"]}, "entities": ["company"]})
    trunk = ScriptedTrunk({("Acme", "company"): SURE}, {("Acme", "trade"): 2.0, ("", "sport"): 0.0})
    text = " ".join(f"It rained for {number} hours." for number in range(10)) + " Acme won. " * 60
    encoder = scripted(trunk, passage_tokens=24, text_tokens=40)
    result = Extractor(schema, encoder).extract(text)
    assert [(label.task, label.value) for label in result.labels] == [("topic", "trade")]
    assert [entity.start for entity in result.entities] == [found.start() for found in re.finditer("Acme", text)]
    assert result.complete
