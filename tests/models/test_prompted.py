"""A language model is asked until its answer is whole: in groups, in halves, again."""

import asyncio
import json
import re

import pytest

from garner import Extractor
from garner.errors import AnswerRefused, ContextTooLong, ModelUnavailable, NotConfigured
from garner.formats import PromptStyle
from garner.models.prompted import PromptedModel, PromptSettings
from garner.schema import Schema
from garner.values import Finish, Outcome, Reply

SCHEMA = Schema.of(["cat", "dog", "bird", "fish"])
TEXT = "A cat, a dog, a bird and a fish."


class Speaker:
    """A generator that answers with a function and keeps the requests."""

    name = "speaker"

    def __init__(self, answer, context_tokens=8192):
        self.answer = answer
        self.context_tokens = context_tokens
        self.requests = []

    def count_tokens(self, text):
        return len(text) // 4 + 1

    async def generate(self, request):
        self.requests.append(request)
        said = self.answer(request, len(self.requests))
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Reply) else Reply(said, input_tokens=10, output_tokens=5, seconds=0.5, cost=0.01)


def asked(request):
    """The entity types a request asks for, read from the empty answer in its prompt."""
    return [name for name in ("cat", "dog", "bird", "fish") if f'"{name}": []' in request.messages[0].content]


def found(names):
    return json.dumps({"entities": {name: [name] for name in names}})


def ask(model, schema=SCHEMA, text=TEXT):
    return asyncio.run(model.answer(text, schema))


def names(answer):
    return [each.text for each in answer.draft.entities]


def test_one_call_answers_a_small_schema():
    speaker = Speaker(lambda request, _: found(asked(request)))
    answer = ask(PromptedModel(speaker))
    assert names(answer) == ["cat", "dog", "bird", "fish"]
    assert [(each.outcome, each.asked) for each in answer.readings] == [(Outcome.READ, SCHEMA.keys)]
    assert (answer.usage.calls, answer.usage.input_tokens, answer.usage.cost) == (1, 10, 0.01)
    assert json.loads(speaker.requests[0].json_schema)["type"] == "object"
    assert answer.problems == ()


def test_wide_schemas_are_asked_in_groups():
    speaker = Speaker(lambda request, _: found(asked(request)))
    answer = ask(PromptedModel(speaker, PromptSettings(labels_per_call=3)))
    assert sorted(names(answer)) == ["bird", "cat", "dog", "fish"]
    assert answer.usage.calls == len(answer.readings) == 2
    assert sorted(key for each in answer.readings for key in each.asked) == sorted(SCHEMA.keys)


def test_an_unreadable_reply_is_asked_for_again_with_what_was_wrong():
    speaker = Speaker(lambda request, number: "I cannot do that." if number == 1 else found(["cat"]))
    answer = ask(PromptedModel(speaker))
    assert names(answer) == ["cat"]
    roles = [message.role for message in speaker.requests[1].messages]
    assert roles == ["system", "user", "assistant", "user"]
    assert speaker.requests[1].messages[2].content == "I cannot do that."
    assert answer.usage.calls == 2
    assert "asked_again" in [problem.code for problem in answer.problems]
    assert answer.readings[0].outcome in (Outcome.READ, Outcome.REPAIRED)


def test_a_model_that_never_answers_readably_is_asked_a_bounded_number_of_times():
    speaker = Speaker(lambda *_: "no")
    answer = ask(PromptedModel(speaker, PromptSettings(attempts=3)))
    assert len(speaker.requests) == 3
    assert [each.outcome for each in answer.readings] == [Outcome.FAILED]
    assert {"unreadable_reply", "asked_again"} <= {problem.code for problem in answer.problems}


def test_the_fullest_of_several_torn_replies_is_kept():
    torn = ['{"entities": {"cat": ["cat"], "dog": ["dog"', '{"entities": {"cat": ["ca', "nothing at all"]
    speaker = Speaker(lambda _, number: torn[number - 1])
    answer = ask(PromptedModel(speaker))
    assert "cat" in names(answer)
    assert [each.outcome for each in answer.readings] == [Outcome.PARTIAL]


