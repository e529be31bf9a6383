"""JGLUE: questions with five choices, and pairs of sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.record import Annotated, Refusal
from garner.schema import Choice, Classification, Schema

__all__ = ["MultipleChoice", "SentencePairs"]

_CHOICES = 5


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """JSON lines with ``question``, ``choice0`` and so on, and the number of the right one as ``label`` (JCommonsenseQA).

    The text is the question, and each record brings its choices as its schema: a classification called ``task``.
    """

    task: str
    description: str = ""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated | Refusal:
        choices = [unicodedata.normalize("NFC", record[f"choice{number}"]).strip() for number in range(_CHOICES)]
        if len({unicodedata.normalize("NFKC", choice).casefold() for choice in choices}) < len(choices):
            return Refusal("two choices alike", where)
        if record["label"] not in range(_CHOICES):
            raise ValueError(f"choice {record['label']} of {_CHOICES}")
        gold = Gold(where, record["question"])
        gold.choice(self.task, choices[record["label"]])
        return gold.annotated(
            Schema(labels=(Classification(self.task, tuple(map(Choice, choices)), description=self.description),))
        )


@dataclass(frozen=True, slots=True)
class SentencePairs:
    """JSON lines with ``sentence1``, ``sentence2`` and ``label`` (JNLI); the text is both sentences, each on its own line
    behind the words of ``headings``."""

    task: str
    headings: tuple[str, str]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        first, second = self.headings
        gold = Gold(where, f"{first}{record['sentence1']}\n{second}{record['sentence2']}")
        gold.choice(self.task, record["label"])
        return gold.annotated()
