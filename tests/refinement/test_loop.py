"""Each rule of the loop, by hand."""

import asyncio
from collections.abc import Callable

import pytest

from garner.errors import BudgetSpent, ModelError
from garner.refinement.loop import Asked, NoWholeAnswer, refine
from garner.refinement.protocols import Case, Detection, Judgement, Operator, Refinement
from garner.schema import Schema
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Entity,
    Extraction,
    Feedback,
    Grade,
    Grounding,
    Label,
    Mention,
    Problem,
    Usage,
    claims_of,
)

TEXT = "Ann met Bob."
SCHEMA = Schema.parse({"labels": {"topic": ["sport", "money"]}, "entities": ["person", "verb"]})
WORDS = {"Ann": (0, 3), "met": (4, 7), "Bob": (8, 11)}


def person(word: str, type_name: str = "person") -> Claim:
    return Claim(ClaimKind.ENTITY, type_name, "", (Mention(word, *WORDS[word]),))


def answer(*words: str) -> Extraction:
    places = [Grounding(word, *WORDS[word], word, Grade.VERBATIM) for word in words]
    return Extraction(TEXT, (), tuple(Entity(f"e{number}", "person", place) for number, place in enumerate(places)))


def people(extraction: Extraction) -> set[str]:
    return {each.text for each in extraction.entities}


class Says:
    """A detector that finds what a function of the persons said finds, and counts how often it is asked."""

    def __init__(self, find: Callable[[set[str]], list[Defect]], name: str = "says", usage: Usage | None = None) -> None:
        self.name, self._find, self._usage, self.asked = name, find, usage or Usage(calls=1), 0

    async def detect(self, case: Case) -> Detection:
        self.asked += 1
        return Detection(tuple(self._find(people(case.extraction))), self._usage)


class Judges:
    name = "judges"

    def __init__(self, *right: float) -> None:
        self._right, self.asked = list(right), 0

    async def judge(self, case: Case) -> Judgement:
        self.asked += 1
        return Judgement(self._right.pop(0), Usage(calls=1))


def redundant(word: str, probability: float = 0.9) -> Defect:
    return Defect(DefectKind.REDUNDANT, probability, "no person", "says", person(word))


def missing(word: str, probability: float = 0.9) -> Defect:
    return Defect(DefectKind.MISSING, probability, "a person", "says", None, person(word))


def knows(*right: str) -> Callable[[set[str]], list[Defect]]:
    """What one finds who knows the persons."""

    def find(said: set[str]) -> list[Defect]:
        return [redundant(word) for word in sorted(said - {*right})] + [missing(word) for word in sorted({*right} - said)]

    return find


def run(extraction: Extraction, how: Refinement, ask=None, problems: tuple[Problem, ...] = ()):
    return asyncio.run(refine(Case(SCHEMA, extraction, problems), how, ask))


def decisions(outcome) -> list[Decision]:
    return [each.decision for each in outcome.rounds]


def test_an_answer_is_mended_and_the_next_round_finds_it_clean():
    detector = Says(knows("Ann", "Bob"))
    outcome = run(answer("Ann", "met"), Refinement((detector,)))
    assert people(outcome.extraction) == {"Ann", "Bob"}
    assert decisions(outcome) == [Decision.ACCEPTED, Decision.CLEAN]
    first, second = outcome.rounds
    assert (first.dropped, first.added, first.operator) == ((person("met"),), (person("Bob"),), "edit")
    assert (first.doubt, first.doubt_after, second.doubt) == (1.8, 0.0, 0.0)
    assert (first.start, first.end) == (0, len(TEXT))
    assert outcome.extraction.entities[1].confidence == 0.9, "as sure as the detector was that it is missing"


def test_what_the_detectors_found_in_the_corrected_answer_is_the_next_rounds():
    detector = Says(knows("Ann", "Bob"))
    outcome = run(answer("Ann", "met"), Refinement((detector,)))
    assert detector.asked == 2
    assert [each.usage.calls for each in outcome.rounds] == [2, 0]
    assert outcome.usage.calls == 2


def test_a_pruner_that_holds_an_answer_for_right_saves_the_detectors():
    """C12, C06: nobody else is asked, and the answer is the very same."""
    detector, pruner, extraction = Says(knows("Ann")), Judges(0.9), answer("Ann", "met")
    outcome = run(extraction, Refinement((detector,), pruner, right_at=0.9))
    assert outcome.extraction is extraction
    assert (detector.asked, pruner.asked) == (0, 1)
    assert decisions(outcome) == [Decision.RIGHT]
    assert (outcome.rounds[0].right, outcome.rounds[0].doubt) == (0.9, None)


