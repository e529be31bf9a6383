"""A text generator as an extraction model: prompt, reply, reading; asked again, or for less, until the answer is whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from garner.errors import ContextTooLong, ModelError
from garner.formats import FORMATS, Code, PromptStyle, answer_json_schema, group, render, render_correction
from garner.models.protocols import Answer, TextGenerator
from garner.models.revision import Revision, revision_of, stand_where_unread, standing, tell, without_loose_ends
from garner.models.sendable import sendable, sendable_messages
from garner.models.together import together
from garner.schema import Schema
from garner.values import Draft, Feedback, Finish, Message, Outcome, Problem, Reading, Reply, Request, Usage

__all__ = ["PromptSettings", "PromptedModel"]

LEAST_PASSAGE = 128
_HALVINGS = 2
# A reply that lost something in this way may come whole the next time; what was lost otherwise was said, and will be again.
_TORN = frozenset(
    {Code.REPLY_CUT, Code.ANSWER_ELIDED, Code.UNREADABLE_PART, Code.UNREADABLE_REPLY, Code.EMPTY_REPLY, Code.NESTED_TOO_DEEP}
)


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


class _ReadReply(NamedTuple):
    """What one reply came to.

    ``whole``: nothing was lost; ``torn``: asking for it again may bring more; ``cut``: it ended at its longest, so that only
    asking for less will.
    """

    draft: Draft
    reading: Reading
    problems: tuple[Problem, ...]
    whole: bool
    torn: bool
    cut: bool


class PromptedModel:
    """Any schema through any text generator.

    Wide schemas are asked in groups of labels. A reply that was cut is asked again for half the labels, twice at most; what is
    cut even then is named in the answer, so that the caller can halve the passage. A reply that cannot be read whole is asked
    for again with what was wrong with it.
    """

    def __init__(self, generator: TextGenerator, settings: PromptSettings | None = None) -> None:
        self.generator = generator
        self._settings = settings or PromptSettings()
        self._format = FORMATS[self._settings.style.format]
        self._reply_tokens = max(64, min(self._settings.reply_tokens, generator.context_tokens // 3))
        self.name = f"{generator.name} {self._settings.style.name}"
        self._asked: dict[Schema, _Plan] = {}

    def count_tokens(self, text: str) -> int:
        return self.generator.count_tokens(text)

    def room(self, schema: Schema) -> int:
        """Tokens of text that fit beside the widest group of labels. Raises ``ContextTooLong`` where hardly any do."""
        overhead = self._plan(schema).overhead
        room = min(self._settings.passage_tokens, self.generator.context_tokens - self._reply_tokens - overhead)
        if room < min(LEAST_PASSAGE, self._settings.passage_tokens):
            raise ContextTooLong(
                f"{self.generator.name}: the prompt alone takes {overhead} of {self.generator.context_tokens} tokens.",
                "Shorten the descriptions, or use a model with a longer context.",
            )
        return room

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """The answer for one passage; a group of labels whose call fails is a failed reading, and the others are kept.

        Raises what concerns every passage alike (a key, the budget).
        """
        sent, notes = _sendable(passage)
        answer = _joined(await together(self._ask(sent, part, _HALVINGS) for part in self._plan(schema).groups))
        return replace(answer, problems=(*notes, *answer.problems))

    async def correct(self, passage: str, schema: Schema, feedback: Feedback) -> Answer:
        """The answer once more, after the model was shown its previous one and what is suspect in it.

        Each group of labels hears of its own suspects; of a group without any, and of one whose corrected answer cannot be read
        whole, the previous items stand, with their places, and count as read: they were before. Where that goes for every
        group that was asked, the readings are failed ones. Raises what concerns every passage alike (a key, the budget).
        """
        sent, notes = _sendable(passage)
        revision = revision_of(schema, feedback)
        parts = self._plan(schema).groups
        answers = await together(self._ask(sent, part, _HALVINGS, revision.only(part)) for part in parts)
        answer = standing(without_loose_ends(_joined(answers)), schema, Reading(0, len(passage), self.name, Outcome.READ))
        return replace(answer, problems=(*notes, *answer.problems))

    def _plan(self, schema: Schema) -> _Plan:
        """How a schema is asked; made once, because it is the same for every passage."""
        if schema not in self._asked:
            most = self.generator.context_tokens - self._reply_tokens - LEAST_PASSAGE
            groups = group(schema, lambda part: self._overhead(part) <= most, self._settings.labels_per_call)
            self._asked[schema] = _Plan(groups, max(self._overhead(part) for part in groups))
        return self._asked[schema]

    def _overhead(self, schema: Schema) -> int:
        return self._tokens(render("", schema, self._settings.style))

    def _tokens(self, messages: Sequence[Message]) -> int:
        return sum(self.generator.count_tokens(message.content) + 4 for message in messages)

    async def _ask(self, passage: str, schema: Schema, halvings: int, revision: Revision | None = None) -> Answer:
        """The answer about one group of labels, which is halved at most that often while the answer is too long."""
        if revision is not None and not revision.defects:
            return Answer(revision.previous, ())
        try:
            answer = await self._converse(passage, schema, revision)
        except ModelError as error:
            failed = Reading(0, len(passage), "", Outcome.FAILED, schema.keys)
            cut = schema.keys if isinstance(error, ContextTooLong) else ()
            answer = Answer(Draft(), (failed,), (Problem(error.code, str(error)),), cut=cut)
            halvings = 0
        if not answer.cut or halvings == 0 or len(schema.keys) < 2:
            return answer if revision is None else stand_where_unread(answer, revision.previous)
        half = len(schema.keys) // 2
        # A reply of which nothing could be read is not too long by a little: one more try shows whether less helps.
        left = halvings - 1 if answer.draft else 0
        parts = (schema.only(schema.keys[:half]), schema.only(schema.keys[half:]))
        halves = await together(
            self._ask(passage, part, left, None if revision is None else revision.only(part)) for part in parts
        )
        note = Problem("labels_halved", f"The answer about {len(schema.keys)} labels was too long; asked in two halves.")
        return _joined([Answer(Draft(), (), (note,), answer.usage), *halves])

    async def _converse(self, passage: str, schema: Schema, revision: Revision | None) -> Answer:
        """The best answer of at most ``attempts`` replies. Raises what the generator raises on the first."""
        messages, left_out = self._messages(passage, schema, revision)
        first = request = self._request(messages, schema)
        usage, best, notes = Usage(), None, list(left_out)
        attempt = 0
        while attempt < self._settings.attempts:
            attempt += 1
            try:
                reply = await self.generator.generate(request)
            except ModelError as error:
                if best is None:
                    raise
                notes.append(Problem(error.code, str(error)))
                break
            usage += _usage(reply)
            answer = self._read(passage, schema, reply)
            if best is None or answer.whole or _size(answer.draft) > _size(best.draft):
                if best is not None and _size(answer.draft) < _size(best.draft):
                    message = (
                        f"The answer given when asked again has {_size(answer.draft)} items, the torn one before it had more."
                    )
                    notes.append(Problem("answer_shrank", f"{message} The later one stands."))
                best = answer
            if answer.whole or answer.cut or (attempt >= 2 and not answer.torn):
                break
            request = self._correct(first, reply, answer.problems, passage)
        assert best is not None
        if attempt > 1:
            notes.append(Problem("asked_again", f"The reply could not be read whole; asked {attempt} times."))
        cut = schema.keys if best.cut else ()
        return Answer(best.draft, (best.reading,), (*best.problems, *notes), usage, cut)

    def _messages(
        self, passage: str, schema: Schema, revision: Revision | None
    ) -> tuple[tuple[Message, ...], tuple[Problem, ...]]:
        """The conversation that asks, and a problem where not all of the feedback has room in it."""
        if revision is None:
            return render(passage, schema, self._settings.style), ()
        room = self.generator.context_tokens - self._reply_tokens
        told = tell(passage, schema, self._settings.style, revision, lambda messages: self._tokens(messages) <= room)
        return sendable_messages(told.messages), told.problems

    def _request(self, messages: tuple[Message, ...], schema: Schema) -> Request:
        json_schema = None
        if self._settings.style.format == "json":
            json_schema = json.dumps(answer_json_schema(schema), ensure_ascii=False, sort_keys=True)
        return Request(messages, json_schema, self._reply_tokens, self._settings.temperature, self._settings.seed)

    def _correct(self, request: Request, reply: Reply, problems: tuple[Problem, ...], passage: str) -> Request:
        correction = render_correction(problems, passage, self._settings.style)
        # The reply stands in the conversation so that the model sees what it did; its beginning is enough for that.
        said = reply.text[:2000].strip() or "(empty)"
        turns = (*request.messages, *sendable_messages((Message("assistant", said), Message("user", correction))))
        return replace(request, messages=turns)

    def _read(self, passage: str, schema: Schema, reply: Reply) -> _ReadReply:
        at_its_longest = reply.finish is Finish.LENGTH
        read = self._format.read(reply.text, schema, at_its_longest)
        problems = (*read.problems, *_unanswered(read.draft, schema))
        whole = Outcome.REPAIRED if read.problems else Outcome.READ
        partial = Outcome.PARTIAL if read.draft else Outcome.FAILED
        reading = Reading(0, len(passage), reply.call or self.name, whole if read.complete else partial, schema.keys)
        torn = any(problem.code in _TORN for problem in read.problems)
        return _ReadReply(read.draft, reading, problems, read.complete, torn, at_its_longest and not read.complete)


def _sendable(passage: str) -> tuple[str, tuple[Problem, ...]]:
    """The passage as a request can hold it, with a problem where that differs."""
    sent, replaced = sendable(passage)
    if not replaced:
        return sent, ()
    message = f"{replaced} lone surrogates of the text were sent as U+FFFD, one for one."
    return sent, (Problem("surrogates_replaced", message),)


def _unanswered(draft: Draft, schema: Schema) -> tuple[Problem, ...]:
    """The classifications with exactly one answer to which the reply has none."""
    answered = {label.task for label in draft.labels}
    return tuple(
        Problem("choice_missing", f"The classification {task.name!r} was left unanswered.")
        for task in schema.labels
        if not task.multiple and task.name not in answered
    )


def _joined(answers: list[Answer]) -> Answer:
    draft, usage = Draft(), Usage()
    for answer in answers:
        draft, usage = draft + answer.draft, usage + answer.usage
    readings = tuple(reading for answer in answers for reading in answer.readings)
    problems = tuple(problem for answer in answers for problem in answer.problems)
    return Answer(draft, readings, problems, usage, tuple(key for answer in answers for key in answer.cut))


def _usage(reply: Reply) -> Usage:
    return Usage(1, int(reply.cached), reply.input_tokens, reply.output_tokens, reply.seconds, reply.cost)


def _size(draft: Draft) -> int:
    sections = (draft.labels, draft.entities, draft.relations, draft.events, draft.facts, draft.tables)
    return sum(len(section) for section in sections)
