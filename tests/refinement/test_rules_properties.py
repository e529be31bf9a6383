"""What the rules keep to over random answers."""

import asyncio

from hypothesis import given, settings

from garner.refinement.loop import refine
from garner.refinement.panel import Panel
from garner.refinement.protocols import Case, Refinement
from garner.refinement.rules import RulesDetector
from garner.values import Decision
from refinement.random_answers import SCHEMA, answers

HOW = Refinement((RulesDetector(),), rounds=3)


@settings(deadline=None, max_examples=200)
@given(answers())
def test_no_defect_of_the_rules_is_nonsense(answer):
    assert asyncio.run(Panel(HOW).look(Case(SCHEMA, answer, (), ("ab c",)))).problems == ()


@settings(deadline=None, max_examples=200)
@given(answers())
def test_what_the_rules_have_mended_they_find_clean(answer):
    outcome = asyncio.run(refine(Case(SCHEMA, answer, (), ("ab c",)), HOW))
    assert outcome.rounds[-1].decision is Decision.CLEAN
    assert all(each.decision is Decision.ACCEPTED for each in outcome.rounds[:-1])
