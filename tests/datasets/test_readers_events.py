"""Event corpora: every format becomes events with their triggers and arguments at their places."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.corpus import Named
from garner.datasets.corpora.english_events import ENTRIES
from garner.datasets.corpora.event_names import GENEVA, RAMS, WIKIEVENTS
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.document_events import LinkedEvents, MentionEvents
from garner.datasets.readers.events import EventTemplates, SentenceEvents, TriggerColumns, WindowEvents
from garner.datasets.readers.nested_events import NestedEvents
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError


def read(reader: Reader, content: str) -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("toy", {"f": content.encode()}), "f"))


def only(reader: Reader, content: object) -> Annotated:
    (found,) = read(reader, json.dumps(content))
    assert isinstance(found, Annotated)
    return found


def events(found: Annotated) -> list[tuple[str, str | None, list[tuple[str, str]]]]:
    return [
        (each.type, each.trigger and each.trigger.text, [(part.role, part.grounding.surface) for part in each.arguments])
        for each in found.gold.events
    ]


def reasons(found: Annotated) -> list[tuple[str, str]]:
    return [(each.reason, each.where) for each in found.refused]


# Windows with mentions by id


def window(arguments: list[dict[str, str]], tokens: tuple[str, ...] = ("Ann", "gave", "Bo", "tea", ".")) -> dict[str, object]:
    return {
        "wnd_id": "w1",
        "tokens": tokens,
        "entity_mentions": [
            {"id": "m0", "start": 0, "end": 1},
            {"id": "m1", "start": 2, "end": 4},
            {"id": "m2", "start": 3, "end": 4},
        ],
        "event_mentions": [{"event_type": "Giving", "trigger": {"start": 1, "end": 2}, "arguments": arguments}],
    }


def test_only_mentions_that_fill_a_role_are_kept_and_as_arguments() -> None:
    found = only(WindowEvents(), window([{"entity_id": "m0", "role": "Donor"}, {"entity_id": "m2", "role": "Theme"}]))
    assert found.id == "w1"
    assert events(found) == [("Giving", "gave", [("Donor", "Ann"), ("Theme", "tea")])]
    assert not found.gold.entities


def test_an_argument_that_names_no_mention_is_refused() -> None:
    found = only(WindowEvents(), window([{"entity_id": "m9", "role": "Donor"}]))
    assert events(found) == [("Giving", "gave", [])]
    assert reasons(found) == [("span outside the text", "f:1: -1:-1")]


def test_an_argument_stated_twice_is_kept_once_and_refused_once() -> None:
    found = only(WindowEvents(), window([{"entity_id": "m0", "role": "Donor"}] * 2 + [{"entity_id": "m0", "role": "Agent"}]))
    assert events(found) == [("Giving", "gave", [("Donor", "Ann"), ("Agent", "Ann")])]
    assert reasons(found) == [("annotated twice", "f:1: Giving: Donor 'Ann'")]


def test_quotation_marks_cut_in_two_are_whole_again_and_indices_hold() -> None:
    found = only(WindowEvents(), window([{"entity_id": "m1", "role": "Theme"}], ("`", "`", "gave", "tea", "'", "'", "!")))
    assert found.text == '"gave tea"!'
    assert [part for _, _, parts in events(found) for part in parts] == [("Theme", "gave tea")]


# Sentences with entities


def sentence(**more: object) -> list[dict[str, object]]:
    span = {"start": 0, "end": 1, "entity-type": "COMMODITY"}
    event = {
        "event_type": "MOVEMENT-UP",
        "trigger": {"start": 1, "end": 2},
        "arguments": [{"start": 0, "end": 1, "role": "ITEM"}, {"start": 3, "end": 6, "role": "Difference"}],
        "polarity": "POSITIVE",
    }
    return [
        {
            "words": ["Oil", "rose", "by", "$", "5", "."],
            "golden-entity-mentions": [span],
            "golden-event-mentions": [event],
            "event-event-relations": [],
            **more,
        }
    ]


def test_entities_and_events_of_a_sentence_are_linked_by_their_place() -> None:
    found = only(SentenceEvents(), sentence())
    assert found.text == "Oil rose by $5."
    assert [(each.type, each.text) for each in found.gold.entities] == [("commodity", "Oil")]
    assert events(found) == [("movement-up", "rose", [("item", "Oil"), ("difference", "$5.")])]
    assert found.gold.events[0].arguments[0].entity == found.gold.entities[0].id


def test_relations_between_events_are_refused_one_by_one() -> None:
    found = only(SentenceEvents(), sentence(**{"event-event-relations": [{"id": "R1"}, {"id": "R2"}]}))
    assert reasons(found) == [("relation between events", "f:1: R1"), ("relation between events", "f:1: R2")]


# Templates

TEXT = "the bomb hit fmln men; rebels of the farabundo front (fmln) fled."


def template(**roles: object) -> dict[str, object]:
    return {"docid": "D1", "doctext": TEXT, "templates": [{"incident_type": "bombing / attack", **roles}]}


def test_a_template_is_an_event_without_trigger_and_a_thing_its_first_mention() -> None:
    things = [[["farabundo front", TEXT.index("farabundo")], ["fmln", TEXT.index("fmln")]]]
    found = only(EventTemplates(), template(PerpOrg=things, Weapon=[[["bomb", 4]]], Victim=[]))
    assert found.id == "D1"
    assert events(found) == [("attack / bombing", None, [("PerpOrg", "fmln"), ("Weapon", "bomb")])]
    assert found.gold.events[0].arguments[0].grounding.start == 13


def test_a_filler_that_does_not_stand_at_its_start_is_refused() -> None:
    found = only(EventTemplates(), template(Weapon=[[["bomb", 5]]]))
    assert events(found) == [("attack / bombing", None, [])]
    assert reasons(found) == [("surface differs from the text", "f:1: 5:9 'bomb'")]


# Columns


def test_every_tagged_token_is_a_trigger() -> None:
    first, second = read(TriggerColumns(), 'She\tO\r\nran\tEVENT\r\nand\tO\r\nfell\tEVENT\r\n.\tO\r\n\r\n\r\n"\tO\r\n')
    assert isinstance(first, Annotated)
    assert isinstance(second, Annotated)
    assert events(first) == [("EVENT", "ran", []), ("EVENT", "fell", [])]
    assert (first.id, first.text, second.id, second.text) == ("f:1", "She ran and fell.", "f:8", '"')


def test_a_token_without_a_tag_is_named_with_its_line() -> None:
    with pytest.raises(InputError, match="f:2: a token without a tag"):
        read(TriggerColumns(), "She\tO\nran\n")


# Documents


def linked(links: list[object]) -> dict[str, object]:
    return {
        "doc_key": "k",
        "sentences": [["In", "New", "York", "."], ["Ann", "died", "."]],
        "evt_triggers": [[5, 5, [["life.die.n/a", 1.0]]]],
        "gold_evt_links": links,
    }


def test_roles_lose_the_number_of_their_event_and_indices_are_inclusive() -> None:
    found = only(LinkedEvents(), linked([[[5, 5], [1, 2], "evt089arg02place"], [[5, 5], [4, 4], "evt089arg01victim"]]))
    assert found.text == "In New York. Ann died."
    assert events(found) == [("life.die.n/a", "died", [("place", "New York"), ("victim", "Ann")])]


def test_a_link_outside_the_window_is_refused() -> None:
    found = only(LinkedEvents(), linked([[[5, 5], [6, 7], "evt089arg02place"]]))
    assert events(found) == [("life.die.n/a", "died", [])]
    assert [reason for reason, _ in reasons(found)] == ["span outside the text"]


def document(**mention: object) -> dict[str, object]:
    return {
        "doc_id": "d",
        "sentences": [
            [[["Blast", 10, 15], ["in", 16, 18], ["Rome", 19, 23]], "Blast in Rome"],
            [[["Two", 24, 27], ["died", 28, 32]], "Two died"],
        ],
        "entity_mentions": [
            {"id": "T1", "start": 2, "end": 3, "entity_type": "GPE", "text": "Rome"},
            {"id": "T2", "start": 3, "end": 4, "entity_type": "PER", "text": "Two", **mention},
        ],
        "event_mentions": [
            {
                "event_type": "Die",
                "trigger": {"start": 4, "end": 5, "text": "died"},
                "arguments": [{"entity_id": "T2", "role": "Victim"}, {"entity_id": "T1", "role": "Place"}],
            }
        ],
    }


def test_sentences_of_a_document_stand_one_a_line_and_arguments_in_any_of_them() -> None:
    found = only(MentionEvents(), document())
    assert found.text == "Blast in Rome\nTwo died\n"
    assert [(each.type, each.text) for each in found.gold.entities] == [("GPE", "Rome"), ("PER", "Two")]
    assert events(found) == [("Die", "died", [("Victim", "Two"), ("Place", "Rome")])]


@pytest.mark.parametrize(
    ("wrong", "reason"), [({"end": 9}, "span outside the text"), ({"text": "Three"}, "surface differs from the text")]
)
def test_a_mention_at_a_wrong_place_is_refused_with_its_argument(wrong: dict[str, object], reason: str) -> None:
    found = only(MentionEvents(), document(**wrong))
    assert [each.text for each in found.gold.entities] == ["Rome"]
    assert events(found) == [("Die", "died", [("Place", "Rome")])]
    assert [each for each, _ in reasons(found)] == [reason]


# Nested arguments

CONTEXT = "Two men with gout took aspirin and warfarin and might bleed badly."


def part(*fillers: str, **inner: object) -> dict[str, object]:
    return {"text": [[filler] for filler in fillers], "start": [[CONTEXT.index(filler)] for filler in fillers], **inner}


def nested(**parts: object) -> dict[str, object]:
    return {
        "id": "1_2",
        "context": CONTEXT,
        "annotations": [{"events": [{"event_id": "E1", "event_type": "Adverse_event", "Trigger": part("bleed"), **parts}]}],
    }


def test_arguments_of_arguments_carry_both_names() -> None:
    found = only(
        NestedEvents(), nested(Subject=part("Two men", Population=part("Two")), Speculated={**part("might"), "value": True})
    )
    expected = [("Subject", "Two men"), ("Subject.Population", "Two"), ("Speculated", "might")]
    assert found.id == "1_2"
    assert events(found) == [("Adverse_event", "bleed", expected)]


def test_a_combination_within_an_argument_is_an_event_of_its_own() -> None:
    combination = {"event_type": "Combination", "Trigger": part("and"), "Drug": part("aspirin", "warfarin")}
    treatment = part("aspirin and warfarin", Drug=part("aspirin", "warfarin"), Combination=[combination])
    assert events(only(NestedEvents(), nested(Treatment=treatment))) == [
        (
            "Adverse_event",
            "bleed",
            [("Treatment", "aspirin and warfarin"), ("Treatment.Drug", "aspirin"), ("Treatment.Drug", "warfarin")],
        ),
        ("Combination", "and", [("Drug", "aspirin"), ("Drug", "warfarin")]),
    ]


def test_spans_of_several_pieces_are_refused() -> None:
    found = only(NestedEvents(), nested(Effect={"text": [["bleed", "badly"]], "start": [[54, 60]]}))
    assert events(found) == [("Adverse_event", "bleed", [])]
    assert reasons(found) == [("discontinuous span", "f:1: ['bleed', 'badly']")]


# Bad input


@pytest.mark.parametrize("reader", [WindowEvents(), EventTemplates(), LinkedEvents(), MentionEvents(), NestedEvents()])
def test_a_cut_or_foreign_line_is_named_with_its_place(reader: Reader) -> None:
    with pytest.raises(InputError, match="f:2: not valid JSON"):
        read(reader, '\n{"tokens": ["a')
    with pytest.raises(InputError, match="f:1: not a record of this format"):
        read(reader, '{"other": 1}')


def test_a_cut_file_of_sentences_is_named_with_its_line() -> None:
    with pytest.raises(InputError, match="f:3: not valid JSON"):
        read(SentenceEvents(), json.dumps(sentence(), indent=1)[:11])
    with pytest.raises(InputError, match="f:1: not a record of this format"):
        read(SentenceEvents(), '[{"words": []}]')


@given(st.lists(st.tuples(st.text("aé我", min_size=1, max_size=4), st.booleans()), min_size=1, max_size=8))
def test_triggers_are_the_tagged_tokens_whatever_the_script(rows: list[tuple[str, bool]]) -> None:
    content = "".join(f"{token}\t{'EVENT' if tagged else 'O'}\n" for token, tagged in rows)
    (found,) = read(TriggerColumns(), content)
    assert isinstance(found, Annotated)
    assert [trigger for _, trigger, _ in events(found)] == [token for token, tagged in rows if tagged]


# Entries


@pytest.mark.parametrize("table", [RAMS, WIKIEVENTS, GENEVA])
def test_no_two_event_types_or_roles_of_a_corpus_have_the_same_name(table: dict[str, str | Named]) -> None:
    names = [name if isinstance(name, str) else name.name for label, name in table.items() if "." in label]
    assert sorted(set(names)) == sorted(names)


def test_every_event_type_of_rams_and_wikievents_is_spelled_out() -> None:
    by_name = {corpus.name: corpus for corpus in ENTRIES}
    for name in ("rams", "wikievents"):
        labels = [label for label in by_name[name].labels if label.count(".") == 2]
        assert len(labels) > 30
        assert not any("." in by_name[name].named("events", label).name for label in labels)
