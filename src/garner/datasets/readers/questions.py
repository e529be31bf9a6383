"""General questions, each a record with its own schema: options become a classification, free answers a table of one cell.

An option is asked by its letter and described by its text, since two options of one question may read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, expected_shape, json_lines, json_value
from garner.datasets.readers.rows import Rows
from garner.datasets.record import Annotated, Refusal
from garner.schema import Choice, Classification, Schema
from garner.values import Grounding

__all__ = ["TASK", "AnswerRows", "HardTasks", "JsonOptions", "OptionRows", "WordProblems"]

TASK = "answer"
REQUEST = "the answer to the question"

_OPTION = re.compile(r"^(?:\(([A-Z])\)|-) *(.*?) *$", re.MULTILINE)


def _chosen(where: str, text: str, options: Sequence[str], right: int, ask: str = "") -> Annotated:
    if not 0 <= right < len(options):
        raise ValueError(f"the answer {right} is none of {len(options)} options")
    gold = Gold(where, text)
    gold.choice(TASK, ascii_uppercase[right])
    choices = tuple(Choice(letter, option.strip()) for letter, option in zip(ascii_uppercase, options, strict=False))
    return gold.annotated(Schema(TASK, labels=(Classification(TASK, choices, description=ask),)))


def _free(where: str, text: str, answer: str) -> Annotated:
    if not answer.strip():
        raise ValueError("there is no answer")
    gold = Gold(where, text)
    gold.table(REQUEST, (TASK,), ((Grounding.absent(answer.strip()),),))
    return gold.annotated(Schema(TASK, table=REQUEST))


@dataclass(frozen=True, slots=True)
class OptionRows:
    """A table whose columns are the question, four options and the answer, as a letter or as a number from 0 (MMLU, JMMLU).

    ``header`` says whether the first row names the columns.
    """

    header: bool

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        columns = () if self.header else ("question", "A", "B", "C", "D", "answer")
        for where, row in Rows(columns).read(files, name):
            with expected_shape(where):
                question, *options, answer = row.values()
                answer = answer.strip()
                right = int(answer) if answer.isdigit() else tuple(ascii_uppercase).index(answer)
                record = _chosen(where, question.strip(), options, right)
            yield record


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """Question and answer behind a tab (MGSM)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, row in Rows(("question", "answer"), "\t", quotes=False).read(files, name):
            with expected_shape(where):
                record = _free(where, row["question"].strip(), row["answer"])
            yield record


@dataclass(frozen=True, slots=True)
class WordProblems:
    """JSON lines with ``question`` and ``answer``, a way to the solution with the solution behind ``####`` (GSM8K)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _solved)


def _solved(record: Record, where: str) -> Annotated:
    _, hashes, answer = record["answer"].rpartition("####")
    if not hashes:
        raise ValueError("no solution behind ####")
    return _free(where, record["question"], answer)


@dataclass(frozen=True, slots=True)
class JsonOptions:
    """JSON lines with ``query`` and ``choices``, or with ``continuation`` and the beginnings it may have
    (``context_options``); ``gold`` is the number of the right one from 0."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _options)


def _options(record: Record, where: str) -> Annotated:
    if "continuation" in record:
        ask = "Which beginning the text continues"
        return _chosen(where, record["continuation"], record["context_options"], record["gold"], ask)
    return _chosen(where, record["query"].removeprefix("Question:").strip(), record["choices"], record["gold"])


@dataclass(frozen=True, slots=True)
class HardTasks:
    """One JSON object with ``examples`` of ``input`` and ``target`` (BIG-Bench Hard).

    What follows ``Options:`` are the options, lettered or behind hyphens; they stay in the text as well. A question without
    options, or whose target is none of them, has a free answer. Refused: a question with a single option (cut off in the file).
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        with expected_shape(f"{name}:1"):
            examples = list(json_value(files, name)["examples"])
        places = ((f"{name}:{number}", example) for number, example in enumerate(examples, 1))
        return convert_records(places, _hard)


def _hard(record: Record, where: str) -> Annotated | Refusal:
    text, target = record["input"], record["target"].strip()
    options = _OPTION.findall(text.rpartition("\nOptions:\n")[2]) if "\nOptions:\n" in text else []
    names = [f"({letter})" if letter else option for letter, option in options]
    if len(names) == 1:
        return Refusal("question with a single option", where)
    if target not in names:
        return _free(where, text, target)
    return _chosen(where, text, [option for _, option in options], names.index(target))
