"""Self-correction on the road: in every passage, in the document's offsets, paid for, named, only where something was read."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing, suppress

import pytest

from garner import Document, Extractor, Schema
from garner.errors import BudgetSpent, ModelError, NotConfigured
from garner.files import read_results
from garner.files.answers import Answered
from garner.models.protocols import Answer
from garner.models.settings import ModelSettings
from garner.pipeline import Reach
from garner.pipeline.budget import Budget
from garner.pipeline.calls import CallPolicy
from garner.pipeline.job import Job, run_job
from garner.pipeline.refiner import refine_answers
from garner.refinement.protocols import Detection, Judgement, Operator, Refinement
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Draft,
    DraftEntity,
    Mention,
    Outcome,
    Problem,
    Reading,
    Reply,
    Usage,
    claims_of,
)

SCHEMA = Schema.of(["person", "city"])


class Shouting:
    """Holds every entity in capitals for redundant; each look costs a call and a token."""

    name = "shouting"

    def __init__(self):
        self.cases = []

    async def detect(self, case):
        self.cases.append(case)
        await asyncio.sleep(0)
        loud = [claim for claim in claims_of(case.extraction) if claim.value.isupper()]
        defects = tuple(Defect(DefectKind.REDUNDANT, 0.9, "It is shouted.", self.name, drop=claim) for claim in loud)
        return Detection(defects, Usage(calls=1, input_tokens=1))


class Capitals:
    """Names every capitalised word a person, in words of ten tokens a passage; can be told what is suspect."""

    name = "capitals"

    def __init__(self, readings=(), corrected=None):
        self.readings = readings
        self.corrected = corrected
        self.feedback = []

    def count_tokens(self, text):
        return len(text.split())

    def room(self, schema):
        return 100

    def _answer(self, passage, words):
        entities = tuple(DraftEntity("person", word) for word in dict.fromkeys(words))
        readings = self.readings or (Reading(0, len(passage), self.name, Outcome.READ, SCHEMA.keys),)
        return Answer(Draft(entities=entities), readings, (), Usage(calls=1, input_tokens=10))

    async def answer(self, passage, schema):
        return self._answer(passage, re.findall(r"\b[A-Z]\w+", passage))


class Corrigible(Capitals):
    async def correct(self, passage, schema, feedback):
        self.feedback.append(feedback)
        if isinstance(self.corrected, Exception):
            raise self.corrected
        if self.corrected is not None:
            return self.corrected
        suspects = {defect.drop.value for defect in feedback.defects}
        return self._answer(passage, [word for word in re.findall(r"\b[A-Z]\w+", passage) if word not in suspects])


def long_text(count=60):
    """A text of several passages of ten tokens, with a shouted word in every other one."""
    letters = "abcdefghij"
    names = ["".join(letters[int(digit)] for digit in f"{number:03}") for number in range(count)]
    return "".join(f"we saw {name.upper() if at % 2 else name.capitalize()} there. " for at, name in enumerate(names))


def names_of(result):
    return [entity.text for entity in result.entities]


def test_every_passage_is_corrected_and_every_place_of_the_trace_is_the_documents():
    text = long_text()
    detector = Shouting()
    result = Extractor(SCHEMA, Capitals(), Reach(12, 2), refine=Refinement((detector,))).extract(text)
    plain = Extractor(SCHEMA, Capitals(), Reach(12, 2)).extract(text)
    assert names_of(result) == [name for name in names_of(plain) if not name.isupper()]
    assert len({(each.start, each.end) for each in result.trace}) > 5
    accepted = [each for each in result.trace if each.decision is Decision.ACCEPTED]
    assert accepted
    assert all(claim.stands_in(text) for each in accepted for claim in each.dropped)
    assert {claim.value for each in accepted for claim in each.dropped} == {n for n in names_of(plain) if n.isupper()}
    assert all(defect.drop.stands_in(text) for each in result.trace for defect in each.defects)


def test_what_correcting_cost_is_added_to_what_answering_cost():
    how = Refinement((Shouting(),))
    plain = Extractor(SCHEMA, Capitals()).extract("we saw ADA and Bob.")
    result = Extractor(SCHEMA, Capitals(), refine=how).extract("we saw ADA and Bob.")
    spent = sum((each.usage for each in result.trace), Usage())
    assert spent.calls == 2
    assert result.usage == plain.usage + spent


def test_a_refined_result_names_the_refinement_and_a_plain_one_does_not():
    how = Refinement((Shouting(),))
    extractor = Extractor(SCHEMA, Capitals(), refine=how)
    assert extractor.name == extractor.extract("we saw Bob.").model == f"capitals {how.name}"
    assert Extractor(SCHEMA, Capitals()).extract("we saw Bob.").model == "capitals"


@pytest.mark.parametrize("refine", [None, False, Refinement((Shouting(),), rounds=0)])
def test_no_rounds_are_the_plain_extractor(refine):
    text = "we saw ADA and Bob."
    assert Extractor(SCHEMA, Capitals(), refine=refine).extract(text) == Extractor(SCHEMA, Capitals()).extract(text)


def test_a_detector_is_asked_only_for_what_was_read():
    readings = (
        Reading(0, 11, "capitals", Outcome.READ, ("entities.person",)),
        Reading(0, 11, "capitals", Outcome.FAILED, ("entities.city",)),
    )
    detector = Shouting()
    Extractor(SCHEMA, Capitals(readings), refine=Refinement((detector,))).extract("we saw Bob.")
    assert [case.schema for case in detector.cases] == [SCHEMA.only(["entities.person"])]


def test_an_answer_that_could_not_be_read_is_not_corrected():
    detector = Shouting()
    model = Capitals((Reading(0, 11, "capitals", Outcome.FAILED, SCHEMA.keys),))
    result = Extractor(SCHEMA, model, refine=Refinement((detector,))).extract("we saw BOB.")
    assert (detector.cases, result.trace, names_of(result)) == ([], (), ["BOB"])


def test_a_model_that_can_be_asked_again_is_told_what_is_suspect():
    model = Corrigible()
    result = Extractor(SCHEMA, model, refine=Refinement((Shouting(),), operator=Operator.ASK)).extract("we saw ADA and Bob.")
    assert names_of(result) == ["Bob"]
    assert [defect.drop.value for defect in model.feedback[0].defects] == ["ADA"]
    assert result.usage.input_tokens == 10 + 10 + 2


def test_a_model_that_cannot_be_told_is_mended_by_hand_and_the_result_says_so():
    result = Extractor(SCHEMA, Capitals(), refine=Refinement((Shouting(),), operator=Operator.ASK)).extract("we saw ADA.")
    assert names_of(result) == []
    assert [problem.code for problem in result.problems] == ["asking_impossible"]
    assert result.problems[0].where == "characters 0-11"


@pytest.mark.parametrize(
    "corrected",
    [
        ModelError("the server is gone"),
        Answer(Draft(), (Reading(0, 11, "", Outcome.READ, SCHEMA.keys),), (Problem("reply_cut", "cut"),), cut=SCHEMA.keys),
        Answer(Draft(), (Reading(0, 11, "", Outcome.FAILED, ("entities.city",)),)),
        Answer(Draft(), (Reading(0, 11, "", Outcome.READ, ("entities.city",)),)),
    ],
)
def test_an_answer_stands_where_asking_again_brings_no_whole_one(corrected):
    how = Refinement((Shouting(),), operator=Operator.ASK)
    result = Extractor(SCHEMA, Corrigible(corrected=corrected), refine=how).extract("we saw ADA.")
    assert names_of(result) == ["ADA"]
    assert [each.decision for each in result.trace] == [Decision.FAILED]
    assert [problem.code for problem in result.problems] == ["correction_failed"]


def test_a_reply_that_is_no_whole_answer_is_paid_for_all_the_same():
    failed = (Reading(0, 11, "", Outcome.FAILED, SCHEMA.keys),)
    for corrected in (Answer(Draft(), failed, usage=Usage(calls=3)), Answer(Draft(), failed, (), Usage(calls=3), SCHEMA.keys)):
        how = Refinement((Shouting(),), operator=Operator.ASK)
        result = Extractor(SCHEMA, Corrigible(corrected=corrected), refine=how).extract("we saw ADA.")
        plain = Extractor(SCHEMA, Corrigible(corrected=corrected)).extract("we saw ADA.")
        assert result.trace[0].usage.calls >= 3
        assert result.usage.calls - plain.usage.calls == result.trace[0].usage.calls


def test_what_concerns_every_text_stops_the_run():
    class Poor(Shouting):
        async def detect(self, case):
            raise BudgetSpent("nothing left")

    with pytest.raises(BudgetSpent):
        Extractor(SCHEMA, Capitals(), refine=Refinement((Poor(),))).extract("we saw ADA.")


def test_something_that_is_no_refinement_is_refused():
    with pytest.raises(NotConfigured, match="A dict says nothing of how to refine"):
        Extractor(SCHEMA, Capitals(), refine={"rules": True})
    with pytest.raises(NotConfigured, match="There is no detector 'ruls'"):
        Extractor(SCHEMA, Capitals(), refine="ruls")


def scripts(folder):
    """A model that answers and another that finds the answer right."""
    model, judge = folder / "model.jsonl", folder / "judge.jsonl"
    model.write_text(json.dumps({"reply": {"entities": {"person": ["Bob"]}}}) + "\n", "utf-8")
    judge.write_text(json.dumps({"reply": "Correct"}) + "\n", "utf-8")
    return f"scripted:{model}", f"prompted:scripted:{judge}"


def test_the_extractor_and_the_model_that_corrects_spend_one_budget(tmp_path):
    model, judge = scripts(tmp_path)
    texts = [Document(str(number), f"we saw Bob {number} times.") for number in range(12)]

    def paid(name, tokens):
        """What the run took of each model, and how many results it made."""
        job = Job(
            SCHEMA,
            model,
            ModelSettings(max_tokens=20),
            calls=CallPolicy(budget=Budget(tokens)),
            refine=judge,
            output=tmp_path / f"{name}.jsonl",
            ledger=tmp_path / f"{name}.ledger",
            concurrency=2,
        )
        try:
            run_job(job, texts)
        except BudgetSpent as spent:
            assert "nothing is asked twice" in str(spent)
        with closing(sqlite3.connect(job.ledger)) as ledger:
            query = "select model, count(*), sum(input_tokens + output_tokens) from calls group by model"
            rows = ledger.execute(query).fetchall()
        calls, tokens = {row[0]: row[1] for row in rows}, sum(row[2] for row in rows)
        return calls, tokens, len(list(read_results(job.output)))

    calls, whole, results = paid("all", None)
    assert (sorted(calls.values()), results) == ([12, 12], 12)
    calls, tokens, results = paid("some", whole // 2)
    assert (len(calls), 0 < results < 12) == (2, True)
    assert whole // 4 < tokens <= whole // 2
    assert paid("some", whole // 2)[1] <= whole // 2, "what an earlier run took counts, whoever was asked"
    calls, tokens, results = paid("some", 2 * whole)
    assert (sorted(calls.values()), tokens, results) == ([12, 12], whole, 12)


def test_models_that_correct_answers_made_elsewhere_spend_one_budget(tmp_path):
    for name, reply in (("doubtful", "Wrong"), ("content", "Correct")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"reply": reply}) + "\n", "utf-8")
    both = "+".join(f"prompted:scripted:{tmp_path / name}.jsonl" for name in ("doubtful", "content"))
    said = Draft(entities=(DraftEntity("person", "Bob"),))
    answers = [Answered(str(number), f"we saw Bob {number} times.", None, (), said, "some") for number in range(12)]

    def paid(tokens, path):
        job = Job(SCHEMA, calls=CallPolicy(budget=Budget(tokens)), refine=both, ledger=path, concurrency=2)
        with suppress(BudgetSpent):
            refine_answers(job, answers)
        with closing(sqlite3.connect(path)) as ledger:
            rows = ledger.execute("select sum(input_tokens + output_tokens) from calls group by model").fetchall()
        return [row[0] for row in rows]

    whole = paid(None, tmp_path / "all.ledger")
    part = paid(sum(whole) // 2, tmp_path / "some.ledger")
    assert (len(whole), len(part)) == (2, 2)
    assert sum(whole) // 4 < sum(part) <= sum(whole) // 2


def test_an_extractor_without_a_ledger_has_one_budget_for_both_models(tmp_path):
    model, judge = scripts(tmp_path)
    budget, spent = 30_000, 0
    extractor = Extractor(SCHEMA, model, calls=CallPolicy(budget=Budget(budget)), refine=judge)
    with pytest.raises(BudgetSpent):
        for number in range(1000):
            usage = extractor.extract(f"we saw Bob {number} times.").usage
            spent += usage.input_tokens + usage.output_tokens
    assert budget // 2 < spent <= budget


def test_a_budget_of_money_needs_the_price_of_the_model_that_corrects(tmp_path):
    _, judge = scripts(tmp_path)
    with pytest.raises(NotConfigured, match=r"needs the price of scripted:judge\.jsonl"):
        Extractor(SCHEMA, Capitals(), calls=CallPolicy(budget=Budget(cost=1.0)), refine=judge)


def test_prompted_detectors_ask_the_extractors_own_model():
    class Speaker:
        asked = 0
        name = "speaker"
        context_tokens = 4000

        def count_tokens(self, text):
            return len(text.split())

        async def generate(self, request):
            Speaker.asked += 1
            return Reply(json.dumps({"entities": {"person": ["Bob"]}}))

    Extractor(SCHEMA, Speaker()).extract("we saw Bob.")
    assert Speaker.asked == 1
    result = Extractor(SCHEMA, Speaker(), refine="prompted").extract("we saw Bob.")
    assert "prompted:speaker" in result.model
    assert Speaker.asked > 2


def test_rules_mend_what_a_model_made_up():
    class Inventive(Capitals):
        async def answer(self, passage, schema):
            return self._answer(passage, ["Bob", "Zebediah"])

    result = Extractor(SCHEMA, Inventive(), refine="rules").extract("we saw Bob.")
    assert names_of(result) == ["Bob"]
    zebediah = Claim(ClaimKind.ENTITY, "person", "", (Mention("Zebediah"),))
    assert (result.trace[0].decision, result.trace[0].dropped) == (Decision.ACCEPTED, (zebediah,))


def test_a_pruner_that_holds_the_answer_for_right_keeps_the_detectors_out():
    class Judge:
        name = "judge"

        async def judge(self, case):
            return Judgement(1.0)

    detector = Shouting()
    result = Extractor(SCHEMA, Capitals(), refine=Refinement((detector,), Judge())).extract("we saw ADA.")
    assert (names_of(result), detector.cases) == (["ADA"], [])
    assert [each.decision for each in result.trace] == [Decision.RIGHT]
