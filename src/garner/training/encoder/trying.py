"""How well the networks do on examples whose answers are known, as training goes on: spans, relations between gold mentions,
arguments of gold triggers, and classifications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

import numpy as np
import torch

from garner.models.encoder.decode import candidates, keep_flat, sigmoid
from garner.models.encoder.layout import RELATION
from garner.training.encoder.answers import Example
from garner.training.encoder.batches import Batch, Batcher
from garner.training.encoder.choosing import THRESHOLDS, Judged, Trial
from garner.training.encoder.joint import JointNetwork
from garner.training.encoder.losses import as_tensors, pair_logits

__all__ = ["Tried", "figures_of", "try_examples"]

_LEAST = 0.05


class Tried:
    """Judged answers: ``trials`` of spans, relations, arguments and labels (of classifications with several answers), and which
    ``choices`` (of those with one) were right."""

    def __init__(self) -> None:
        self.judged: dict[str, list[Judged]] = {}
        self.gold: dict[str, int] = {}
        self.choices: list[bool] = []

    def add(self, task: str, answers: Iterable[Judged], gold: int) -> None:
        """More answers of a task, and gold items that there are to find."""
        self.judged.setdefault(task, []).extend(answers)
        self.gold[task] = self.gold.get(task, 0) + gold

    @property
    def trials(self) -> dict[str, Trial]:
        """The trials of the tasks that have gold."""
        return {task: Trial(tuple(own), self.gold[task]) for task, own in self.judged.items() if self.gold[task]}


def figures_of(tried: Tried) -> dict[str, float]:
    """In per cent: the best F1 of each task at any threshold, and the share of choices that were right."""
    figures = {task: max(trial.f(each) for each in THRESHOLDS) for task, trial in tried.trials.items()}
    if tried.choices:
        figures["choices"] = 100.0 * fmean(tried.choices)
    return figures


def try_examples(network: JointNetwork, batcher: Batcher, examples: Sequence[Example]) -> Tried:
    """Answers to the examples, judged."""
    tried = Tried()
    for batch in batcher.batches(examples, np.random.default_rng(0)):
        _try(network, batch, tried)
    return tried


def _try(network: JointNetwork, batch: Batch, tried: Tried) -> None:
    with torch.inference_mode():
        joined = network(**as_tensors(batch.inputs, network.device))
        links = None if batch.pairs is None else sigmoid(pair_logits(network, joined, batch.pairs).float().cpu().numpy())
    spans, classes = sigmoid(joined.spans.float().cpu().numpy()), joined.classes.float().cpu().numpy()
    for row, words in enumerate(batch.words):
        gold = {(first, first + length + 1, label) for own, first, length, label in batch.targets if own == row}
        found = candidates(spans[row] * batch.judged[row], words, _LEAST)
        apart = (keep_flat(each for each in found if each.label == label) for label in {each.label for each in found})
        answers = [Judged(each.confidence, tuple(each[:3]) in gold) for own in apart for each in own]
        if batch.judged[row].any():
            tried.add("spans", answers, len(gold))
    for row, task in batch.tasks:
        asked = classes[row, list(task.labels)]
        right = [label in task.right for label in task.labels]
        if task.multiple:
            shares = sigmoid(asked).tolist()
            tried.add("labels", (Judged(*each) for each in zip(shares, right, strict=True)), sum(right))
        else:
            tried.choices.append(right[int(asked.argmax())])
    if batch.pairs is None or links is None:
        return
    of_relation = batch.inputs["kinds"][batch.pairs.rows] == RELATION
    for kind, which in (("relations", of_relation), ("arguments", ~of_relation)):
        asked = batch.pairs.asked & which
        answers = [Judged(*each) for each in zip(links[asked].tolist(), batch.pairs.right[asked].tolist(), strict=True)]
        if answers:
            tried.add(kind, answers, sum(each.right for each in answers))
