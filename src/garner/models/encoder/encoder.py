"""The embedded model: a text answered for a whole schema, on the CPU, without torch and without network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from garner.errors import ContextTooLong
from garner.models.encoder.answers import draft_of, least_of
from garner.models.encoder.evidence import Evidence, Memory, evidence_of
from garner.models.encoder.label_vectors import LabelVectors
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import Questions, questions_of
from garner.models.encoder.reading import TextScores, read_texts
from garner.models.encoder.sightings import sightings
from garner.models.encoder.trunk import Trunk
from garner.models.encoder.weights import Card, open_trunk, packaged_weights, read_card
from garner.models.encoder.words import TokenText, unread_share
from garner.models.protocols import LabelText, ScoredSpan
from garner.schema import EntityType, Schema
from garner.values import Draft

__all__ = ["Encoder"]


class _Reader(NamedTuple):
    trunk: Trunk
    labels: LabelVectors


class _OpenedOnce:
    """What opens a trunk when it is first asked for, once in however many threads. ``memory`` holds the texts read last, if
    they are to be remembered."""

    def __init__(self, open_trunk: Callable[[], Trunk]) -> None:
        self.memory: Memory | None = None
        self._open_trunk = open_trunk
        self._reader: _Reader | None = None
        self._lock = threading.Lock()

    def __call__(self) -> _Reader:
        with self._lock:
            if self._reader is None:
                trunk = self._open_trunk()
                self._reader = _Reader(trunk, LabelVectors(trunk))
            return self._reader


class Encoder:
    """Answers a schema, whose names and descriptions it reads as words: classifications, entities, relations and events.

    ``name`` is stored with results. ``max_tokens`` is how many tokens one text may have; labels do not take from it.
    ``languages`` are those it was trained on (none: its files do not say); of texts in others expect little.
    ``open_trunk`` is called once, when the first text comes. Safe to use from several threads.

    >>> from garner.models.encoder import LabelText
    >>> encoder = Encoder.load()
    >>> spans = encoder.score(["Ada Lovelace lived in London."], [LabelText("city")])[0]
    >>> [(span.label, span.start, span.end) for span in spans]
    [('city', 22, 28)]
    """

    def __init__(self, card: Card, open_trunk: Callable[[], Trunk]) -> None:
        self.name = f"encoder:{card.name}"
        self.languages = card.languages
        self.max_tokens = card.text_tokens
        self.threshold = card.threshold("entities")
        self.card = card
        self._opened = _OpenedOnce(open_trunk)

    @classmethod
    def load(cls, path: Path | None = None, threads: int | None = None) -> Encoder:
        """The encoder in the folder ``path`` (``None``: the one inside the package).

        Raises ``ModelError`` for files that are missing, and later, when the first text is read, for damaged ones. ``threads``
        bounds how many processors read at once (``None``: all that this process may use).
        """
        folder = path or packaged_weights()
        card = read_card(folder)
        return cls(card, partial(open_trunk, folder, card, threads))

    def replaced(self, **card_fields: Any) -> Encoder:  # as dataclasses.replace takes them
        """The same encoder but for these fields of its card; the trunk and what it remembers of labels are shared."""
        other = Encoder(replace(self.card, **card_fields), lambda: self._opened().trunk)
        other._opened = self._opened
        return other

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes."""
        return self._opened().trunk.tokens.count(text)

    def unread_share(self, text: str) -> float:
        """The share, 0 to 1, of the text's letters that stand in words of which it knows no token: those of other scripts."""
        return unread_share(text, self._opened().trunk.tokens.tokenise(text))

    def room(self, labels: Sequence[LabelText]) -> int:
        """How many tokens of text are best read at once, whatever the labels.

        Fewer than ``max_tokens``: the model was trained on sentences, and finds less in a text the longer it is.
        """
        del labels
        return min(self.max_tokens, self.card.passage_tokens)

    def answered(self, schema: Schema) -> tuple[str, ...]:
        """The keys of the schema that it answers: no facts, no tables."""
        return tuple(key for key in schema.keys if key.startswith(("labels.", "entities.", "relations.", "events.")))

    def answer_schema(
        self, texts: Sequence[str], schema: Schema, threshold: float | None = None, *, nested: bool = False
    ) -> list[Draft]:
        """The answer for each text, every value with its place.

        ``threshold`` is the least confidence of everything but the one answer of a classification that has one (``None``: what
        the card says of each kind). Confidences are probabilities of being right where the card has a calibration, else as the
        network computes them. Entities do not overlap unless ``nested``. Places begin and end with a word and have up to
        ``card.span_words`` words. Many labels are read in groups. Raises ``ContextTooLong`` for a text of more than
        ``max_tokens`` tokens.
        """
        questions = questions_of(schema, self.card.labels)
        levels = Levels.of(self.card, threshold)
        least = least_of(questions, levels)
        scores = self._read(texts, questions, least)
        return [draft_of(text, each, questions, levels, nested=nested) for text, each in zip(texts, scores, strict=True)]

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None, *, nested: bool = False
    ) -> list[list[ScoredSpan]]:
        """The spans of each text whose confidence is at least ``threshold`` (``None``: ``self.threshold``), ordered by start:
        the entities of :meth:`answer_schema`. Raises ``ValueError`` for two labels of one name."""
        if len({label.name for label in labels}) != len(labels):
            raise ValueError("two labels have the same name")
        schema = Schema(entities=tuple(EntityType(*label) for label in labels))
        drafts = self.answer_schema(texts, schema, threshold, nested=nested)
        return [
            [
                ScoredSpan(each.start, each.end, each.type, each.confidence)
                for each in draft.entities
                if each.start is not None and each.end is not None and each.confidence is not None
            ]
            for draft in drafts
        ]

    def evidence(self, texts: Sequence[str], schema: Schema) -> list[Evidence]:
        """What it sees in each text under the schema: the scores behind every answer it could give. Raises ``ContextTooLong``
        as :meth:`answer_schema` does."""
        questions = questions_of(schema, self.card.labels)
        if self._opened.memory is not None:
            return self._remembered(self._opened.memory, texts, questions)
        return [evidence_of(each, questions) for each in self._read_now(texts, questions, None)]

    def remember(self, texts: int) -> None:
        """Remember what was seen in the last so many texts (about 0.2 MB each), so that a text is read once for its answer and
        its evidence. Encoders that share this one's trunk remember with it. Asked for less than before, it changes nothing."""
        memory = self._opened.memory
        if memory is None:
            self._opened.memory = Memory(texts)
        else:
            memory.most = max(memory.most, texts)

    def _read(self, texts: Sequence[str], questions: Questions, least: Mapping[int, float]) -> list[TextScores]:
        memory = self._opened.memory
        if memory is None:
            return self._read_now(texts, questions, least)
        return [each.scores.above(least) for each in self._remembered(memory, texts, questions)]

    def _remembered(self, memory: Memory, texts: Sequence[str], questions: Questions) -> list[Evidence]:
        return memory.read(texts, questions, self.card.weighing, lambda new: self._read_now(new, questions, None))

    def _read_now(self, texts: Sequence[str], questions: Questions, least: Mapping[int, float] | None) -> list[TextScores]:
        if not texts:
            return []
        trunk, labels = self._opened()
        tokens = [self._tokenise(trunk, text) for text in texts]
        most, examples = self.card.span_words, questions.examples
        sighted = [sightings(text, each.words, examples, most) for text, each in zip(texts, tokens, strict=True)]
        return read_texts(tokens, questions, labels, least, self.card.weighing, sighted)

    def _tokenise(self, trunk: Trunk, text: str) -> TokenText:
        tokens = trunk.tokens.tokenise(text)
        if len(tokens.tokens) > self.max_tokens:
            message = (
                f"A text of {len(tokens.tokens)} tokens is longer than the {self.max_tokens} that {self.name} reads at once."
            )
            raise ContextTooLong(message, "Split it into passages (garner.Extractor does).")
        return tokens
