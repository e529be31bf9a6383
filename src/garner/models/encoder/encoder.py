"""The embedded model: every span of a text scored for every label, on the CPU, without torch and without network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from garner.errors import ContextTooLong
from garner.models.encoder.decode import Candidate, candidates, keep_flat, keep_one_label
from garner.models.encoder.layout import lay_out_labels, lay_out_texts, stack_labels
from garner.models.encoder.weights import Weights, packaged_weights, read_weights
from garner.models.encoder.words import TokenText, tokenise_label, tokenise_text
from garner.models.protocols import LabelText, ScoredSpan

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Encoder"]

_BATCH_TOKENS = 4096
_MOST_REMEMBERED = 4096


class Encoder:
    """Scores the spans of texts for labels given as words.

    ``name`` is stored with results. ``max_tokens`` is how many sub-word tokens one text may have; labels do not take from it.
    ``languages`` are those it was trained on (none: its files do not say); of texts in others expect little.
    A label's example mentions are not read. Safe to use from several threads.

    >>> from garner.models.encoder import LabelText
    >>> encoder = Encoder.load()
    >>> spans = encoder.score(["Ada Lovelace lived in London."], [LabelText("city")])[0]
    >>> [(span.label, span.start, span.end) for span in spans]
    [('city', 22, 28)]
    """

    def __init__(self, weights: Weights) -> None:
        self.name = f"encoder:{weights.card.name}"
        self.languages = weights.card.languages
        self.max_tokens = weights.card.text_tokens
        self.threshold = weights.card.threshold
        self._weights = weights
        self._labels: dict[str, np.ndarray] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, path: Path | None = None, threads: int | None = None) -> Encoder:
        """The encoder in the folder ``path`` (``None``: the one inside the package). Raises ``ModelError`` for files that are
        missing or damaged."""
        return cls(read_weights(path or packaged_weights(), threads))

    def count_tokens(self, text: str) -> int:
        """How many sub-word tokens the text takes."""
        return len(tokenise_text(self._weights.tokenizer, text).tokens)

    def room(self, labels: Sequence[LabelText]) -> int:
        """How many sub-word tokens of text are best read at once, whatever the labels.

        Fewer than ``max_tokens``: the model was trained on sentences, and finds less in a text the longer it is.
        """
        del labels
        return min(self.max_tokens, self._weights.card.passage_tokens)

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None, *, nested: bool = False
    ) -> list[list[ScoredSpan]]:
        """The spans of each text whose probability is at least ``threshold`` (``None``: ``self.threshold``), ordered by start.

        Probabilities are those of being right where the card has a calibration, else as the network computes them.

        By default no two spans overlap: the more probable one stays. With ``nested`` overlapping spans all stay, each place
        with its most probable label. Spans begin and end with a word and have up to ``span_words`` words. Many labels are read
        in groups. Raises ``ContextTooLong`` for a text of more than ``max_tokens`` tokens and ``ValueError`` for two labels of
        one name.
        """
        named = {label.name: label for label in labels}
        if len(named) != len(labels):
            raise ValueError("two labels have the same name")
        least = self._weights.card.calibration.computed(self.threshold if threshold is None else threshold)
        tokens = [self._tokenise(text) for text in texts]
        found: list[list[Candidate]] = [[] for _ in texts]
        # In the order of their names, so that the order given changes neither groups nor ties.
        names = sorted(named)
        for begin in range(0, len(names), self._weights.card.labels):
            vectors = self._label_vectors([named[name] for name in names[begin : begin + self._weights.card.labels]])
            for rows in _batches(tokens):
                self._score_rows(rows, tokens, vectors, found, (begin, least))
        keep = keep_one_label if nested else keep_flat
        return [
            [self._span(text, each, names) for each in keep(candidates_of_text)]
            for text, candidates_of_text in zip(tokens, found, strict=True)
        ]

    def _span(self, text: TokenText, each: Candidate, names: Sequence[str]) -> ScoredSpan:
        confidence = self._weights.card.calibration.calibrated(each.confidence)
        return ScoredSpan(text.words[each.first][0], text.words[each.end - 1][1], names[each.label], confidence)

    def _tokenise(self, text: str) -> TokenText:
        tokens = tokenise_text(self._weights.tokenizer, text)
        if len(tokens.tokens) > self.max_tokens:
            message = (
                f"A text of {len(tokens.tokens)} tokens is longer than the {self.max_tokens} that {self.name} reads at once."
            )
            raise ContextTooLong(message, "Split it into passages (garner.Extractor does).")
        return tokens

    def _label_vectors(self, labels: Sequence[LabelText]) -> np.ndarray:
        """One vector a label: that of its name, with a share of that of name and description where it has one."""
        names = self._text_vectors([label.name for label in labels])
        if not any(label.description for label in labels):
            return names
        described = self._text_vectors([_described(label) for label in labels])
        share = self._weights.card.description_share
        return (1 - share) * names + share * described

    def _text_vectors(self, labels: Sequence[str]) -> np.ndarray:
        """One vector a label, remembered. Only labels of one length are computed together, so that none is padded."""
        import numpy as np

        with self._lock:
            if len(self._labels) > _MOST_REMEMBERED:
                self._labels.clear()
            new = {label: tokenise_label(self._weights.tokenizer, label) for label in labels if label not in self._labels}
            for length in sorted({len(tokens) for tokens in new.values()}):
                alike = [label for label, tokens in new.items() if len(tokens) == length]
                inputs = lay_out_labels([new[label] for label in alike], self._weights.vectors)
                self._labels.update(zip(alike, self._weights.label.run(None, inputs)[0], strict=True))
            return np.stack([self._labels[label] for label in labels])

    def _score_rows(
        self,
        rows: Sequence[int],
        tokens: Sequence[TokenText],
        vectors: np.ndarray,
        found: list[list[Candidate]],
        numbering: tuple[int, float],
    ) -> None:
        """Add to ``found`` the candidates of the texts ``rows``. ``numbering``: the first label's number, and the threshold."""
        import numpy as np

        first_label, least = numbering
        inputs = lay_out_texts([tokens[row] for row in rows], self._weights.vectors) | stack_labels([vectors] * len(rows))
        logits = self._weights.span.run(None, inputs)[0]
        probabilities = 1.0 / (1.0 + np.exp(-np.clip(logits, -50.0, 50.0)))
        for row, scores in zip(rows, probabilities, strict=True):
            for each in candidates(scores, len(tokens[row].words), least):
                found[row].append(each._replace(label=first_label + each.label))


def _described(label: LabelText) -> str:
    return f"{label.name}: {label.description}" if label.description else label.name


def _batches(texts: Sequence[TokenText]) -> Iterator[list[int]]:
    """Numbers of texts of like length, at most ``_BATCH_TOKENS`` tokens together; texts without words are left out."""
    order = sorted((number for number, text in enumerate(texts) if text.words), key=lambda number: len(texts[number].tokens))
    batch: list[int] = []
    for number in order:
        if batch and (len(batch) + 1) * (len(texts[number].tokens) + 2) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
