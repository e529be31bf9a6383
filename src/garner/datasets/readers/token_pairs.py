"""Tokenised sentences with one pair and its relation: FewRel and Wiki80."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, detokenise
from garner.datasets.readers.json_records import Record, convert_records, expected_shape, json_lines, json_value
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import UNTYPED, Grounding

__all__ = ["FewRel", "TokenPairs"]


@dataclass(frozen=True, slots=True)
class TokenPairs:
    """JSON lines with ``token``, ``h`` and ``t`` (``pos`` half-open) and ``relation``."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _pair)


def _pair(record: Record, where: str) -> Annotated:
    sentence = detokenise(record["token"])
    gold = Gold(where, sentence.text)
    head, tail = (gold.end(UNTYPED, gold.place(*sentence.place(*record[end]["pos"]))) for end in ("h", "t"))
    gold.relation(record["relation"], head, tail)
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class FewRel:
    """One JSON object a file: relation to sentences with ``tokens``, ``h`` and ``t`` (name, id, the token indices of every
    mention). The relation holds between the first mentions; the others become entities as well."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        relations = json_value(files, name)
        if not isinstance(relations, dict):
            raise InputError(f"{name}:1: not an object of relations but {type(relations).__name__}.")
        for label, records in relations.items():
            with expected_shape(f"{name}:{label}"):
                places = [(f"{name}:{label}:{number}", record) for number, record in enumerate(records, 1)]
            yield from convert_records(iter(places), partial(_instance, label=label))


def _instance(record: Record, where: str, label: str) -> Annotated:
    sentence = detokenise(record["tokens"])
    gold = Gold(where, sentence.text)
    ends = []
    for end in ("h", "t"):
        mentions = [gold.end(UNTYPED, _placed(gold, sentence, indices)) for indices in record[end][2]]
        ends.append(mentions[0])
    gold.relation(label, ends[0], ends[1])
    return gold.annotated()


def _placed(gold: Gold, sentence: Detokenised, indices: Sequence[int]) -> Grounding | None:
    if list(indices) != list(range(indices[0], indices[0] + len(indices))):
        gold.refuse("discontinuous span", str(indices))
        return None
    return gold.place(*sentence.place(indices[0], indices[-1] + 1))
