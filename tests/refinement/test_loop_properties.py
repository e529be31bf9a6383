"""What the loop keeps to whatever the answer, the detectors and the pruner: over random, failing and malicious ones."""

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import ModelError
from garner.refinement.loop import Asked, refine
from garner.refinement.protocols import Case, Detection, Operator, Refinement
from garner.refinement.rules import RulesDetector
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Entity,
    Extraction,
    Grade,
    Grounding,
    Problem,
    claims_of,
)
from refinement.random_answers import SCHEMA, AnyDetector, AnyPruner, answers, random_answer, seeds

LAST = frozenset(Decision) - {Decision.ACCEPTED}


@st.composite
def refinements(draw: st.DrawFn) -> Refinement:
    detectors = [AnyDetector(draw(seeds)) for _ in range(draw(st.integers(0, 3)))]
    if draw(st.booleans()):
        detectors.append(RulesDetector())
    pruner = AnyPruner(draw(seeds)) if draw(st.booleans()) else None
    operator = draw(st.sampled_from(list(Operator)))
    return Refinement(
        tuple(detectors), pruner, operator, draw(st.integers(0, 4)), 0.9, draw(st.sampled_from([0, 0.5, 1])), 0.001
    )


def refined(answer: Extraction, how: Refinement, seed: int):
    """The outcome, and what was said when asked again: an answer, garbled or about another text, or none."""
    random = Random(seed)
    replies: list[Extraction] = []

    async def ask(feedback):
        if random.random() < 0.2:
            raise ModelError("down")
        text = feedback.previous.text if random.random() < 0.9 else "another text"
        replies.append(random_answer(text, random))
        return Asked(replies[-1], (Problem("reply_cut", "cut"),) if random.random() < 0.5 else ())

    problems = (Problem("reply_cut", "the reply ended in the middle"),) if random.random() < 0.5 else ()
    case = Case(SCHEMA, answer, problems, ("Ann met ab",))
    return asyncio.run(refine(case, how, ask if random.random() < 0.8 else None)), replies


@settings(deadline=None, max_examples=80)
@given(answers(), refinements(), seeds)
def test_the_loop_ends_and_says_how(answer, how, seed):
    """C05: it stops when nothing is left to do or K rounds are done."""
    outcome, _ = refined(answer, how, seed)
    rounds = outcome.rounds
    assert len(rounds) <= how.rounds
    assert [each.number for each in rounds] == list(range(1, len(rounds) + 1))
    assert all(each.decision is Decision.ACCEPTED for each in rounds[:-1])
    assert not rounds or len(rounds) == how.rounds or rounds[-1].decision in LAST
    assert outcome.usage.calls == sum(each.usage.calls for each in rounds)
    if all(each.decision is not Decision.ACCEPTED for each in rounds):
        assert outcome.extraction is answer, "what stands is the very same object"
    if any(each.decision is Decision.FAILED for each in rounds):
        assert outcome.problems, "who failed is said"


@settings(deadline=None, max_examples=60)
@given(answers(), refinements(), seeds)
def test_without_rounds_the_answer_is_the_plain_extractors(answer, how, seed):
    """C05: K = 0 equals the plain extractor; nobody is asked."""
    detectors = tuple(AnyDetector(seed + number) for number in range(2))
    outcome, _ = refined(answer, Refinement(detectors, how.pruner, how.operator, 0), seed)
    assert outcome.extraction is answer
    assert (outcome.rounds, outcome.problems, outcome.usage.calls) == ((), (), 0)
    assert not any(each.seen for each in detectors)


@settings(deadline=None, max_examples=80)
@given(answers(), refinements(), seeds)
def test_an_answer_judged_right_is_never_changed(answer, how, seed):
    """C06."""
    outcome, _ = refined(answer, how, seed)
    if isinstance(how.pruner, AnyPruner) and how.pruner.passed and how.rounds:
        assert how.pruner.passed[-1] is outcome.extraction
        assert outcome.rounds[-1].decision is Decision.RIGHT
        assert outcome.rounds[-1].dropped == outcome.rounds[-1].added == ()


@settings(deadline=None, max_examples=80)
@given(answers(), refinements(), seeds)
def test_no_text_is_invented(answer, how, seed):
    outcome, replies = refined(answer, how, seed)
    said = {claim for each in (answer, *replies) for claim in claims_of(each)}
    absent = {mention.text for claim in said for mention in claim.mentions if mention.span is None}
    assert outcome.extraction.text == answer.text
    for claim in claims_of(outcome.extraction):
        for mention in claim.mentions:
            stands = Claim(ClaimKind.ENTITY, "", "", (mention,)).stands_in(answer.text)
            assert stands or (mention.span is None and mention.text in absent)


