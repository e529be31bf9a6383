"""The arguments that are judged are those that looking at every trigger, role and span gives."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.questions import AskedEvent, AskedRole
from garner.refinement.learned.ends import End
from garner.refinement.learned.ties import argument_ties
from garner.values import Claim, ClaimKind, Mention

WORDS = 24
TEXT = " ".join(f"w{number:03}" for number in range(WORDS))
ROLES = (AskedRole("r", 1, ()), AskedRole("s", 2, ()), AskedRole("t", 3, ("A",)))
EVENT = AskedEvent("happens", 0, ROLES)
HEADS = (0, 11)


def mention(word):
    return Mention(TEXT[5 * word : 5 * word + 4], 5 * word, 5 * word + 4)


def end(kind, name, word):
    return End(Claim(kind, name, "", (mention(word),)), (word, word + 1), None, float(word % 3), said=True)


def score(head, tail, label):
    return float((head * 7 + tail * 3 + label * 5) % 13 - 6)


def words_at(start, stop):
    return start // 5, (stop + 4) // 5


def argument(role, word, head):
    return Claim(ClaimKind.ARGUMENT, "happens", role, (mention(word), mention(head)))


@given(
    st.integers(0, 1000),
    st.sets(st.integers(0, WORDS - 1), max_size=5),
    st.sets(st.tuples(st.sampled_from("rst"), st.integers(0, WORDS - 1), st.sampled_from(HEADS)), max_size=6),
)
def test_every_span_that_may_play_a_role_is_looked_at_beside_every_trigger(seed, typed, told):
    spans = np.random.default_rng(seed).normal(-2.5, 2.0, (WORDS, 1, 4)).astype(np.float32)
    evidence = SimpleNamespace(
        questions=SimpleNamespace(events=(EVENT,)),
        spans=spans,
        columns={number: number for number in range(4)},
        starts=tuple(5 * word for word in range(WORDS)),
        ends=tuple(5 * word + 4 for word in range(WORDS)),
        words_at=words_at,
        links=lambda pairs, labels: np.array([[score(p.head[0], p.tail[0], label) for label in labels] for p in pairs]),
    )
    said = {argument(role, word, head): None for role, word, head in told if word != head}
    entities = [end(ClaimKind.ENTITY, "A", word) for word in sorted(typed)]
    expected = {}
    for head in HEADS:
        for role in ROLES:
            odds = {word: float(spans[word, 0, role.label]) for word in range(WORDS) if spans[word, 0, role.label] >= -3.0}
            likely = set(sorted(odds, key=odds.__getitem__, reverse=True)[:16]) if not role.types else typed
            for word in (likely | {word for name, word, own in told if name == role.name and word != own}) - {head}:
                rivals = [score(head, word, other.label) for other in ROLES if other is not role]
                expected[argument(role.name, word, head)] = (score(head, word, role.label), max(rivals))
    triggers = [end(ClaimKind.EVENT, "happens", each) for each in HEADS]
    found = {tie.claim: (tie.score, tie.rival) for tie in argument_ties(evidence, TEXT, triggers, entities, said)}
    assert said.keys() <= found.keys()
    assert len(found) == min(len(expected), 48)
    assert all(found[claim] == expected[claim] for claim in found)
    left = [expected[claim][0] for claim in expected.keys() - found.keys()]
    assert max(left, default=-9.0) <= min((each[0] for claim, each in found.items() if claim not in said), default=9.0)
