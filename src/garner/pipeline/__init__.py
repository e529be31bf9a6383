"""The road of a text, and the run over many: start with ``extractor``."""

from garner.pipeline.extractor import Extractor, Reach
from garner.pipeline.refiner import Refiner

__all__ = ["Extractor", "Reach", "Refiner"]
