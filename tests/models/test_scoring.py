"""A span scorer answers entities in batches; what it cannot answer is said, not left out."""

import asyncio
import threading
import time

import pytest

from garner import Extractor
from garner.errors import ModelError
from garner.models.extraction import as_extraction_model
from garner.models.protocols import ScoredSpan
from garner.models.scoring import ScoringModel
from garner.schema import Schema
from garner.values import Draft, DraftEntity, Label, Outcome


class WordScorer:
    """Finds each label's own name in the text, and remembers its batches."""

    name = "words"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def count_tokens(self, text):
        return len(text.split())

    def room(self, labels):
        return 100 - len(labels)

    def score(self, texts, labels, threshold=None):
        if any("poison" in text for text in texts):
            raise ValueError("poison")
        self.batches.append(len(texts))
        found = [[(text.find(label.name), label.name) for label in labels if label.name in text] for text in texts]
        return [[ScoredSpan(start, start + len(name), name, 0.9) for start, name in sorted(spans)] for spans in found]


SCHEMA = Schema.of(["cat", "dog"])


def test_passages_that_wait_together_are_scored_together():
    async def ask(model):
        return await asyncio.gather(*(model.answer(f"a cat and dog {number}", SCHEMA) for number in range(40)))

    scorer = WordScorer()
    answers = asyncio.run(ask(ScoringModel(scorer, batch=16)))
    assert scorer.batches == [16, 16, 8]
    assert [(each.type, each.start, each.end) for each in answers[7].draft.entities] == [("cat", 2, 5), ("dog", 10, 13)]


def test_different_schemas_never_share_a_batch():
    async def ask(model):
        schemas = [Schema.of(["cat"]), Schema.of(["dog"])] * 3
        return await asyncio.gather(*(model.answer("cat dog", schema) for schema in schemas))

    answers = asyncio.run(ask(ScoringModel(WordScorer())))
    assert [[each.type for each in answer.draft.entities] for answer in answers] == [["cat"], ["dog"]] * 3


def test_a_passage_that_fails_does_not_take_its_batch_with_it():
    async def ask(model):
        texts = ["a cat", "poison", "a dog"]
        return await asyncio.gather(*(model.answer(text, SCHEMA) for text in texts), return_exceptions=True)

    one, failed, other = asyncio.run(ask(ScoringModel(WordScorer())))
    assert [each.type for each in one.draft.entities + other.draft.entities] == ["cat", "dog"]
    assert isinstance(failed, ValueError)


def test_a_model_serves_one_event_loop_after_another():
    model = ScoringModel(WordScorer())
    for _ in range(3):
        assert asyncio.run(model.answer("a cat", SCHEMA)).draft.entities


def test_a_cancelled_wait_leaves_the_model_usable():
    class Slow(WordScorer):
        def score(self, texts, labels, threshold=None):
            return super().score(texts, labels, threshold)

    async def cancel_then_ask(model):
        task = asyncio.create_task(model.answer("a cat", SCHEMA))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await model.answer("a dog", SCHEMA)

    assert asyncio.run(cancel_then_ask(ScoringModel(Slow()))).draft.entities[0].type == "dog"


def test_what_a_scorer_cannot_answer_is_a_failed_reading():
    schema = Schema.parse({"entities": ["cat"], "relations": {"chases": {"head": "cat", "tail": "cat"}}, "facts": True})
    answer = asyncio.run(ScoringModel(WordScorer()).answer("a cat", schema))
    assert [(reading.outcome, reading.asked) for reading in answer.readings] == [
        (Outcome.READ, ("entities.cat",)),
        (Outcome.FAILED, ("relations.chases", "facts")),
    ]
    assert [problem.code for problem in answer.problems] == ["not_answered"]


class SentenceScorer(WordScorer):
    """Answers classifications too, and remembers how it was asked."""

    def answered(self, schema):
        return tuple(key for key in schema.keys if key.startswith(("entities.", "labels.")))

    def answer_schema(self, texts, schema, threshold=None):
        self.batches.append(len(texts))
        labels = tuple(Label(task.name, task.choices[0].name, 0.9) for task in schema.labels)
        return [Draft(labels=labels, entities=(DraftEntity("cat", text[:1], threshold, 0, 1),)) for text in texts]


