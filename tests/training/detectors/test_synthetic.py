"""Synthetic defects are of every kind, one an instance, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from garner.schema import Schema
from garner.training.detectors.comparing import Judged
from garner.training.detectors.defects import mended
from garner.training.detectors.instance import SYNTHETIC, asked_claims, comparable
from garner.training.detectors.samples import Sample
from garner.training.detectors.synthetic import made_up
from garner.values import (
    Argument,
    ClaimKind,
    DefectKind,
    Entity,
    Event,
    Extraction,
    Grade,
    Grounding,
    Label,
    Relation,
    claims_of,
)

SCHEMA = Schema.parse(
    {
        "labels": {"tone": {"choices": ["good", "bad"]}, "topics": {"choices": ["war", "love", "law"], "multiple": True}},
        "entities": ["person", "city"],
        "relations": {"lives in": {"head": ["person"], "tail": ["city"]}, "met": None},
        "events": {"meeting": {"roles": {"guest": [], "place": []}}, "fall": None},
    }
)


def made(text: str, names: tuple[str, str, str, str], judged: Judged | None = None) -> Sample:
    """A text with two people, a city and the word for meeting."""
    first, second, city, met = (
        Grounding(each, text.index(each), text.index(each) + len(each), each, Grade.VERBATIM) for each in names
    )
    gold = Extraction(
        text,
        (Label("tone", "good"), Label("topics", "love")),
        (Entity("1", "person", first), Entity("2", "person", second), Entity("3", "city", city)),
        (Relation("met", "1", "2"), Relation("lives in", "1", "3")),
        (Event("meeting", met, (Argument("guest", second, "2"),)),),
    )
    return Sample("1", text, SCHEMA, gold, "made:train", judged or Judged(), "en")


TEXTS = {
    "en": made("Ada Lovelace often met Old Bob Smith in New Rome.", ("Ada Lovelace", "Bob Smith", "New Rome", "met")),
    "zh": made("去年李小明在上海市见到了王大伟先生。", ("李小明", "王大伟", "上海市", "见到")),
    "ja": made("昨日、山田太郎は東京で鈴木ハナコに会った。", ("山田太郎", "鈴木ハナコ", "東京", "会っ")),
}


@pytest.mark.parametrize("sample", TEXTS.values(), ids=TEXTS)
def test_every_kind_of_defect_of_every_kind_of_claim_is_made(sample: Sample) -> None:
    counts: Counter[tuple[DefectKind | None, ClaimKind]] = Counter()
    for seed in range(40):
        for instance in made_up(sample, 12, Random(seed)):
            assert instance.defect is not None
            claim = instance.defect.drop or instance.defect.add
            assert claim is not None
            counts[instance.kind, claim.kind] += 1
    every = {ClaimKind.LABEL, ClaimKind.ENTITY, ClaimKind.RELATION, ClaimKind.EVENT, ClaimKind.ARGUMENT}
    for kind, claims in {
        DefectKind.MISSING: every,
        DefectKind.REDUNDANT: every,
        DefectKind.WRONG_TYPE: every,
        DefectKind.BOUNDARY: every - {ClaimKind.LABEL},
    }.items():
        assert {claim for each, claim in counts if each is kind} == claims


@pytest.mark.parametrize("sample", TEXTS.values(), ids=TEXTS)
def test_what_is_made_up_is_one_edit_away_from_gold_and_stands_in_the_text(sample: Sample) -> None:
    gold = {comparable(each, places=True) for each in claims_of(sample.gold)}
    for seed in range(20):
        for instance in made_up(sample, 8, Random(seed)):
            assert instance.source == SYNTHETIC
            drop = instance.defect and instance.defect.drop
            assert drop is None or (drop.stands_in(sample.text) and comparable(drop, places=True) not in gold)
            right = Counter(comparable(each, places=True) for each in asked_claims(instance.gold, instance.schema))
            again = Counter(comparable(each, places=True) for each in asked_claims(mended(instance), instance.schema))
            assert again == right


def test_the_same_seed_makes_the_same_and_no_defect_is_made_twice() -> None:
    once, again = (made_up(TEXTS["en"], 10, Random(5)) for _ in range(2))
    assert once == again
    assert len({(each.defect.drop, each.defect.add) for each in once if each.defect}) == len(once) > 5


def test_relations_that_nobody_judged_or_that_hold_both_ways_are_no_defects() -> None:
    judged = Judged(single_pair=True, undirected=True)
    sample = made("Ada Lovelace often met Old Bob Smith in New Rome.", ("Ada Lovelace", "Bob Smith", "New Rome", "met"), judged)
    for seed in range(30):
        for instance in made_up(sample, 10, Random(seed)):
            drop = instance.defect and instance.defect.drop
            if drop is not None and drop.kind is ClaimKind.RELATION:
                assert instance.kind is DefectKind.WRONG_TYPE


def test_added_relations_join_what_the_schema_lets_them_join() -> None:
    types = {"1": "person", "2": "person", "3": "city"}
    for seed in range(60):
        for instance in made_up(TEXTS["en"], 6, Random(seed)):
            if instance.kind is DefectKind.REDUNDANT:
                for relation in instance.given.relations:
                    if relation.type == "lives in":
                        assert (types[relation.head], types[relation.tail]) == ("person", "city")


def test_of_a_text_without_anything_only_additions_are_made() -> None:
    text = "Nothing much was said in Rome."
    sample = Sample("1", text, Schema.of(["person"]), Extraction(text), "made:train")
    instances = made_up(sample, 5, Random(0))
    assert {each.kind for each in instances} == {DefectKind.REDUNDANT}
    blank = Sample("1", "", Schema.of(["person"]), Extraction(""), "made:train")
    assert made_up(blank, 5, Random(0)) == []
