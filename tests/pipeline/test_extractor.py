"""The road of a text, from end to end, with models that misbehave."""

import asyncio
import json
import re

import pytest

from garner import Document, Extractor, Schema
from garner.errors import ContextTooLong, InputError, ModelError, NotConfigured, SchemaError
from garner.models.protocols import Answer, ScoredSpan
from garner.pipeline import Reach
from garner.pipeline.calls import CallPolicy
from garner.pipeline.retry import RetryPolicy
from garner.values import Draft, DraftEntity, Finish, Outcome, Reading, Reply

SCHEMA = Schema.of(["person", "city"])
QUICK = CallPolicy(RetryPolicy(attempts=1))


class Speaker:
    """Names every capitalised word of the passage as a person, unless told otherwise."""

    name = "speaker"
    context_tokens = 4000

    def __init__(self, answer=None):
        self.answer = answer or (lambda passage: json.dumps({"entities": {"person": re.findall(r"\b[A-Z][a-z]+", passage)}}))
        self.passages = []

    def count_tokens(self, text):
        return len(text.split())

    async def generate(self, request):
        passage = re.search(r"<text>\n?(.*?)\n?</text>", request.messages[1].content, re.DOTALL)[1]
        self.passages.append(passage)
        said = self.answer(passage)
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Reply) else Reply(said)


def words(count):
    """A text of many sentences, each with a name that stands nowhere else."""
    letters = "abcdefghij"
    names = ["".join(letters[int(digit)] for digit in f"{number:04}").capitalize() for number in range(count)]
    return names, "".join(f"Then {name.upper().capitalize()} came by. " for name in names)


def test_a_long_text_is_read_in_passages_and_every_offset_is_the_documents():
    names, text = words(300)
    model = Speaker()
    result = Extractor(SCHEMA, model, Reach(passage_tokens=100, overlap_tokens=12)).extract(text)
    found = [entity.text for entity in result.entities if entity.text != "Then"]
    assert found == names
    assert all(text[entity.start : entity.end] == entity.text for entity in result.entities)
    assert len(model.passages) > 10
    assert result.complete
    assert result.gaps() == ()
    assert [entity.id for entity in result.entities] == [f"e{number}" for number in range(1, len(result.entities) + 1)]


def test_a_passage_too_long_for_the_model_is_halved_until_it_fits():
    names, text = words(60)
    model = Speaker()
    plain = model.answer
    model.answer = lambda passage: ContextTooLong("too long") if len(passage) > 700 else plain(passage)
    result = Extractor(SCHEMA, model).extract(text)
    assert [entity.text for entity in result.entities if entity.text != "Then"] == names
    assert result.complete
    assert [problem.code for problem in result.problems] == ["passage_halved"]
    assert {reading.outcome for reading in result.coverage} == {Outcome.READ, Outcome.FAILED}


def test_an_answer_cut_for_length_is_asked_for_half_the_text():
    names, text = words(40)
    model = Speaker()
    plain = model.answer

    def short(passage):
        said = plain(passage)
        return said if len(said) < 300 else Reply(said[:300], Finish.LENGTH)

    model.answer = short
    result = Extractor(Schema.of(["person"]), model, Reach(least_tokens=8)).extract(text)
    assert [entity.text for entity in result.entities if entity.text != "Then"] == names
    assert result.complete


def test_a_passage_that_cannot_be_halved_any_more_keeps_what_was_read_and_is_a_gap():
    _, text = words(40)
    model = Speaker()
    plain = model.answer
    model.answer = lambda passage: Reply(plain(passage)[:100], Finish.LENGTH)
    result = Extractor(Schema.of(["person"]), model).extract(text)
    assert not result.complete
    assert len(result.entities) > 4
    assert "reply_cut" in [problem.code for problem in result.problems]


def test_a_passage_that_fails_is_a_gap_and_the_others_are_read():
    names, text = words(90)
    model = Speaker()
    plain = model.answer
    model.answer = lambda passage: ModelError("no") if names[45] in passage else plain(passage)
    result = Extractor(SCHEMA, model, Reach(passage_tokens=60, overlap_tokens=0), QUICK).extract(text)
    assert not result.complete
    ((start, end),) = result.gaps()
    assert names[45] in text[start:end]
    assert [problem.code for problem in result.problems] == ["model_error"]
    assert {entity.text for entity in result.entities} > {names[0], names[-1]}
    assert names[45] not in {entity.text for entity in result.entities}


def test_a_text_that_cannot_be_halved_is_given_up_and_not_asked_for_ever():
    model = Speaker(lambda passage: ContextTooLong("too long"))
    result = Extractor(SCHEMA, model, Reach(least_tokens=1)).extract("a" + "\u0301" * 600)
    assert not result.complete
    assert len(model.passages) < 10


