"""Every wrong item gets one fault; faults are sorted by what they cost."""

from __future__ import annotations

import pytest
from hypothesis import given

from evaluation.building import CALM, TEXT, at, found, mentions, only_mentions
from garner.errors import InputError
from garner.evaluation import Audit, Case, Fault, audit, cases, reported
from garner.evaluation.counts import Counts, Score, total
from garner.evaluation.faults import Evidence, find_faults
from garner.evaluation.units import entities
from garner.schema import Schema
from garner.values import Document, Event, Extraction, Label, Outcome, Problem, Reading, Relation, Result

SCHEMA = Schema.of(["person", "place", "Location_GPE"])


def audited(
    gold: Extraction, predicted: Extraction, problems: tuple[Problem, ...] = (), coverage: tuple[Reading, ...] = ()
) -> Audit:
    return audit([Case(Result(Document("one", gold.text), predicted, coverage, problems), gold)], SCHEMA)


NOTHING, PERSON = found(), found(("person", 3, 8))

# What: gold, predicted, the only fault
ONE_FAULT = {
    "right words under another type": (PERSON, found(("place", 3, 8)), Fault.WRONG_TYPE),
    "too short": (PERSON, found(("person", 3, 5)), Fault.WRONG_BOUNDARY),
    "too long": (PERSON, found(("person", 0, 8)), Fault.WRONG_BOUNDARY),
    "too short and of another type": (PERSON, found(("place", 3, 5)), Fault.WRONG_BOUNDARY_AND_TYPE),
    "found nothing": (PERSON, NOTHING, Fault.MISSED),
    "nothing to be found": (NOTHING, PERSON, Fault.SPURIOUS),
    "of a type nobody asked for": (NOTHING, found(("wizard", 3, 8)), Fault.UNKNOWN_LABEL),
    "in the place of a person, of a type nobody asked for": (PERSON, found(("wizard", 3, 8)), Fault.UNKNOWN_LABEL),
    "made up": (PERSON, found(("person", 3, 8), ("person", "zz")), Fault.VALUE_NOT_IN_TEXT),
    "twice": (PERSON, found(("person", 3, 8), ("person", 3, 8)), Fault.REPEATED),
    "made up, twice": (NOTHING, found(("person", "zz"), ("person", "zz")), None),
}


