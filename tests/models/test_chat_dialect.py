"""What a server refuses teaches how to ask it; what is refused for another reason teaches nothing."""

import json

import pytest

from garner.models.chat_dialect import Dialect, parameters
from garner.models.chat_errors import ServerAnswer
from garner.values import Message, Request

PLAIN = Request((Message("user", "hi"),))
STRUCTURED = Request((Message("user", "hi"),), json_schema='{"type": "object"}', seed=1)


def refused(status: int, message: str, parameter: str | None = None) -> ServerAnswer:
    return ServerAnswer(status, json.dumps({"error": {"message": message, "param": parameter}}), {})


def test_an_unsupported_schema_steps_down_to_an_object_and_then_to_nothing() -> None:
    answer = refused(400, "'response_format' of type 'json_schema' is not supported with this model")
    second = Dialect().after(answer, STRUCTURED)
    assert second is not None
    assert second.answer_form == "json_object"
    third = second.after(answer, STRUCTURED)
    assert third is not None
    assert third.answer_form == "none"
    assert third.after(answer, STRUCTURED) is None


@pytest.mark.parametrize("status", [400, 415, 422])
def test_a_refusal_without_a_stated_reason_is_put_down_to_the_form(status: int) -> None:
    assert Dialect().after(ServerAnswer(status, "", {}), STRUCTURED) == Dialect(answer_form="json_object")


@pytest.mark.parametrize("status", [404, 500, 501])
def test_a_missing_model_or_a_crash_is_put_down_to_the_form_only_where_it_says_so(status: int) -> None:
    assert Dialect().after(refused(status, "something else"), STRUCTURED) is None
    assert Dialect().after(refused(status, "failed to parse grammar"), STRUCTURED) == Dialect(answer_form="json_object")


@pytest.mark.parametrize("status", [200, 401, 403, 429, 503])
def test_other_failures_change_nothing(status: int) -> None:
    assert Dialect().after(refused(status, "response_format"), STRUCTURED) is None


@pytest.mark.parametrize("message", ["maximum context length is 2048 tokens, max_tokens is too large", "content_filter"])
def test_a_long_or_unwelcome_text_is_not_put_down_to_the_form(message: str) -> None:
    assert Dialect().after(refused(400, message), STRUCTURED) is None


def test_free_text_has_no_form_to_step_down_from() -> None:
    assert Dialect().after(refused(400, "bad"), PLAIN) is None


def test_the_limits_new_name_is_learned_and_the_old_one_too() -> None:
    message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    assert Dialect().after(refused(400, message, "max_tokens"), PLAIN) == Dialect(length_name="max_completion_tokens")
    unknown = refused(422, "Extra inputs are not permitted: max_completion_tokens")
    assert Dialect(length_name="max_completion_tokens").after(unknown, PLAIN) == Dialect(length_name="max_tokens")


def test_a_fixed_temperature_is_no_longer_asked_for() -> None:
    answer = refused(400, "Unsupported value: 'temperature' does not support 0 with this model.", "temperature")
    other = Dialect().after(answer, STRUCTURED)
    assert other == Dialect(temperature=False)
    assert "temperature" not in parameters(STRUCTURED, other)


def test_a_seed_nobody_knows_is_no_longer_sent() -> None:
    other = Dialect().after(refused(422, "Unexpected fields: {'seed'}, extra inputs", "seed"), STRUCTURED)
    assert other == Dialect(seed=False)
    assert "seed" not in parameters(STRUCTURED, other)


def test_a_request_says_all_that_decides_the_reply() -> None:
    request = Request((Message("system", "s"), Message("user", "u")), '{"type": "object"}', 7, 0.5, 3)
    assert parameters(request, Dialect()) == {
        "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}],
        "max_tokens": 7,
        "temperature": 0.5,
        "seed": 3,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
        },
    }
    assert parameters(request, Dialect(answer_form="json_object"))["response_format"] == {"type": "json_object"}
    assert "response_format" not in parameters(request, Dialect(answer_form="none"))
    assert not {"response_format", "seed"} & set(parameters(PLAIN, Dialect()))
