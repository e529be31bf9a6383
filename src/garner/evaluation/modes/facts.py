"""Open IE facts: CaRB's lenient matching of words, ROBUST's worst of a cluster, and equality of strings.

CaRB (Bhardwaj, Aggarwal and Mausam 2019, ``matcher.py`` and ``carb.py``, the binary lenient match ADELIE uses): a fact is a
predicate, a subject and the rest joined; two facts can match if their predicates share a word ("be" stands for its forms); then
precision and recall are shares of words, part by part. For precision each prediction goes to one gold fact, best precision
first; for recall each gold fact takes its best prediction. Where the gold predicate is a verb of saying the two arguments may
be swapped. Words are compared as they stand, case included; all predictions count, whatever their confidence.

Two departures, so that counts stay possible and order changes nothing: a gold word answers for one predicted word even when it
is a form of "be", and among equally precise pairs the order of the words decides, not that of the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from garner.errors import InputError
from garner.evaluation.counts import Counts, percentages
from garner.evaluation.mode import Key, Mode, Repeats, count_keys
from garner.evaluation.tallies import DocumentCounts, Tally
from garner.evaluation.words import spaced_words
from garner.values import Extraction, Fact

__all__ = ["CARB", "FACT_STRING", "worst_of_cluster"]

FACT = "fact"
_SAYING = ("said", "told", "added", "adds", "says")
_FORMS_OF_BE = ("be", "is", "am", "are", "was", "were", "been", "being")


class _Words(NamedTuple):
    """The words of a fact with their numbers; ``said`` tells that its predicate is a verb of saying."""

    predicate: Counter[str]
    subject: Counter[str]
    rest: Counter[str]
    said: bool

    def swapped(self) -> _Words:
        return self._replace(subject=self.rest, rest=self.subject)


def _words_of(extraction: Extraction) -> list[_Words]:
    parts = sorted(
        (
            fact.predicate.value,
            fact.subject.value,
            " ".join(each.value for each in (fact.object, fact.time, fact.place) if each),
        )
        for fact in extraction.facts
    )
    return [
        _Words(_bag(predicate), _bag(subject), _bag(rest), any(verb in predicate for verb in _SAYING))
        for predicate, subject, rest in parts
    ]


def _bag(text: str) -> Counter[str]:
    return Counter(spaced_words(text))


def _match(gold: _Words, predicted: _Words) -> tuple[float, float]:
    """Precision and recall of one prediction for one gold fact; zeros where the predicates share no word."""
    straight = _match_as_is(gold, predicted)
    return max(straight, _match_as_is(gold, predicted.swapped())) if gold.said else straight


def _match_as_is(gold: _Words, predicted: _Words) -> tuple[float, float]:
    shared = _shared(gold.predicate, predicted.predicate)
    left = gold.predicate - predicted.predicate
    if (predicted.predicate - gold.predicate)["be"] and any(left[form] for form in _FORMS_OF_BE):
        shared += 1
    if not shared and (gold.predicate or predicted.predicate):
        return 0.0, 0.0
    shared += _shared(gold.subject, predicted.subject) + _shared(gold.rest, predicted.rest)
    sizes = _size(predicted), _size(gold)
    if not any(sizes):  # two facts without a word
        return 1.0, 1.0
    return shared / max(1, sizes[0]), shared / max(1, sizes[1])


def _shared(one: Counter[str], other: Counter[str]) -> int:
    return (one & other).total()


def _size(words: _Words) -> int:
    return words.predicate.total() + words.subject.total() + words.rest.total()


def _count_carb(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
    truth, claims = _words_of(gold), _words_of(predicted)
    if not truth and not claims:
        return {}
    matches = [[_match(fact, claim) for claim in claims] for fact in truth]
    found = sum(max((recall for _, recall in row), default=0.0) for row in matches)
    return {FACT: Counts(_best_precisions(matches), len(claims), found, len(truth))}


def _best_precisions(matches: list[list[tuple[float, float]]]) -> float:
    """The sum over one-to-one pairs, the most precise pair first."""
    pairs = sorted(
        (-precision, row, column) for row, several in enumerate(matches) for column, (precision, _) in enumerate(several)
    )
    rows: set[int] = set()
    columns: set[int] = set()
    earned = 0.0
    for negative, row, column in pairs:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            earned -= negative
    return earned


def worst_of_cluster(tally: Tally, cluster_of: Mapping[str, str]) -> Tally:
    """ROBUST's view (Qi et al. 2023): a cluster of paraphrases is as good as its worst text.

    The unit becomes the cluster, with the precision and recall of its text of the lowest F1, so that ``score`` gives their
    means over clusters and the F1 of these means, and ``bootstrap`` draws clusters. ``cluster_of`` names each document's
    cluster; raises ``InputError`` for a document without one.
    """
    worst: dict[str, tuple[float, float, float]] = {}
    for document in tally.documents:
        if document.document not in cluster_of:
            raise InputError(f"document {document.document!r} belongs to no cluster.", "Name a cluster for every document.")
        precision, recall, f1 = percentages(document.all)
        cluster, figures = cluster_of[document.document], (f1, precision / 100, recall / 100)
        worst[cluster] = min(worst.get(cluster, figures), figures)
    rows = (
        DocumentCounts(cluster, ((FACT, Counts(precision, 1, recall, 1)),)) for cluster, (_, precision, recall) in worst.items()
    )
    return Tally(f"{tally.mode}+worst-of-cluster", tuple(rows))


def _key(fact: Fact) -> Key:
    parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return FACT, tuple(part and part.value for part in parts)


def _count_strings(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
    return count_keys(map(_key, gold.facts), map(_key, predicted.facts), Repeats.COUNT)


CARB = Mode("carb", 1, "CaRB binary lenient tuple match", _count_carb)
FACT_STRING = Mode("fact-string", 1, "all five slots equal as strings", _count_strings)
