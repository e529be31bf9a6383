"""The training loop: seeded, resumable after a kill, its progress in one log file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from garner.training.encoder.batches import Batch, Mixture
from garner.training.encoder.network import SpanNetwork
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHECKPOINT", "Progress", "loss_of", "train"]

CHECKPOINT = "checkpoint.pt"


@dataclass(slots=True)
class Progress:
    """Where training stands: the step, the pool of examples and the batch in it, and what was done so far."""

    step: int = 0
    pool: int = 0
    batch: int = 0
    examples: int = 0
    tokens: int = 0
    seconds: float = 0.0


def train(
    network: SpanNetwork, mixture: Mixture, recipe: Recipe, folder: Path, measure: Callable[[SpanNetwork], Mapping[str, float]]
) -> Progress:
    """Train to the end of the recipe, going on from the checkpoint in ``folder`` if there is one.

    ``measure`` is called every ``recipe.measure_every`` steps; what it returns goes to the log. The checkpoint is replaced in
    one move, so a kill at any moment leaves the last one whole.
    """
    torch.set_num_threads(recipe.threads)
    folder.mkdir(parents=True, exist_ok=True)
    frozen = network.frozen()
    for name, weight in network.named_parameters():
        weight.requires_grad_(name not in frozen)
    optimizer = _optimizer(network, recipe)
    progress = _resume(network, optimizer, folder)
    network.train()
    losses: list[float] = []
    started = time.monotonic()
    while progress.step < recipe.steps:
        stage, _ = recipe.stage_at(progress.step)
        for batch in mixture.batches(stage.mix, progress.pool)[progress.batch :]:
            if progress.step >= recipe.steps:
                break
            losses.append(_step(network, optimizer, batch, recipe, progress.step))
            progress.step += 1
            progress.batch += 1
            progress.examples += len(batch.words)
            progress.tokens += batch.inputs["shapes"].size + batch.inputs["labels"][..., 0].size
            if progress.step % recipe.save_every == 0 or progress.step == recipe.steps:
                progress.seconds += time.monotonic() - started
                started = time.monotonic()
                _log(folder, progress, loss=sum(losses) / len(losses))
                losses = []
                _save(network, optimizer, progress, folder)
            if progress.step % recipe.measure_every == 0:
                network.eval()
                _log(folder, progress, **measure(network))
                network.train()
        progress.pool, progress.batch = progress.pool + 1, 0
    return progress


def _optimizer(network: SpanNetwork, recipe: Recipe) -> torch.optim.AdamW:
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    heads = ("shape_vectors", "from_", "span_lengths", "label_")
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            groups.setdefault((name.startswith(heads), weight.ndim > 1 and "vectors" not in name), []).append(weight)
    settings = [
        {
            "params": weights,
            "peak": recipe.head_rate if is_head else recipe.trunk_rate,
            "weight_decay": recipe.weight_decay if decays else 0.0,
        }
        for (is_head, decays), weights in sorted(groups.items())
    ]
    return torch.optim.AdamW(settings, lr=recipe.trunk_rate, betas=(0.9, 0.98), fused=True)


def _step(network: SpanNetwork, optimizer: torch.optim.AdamW, batch: Batch, recipe: Recipe, step: int) -> float:
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * recipe.stage_at(step)[1]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=recipe.half_precision):
        logits = network.join(**{name: torch.from_numpy(array) for name, array in batch.inputs.items()})
    loss = loss_of(logits.float(), batch, recipe)
    optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_([weight for group in optimizer.param_groups for weight in group["params"]], 1.0)
    optimizer.step()
    return float(loss.detach())


def loss_of(logits: Tensor, batch: Batch, recipe: Recipe) -> Tensor:
    """Binary cross-entropy of every span within its text for every label asked of that text, summed per text.

    A focus above 0 lets answers that are already right count less (focal loss, Lin et al. 2017, equation 4).
    """
    _, words, lengths, labels = logits.shape
    ends = torch.arange(words).view(1, -1, 1) + torch.arange(lengths).view(1, 1, -1)
    inside = ends < torch.tensor(batch.words).view(-1, 1, 1)
    asked = torch.arange(labels).view(1, -1) < torch.tensor(batch.labels).view(-1, 1)
    valid = inside.unsqueeze(-1) & asked.view(-1, 1, 1, labels)
    gold = torch.zeros_like(logits)
    if batch.targets:
        rows, first, length, label = torch.tensor(batch.targets).unbind(1)
        gold[rows, first, length, label] = 1.0
    losses = functional.binary_cross_entropy_with_logits(logits, gold, reduction="none")
    if recipe.focus:
        losses = losses * (1.0 - torch.exp(-losses.detach())) ** recipe.focus
    if recipe.positive_weight != 1.0:
        losses = losses * (1.0 + (recipe.positive_weight - 1.0) * gold)
    return (losses * valid).sum() / len(batch.words)


def _resume(network: SpanNetwork, optimizer: torch.optim.AdamW, folder: Path) -> Progress:
    path = folder / CHECKPOINT
    if not path.exists():
        return Progress()
    saved = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    return Progress(**saved["progress"])


def _save(network: SpanNetwork, optimizer: torch.optim.AdamW, progress: Progress, folder: Path) -> None:
    part = folder / f"{CHECKPOINT}.part"
    where = {name: getattr(progress, name) for name in Progress.__slots__}
    torch.save({"network": network.state_dict(), "optimizer": optimizer.state_dict(), "progress": where}, part)
    os.replace(part, folder / CHECKPOINT)  # noqa: PTH105 - the one call that is atomic


def _log(folder: Path, progress: Progress, **figures: float) -> None:
    line = {"step": progress.step, "examples": progress.examples, "tokens": progress.tokens, "seconds": round(progress.seconds)}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line | {name: round(value, 4) for name, value in figures.items()}) + "\n")
