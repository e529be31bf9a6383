"""What a chat server's failure means: from status, headers and body to the error that says what the caller can do."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from garner.errors import AnswerRefused, ContextTooLong, ModelError, ModelUnavailable, NotConfigured, RateLimited
from garner.models.keys import KEY_FILE_VARIABLE, KEY_VARIABLES

__all__ = ["ServerAnswer", "ServerComplaint", "complaint", "explain", "retry_after", "sentence", "unreadable"]


class ServerAnswer(NamedTuple):
    """An HTTP answer: status, body as text, headers with lower-case names."""

    status: int
    body: str
    headers: Mapping[str, str]

    @property
    def failed(self) -> bool:
        """Whether it is a failure, by its status or (some gateways answer 200 to everything) by its body."""
        return self.status >= 300 or ('"error"' in self.body and '"choices"' not in self.body)


class ServerComplaint(NamedTuple):
    """What the body of a failed call says: the status (its own, where it states one), codes in lower case, the parameter at
    fault, the message."""

    status: int
    codes: str
    parameter: str
    message: str

    @property
    def words(self) -> str:
        """All of it in lower case, to look for tell-tale words in."""
        return f"{self.parameter} {self.codes} {self.message}".lower()

    @property
    def too_long(self) -> bool:
        return self.status == 413 or bool(_TOO_LONG.search(self.words))

    @property
    def filtered(self) -> bool:
        return bool(_FILTERED.search(self.words))


_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|(maximum|max|available|supported) (context|sequence)|context (length|window)"
    r"|context size|max_model_len|(prompt|input|request)( text| length)? (is )?too (long|large)"
    r"|too many (input |prompt )?tokens"
    r"|reduce the length|max_position_embeddings|(input|prompt) (length|tokens?)\b.{0,60}\b(exceed|greater|longer|larger)"
    r"|exceeds? (the )?(maximum|limit).{0,40}tokens"
)
_FILTERED = re.compile(
    r"content_filter|content_policy|content management policy|responsibleaipolicyviolation|data_inspection_failed"
    r"|content_blocked|moderation_blocked|safety system"
)
_NO_CREDIT = re.compile(
    r"insufficient_quota|billing_hard_limit|exceeded your current quota|insufficient (balance|credit|funds)"
)
# Too Early and Request Timeout are the server's own "later"; Conflict is what OpenAI answers while a lock is held.
_LATER = frozenset({408, 409, 425})
_NOT_IMPLEMENTED = 501
_KEY_HINT = f"Set {' or '.join(KEY_VARIABLES)} to a key of that server, or {KEY_FILE_VARIABLE} to a file that holds it."


def complaint(answer: ServerAnswer) -> ServerComplaint:
    """What the server says is wrong, whichever of the usual forms (OpenAI, FastAPI, Ollama, llama.cpp, HTML) it says it in."""
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ServerComplaint(answer.status, "", "", _shorten(re.sub(r"<[^>]*>", " ", answer.body)))
    fields = content.get("error", content) if isinstance(content, dict) else content
    if not isinstance(fields, dict):
        return ServerComplaint(answer.status, "", "", _shorten(str(fields)))
    codes = " ".join(str(fields[name]) for name in ("code", "type", "status") if fields.get(name) is not None)
    if isinstance(inner := fields.get("innererror"), dict):
        codes += f" {inner.get('code', '')}"
    message = next((fields[name] for name in ("message", "detail", "error") if fields.get(name)), fields)
    code = fields.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else answer.status
    return ServerComplaint(status, codes.lower(), str(fields.get("param") or ""), _shorten(str(message)))


def explain(answer: ServerAnswer, place: str, now: float) -> ModelError | NotConfigured:
    """The error that an answer of status 400 or above (or a body that is an error) stands for.

    ``place`` names model and server in the message, ``now`` is the time in seconds since 1970 (for a Retry-After date).
    """
    said = complaint(answer)
    message = sentence(f"{place} answered {said.status}: {said.message or 'no message'}")
    if said.status in (401, 403):
        return NotConfigured(message, _KEY_HINT)
    if said.status == 402 or _NO_CREDIT.search(said.words):
        return NotConfigured(message, "The account has no credit left there: top it up, then run the same command again.")
    if said.status == 429:
        return RateLimited(message, "Ask less often (requests or tokens per minute).", retry_after(answer.headers, now))
    if said.filtered:
        return AnswerRefused(message, "The server's content filter withheld this passage.")
    if said.too_long:
        return ContextTooLong(message, "Ask about a shorter passage, or name the server's true context size.")
    if said.status == 404:
        return NotConfigured(message, "Check the model's name (--model) and the server's address (--base-url).")
    if said.status in _LATER or (said.status >= 500 and said.status != _NOT_IMPLEMENTED):
        return ModelUnavailable(message, "The server is busy or down: try again later.", retry_after(answer.headers, now))
    return ModelError(message, "The server will not answer this request as it is.")


def unreadable(answer: ServerAnswer, place: str) -> ModelUnavailable:
    """The error for an answer of status 200 that holds no reply: a page of a proxy, a body cut off, no choices."""
    kind = "HTML" if answer.body.lstrip()[:1] == "<" else "an empty body" if not answer.body.strip() else "no chat completion"
    beginning = _shorten(re.sub(r"<[^>]*>", " ", answer.body))
    return ModelUnavailable(
        sentence(f"{place} answered {answer.status} with {kind}: {beginning}".removesuffix(": ")),
        "If it goes on, check that --base-url is the address of an OpenAI-compatible server (it often ends in /v1).",
    )


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds the server wishes us to wait, from ``retry-after-ms`` or ``retry-after`` (seconds or an HTTP date)."""
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def sentence(text: str) -> str:
    """The text with a full stop, so that a hint may follow it."""
    return text if text.endswith((".", "!", "?", "…", "。")) else f"{text}."


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _shorten(text: str, length: int = 300) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