def test_a_pruner_saves_the_calls_about_right_answers_and_costs_no_correction():
    """C12: fewer calls of detectors over many answers, and every answer comes out as without it."""
    right, wrong = answer("Ann", "Bob"), answer("Ann", "met")
    calls, outcomes = [], []
    for pruned in (False, True):
        detector = Says(knows("Ann", "Bob"))
        for extraction in (right, right, wrong, right):
            pruner = Judges(1.0 if extraction is right else 0.1, 1.0) if pruned else None
            outcomes.append(people(run(extraction, Refinement((detector,), pruner)).extraction))
        calls.append(detector.asked)
    assert calls == [5, 2]
    assert outcomes == [{"Ann", "Bob"}] * 8


def test_a_pruner_judges_the_corrected_answer_too():
    pruner = Judges(0.1, 0.95)
    outcome = run(answer("Ann", "met"), Refinement((Says(knows("Ann")),), pruner))
    assert decisions(outcome) == [Decision.ACCEPTED, Decision.RIGHT]
    assert pruner.asked == 2


def test_nothing_is_done_without_rounds():
    """C05: K = 0 equals the plain extractor."""
    detector, pruner, extraction = Says(knows("Ann")), Judges(), answer("met")
    outcome = run(extraction, Refinement((detector,), pruner, Operator.ASK, rounds=0))
    assert outcome.extraction is extraction
    assert (outcome.rounds, outcome.problems, detector.asked, pruner.asked) == ((), (), 0, 0)


@pytest.mark.parametrize("rounds", [1, 2, 5])
def test_an_endless_faultfinder_is_heard_as_often_as_there_are_rounds(rounds):
    """C05: the loop stops when K is reached."""

    def fickle(said: set[str]) -> list[Defect]:
        return [redundant("Ann")] if "Ann" in said else [missing("Ann")]

    outcome = run(answer("Ann"), Refinement((Says(fickle),), rounds=rounds))
    assert decisions(outcome) == [Decision.ACCEPTED] * rounds


def test_unlikely_defects_are_set_aside_and_still_weigh_as_doubt():
    def find(said: set[str]) -> list[Defect]:
        return [redundant("met", 0.6)] if "met" in said else [redundant("Ann", 0.4), missing("Bob", 0.3)]

    outcome = run(answer("Ann", "met"), Refinement((Says(find),)))
    assert decisions(outcome) == [Decision.REJECTED]
    assert people(outcome.extraction) == {"Ann", "met"}
    assert (outcome.rounds[0].doubt, outcome.rounds[0].doubt_after) == (0.6, 0.7)
    assert decisions(run(answer("Ann"), Refinement((Says(find),)))) == [Decision.CLEAN]


def test_a_correction_that_raises_the_doubt_is_rejected_and_what_it_would_have_changed_is_told():
    """C13."""

    def find(said: set[str]) -> list[Defect]:
        return [redundant("met", 0.6)] if "met" in said else [missing("met", 0.9)]

    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((Says(find),)))
    assert outcome.extraction is extraction
    assert decisions(outcome) == [Decision.REJECTED]
    assert outcome.rounds[0].dropped == (person("met"),)


def test_what_only_asking_again_can_mend_leaves_an_edited_answer_unchanged():
    torn = Defect(DefectKind.MALFORMED, 1.0, "cut", "says")
    outcome = run(answer("Ann"), Refinement((Says(lambda said: [torn]),)))
    assert decisions(outcome) == [Decision.UNCHANGED]


# Asking again


def test_the_model_is_asked_again_with_its_answer_and_the_suspects_surest_first():
    heard: list[Feedback] = []

    async def ask(feedback: Feedback) -> Asked:
        heard.append(feedback)
        return Asked(answer("Ann", "Bob"), (Problem("json_repaired", "a comma"),), Usage(calls=1, cost=0.5))

    find = knows("Ann", "Bob")
    detector = Says(lambda said: [*find(said), redundant("met", 0.95), redundant("Ann", 0.1)] if "met" in said else find(said))
    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((detector,), operator=Operator.ASK), ask)
    assert people(outcome.extraction) == {"Ann", "Bob"}
    assert heard[0].previous is extraction
    assert [each.probability for each in heard[0].defects] == [0.95, 0.9, 0.9]
    assert outcome.rounds[0].operator == "ask"
    assert (outcome.usage.calls, outcome.usage.cost) == (3, 0.5)
    assert Problem("json_repaired", "a comma") in outcome.problems


