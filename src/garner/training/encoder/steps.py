"""One step of training after another: the rate, the loss, the move of the weights, on the processor or a graphics card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from garner.errors import NotConfigured
from garner.training.encoder.batches import Batch
from garner.training.encoder.network import SpanNetwork
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DEVICES", "Machine", "Stepper", "as_tensors", "loss_of", "machine_of", "scorer_of"]

DEVICES = ("auto", "cpu", "cuda")
_HEADS = ("shape_vectors", "from_", "span_lengths", "label_")
"""Weights that are not the trunk's: they learn at a rate of their own."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where to compute, and whether products may be computed in bfloat16 (the weights stay in single precision)."""

    device: str = "cpu"
    half_precision: bool = False

    def __str__(self) -> str:
        return f"{self.device}, {'bfloat16' if self.half_precision else 'single precision'}"


def machine_of(device: str = "auto", half_precision: bool = True) -> Machine:
    """The machine for a device of ``DEVICES``; ``auto`` takes a graphics card where there is one.

    With ``half_precision`` bfloat16 is used where the hardware computes in it: elsewhere it is emulated, and many times slower
    than single precision. Raises ``NotConfigured`` for a device that is not there.
    """
    if device not in DEVICES:
        raise NotConfigured(f"there is no device {device!r}.", f"Known ones are {', '.join(DEVICES)}.")
    there = torch.cuda.is_available()
    if device == "cuda" and not there:
        raise NotConfigured("torch sees no graphics card.", "Use --device cpu, or install a torch built for the card.")
    if device == "cuda" or (device == "auto" and there):
        return Machine("cuda", half_precision and torch.cuda.is_bf16_supported())
    return Machine("cpu", half_precision and _processor_has_bfloat16())


def _processor_has_bfloat16(table: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor says so; where nothing says anything it is taken to lack it."""
    try:
        return not {"avx512_bf16", "amx_bf16"}.isdisjoint(table.read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError):
        return False


class Stepper:
    """A network with its optimizer. The layers that are never trained are frozen here."""

    def __init__(self, network: SpanNetwork, recipe: Recipe, machine: Machine | None = None) -> None:
        self.machine = machine or Machine()
        self.network = network.to(self.machine.device)
        self._recipe = recipe
        frozen = network.frozen()
        for name, weight in network.named_parameters():
            weight.requires_grad_(name not in frozen)
        self.optimizer = _optimizer(network, recipe)

    def take(self, batch: Batch, step: int) -> float:
        """Move the weights once; the loss before that. ``step`` counts from 0 and decides the rate."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * self._recipe.stage_at(step)[1]
        with torch.autocast(self.machine.device, dtype=torch.bfloat16, enabled=self.machine.half_precision):
            logits = self.network.join(**as_tensors(batch.inputs, self.network.device))
        loss = loss_of(logits.float(), batch, self._recipe)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(list(_weights(self.optimizer)), 1.0)
        self.optimizer.step()
        return float(loss.detach())


def _optimizer(network: SpanNetwork, recipe: Recipe) -> torch.optim.AdamW:
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            groups.setdefault((name.startswith(_HEADS), weight.ndim > 1 and "vectors" not in name), []).append(weight)
    settings = [
        {
            "params": weights,
            "peak": recipe.head_rate if is_head else recipe.trunk_rate,
            "weight_decay": recipe.weight_decay if decays else 0.0,
        }
        for (is_head, decays), weights in sorted(groups.items())
    ]
    return torch.optim.AdamW(settings, lr=recipe.trunk_rate, betas=(0.9, 0.98), fused=True)


def _weights(optimizer: torch.optim.Optimizer) -> Iterable[Tensor]:
    return (weight for group in optimizer.param_groups for weight in group["params"])


def as_tensors(inputs: Mapping[str, np.ndarray], device: torch.device | str = "cpu") -> dict[str, Tensor]:
    """The arrays as tensors on the device."""
    return {name: torch.from_numpy(array).to(device) for name, array in inputs.items()}


def scorer_of(network: SpanNetwork) -> Callable[[dict[str, np.ndarray]], np.ndarray]:
    """The network as ``measure.predict`` asks it: inputs of a batch to logits."""

    def score(inputs: dict[str, np.ndarray]) -> np.ndarray:
        with torch.inference_mode():
            logits: np.ndarray = network(**as_tensors(inputs, network.device)).cpu().numpy()
        return logits

    return score


def loss_of(logits: Tensor, batch: Batch, recipe: Recipe) -> Tensor:
    """Binary cross-entropy of every span within its text for every label asked of that text, summed per text.

    A focus above 0 lets answers that are already right count less (focal loss, Lin et al. 2017, equation 4).
    """
    _, words, lengths, labels = logits.shape
    ends = torch.arange(words).view(1, -1, 1) + torch.arange(lengths).view(1, 1, -1)
    inside = ends < torch.tensor(batch.words).view(-1, 1, 1)
    asked = torch.arange(labels).view(1, -1) < torch.tensor(batch.labels).view(-1, 1)
    valid = (inside.unsqueeze(-1) & asked.view(-1, 1, 1, labels)).to(logits.device)
    gold = torch.zeros(logits.shape)
    if batch.targets:
        rows, first, length, label = torch.tensor(batch.targets).unbind(1)
        gold[rows, first, length, label] = 1.0
    gold = gold.to(logits.device)
    losses = functional.binary_cross_entropy_with_logits(logits, gold, reduction="none")
    if recipe.focus:
        losses = losses * (1.0 - torch.exp(-losses.detach())) ** recipe.focus
    if recipe.positive_weight != 1.0:
        losses = losses * (1.0 + (recipe.positive_weight - 1.0) * gold)
    return (losses * valid).sum() / len(batch.words)
