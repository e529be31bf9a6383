"""Long text as overlapping passages that cover every character and fit a model. Pure: no model, no network, no clock."""

from garner.passages.estimate import estimate_tokens
from garner.passages.sentences import sentence_spans
from garner.passages.windows import Passage, halve, split

__all__ = ["Passage", "estimate_tokens", "halve", "sentence_spans", "split"]