def test_the_problems_of_a_new_answer_are_those_the_detectors_see():
    seen = []

    class Reads:
        name = "reads"

        async def detect(self, case: Case) -> Detection:
            seen.append(tuple(each.code for each in case.problems))
            return Detection(tuple(Defect(DefectKind.MALFORMED, 1.0, each.message, "reads") for each in case.problems))

    async def ask(feedback: Feedback) -> Asked:
        return Asked(answer("Ann", "Bob"))

    outcome = run(answer("Ann"), Refinement((Reads(),), operator=Operator.ASK), ask, (Problem("reply_cut", "cut"),))
    assert seen == [("reply_cut",), ()]
    assert decisions(outcome) == [Decision.ACCEPTED, Decision.CLEAN]


def test_a_model_that_says_the_same_again_ends_it():
    repaired = Problem("json_repaired", "a comma")

    async def ask(feedback: Feedback) -> Asked:
        return Asked(answer("Ann", "met"), (repaired,), Usage(calls=1))

    detector = Says(knows("Ann"))
    outcome = run(answer("met", "Ann"), Refinement((detector,), operator=Operator.ASK), ask)
    assert decisions(outcome) == [Decision.UNCHANGED]
    assert (outcome.problems, outcome.usage.calls, detector.asked) == ((repaired,), 2, 1)


def test_a_worse_answer_is_rejected_with_its_problems_and_paid_for():
    async def ask(feedback: Feedback) -> Asked:
        return Asked(answer("met"), (Problem("reply_cut", "cut"),), Usage(calls=1))

    outcome = run(answer("Ann", "met"), Refinement((Says(knows("Ann")),), operator=Operator.ASK), ask)
    assert decisions(outcome) == [Decision.REJECTED]
    assert people(outcome.extraction) == {"Ann", "met"}
    assert outcome.problems == ()
    assert outcome.usage.calls == 3


@pytest.mark.parametrize(
    ("reply", "calls"),
    [
        (ModelError("the server is gone."), 1),
        (NoWholeAnswer("the reply was cut.", Usage(calls=3)), 4),
        (Asked(Extraction("another text"), usage=Usage(calls=2)), 3),
    ],
)
def test_a_model_that_fails_leaves_the_answer_as_it_is_and_what_it_replied_is_paid_for(reply, calls):
    async def ask(feedback: Feedback) -> Asked:
        if isinstance(reply, ModelError):
            raise reply
        return reply

    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((Says(knows("Ann")),), operator=Operator.ASK), ask)
    assert outcome.extraction is extraction
    assert decisions(outcome) == [Decision.FAILED]
    assert [each.code for each in outcome.problems] == ["correction_failed"]
    assert (outcome.usage.calls, outcome.rounds[0].usage.calls) == (calls, calls)


def test_who_cannot_be_asked_again_is_corrected_by_hand_and_that_is_said_once():
    outcome = run(answer("Ann", "met"), Refinement((Says(knows("Ann")),), operator=Operator.ASK))
    assert people(outcome.extraction) == {"Ann"}
    assert outcome.rounds[0].operator == "edit"
    assert [each.code for each in outcome.problems] == ["asking_impossible"]


# Failures and nonsense


class Fails:
    name = "fails"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    async def detect(self, case: Case) -> Detection:
        if self._error is not None:
            raise self._error
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    async def judge(self, case: Case) -> Judgement:
        await self.detect(case)
        raise AssertionError("it never comes back")


@pytest.mark.parametrize("error", [None, ModelError("down"), ValueError("a slip"), TimeoutError()])
def test_the_failure_of_one_detector_is_a_problem_and_the_others_count(error):
    how = Refinement((Fails(error), Says(knows("Ann"))), seconds=0.01)
    outcome = run(answer("Ann", "met"), how)
    assert people(outcome.extraction) == {"Ann"}
    assert [each.code for each in outcome.problems] == ["detector_failed"]
    assert outcome.problems[0].message.startswith("fails")


def test_if_all_detectors_fail_the_answer_stands():
    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((Fails(ValueError("a slip")), Fails()), seconds=0.01))
    assert outcome.extraction is extraction
    assert decisions(outcome) == [Decision.FAILED]
    assert [each.message for each in outcome.problems] == ["fails: ValueError: a slip", "fails did not answer in time."]


def test_a_correction_that_a_detector_cannot_look_at_any_more_is_not_accepted():
    class Once(Says):
        async def detect(self, case: Case) -> Detection:
            if self.asked:
                raise ModelError("down")
            return await super().detect(case)

    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((Once(knows("Ann")), Says(knows("Ann")))))
    assert outcome.extraction is extraction
    assert decisions(outcome) == [Decision.FAILED]


