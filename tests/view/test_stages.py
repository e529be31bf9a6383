"""The answer before a round is the answer after it without what was added and with what was dropped."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from correction_sample import corrected_news
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import NEWS, at, news, plain

from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Entity,
    Event,
    Extraction,
    Fact,
    Grounding,
    Label,
    Mention,
    Relation,
    Result,
    Round,
    Table,
    claims_of,
)
from garner.view.stages import stages

WORDS = ("Northwind Robotics", "Halden Vision", "Oslo", "Rotterdam", "Ingrid Solheim", "2028")


def some_answer(seed: int) -> Extraction:
    """A random answer about the article, everything said once."""
    draw = random.Random(seed)
    chosen = draw.sample(WORDS, draw.randint(2, len(WORDS)))
    entities = tuple(Entity(f"e{number}", draw.choice("ab"), at(NEWS, word)) for number, word in enumerate(chosen))
    pairs = [(one.id, other.id) for one in entities for other in entities if one is not other]
    relations = tuple(Relation(draw.choice("rs"), *pair) for pair in draw.sample(pairs, draw.randint(0, 2)))
    arguments = tuple(Argument("who", each.grounding, each.id) for each in draw.sample(entities, draw.randint(0, 2)))
    events = (Event("E", at(NEWS, draw.choice(("agreed", "said"))), arguments),)[: draw.randint(0, 1)]
    time, place = (draw.choice((None, at(NEWS, word))) for word in ("2028", "Oslo"))
    facts = (Fact(at(NEWS, "Shares"), at(NEWS, "rose"), Grounding.absent("much"), time, place),)[: draw.randint(0, 1)]
    cells = tuple(draw.choice((None, at(NEWS, word))) for word in ("Oslo", "2028"))
    tables = (Table("ask", ("where", "when"), (cells,) if any(cells) else ()),)
    return Extraction(NEWS, (Label("t", draw.choice("xy")),), entities, relations, events, facts, tables)


def told(one: Extraction, other: Extraction) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """What was dropped from one answer and added in the other."""
    before, after = set(claims_of(one)), set(claims_of(other))
    return tuple(each for each in claims_of(one) if each not in after), tuple(
        each for each in claims_of(other) if each not in before
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_every_answer_on_the_way_is_found_again_from_the_last_one_and_the_trace(seeds: list[int]) -> None:
    answers = [some_answer(seed) for seed in seeds]
    trace = tuple(
        Round(number, 0, len(NEWS), Decision.ACCEPTED, operator="edit", dropped=dropped, added=added)
        for number, (dropped, added) in enumerate((told(*pair) for pair in pairwise(answers)), 1)
    )
    result = replace(plain("d", NEWS), extraction=answers[-1], trace=trace)
    found = stages(result)
    assert [Counter(claims_of(each)) for each in found] == [Counter(claims_of(each)) for each in answers]
    assert found[-1] is result.extraction


def test_a_result_without_trace_has_its_own_answer_alone() -> None:
    assert stages(news()) == (news().extraction,)


def test_a_round_that_was_not_accepted_changed_nothing() -> None:
    oslo = Claim(ClaimKind.ENTITY, "place", mentions=(Mention("Oslo", 0, 4),))
    for decision in set(Decision) - {Decision.ACCEPTED}:
        result = replace(news(), trace=(Round(1, 0, 9, decision, dropped=(oslo,)),))
        assert stages(result) == (news().extraction,)


def entity_claims(answer: Extraction) -> list[str]:
    return [each.value for each in claims_of(answer) if each.kind is ClaimKind.ENTITY]


def test_what_was_said_twice_is_put_back_and_what_another_passage_says_too_is_not() -> None:
    text = "Oslo, then Oslo."
    result = plain("d", text, (Entity("e1", "place", at(text, "Oslo")),))
    oslo = Claim(ClaimKind.ENTITY, "place", mentions=(Mention("Oslo", 0, 4),))
    for kind, expected in ((DefectKind.DUPLICATE, ["Oslo", "Oslo"]), (DefectKind.REDUNDANT, ["Oslo"])):
        defect = Defect(kind, 1.0, "", "rules", drop=oslo)
        trace = (Round(1, 0, 9, Decision.ACCEPTED, (defect,), "edit", dropped=(oslo,)),)
        assert entity_claims(stages(replace(result, trace=trace))[0]) == expected


def test_rounds_of_several_passages_with_one_number_are_undone_together() -> None:
    text = "Oslo and Bergen."
    result = plain("d", text)
    trace = tuple(
        Round(
            1, start, end, Decision.ACCEPTED, operator="edit", dropped=(Claim(ClaimKind.ENTITY, "place", mentions=(mention,)),)
        )
        for start, end, mention in ((0, 8, Mention("Oslo", 0, 4)), (9, 16, Mention("Bergen", 9, 15)))
    )
    assert [entity_claims(each) for each in stages(replace(result, trace=trace))] == [["Oslo", "Bergen"], []]


def test_a_fact_put_back_has_its_place_as_place_and_its_time_as_time() -> None:
    text = "Ada left Rome in May."
    parts = (at(text, "Ada"), at(text, "left"), at(text, "Rome"))
    in_may, in_rome = Fact(*parts, time=at(text, "May")), Fact(*parts, place=at(text, "Rome"))
    for before, after in (((in_rome,), ()), ((in_may,), ()), ((in_rome,), (in_may,)), ((in_may,), (in_rome,))):
        [one, other] = (Extraction(text, facts=facts) for facts in (before, after))
        dropped, added = told(one, other)
        trace = (Round(1, 0, len(text), Decision.ACCEPTED, operator="edit", dropped=dropped, added=added),)
        assert stages(replace(plain("d", text), extraction=other, trace=trace)) == (one, other)


def test_a_trace_of_another_text_gives_absent_items_and_no_error() -> None:
    result = plain("d", "Nothing here.")
    words = ((), (Mention("far", 900, 903),), (Mention("far"),) * 2, (Mention("", 3, 3),) * 3, (Mention("a", 1, 2),) * 6)
    wrong: tuple[Claim, ...] = tuple(Claim(kind, "x", "7", mentions) for kind in ClaimKind for mentions in words)
    for dropped, added in ((wrong, ()), ((), wrong), (wrong, wrong)):
        trace = (Round(1, 0, 9, Decision.ACCEPTED, operator="edit", dropped=dropped, added=added),)
        before, after = stages(replace(result, trace=trace))
        assert after == result.extraction
        assert all(each.text is None for each in before.groundings())


def test_the_corrected_article_had_other_items_before_each_round() -> None:
    result: Result = corrected_news()
    found = stages(result)
    assert len(found) == 3
    assert len({frozenset(claims_of(each)) for each in found}) == 3
    throughout = {each.id for each in result.entities} & {each.id for each in found[0].entities}
    assert len(throughout) > 10
