"""Answers made elsewhere are corrected, kept whole where that fails, and gone on with after a stop."""

import json

import pytest

from garner import Document, Extractor, Schema
from garner.errors import InputError, ModelUnavailable, OutputError, SchemaError
from garner.files import read_results
from garner.files.answers import Answered, read_answers
from garner.models.settings import ModelSettings
from garner.pipeline.job import Job
from garner.pipeline.refiner import Refiner, refine_answers
from garner.refinement.protocols import Detection, Refinement
from garner.values import (
    Decision,
    Draft,
    DraftEntity,
    Entity,
    Extraction,
    Grounding,
    Outcome,
    Problem,
    Reading,
    Result,
    Usage,
    claims_of,
)

SCHEMA = Schema.of(["person", "city"])
TEXT = "Ada Lovelace lived in London."
SPENT = Usage(calls=1, input_tokens=100)


def answered(*entities, text=TEXT, problems=()):
    return Answered("a", text, "a.jsonl:1", (), Draft(entities=entities), "elsewhere", problems)


def names_of(result):
    return [(entity.type, entity.text, entity.start) for entity in result.entities]


def finished(text=TEXT, value="Zebediah", outcome=Outcome.READ):
    extraction = Extraction(text, entities=(Entity("e1", "person", Grounding.absent(value), 0.5),))
    reading = Reading(0, len(text), "some", outcome, SCHEMA.keys)
    return Result(Document("a", text), extraction, (reading,), (Problem("old", "kept"),), SPENT, "some model", "older")


class Costly:
    """Finds nothing, and takes a call and a token for it."""

    name = "costly"

    async def detect(self, case):
        return Detection(usage=Usage(calls=1, input_tokens=1))


class Down:
    name = "down"

    async def detect(self, case):
        raise ModelUnavailable("the server is gone")


def test_values_without_places_get_them_and_what_rules_forbid_goes():
    given = answered(DraftEntity("person", "Ada Lovelace"), DraftEntity("city", "Atlantis"), DraftEntity("planet", "London"))
    result = Refiner(SCHEMA, "rules").refine(given)
    assert names_of(result) == [("person", "Ada Lovelace", 0)]
    assert (result.document, result.complete) == (Document("a", TEXT, "a.jsonl:1"), True)
    assert result.model == f"elsewhere {Refiner(SCHEMA, 'rules').name}"
    assert {claim.value for each in result.trace for claim in each.dropped} == {"Atlantis", "London"}


def test_an_unknown_label_is_kept_and_told_where_nobody_corrects():
    result = Refiner(SCHEMA, None).refine(answered(DraftEntity("planet", "London")))
    assert (names_of(result), result.model, result.trace) == ([("planet", "London", 22)], "elsewhere", ())


def test_a_wrong_place_is_looked_up_and_told():
    result = Refiner(SCHEMA, "rules").refine(answered(DraftEntity("city", "London", None, 3, 9)))
    assert names_of(result) == [("city", "London", 22)]
    assert [problem.code for problem in result.problems] == ["offsets_wrong"]


def test_what_is_answered_a_thousand_times_is_one_item_and_one_problem():
    result = Refiner(SCHEMA, "rules").refine(answered(*[DraftEntity("city", "London")] * 1000))
    assert names_of(result) == [("city", "London", 22)]
    assert [problem.code for problem in result.problems] == ["repeated_item"]


def test_the_answer_to_another_text_stays_as_it_is_and_is_told():
    given = answered(*(DraftEntity("person", name) for name in ("Grace", "Alan", "Edsger")))
    result = Refiner(SCHEMA, "rules").refine(given)
    assert [entity.text for entity in result.entities] == ["Grace", "Alan", "Edsger"]
    assert result.trace == ()
    assert result.problems[0].code == "another_text"
    assert not result.complete


def test_a_result_keeps_its_text_readings_problems_and_cost_and_the_one_given_is_untouched():
    given = finished()
    before = given.to_json()
    result = Refiner(SCHEMA, "rules").refine(given)
    assert result.entities == ()
    assert (result.document, result.coverage, result.usage) == (given.document, given.coverage, given.usage)
    assert result.problems[0] == Problem("old", "kept")
    assert result.schema == SCHEMA.fingerprint
    assert given.to_json() == before


def test_an_answer_that_could_not_be_read_elsewhere_is_left_alone():
    given = finished(outcome=Outcome.FAILED)
    result = Refiner(SCHEMA, "rules").refine(given)
    assert (result.extraction, result.trace) == (given.extraction, ())


def test_an_answer_stands_where_its_detectors_fail():
    given = answered(DraftEntity("person", "Ada Lovelace"))
    result = Refiner(SCHEMA, Refinement((Down(),))).refine(given)
    assert names_of(result) == [("person", "Ada Lovelace", 0)]
    assert [each.decision for each in result.trace] == [Decision.FAILED]
    assert [problem.code for problem in result.problems] == ["detector_failed"]


def test_a_result_refined_twice_tells_of_both_times():
    once = Refiner(SCHEMA, "rules").refine(finished())
    twice = Refiner(SCHEMA, Refinement((Costly(),))).refine(once)
    assert twice.trace[: len(once.trace)] == once.trace
    assert len(twice.trace) == len(once.trace) + 1
    assert twice.model.startswith(once.model)
    assert twice.usage == once.usage + Usage(calls=1, input_tokens=1)