WHOLE = Schema.parse({"labels": {"topic": ["pets", "cars"]}, "entities": ["cat"], "facts": True})


def test_a_schema_scorer_is_asked_for_the_whole_schema_at_once():
    async def ask(model):
        return await asyncio.gather(*(model.answer("a cat", WHOLE) for _ in range(20)))

    scorer = SentenceScorer()
    answers = asyncio.run(ask(ScoringModel(scorer, threshold=0.4, batch=16)))
    assert scorer.batches == [16, 4]
    assert [label.value for label in answers[0].draft.labels] == ["pets"]
    assert answers[0].draft.entities == (DraftEntity("cat", "a", 0.4, 0, 1),)
    assert [(reading.outcome, reading.asked) for reading in answers[0].readings] == [
        (Outcome.READ, ("labels.topic", "entities.cat")),
        (Outcome.FAILED, ("facts",)),
    ]
    (problem,) = answers[0].problems
    assert problem.code == "not_answered"
    assert "facts" in problem.message
    assert "entities only" not in problem.message


def test_a_schema_scorer_is_not_asked_for_what_it_cannot_answer_at_all():
    scorer = SentenceScorer()
    answer = asyncio.run(ScoringModel(scorer).answer("a cat", Schema(facts=True)))
    assert (scorer.batches, answer.draft, answer.usage.calls) == ([], Draft(), 0)


def test_a_schema_scorer_that_miscounts_its_answers_fails():
    class Miscounting(SentenceScorer):
        def answer_schema(self, texts, schema, threshold=None):
            return []

    with pytest.raises(ModelError, match="answered 1 texts with 0 drafts"):
        asyncio.run(ScoringModel(Miscounting()).answer("a cat", WHOLE))


@pytest.mark.parametrize(("text", "codes"), [("a cat", []), ("東京の猫です", ["unfamiliar_language"])])
def test_a_language_the_scorer_was_not_trained_on_is_told(text, codes):
    class English(WordScorer):
        languages = ("en",)

    assert [problem.code for problem in asyncio.run(ScoringModel(English()).answer(text, SCHEMA)).problems] == codes
    assert asyncio.run(ScoringModel(WordScorer()).answer(text, SCHEMA)).problems == ()


@pytest.mark.parametrize(("share", "told"), [(0.3, []), (0.31, ["31 %"]), (1.0, ["100 %"])])
def test_a_text_the_scorer_has_no_tokens_for_is_told(share, told):
    class Deaf(WordScorer):
        def unread_share(self, text):
            return share

    answer = asyncio.run(ScoringModel(Deaf()).answer("a cat", SCHEMA))
    assert [f"no tokens for {each} of the letters" in answer.problems[0].message for each in told] == [True] * len(told)
    assert [problem.code for problem in answer.problems] == ["unfamiliar_language"] * len(told)


def test_a_scorer_becomes_an_extraction_model_by_itself():
    assert isinstance(as_extraction_model(WordScorer()), ScoringModel)


def test_threads_share_an_extractor_and_its_scorer_scores_one_batch_at_a_time():
    class Narrow(WordScorer):
        inside = 0
        most = 0

        def score(self, texts, labels, threshold=None):
            self.inside += 1
            self.most = max(self.most, self.inside)
            time.sleep(0.002)  # so that the threads do meet here
            self.inside -= 1
            return super().score(texts, labels, threshold)

    scorer = Narrow()
    extractor = Extractor(SCHEMA, scorer)
    found: list[str] = []

    def ask(number):
        found.extend(entity.text for entity in extractor.extract(f"a cat {number}").entities)

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert found == ["cat"] * 40
    assert scorer.most == 1


@pytest.mark.parametrize("length", [0, 1, 3])
def test_a_scorer_that_miscounts_its_answers_fails_everybody_who_waits(length):
    class Miscounting(WordScorer):
        def score(self, texts, labels, threshold=None):
            return [[]] * length

    async def ask(model):
        asked = asyncio.gather(*(model.answer(text, SCHEMA) for text in ("a cat", "a dog")), return_exceptions=True)
        return await asyncio.wait_for(asked, timeout=20)

    for failed in asyncio.run(ask(ScoringModel(Miscounting()))):
        assert isinstance(failed, ModelError)
        assert failed.message == f"words answered 2 texts with {length} lists of spans."
