"""The relations that are judged are those that looking at every pair of ends and every relation gives."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.questions import AskedRelation
from garner.refinement.learned.ends import End
from garner.refinement.learned.ties import relation_ties
from garner.values import Claim, ClaimKind, Mention

RELATIONS = (AskedRelation("r", 0, (), ()), AskedRelation("s", 1, ("A",), ()), AskedRelation("t", 2, ("A", "B"), ("B",)))


def end(name, first, holds):
    claim = Claim(ClaimKind.ENTITY, name, "", (Mention("word", 5 * first, 5 * first + 4),))
    return End(claim, (first, first + 1), None, holds, said=True)


ENDS = st.lists(
    st.builds(end, st.sampled_from("ABC"), st.integers(0, 6), st.floats(-1, 3)), max_size=8, unique_by=lambda each: each.claim
)


def score(pair, label):
    return float((pair.head[0] * 7 + pair.tail[0] * 3 + label * 5) % 11 - 7)


def related(name, head, tail):
    mentions = tuple(Mention(each.mention.text, each.mention.start, each.mention.end, each.type) for each in (head, tail))
    return Claim(ClaimKind.RELATION, name, "", mentions)


@given(ENDS, st.sets(st.tuples(st.sampled_from("rst"), st.integers(0, 7), st.integers(0, 7)), max_size=4))
def test_every_pair_that_types_allow_is_looked_at_for_every_relation(ends, tied):
    evidence = SimpleNamespace(
        questions=SimpleNamespace(relations=RELATIONS),
        links=lambda pairs, labels: np.array([[score(pair, label) for label in labels] for pair in pairs], np.float32),
    )
    said = {
        related(name, ends[head], ends[tail]): None for name, head, tail in tied if max(head, tail) < len(ends) and head != tail
    }
    ordered = sorted(ends, key=lambda each: (each.place, each.type))
    expected = {}
    for head, tail in permutations(ordered, 2):
        fitting = [
            each
            for each in RELATIONS
            if (not each.head or head.type in each.head) and (not each.tail or tail.type in each.tail)
        ]
        for each in RELATIONS if head.place != tail.place and fitting else ():
            value = score(SimpleNamespace(head=head.place, tail=tail.place), each.label)
            if related(each.name, head, tail) in said or (each in fitting and value >= -4.0):
                expected[related(each.name, head, tail)] = value
    found = {tie.claim: tie.score for tie in relation_ties(evidence, ends, said)}
    best = sorted(expected, key=lambda claim: (claim not in said, -expected[claim]))[: max(48, len(said))]
    assert list(found) == [claim for claim in expected if claim in best]
    assert all(found[claim] == expected[claim] for claim in found)
