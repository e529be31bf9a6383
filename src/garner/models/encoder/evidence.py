"""What an encoder sees in a text under a schema, whoever answered it: the scores behind every answer it could give."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from garner.models.encoder.label_vectors import Weighing
from garner.models.encoder.questions import Questions
from garner.models.encoder.reading import Link, Place, TextScores

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Evidence", "Memory", "evidence_of"]

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen in one text; labels go by their numbers in ``questions``.

    ``spans`` are log-odds, words x lengths x columns: of the stretch of ``length + 1`` words that starts at the word; those
    that end behind the last word are ``-inf``. ``columns`` tells the column of each label that spans were asked for.
    ``choices`` are the log-odds of each choice. ``starts`` and ``ends`` are the places (code points) where words begin and end.
    ``derived`` is room for what others compute from it and may need again.
    """

    questions: Questions
    scores: TextScores
    spans: np.ndarray
    columns: Mapping[int, int]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    derived: dict[str, object] = field(default_factory=dict, compare=False)

    @property
    def words(self) -> int:
        return len(self.starts)

    @property
    def choices(self) -> Mapping[int, float]:
        return self.scores.choices

    @property
    def tokens(self) -> np.ndarray:
        """The text's vectors beside the first group of labels: tokens x width, the marks around the text included."""
        return self.scores.tokens[0]

    def state(self, label: int) -> np.ndarray:
        """What a label is in this text: a vector."""
        return self.scores.state(label)

    def links(self, pairs: Sequence[Link], labels: Sequence[int]) -> np.ndarray:
        """The log-odds of relations or roles for pairs of places: pairs x labels. What was asked before costs nothing."""
        return self.scores.links(pairs, labels)

    def words_at(self, start: int, end: int) -> Place | None:
        """The words that ``text[start:end]`` touches, half-open; ``None`` where it touches none."""
        first, behind = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return (first, behind) if first < behind else None

    def is_whole(self, start: int, end: int) -> bool:
        """Whether the stretch begins where a word begins and ends where one ends."""
        words = self.words_at(start, end)
        return words is not None and self.starts[words[0]] == start and self.ends[words[1] - 1] == end


def evidence_of(scores: TextScores, questions: Questions) -> Evidence:
    """The evidence in the scores of a text of which everything was kept."""
    import numpy as np

    words = len(scores.text.words)
    asked = {label for _, label in questions.entities} | {event.label for event in questions.events}
    asked |= {role.label for event in questions.events for role in event.roles}
    parts: list[np.ndarray] = []
    columns: dict[int, int] = {}
    for numbers, logits in scores.logits:
        kept = [place for place, number in enumerate(numbers.tolist()) if number in asked]
        columns |= {int(numbers[place]): new for new, place in enumerate(kept, start=len(columns))}
        parts.append(logits[:, :, kept])
    spans = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2) if parts else np.zeros((words, 1, 0), np.float32)
    beyond = np.arange(words)[:, None] + np.arange(spans.shape[1]) >= words
    spans[beyond] = -np.inf
    return Evidence(
        questions,
        scores,
        spans,
        columns,
        tuple(start for start, _ in scores.text.words),
        tuple(end for _, end in scores.text.words),
    )


class Memory:
    """The evidence of the texts read last, at most ``most`` and no more than 64 MiB. Safe in several threads.

    A schema is told by its questions, which are one object as long as they are remembered.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._known: OrderedDict[tuple[str, int, Weighing], Evidence] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def read(
        self, texts: Sequence[str], questions: Questions, weighing: Weighing, read: Callable[[Sequence[str]], list[TextScores]]
    ) -> list[Evidence]:
        """The evidence of each text; those not remembered are read first, each once. ``weighing`` is how much what is said of a
        label counts: what was read with another does not count."""
        keys = [(text, id(questions), weighing) for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in dict.fromkeys(keys) if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            read_now = read([text for text, _, _ in missing])
            new = {key: evidence_of(scores, questions) for key, scores in zip(missing, read_now, strict=True)}
            found |= new
            self._keep(new)
        return [found[key] for key in keys]

    def _keep(self, new: Mapping[tuple[str, int, Weighing], Evidence]) -> None:
        with self._lock:
            for key, evidence in new.items():
                if key not in self._known:
                    self._known[key] = evidence
                    self._bytes += _size(evidence)
            while self._known and (len(self._known) > self.most or self._bytes > _MOST_BYTES):
                self._bytes -= _size(self._known.popitem(last=False)[1])


def _size(evidence: Evidence) -> int:
    kept = [*evidence.scores.tokens, *(logits for _, logits in evidence.scores.logits)]
    return int(evidence.spans.nbytes) + sum(int(each.nbytes) for each in kept)
