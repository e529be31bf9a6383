"""Every failure of a server becomes the error that says what the caller can do."""

import json

import pytest

from garner.errors import AnswerRefused, ContextTooLong, ModelError, ModelUnavailable, NotConfigured, RateLimited
from garner.models.chat_errors import ServerAnswer, complaint, explain, retry_after, unreadable

NOW = 1_800_000_000.0


def said(status: int, content: object, **headers: str) -> ServerAnswer:
    body = content if isinstance(content, str) else json.dumps(content)
    return ServerAnswer(status, body, headers)


def openai(message: str, code: str | None = None, kind: str = "invalid_request_error") -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


CASES = [
    ("rate limit", said(429, openai("Rate limit reached", "rate_limit_exceeded")), RateLimited),
    ("quota used up", said(429, openai("You exceeded your current quota", "insufficient_quota")), NotConfigured),
    ("no credit", said(402, openai("Insufficient Balance")), NotConfigured),
    ("internal error", said(500, openai("The server had an error", kind="server_error")), ModelUnavailable),
    ("bad gateway page", said(502, "<html><h1>502 Bad Gateway</h1></html>"), ModelUnavailable),
    ("overloaded", said(503, ""), ModelUnavailable),
    ("gateway timeout", said(504, "upstream timed out"), ModelUnavailable),
    ("overloaded, unofficial", said(529, openai("Overloaded")), ModelUnavailable),
    ("request timeout", said(408, ""), ModelUnavailable),
    ("not implemented", said(501, ""), ModelError),
    ("bad key", said(401, openai("Incorrect API key provided", "invalid_api_key")), NotConfigured),
    ("forbidden", said(403, openai("Country not supported")), NotConfigured),
    ("no such model", said(404, openai("The model `x` does not exist", "model_not_found")), NotConfigured),
    ("no such model, Ollama", said(404, {"error": {"message": 'model "x" not found, try pulling it first'}}), NotConfigured),
    ("wrong path, FastAPI", said(404, {"detail": "Not Found"}), NotConfigured),
    (
        "too long, OpenAI",
        said(400, openai("This model's maximum context length is 8192 tokens", "context_length_exceeded")),
        ContextTooLong,
    ),
    (
        "too long, vLLM",
        said(
            400,
            {
                "object": "error",
                "message": "'max_tokens' or 'max_completion_tokens' is too large: 2048. This model's maximum context length is "
                "2048 tokens and your request has 117 input tokens",
                "type": "BadRequestError",
                "code": 400,
            },
        ),
        ContextTooLong,
    ),
    (
        "too long, llama.cpp",
        said(
            400,
            {
                "error": {
                    "code": 400,
                    "message": "the request exceeds the available context size, try increasing it",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 9000,
                    "n_ctx": 4096,
                }
            },
        ),
        ContextTooLong,
    ),
    ("too long, older llama.cpp", said(500, {"error": {"code": 500, "message": "context size exceeded"}}), ContextTooLong),
    ("too long, Ollama", said(400, {"error": "input length exceeds maximum context length"}), ContextTooLong),
    ("too long, Anthropic's", said(400, openai("prompt is too long: 210000 tokens > 200000 maximum")), ContextTooLong),
    ("too long, transformers", said(422, {"detail": "Input is larger than max_position_embeddings"}), ContextTooLong),
    ("payload too large", said(413, "Request Entity Too Large"), ContextTooLong),
    ("filtered, OpenAI", said(400, openai("Rejected by our safety system", "content_policy_violation")), AnswerRefused),
    (
        "filtered, Azure",
        said(
            400,
            {
                "error": {
                    "message": "The response was filtered due to Azure OpenAI's content management policy.",
                    "code": "content_filter",
                    "innererror": {"code": "ResponsibleAIPolicyViolation"},
                }
            },
        ),
        AnswerRefused,
    ),
    ("wrong parameter", said(400, openai("Unknown parameter: 'foo'", "unknown_parameter")), ModelError),
    ("an error with status 200", said(200, {"error": {"message": "Provider returned error", "code": 502}}), ModelUnavailable),
]


@pytest.mark.parametrize(("answer", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_failure_is_of_its_family(answer: ServerAnswer, kind: type[Exception]) -> None:
    error = explain(answer, "openai:m at http://h/v1", NOW)
    assert type(error) is kind
    assert "openai:m at http://h/v1" in str(error)
    assert error.retryable == (kind in (ModelUnavailable, RateLimited))


def test_what_was_said_and_what_to_do_are_two_sentences() -> None:
    error = explain(said(500, openai("The server had an error")), "m", NOW)
    assert str(error) == "m answered 500: The server had an error. The server is busy or down: try again later."


def test_a_refused_key_names_the_variables() -> None:
    assert "GARNER_API_KEY or OPENAI_API_KEY" in str(explain(said(401, openai("no")), "m", NOW))


def test_a_missing_model_names_the_option() -> None:
    assert "--model" in str(explain(said(404, openai("The model `x` does not exist")), "m", NOW))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:10 GMT"}, 10.0),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Fri, 99 Foo 2027 08:00:10 GMT"}, None),
        ({}, None),
    ],
)
def test_the_servers_wish_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_the_servers_wish_travels_with_the_error(status: int) -> None:
    error = explain(said(status, "", **{"retry-after": "7"}), "m", NOW)
    assert isinstance(error, ModelUnavailable)
    assert error.retry_after == 7.0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html><title>Sign in</title></html>", "HTML: Sign in"),
        ("", "an empty body"),
        ('{"choices": []}', "no chat completion"),
    ],
)
def test_a_page_in_place_of_json_is_called_by_its_name(body: str, words: str) -> None:
    error = unreadable(said(200, body), "m")
    assert error.retryable
    assert words in str(error)


@pytest.mark.parametrize("body", ["[1]", "null", '"text"', "{}", "{", "\x00", "[" * 100_000])
def test_no_body_breaks_the_reading_of_a_failure(body: str) -> None:
    assert complaint(ServerAnswer(400, body, {})).status == 400
    assert type(explain(ServerAnswer(400, body, {}), "m", NOW)) is ModelError


def test_a_long_page_is_shortened() -> None:
    assert len(str(explain(said(500, "x" * 10_000), "m", NOW))) < 500
