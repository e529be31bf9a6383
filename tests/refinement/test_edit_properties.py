"""What holds for every edit of every answer."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from garner.refinement.edit import Edit, edited
from garner.values import Claim, ClaimKind, Extraction, claims_of
from refinement.random_answers import answers, random_edits, seeds


@settings(deadline=None, max_examples=300)
@given(answers(), seeds)
def test_claims_that_no_edit_names_are_unchanged_but_for_what_hangs_on_named_ones(extraction, seed):
    edits = random_edits(extraction, Random(seed))
    after = Counter(claims_of(edited(extraction, edits)))
    named = {edit.drop for edit in edits} | {edit.add for edit in edits}
    for claim, times in Counter(claims_of(extraction)).items():
        if claim not in named and not _hangs(claim, extraction, {edit.drop for edit in edits if edit.drop}):
            assert after[claim] >= times, claim
            # Moving with an entity may bring it once more; nothing else may.
            assert after[claim] == times or claim.kind in (ClaimKind.RELATION, ClaimKind.ARGUMENT), claim


def _hangs(claim: Claim, extraction: Extraction, dropped: set[Claim]) -> bool:
    ends = {Claim(ClaimKind.ENTITY, mention.type, "", (_untyped(mention),)) for mention in claim.mentions}
    if claim.kind is ClaimKind.RELATION:
        return bool(ends & dropped)
    if claim.kind is ClaimKind.ARGUMENT:
        places = {each.mentions for each in dropped if each.kind is ClaimKind.ENTITY}
        return Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]) in dropped or claim.mentions[:1] in places
    # A mention without a type stands only where something refers to it.
    return claim.kind is ClaimKind.ENTITY and claim.name == "mention"


def _untyped(mention):
    return type(mention)(mention.text, mention.start, mention.end)


@settings(deadline=None, max_examples=300)
@given(answers(), seeds)
def test_nothing_is_said_that_was_not_said_before_or_asked_for(extraction, seed):
    edits = random_edits(extraction, Random(seed))
    before = set(claims_of(extraction))
    added = {edit.add for edit in edits if edit.add}
    places = {mention.span for claim in (*before, *added) for mention in claim.mentions}
    for claim in claims_of(edited(extraction, edits)):
        assert claim in before or claim.stands_in(extraction.text) or None in {each.span for each in claim.mentions}
        assert {mention.span for mention in claim.mentions} <= places


@settings(deadline=None, max_examples=300)
@given(answers(), seeds)
def test_what_is_dropped_is_gone_and_what_is_added_is_there_once(extraction, seed):
    made = claims_of(extraction)
    random = Random(seed)
    for edit in random_edits(extraction, random)[:1]:
        after = Counter(claims_of(edited(extraction, [edit])))
        if edit.drop is not None and not edit.duplicate and not _same(edit.drop, edit.add):
            assert not after[edit.drop], "dropped and still there"
        if edit.duplicate and edit.drop.kind in (ClaimKind.LABEL, ClaimKind.ENTITY, ClaimKind.FACT):
            assert after[edit.drop] == 1, "one of the equals stays"
        if edit.add is not None and edit.add not in made and not _typeless(edit.add) and not _in_another_row(edit):
            assert after[edit.add] >= 1, "added and not there"


def _same(drop: Claim, add: Claim | None) -> bool:
    """Whether the one claim takes its own place; ends that do not say their type are those of the entities there."""
    if add is None or not _typeless(add):
        return drop == add
    spans = [[mention.span for mention in claim.mentions] for claim in (drop, add)]
    return drop.name == add.name and spans[0] == spans[1]


def _typeless(claim: Claim) -> bool:
    """Ends that do not say their type take that of the entity there."""
    return claim.kind is ClaimKind.RELATION and any(not mention.type for mention in claim.mentions)


def _in_another_row(edit: Edit) -> bool:
    """What is added to tables takes no other cell's place, and a row beyond the last becomes the next."""
    return edit.drop is None and edit.add.kind is ClaimKind.CELL


@settings(deadline=None, max_examples=300)
@given(answers(), seeds)
def test_entities_that_no_edit_names_keep_their_ids(extraction, seed):
    edits = random_edits(extraction, Random(seed))
    dropped = {edit.drop for edit in edits}
    after = {entity.id: entity for entity in edited(extraction, edits).entities}
    claims = claims_of(extraction)[len(extraction.labels) :]
    for entity, claim in zip(extraction.entities, claims, strict=False):
        if claim not in dropped and entity.type != "mention":
            assert after[entity.id].type == entity.type
            assert after[entity.id].grounding == entity.grounding


@settings(deadline=None)
@given(answers(), st.lists(seeds, max_size=4))
def test_edits_may_follow_each_other(extraction, several):
    for seed in several:
        extraction = edited(extraction, random_edits(extraction, Random(seed)))


@given(answers())
def test_no_edits_give_the_same_object(extraction):
    assert edited(extraction, []) is extraction


@settings(deadline=None)
@given(answers())
def test_everything_can_be_dropped(extraction):
    after = edited(extraction, [Edit(claim) for claim in claims_of(extraction)])
    assert claims_of(after) == ()
