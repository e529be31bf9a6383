"""Texts read for all labels of a schema: the scores of spans and choices, and what pairs of places are scored from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.decode import Candidate, candidates_in
from garner.models.encoder.label_vectors import MOST_TOKENS, LabelVectors, Weighing, label_vectors
from garner.models.encoder.layout import CLASS, lay_out_words, stack_labels
from garner.models.encoder.questions import Questions
from garner.models.encoder.sightings import Sighting
from garner.models.encoder.threads import side_by_side
from garner.models.encoder.trunk import Joined, Trunk
from garner.models.encoder.words import TokenText

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Link", "TextScores", "read_texts"]

_LEAST_TOKENS = 64
"""Fewer are not worth a thread of their own."""
_MOST_PAIRS = 4096
Place = tuple[int, int]


class Link(NamedTuple):
    """Two places (half-open word numbers) with the labels they were found as, ``None`` for none."""

    head: Place
    tail: Place
    head_label: int | None
    tail_label: int | None


@dataclass(slots=True)
class TextScores:
    """What was found in one text.

    ``spans`` are the candidates of all labels with their computed probabilities, ``choices`` the log-odds of each choice's
    label.
    """

    text: TokenText
    trunk: Trunk
    spans: list[Candidate] = field(default_factory=list)
    choices: dict[int, float] = field(default_factory=dict)
    _states: dict[int, np.ndarray] = field(default_factory=dict)
    _tokens: list[tuple[frozenset[int], np.ndarray]] = field(default_factory=list)
    _logits: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    _linked: dict[Link, dict[int, float]] | None = None
    _sighted: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _gain: float = 0.0

    def sight(self, seen: Sequence[Sighting], gain: float) -> None:
        """Let the log-odds of these spans for these labels gain so much when they are computed."""
        self._gain = gain
        for each in seen:
            self._sighted.setdefault(each.label, []).append((each.first, each.end - each.first - 1))

    def with_sighted(self, group: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """The log-odds of the spans for the labels of a group (words x lengths x labels), gains included."""
        columns = [(column, label) for column, label in enumerate(group.tolist()) if label in self._sighted]
        if not columns or not self._gain:
            return logits
        logits = logits.copy()
        for column, label in columns:
            for first, length in self._sighted[label]:
                logits[first, length, column] += self._gain
        return logits

    def remember(self) -> None:
        """Keep from here on what pairs are given, so that nobody scores a pair twice."""
        self._linked = {}

    def keep_logits(self, group: np.ndarray, logits: np.ndarray) -> None:
        """Keep the log-odds of every span for the labels of a group: words x lengths x labels."""
        self._logits.append((group, logits))

    @property
    def logits(self) -> Sequence[tuple[np.ndarray, np.ndarray]]:
        """The labels of each group (numbers) and the log-odds of every span for them (words x lengths x labels), as far as they
        were kept. Of a stretch that ends behind the last word they say nothing."""
        return self._logits

    @property
    def tokens(self) -> Sequence[np.ndarray]:
        """What the text is beside the labels of each group that was kept: tokens x width, the marks around it included."""
        return [tokens for _, tokens in self._tokens]

    def state(self, label: int) -> np.ndarray:
        """What a label is in this text: a vector. ``KeyError`` where it was not kept."""
        return self._states[label]

    def above(self, least: Mapping[int, float]) -> TextScores:
        """The same text with those spans as candidates whose log-odds reach ``least`` (see :func:`read_texts`)."""
        import numpy as np

        spans: list[Candidate] = []
        for numbers, logits in self._logits:
            wanted = np.array([least.get(number, np.inf) for number in numbers.tolist()])
            spans += candidates_in(logits, len(self.text.words), wanted, numbers)
        return replace(self, spans=spans)

    def reduced(self, *, pairs: bool) -> TextScores:
        """The same without the log-odds of spans, and without what ``pairs`` are scored from unless they may be asked for."""
        scores = replace(self, _logits=[]) if pairs else replace(self, _logits=[], _tokens=[], _states={})
        scores.remember()
        return scores

    def keep_states(self, group: Sequence[int], states: np.ndarray) -> None:
        """Keep what the labels of a group are in this text: labels x width."""
        self._states.update(zip(group, states, strict=True))

    def keep_tokens(self, group: Sequence[int], tokens: np.ndarray) -> None:
        """Keep what pairs are scored from for the labels of a group: tokens x width."""
        self._tokens.append((frozenset(group), tokens))

    def links(self, pairs: Sequence[Link], labels: Sequence[int]) -> np.ndarray:
        """The log-odds of each label for each pair: pairs x labels. All labels are of kinds that pairs are asked for."""
        import numpy as np

        known = self._linked
        if known is None:
            return self._links(pairs, labels)
        rows, asked = [known.get(pair) for pair in pairs], set(labels)
        new = dict.fromkeys(pair for pair, row in zip(pairs, rows, strict=True) if row is None or not asked <= row.keys())
        if new:
            for pair, logits in zip(new, self._links(list(new), labels).tolist(), strict=True):
                known.setdefault(pair, {}).update(zip(labels, logits, strict=True))
            rows = [known[pair] for pair in pairs]
        table = [[row[label] for label in labels] for row in rows if row is not None]
        return np.array(table, np.float32).reshape(len(pairs), len(labels))

    def _links(self, pairs: Sequence[Link], labels: Sequence[int]) -> np.ndarray:
        import numpy as np

        found = np.zeros((len(pairs), len(labels)), np.float32)
        for group, tokens in self._tokens:
            columns = [number for number, label in enumerate(labels) if label in group]
            if not columns:
                continue
            states = np.stack([self._states[labels[number]] for number in columns])
            for begin in range(0, len(pairs), _MOST_PAIRS):
                part = pairs[begin : begin + _MOST_PAIRS]
                logits = self.trunk.pair({"tokens": tokens, "states": states} | self._pair_inputs(part, states.shape[1]))
                found[begin : begin + len(part), columns] = logits
        return found

    def _pair_inputs(self, pairs: Sequence[Link], width: int) -> dict[str, np.ndarray]:
        import numpy as np

        nothing = np.zeros(width, np.float32)

        def types(labels: Sequence[int | None]) -> np.ndarray:
            return np.stack([nothing if label is None else self._states[label] for label in labels])

        return {
            "heads": np.array([self._token_place(pair.head) for pair in pairs], np.int64),
            "tails": np.array([self._token_place(pair.tail) for pair in pairs], np.int64),
            "head_types": types([pair.head_label for pair in pairs]),
            "tail_types": types([pair.tail_label for pair in pairs]),
        }

    def place(self, first: int, end: int) -> Place:
        """Where a stretch of words stands in the text (half-open code points)."""
        return self.text.words[first][0], self.text.words[end - 1][1]

    def _token_place(self, place: Place) -> Place:
        """First and last token of a stretch of words, counted with the mark in front of the text."""
        return self.text.first[place[0]] + 1, self.text.last[place[1] - 1] + 1


class _Asked(NamedTuple):
    """A group of labels ready to join texts; ``least`` is the log-odds each needs to be a candidate (``None``: all is kept)."""

    numbers: np.ndarray
    kinds: tuple[int, ...]
    vectors: np.ndarray
    least: np.ndarray | None


def read_texts(
    texts: Sequence[TokenText],
    questions: Questions,
    labels: LabelVectors,
    least: Mapping[int, float] | None,
    weighing: Weighing,
    sighted: Sequence[Sequence[Sighting]] = (),
) -> list[TextScores]:
    """The scores of each text. ``least``: the log-odds at which a label's span becomes a candidate; none for a label whose
    spans are not wanted; ``None``: everything is kept and nothing is a candidate (see :meth:`TextScores.above`).
    ``weighing``: how much what is said of a label counts; ``sighted``: where each text is written like an example. Texts are
    batched with others of like length; a text is read once for all groups of labels."""
    import numpy as np

    trunk = labels.trunk
    scores = [TextScores(text, trunk) for text in texts]
    for each, seen in zip(scores, sighted, strict=False):
        each.sight(seen, weighing.sighting)
    groups = [
        _Asked(
            np.array(group, np.int64),
            tuple(questions.labels[number].kind for number in group),
            label_vectors(labels, [questions.labels[number] for number in group], weighing),
            None if least is None else np.array([least.get(number, np.inf) for number in group]),
        )
        for group in questions.groups
    ]
    paired = {relation.label for relation in questions.relations}
    paired |= {role.label for event in questions.events for role in event.roles}
    # A text without words has no spans, but may be asked what it is as a whole.
    rows = [row for row, text in enumerate(texts) if groups and (text.words or questions.tasks)]
    lengths = {row: len(texts[row].tokens) + 2 for row in rows}
    widest = max((len(group.numbers) for group in groups), default=0)
    side_by_side(
        lambda batch: _read_batch([scores[row] for row in batch], trunk, groups, paired),
        _batches(lengths, widest, trunk.threads),
        trunk.threads,
    )
    return scores


def _read_batch(scores: Sequence[TextScores], trunk: Trunk, groups: Sequence[_Asked], paired: AbstractSet[int]) -> None:
    import numpy as np

    texts = [each.text for each in scores]
    places = lay_out_words(texts)
    hidden = trunk.read(texts)
    width = hidden.shape[2]
    sentences = np.zeros((len(texts), width), np.float32)
    if any(CLASS in group.kinds for group in groups):
        sentences = trunk.mean(hidden, places["lengths"])[:, -width:]
    for group in groups:
        asked = stack_labels([group.vectors] * len(texts)) | {"kinds": np.array([group.kinds] * len(texts), np.int64)}
        joined = trunk.join({"hidden": hidden, **places, **asked, "sentences": sentences})
        for row, each in enumerate(scores):
            _take(each, group, Joined(*(part[row] for part in joined)), paired)


def _take(scores: TextScores, group: _Asked, joined: Joined, paired: AbstractSet[int]) -> None:
    words, whole = len(scores.text.words), group.least is None
    logits = scores.with_sighted(group.numbers, joined.spans)
    if group.least is None:
        scores.remember()
        scores.keep_logits(group.numbers, logits[:words].copy())
    else:
        scores.spans += candidates_in(logits, words, group.least, group.numbers)
    for number, kind, logit in zip(group.numbers.tolist(), group.kinds, joined.classes.tolist(), strict=True):
        if kind == CLASS:
            scores.choices[number] = logit
    # Copies, so that the whole batch's arrays need not stay.
    if paired or whole:
        scores.keep_states(group.numbers.tolist(), joined.states.copy())
    if whole or not paired.isdisjoint(group.numbers.tolist()):
        scores.keep_tokens(group.numbers.tolist(), joined.tokens[: len(scores.text.tokens) + 2].copy())


def _batches(lengths: Mapping[int, int], labels: int, threads: int) -> list[list[int]]:
    """The numbers of texts (``lengths`` by number), those of like length together: at most ``MOST_TOKENS`` tokens of theirs
    and of ``labels`` labels each, and about as many for every thread."""
    total = sum(lengths.values()) + labels * len(lengths)
    shares = threads * math.ceil(total / (threads * MOST_TOKENS))
    share = total / max(1, min(shares, total // _LEAST_TOKENS))
    batches: list[list[int]] = [[]]
    filled = 0.0
    for row in sorted(lengths, key=lengths.__getitem__):
        size = lengths[row] + labels
        if batches[-1] and ((len(batches[-1]) + 1) * size > MOST_TOKENS or filled + size / 2 > share):
            batches.append([])
            filled = 0.0
        batches[-1].append(row)
        filled += size
    return batches if batches[-1] else []
