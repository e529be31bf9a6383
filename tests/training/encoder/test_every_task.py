"""Examples of all tasks: every number means what it says, and nothing is asked that is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.layout import CLASS, RELATION, SPAN
from garner.schema import Choice
from garner.training.encoder.examples import Example, LabelPool, Pair, make_example
from garner.training.encoder.gold import Asked, GoldChoice, GoldLink, GoldSpan, LabelledText
from garner.training.encoder.names import label_names, translated
from garner.training.encoder.pools import Ends, gathered
from garner.training.encoder.questions import has_spans, may_be_linked
from garner.training.encoder.selection import Selection
from garner.training.encoder.written import WRITTEN_BY_LANGUAGE, written_texts

TEXT = "Ann sold Acme to Bob while Cy slept"
ANN, SOLD, ACME, BOB, CY = (0, 3), (4, 8), (9, 13), (17, 20), (27, 29)
RECORD = LabelledText(
    "r",
    TEXT,
    tuple(
        sorted(
            (
                GoldSpan(*ANN, "person"),
                GoldSpan(*BOB, "person"),
                GoldSpan(*ACME, "company"),
                GoldSpan(*SOLD, "sale"),
                GoldSpan(*ANN, "seller"),
                GoldSpan(*BOB, "buyer"),
            )
        )
    ),
    (GoldLink(ANN, BOB, "sold to"), GoldLink(SOLD, ANN, "seller", "sale"), GoldLink(SOLD, BOB, "buyer", "sale")),
    (
        GoldChoice("topic", tuple(Choice(name) for name in "abcdefgh"), ("c",)),
        GoldChoice("mood", (Choice("good", "in high spirits"), Choice("bad")), (), multiple=True),
    ),
    (CY,),
)
NAMES = label_names("person | | human | somebody\ncompany | | firm |")
POOL = LabelPool(
    ("person", "company", "city", "sale", "seller", "buyer", "price"),
    relations={"sold to": Ends(frozenset(("person",)), frozenset(("person",))), "owns": Ends(), "knows": Ends()},
    events={"sale": ("seller", "buyer", "price")},
    surfaces={"person": ("Zoe", "Bob"), "city": ("Rome",)},
)
ASKED = Asked(("person", "animal"), ("sold to", "likes"), (("sale", ("seller", "buyer", "weight")), ("gift", ("giver",))))


def draw(record: LabelledText, pool: LabelPool, seed: int, most: int = 24) -> Example:
    return make_example(record, pool, NAMES, most, np.random.default_rng(seed))


def names_of(example: Example, pair: Pair) -> set[str]:
    return {example.labels[number].partition(":")[0].partition(",")[0] for number in pair.asked}


def sound(example: Example) -> None:
    kinds = example.kinds
    assert len(kinds) == len(example.labels) == len(set(example.labels)) > 0
    for start, end, number in example.spans:
        assert 0 <= start < end <= len(example.text)
        assert kinds[number] == SPAN
        assert number not in example.open_spans
    assert all(kinds[number] == SPAN for number in example.open_spans)
    for task in example.tasks:
        assert len(task.labels) > 1
        assert all(kinds[number] == CLASS for number in task.labels)
        assert set(task.right) <= set(task.labels)
        assert task.multiple or len(task.right) == 1
    for pair in example.pairs:
        assert pair.asked
        assert set(pair.right) <= set(pair.asked)
        assert {kinds[number] for number in pair.asked} in ({SPAN}, {RELATION})
        assert all(number == -1 or kinds[number] == SPAN for number in (pair.head_label, pair.tail_label))
        for start, end in (pair.head, pair.tail):
            assert 0 <= start < end <= len(example.text)


@given(st.integers(0, 100_000), st.integers(1, 24), st.booleans(), st.booleans())
def test_every_number_of_an_example_is_in_range_and_fits_its_use(seed: int, most: int, asked: bool, open_roles: bool) -> None:
    record = replace(RECORD, asked=ASKED) if asked else RECORD
    example = draw(record, replace(POOL, open_roles=open_roles), seed, most)
    assert len(example.labels) <= most
    sound(example)


def test_nothing_is_asked_of_a_text_beyond_what_it_was_read_for() -> None:
    record = replace(RECORD, asked=ASKED)
    allowed = {"person", "human", "animal", "sold to", "likes", "sale", "gift", "seller", "buyer", "weight"}
    seen: set[str] = set()
    for seed in range(300):
        example = draw(record, POOL, seed)
        seen |= {
            label.partition(":")[0].partition(",")[0]
            for label, kind in zip(example.labels, example.kinds, strict=True)
            if kind != CLASS
        }
    mentions = {mention for every in POOL.surfaces.values() for mention in every}
    assert seen - mentions == allowed


def test_a_text_read_for_choices_alone_is_asked_for_choices_alone() -> None:
    record = LabelledText("r", TEXT, (), choices=RECORD.choices, asked=Asked())
    assert {kind for seed in range(60) for kind in draw(record, POOL, seed).kinds} == {CLASS}


def test_of_a_single_pair_only_the_pair_and_its_reverse_are_asked() -> None:
    record = LabelledText("r", TEXT, (), (GoldLink(ANN, BOB, "sold to"),), mentions=(ANN, BOB, CY))
    pool = LabelPool((), relations=POOL.relations, single_pair=True)
    for seed in range(50):
        example = draw(record, pool, seed)
        assert [(pair.head, pair.tail) for pair in example.pairs] == [(ANN, BOB), (BOB, ANN)]
        assert (len(example.pairs[0].right), example.pairs[1].right) == (1, ())


def test_a_single_pair_without_a_relation_is_asked_in_vain() -> None:
    record = LabelledText("r", TEXT, (), mentions=(ANN, BOB))
    for seed in range(50):
        pairs = draw(record, LabelPool((), relations=POOL.relations, single_pair=True), seed).pairs
        assert {(pair.head, pair.tail) for pair in pairs} == {(ANN, BOB), (BOB, ANN)}
        assert not any(pair.right for pair in pairs)


def test_the_reverse_of_a_symmetric_relation_is_not_asked_and_a_named_converse_is_right() -> None:
    record = LabelledText("r", TEXT, (), (GoldLink(ANN, BOB, "knows"),), mentions=(ANN, BOB))
    pool = LabelPool((), relations=POOL.relations, single_pair=True, symmetric=frozenset(("knows",)))
    reverse = [(example, pair) for seed in range(50) for example in [draw(record, pool, seed)] for pair in example.pairs[1:]]
    assert reverse
    assert all("knows" not in names_of(example, pair) for example, pair in reverse)
    bought = replace(record, links=(GoldLink(ANN, BOB, "收购"),))
    pool = replace(pool, relations={"收购": Ends(), "被收购": Ends()}, language="zh")
    right = {
        example.labels[number]
        for seed in range(50)
        for example in [draw(bought, pool, seed)]
        for number in example.pairs[1].right
    }
    assert right == {"被收购"}


def test_a_pair_that_reads_like_a_related_one_is_not_called_unrelated() -> None:
    text = "Ann met Bob. Ann left Bob"
    record = LabelledText("r", text, (), (GoldLink((0, 3), (8, 11), "knows"),), mentions=((0, 3), (8, 11), (13, 16), (22, 25)))
    for seed in range(50):
        example = draw(record, LabelPool((), relations=POOL.relations), seed)
        for pair in example.pairs:
            if "knows" in names_of(example, pair) and not pair.right:
                assert (text[slice(*pair.head)], text[slice(*pair.tail)]) != ("Ann", "Bob")


def test_roles_are_asked_of_the_trigger_with_the_event_as_its_label() -> None:
    right: set[tuple[str, str]] = set()
    for seed in range(100):
        example = draw(replace(RECORD, links=RECORD.links[1:]), replace(POOL, relations={}), seed)
        for pair in example.pairs:
            assert pair.head == SOLD
            assert example.labels[pair.head_label].startswith("sale") or pair.head_label == -1
            assert names_of(example, pair) <= {"seller", "buyer", "price"}
            right |= {(TEXT[slice(*pair.tail)], example.labels[number].partition(",")[0]) for number in pair.right}
    assert right == {("Ann", "seller"), ("Bob", "buyer")}


def test_roles_whose_other_places_are_unknown_are_judged_on_pairs_alone() -> None:
    pool = replace(POOL, own=("sale",), open_roles=True, relations={})
    for seed in range(50):
        example = draw(replace(RECORD, spans=(GoldSpan(*SOLD, "sale"),)), pool, seed)
        for number, label in enumerate(example.labels):
            if label.partition(",")[0] in ("seller", "buyer", "price"):
                assert number in example.open_spans


def test_examples_of_a_label_come_from_other_texts() -> None:
    labels = {label for seed in range(400) for label in draw(RECORD, POOL, seed).labels}
    assert any(label.endswith(", such as Zoe") for label in labels)
    assert "human: somebody, such as Zoe" in labels or "person: somebody, such as Zoe" in labels
    assert not any("Bob" in label for label in labels)


def test_labels_are_shown_in_the_language_of_the_text_where_it_has_a_name_for_them() -> None:
    names = translated({}, "person | 人; 人物 | 人間")
    record = LabelledText("r", "安", (GoldSpan(0, 1, "person"),))
    pool = LabelPool(("person",), language="zh")
    seen = {label for seed in range(80) for label in make_example(record, pool, names, 3, np.random.default_rng(seed)).labels}
    assert seen == {"person", "人", "人物"}
    assert names["人物"].translations == {"en": ("person",)}
    with pytest.raises(ValueError, match="line 1"):
        translated({}, "person | 人")


def test_the_choices_of_a_classification_are_shown_in_one_language() -> None:
    names = translated({}, "good | 好 | 良い\nbad | 坏 | 悪い\nmood | 情绪 | 気分")
    record = LabelledText("r", "安", (), choices=RECORD.choices[1:])
    for seed in range(80):
        labels = make_example(record, LabelPool((), language="zh"), names, 5, np.random.default_rng(seed)).labels
        assert len({label.partition(":")[0].isascii() for label in labels}) == 1


def test_a_pool_gathers_what_its_texts_show() -> None:
    pool = gathered(LabelPool(("person",)), [RECORD], Selection(arguments=False, symmetric=frozenset(("sold to",))), "en")
    assert pool.relations["sold to"].heads == {"person", "seller"}
    assert pool.events == {"sale": ("buyer", "seller")}
    assert pool.surfaces["person"] == ("Ann", "Bob")
    assert pool.open_roles
    assert "sold to" in pool.symmetric


@pytest.mark.parametrize("name", sorted(WRITTEN_BY_LANGUAGE))
def test_of_the_written_texts_only_what_they_were_read_for_is_asked(name: str) -> None:
    texts, source = written_texts(name)
    assert len(source) == 64
    pool = gathered(LabelPool(()), texts, Selection(), WRITTEN_BY_LANGUAGE[name])
    names = label_names("")
    random = np.random.default_rng(0)
    for text in texts:
        assert text.asked is not None
        if not (text.choices or has_spans(text, pool) or may_be_linked(text, pool)):
            continue
        example = make_example(text, pool, names, 24, random)
        sound(example)
        roles = {role for _, own in text.asked.events for role in own}
        known = {*text.asked.spans, *(event for event, _ in text.asked.events), *roles, *text.asked.relations}
        asked = {label for label, kind in zip(example.labels, example.kinds, strict=True) if kind != CLASS}
        named = {label for label in asked if label.partition(", such as ")[0] in known}
        shown = [" ".join(pool.surfaces.get(label, ())) for label in known]
        for label in asked - named:  # shown by mentions alone
            assert any(all(mention in every for mention in label.split(", ")) for every in shown), label
