"""A conditional random field over words, with the features everybody has used since CoNLL-2003."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from learned_scorer import LearnedScorer

from garner.datasets import CorpusRecord
from garner.models.encoder.words import split_words
from garner.models.protocols import ScoredSpan

__all__ = ["ConditionalRandomField"]

_OUTSIDE = "O"


class ConditionalRandomField(LearnedScorer):
    """Trained on one train split, for its labels: python-crfsuite, L-BFGS, c1 = c2 = 0.1, at most 100 iterations; BIO tags.

    Nested and overlapping mentions: the longest is learned. The confidence of a span is the lowest marginal of its tags.
    """

    def __init__(self, records: Iterable[CorpusRecord], iterations: int = 100) -> None:
        import pycrfsuite

        self.name = "crf"
        trainer = pycrfsuite.Trainer(verbose=False)
        for record in records:
            places = split_words(record.text)
            if places:
                trainer.append(_features(record.text, places), _tags(record, places))
        trainer.set_params({"c1": 0.1, "c2": 0.1, "max_iterations": iterations, "feature.possible_transitions": True})
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "crf"
            trainer.train(str(file))
            self._weights = int(trainer.logparser.last_iteration["active_features"])
            self._model = file.read_bytes()  # the tagger reads from these bytes as long as it lives
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._model)

    def __len__(self) -> int:
        """How many weights are not zero after the last step of training."""
        return self._weights

    def read(self, text: str) -> Iterator[ScoredSpan]:
        places = split_words(text)
        if not places:
            return
        tags = self._tagger.tag(_features(text, places))
        first = 0
        for number, tag in enumerate([*tags[1:], _OUTSIDE], 1):
            if tags[first] != _OUTSIDE and tag[2:] == tags[first][2:] and tag.startswith("I"):
                continue
            if tags[first] != _OUTSIDE:
                sure = min(self._tagger.marginal(tags[each], each) for each in range(first, number))
                yield ScoredSpan(places[first][0], places[number - 1][1], tags[first][2:], min(1.0, sure))
            first = number


def _tags(record: CorpusRecord, places: Sequence[tuple[int, int]]) -> list[str]:
    starts = {start: number for number, (start, _) in enumerate(places)}
    ends = {end: number for number, (_, end) in enumerate(places)}
    tags = [_OUTSIDE] * len(places)
    for entity in sorted(record.gold.entities, key=lambda each: -((each.end or 0) - (each.start or 0))):
        first, last = starts.get(entity.start if entity.start is not None else -1), ends.get(entity.end or -1)
        if first is not None and last is not None and all(tag == _OUTSIDE for tag in tags[first : last + 1]):
            tags[first : last + 1] = [f"B-{entity.type}", *[f"I-{entity.type}"] * (last - first)]
    return tags


def _features(text: str, places: Sequence[tuple[int, int]]) -> list[list[str]]:
    words = [text[start:end] for start, end in places]
    return [_of(words, place) for place in range(len(words))]


def _of(words: Sequence[str], place: int) -> list[str]:
    found = ["bias"]
    for offset in (-2, -1, 0, 1, 2):
        at = place + offset
        word = words[at] if 0 <= at < len(words) else ("<" if at < 0 else ">")
        found += [f"{offset}:word={word.lower()}", f"{offset}:shape={_shape(word)}"]
    word = words[place]
    found += [f"prefix={word[:size]}" for size in (1, 2, 3)] + [f"suffix={word[-size:]}" for size in (1, 2, 3)]
    if place > 0:
        found.append(f"pair={words[place - 1].lower()}|{word.lower()}")
    return found


def _shape(word: str) -> str:
    squeezed: list[str] = []
    for mark in map(_mark, word):
        if not squeezed or squeezed[-1] != mark:
            squeezed.append(mark)
    return "".join(squeezed)


def _mark(letter: str) -> str:
    kinds = (("X", letter.isupper()), ("x", letter.islower()), ("9", letter.isdigit()), ("w", letter.isalpha()))
    return next((mark for mark, fits in kinds if fits), letter)
