"""A language model as detector and pruner: the paper's two questions, label by label, put to any chat or local model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from garner.errors import ContextTooLong, ModelError
from garner.formats import QuestionStyle, draft_of, read_choice, read_verdict, render_judgement, render_question
from garner.models.protocols import TextGenerator
from garner.models.sendable import sendable_messages
from garner.models.together import together
from garner.refinement.pairing import paired
from garner.refinement.prompted_questions import Question, questions_of
from garner.refinement.prompted_replies import Fault, Whereabouts, faults_of
from garner.refinement.protocols import Case, Detection, Judgement
from garner.values import Defect, DefectKind, Finish, Message, Problem, Reply, Request, Usage

__all__ = ["PromptedDetector", "PromptedPruner", "QuestionSettings"]


@dataclass(frozen=True, slots=True)
class QuestionSettings:
    """How a language model is asked about an answer; ``reply_tokens`` bounds one reply."""

    style: QuestionStyle = field(default_factory=QuestionStyle)
    reply_tokens: int = 1024
    temperature: float = 0.0
    seed: int | None = None


class _Found(NamedTuple):
    """What one question led to; ``error`` where its call failed."""

    defects: tuple[Defect, ...] = ()
    usage: Usage = Usage()
    problems: tuple[Problem, ...] = ()
    error: ModelError | None = None


class PromptedDetector:
    """Asks of each label: is anything extracted that should not be there, is anything left out? And the same of each event.

    All questions are asked side by side. A reply is one word, or JSON of the items at fault; what cannot be read, what the
    answer does not say or the text does not have is a problem and no defect. Facts and tables are not asked about.

    ``probability`` is that of every defect: a language model states none that could be trusted. At 0.7 a defect is acted on
    (from 0.5 on, as the loop is set), but counts for less than what a rule proves and less than what a trained detector is sure
    of. Measured on texts like one's own, the share of its defects that are right is the better figure.
    """

    def __init__(self, generator: TextGenerator, settings: QuestionSettings | None = None, probability: float = 0.7) -> None:
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"{probability} is no probability")
        self._settings = settings or QuestionSettings()
        self._asker = _Asker(generator, self._settings)
        self._probability = probability
        self.name = f"prompted:{generator.name} {self._settings.style.name}"

    async def detect(self, case: Case) -> Detection:
        """The defects named. A question whose call fails is a problem; raises ``ModelError`` where all of them fail, and what
        concerns every case alike (a key, the budget)."""
        questions, problems = questions_of(case)
        text = Whereabouts(case.extraction)
        found = await together(self._ask(question, case, text) for question in questions)
        errors = [each.error for each in found if each.error is not None]
        if errors and len(errors) == len(found):
            raise errors[0]
        defects = paired(defect for each in found for defect in each.defects)
        problems += [problem for each in found for problem in each.problems]
        return Detection(defects, sum((each.usage for each in found), Usage()), tuple(dict.fromkeys(problems)))

    async def _ask(self, question: Question, case: Case, text: Whereabouts) -> _Found:
        style = self._settings.style
        messages = render_question(case.text, question.schema, question.found, question.asking, style)
        try:
            reply = await self._asker.reply(messages)
        except ModelError as error:
            return _Found(problems=(Problem(error.code, f"{self.name}: {error}", question.name),), error=error)
        cut = reply.finish is Finish.LENGTH
        verdict = read_verdict(reply.text, question.schema, style.version, cut=cut)
        problems = verdict.problems
        if not verdict.readable:
            problems += (Problem("detector_nonsense", f"{self.name}: the reply says nothing about the question."),)
        faults = list(faults_of(question, verdict.draft, text))
        defects = tuple(self._defect(fault) for fault in faults if not fault.nonsense)
        problems += tuple(Problem("detector_nonsense", f"{self.name}: {each.nonsense}.") for each in faults if each.nonsense)
        placed = tuple(Problem(each.code, each.message, each.where or question.name) for each in problems)
        return _Found(defects, _usage(reply), placed)

    def _defect(self, fault: Fault) -> Defect:
        claim = fault.add or fault.drop
        assert claim is not None
        sought = {DefectKind.REDUNDANT: "is redundant", DefectKind.MISSING: "is missing"}.get(fault.kind, "is the right choice")
        reason = f"Asked what {sought}, {self._asker.model} named {claim.value!r}."
        return Defect(fault.kind, self._probability, reason, self.name, fault.drop, fault.add)


class PromptedPruner:
    """Asks once whether an answer is right and complete as it stands.

    A reply of yes means that it is right with probability ``yes``, one of no with probability ``no``. By default a yes is
    enough for the loop to let the answer stand (from 0.9 on).
    """

    def __init__(
        self, generator: TextGenerator, settings: QuestionSettings | None = None, yes: float = 0.95, no: float = 0.05
    ) -> None:
        if not 0.0 <= no <= yes <= 1.0:
            raise ValueError(f"{yes} and {no} are no probabilities of which yes is the higher")
        self._settings = settings or QuestionSettings()
        self._asker = _Asker(generator, self._settings)
        self._yes, self._no = yes, no
        self.name = f"prompted:{generator.name} {self._settings.style.name}"

    async def judge(self, case: Case) -> Judgement:
        """How likely the answer is right, by the model's yes or no. Raises ``ModelError`` where the call fails and where the
        reply says neither."""
        style = self._settings.style
        reply = await self._asker.reply(render_judgement(case.text, case.schema, draft_of(case.extraction), style))
        right = read_choice(reply.text, style.version)
        if right is None:
            said = " ".join(reply.text.split())[:100]
            raise ModelError(f"{self._asker.model} was asked for yes or no and said {said!r}.")
        return Judgement(self._yes if right else self._no, _usage(reply))


class _Asker:
    """A generator with the settings of its requests."""

    def __init__(self, generator: TextGenerator, settings: QuestionSettings) -> None:
        self._generator = generator
        self._settings = settings
        self._reply_tokens = max(16, min(settings.reply_tokens, generator.context_tokens // 3))
        self.model = generator.name

    async def reply(self, messages: tuple[Message, ...]) -> Reply:
        """The reply. Raises ``ContextTooLong`` for messages that leave it no room, else what the generator raises."""
        sent = sendable_messages(messages)
        taken = sum(self._generator.count_tokens(message.content) + 4 for message in sent)
        if taken + self._reply_tokens > self._generator.context_tokens:
            raise ContextTooLong(
                f"The question takes {taken} of {self._generator.context_tokens} tokens, the reply needs room."
            )
        settings = self._settings
        return await self._generator.generate(Request(sent, None, self._reply_tokens, settings.temperature, settings.seed))


def _usage(reply: Reply) -> Usage:
    return Usage(1, int(reply.cached), reply.input_tokens, reply.output_tokens, reply.seconds, reply.cost)
