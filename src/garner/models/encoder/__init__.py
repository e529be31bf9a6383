"""The model inside the package: a whole schema, whatever its names, answered on ONNX Runtime."""

from garner.models.encoder.encoder import Encoder
from garner.models.protocols import LabelText, ScoredSpan

__all__ = ["Encoder", "LabelText", "ScoredSpan"]
