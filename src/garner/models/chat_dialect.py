"""What a chat server understands of the OpenAI protocol, learned from what it refuses."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

from garner.models.chat_errors import ServerAnswer, complaint
from garner.values import Request

__all__ = ["Dialect", "parameters"]

_REFUSALS = frozenset({400, 404, 415, 422, 500, 501})
# A refused request has many causes; these statuses alone do not blame the form of the answer, so the words must.
_NEEDS_WORDS = frozenset({404, 500, 501})
_FORMAT_WORDS = ("response_format", "json_schema", "json_object", "json mode", "structured", "grammar", "guided")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How requests are put to one server: the form of answer asked for, the name of the length limit, which knobs it knows."""

    answer_form: Literal["json_schema", "json_object", "none"] = "json_schema"
    length_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    seed: bool = True

    def after(self, refusal: ServerAnswer, request: Request) -> Dialect | None:
        """The dialect to try after the server refused ``request``, or ``None`` where the refusal is about something else."""
        said = complaint(refusal)
        if said.status not in _REFUSALS or said.too_long or said.filtered:
            return None
        words = said.words
        if said.status not in _NEEDS_WORDS:
            if "max_completion_tokens" in words and self.length_name == "max_tokens" and "max_tokens" in words:
                return replace(self, length_name="max_completion_tokens")
            if "max_completion_tokens" in words and self.length_name == "max_completion_tokens":
                return replace(self, length_name="max_tokens")
            if self.temperature and _blames(words, said.parameter, "temperature"):
                return replace(self, temperature=False)
            if self.seed and request.seed is not None and _blames(words, said.parameter, "seed"):
                return replace(self, seed=False)
        if request.json_schema is None or self.answer_form == "none":
            return None
        if said.status in _NEEDS_WORDS and not any(word in words for word in _FORMAT_WORDS):
            return None
        return replace(self, answer_form="json_object" if self.answer_form == "json_schema" else "none")


def _blames(words: str, parameter: str, name: str) -> bool:
    return parameter == name or (name in words and any(word in words for word in ("support", "unknown", "unrecog", "extra")))


def parameters(request: Request, dialect: Dialect) -> dict[str, object]:
    """The request as fields of a chat completion, in the dialect of the server; all but the model's name."""
    fields: dict[str, object] = {
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        dialect.length_name: request.max_tokens,
    }
    if dialect.temperature:
        fields["temperature"] = request.temperature
    if dialect.seed and request.seed is not None:
        fields["seed"] = request.seed
    if request.json_schema is not None and dialect.answer_form == "json_schema":
        schema = {"name": "answer", "strict": True, "schema": json.loads(request.json_schema)}
        fields["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif request.json_schema is not None and dialect.answer_form == "json_object":
        fields["response_format"] = {"type": "json_object"}
    return fields
