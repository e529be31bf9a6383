"""A mismatch that only merging made is dropped from a corrected answer; what a passage's own rounds let stand is not."""

from __future__ import annotations

import asyncio

import pytest

from garner import Extractor, Schema
from garner.models.protocols import Answer
from garner.passages import Passage
from garner.pipeline import Reach
from garner.pipeline.merge import Found, merge
from garner.pipeline.merged import mended
from garner.pipeline.refining import Settled
from garner.refinement.protocols import Detection, Refinement
from garner.refinement.rules import RulesDetector
from garner.values import (
    ClaimKind,
    Decision,
    Draft,
    DraftEntity,
    DraftRelation,
    Extraction,
    Outcome,
    Reading,
    claims_of,
)

TEXT = "first Acme two three four five Ada Bolt eight nine ten eleven twelve thirteen last"
SCHEMA = Schema.parse({"entities": ["person", "company"], "relations": {"leads": {"head": ["person"], "tail": ["company"]}}})


class Disagreeing:
    """Takes Ada for a person who leads Acme, and, where it sees how the text ends, Ada Bolt more surely for a company."""

    name = "disagreeing"

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def room(self, schema: Schema) -> int:
        return 100

    async def answer(self, passage: str, schema: Schema) -> Answer:
        readings = (Reading(0, len(passage), self.name, Outcome.READ, schema.keys),)
        if "first" in passage and "Ada" in passage:
            entities = (DraftEntity("person", "Ada", 0.6), DraftEntity("company", "Acme", 0.9))
            relations = (DraftRelation("leads", "Ada", "Acme", "person", "company", 0.7),)
            return Answer(Draft(entities=entities, relations=relations), readings)
        if "last" in passage and "Ada Bolt" in passage:
            return Answer(Draft(entities=(DraftEntity("company", "Ada Bolt", 0.9),)), readings)
        return Answer(Draft(), readings)


class Silent:
    name = "silent"

    async def detect(self, case: object) -> Detection:
        return Detection()


def extracted(how: Refinement | None) -> object:
    result = Extractor(SCHEMA, Disagreeing(), Reach(13, 3), refine=how).extract(TEXT)
    assert len(result.coverage) == 2
    return result


@pytest.mark.parametrize("how", [None, Refinement((Silent(),)), Refinement((RulesDetector(),), rounds=0)])
def test_merging_may_put_another_type_into_a_relation(how: Refinement | None) -> None:
    [relation] = extracted(how).relations
    assert relation.type == "leads"


def test_with_the_rules_such_a_relation_is_dropped_in_a_round_about_the_whole_text() -> None:
    result = extracted(Refinement((RulesDetector(),)))
    assert result.relations == ()
    assert [entity.text for entity in result.entities] == ["Acme", "Ada Bolt"]
    last = result.trace[-1]
    assert (last.number, last.start, last.end, last.decision) == (2, 0, len(TEXT), Decision.ACCEPTED)
    assert [claim.kind for claim in last.dropped] == [ClaimKind.RELATION]
    assert all(each.number == 1 for each in result.trace[:-1])


def test_what_a_passage_claimed_itself_and_an_answer_of_one_passage_are_left_alone() -> None:
    wrong = extracted(None).extraction
    how = Refinement((RulesDetector(),))
    whole = Settled(Passage(0, len(TEXT), TEXT), wrong)
    other = Settled(Passage(0, len(TEXT), TEXT), Extraction(TEXT))
    assert merge(TEXT, [Found(0, wrong), Found(0, other.extraction)], SCHEMA) == wrong
    for settled in ([whole], [whole, other]):
        assert asyncio.run(mended(wrong, settled, SCHEMA, how)) == (wrong, ())
    mended_, [round_] = asyncio.run(mended(wrong, [other, other], SCHEMA, how))
    assert set(claims_of(wrong)) - set(claims_of(mended_)) == set(round_.dropped)
