"""What the baselines that learn from a train split share: they answer the labels they learned, where these are asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText, ScoredSpan

__all__ = ["LearnedScorer"]


class LearnedScorer(ABC):
    """A span scorer whose labels are those of its training data."""

    name: str

    @abstractmethod
    def read(self, text: str) -> Iterable[ScoredSpan]:
        """The spans of a text under every label it learned."""

    @abstractmethod
    def __len__(self) -> int:
        """How much was learned."""

    def count_tokens(self, text: str) -> int:
        return len(split_words(text))

    def room(self, labels: Sequence[LabelText]) -> int:
        return 10_000

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        """The spans under the labels asked for, at or above the threshold (``None``: all)."""
        wanted, least = {label.name for label in labels}, threshold or 0.0
        return [[span for span in self.read(text) if span.label in wanted and span.confidence >= least] for text in texts]
