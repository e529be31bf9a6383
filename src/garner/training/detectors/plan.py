"""The chunks of a plan, which ``planning`` draws up: some samples of one corpus, those of one schema together, and no schema
wider than is practical."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import NamedTuple, Protocol, TypeVar

from garner.schema import Classification, Schema
from garner.training.detectors.samples import Sample, narrowed
from garner.values import Extraction

__all__ = ["Chunk", "chunks_of", "narrower"]

SAMPLES = 32
"""Samples of a chunk."""


class Chunk(NamedTuple):
    """``name`` is one of its own and fit for a file."""

    name: str
    samples: tuple[Sample, ...]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Label = TypeVar("_Label", bound=_Named)


def chunks_of(side: str, samples: Sequence[Sample], most_labels: int, seed: int) -> list[Chunk]:
    """The samples of one part of a corpus, chunk by chunk; the same for the same seed.

    Of a schema with more than ``most_labels`` labels of a kind, those are asked that some sample of the chunk has, and others
    drawn at random.
    """
    ordered = sorted(samples, key=lambda each: each.schema.fingerprint)
    chunks: list[Chunk] = []
    for start in range(0, len(ordered), SAMPLES):
        own = ordered[start : start + SAMPLES]
        name = f"{side}-{own[0].corpus.replace('/', '.').replace(':', '.')}-{len(chunks):04}"
        random = Random(f"{seed} {name}")
        asked: list[Sample] = []
        for schema, group in groupby(own, key=lambda each: each.schema):
            alike = list(group)
            less = narrower(schema, [each.gold for each in alike], most_labels, random)
            asked += [narrowed(each, less) for each in alike]
        chunks.append(Chunk(name, tuple(asked)))
    return chunks


def narrower(schema: Schema, golds: Sequence[Extraction], most: int, random: Random) -> Schema:
    """The schema with at most ``most`` labels of each kind, but all of those that one of the golds has."""
    chosen = {(each.task, each.value) for gold in golds for each in gold.labels}
    return replace(
        schema,
        labels=tuple(_fewer_choices(task, chosen, most, random) for task in schema.labels),
        entities=_kept(schema.entities, {each.type for gold in golds for each in gold.entities}, most, random),
        relations=_kept(schema.relations, {each.type for gold in golds for each in gold.relations}, most, random),
        events=_kept(schema.events, {each.type for gold in golds for each in gold.events}, most, random),
    )


def _fewer_choices(task: Classification, chosen: set[tuple[str, str]], most: int, random: Random) -> Classification:
    return replace(task, choices=_kept(task.choices, {value for name, value in chosen if name == task.name}, most, random))


def _kept(labels: tuple[_Label, ...], present: Collection[str], most: int, random: Random) -> tuple[_Label, ...]:
    if len(labels) <= most:
        return labels
    absent = [each.name for each in labels if each.name not in present]
    room = max(0, most - len(labels) + len(absent))
    kept = {*present, *random.sample(absent, min(room, len(absent)))}
    return tuple(each for each in labels if each.name in kept)
