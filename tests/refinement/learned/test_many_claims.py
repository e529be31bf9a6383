"""What makes answers of many claims quick changes no defect: looked up, places and rivals are those that comparing every pair
finds."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from garner.refinement.learned.defects import Level, find_defects
from garner.refinement.learned.judging import Verdict
from garner.refinement.learned.parts import _home
from garner.refinement.learned.taking import Taken
from garner.values import Claim, ClaimKind, DefectKind, Mention

TEXT = "abcdefghij" * 2
LEVELS = {kind.value: Level(0.4, 0.6) for kind in ClaimKind}
SPANS = st.tuples(st.integers(0, 12), st.integers(1, 5)).map(lambda each: (each[0], each[0] + each[1]))
NAMES = st.sampled_from("AB")


def mention(span, type_name=""):
    return Mention(TEXT[span[0] : span[1]], *span, type_name)


def spans_of_kind(kind):
    return st.builds(lambda name, span: Claim(kind, name, "", (mention(span),)), NAMES, SPANS)


def ends():
    return st.builds(mention, SPANS, NAMES)


CLAIMS = st.one_of(
    spans_of_kind(ClaimKind.ENTITY),
    spans_of_kind(ClaimKind.EVENT),
    st.builds(lambda name, head, tail: Claim(ClaimKind.RELATION, name, "", (head, tail)), NAMES, ends(), ends()),
    st.builds(
        lambda name, role, span, trigger: Claim(ClaimKind.ARGUMENT, name, role, (mention(span), *trigger)),
        NAMES,
        st.sampled_from("rst"),
        SPANS,
        st.one_of(st.just(()), st.sampled_from([(0, 2), (4, 5)]).map(lambda span: (mention(span),))),
    ),
    st.builds(lambda choice: Claim(ClaimKind.LABEL, "task", choice), st.sampled_from("xyz")),
)
VERDICTS = st.dictionaries(
    CLAIMS, st.tuples(st.sampled_from([-3.0, -0.3, 0.2, 0.5, 2.0, 3.0]), st.booleans()), max_size=40
).map(lambda found: [Verdict(claim, odds, said) for claim, (odds, said) in found.items()])


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


def span_of(verdict):
    return verdict.claim.mentions[0].span


def beyond(verdict):
    least = 0.4 if verdict.said else 0.6
    return verdict.odds - math.log(least / (1 - least))


def expected_spans(verdicts, kind):
    """The (kind, drop, add) of entities or events, and what the answer says then: every pair compared."""
    own = [each for each in verdicts if each.claim.kind is kind]
    kept = []
    for each in sorted(own, key=lambda each: (-beyond(each), not each.said, span_of(each), each.claim.name)):
        rivals = [other for other in kept if overlap(span_of(other), span_of(each))]
        if each.said:
            rivals = [other for other in rivals if not other.said and each.odds < 0]
        if beyond(each) >= 0 and not rivals:
            kept.append(each)
    found, coming = [], [each for each in kept if not each.said]
    for old in (each for each in own if each.said and each not in kept):
        fits = [
            new
            for new in coming
            if span_of(new) == span_of(old) or (new.claim.name == old.claim.name and overlap(span_of(new), span_of(old)))
        ]
        found.append((old.claim, fits[0].claim if fits else None))
        coming = [each for each in coming if each not in fits[:1]]
    return found + [(None, each.claim) for each in coming], {each.claim for each in kept}


def rivals(one, other):
    if one.kind is not other.kind or one.kind is not ClaimKind.ARGUMENT or one.name != other.name:
        return False
    first, second = one.mentions[0].span, other.mentions[0].span
    return one.mentions[1:] == other.mentions[1:] and (
        first == second or (one.detail == other.detail and overlap(first, second))
    )


def expected_ties(own, final):
    """The (drop, add) of relations and arguments, or of a classification that takes several choices."""
    kept = [each for each in own if each.said and beyond(each) >= 0]
    coming = []
    for each in sorted((each for each in own if not each.said and beyond(each) >= 0), key=lambda each: -beyond(each)):
        claim = each.claim
        hangs = claim.kind is not ClaimKind.ARGUMENT or len(claim.mentions) < 2
        hangs = hangs or Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]) in final
        if hangs and not any(rivals(claim, other.claim) for other in (*kept, *coming)):
            coming.append(each)
    found = []
    for old in (each for each in own if each.said and beyond(each) < 0):
        fits = [
            new
            for new in coming
            if new.claim.kind is old.claim.kind and (new.claim.mentions == old.claim.mentions or rivals(new.claim, old.claim))
        ]
        found.append((old.claim, fits[0].claim if fits else None))
        coming = [each for each in coming if each not in fits[:1]]
    return found + [(None, each.claim) for each in coming]


@settings(max_examples=400)
@given(VERDICTS)
def test_the_defects_are_those_that_comparing_every_pair_finds(verdicts):
    entities, final = expected_spans(verdicts, ClaimKind.ENTITY)
    events, more = expected_spans(verdicts, ClaimKind.EVENT)
    tied = [each for each in verdicts if each.claim.kind in (ClaimKind.RELATION, ClaimKind.ARGUMENT)]
    labels = [each for each in verdicts if each.claim.kind is ClaimKind.LABEL]
    expected = [*entities, *events, *expected_ties(tied, final | more), *expected_ties(labels, set())]
    defects = find_defects(verdicts, LEVELS, frozenset(), "me")
    assert [(each.drop, each.add) for each in defects] == expected
    assert all((each.kind is DefectKind.MISSING) == (each.drop is None) for each in defects)


@given(st.lists(SPANS), SPANS)
def test_a_stretch_is_taken_where_it_overlaps_one_that_is(spans, asked):
    taken = Taken()
    for each in spans:
        taken.take(each)
    assert taken.overlaps(asked) == any(overlap(each, asked) for each in spans)
    assert not taken.overlaps(None)


def test_twice_the_claims_are_twice_the_work(monkeypatch):
    looked = []
    original = Mention.span.fget
    monkeypatch.setattr(Mention, "span", property(lambda self: looked.append(1) or original(self)))

    def work(claims):
        looked.clear()
        verdicts = [
            Verdict(Claim(ClaimKind.ENTITY, "A", "", (Mention("Ann", start, start + 3),)), odds, start % 8 == 0)
            for start in range(0, 4 * claims, 4)
            for odds in [2.0 if start % 3 else -2.0]
        ]
        find_defects(verdicts, LEVELS, frozenset(), "me")
        return len(looked)

    assert work(2000) <= 2.1 * work(1000)


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 4)), min_size=1, max_size=12),
    st.lists(st.one_of(st.none(), SPANS), max_size=3),
)
def test_a_claim_belongs_to_the_first_passage_that_holds_all_its_mentions(steps, spans):
    starts = [sum(step for step, _ in steps[:number]) for number in range(len(steps))]
    ends = [start + step + shared for start, (step, shared) in zip(starts, steps, strict=True)]
    ends = [max(ends[: number + 1]) for number in range(len(ends))]
    holds = [
        number
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        if all(span is not None and start <= span[0] and span[1] <= end for span in spans)
    ]
    assert _home(starts, ends, spans) == (holds[0] if holds and spans else None)
