"""Reading a chat completion, whichever server wrote it: text, reason of its end, tokens, money."""

from __future__ import annotations

import json

from garner.errors import AnswerRefused
from garner.models.chat_errors import ServerAnswer, sentence
from garner.models.prices import Price
from garner.values import Finish, Reply

__all__ = ["read_reply"]

_CUT = frozenset({"length", "max_tokens", "model_length", "max_output_tokens"})
_THINKING = ("reasoning_content", "reasoning")


def read_reply(answer: ServerAnswer, seconds: float, price: Price | None) -> Reply | None:
    """The reply in an answer of status 200; ``None`` where the body is no chat completion or has no choice in it.

    What a model thought before it answered stands between ``<think>`` and ``</think>`` in front of the text, as models write it
    whose server does not take it apart. Raises ``AnswerRefused`` when the content filter or the model withheld the answer.
    """
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    choices = content.get("choices") if isinstance(content, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return None
    text, thinking, finish = _text(message.get("content")), _thinking(message), choice.get("finish_reason")
    if finish == "content_filter":
        raise AnswerRefused("the server's content filter cut the answer off.", "This passage stays unread.")
    if not text and isinstance(refusal := message.get("refusal"), str) and refusal:
        raise AnswerRefused(sentence(f"the model refused to answer: {refusal}"), "This passage stays unread.")
    sent, received = _tokens(content.get("usage"), "prompt_tokens"), _tokens(content.get("usage"), "completion_tokens")
    return Reply(
        f"<think>\n{thinking}\n</think>\n{text}" if thinking else text,
        Finish.LENGTH if finish in _CUT else Finish.STOP,
        sent,
        received,
        seconds,
        # No statement of tokens is no statement of money either.
        price.of(sent, received) if price is not None and sent + received else None,
    )


def _text(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _thinking(message: dict[str, object]) -> str:
    return next((value for name in _THINKING if isinstance(value := message.get(name), str) and value.strip()), "")


def _tokens(usage: object, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
