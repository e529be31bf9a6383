"""From a labelled text to a training example: which labels are asked, under which names, and what the right answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.training.encoder.names import LabelName, name_of, wider_labels
from garner.training.encoder.spans import LabelledText

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Example", "LabelPool", "choose_labels", "label_pool", "make_example", "word_targets"]

_REST = "miscellaneous"


@dataclass(frozen=True, slots=True)
class LabelPool:
    """The labels that the texts of a corpus were read for.

    ``own`` are the labels of the corpus and those that include one of them: absent from a text, they are right to be absent.
    ``foreign`` are labels of other corpora that mean nothing this corpus is annotated for. ``complete`` says that every named
    entity is annotated, so that what no asked label covers may be asked for as miscellaneous.
    """

    own: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the label texts asked for, and its spans as (start, end, number of the label)."""

    text: str
    labels: tuple[str, ...]
    spans: tuple[tuple[int, int, int], ...]


def make_example(
    record: LabelledText, pool: LabelPool, names: Mapping[str, LabelName], most_labels: int, random: Generator
) -> Example:
    """Ask the text for some labels that it has and some that it has not, in random order and words.

    A span belongs to the narrowest label asked that includes it, so "person" beside "politician" means the other people.
    """
    chosen = choose_labels(record, pool, names, most_labels, random)
    texts = _label_texts(chosen, names, random)
    number_of = {label: number for number, label in enumerate(texts)}
    spans = []
    for span in record.spans:
        narrowest = next((label for label in (span.label, *wider_labels(span.label, names)) if label in number_of), None)
        if narrowest is None and pool.complete and _REST in number_of:
            narrowest = _REST
        if narrowest is not None:
            spans.append((span.start, span.end, number_of[narrowest]))
    return Example(record.text, tuple(texts.values()), tuple(sorted(set(spans))))


def choose_labels(
    record: LabelledText, pool: LabelPool, names: Mapping[str, LabelName], most_labels: int, random: Generator
) -> list[str]:
    """The labels to ask for, at least one, in random order."""
    present = sorted({span.label for span in record.spans})
    wider = sorted({wide for label in present for wide in wider_labels(label, names)} - set(present))
    keep_present, keep_wider = ((0.92, 0.12), (0.92, 0.12), (0.25, 0.9), (0.6, 0.5))[random.integers(4)]
    chosen = [label for label in present if random.random() < keep_present]
    chosen += [label for label in wider if random.random() < keep_wider]
    if pool.complete and random.random() < 0.15:
        chosen.append(_REST)
    room = int(random.integers(1, most_labels + 1)) - len(chosen)
    absent = [label for label in pool.own if label not in present and label not in wider and label not in chosen]
    chosen += _siblings_first(absent, present, names, max(room, int(not chosen)), random)
    if pool.foreign and random.random() < 0.25:
        chosen += [pool.foreign[number] for number in random.integers(len(pool.foreign), size=random.integers(1, 4))]
    chosen = sorted(set(chosen)) or [pool.own[random.integers(len(pool.own))]]
    order = random.permutation(len(chosen))[:most_labels]
    return [chosen[number] for number in order]


def _siblings_first(
    absent: Sequence[str], present: Sequence[str], names: Mapping[str, LabelName], room: int, random: Generator
) -> list[str]:
    """Some absent labels, those that share a wider label with a present one three times as likely."""
    if not absent or room <= 0:
        return []
    families = {wide for label in present for wide in name_of(label, names).wider} | set(present)
    weights = [3.0 if families & {label, *name_of(label, names).wider} else 1.0 for label in absent]
    total = sum(weights)
    picked = random.choice(len(absent), size=min(room, len(absent)), replace=False, p=[weight / total for weight in weights])
    return [absent[number] for number in picked]


def _label_texts(labels: Sequence[str], names: Mapping[str, LabelName], random: Generator) -> dict[str, str]:
    """A name for each label, no name twice, now and then with its description."""
    texts: dict[str, str] = {}
    used: set[str] = set()
    for label in labels:
        entry = name_of(label, names)
        name = label
        if entry.others and random.random() < 0.6:
            name = entry.others[random.integers(len(entry.others))]
        name = label if name in used else name
        if name in used:
            continue
        used.add(name)
        texts[label] = f"{name}: {entry.description}" if entry.description and random.random() < 0.12 else name
    return texts


def word_targets(example: Example, words: Sequence[tuple[int, int]], most_words: int) -> list[tuple[int, int, int]]:
    """The example's spans as (first word, words - 1, label), without those that do not begin and end with a word or are longer
    than ``most_words``."""
    starts = {place[0]: number for number, place in enumerate(words)}
    ends = {place[1]: number for number, place in enumerate(words)}
    targets = []
    for start, end, label in example.spans:
        if start in starts and end in ends and 0 <= ends[end] - starts[start] < most_words:
            targets.append((starts[start], ends[end] - starts[start], label))
    return targets


def label_pool(labels: Sequence[str], everywhere: Sequence[str], names: Mapping[str, LabelName], complete: bool) -> LabelPool:
    """The pool of a corpus with these labels, where ``everywhere`` are the labels of all corpora.

    A label is foreign when neither it, nor what includes it, nor any of their names is a name of one of the corpus's labels.
    """
    own = sorted({*labels, *(wide for label in labels for wide in wider_labels(label, names))})
    known = _all_names(own, names)
    foreign = [
        label for label in sorted(set(everywhere)) if not known & _all_names((label, *wider_labels(label, names)), names)
    ]
    return LabelPool(tuple(own), tuple(foreign), complete)


def _all_names(labels: Sequence[str], names: Mapping[str, LabelName]) -> set[str]:
    return {name for label in labels for name in (label, *name_of(label, names).others)}
