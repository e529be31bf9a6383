"""A language model is told what is suspect in its answer and answers again, group by group."""

import asyncio
import json

import pytest

from garner.errors import ModelUnavailable, NotConfigured
from garner.formats import FORMATS, PromptStyle
from garner.models.prompted import PromptedModel, PromptSettings
from garner.models.protocols import CorrectingModel
from garner.models.scripted import Scripted
from garner.pipeline.assemble import assemble
from garner.schema import Schema
from garner.values import (
    Claim,
    ClaimKind,
    Defect,
    DefectKind,
    Draft,
    DraftEntity,
    DraftRelation,
    Feedback,
    Finish,
    Mention,
    Outcome,
    Reply,
)

TEXT = "Acme of Basel bought Beta. Eve runs Acme."
SCHEMA = Schema.parse(
    {"entities": ["company", "person", "city"], "relations": {"runs": {"head": ["person"], "tail": ["company"]}}}
)
DRAFT = Draft(
    entities=(DraftEntity("company", "Acme", 0.9, 36, 40), DraftEntity("person", "Eve", 0.8), DraftEntity("person", "Basel")),
    relations=(DraftRelation("runs", "Eve", "Acme", "person", "company"),),
)
PREVIOUS = assemble(TEXT, DRAFT, SCHEMA).extraction


def entity(type_name, words):
    start = TEXT.find(words)
    place = (None, None) if start < 0 else (start, start + len(words))
    return Claim(ClaimKind.ENTITY, type_name, "", (Mention(words, *place),))


BASEL = Defect(DefectKind.WRONG_TYPE, 0.8, "x", "m", entity("person", "Basel"), entity("city", "Basel"))
BETA = Defect(DefectKind.MISSING, 0.9, "x", "m", None, entity("company", "Beta"))
CORRECTED = {"company": ["Acme", "Beta"], "person": ["Eve"], "city": ["Basel"]}


def correct(generator, defects, previous=PREVIOUS, schema=SCHEMA, text=TEXT, **settings):
    model = PromptedModel(generator, PromptSettings(**settings))
    return asyncio.run(model.correct(text, schema, Feedback(previous, tuple(defects))))


def answering(request):
    """The corrected entities of just those types that the request asks for."""
    asked = {name: texts for name, texts in CORRECTED.items() if f'"{name}": []' in request.messages[0].content}
    relations = (
        {"relations": {"runs": [{"head": "Eve", "tail": "Acme"}]}} if '"runs": []' in request.messages[0].content else {}
    )
    return json.dumps({"entities": asked} | relations)


def entities(answer):
    return sorted((each.type, each.text) for each in answer.draft.entities)


def test_a_prompted_model_is_one_that_can_correct():
    assert isinstance(PromptedModel(Scripted([])), CorrectingModel)


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(("language", "words"), [("en", "Overlooked"), ("zh", "遗漏"), ("ja", "見落とし")])
def test_the_model_sees_the_question_its_answer_and_what_is_suspect(name, language, words):
    scripted = Scripted([FORMATS[name].write(Draft(entities=(DraftEntity("company", "Acme"),)), SCHEMA)])
    correct(scripted, [BETA], style=PromptStyle(name, language))
    messages = scripted.asked[0].messages
    assert [message.role for message in messages] == ["system", "user", "assistant", "user"]
    assert TEXT in messages[1].content
    shown = FORMATS[name].read(messages[2].content, SCHEMA)
    assert not shown.problems
    assert {(each.type, each.text) for each in shown.draft.entities} == {(each.type, each.text) for each in PREVIOUS.entities}
    assert f"{words}" in messages[3].content and '"Beta"' in messages[3].content


def test_the_corrected_answer_is_the_whole_answer():
    answer = correct(Scripted(answering), [BASEL, BETA])
    assert entities(answer) == [("city", "Basel"), ("company", "Acme"), ("company", "Beta"), ("person", "Eve")]
    assert [(each.type, each.head, each.tail) for each in answer.draft.relations] == [("runs", "Eve", "Acme")]
    assert [each.outcome for each in answer.readings] == [Outcome.READ]
    assert (answer.usage.calls, answer.problems) == (1, ())


def test_groups_without_a_suspect_are_not_asked_and_stand_with_their_places():
    scripted = Scripted(answering)
    answer = correct(scripted, [Defect(DefectKind.REDUNDANT, 0.8, "x", "m", entity("person", "Basel"))], labels_per_call=1)
    assert len(scripted.asked) == 1
    assert entities(answer) == [("company", "Acme"), ("person", "Eve")]
    kept = next(each for each in answer.draft.entities if each.type == "company")
    assert (kept.start, kept.end, kept.confidence) == (36, 40, 0.9)
    assert sorted(key for each in answer.readings for key in each.asked) == sorted(SCHEMA.keys)


def test_every_group_hears_of_its_own_suspects_only():
    scripted = Scripted(answering)
    correct(scripted, [BASEL, BETA], labels_per_call=1)
    told = {name: turn for turn in scripted.asked for name in CORRECTED if f'"{name}": []' in turn.messages[0].content}
    assert sorted(told) == ["city", "company", "person"]
    assert '"Beta"' in told["company"].messages[3].content and "Basel" not in told["company"].messages[3].content
    assert all(
        "Basel" in told[name].messages[3].content and "Beta" not in told[name].messages[3].content
        for name in ("person", "city")
    )


