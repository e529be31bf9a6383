"""What heads are fitted to beside the answers as they came."""

from __future__ import annotations

import numpy as np

from garner import Schema
from garner.training.detectors.head_blends import BLEND, UNTIED, balanced, blended, untied, varied
from garner.training.detectors.head_evidence import unsurer
from garner.training.detectors.head_rows import ONE_DEFECT, Rows, see
from garner.training.detectors.instance import Instance, asked_claims
from garner.values import Entity, Extraction, Grade, Grounding, Mention, Relation
from models.scripted_trunk import ScriptedTrunk, scripted

SCHEMA = Schema.parse({"entities": ["city", "person"], "relations": {"lives in": {}}})
TEXT = "Ann left Rome for Oslo"


def exact(start, end):
    return Grounding(TEXT[start:end], start, end, TEXT[start:end], Grade.VERBATIM)


def gold():
    ann, rome, oslo = Entity("a", "person", exact(0, 3)), Entity("r", "city", exact(9, 13)), Entity("o", "city", exact(18, 22))
    return Extraction(TEXT, (), (ann, rome, oslo), (Relation("lives in", "a", "o"),))


def seen(count=1):
    wrong = Extraction(TEXT, (), (Entity("l", "city", exact(4, 8), 0.9),))
    encoder = scripted(ScriptedTrunk({("Ann", "person"): 1.0, ("Rome", "city"): 2.0}))
    instances = [Instance("whole", TEXT, SCHEMA, wrong, gold(), None, "careless", "toy:train", whole=True)]
    instances += [Instance(f"{n}", TEXT, SCHEMA, gold(), gold(), None, "gold", "toy:train") for n in range(count)]
    return see(instances, encoder)


def test_a_blend_says_only_gold_what_extractors_said_and_changes_of_gold():
    truth = set(asked_claims(gold(), SCHEMA))
    blends = [each for seed in range(60) for each in blended(seen(), seed)]
    assert {each.right for each in blends} == {True, False} and {each.sort for each in blends} == {BLEND}
    for each in blends:
        assert each.right == (set(each.part.said) == truth)
        assert set(each.part.said.values()) <= {None}
        for claim in each.part.said:
            assert all(TEXT[mention.start : mention.end] == mention.text for mention in claim.mentions)
    assert any(claim.value == "left" for each in blends for claim in each.part.said)


def test_a_relation_goes_with_an_end_that_is_left_out():
    for seed in range(60):
        for each in blended(seen(), seed):
            spoken = {claim.mentions[0] for claim in each.part.said if claim.kind == "entity"}
            ends = [Mention(m.text, m.start, m.end) for c in each.part.said if c.kind == "relation" for m in c.mentions]
            assert set(ends) <= spoken


def test_of_a_text_one_answer_with_one_defect_is_kept_and_all_whole_ones():
    sorts = [each.sort for each in varied(seen(5), 2, 0)]
    assert (sorts.count("careless"), sorts.count(ONE_DEFECT), sorts.count(BLEND)) == (1, 1, 2)
    assert [each.sort for each in varied(seen(5), 0, 0)].count(BLEND) == 0


def test_unsurer_evidence_differs_by_seed_only_and_says_nothing_of_what_ends_behind_the_text():
    [first, *_] = seen()
    one, again, other = (unsurer(first.evidence, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.spans, again.spans) and not np.array_equal(one.spans, other.spans)
    assert np.array_equal(np.isneginf(one.spans), np.isneginf(first.evidence.spans))


def test_corpora_weigh_alike_where_all_is_even_and_favoured_ones_more():
    few, *_ = seen()
    many = few._replace(instance=Instance("m", TEXT, SCHEMA, gold(), gold(), None, "careless", "big:train", whole=True))
    rows = Rows(np.zeros((5, 1), np.float32), np.zeros(5, np.float32), np.ones(5, np.float32), np.array([0, 1, 1, 1, 1]))
    even = balanced(rows, [few, many], {}, 1.0).weights
    assert np.isclose(even[0], even[1:].sum()) and np.isclose(even.mean(), 1.0)
    assert np.allclose(balanced(rows, [few, many], {}, 0.0).weights, 1.0)
    favoured = balanced(rows, [few, many], {"toy:train": 3.0}, 1.0).weights
    assert np.isclose(favoured[0], 3 * favoured[1:].sum())


def test_of_each_text_one_answer_goes_without_its_relations_and_keeps_all_else():
    [found] = untied(seen(3))
    assert found.sort == UNTIED and not found.right
    assert set(found.part.said) == {claim for claim in asked_claims(gold(), SCHEMA) if claim.kind == "entity"}
    assert untied(seen(0)) == []
