"""An extractor that errs in a known way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from garner.models.protocols import LabelText, ScoredSpan


@dataclass
class Careless:
    """Finds every word in capitals and calls it a person: cities have a wrong type."""

    name: str = "careless"
    read: list[str] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def room(self, labels: Sequence[LabelText]) -> int:
        del labels
        return 200

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        del labels, threshold
        self.read += texts
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[ScoredSpan]:
        place, spans = 0, []
        for word in text.split(" "):
            if word[:1].isupper():
                spans.append(ScoredSpan(place, place + len(word), "person", 0.9))
            place += len(word) + 1
        return spans
