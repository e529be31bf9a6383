"""The model inside the package: spans of English text for labels of any name, on ONNX Runtime."""

from garner.models.encoder.encoder import Encoder
from garner.models.protocols import LabelText, ScoredSpan

__all__ = ["Encoder", "LabelText", "ScoredSpan"]
