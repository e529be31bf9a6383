"""The road of a text, and the run over many: start with ``extractor``."""

from garner.pipeline.extractor import Extractor, Reach

__all__ = ["Extractor", "Reach"]
