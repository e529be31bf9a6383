"""The small language model of the self-correction experiments, at toy size: it learns a few texts and writes ``lines``."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("torch")

from garner import Extractor, Schema
from garner.datasets import Gold
from garner.errors import InputError
from garner.formats import FORMATS, draft_of, plain
from garner.models.encoder.weights import packaged_weights
from garner.models.protocols import ExtractionModel
from garner.training.detectors.samples import Sample
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftRelation, Label

FOLDER = Path(__file__).parents[2] / "experiments" / "self-correction"
SCHEMA = Schema.parse({"entities": ["person", "city"]})
EVERYTHING = Schema.parse(
    {
        "labels": {"topic": {"choices": ["travel", "sport; games"]}},
        "entities": ["person", "city"],
        "relations": {"lives in": {}},
        "events": {"journey": {"roles": ["traveller", "goal"]}},
    }
)
TEXTS = (
    ("Ann lives in Rome.", {"Ann": "person", "Rome": "city"}),
    ("Bob left Paris for Oslo.", {"Bob": "person", "Paris": "city", "Oslo": "city"}),
    ("May came.", {"May": "person"}),
    ("Nobody came to see it.", {}),
    ("小明住在北京。", {"小明": "person", "北京": "city"}),
    ("太郎は東京に住む。", {"太郎": "person", "東京": "city"}),
)


@pytest.fixture(autouse=True)
def _modules_of_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in [each for each in sys.modules if each.partition(".")[0] == "language_model"]:
        monkeypatch.delitem(sys.modules, name)


def samples() -> list[Sample]:
    made = []
    for number, (text, mentions) in enumerate(TEXTS):
        gold = Gold(str(number), text)
        for words, label in mentions.items():
            gold.entity(label, gold.find(words))
        made.append(Sample(str(number), text, SCHEMA, gold.annotated().gold, "toy:train"))
    return made


def spelt(symbols, source) -> str:
    from language_model.replies import said

    return said([(each.mark, source.pieces[each.at].surface if each.mark < 0 else "") for each in symbols[:-1]])


def pointed(draft: Draft, schema: Schema, text: str):
    from language_model.asking import terms_of
    from language_model.model import tokenizer_of
    from language_model.replies import replied, source_of

    source = source_of(tokenizer_of(packaged_weights()), terms_of(schema), text)
    return replied(draft, schema, source), source


TEXT = "Ann, of Rome, flew to New York."
DRAFTS = {
    "entities": Draft(entities=(DraftEntity("person", "Ann", None, 0, 3), DraftEntity("city", "New York", None, 22, 30))),
    "quoted": Draft(relations=(DraftRelation("lives in", "Ann, of Rome", "Rome", head_span=(0, 12), tail_span=(8, 12)),)),
    "events": Draft(
        events=(
            DraftEvent(
                "journey",
                "flew",
                (DraftArgument("traveller", "Ann", (0, 3)), DraftArgument("goal", "New York", (22, 30))),
                trigger_span=(14, 18),
            ),
        )
    ),
    "no trigger": Draft(events=(DraftEvent("journey", None, (DraftArgument("traveller", "Ann", (0, 3)),)),)),
    "labels": Draft(labels=(Label("topic", "sport; games"),)),
    "nothing": Draft(),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_right_reply_is_read_back_as_it_was_meant(name: str) -> None:
    draft = DRAFTS[name]
    sections = {"quoted": "relations", "no trigger": "events", "nothing": "entities"}
    keys = [key for key in EVERYTHING.keys if key.startswith(sections.get(name, name))]
    schema = EVERYTHING.only(keys)
    symbols, source = pointed(draft, schema, TEXT)
    read = FORMATS["lines"].read(spelt(symbols, source), schema)
    assert not read.problems
    assert FORMATS["lines"].write(read.draft, schema) == FORMATS["lines"].write(plain_all(draft), schema)


def plain_all(draft: Draft) -> Draft:
    return plain(
        replace(
            draft,
            relations=tuple(replace(each, head_span=None, tail_span=None) for each in draft.relations),
            events=tuple(
                replace(each, trigger_span=None, arguments=tuple(replace(one, span=None) for one in each.arguments))
                for each in draft.events
            ),
        )
    )


def test_a_value_that_ends_inside_a_token_has_no_right_reply() -> None:
    symbols, _ = pointed(Draft(entities=(DraftEntity("person", "An", None, 0, 2),)), SCHEMA, TEXT)
    assert symbols is None


def test_every_key_is_asked_once_and_a_call_asks_one_section() -> None:
    from language_model.asking import questions_of, section_of

    wide = Schema.parse({"entities": [f"type {number}" for number in range(14)], "events": {"a": {}, "b": {}}})
    parts = questions_of(wide)
    assert [key for part in parts for key in part.keys] == list(wide.keys)
    assert all(len({section_of(key) for key in part.keys}) == 1 for part in parts)


def test_questions_are_of_what_was_read_for_and_some_have_no_answer() -> None:
    from language_model.examples import drawn
    from language_model.model import tokenizer_of

    random, tokenizer = Random(0), tokenizer_of(packaged_weights())
    examples = [drawn(tokenizer, sample, random) for sample in samples() for _ in range(12)]
    replies = {spelt(each.symbols, each.source) for each in examples if each is not None}
    assert "None" in replies
    assert {"person: Ann; city: Rome", "person: 小明; city: 北京", "city: 東京"} <= replies


def test_it_learns_a_handful_of_texts_and_answers_them(tmp_path: Path) -> None:
    from language_model.batches import Frozen
    from language_model.examples import Recipe
    from language_model.model import LanguageModel, copy_encoder, save, stretches_of, tokenizer_of
    from language_model.training import train

    from garner.models.encoder.weights import open_trunk, read_card

    encoder = copy_encoder(packaged_weights(), tmp_path)
    frozen = Frozen(open_trunk(encoder, read_card(encoder), 1))
    recipe = Recipe(steps=140, batch=16, warmup=10, rate=2e-3, pieces=20, threads=1)
    assert stretches_of(tmp_path) == []
    save(tmp_path, "toy", train((tokenizer_of(encoder), frozen), samples(), recipe), {"stretches": [{"steps": 140}]})
    assert stretches_of(tmp_path) == [{"steps": 140}]
    model = LanguageModel.load(tmp_path)
    assert isinstance(model, ExtractionModel)
    results = Extractor(SCHEMA, model).extract_many(text for text, _ in TEXTS)
    right = 0
    for result, (_, mentions) in zip(results, TEXTS, strict=True):
        found = {each.text: each.type for each in draft_of(result.extraction).entities}
        right += found == mentions
    assert right >= len(TEXTS) - 1
    alone = asyncio.run(model.answer(TEXTS[1][0], SCHEMA))
    assert plain(FORMATS["lines"].read(model.replies([TEXTS[1][0]], SCHEMA)[0], SCHEMA).draft) == plain(alone.draft)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    from language_model.model import LanguageModel

    with pytest.raises(InputError, match="holds no language model"):
        LanguageModel.load(tmp_path)


def test_a_recipe_may_not_name_what_is_held_out(tmp_path: Path) -> None:
    from language_model.examples import read_recipe

    path = tmp_path / "recipe.toml"
    path.write_text('[corpora]\n"conll2003:dev" = 5\n', "utf-8")
    with pytest.raises(InputError, match="held out"):
        read_recipe(path)
