"""One step of training after another: the rate, the loss, the move of the weights, on the processor or a graphics card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from garner.errors import NotConfigured
from garner.training.encoder.batches import Batch
from garner.training.encoder.joint import Joined, JointNetwork
from garner.training.encoder.losses import Losses, as_tensors, losses_of
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np

__all__ = ["DEVICES", "Machine", "Stepper", "as_tensors", "machine_of", "scorer_of"]

DEVICES = ("auto", "cpu", "cuda")
_TRUNK = "layers."
"""What the names of weights begin with that come from the trunk; all others learn at a rate of their own."""


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
    """A network with its optimizer."""

    def __init__(self, network: JointNetwork, recipe: Recipe, machine: Machine | None = None) -> None:
        self.machine = machine or Machine()
        self.network = network.to(self.machine.device)
        self._recipe = recipe
        self.optimizer = _optimizer(network, recipe)

    def take(self, batch: Batch, step: int) -> Losses[float]:
        """Move the weights once; the losses before that. ``step`` counts from 0 and decides the rate."""
        stage, factor = self._recipe.stage_at(step)
        # A checkpoint of before has groups that begin at once and do not say so.
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor if step >= group.get("begin", 0) else 0.0
        recipe = self._recipe if stage.class_weight is None else replace(self._recipe, class_weight=stage.class_weight)
        with torch.autocast(self.machine.device, dtype=torch.bfloat16, enabled=self.machine.half_precision):
            losses = losses_of(self.network, batch, recipe)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(torch.stack(losses).sum())
        torch.nn.utils.clip_grad_norm_(list(_weights(self.optimizer)), 1.0)
        self.optimizer.step()
        return Losses(*(float(loss.detach()) for loss in losses))


def _optimizer(network: JointNetwork, recipe: Recipe) -> torch.optim.AdamW:
    groups: dict[tuple[bool, bool, bool], list[Tensor]] = {}
    alone = tuple(f"{_TRUNK}{number}." for number in range(network.size.alone))
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            kind = not name.startswith(_TRUNK), weight.ndim > 1 and "vectors" not in name, name.startswith(alone)
            groups.setdefault(kind, []).append(weight)
    settings = [
        {
            "params": weights,
            "peak": recipe.head_rate if is_head else recipe.trunk_rate,
            "weight_decay": recipe.weight_decay if decays else 0.0,
            "begin": recipe.alone_from if is_alone else 0,
        }
        for (is_head, decays, is_alone), weights in sorted(groups.items())
    ]
    return torch.optim.AdamW(settings, lr=recipe.trunk_rate, betas=(0.9, 0.98), fused=True)


def _weights(optimizer: torch.optim.Optimizer) -> Iterable[Tensor]:
    return (weight for group in optimizer.param_groups for weight in group["params"])


def scorer_of(network: JointNetwork) -> Callable[[dict[str, np.ndarray]], Joined]:
    """The network as ``measure`` asks it: inputs of a batch to what it makes of them, on the processor."""

    def score(inputs: dict[str, np.ndarray]) -> Joined:
        with torch.inference_mode():
            return Joined(*(each.float().cpu() for each in network(**as_tensors(inputs, network.device))))

    return score