@settings(deadline=None, max_examples=80)
@given(answers(), refinements(), seeds)
def test_an_answer_takes_anothers_place_only_if_it_is_doubted_no_more(answer, how, seed):
    """C13."""
    outcome, _ = refined(answer, how, seed)
    for each in outcome.rounds:
        if each.decision is Decision.ACCEPTED:
            assert each.doubt_after <= each.doubt
            assert each.dropped or each.added
        if each.decision is Decision.REJECTED:
            assert each.doubt_after > each.doubt


@settings(deadline=None, max_examples=80)
@given(answers(), refinements(), seeds)
def test_nobody_is_asked_twice_about_the_same_answer(answer, how, seed):
    refined(answer, how, seed)
    for each in (*how.detectors, how.pruner):
        if isinstance(each, AnyDetector | AnyPruner):
            assert len(each.seen) == len({id(seen) for seen in each.seen})


@settings(deadline=None, max_examples=100)
@given(answers(), st.lists(seeds, min_size=1, max_size=3), st.integers(1, 3))
def test_what_no_defect_names_is_unchanged_but_for_what_hangs_on_it(answer, several, rounds):
    how = Refinement(tuple(AnyDetector(seed) for seed in several), rounds=rounds, seconds=0.001)
    outcome, _ = refined(answer, how, 0)
    acted = [each for step in outcome.rounds if step.decision is Decision.ACCEPTED for each in step.defects]
    dropped = {each.drop for each in acted if each.drop}
    touched = {each.add for each in acted if each.add} | dropped
    after = claims_of(outcome.extraction)
    for claim in claims_of(answer):
        if claim.kind in (ClaimKind.LABEL, ClaimKind.FACT, ClaimKind.EVENT) and claim not in touched:
            assert claim in after
        if claim.kind is ClaimKind.ENTITY and claim.name != "mention" and claim not in touched:
            assert claim in after


class Oracle:
    """Knows what is right, and is mistaken now and then; ``noise`` is how often."""

    name = "noisy"

    def __init__(self, gold: set[Claim], guesses: list[Claim], noise: float, seed: int, pretend: bool) -> None:
        self._gold, self._guesses, self._noise, self._random = gold, guesses, noise, Random(seed)
        self._pretend = pretend
        self._asked = 0

    async def detect(self, case: Case) -> Detection:
        self._asked += 1
        if self._pretend and self._asked > 1:
            # The rule of acceptance is switched off: whatever was made of the answer is liked.
            return Detection()
        said = set(claims_of(case.extraction))
        found = []
        for claim in self._guesses:
            wrong = (claim in said) != (claim in self._gold)
            thought = wrong if self._random.random() > self._noise else not wrong
            if thought:
                kind = DefectKind.REDUNDANT if claim in said else DefectKind.MISSING
                pair = (claim, None) if claim in said else (None, claim)
                found.append(Defect(kind, self._random.uniform(0.5, 1.0), "so I think", self.name, *pair))
        return Detection(tuple(found))


@pytest.mark.parametrize("noise", [0.3, 0.4])
def test_the_rule_of_acceptance_makes_fewer_answers_worse(noise):
    """C13: of answers with a noisy detector fewer are made worse with the rule than without it."""
    worse = {False: 0, True: 0}
    for seed in range(200):
        random = Random(seed)
        text = "".join(random.choice("abcdef ") for _ in range(12))
        guesses = [_entity_claim(text, start) for start in range(12)]
        gold = {claim for claim in guesses if random.random() < 0.5}
        answer = Extraction(text, (), tuple(_entity(text, n) for n in range(12) if random.random() < 0.5))
        for pretend in worse:
            oracle = Oracle(gold, guesses, noise, seed, pretend)
            outcome = asyncio.run(refine(Case(SCHEMA, answer), Refinement((oracle,), rounds=1)))
            worse[pretend] += _mistakes(outcome.extraction, gold) > _mistakes(answer, gold)
    assert worse[False] < worse[True]


def _entity(text: str, start: int) -> Entity:
    return Entity(f"e{start}", "city", Grounding(text[start], start, start + 1, text[start], Grade.VERBATIM))


def _entity_claim(text: str, start: int) -> Claim:
    return claims_of(Extraction(text, (), (_entity(text, start),)))[0]


def _mistakes(answer: Extraction, gold: set[Claim]) -> int:
    return len(set(claims_of(answer)) ^ gold)
