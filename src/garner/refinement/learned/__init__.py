"""Detectors that were trained: small networks that judge every claim of an answer, and what it left out, by what the embedded
encoder sees in the text."""

from garner.refinement.learned.detector import LearnedDetector

__all__ = ["LearnedDetector"]
