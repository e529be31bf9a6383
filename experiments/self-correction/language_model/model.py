"""The language model as an extractor: the folder it is kept in, and answers to whole schemas."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from tokenizers import Tokenizer

from garner.errors import InputError
from garner.formats import FORMATS
from garner.models.batching import Batches
from garner.models.encoder.weights import CARD, open_trunk, read_card
from garner.models.protocols import Answer
from garner.models.together import together
from garner.schema import Schema
from garner.values import Draft, Outcome, Problem, Reading, Usage
from language_model.asking import SECTIONS, questions_of, section_of, terms_of
from language_model.batches import Frozen, Vocabulary
from language_model.network import Sizes, Writer
from language_model.replies import Source, source_of
from language_model.writing import Written, write_replies

if TYPE_CHECKING:
    from language_model.training import Trained

__all__ = ["ENCODER", "LanguageModel", "copy_encoder", "opened", "save", "stretches_of", "tokenizer_of"]

ENCODER = "encoder"
"""The folder inside the model's with the encoder whose frozen layers it was trained on: no other will do."""
_CARD, _WEIGHTS = "language_model.json", "weights.pt"
_AT_ONCE = 96
_ROOM = 200


class _Question(NamedTuple):
    source: Source
    schema: Schema


class LanguageModel:
    """An ``ExtractionModel``. Questions that wait at the same time are answered in one batch; safe to share between threads."""

    def __init__(self, model: tuple[Writer, Vocabulary, Tokenizer], frozen: Frozen, name: str = "small language model") -> None:
        self.name = name
        self._model = model
        self._frozen = frozen
        self._format = FORMATS["lines"]
        self._batches: Batches[_Question, Written] = Batches(self._write, lambda one, other: True, _AT_ONCE)

    @classmethod
    def load(cls, folder: Path, threads: int | None = None) -> LanguageModel:
        """The model in a folder. Raises ``InputError`` where there is none, ``ModelError`` for an encoder that is damaged."""
        writer, vocabulary = opened(folder)
        if threads is not None:
            torch.set_num_threads(threads)
        encoder = folder / ENCODER
        frozen = Frozen(open_trunk(encoder, read_card(encoder), threads))
        return cls((writer, vocabulary, tokenizer_of(encoder)), frozen)

    def count_tokens(self, text: str) -> int:
        return len(self._model[2].encode(text, add_special_tokens=False).ids)

    def room(self, schema: Schema) -> int:
        """It was trained on sentences and short paragraphs."""
        del schema
        return _ROOM

    async def answer(self, passage: str, schema: Schema) -> Answer:
        """Each section asked a few labels at a time; what cannot be read of a reply is a problem, and not asked again."""
        answers = await together(self._ask(passage, part) for part in questions_of(schema))
        left = tuple(key for key in schema.keys if section_of(key) not in SECTIONS)
        if left:
            failed = Reading(0, len(passage), self.name, Outcome.FAILED, left)
            problem = Problem("not_answered", f"{self.name} answers no facts and no tables; not asked: {', '.join(left)}.")
            answers = [*answers, Answer(Draft(), (failed,), (problem,))]
        draft, usage = Draft(), Usage()
        for each in answers:
            draft, usage = draft + each.draft, usage + each.usage
        readings = tuple(reading for each in answers for reading in each.readings)
        problems = tuple(problem for each in answers for problem in each.problems)
        return Answer(draft, readings, problems, usage)

    async def _ask(self, passage: str, schema: Schema) -> Answer:
        source = source_of(self._model[2], terms_of(schema), passage)
        served = await self._batches.ask(_Question(source, schema))
        reply, cut = served.value
        read = self._format.read(reply, schema, cut)
        outcome = Outcome.READ if read.complete else Outcome.PARTIAL if read.draft else Outcome.FAILED
        outcome = Outcome.REPAIRED if read.problems and read.complete else outcome
        reading = Reading(0, len(passage), self.name, outcome, schema.keys)
        usage = Usage(calls=1, input_tokens=len(source.pieces), output_tokens=len(reply), seconds=served.seconds)
        return Answer(read.draft, (reading,), read.problems, usage)

    def replies(self, passages: Sequence[str], schema: Schema) -> list[str]:
        """What it writes about each passage when asked this part of a schema at once."""
        sources = [source_of(self._model[2], terms_of(schema), passage) for passage in passages]
        return [reply for reply, _ in self._write([_Question(source, schema) for source in sources])]

    def _write(self, questions: Sequence[_Question]) -> list[Written]:
        states = self._frozen.states(each.source.text for each in questions)
        return write_replies(self._model, self._frozen, [each.source for each in questions], states)


def opened(folder: Path) -> tuple[Writer, Vocabulary]:
    """The network in a folder, and what it can write. Raises ``InputError`` where there is none."""
    if not (folder / _CARD).is_file():
        raise InputError(f"{folder} holds no language model.", "Train one: see experiments/self-correction/language_model.")
    card = json.loads((folder / _CARD).read_text("utf-8"))
    writer = Writer(Sizes(**card["sizes"]))
    writer.load_state_dict(torch.load(folder / _WEIGHTS, weights_only=True))
    return writer.eval(), Vocabulary(card["pieces"])


def tokenizer_of(encoder: Path) -> Tokenizer:
    """The tokenizer of the encoder in a folder."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def copy_encoder(encoder: Path, folder: Path) -> Path:
    """The encoder's files inside the folder of a model."""
    target = folder / ENCODER
    shutil.copytree(encoder, target, dirs_exist_ok=True)
    if not (target / CARD).is_file():
        raise InputError(f"{encoder} holds no encoder.", "Name a folder with one.")
    return target


def save(folder: Path, name: str, trained: Trained, about: Mapping[str, object]) -> None:
    """Write the model beside the encoder that is in the folder already."""
    torch.save(trained.writer.state_dict(), folder / _WEIGHTS)
    sizes, pieces = asdict(trained.writer.sizes), list(trained.vocabulary.pieces)
    card = {"name": name, "sizes": sizes, "pieces": pieces, **about, **trained.went}
    (folder / _CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def stretches_of(folder: Path) -> list[dict[str, object]]:
    """How each stretch of a model's training went: minutes, seed, machine, steps, questions, loss, seconds. None where nobody
    wrote that."""
    path = folder / _CARD
    return list(json.loads(path.read_text("utf-8")).get("stretches", ())) if path.is_file() else []
