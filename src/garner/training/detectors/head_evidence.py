"""Evidence as heads are fitted to it: light enough that thousands of texts fit into memory, and less sure than it is where the
encoder was trained on corpora like these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garner.models.encoder.evidence import Evidence
from garner.models.encoder.reading import Link

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Blur", "lighter", "unsurer"]

_WORDS, _LABELS, _LINKS = 1.2, 1.0, 1.5
"""Standard deviations, in log-odds, of what is added."""


def lighter(evidence: Evidence) -> Evidence:
    """The same, without what nothing is judged by; log-odds of spans in half precision."""
    import numpy as np

    questions = evidence.questions
    kept = evidence.scores.reduced(pairs=bool(questions.relations or questions.events))
    return replace(evidence, scores=kept, spans=evidence.spans.astype(np.float16), derived={})


@dataclass(frozen=True, slots=True)
class Blur(Evidence):
    """Evidence with other log-odds of choices and links than its scores say."""

    told: Mapping[int, float] | None = None
    scale: float = 1.0
    seed: int = 0

    @property
    def choices(self) -> Mapping[int, float]:
        return self.told or {}

    def links(self, pairs: Sequence[Link], labels: Sequence[int]) -> np.ndarray:
        """As evidence says them, scaled, with noise that the same pair and label always have."""
        import numpy as np

        exact = self.scores.links(pairs, labels)
        noise = [
            [np.random.default_rng([self.seed, *pair.head, *pair.tail, label]).normal(0.0, _LINKS) for label in labels]
            for pair in pairs
        ]
        blurred: np.ndarray = (exact * self.scale + np.array(noise, np.float32).reshape(exact.shape)).astype(np.float32)
        return blurred


def unsurer(evidence: Evidence, seed: int) -> Blur:
    """The evidence of an encoder that knows the labels less well: its log-odds nearer to 0, and noise on labels and words, so
    that neighbouring stretches of the same label err together."""
    import numpy as np

    draw = np.random.default_rng(seed)
    words, lengths, columns = evidence.spans.shape
    scale = float(draw.uniform(0.55, 1.05))
    size = float(draw.uniform(0.3, 1.0))
    starts, ends = (draw.normal(0.0, size * _WORDS, (words + lengths, columns)) for _ in range(2))
    last = np.arange(words)[:, None] + np.arange(lengths)[None, :]
    noise = starts[:words, None, :] + ends[last] + draw.normal(0.0, size * _LABELS, columns)
    spans = (np.maximum(evidence.spans, -12.0).astype(np.float32) * scale + noise).astype(np.float16)
    spans[~np.isfinite(evidence.spans)] = -np.inf
    told = {label: score * scale + float(draw.normal(0.0, size * _LABELS)) for label, score in evidence.choices.items()}
    return Blur(
        evidence.questions,
        evidence.scores,
        spans,
        evidence.columns,
        evidence.starts,
        evidence.ends,
        {},
        told,
        scale,
        seed,
    )
