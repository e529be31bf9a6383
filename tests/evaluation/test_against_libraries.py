"""The same figures as independent implementations, on random data."""

from __future__ import annotations

import random
import string
import warnings
from typing import NamedTuple

import pytest

from evaluation.building import mentions
from garner.evaluation import Pair, Scores, mode_named, score, tally
from garner.evaluation.modes.tables import longest_common_words
from garner.values import Extraction, Label

LABELS = ("PER", "ORG", "LOC")
SEEDS = pytest.mark.parametrize("seed", range(12))


class Span(NamedTuple):
    label: str
    start: int
    end: int


def flat_spans(draw: random.Random, length: int) -> list[Span]:
    """Mentions that do not overlap, as a tagger gives them."""
    spans, place = [], draw.randint(0, 3)
    while place < length:
        end = min(length, place + draw.randint(1, 4))
        spans.append(Span(draw.choice(LABELS), place, end))
        place = end + draw.choice([0, 0, 1, 2, 5])
    return spans


def disturbed(draw: random.Random, spans: list[Span], length: int) -> list[Span]:
    """Some kept, some with another label or end, some lost; still flat."""
    kept = []
    for span in spans:
        luck = draw.random()
        if luck < 0.5:
            kept.append(span)
        elif luck < 0.65:
            kept.append(span._replace(label=draw.choice(LABELS)))
        elif luck < 0.8 and span.end - span.start > 1:
            kept.append(span._replace(end=span.end - 1, label=draw.choice(LABELS)))
    return kept if draw.random() < 0.8 else flat_spans(draw, length)


def sample(seed: int) -> list[tuple[int, list[Span], list[Span]]]:
    draw = random.Random(seed)
    made = []
    for _ in range(40):
        length = draw.randint(1, 30)
        gold = flat_spans(draw, length) if draw.random() < 0.9 else []
        made.append((length, gold, disturbed(draw, gold, length)))
    return made


def scored(texts: list[tuple[int, list[Span], list[Span]]], mode: str) -> Scores:
    pairs = []
    for number, (length, gold, predicted) in enumerate(texts):
        text = "x" * length
        both = (Extraction(text, entities=mentions(*spans, text=text)) for spans in (gold, predicted))
        pairs.append(Pair(f"d{number}", *both))
    return score(tally(pairs, mode_named(mode)))


