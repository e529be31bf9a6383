"""What reads texts of one script: four networks and how a text becomes their input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from garner.models.encoder.characters import CHARACTER_CLS, CHARACTER_SEP, CharacterVocabulary
from garner.models.encoder.layout import CLS, SEP, TokenVectors, lay_out_numbers
from garner.models.encoder.words import TokenText, count_tokens, tokenise_label, tokenise_text

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]  # ships no types
    from tokenizers import Tokenizer

__all__ = ["GRAPHS", "CharacterTokens", "Joined", "OnnxTrunk", "Tokens", "Trunk", "WordTokens"]

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


class Tokens(Protocol):
    """How texts of one script become numbers."""

    def count(self, text: str) -> int:
        """How many tokens ``tokenise`` makes of a text, without making them all."""
        ...

    def tokenise(self, text: str) -> TokenText:
        """The words and tokens of a text."""
        ...

    def tokenise_label(self, label: str) -> TokenText:
        """The tokens of a label, which has no words."""
        ...

    def lay_out(self, texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
        """The inputs of the network ``read`` but for ``lengths``."""
        ...


class Trunk(Protocol):
    """The networks of one script. Batches are padded; lengths count the marks around each text."""

    tokens: Tokens

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

    def __init__(self, tokens: Tokens, sessions: Mapping[str, onnxruntime.InferenceSession]) -> None:
        self.tokens = tokens
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


class WordTokens:
    """Tokens of text that separates words: word pieces, looked up as vectors before the network sees them."""

    def __init__(self, tokenizer: Tokenizer, vectors: TokenVectors, marks: tuple[int, int] = (CLS, SEP)) -> None:
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._marks = marks

    def count(self, text: str) -> int:
        return count_tokens(self._tokenizer, text)

    def tokenise(self, text: str) -> TokenText:
        return tokenise_text(self._tokenizer, text)

    def tokenise_label(self, label: str) -> TokenText:
        return TokenText((), tokenise_label(self._tokenizer, label), (), (), ())

    def lay_out(self, texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
        start, end = self._marks
        return {"vectors": self._vectors.look_up(lay_out_numbers([(start, *text.tokens, end) for text in texts]))}


class CharacterTokens:
    """Tokens of text that does not: its characters, and the pairs they make with the one before."""

    def __init__(self, vocabulary: CharacterVocabulary) -> None:
        self._vocabulary = vocabulary

    def count(self, text: str) -> int:
        return sum(map(len, text.split()))

    def tokenise(self, text: str) -> TokenText:
        return self._vocabulary.tokenise(text)

    def tokenise_label(self, label: str) -> TokenText:
        return self._vocabulary.tokenise_label(label)

    def lay_out(self, texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
        return {
            "ids": lay_out_numbers([(CHARACTER_CLS, *text.tokens, CHARACTER_SEP) for text in texts]),
            "pairs": lay_out_numbers([(0, *text.pairs, 0) for text in texts]),
        }


def lengths_of(texts: Sequence[TokenText]) -> np.ndarray:
    """The tokens of each text with the marks around it."""
    import numpy as np

    return np.array([len(text.tokens) + 2 for text in texts], np.int64)
