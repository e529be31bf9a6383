"""What the folders of a model and of the detectors that correct its answers tell of them: what they saw in training."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from garner.cli.evaluate import Judging, RunOutputs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from garner.datasets.exposure import Exposure

__all__ = ["exposure_of", "folder_of", "second_encoder"]

_DETECTORS = re.compile(r"refined by (.*?) (?:pruner=|\w+ rounds=)")
"""Where the name of who answered says which detectors corrected the answers."""


def exposure_of(judging: Judging, outputs: RunOutputs, model: str, detectors: str | None = None) -> Exposure | None:
    """What the model that is scored and the ``detectors`` that correct its answers saw; ``None``: nobody knows of any of them.

    Of the model it is the record that is named, else that of its own folder. With ``--results`` model and detectors are those
    that the results name. Raises ``InputError`` for a record or a result file that cannot be read, ``NotConfigured`` for
    detectors that nobody knows, ``ModelError`` for learned ones that are not whole.
    """
    from garner.datasets.exposure import exposure_at, joined_exposure

    if outputs.results is not None:
        answering, correcting = _named_by_results(outputs.results)
    else:
        answering, correcting = {model: _seen_by(folder_of(model))}, _correcting(model, detectors)
    if judging.exposure is not None:
        answering = {model: exposure_at(judging.exposure)}
    return joined_exposure(answering | correcting)


def folder_of(model: str) -> Path | None:
    """The folder of the model with that name on the command line, where it has one."""
    from garner.models.encoder.weights import packaged_weights

    name, _, rest = model.partition(":")
    if name != "encoder":
        return None
    return Path(rest) if rest else packaged_weights()


def second_encoder(model: str, detectors: str | None) -> str:
    """What to say where learned detectors see with another encoder than the one that answers; empty where they do not."""
    folder = folder_of(model)
    if folder is None or not folder.is_dir():
        return ""
    for own in _learned_in(detectors):
        if not _beside(own, folder):
            from garner.refinement.learned.card import open_detectors

            card, _ = open_detectors(own)
            return (
                f"The detectors {card.name} see with {card.encoder_name}, a second model in memory beside {model}. "
                "garner train detectors makes some for an encoder of your own."
            )
    return ""


def _seen_by(folder: Path | None) -> Exposure | None:
    from garner.datasets.exposure import exposure_at

    return exposure_at(folder) if folder is not None and folder.is_dir() else None


def _learned_in(detectors: str | None) -> list[Path]:
    """The folders of the learned detectors among those named."""
    from garner.refinement.learned.card import packaged_detectors
    from garner.refinement.registry import parts_of

    parts = parts_of(detectors) if detectors else ()
    return [Path(part.rest) if part.rest else packaged_detectors() for part in parts if part.name == "learned"]


def _correcting(model: str, detectors: str | None) -> dict[str, Exposure | None]:
    """What the detectors saw, by name. Those that ask the model that answers know no more than it does; of a language model of
    their own, and of a plug-in, nobody knows."""
    from garner.models.encoder.weights import packaged_weights
    from garner.refinement.registry import Part, parts_of

    found: dict[str, Exposure | None] = {}
    for part in parts_of(detectors) if detectors else ():
        if part.name in ("rules", "learned") or part == Part("prompted"):
            continue
        found[f"{part.name}:{part.rest}" if part.rest else part.name] = None
    for folder in _learned_in(detectors):
        found[f"learned:{folder.name}"] = _seen_by(folder)
        answering = folder_of(model)
        if answering is None or not _beside(folder, answering):
            found["encoder"] = _seen_by(packaged_weights())
    return found


def _beside(detectors: Path, encoder: Path) -> bool:
    """Whether the detectors in a folder see with the encoder in the other."""
    from garner.models.encoder import Encoder
    from garner.refinement.learned.card import encoder_fingerprint, open_detectors

    return open_detectors(detectors)[0].encoder == encoder_fingerprint(Encoder.load(encoder))


def _named_by_results(path: Path) -> tuple[dict[str, Exposure | None], dict[str, Exposure | None]]:
    """What the models and the detectors that results name saw: only what is packaged is known by its name."""
    from garner.files import read_results
    from garner.models.encoder.weights import packaged_weights
    from garner.refinement.learned.card import packaged_detectors

    names = {result.model for result in read_results(path)}
    embedded, packaged = _packaged_encoder(), _packaged_detectors()
    models: dict[str, Exposure | None] = {}
    detectors: dict[str, Exposure | None] = {}
    for name in sorted(names):
        model = name.partition(" ")[0]
        models[model] = _seen_by(packaged_weights()) if model == embedded else None
        for detector in _detectors_in(name):
            if detector == packaged:
                detectors |= {detector: _seen_by(packaged_detectors()), embedded: _seen_by(packaged_weights())}
            else:
                detectors[detector] = None
    return models, detectors


def _detectors_in(name: str) -> Iterable[str]:
    """The detectors that the name of who answered names, but for the rules, which were not trained, and such as ask the model
    that answered."""
    model = name.partition(" ")[0]
    for words in _DETECTORS.findall(name):
        for word in words.split():
            if word not in ("rules", f"prompted:{model}") and "=" not in word and not word.startswith("questions-"):
                yield word


def _packaged_encoder() -> str:
    """The name that the packaged encoder leaves in results; empty where garner was installed without it."""
    import json

    from garner.models.encoder.weights import CARD, packaged_weights

    try:
        return f"encoder:{json.loads((packaged_weights() / CARD).read_text('utf-8'))['name']}"
    except (OSError, ValueError, KeyError):
        return ""


def _packaged_detectors() -> str:
    """The name that the packaged detectors leave in results; empty where garner was installed without them."""
    from garner.errors import ModelError
    from garner.refinement.learned.card import open_detectors, packaged_detectors

    try:
        return open_detectors(packaged_detectors())[0].signature
    except ModelError:
        return ""