def test_if_the_pruner_fails_the_answer_is_looked_into():
    for pruner in (Fails(), Fails(KeyError("x")), Judges(1.5), Judges(float("nan"))):
        outcome = run(answer("Ann", "met"), Refinement((Says(knows("Ann")),), pruner, rounds=1, seconds=0.01))
        assert people(outcome.extraction) == {"Ann"}
        assert [each.code for each in outcome.problems] == ["pruner_failed"]


def test_what_concerns_every_answer_alike_is_raised():
    with pytest.raises(BudgetSpent):
        run(answer("Ann"), Refinement((Fails(BudgetSpent("no money")), Fails()), seconds=None))


def test_detectors_are_asked_side_by_side():
    async def meet() -> Decision:
        both = asyncio.Barrier(2)

        class Meets(Says):
            async def detect(self, case: Case) -> Detection:
                await both.wait()
                return await super().detect(case)

        detectors = Meets(knows("Ann")), Meets(knows("Ann"))
        return (await refine(Case(SCHEMA, answer("Ann")), Refinement(detectors, seconds=None))).rounds[0].decision

    assert asyncio.run(meet()) is Decision.CLEAN


def test_cancelling_reaches_the_detectors():
    async def cancel() -> bool:
        begun, stopped = asyncio.Event(), asyncio.Event()

        class Waits:
            name = "waits"

            async def detect(self, case: Case) -> Detection:
                begun.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    stopped.set()
                return Detection()

        task = asyncio.create_task(refine(Case(SCHEMA, answer("Ann")), Refinement((Waits(), Fails()), seconds=None)))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return stopped.is_set()

    assert asyncio.run(cancel())


@pytest.mark.parametrize(
    ("drop", "add", "fault"),
    [
        (person("Bob"), None, "does not claim 'Bob'"),
        (None, Claim(ClaimKind.ENTITY, "person", "", (Mention("Eve", 0, 3),)), "does not stand at 0:3"),
        (None, Claim(ClaimKind.ENTITY, "person", "", (Mention("Eve"),)), "does not stand at"),
        (None, person("Bob", "dog"), "no entity type 'dog'"),
        (None, Claim(ClaimKind.LABEL, "topic", "weather"), "no choice 'topic.weather'"),
        (None, Claim(ClaimKind.LABEL, "topic", "money"), "has an answer already"),
        (person("Ann"), Claim(ClaimKind.LABEL, "topic", "money"), "cannot take the place"),
        (person("Ann"), person("Ann"), "cannot take the place"),
        (None, Claim(ClaimKind.RELATION, "knows", "", (person("Ann").mentions[0],) * 2), "no relation 'knows'"),
        (None, Claim(ClaimKind.ENTITY, "person"), "has no 0 mentions"),
        (None, Claim(ClaimKind.FACT, "", "", (person("Ann").mentions[0],) * 3), "does not ask for facts"),
    ],
)
def test_nonsense_is_refused_with_a_problem_and_the_rest_is_used(drop, add, fault):
    nonsense = Defect(DefectKind.MISSING, 1.0, "so there", "says", drop, add)
    extraction = Extraction(TEXT, (Label("topic", "sport"),), answer("Ann", "met").entities)
    find = knows("Ann")
    outcome = run(extraction, Refinement((Says(lambda said: [nonsense, *find(said)]),)))
    assert people(outcome.extraction) == {"Ann"}
    assert outcome.extraction.labels == extraction.labels
    assert outcome.rounds[0].defects == (redundant("met"),)
    assert outcome.rounds[0].doubt == 0.9, "nonsense raises no doubt"
    assert {each.code for each in outcome.problems} == {"detector_nonsense"}
    assert fault in outcome.problems[0].message


def test_a_single_answer_changes_to_another():
    old, new = (Claim(ClaimKind.LABEL, "topic", value) for value in ("sport", "money"))

    class Sorts:
        name = "sorts"

        async def detect(self, case: Case) -> Detection:
            wrong = old in claims_of(case.extraction)
            return Detection((Defect(DefectKind.WRONG_TYPE, 0.8, "money", "sorts", old, new),) if wrong else ())

    outcome = run(Extraction(TEXT, (Label("topic", "sport", 0.4),)), Refinement((Sorts(),)))
    assert outcome.extraction.labels == (Label("topic", "money", 0.8),)


# Who does not answer in time