def test_only_what_was_cut_is_asked_again_of_the_halves():
    names, text = words(60)
    asked = []

    class Long(Speaker):
        async def generate(self, request):
            asked.append("city" in request.messages[0].content)
            reply = await super().generate(request)
            return Reply(reply.text[:200], Finish.LENGTH) if asked[-1] is False and len(reply.text) > 500 else reply

    result = Extractor(SCHEMA, Long(), Reach(least_tokens=4)).extract(text)
    assert result.complete
    assert {entity.text for entity in result.entities} >= set(names)


def test_a_harmless_flaw_never_halves_a_passage():
    schema = Schema.parse({"labels": {"mood": ["good", "bad"]}, "entities": ["person"]})
    model = Speaker(lambda passage: '{"labels": {"mood": ["good", "bad"]}, "entities": {"person": ["Then"]}}')
    Extractor(schema, model).extract(words(100)[1])
    assert len(model.passages) <= 2


def test_what_a_model_never_looked_for_makes_the_result_incomplete():
    class Half:
        name = "half"

        def count_tokens(self, text):
            return len(text.split())

        def room(self, schema):
            return 100

        async def answer(self, passage, schema):
            reading = Reading(0, len(passage), "half", Outcome.READ, ("entities.person",))
            return Answer(Draft(entities=(DraftEntity("person", "Ann"),)), (reading,))

    result = Extractor(SCHEMA, Half()).extract("Ann left.")
    assert not result.complete
    assert [problem.code for problem in result.problems] == ["not_answered"]
    assert "entities.city" in result.problems[0].message


@pytest.mark.parametrize("wrong", [None, b"bytes", 5])
def test_what_is_no_text_and_no_schema_is_refused_in_words(wrong):
    with pytest.raises(InputError, match="is no text"):
        Extractor(SCHEMA, Speaker()).extract(wrong)
    with pytest.raises(SchemaError, match="is no schema"):
        Extractor(wrong, Speaker())


@pytest.mark.parametrize("text", ["", " \n\t ", "\u3000"])
def test_an_empty_text_is_read_without_asking(text):
    model = Speaker()
    result = Extractor(SCHEMA, model).extract(text)
    assert (result.entities, result.complete, model.passages) == ((), True, [])


def test_a_setting_that_is_missing_is_no_matter_of_one_document():
    model = Speaker(lambda passage: NotConfigured("no key"))
    with pytest.raises(NotConfigured):
        list(Extractor(SCHEMA, model).extract_many(["Ann.", "Bob."]))


def test_many_documents_keep_their_order_and_their_names():
    documents = [Document(f"d{number}", f"Ann met Bob {number}.") for number in range(50)]
    results = list(Extractor(SCHEMA, Speaker()).extract_many(documents, concurrency=7))
    assert [result.id for result in results] == [document.id for document in documents]
    assert all([entity.text for entity in result.entities] == ["Ann", "Bob"] for result in results)


def test_the_synchronous_calls_work_where_an_event_loop_is_running():
    async def notebook():
        extractor = Extractor(SCHEMA, Speaker())
        one = extractor.extract("Ann left.")
        many = [result.entities[0].text for result in extractor.extract_many(["Bob left.", "Cid left."])]
        return one.entities[0].text, many

    assert asyncio.run(notebook()) == ("Ann", ["Bob", "Cid"])


def test_a_caller_may_stop_in_the_middle_of_many():
    model = Speaker()
    results = Extractor(SCHEMA, model).extract_many((f"Ann {number}." for number in range(10_000)), concurrency=2)
    assert next(results).id == "1"
    results.close()
    assert len(model.passages) < 100


def test_asynchronous_and_synchronous_calls_agree():
    extractor = Extractor(SCHEMA, Speaker())
    assert asyncio.run(extractor.extract_async("Ann met Bob.")) == extractor.extract("Ann met Bob.")


def test_a_scorers_passages_of_one_document_share_a_batch():
    class Scorer:
        name = "scorer"

        def __init__(self):
            self.batches = []

        def count_tokens(self, text):
            return len(text.split())

        def room(self, labels):
            return 20

        def score(self, texts, labels, threshold=None):
            self.batches.append(len(texts))
            return [
                [ScoredSpan(match.start(), match.end(), "person", 0.9) for match in re.finditer("Ann", text)] for text in texts
            ]

    scorer = Scorer()
    text = "Ann came by and stayed. " * 40
    result = Extractor(Schema.of(["person"]), scorer, Reach(overlap_tokens=0)).extract(text)
    assert len(result.entities) == 40
    assert max(scorer.batches) > 1
    assert result.usage.calls == sum(scorer.batches)


def test_an_unheard_of_model_is_refused_with_the_closest_known_one():
    with pytest.raises(NotConfigured, match="Did you mean encoder"):
        Extractor(SCHEMA, "encodr")
    with pytest.raises(NotConfigured, match="no model"):
        Extractor(SCHEMA, object())
