"""What was said of a passage is true of its document, further on."""

from garner.refinement.shifting import shifted, shifted_claim
from garner.values import Claim, ClaimKind, Decision, Defect, DefectKind, Mention, Round

DOCUMENT = "Once. Ada met Bob."
PASSAGE = DOCUMENT[6:]
MET = Claim(ClaimKind.RELATION, "met", "", (Mention("Ada", 0, 3, "person"), Mention("Bob", 8, 11, "person")))
NOWHERE = Claim(ClaimKind.ENTITY, "person", "", (Mention("Eve"),))


def test_a_claim_that_stood_in_the_passage_stands_in_the_document():
    assert MET.stands_in(PASSAGE)
    moved = shifted_claim(MET, 6)
    assert moved.stands_in(DOCUMENT)
    assert [mention.type for mention in moved.mentions] == ["person", "person"]


def test_what_stands_nowhere_stays_nowhere():
    assert shifted_claim(NOWHERE, 6) == NOWHERE


def test_every_place_of_a_round_is_moved():
    defect = Defect(DefectKind.BOUNDARY, 0.9, "too long", "rules", drop=NOWHERE, add=MET)
    before = Round(1, 0, len(PASSAGE), Decision.ACCEPTED, (defect,), "edit", dropped=(NOWHERE,), added=(MET,))
    after = shifted(before, 6)
    moved = shifted_claim(MET, 6)
    assert (after.start, after.end) == (6, len(DOCUMENT))
    assert (after.defects[0].drop, after.defects[0].add) == (NOWHERE, moved)
    assert (after.dropped, after.added) == ((NOWHERE,), (moved,))
    assert shifted(after, -6) == before
