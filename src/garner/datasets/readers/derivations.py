"""Questions with the triples that lead to their answers (JEMHopQA)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal
from garner.schema import Choice, Classification, EntityType, RelationType, Schema
from garner.values import UNTYPED

__all__ = ["Derivations"]


@dataclass(frozen=True, slots=True)
class Derivations:
    """A JSON list of questions, each with ``answer`` and ``derivations``: subject, relation and one or more values.

    The text is the question; most values, and the subjects of second steps, do not stand in it and are absent. A triple with
    several values becomes one relation a value. The relation names are free, so each record asks for its own. The answer is an
    entity of the type ``answer``, or one of the two choices of ``yes_or_no`` where it is ``YES`` or ``NO``.
    """

    answer: str
    yes_or_no: tuple[str, str]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        gold = Gold(where, record["question"])
        place = cache(gold.find)
        for subject, relation, values in record["derivations"]:
            head = gold.end(UNTYPED, place(subject))
            for value in values:
                gold.relation(relation, head, gold.end(UNTYPED, place(value)))
        relations = tuple(RelationType(name) for name in dict.fromkeys(step[1] for step in record["derivations"]))
        if record["answer"] in ("YES", "NO"):
            gold.choice(self.answer, self.yes_or_no[record["answer"] == "NO"])
            task = Classification(self.answer, tuple(map(Choice, self.yes_or_no)))
            return gold.annotated(Schema(labels=(task,), relations=relations))
        gold.entity(self.answer, place(record["answer"]))
        return gold.annotated(Schema(entities=(EntityType(self.answer),), relations=relations))