class Late(Says):
    """Finds what another finds, but never in time, as detector (``detecting``) or as pruner (``judging``)."""

    def __init__(self, detecting: bool, judging: bool, name: str = "late") -> None:
        super().__init__(knows("Ann"), name)
        self._detecting, self._judging, self.judged = detecting, judging, 0

    async def detect(self, case: Case) -> Detection:
        found = await super().detect(case)
        if self._detecting:
            await asyncio.Event().wait()
        return found

    async def judge(self, case: Case) -> Judgement:
        self.judged += 1
        if self._judging:
            await asyncio.Event().wait()
        return Judgement(0.1)


def test_a_pruner_that_is_late_is_not_waited_for_as_a_detector_too():
    late, extraction = Late(detecting=True, judging=True), answer("Ann", "met")
    outcome = run(extraction, Refinement((late,), late, seconds=0.01))
    assert outcome.extraction is extraction
    assert (late.judged, late.asked, decisions(outcome)) == (1, 0, [Decision.FAILED])
    assert [each.message for each in outcome.problems] == [
        "late did not answer in time. The answer was looked into.",
        "late did not answer in time as pruner, and was not asked for defects.",
    ]


def test_a_detector_that_is_late_is_asked_once_about_a_text_and_told_once():
    late = Late(detecting=True, judging=False)
    outcome = run(answer("Ann", "met"), Refinement((late, Says(knows("Ann"))), late, seconds=0.01))
    assert people(outcome.extraction) == {"Ann"}
    assert (late.asked, late.judged) == (1, 1), "neither as detector nor as pruner is it asked again"
    assert [each.message for each in outcome.problems] == ["late did not answer in time."]
    assert decisions(outcome) == [Decision.ACCEPTED, Decision.FAILED]


def test_another_detector_is_asked_where_the_pruner_is_late():
    pruner, detector = Late(detecting=False, judging=True), Says(knows("Ann"))
    outcome = run(answer("Ann", "met"), Refinement((detector,), pruner, seconds=0.01))
    assert people(outcome.extraction) == {"Ann"}
    assert (pruner.judged, decisions(outcome)) == (1, [Decision.ACCEPTED, Decision.CLEAN])


def test_a_round_is_not_clean_where_a_detector_could_not_look():
    outcome = run(answer("Ann"), Refinement((Fails(ModelError("down")), Says(knows("Ann")))))
    assert decisions(outcome) == [Decision.FAILED]
    assert [each.message for each in outcome.problems] == ["fails: down"]


def test_who_failed_once_does_not_weigh_in_later():
    """Answers are compared by the detectors that saw both."""

    class Recovers(Says):
        async def detect(self, case: Case) -> Detection:
            found = await super().detect(case)
            if self.asked == 1:
                raise ModelError("down")
            return found

    recovers = Recovers(lambda said: [missing("Bob", 0.8)])
    outcome = run(answer("Ann", "met"), Refinement((recovers, Says(knows("Ann"))), rounds=1))
    assert decisions(outcome) == [Decision.ACCEPTED]
    assert (people(outcome.extraction), recovers.asked) == ({"Ann"}, 1)


# What is no answer of a detector


class Returns:
    """A detector and pruner that returns anything at all."""

    name = "returns"

    def __init__(self, what: object) -> None:
        self._what = what

    async def detect(self, case: Case) -> Detection:
        if isinstance(self._what, BaseException):
            raise self._what
        return self._what  # type: ignore[return-value]

    judge = detect


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (None, "returns returned a NoneType, not a Detection."),
        (object(), "returns returned an object, not a Detection."),
        (Detection(("city",)), "returns returned a str among its defects, not a Defect."),
        (SystemExit(3), "returns: SystemExit: 3"),
    ],
)
def test_what_is_no_detection_is_told_in_words(what, message):
    extraction = answer("Ann", "met")
    outcome = run(extraction, Refinement((Returns(what),)))
    assert outcome.extraction is extraction
    assert decisions(outcome) == [Decision.FAILED]
    assert [(each.code, each.message) for each in outcome.problems] == [("detector_failed", message)]


@pytest.mark.parametrize(("what", "words"), [(None, "a NoneType, not a Judgement."), (SystemExit(), "SystemExit")])
def test_what_is_no_judgement_is_told_and_the_answer_looked_into(what, words):
    outcome = run(answer("Ann", "met"), Refinement((Says(knows("Ann")),), Returns(what)))
    assert people(outcome.extraction) == {"Ann"}
    [problem] = outcome.problems
    assert (problem.code, words in problem.message) == ("pruner_failed", True)
