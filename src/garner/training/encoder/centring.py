"""Where texts and choices lie before anything is trained: their means, which the network takes away before it compares them.

What the trunk takes texts to mean lies close together (every two are alike by 0.7 and more): what tells two choices apart shows
only against the mean. The network would find these centres by itself, but not within a few thousand steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from garner.models.encoder.layout import lay_out_texts
from garner.models.encoder.words import tokenise_text

if TYPE_CHECKING:
    from numpy.random import Generator

    from garner.training.encoder.batches import Materials
    from garner.training.encoder.corpora import TrainingCorpus
    from garner.training.encoder.joint import JointNetwork

__all__ = ["centre", "sample"]

_AT_ONCE = 16
_LONGEST = 300


def sample(
    corpora: Sequence[TrainingCorpus], random: Generator, texts: int = 6, choices: int = 400
) -> tuple[list[str], list[str]]:
    """A few texts of each corpus, and names of choices of them all."""
    picked: list[str] = []
    names: set[str] = set()
    for corpus in corpora:
        short = [text for text in corpus.filled if len(text.text) <= _LONGEST]
        drawn = random.permutation(len(short))[:texts]
        picked += [short[number].text for number in drawn]
        names |= {choice.name for number in drawn for task in short[number].choices for choice in task.choices}
    ordered = sorted(names)
    return picked, [ordered[number] for number in random.permutation(len(ordered))[:choices]]


def centre(network: JointNetwork, materials: Materials, texts: Sequence[str], choices: Sequence[str]) -> None:
    """Set the network's centres to the means of these texts and choices; without any it keeps its own."""
    import numpy as np
    import torch

    if not texts or not choices:
        return
    width = materials.vectors.width
    meanings = []
    for begin in range(0, len(texts), _AT_ONCE):
        tokens = [tokenise_text(materials.tokenizer, text) for text in texts[begin : begin + _AT_ONCE]]
        inputs = lay_out_texts(tokens, materials.vectors)
        hidden = materials.read_text(inputs["vectors"], inputs["lengths"])
        meanings.append(materials.mean_of(hidden, inputs["lengths"])[:, -width:])
    means = [np.concatenate(meanings).mean(axis=0), materials.label_vectors(choices)[:, -width:].mean(axis=0)]
    with torch.no_grad():
        network.class_centres.copy_(torch.from_numpy(np.stack(means)).to(network.device))
