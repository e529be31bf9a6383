"""A text generator as an extraction model: prompt, reply, reading; asked again, or for less, until the answer is whole."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from garner.errors import ContextTooLong
from garner.formats import FORMATS, PromptStyle, ReadAnswer, answer_json_schema, group, render, render_correction
from garner.models.protocols import Answer, TextGenerator
from garner.schema import Schema
from garner.values import Draft, Finish, Message, Outcome, Problem, Reading, Reply, Request, Usage

__all__ = ["PromptSettings", "PromptedModel"]

LEAST_PASSAGE = 128


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """How a language model is asked.

    ``reply_tokens`` bounds one reply, ``passage_tokens`` one passage (long ones cost recall before they cost context),
    ``labels_per_call`` the labels asked at once, ``attempts`` how often an unreadable reply is asked for again.
    """

    style: PromptStyle = field(default_factory=PromptStyle)
    reply_tokens: int = 4096
    passage_tokens: int = 1500
    labels_per_call: int = 24
    attempts: int = 3
    temperature: float = 0.0
    seed: int | None = None


class _Plan(NamedTuple):
    """The groups of labels that are asked one by one, and the tokens that the longest prompt takes without any text."""

    groups: tuple[Schema, ...]
    overhead: int


class PromptedModel:
    """Any schema through any text generator.

    Wide schemas are asked in groups of labels. A reply that was cut is asked again for half the labels, and for one label is
    given back as partial, so that the caller can halve the passage. A reply that cannot be read is asked for again with what
    was wrong with it.
    """

    def __init__(self, generator: TextGenerator, settings: PromptSettings | None = None) -> None:
        self._generator = generator
        self._settings = settings or PromptSettings()
        self._format = FORMATS[self._settings.style.format]
        self._reply_tokens = max(64, min(self._settings.reply_tokens, generator.context_tokens // 3))
        self.name = f"{generator.name} {self._settings.style.name}"
        self._asked: dict[Schema, _Plan] = {}

    def count_tokens(self, text: str) -> int:
        return self._generator.count_tokens(text)

    def room(self, schema: Schema) -> int:
        """Tokens of text that fit beside the widest group of labels. Raises ``ContextTooLong`` where hardly any do."""
        overhead = self._plan(schema).overhead
        room = min(self._settings.passage_tokens, self._generator.context_tokens - self._reply_tokens - overhead)
        if room < min(LEAST_PASSAGE, self._settings.passage_tokens):
            raise ContextTooLong(
                f"{self._generator.name}: the prompt alone takes {overhead} of {self._generator.context_tokens} tokens.",
                "Shorten the descriptions, or use a model with a longer context.",
            )
        return room

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """The answer for one passage. Raises what the generator raises."""
        answers = await asyncio.gather(*(self._ask(passage, part) for part in self._plan(schema).groups))
        return _together(answers)

    def _plan(self, schema: Schema) -> _Plan:
        """How a schema is asked; made once, because it is the same for every passage."""
        if schema not in self._asked:
            most = self._generator.context_tokens - self._reply_tokens - LEAST_PASSAGE
            groups = group(schema, lambda part: self._overhead(part) <= most, self._settings.labels_per_call)
            self._asked[schema] = _Plan(groups, max(self._overhead(part) for part in groups))
        return self._asked[schema]

    def _overhead(self, schema: Schema) -> int:
        return sum(self._generator.count_tokens(message.content) + 4 for message in render("", schema, self._settings.style))

    async def _ask(self, passage: str, schema: Schema) -> Answer:
        answer, cut = await self._converse(passage, schema)
        if not cut or len(schema.keys) < 2:
            return answer
        half = len(schema.keys) // 2
        parts = (schema.only(schema.keys[:half]), schema.only(schema.keys[half:]))
        halves = await asyncio.gather(*(self._ask(passage, part) for part in parts))
        note = Problem("labels_halved", f"The answer about {len(schema.keys)} labels was too long; asked in two halves.")
        return _together([Answer(Draft(), (), (note,), answer.usage), *halves])

    async def _converse(self, passage: str, schema: Schema) -> tuple[Answer, bool]:
        """The best answer of at most ``attempts`` replies, and whether it was cut for length."""
        first = request = self._request(passage, schema)
        usage, best, most = Usage(), None, -1
        for attempt in range(1, self._settings.attempts + 1):
            reply = await self._generator.generate(request)
            usage += _usage(reply)
            read = self._format.read(reply.text, schema)
            # Only JSON shows by its brackets that nothing is missing at the end.
            cut = reply.finish is Finish.LENGTH and not (read.complete and self._settings.style.format == "json")
            size = _size(read.draft)
            whole = read.complete and not cut
            if whole or size > most:
                best, most = self._answer(passage, schema, reply, replace(read, complete=whole)), size
            if whole or cut or attempt == self._settings.attempts:
                break
            request = self._correct(first, reply, read.problems, passage)
        assert best is not None
        if attempt > 1:
            note = Problem("asked_again", f"The reply could not be read whole; asked {attempt} times.")
            best = replace(best, problems=(*best.problems, note))
        return replace(best, usage=usage), cut

    def _request(self, passage: str, schema: Schema) -> Request:
        json_schema = None
        if self._settings.style.format == "json":
            json_schema = json.dumps(answer_json_schema(schema), ensure_ascii=False, sort_keys=True)
        messages = render(passage, schema, self._settings.style)
        return Request(messages, json_schema, self._reply_tokens, self._settings.temperature, self._settings.seed)

    def _correct(self, request: Request, reply: Reply, problems: tuple[Problem, ...], passage: str) -> Request:
        correction = render_correction(problems, passage, self._settings.style)
        # The reply stands in the conversation so that the model sees what it did; its beginning is enough for that.
        said = reply.text[:2000].strip() or "(empty)"
        turns = (*request.messages, Message("assistant", said), Message("user", correction))
        return replace(request, messages=turns)

    def _answer(self, passage: str, schema: Schema, reply: Reply, read: ReadAnswer) -> Answer:
        whole = Outcome.REPAIRED if read.problems else Outcome.READ
        torn = Outcome.PARTIAL if read.draft else Outcome.FAILED
        reading = Reading(0, len(passage), reply.call or self.name, whole if read.complete else torn, schema.keys)
        return Answer(read.draft, (reading,), read.problems, Usage())


def _together(answers: list[Answer]) -> Answer:
    draft, usage = Draft(), Usage()
    for answer in answers:
        draft, usage = draft + answer.draft, usage + answer.usage
    readings = tuple(reading for answer in answers for reading in answer.readings)
    return Answer(draft, readings, tuple(problem for answer in answers for problem in answer.problems), usage)


def _usage(reply: Reply) -> Usage:
    return Usage(1, int(reply.cached), reply.input_tokens, reply.output_tokens, reply.seconds, reply.cost)


def _size(draft: Draft) -> int:
    sections = (draft.labels, draft.entities, draft.relations, draft.events, draft.facts, draft.tables)
    return sum(len(section) for section in sections)