@pytest.mark.parametrize(("gold", "predicted", "fault"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_each_error_has_its_name(gold: Extraction, predicted: Extraction, fault: Fault | None) -> None:
    findings = {finding.fault: finding.items for finding in audited(gold, predicted).findings}
    assert findings == ({fault: 1} if fault else {Fault.VALUE_NOT_IN_TEXT: 1, Fault.REPEATED: 1})


def test_right_items_have_no_fault() -> None:
    assert audited(PERSON, PERSON).findings == ()
    assert audited(PERSON, PERSON).score.f1 == 100


def test_an_example_shows_the_claim_beside_what_it_should_have_been() -> None:
    [finding] = audited(PERSON, found(("person", 3, 5))).findings
    [example] = finding.examples
    assert example.document == "one"
    assert example.claimed.parts[0].text == "cd"
    assert example.wanted.parts[0].text == "cd ef"


def test_costs_are_what_mending_one_fault_would_give() -> None:
    gold = found(("person", 0, 2), ("person", 3, 5), ("person", 6, 8), ("place", 9, 11))
    predicted = found(("person", 0, 2), ("place", 3, 5), ("person", "zz"))
    report = audited(gold, predicted)
    assert report.score.counts == Counts(1, 3, 1, 4)
    assert report.finding(Fault.WRONG_TYPE).f1_cost == pytest.approx(100 * (4 / 7 - 2 / 7))
    assert report.finding(Fault.VALUE_NOT_IN_TEXT).f1_cost == pytest.approx(100 * (2 / 6 - 2 / 7))
    assert report.finding(Fault.MISSED).f1_cost == pytest.approx(100 * (6 / 9 - 2 / 7))
    assert [finding.fault for finding in report.findings] == [Fault.MISSED, Fault.WRONG_TYPE, Fault.VALUE_NOT_IN_TEXT]
    assert report.finding(Fault.LEAKED).items == 0


def test_each_missed_item_is_the_partner_of_one_claim_the_nearest_likeness_first() -> None:
    gold = found(("person", 0, 5))
    faults = find_faults(entities(gold), entities(found(("person", 0, 2), ("place", 0, 5), ("person", 3, 5))), Evidence())
    named = {(each.claimed.label, each.claimed.parts[0].span): each.fault for each in faults}
    assert named == {
        ("place", (0, 5)): Fault.WRONG_TYPE,
        ("person", (0, 2)): Fault.SPURIOUS,
        ("person", (3, 5)): Fault.SPURIOUS,
    }


def test_a_value_of_a_demonstration_that_stands_nowhere_here_has_leaked() -> None:
    shown = found(("person", 0, 4), text="Marie Curie"[:4])
    case = Case(Result(Document("one", TEXT), found(("person", "MARI"), ("person", "zz"), ("person", 0, 2))), NOTHING)
    report = audit([case], SCHEMA, demonstrations=[shown, found(("person", 0, 2))])
    assert [report.finding(fault).items for fault in (Fault.LEAKED, Fault.VALUE_NOT_IN_TEXT, Fault.SPURIOUS)] == [1, 1, 1]


def test_what_stood_in_an_unreadable_part_is_not_called_missed() -> None:
    gold = found(("person", 0, 2), ("person", 9, 11))
    coverage = (Reading(0, 8, "call", Outcome.PARTIAL), Reading(8, 23, "call", Outcome.READ))
    report = audited(gold, NOTHING, (Problem("reply_cut", "The reply ended in the middle."),), coverage)
    unreadable = report.finding(Fault.UNREADABLE)
    assert (unreadable.items, unreadable.notes) == (1, 1)
    assert unreadable.examples[1].note.startswith("reply_cut")
    assert report.finding(Fault.MISSED).items == 1


def test_repairs_are_counted_and_cost_nothing() -> None:
    problems = (Problem("json_repaired", "a comma"), Problem("unknown_label", "wizard"), Problem("not_listed", "other"))
    report = audited(PERSON, PERSON, problems)
    assert [(each.fault, each.items, each.notes, each.f1_cost) for each in report.findings] == [
        (Fault.REPAIRED, 0, 1, 0),
        (Fault.UNKNOWN_LABEL, 0, 1, 0),
    ]


def corpus(*texts: tuple[Extraction, Extraction]) -> Audit:
    made = [Case(Result(Document(f"d{number}", gold.text), predicted), gold) for number, (gold, predicted) in enumerate(texts)]
    return audit(made, SCHEMA)


def test_a_claim_that_the_gold_of_other_texts_makes_is_a_suspected_gold_error() -> None:
    usual = (PERSON, PERSON)
    report = corpus(usual, usual, (NOTHING, PERSON))
    suspected = report.finding(Fault.SUSPECTED_GOLD_ERROR)
    assert suspected.items == 1
    assert suspected.f1_cost == pytest.approx(100 - 80)
    assert suspected.examples[0].document == "d2"
    assert corpus(usual, (NOTHING, PERSON)).finding(Fault.SPURIOUS).items == 1  # one other text is no habit
    other = (found(("place", 3, 8)), found(("place", 3, 8)))
    assert corpus(usual, usual, other, other, (NOTHING, PERSON)).finding(Fault.SPURIOUS).items == 1


def test_a_text_does_not_count_as_evidence_for_itself() -> None:
    twice = found(("person", 0, 2), text="ab ab ab ab")
    claims = found(("person", 0, 2), ("person", 3, 5), text="ab ab ab ab")
    assert corpus((twice, claims), (twice, twice)).finding(Fault.SUSPECTED_GOLD_ERROR).items == 0
    assert corpus((twice, claims), (twice, twice), (twice, twice)).finding(Fault.SUSPECTED_GOLD_ERROR).items == 1


def test_relations_triggers_and_classes_are_audited_too() -> None:
    schema = Schema.parse(
        {
            "labels": {"topic": ["law", "art"]},
            "entities": ["person"],
            "relations": ["knows", "hates"],
            "events": {"attack": {"roles": ["agent"]}},
        }
    )
    people = mentions(("person", 0, 2), ("person", 3, 5))
    gold = Extraction(TEXT, (Label("topic", "law"),), people, (Relation("knows", "e0", "e1"),), (Event("attack", at(6, 8)),))
    predicted = Extraction(
        TEXT, (Label("topic", "art"),), people, (Relation("hates", "e0", "e1"),), (Event("attack", at(6, 11)),)
    )
    made = [Case(Result(Document("one", TEXT), predicted), gold)]
    assert audit(made, schema, "classes").finding(Fault.WRONG_TYPE).items == 1
    assert audit(made, schema, "relations").finding(Fault.WRONG_TYPE).items == 1
    assert audit(made, schema, "triggers").finding(Fault.WRONG_BOUNDARY).items == 1
    assert audit(made, schema, "entities").findings == ()


def test_a_text_without_a_result_could_not_be_read() -> None:
    report = audit(cases([], {"one": PERSON}), SCHEMA)
    assert (report.documents, report.finding(Fault.UNREADABLE).items) == (1, 1)
    with pytest.raises(InputError, match="two results"):
        cases([Result(Document("one", TEXT), PERSON)] * 2, {"one": PERSON})
    with pytest.raises(InputError, match="different texts"):
        Case(Result(Document("one", "x"), Extraction("x")), PERSON)


@CALM
@given(only_mentions(), only_mentions())
def test_faults_account_for_every_wrong_item_and_mending_all_gives_a_perfect_score(
    gold: Extraction, predicted: Extraction
) -> None:
    report = audited(gold, predicted)
    faults = find_faults(entities(gold), entities(predicted), Evidence(frozenset(entity.name for entity in SCHEMA.entities)))
    claims = sum(each.claimed is not None for each in faults)
    missed = sum(each.wanted is not None for each in faults)
    assert (claims, missed) == (report.score.counts.false_positives, report.score.counts.false_negatives)
    assert sum(finding.items for finding in report.findings) == len(faults)
    mended = Score.of(total([report.score.counts, *(each.gain for each in faults)]))
    assert (mended.precision, mended.recall) == (100, 100)
    assert all(finding.f1_cost >= 0 for finding in report.findings)


def test_a_choice_of_a_text_that_was_not_read_is_not_called_missed() -> None:
    gold = Extraction(TEXT, (Label("topic", "law"),))
    coverage = (Reading(0, len(TEXT), "call", Outcome.FAILED),)
    unread, read = (
        Case(Result(Document("one", TEXT), NOTHING, coverage), gold),
        Case(Result(Document("two", TEXT), NOTHING), gold),
    )
    report = audit([unread, read], SCHEMA, "classes")
    assert [report.finding(fault).items for fault in (Fault.UNREADABLE, Fault.MISSED)] == [1, 1]


def test_what_was_reported_is_told_once_whatever_it_was_about() -> None:
    problems = tuple(Problem("json_repaired", f"comma {number}") for number in range(4))
    made = [Case(Result(Document("one", TEXT), PERSON, problems=(*problems, Problem("no_result", "lost"))), PERSON)]
    assert [(each.fault, each.items, each.notes, len(each.examples)) for each in reported(made, 3)] == [
        (Fault.REPAIRED, 0, 4, 3),
        (Fault.UNREADABLE, 0, 1, 1),
    ]


def test_an_example_of_the_schema_that_stands_nowhere_in_the_text_has_leaked() -> None:
    schema = Schema.parse({"entities": {"person": {"description": "a human", "examples": ["Marie Curie"]}}})
    made = [Case(Result(Document("one", TEXT), found(("person", "marie  curie"), ("person", "nobody"))), NOTHING)]
    report = audit(made, schema)
    assert [report.finding(fault).items for fault in (Fault.LEAKED, Fault.VALUE_NOT_IN_TEXT)] == [1, 1]