def test_what_belongs_to_no_label_is_told_to_every_group():
    scripted = Scripted(answering)
    malformed = Defect(DefectKind.MALFORMED, 1.0, "the reply was cut", "rules")
    correct(scripted, [malformed], labels_per_call=2)
    assert ["the reply was cut" in each.messages[3].content for each in scripted.asked] == [True, True]


def test_a_relation_that_stands_falls_with_an_end_that_is_answered_no_more():
    defect = Defect(DefectKind.REDUNDANT, 0.8, "x", "m", entity("person", "Eve"))
    answer = correct(Scripted(['{"entities": {"person": ["Basel"]}}']), [defect], labels_per_call=1)
    assert entities(answer) == [("company", "Acme"), ("person", "Basel")]
    assert answer.draft.relations == ()
    assert [each.code for each in answer.problems] == ["loose_end"]


@pytest.mark.parametrize("reply", ["I cannot.", "", '{"entities": {"person": ["E', ModelUnavailable("down")])
def test_a_group_that_cannot_be_corrected_keeps_its_previous_items(reply):
    def answer(request):
        return reply if '"person": []' in request.messages[0].content else answering(request)

    answered = correct(Scripted(answer), [BASEL, BETA], labels_per_call=1)
    assert entities(answered) == [
        ("city", "Basel"),
        ("company", "Acme"),
        ("company", "Beta"),
        ("person", "Basel"),
        ("person", "Eve"),
    ]
    assert "correction_unread" in [each.code for each in answered.problems]
    assert answered.cut == ()


@pytest.mark.parametrize("reply", ["nonsense", ModelUnavailable("down")])
def test_a_correction_of_which_nothing_could_be_read_has_failed_and_says_what_it_cost(reply):
    scripted = Scripted(lambda _: reply)
    answer = correct(scripted, [BETA])
    assert {reading.outcome for reading in answer.readings} == {Outcome.FAILED}
    assert answer.problems
    assert answer.usage.calls == (0 if isinstance(reply, ModelUnavailable) else 3)


def test_what_concerns_every_passage_reaches_the_caller_of_a_correction():
    with pytest.raises(NotConfigured):
        correct(Scripted([NotConfigured("no key")]), [BETA])


def test_a_cut_correction_is_asked_again_for_the_half_that_has_suspects():
    def answer(request):
        whole = answering(request)
        return Reply(whole[:25], Finish.LENGTH) if '"city": []' in request.messages[0].content else whole

    scripted = Scripted(answer)
    answered = correct(scripted, [BETA])
    assert entities(answered) == [("company", "Acme"), ("company", "Beta"), ("person", "Eve")]
    assert [each.type for each in answered.draft.relations] == ["runs"]
    assert len(scripted.asked) == 2


def wide_previous(number):
    text = " ".join(f"name{each}" for each in range(number))
    draft = Draft(entities=tuple(DraftEntity("company", f"name{each}") for each in range(number)))
    return assemble(text, draft, SCHEMA).extraction


def test_where_not_all_has_room_suspects_and_what_they_touch_are_shown_first():
    previous = wide_previous(500)
    place = previous.text.index("name480")
    defect = Defect(
        DefectKind.REDUNDANT, 0.9, "x", "m", Claim(ClaimKind.ENTITY, "company", "", (Mention("name480", place, place + 7),))
    )
    scripted = Scripted(['{"entities": {"company": ["name1"]}}'], context_tokens=3000)
    answer = correct(scripted, [defect], previous, text=previous.text, reply_tokens=400)
    assert [each.code for each in answer.problems] == ["feedback_cut"]
    messages = scripted.asked[0].messages
    assert "name480" in messages[2].content and "name480" in messages[3].content
    assert 1 < len(json.loads(messages[2].content)["entities"]["company"]) < 500
    assert "only a part of your last answer" in messages[3].content
    assert sum(scripted.count_tokens(each.content) for each in messages) <= 3000 - 400


def test_thousands_of_suspects_are_told_in_part_and_the_number_is_said():
    previous = wide_previous(50)
    defects = [Defect(DefectKind.MISSING, 0.5, "x", "m", None, entity("company", f"other{each}")) for each in range(10_000)]
    answer = correct(Scripted(['{"entities": {"company": ["name1"]}}']), defects, previous, text=previous.text)
    assert any("of 10000 suspicions" in each.message for each in answer.problems)


def test_feedback_that_has_no_room_at_all_leaves_the_answer_to_the_caller():
    previous = wide_previous(200)
    answer = correct(Scripted([], context_tokens=1100), [BETA], previous, text=previous.text)
    assert {reading.outcome for reading in answer.readings} == {Outcome.FAILED}
    assert "do not fit" in answer.problems[0].message


def test_a_lone_surrogate_in_the_previous_answer_is_sent_as_one_replacement_character():
    text = "Acme \ud800Beta"
    previous = assemble(text, Draft(entities=(DraftEntity("company", "\ud800Beta"),)), SCHEMA).extraction
    scripted = Scripted(['{"entities": {"company": ["Acme"]}}'])
    correct(scripted, [BETA], previous, text=text)
    for message in scripted.asked[0].messages:
        message.content.encode("utf-8")
