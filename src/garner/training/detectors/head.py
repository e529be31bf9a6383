"""Fit the heads of the learned detectors: small networks on features, a minute or so on one thread."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from garner.errors import InputError
from garner.models.encoder.levels import Levels
from garner.refinement.learned.card import CARD, FEATURES, FORMAT, WEIGHTS, encoder_fingerprint
from garner.refinement.learned.head import FURTHEST, Head
from garner.training.detectors.head_blends import balanced, blended, untied, varied
from garner.training.detectors.head_levels import Bands, Tried, best_bands, change_of, tried_on
from garner.training.detectors.head_rows import Rows, Seen, choice_rows, see, span_rows, tie_rows, verdicts_on
from garner.training.detectors.head_whole import left_from, whole_rows
from garner.training.detectors.instance import Instance

if TYPE_CHECKING:
    import numpy as np
    import torch

    from garner.models.encoder import Encoder

__all__ = ["HeadSettings", "fit_head", "fit_heads", "train_head"]

RIGHT_AT = math.log(0.9 / 0.1)
"""The log-odds that an answer which is best left alone gets: those from which a refinement takes it for right."""


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """How the heads are fitted: AdamW, ``passes`` over the rows at most, stopped after ``patience`` without a better loss on
    what was set aside. ``dropped`` is the share of inputs left out at random, ``smoothed`` how far targets are moved to 0.5.

    ``texts``: of one corpus at most so many (0: all). ``blends``: how many answers of gold and errors are made for each text.
    ``evenness``: how far corpora and extractors count alike however many rows they have (0: not at all, 1: wholly);
    ``unfamiliar`` corpora, which the encoder was not trained on, count ``favour`` times.
    """

    hidden: tuple[int, ...] = (96, 48)
    passes: int = 40
    patience: int = 5
    batch: int = 1024
    rate: float = 2e-3
    decay: float = 1e-2
    dropped: float = 0.1
    smoothed: float = 0.01
    texts: int = 0
    blends: int = 2
    evenness: float = 0.7
    unfamiliar: tuple[str, ...] = ()
    favour: float = 2.5
    seed: int = 0


def train_head(
    instances: Sequence[Instance],
    set_aside: Sequence[Instance],
    encoder: Encoder,
    out: Path,
    settings: HeadSettings | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Mapping[str, object]:
    """Fit all heads to ``instances`` and write them with their card to the folder ``out``; returns the card.

    When to stop and the levels are chosen on ``set_aside``, best corpora that ``instances`` have nothing of. Texts that the
    encoder does not take at once are left out. Raises ``InputError`` where there is nothing to learn from.
    """
    settings = settings or HeadSettings()
    began = time.monotonic()
    seen, aside = (see(_few(own, settings.texts), encoder) for own in (instances, set_aside))
    tell(f"{len(seen)} instances, {len(aside)} set aside, read in {time.monotonic() - began:.0f} s")
    return fit_heads(seen, aside, encoder, out, settings, tell)


def fit_heads(
    seen: Sequence[Seen],
    aside: Sequence[Seen],
    encoder: Encoder,
    out: Path,
    settings: HeadSettings,
    tell: Callable[[str], None],
) -> Mapping[str, object]:
    """Fit all heads to instances beside what the encoder sees, as :func:`train_head` does."""
    if not seen or not aside:
        raise InputError("There are no instances to train the detectors on.", "Give some to fit to, and some to set aside.")
    began = time.monotonic()
    answered, count = [each for each in seen if each.instance.whole], len(seen)
    seen = varied(seen, settings.blends, settings.seed)
    mixed = blended(aside, settings.seed) if settings.blends else []
    aside = [*(each for each in aside if each.instance.whole), *mixed]
    heads = _fit_all(seen, aside, settings, tell)
    levels = Levels.of(encoder.card)
    aside = [*aside, *untied(aside)]
    tried = tried_on(aside, verdicts_on(aside, heads), levels)
    bands = best_bands(tried)
    for name, own in bands._asdict().items():
        tell(
            f"stays from, is added from ({name}): "
            + ", ".join(f"{kind} {each.keep:g} {each.add:g}{' relative' * each.relative}" for kind, each in own.items())
        )
    heads["whole"] = _fit_whole(tried_on(answered, verdicts_on(answered, heads), levels), tried, bands, settings)
    tell(f"fitted in {time.monotonic() - began:.0f} s")
    training = {
        "instances": count,
        "set_aside": len(aside),
        "corpora": sorted({each.instance.corpus for each in seen}),
        "set_aside_corpora": sorted({each.instance.corpus for each in aside}),
        "settings": asdict(settings),
        "parameters": sum(int(array.size) for head in heads.values() for array in (*head.weights, *head.biases)),
        "seconds": round(time.monotonic() - began),
        "changes": [[*key, *(round(value, 2) for value in change)] for key, change in change_of(tried, bands).items()],
    }
    return _write(out, encoder, heads, bands, training)


def _few(instances: Sequence[Instance], most: int) -> list[Instance]:
    """Those of the first ``most`` texts of each corpus."""
    texts: dict[str, dict[str, None]] = {}
    kept = []
    for each in instances:
        own = texts.setdefault(each.corpus, {})
        if each.text in own or not most or len(own) < most:
            own[each.text] = None
            kept.append(each)
    return kept


def _fit_all(
    seen: Sequence[Seen], aside: Sequence[Seen], settings: HeadSettings, tell: Callable[[str], None]
) -> dict[str, Head]:
    heads: dict[str, Head] = {}

    def fit(name: str, rows: Rows, other: Rows) -> None:
        rows, other = (balanced(own, of, _favoured(settings), settings.evenness) for own, of in ((rows, seen), (other, aside)))
        heads[name] = fit_head(rows, other, FEATURES[name], settings)
        loss = _loss(heads[name], other)
        tell(f"{name}: {len(rows.holds)} rows, {int(rows.holds.sum())} hold; loss aside {loss:.4f}")

    fit("spans", span_rows(seen), span_rows(aside))
    ties, other = tie_rows(seen, heads["spans"]), tie_rows(aside, heads["spans"])
    for name in ("relations", "arguments"):
        fit(name, ties[name], other[name])
    fit("choices", choice_rows(seen), choice_rows(aside))
    return heads


def _fit_whole(answered: Sequence[Tried], aside: Sequence[Tried], bands: Bands, settings: HeadSettings) -> Head:
    """The head that tells which answers with defects are best left alone, shifted to where nothing set aside is lost by it."""
    rows, _ = whole_rows(answered, bands)
    other, counts = whole_rows(aside, bands)
    rows = balanced(rows, [each.seen for each in answered], _favoured(settings), settings.evenness)
    head = fit_head(rows, other, FEATURES["whole"], replace(settings, batch=128), (16,))
    odds = head(other.features).tolist() if counts else []
    return _shifted(head, RIGHT_AT - left_from(odds, other.owners.tolist(), counts, aside, bands))


def _shifted(head: Head, by: float) -> Head:
    import numpy as np

    return replace(head, biases=(*head.biases[:-1], head.biases[-1] + np.float32(by)))


def _favoured(settings: HeadSettings) -> dict[str, float]:
    return dict.fromkeys(settings.unfamiliar, settings.favour)


def _loss(head: Head, rows: Rows) -> float:
    import numpy as np

    if not len(rows.holds):
        return 0.0
    odds = head(rows.features)
    return float(np.mean(np.logaddexp(0.0, odds) - odds * rows.holds))


def fit_head(
    rows: Rows, aside: Rows, features: Sequence[str], settings: HeadSettings, hidden: tuple[int, ...] | None = None
) -> Head:
    """The head that tells best which rows hold. Without rows: one that believes what is said."""
    import numpy as np
    import torch
    from torch import nn

    if not len(rows.holds):
        believing = np.array([[6.0 if name == "said" else 0.0] for name in features], np.float32)
        width = len(features)
        return Head(np.zeros(width, np.float32), np.ones(width, np.float32), (believing,), (np.full(1, -3.0, np.float32),))
    mean, scale = rows.features.mean(axis=0), 1.0 / (rows.features.std(axis=0) + 1e-3)
    torch.manual_seed(settings.seed)
    widths = [len(features), *(settings.hidden if hidden is None else hidden)]
    layers: list[nn.Module] = []
    for wide, narrow in pairwise(widths):
        layers += [nn.Linear(wide, narrow), nn.ReLU(), nn.Dropout(settings.dropped)]
    network = nn.Sequential(*layers, nn.Linear(widths[-1], 1))
    best = _descend(network, _tensors(rows, mean, scale), _tensors(aside if len(aside.holds) else rows, mean, scale), settings)
    linear = [(best[key], best[key.replace("weight", "bias")]) for key in best if key.endswith("weight")]
    return Head(
        mean.astype(np.float32),
        scale.astype(np.float32),
        tuple(weight.numpy().T.copy() for weight, _ in linear),
        tuple(bias.numpy().copy() for _, bias in linear),
    )


def _tensors(rows: Rows, mean: np.ndarray, scale: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    import numpy as np
    import torch

    near = np.clip((rows.features - mean) * scale, -FURTHEST, FURTHEST)
    arrays = (near, rows.holds, rows.weights)
    features, holds, weights = (torch.from_numpy(each.astype(np.float32)) for each in arrays)
    return features, holds, weights


def _descend(
    network: torch.nn.Module,
    rows: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    aside: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    settings: HeadSettings,
) -> dict[str, torch.Tensor]:
    """The weights that did best on what was set aside."""
    import torch

    features, holds, weights = rows
    steps = settings.passes * max(1, -(-len(holds) // settings.batch))
    optimiser = torch.optim.AdamW(network.parameters(), settings.rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps + 1)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    order = torch.Generator().manual_seed(settings.seed)
    best, least, waited = {key: value.clone() for key, value in network.state_dict().items()}, float("inf"), 0
    for _ in range(settings.passes):
        network.train()
        for chosen in torch.randperm(len(holds), generator=order).split(settings.batch):  # type: ignore[no-untyped-call]
            target = holds[chosen] * (1 - 2 * settings.smoothed) + settings.smoothed
            loss = loss_of(network(features[chosen])[:, 0], target, weights[chosen])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch gives it no types
            optimiser.step()
            schedule.step()
        network.eval()
        with torch.inference_mode():
            now = float(loss_of(network(aside[0])[:, 0], aside[1], aside[2]))
        if now < least - 1e-5:
            best, least, waited = {key: value.clone() for key, value in network.state_dict().items()}, now, 0
        else:
            waited += 1
            if waited >= settings.patience:
                break
    return best


def _write(
    out: Path, encoder: Encoder, heads: Mapping[str, Head], bands: Bands, training: Mapping[str, object]
) -> Mapping[str, object]:
    import numpy as np

    out.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for name, head in heads.items():
        arrays |= {f"{name}.mean": head.mean, f"{name}.scale": head.scale, f"{name}.layers": np.array(len(head.weights))}
        for layer, (weight, bias) in enumerate(zip(head.weights, head.biases, strict=True)):
            arrays |= {f"{name}.{layer}.weight": weight, f"{name}.{layer}.bias": bias}
    np.savez(out / WEIGHTS, **arrays)  # type: ignore[arg-type]  # its stubs take any keyword for a flag
    checksum = hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()
    card = {
        "format": FORMAT,
        "name": f"garner-detectors-1-{checksum[:6]}",
        "encoder": encoder_fingerprint(encoder),
        "encoder_name": encoder.name,
        "sha256": checksum,
        "levels": {kind: asdict(level) for kind, level in bands.others.items()},
        "own_levels": {kind: asdict(level) for kind, level in bands.own.items()},
        "training": training,
    }
    (out / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return card
