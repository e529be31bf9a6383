"""How large a model is, and how much of it was trained, where its folder tells."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import NamedTuple

__all__ = ["Size", "size_of_encoder"]


class Size(NamedTuple):
    """Numbers of parameters; ``None``: not known."""

    parameters: int | None = None
    parameters_trained: int | None = None


def size_of_encoder(folder: Path) -> Size:
    """The size of the encoder in a folder.

    The parameters are counted in its arrays, two a byte in those of 4 bits, scales not counted; how many of them were trained
    is what ``model.json`` says under ``parameters_trained``. A folder that cannot be read has no known size: opening the
    model says why.
    """
    import numpy as np

    try:
        with np.load(folder / "weights.npz") as weights, np.load(folder / "vocabulary.npz") as vocabulary:
            count = 2 * vocabulary["halves"].size
            for name in weights:
                if not name.startswith("scales of "):
                    count += weights[name].size * (2 if name.startswith("4 bits of ") else 1)
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return Size()
    trained = card.get("parameters_trained") if isinstance(card, dict) else None
    return Size(int(count), trained if isinstance(trained, int) else None)