def tags(length: int, spans: list[Span]) -> list[str]:
    row = ["O"] * length
    for label, start, end in spans:
        row[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return row


@SEEDS
def test_offset_equals_seqeval(seed: int) -> None:
    from seqeval.metrics.sequence_labeling import precision_recall_fscore_support

    texts = sample(seed)
    gold, predicted = ([tags(length, (first, second)[side]) for length, first, second in texts] for side in (0, 1))
    ours = scored(texts, "offset")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for average, score_ in (("micro", ours.micro), ("macro", ours.macro)):
            theirs = precision_recall_fscore_support(gold, predicted, average=average)[:3]
            assert (score_.precision, score_.recall, score_.f1) == pytest.approx([100 * each for each in theirs])
        by_label = precision_recall_fscore_support(gold, predicted, average=None)
    for number, (_, each) in enumerate(ours.labels):
        assert (each.precision, each.recall, each.f1) == pytest.approx([100 * by_label[row][number] for row in range(3)])
        assert each.support == by_label[3][number]


def in_nervaluate(texts: list[tuple[int, list[Span], list[Span]]]) -> dict[str, object]:
    from nervaluate import Evaluator

    def entities(spans: list[Span]) -> list[dict[str, object]]:
        return [{"label": label, "start": start, "end": end - 1} for label, start, end in spans]  # their ends are included

    gold, predicted = [entities(first) for _, first, _ in texts], [entities(second) for _, _, second in texts]
    return Evaluator(gold, predicted, tags=list(LABELS), loader="dict").evaluate()["overall"]


@SEEDS
def test_offset_boundaries_and_partial_equal_nervaluate(seed: int) -> None:
    texts = sample(seed)
    theirs = in_nervaluate(texts)
    for ours, name in (("offset", "strict"), ("boundaries", "exact"), ("partial", "partial")):
        mine, other = scored(texts, ours).micro, theirs[name]
        assert (mine.precision, mine.recall, mine.f1) == pytest.approx(
            (100 * other.precision, 100 * other.recall, 100 * other.f1)
        ), name
        assert (mine.counts.predicted, mine.counts.gold) == (other.actual, other.possible)


def meets_one_at_most(first: list[Span], second: list[Span]) -> bool:
    def neighbours(span: Span, others: list[Span]) -> int:
        return sum(other.start < span.end and span.start < other.end for other in others)

    return all(neighbours(span, second) <= 1 for span in first) and all(neighbours(span, first) <= 1 for span in second)


def test_type_equals_nervaluate_where_its_greedy_pairing_has_no_choice_and_is_never_below() -> None:
    clear, unclear = 0, 0
    for seed in range(12):
        for each in sample(seed):
            if not each[1] and not each[2]:
                continue
            mine, other = scored([each], "type").micro.counts, in_nervaluate([each])["ent_type"]
            if meets_one_at_most(each[1], each[2]):
                assert mine.right == other.correct
                clear += 1
            else:
                assert mine.right >= other.correct
                unclear += 1
    assert clear > 100
    assert unclear > 20


@SEEDS
def test_one_choice_a_text_equals_scikit_learn(seed: int) -> None:
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    draw = random.Random(seed)
    gold = [draw.choice("abcd") for _ in range(60)]
    predicted = [each if draw.random() < 0.6 else draw.choice("abcde") for each in gold]
    pairs = [
        Pair(f"d{number}", Extraction("x", (Label("topic", first),)), Extraction("x", (Label("topic", second),)))
        for number, (first, second) in enumerate(zip(gold, predicted, strict=True))
    ]
    ours = score(tally(pairs, mode_named("class")))
    assert score(tally(pairs, mode_named("accuracy"))).micro.f1 == pytest.approx(100 * accuracy_score(gold, predicted))
    assert ours.micro.f1 == pytest.approx(100 * accuracy_score(gold, predicted))
    theirs = precision_recall_fscore_support(gold, predicted, average="macro", zero_division=0)[:3]
    assert (ours.macro.precision, ours.macro.recall, ours.macro.f1) == pytest.approx([100 * each for each in theirs])
    names, by_label = sorted({*gold, *predicted}), precision_recall_fscore_support(gold, predicted, zero_division=0)
    for number, name in enumerate(names):
        assert ours.label(f"topic: {name}").f1 == pytest.approx(100 * by_label[2][number])


@SEEDS
def test_several_choices_a_text_equal_scikit_learn(seed: int) -> None:
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.preprocessing import MultiLabelBinarizer

    draw = random.Random(seed)
    gold = [{name for name in "abcd" if draw.random() < 0.4} for _ in range(60)]
    predicted = [{name for name in "abcde" if draw.random() < (0.8 if name in each else 0.1)} for each in gold]
    pairs = [
        Pair(f"d{number}", *(Extraction("x", tuple(Label("topic", name) for name in sorted(side))) for side in both))
        for number, both in enumerate(zip(gold, predicted, strict=True))
    ]
    binarizer = MultiLabelBinarizer().fit([*gold, *predicted])
    truth, claims = binarizer.transform(gold), binarizer.transform(predicted)
    ours = score(tally(pairs, mode_named("class")))
    assert ours.micro.f1 == pytest.approx(100 * f1_score(truth, claims, average="micro", zero_division=0))
    assert ours.macro.f1 == pytest.approx(100 * f1_score(truth, claims, average="macro", zero_division=0))
    from garner.evaluation import accuracy_of

    assert score(tally(pairs, accuracy_of(["topic"]))).micro.f1 == pytest.approx(100 * accuracy_score(truth, claims))


def test_the_longest_common_subsequence_equals_rouge_score() -> None:
    from rouge_score.rouge_scorer import RougeScorer

    scorer, draw = RougeScorer(["rougeL"]), random.Random(0)
    words = ["the", "The", "a1", "b-c", "d_e", "x", "|", "--", "42", "U.S."]
    for _ in range(300):
        gold, predicted = (" ".join(draw.choices(words, k=draw.randint(0, 12))) for _ in range(2))
        theirs = scorer.score(gold, predicted)["rougeL"]
        common, wanted, claimed = longest_common_words(gold, predicted)
        assert (common / max(1, claimed), common / max(1, wanted)) == pytest.approx((theirs.precision, theirs.recall))


def test_plain_words_equal_rouge_score_on_all_printable_ascii() -> None:
    from rouge_score.tokenize import tokenize

    from garner.evaluation.words import plain_words

    draw = random.Random(1)
    for _ in range(300):
        text = "".join(draw.choices(string.printable, k=30))
        assert plain_words(text) == tokenize(text, None)
