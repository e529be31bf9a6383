"""What the folder of a model tells of it: what it saw in training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from garner.cli.evaluate import Judging, RunOutputs

if TYPE_CHECKING:
    from garner.datasets.exposure import Exposure

__all__ = ["exposure_of", "folder_of"]


def exposure_of(judging: Judging, outputs: RunOutputs, model: str) -> Exposure | None:
    """What the model that is scored saw: the record that is named, else that of the model's own folder; ``None``: nobody knows.

    With ``--results`` the model is the one that the results name. Raises ``InputError`` for a record or a result file that
    cannot be read.
    """
    from garner.datasets.exposure import exposure_at

    if judging.exposure is not None:
        return exposure_at(judging.exposure)
    folder = folder_of(model) if outputs.results is None else _folder_of_results(outputs.results)
    return exposure_at(folder) if folder is not None and folder.is_dir() else None


def folder_of(model: str) -> Path | None:
    """The folder of the model with that name on the command line, where it has one."""
    from garner.models.encoder.weights import packaged_weights

    name, _, rest = model.partition(":")
    if name != "encoder":
        return None
    return Path(rest) if rest else packaged_weights()


def _folder_of_results(path: Path) -> Path | None:
    """The folder of the embedded model where all results name it; of another model a result file does not tell."""
    import json

    from garner.files import read_results
    from garner.models.encoder.weights import packaged_weights

    models = {result.model.partition(" ")[0] for result in read_results(path)}
    try:
        embedded = json.loads((packaged_weights() / "model.json").read_text("utf-8"))["name"]
    except (OSError, ValueError, KeyError):  # installed without its weights
        return None
    return packaged_weights() if models == {f"encoder:{embedded}"} else None