def test_a_refined_extractor_and_a_refiner_say_the_same_of_a_short_text():
    class Inventive:
        name = "inventive"

        def count_tokens(self, text):
            return len(text.split())

        def room(self, labels):
            return 100

        def score(self, texts, labels, threshold=None):
            return [[] for _ in texts]

    plain = Extractor(SCHEMA, Inventive()).extract(TEXT)
    refined = Extractor(SCHEMA, Inventive(), refine="rules").extract(TEXT)
    assert claims_of(Refiner(SCHEMA, "rules").refine(plain).extraction) == claims_of(refined.extraction)


def test_what_holds_no_answer_is_refused():
    with pytest.raises(InputError, match="A Document holds no answer"):
        Refiner(SCHEMA, "rules").refine(Document("a", TEXT))
    with pytest.raises(SchemaError, match="A list is no schema"):
        Refiner(["person"], "rules")


# Many answers


def put(path, count, text=TEXT):
    records = ({"id": str(number), "text": text, "values": {"person": ["Ada", "Bob"]}} for number in range(count))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def job(tmp_path, **more):
    return Job(SCHEMA, output=tmp_path / "out.jsonl", refine="rules", **more)


def test_a_job_goes_on_where_it_stopped_and_writes_what_one_run_would_have(tmp_path):
    path = put(tmp_path / "a.jsonl", 20)

    def stop(result):
        if result.id == "7":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refine_answers(job(tmp_path), read_answers([path]), stop)
    delivered = []
    summary = refine_answers(job(tmp_path), read_answers([path]), delivered.append)
    assert (summary.before, delivered[0].id) == (8, "8")
    results = list(read_results(tmp_path / "out.jsonl"))
    assert [result.id for result in results] == [str(number) for number in range(20)]
    assert all(names_of(result) == [("person", "Ada", 0)] for result in results)


def test_a_job_does_not_go_on_with_results_of_another_refinement(tmp_path):
    path = put(tmp_path / "a.jsonl", 2)
    refine_answers(job(tmp_path), read_answers([path]))
    with pytest.raises(OutputError, match="made with another model"):
        refine_answers(job(tmp_path, refine_rounds=1), read_answers([path]))


def test_answers_of_many_models_go_into_one_output(tmp_path):
    path = put(tmp_path / "a.jsonl", 2)
    lines = [json.loads(line) | {"model": f"model {at}"} for at, line in enumerate(path.read_text("utf-8").splitlines())]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    refine_answers(job(tmp_path), read_answers([path]))
    refine_answers(job(tmp_path), read_answers([path]))
    assert [result.model.partition(" refined")[0] for result in read_results(tmp_path / "out.jsonl")] == ["model 0", "model 1"]


def test_answers_that_failed_elsewhere_do_not_stop_the_run():
    def failing():
        for number in range(30):
            result = finished(outcome=Outcome.FAILED)
            yield Answered.of(
                Result(
                    Document(str(number), TEXT),
                    result.extraction,
                    result.coverage,
                    (Problem("model_unavailable", "the server was gone"),),
                )
            )

    delivered = []
    refine_answers(Job(SCHEMA, refine="rules"), failing(), delivered.append)
    assert len(delivered) == 30


def test_progress_counts_what_correcting_cost_and_not_what_the_answers_had_cost():
    seen = []
    answers = [Answered.of(finished()) for _ in range(3)]
    refine_answers(Job(SCHEMA, refine="rules", total=3), answers, on_progress=seen.append)
    assert [(each.done, each.input_tokens, each.total) for each in seen] == [(1, 0, 3), (2, 0, 3), (3, 0, 3)]


def test_the_model_of_a_job_is_not_opened_where_nobody_asks_it():
    nobody = Job(SCHEMA, model="openai:some", settings=ModelSettings(), refine="rules")
    delivered = []
    refine_answers(nobody, [answered(DraftEntity("person", "Ada"))], delivered.append)
    assert names_of(delivered[0]) == [("person", "Ada", 0)]


def test_memory_does_not_grow_with_the_number_of_answers():
    alive = set()

    class Tracked(str):
        def __new__(cls, value):
            made = super().__new__(cls, value)
            alive.add(id(made))
            return made

        def __del__(self):
            alive.discard(id(self))

    most = 0

    def answers():
        nonlocal most
        for number in range(300):
            most = max(most, len(alive))
            text = Tracked(f"{TEXT} {number}")
            yield Answered(str(number), text, None, (), Draft(entities=(DraftEntity("person", "Ada"),)), "elsewhere")

    count = 0

    def deliver(result):
        nonlocal count
        count += 1

    refine_answers(Job(SCHEMA, refine="rules", concurrency=4), answers(), deliver)
    assert count == 300
    assert most < 100


def test_an_answer_of_very_many_items_is_corrected_whole():
    count = 3000
    text = "".join(f"Name{number:04} " for number in range(count))
    items = (DraftEntity("person", f"Name{at:04}", None, 9 * at, 9 * at + 8) for at in range(count))
    result = Refiner(SCHEMA, "rules").refine(answered(*items, DraftEntity("person", "Zebediah"), text=text))
    assert len(result.entities) == count
