"""Small evaluation runs to make reports of."""

from __future__ import annotations

from collections.abc import Sequence

from garner.evaluation import Case, Draws, evaluate, mode_named
from garner.evaluation.runs.run import DataSet, Evaluation, Exposed, ModelRecord, Run, Seen
from garner.schema import Schema
from garner.values import Document, Entity, Extraction, Grade, Grounding, Problem, Result, Usage

TEXT = "Ada Lovelace met Grace Hopper in London."


def mention(text: str, type_: str, words: str, confidence: float | None = None) -> Entity:
    start = text.index(words)
    grounding = Grounding(words, start, start + len(words), words, Grade.VERBATIM)
    return Entity(f"{type_}:{start}", type_, grounding, confidence)


def extraction(text: str, *items: tuple[str, str]) -> Extraction:
    return Extraction(text, entities=tuple(mention(text, type_, words, 0.9) for type_, words in items))


def case(
    name: str, gold: Extraction, predicted: Extraction, problems: tuple[Problem, ...] = (), usage: Usage | None = None
) -> Case:
    return Case(Result(Document(name, gold.text), predicted, problems=problems, usage=usage or Usage()), gold)


def met(name: str = "one") -> Case:
    """A right, a wrong and a missing mention."""
    gold = extraction(TEXT, ("person", "Ada Lovelace"), ("person", "Grace Hopper"), ("city", "London"))
    predicted = extraction(TEXT, ("person", "Ada Lovelace"), ("person", "Grace"), ("country", "London"))
    return case(name, gold, predicted)


def evaluation(
    cases: Sequence[Case], name: str = "toy:test", *, exposed: Exposed = Exposed.CLEAN, keep: bool = True
) -> Evaluation:
    pairs = Evaluation(
        DataSet(name, "en", "train", "MIT", "ab" * 32, "cd" * 32, len(cases), 10),
        Schema.of(["person", "city", "country"]),
        Seen(exposed, 1 if exposed is Exposed.FORCED else 0, len(cases), ("the split was trained on",)),
        (),
        Usage(calls=len(cases), input_tokens=1234),
        2.0,
        tuple(cases),
    )
    modes = evaluate(pairs.pairs, [mode_named("offset"), mode_named("string")], Draws(50))
    return Evaluation(pairs.data, pairs.schema, pairs.seen, modes, pairs.usage, pairs.seconds, pairs.cases if keep else ())


def run(*evaluations: Evaluation, model: str = "small", seed: int = 0, settings: dict[str, str] | None = None) -> Run:
    return Run(ModelRecord(model, settings or {}, 12_345_678), seed, evaluations, "0.1.0", "a machine", "2026-01-01T00:00:00Z")