def test_a_reply_cut_for_length_is_asked_again_for_half_the_labels():
    def answer(request, _):
        wanted = asked(request)
        whole = found(wanted)
        return Reply(whole) if len(wanted) < 3 else Reply(whole[: len(whole) // 2], Finish.LENGTH)

    speaker = Speaker(answer)
    answered = ask(PromptedModel(speaker))
    assert sorted(names(answered)) == ["bird", "cat", "dog", "fish"]
    assert answered.usage.calls == 3
    assert [problem.code for problem in answered.problems] == ["labels_halved"]
    assert all(each.outcome is Outcome.READ for each in answered.readings)


def test_a_cut_reply_about_one_label_names_the_label_for_the_caller_to_halve_the_text():
    speaker = Speaker(lambda *_: Reply('{"entities": {"cat": ["cat", "cat', Finish.LENGTH))
    answer = ask(PromptedModel(speaker), Schema.of(["cat"]))
    assert [each.outcome for each in answer.readings] == [Outcome.PARTIAL]
    assert answer.cut == ("entities.cat",)
    assert names(answer) == ["cat"]
    assert len(speaker.requests) == 1


def test_a_cut_reply_that_says_nothing_is_cut_all_the_same():
    answer = ask(PromptedModel(Speaker(lambda *_: Reply("<think>Let me see", Finish.LENGTH))), Schema.of(["cat"]))
    assert ([each.outcome for each in answer.readings], answer.cut) == ([Outcome.FAILED], ("entities.cat",))


@pytest.mark.parametrize("style", ["lines", "slash"])
def test_the_record_that_a_reply_was_cut_in_is_left_out(style):
    said = {"lines": "cat: cat; dog: do", "slash": "/NER/:cat;cat:dog;do"}[style]
    answer = ask(
        PromptedModel(Speaker(lambda *_: Reply(said, Finish.LENGTH)), PromptSettings(PromptStyle(style))),
        Schema.of(["cat", "dog"]),
    )
    assert "do" not in names(answer)
    assert "reply_cut" in [problem.code for problem in answer.problems]


def test_a_model_that_always_cuts_is_asked_a_bounded_number_of_times():
    speaker = Speaker(lambda *_: Reply('{"entities": {"cat', Finish.LENGTH))
    wide = Schema.of(f"type {number}" for number in range(240))
    answer = ask(PromptedModel(speaker), wide)
    assert len(speaker.requests) <= 10 * 7
    assert sorted(answer.cut) == sorted(wide.keys)


def test_a_flaw_that_asking_again_cannot_mend_is_asked_for_twice_at_most():
    schema = Schema.parse({"labels": {"mood": ["good", "bad"]}, "entities": ["cat"]})
    speaker = Speaker(lambda *_: '{"labels": {"mood": "purple"}, "entities": {"cat": ["cat"]}}')
    answer = ask(PromptedModel(speaker), schema)
    assert len(speaker.requests) == 2
    assert (names(answer), answer.cut) == (["cat"], ())
    assert {"unknown_choice", "choice_missing"} <= {problem.code for problem in answer.problems}


def test_a_group_whose_call_fails_does_not_take_the_others_with_it():
    refused = AnswerRefused("withheld")
    speaker = Speaker(lambda request, _: refused if "fish" in asked(request) else found(asked(request)))
    answer = ask(PromptedModel(speaker, PromptSettings(labels_per_call=2)))
    assert sorted(names(answer)) in (["bird", "cat"], ["cat", "dog"], ["bird", "dog"])
    assert sorted(each.outcome for each in answer.readings) == [Outcome.FAILED, Outcome.READ]
    assert "answer_refused" in [problem.code for problem in answer.problems]
    assert answer.usage.calls == 1


def test_what_was_read_before_a_failure_is_kept_and_paid_for():
    torn = '{"entities": {"cat": ["cat"], "dog": ["dog"'
    speaker = Speaker(lambda _, number: Reply(torn, input_tokens=10) if number == 1 else ModelUnavailable("down"))
    answer = ask(PromptedModel(speaker))
    assert "cat" in names(answer)
    assert (answer.usage.calls, answer.usage.input_tokens) == (1, 10)
    assert "model_unavailable" in [problem.code for problem in answer.problems]


def test_an_answer_that_shrank_when_asked_again_is_told():
    speaker = Speaker(lambda _, number: '{"entities": {"cat": ["cat"], "dog": ["do' if number == 1 else '{"entities": {}}')
    answer = ask(PromptedModel(speaker))
    assert names(answer) == []
    assert "answer_shrank" in [problem.code for problem in answer.problems]


def test_a_failed_call_is_a_failed_reading_with_its_reason():
    answer = ask(PromptedModel(Speaker(lambda *_: ModelUnavailable("down"))))
    assert [each.outcome for each in answer.readings] == [Outcome.FAILED]
    assert [problem.code for problem in answer.problems] == ["model_unavailable"]


def test_what_concerns_every_passage_reaches_the_caller():
    with pytest.raises(NotConfigured):
        ask(PromptedModel(Speaker(lambda *_: NotConfigured("no key"))))


def test_room_leaves_place_for_prompt_and_reply():
    model = PromptedModel(Speaker(None, 4096), PromptSettings(passage_tokens=100_000))
    prompt = sum(len(message.content) // 4 + 5 for message in _prompt(model))
    assert 0 < model.room(SCHEMA) <= 4096 - 4096 // 3 - prompt
    assert PromptedModel(Speaker(None, 100_000)).room(SCHEMA) == PromptSettings().passage_tokens


def _prompt(model):
    from garner.formats import render

    return render("", SCHEMA, PromptStyle())


def test_a_schema_that_fills_the_context_is_refused_with_the_figures():
    schema = Schema.parse({"entities": {"cat": "very long " * 2000}})
    with pytest.raises(ContextTooLong, match=r"takes \d+ of 1024 tokens"):
        PromptedModel(Speaker(None, 1024)).room(schema)


@pytest.mark.parametrize("style", [PromptStyle("json", "zh"), PromptStyle("json", "ja")])
def test_the_style_is_part_of_the_models_name(style):
    assert re.fullmatch(rf"speaker json-1-{style.language}", PromptedModel(Speaker(None), PromptSettings(style)).name)


def test_a_lone_surrogate_is_sent_as_one_replacement_character_and_reported():
    speaker = Speaker(lambda request, _: found(asked(request)))
    text = "A \ud800cat, a dog\udfff, a bird and a fish."
    answer = ask(PromptedModel(speaker), text=text)
    sent = speaker.requests[0].messages[-1].content
    sent.encode("utf-8")
    assert text.replace("\ud800", "\ufffd").replace("\udfff", "\ufffd") in sent
    assert [each.code for each in answer.problems] == ["surrogates_replaced"]
    assert "2 lone surrogates" in answer.problems[0].message
    assert [(each.start, each.end) for each in answer.readings] == [(0, len(text))]


def test_a_reply_with_a_lone_surrogate_can_be_asked_again():
    speaker = Speaker(lambda request, turn: "no answer \ud800" if turn == 1 else found(asked(request)))
    assert names(ask(PromptedModel(speaker))) == ["cat", "dog", "bird", "fish"]
    for message in speaker.requests[1].messages:
        message.content.encode("utf-8")


def test_places_behind_a_lone_surrogate_are_those_of_the_text_as_given():
    text = "A \ud800cat, a dog\udfff, a bird and a fish."
    result = Extractor(SCHEMA, Speaker(lambda request, _: found(asked(request)))).extract(text)
    assert [(each.text, text.index(each.text)) for each in result.entities] == [
        (each.text, each.grounding.start) for each in result.entities
    ]
    assert len(result.entities) == 4
