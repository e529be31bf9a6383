"""What reads texts: four networks, and how a text becomes their input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from garner.models.encoder.layout import CLS, SEP, TokenVectors, lay_out_numbers
from garner.models.encoder.words import TokenText, count_tokens, tokenise_label, tokenise_text

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]  # ships no types
    from tokenizers import Tokenizer

__all__ = ["GRAPHS", "Joined", "OnnxTrunk", "Tokens", "Trunk", "lengths_of"]

GRAPHS = ("read", "mean", "join", "pair")


class Joined(NamedTuple):
    """What joining labels to texts gives.

    ``spans``: batch x words x span lengths x labels (logits of the span of ``length + 1`` words that starts at the word),
    ``classes``: batch x labels (logits), ``tokens``: batch x tokens x width, ``states``: batch x labels x width.
    """

    spans: np.ndarray
    classes: np.ndarray
    tokens: np.ndarray
    states: np.ndarray


class Tokens:
    """How texts become numbers: word pieces, looked up as vectors before the networks see them."""

    def __init__(self, tokenizer: Tokenizer, vectors: TokenVectors) -> None:
        self._tokenizer = tokenizer
        self._vectors = vectors

    def count(self, text: str) -> int:
        """How many tokens ``tokenise`` makes of a text, without making them all."""
        return count_tokens(self._tokenizer, text)

    def tokenise(self, text: str) -> TokenText:
        """The words and tokens of a text."""
        return tokenise_text(self._tokenizer, text)

    def tokenise_label(self, label: str) -> TokenText:
        """The tokens of a label, which has no words."""
        return TokenText((), tokenise_label(self._tokenizer, label), (), (), ())

    def lay_out(self, texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
        """The inputs of the network ``read`` but for ``lengths``."""
        return {"vectors": self._vectors.look_up(lay_out_numbers([(CLS, *text.tokens, SEP) for text in texts]))}


class Trunk(Protocol):
    """The networks. Batches are padded; lengths count the marks around each text. ``threads`` batches are best read at once."""

    tokens: Tokens
    threads: int

    def read(self, texts: Sequence[TokenText]) -> np.ndarray:
        """What the lower layers make of texts without any label: batch x tokens x width."""
        ...

    def mean(self, hidden: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """The vector of each label, from what ``read`` gave: batch x several widths; the last is that of a whole text too."""
        ...

    def join(self, inputs: Mapping[str, np.ndarray]) -> Joined:
        """Texts read together with labels. ``inputs``: ``hidden``, those of ``lay_out_words`` and ``stack_labels``, ``kinds``
        (batch x labels) and ``sentences`` (batch x width)."""
        ...

    def pair(self, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
        """Logits, pairs x labels, for pairs of places in one text. ``inputs``: ``tokens`` and ``states`` (as ``join`` gave them
        for it), ``heads`` and ``tails`` (pairs x first and last token), ``head_types`` and ``tail_types`` (pairs x width)."""
        ...


class OnnxTrunk:
    """A trunk whose networks run on ONNX Runtime; ``sessions`` holds one for each name of ``GRAPHS``."""

    def __init__(self, tokens: Tokens, sessions: Mapping[str, onnxruntime.InferenceSession], threads: int = 1) -> None:
        self.tokens = tokens
        self.threads = threads
        self._sessions = dict(sessions)
        self._inputs = {name: [each.name for each in session.get_inputs()] for name, session in sessions.items()}

    def read(self, texts: Sequence[TokenText]) -> np.ndarray:
        return self._run("read", self.tokens.lay_out(texts) | {"lengths": lengths_of(texts)}, ["hidden"])[0]

    def mean(self, hidden: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        return self._run("mean", {"hidden": hidden, "lengths": lengths}, ["vectors"])[0]

    def join(self, inputs: Mapping[str, np.ndarray]) -> Joined:
        return Joined(*self._run("join", inputs, list(Joined._fields)))

    def pair(self, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
        return self._run("pair", inputs, ["links"])[0]

    def _run(self, graph: str, inputs: Mapping[str, np.ndarray], outputs: list[str]) -> list[np.ndarray]:
        # The exporter leaves out what a network does not use.
        fed = {name: inputs[name] for name in self._inputs[graph]}
        answers: list[np.ndarray] = self._sessions[graph].run(outputs, fed)
        return answers


def lengths_of(texts: Sequence[TokenText]) -> np.ndarray:
    """The tokens of each text with the marks around it."""
    import numpy as np

    return np.array([len(text.tokens) + 2 for text in texts], np.int64)
