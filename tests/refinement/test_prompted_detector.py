"""A language model as detector and pruner, and a whole loop in which it mends its own answer."""

import asyncio
import json

import pytest

from garner.errors import ContextTooLong, ModelError, ModelUnavailable, NotConfigured
from garner.models.prompted import PromptedModel
from garner.models.scripted import Scripted
from garner.pipeline.assemble import assemble
from garner.refinement.loop import Asked, refine
from garner.refinement.pairing import paired
from garner.refinement.prompted import PromptedDetector, PromptedPruner, QuestionSettings
from garner.refinement.protocols import Case, Detector, Operator, Pruner, Refinement
from garner.schema import Schema
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Draft,
    DraftArgument,
    DraftEntity,
    DraftEvent,
    DraftRelation,
    Label,
    Mention,
    claims_of,
)

SCHEMA = Schema.parse(
    {
        "labels": {"mood": ["good", "bad"], "themes": {"choices": ["energy", "trade"], "multiple": True}},
        "entities": {"company": "A firm", "person": "A human"},
        "relations": {"acquired": {"head": ["company"], "tail": ["company"]}},
        "events": {"deal": {"roles": ["buyer", "target", "price"]}},
    }
)
TEXT = "Acme bought Beta for $3 billion. Eve of Acme hailed the deal; Gamma sold Delta to Zeta."
DRAFT = Draft(
    (Label("mood", "bad"), Label("themes", "energy")),
    (DraftEntity("company", "Acme"), DraftEntity("company", "Eve")),
    (DraftRelation("acquired", "Beta", "Acme"),),
    (DraftEvent("deal", "bought", (DraftArgument("buyer", "Acme"), DraftArgument("target", "Eve"))),),
)
CASE = Case(SCHEMA, assemble(TEXT, DRAFT, SCHEMA).extraction)
# Words of a question in English, by what it asks.
ASKS = {
    "redundant company": 'extracted as "company"',
    "missing company": 'mention of "company"',
    "missing person": 'mention of "person"',
    "redundant acquired": 'pair extracted for "acquired"',
    "missing acquired": 'says "acquired" left out',
    "redundant deal": 'extracted for this event "deal"',
    "missing arguments": 'takes part in this event "deal"',
    "missing deal": 'any event of the type "deal"',
    "redundant themes": 'chosen for "themes"',
    "missing themes": 'choices for "themes" left out',
    "mood": 'Is another of the choices for "mood"',
}


def saying(**replies):
    """A model that says these things and else that all is correct."""
    said = {ASKS[name.replace("_", " ")]: reply for name, reply in replies.items()}

    def answer(request):
        asked = request.messages[-1].content
        return next((reply for words, reply in said.items() if words in asked), "Correct")

    return Scripted(answer)


def detect(generator, case=CASE, **settings):
    return asyncio.run(PromptedDetector(generator, **settings).detect(case))


def found(detection):
    """Kind, what is dropped and what is added, in words."""
    return [
        (str(each.kind), *(None if one is None else f"{one.name}/{one.detail}/{one.value}" for one in (each.drop, each.add)))
        for each in detection.defects
    ]


def test_it_is_a_detector_and_a_pruner_named_after_model_and_prompt():
    assert isinstance(PromptedDetector(Scripted([])), Detector) and isinstance(PromptedPruner(Scripted([])), Pruner)
    assert PromptedDetector(Scripted([])).name == PromptedPruner(Scripted([])).name == "prompted:scripted questions-1-auto"


def test_every_label_and_every_event_is_asked_about_and_the_cost_is_summed():
    scripted = saying()
    detection = detect(scripted)
    assert (detection.defects, detection.problems) == ((), ())
    assert detection.usage.calls == len(scripted.asked) == len(ASKS)
    assert detection.usage.input_tokens > 0
    asked = [request.messages[-1].content for request in scripted.asked]
    assert all(sum(words in each for each in asked) == 1 for words in ASKS.values())


REPLIES = [
    ("redundant company", '{"entities": {"company": ["acme"]}}', [("redundant", "company//Acme", None)]),
    (
        "missing company",
        '{"company": ["Gamma", "Acme"]}',
        [("missing", None, "company//Gamma"), ("missing", None, "company//Acme")],
    ),
    ("missing person", '```json\n["Eve"]\n```', [("missing", None, "person//Eve")]),
    ("redundant acquired", '{"acquired": [{"head": "Beta", "tail": "Acme"}]}', [("redundant", "acquired//Beta → Acme", None)]),
    ("missing acquired", '{"acquired": [{"head": "Acme", "tail": "Beta"}]}', [("missing", None, "acquired//Acme → Beta")]),
    (
        "redundant deal",
        '{"deal": [{"trigger": "bought", "arguments": {"target": ["Eve"]}}]}',
        [("redundant", "deal/target/Eve → bought", None)],
    ),
    ("redundant deal", '{"deal": [{"trigger": "bought"}]}', [("redundant", "deal//bought", None)]),
    (
        "missing arguments",
        '{"deal": [{"trigger": "bought", "arguments": {"price": ["$3 billion"], "buyer": ["Acme"]}}]}',
        [("missing", None, "deal/price/$3 billion → bought")],
    ),
    (
        "missing deal",
        '{"deal": [{"trigger": "sold", "arguments": {"target": ["Delta"]}}]}',
        [("missing", None, "deal//sold"), ("missing", None, "deal/target/Delta → sold")],
    ),
    ("redundant themes", '{"themes": ["energy"]}', [("redundant", "themes/energy/energy", None)]),
    ("missing themes", '{"labels": {"themes": ["trade", "energy"]}}', [("missing", None, "themes/trade/trade")]),
    ("mood", '{"mood": "good"}', [("wrong_type", "mood/bad/bad", "mood/good/good")]),
    ("mood", '{"mood": "bad"}', []),
]


@pytest.mark.parametrize(("name", "reply", "defects"), REPLIES)
def test_a_reply_becomes_claims_of_the_answer_to_drop_and_of_the_text_to_add(name, reply, defects):
    detection = detect(saying(**{name.replace(" ", "_"): reply}))
    assert found(detection) == defects
    claims = set(claims_of(CASE.extraction))
    assert all(each.drop is None or each.drop in claims for each in detection.defects)
    assert all(each.add is None or (each.add.stands_in(TEXT) and each.add not in claims) for each in detection.defects)
    assert {(each.probability, each.detector) for each in detection.defects} <= {(0.7, "prompted:scripted questions-1-auto")}


@pytest.mark.parametrize(("language", "text"), [("zh", "阿克梅公司收购了贝塔公司。"), ("ja", "アクメ社はベータ社を買収した。")])
def test_questions_are_asked_in_the_language_of_the_text(language, text):
    scripted = Scripted(lambda _: {"zh": "正确", "ja": "正しい"}[language])
    case = Case(SCHEMA, assemble(text, Draft(), SCHEMA).extraction)
    assert detect(scripted, case).defects == ()
    forced = Scripted(lambda _: "Correct")
    detect(forced, case, settings=QuestionSettings())
    assert forced.asked[0].messages[0].content.startswith({"zh": "你", "ja": "テ"}[language])


@pytest.mark.parametrize("reply", ["", "I like trains.", "\x00{[(", "7", '{"planet": ["Mars"]}', "null null", "Incorrect"])
def test_nonsense_is_a_problem_and_no_defect(reply):
    detection = detect(Scripted(lambda _: reply))
    assert detection.defects == ()
    assert "detector_nonsense" in {each.code for each in detection.problems}
    assert detection.usage.calls == len(ASKS)


@pytest.mark.parametrize("name", ["missing company", "missing person", "redundant company"])
def test_values_of_another_text_are_refused_by_name(name):
    label = name.split()[1]
    detection = detect(saying(**{name.replace(" ", "_"): json.dumps({label: ["Omega Holdings", "..."]})}))
    assert detection.defects == ()
    assert any("Omega Holdings" in each.message and each.where for each in detection.problems)


def test_what_was_read_before_a_cut_counts_and_the_cut_is_told():
    detection = detect(saying(missing_company='{"company": ["Gamma", "Del'))
    assert found(detection) == [("missing", None, "company//Gamma")]
    assert "reply_cut" in {each.code for each in detection.problems}


def test_of_ten_thousand_items_the_first_hundred_are_looked_at_and_the_number_is_said():
    detection = detect(
        saying(
            missing_company=json.dumps({"company": ["Gamma"] * 5000 + [f"Firm {number}" for number in range(5000)]}),
            redundant_company=json.dumps({"company": [f"Firm {number}" for number in range(10_000)]}),
        )
    )
    assert found(detection) == [("missing", None, "company//Gamma")]
    assert sum("10000 items were named" in each.message for each in detection.problems) == 2
    assert len(detection.problems) < 250


def test_an_answer_beyond_measure_is_asked_about_in_part_and_it_is_said():
    text = " ".join(f"name{number}" for number in range(300))
    draft = Draft(
        entities=tuple(DraftEntity("company", f"name{number}") for number in range(300)),
        events=tuple(DraftEvent("deal", f"name{number}") for number in range(150)),
    )
    scripted = Scripted(lambda _: "Correct", context_tokens=100_000)
    detection = detect(scripted, Case(SCHEMA, assemble(text, draft, SCHEMA).extraction))
    assert len(scripted.asked) == 200
    assert [each.code for each in detection.problems] == ["not_checked"] * 3


def test_facts_and_tables_are_said_not_to_be_checked():
    schema = Schema.parse({"entities": ["company"], "facts": True})
    detection = detect(saying(), Case(schema, assemble(TEXT, Draft(), schema).extraction))
    assert [each.code for each in detection.problems] == ["not_checked"]


def test_a_question_whose_call_fails_is_a_problem_and_the_others_count():
    detection = detect(saying(missing_person=ModelUnavailable("down"), missing_company='{"company": ["Gamma"]}'))
    assert found(detection) == [("missing", None, "company//Gamma")]
    assert [(each.code, each.where) for each in detection.problems] == [("model_unavailable", "missing entities.person")]


def test_a_detector_of_which_every_call_fails_cannot_tell():
    with pytest.raises(ModelUnavailable):
        detect(Scripted(lambda _: ModelUnavailable("down")))
    with pytest.raises(NotConfigured):
        detect(saying(mood=NotConfigured("no key")))
    with pytest.raises(ContextTooLong):
        detect(Scripted(lambda _: "Correct", context_tokens=100))


def mention(kind, label, start, end, probability=0.7):
    claim = Claim(ClaimKind.ENTITY, label, "", (Mention(TEXT[start:end], start, end),))
    dropped = kind is DefectKind.REDUNDANT
    return Defect(kind, probability, f"{kind}.", "m", claim if dropped else None, None if dropped else claim)


def test_redundant_and_missing_at_one_place_are_one_wrong_label_and_overlapping_ones_a_wrong_boundary():
    wrong, right = mention(DefectKind.REDUNDANT, "company", 33, 36), mention(DefectKind.MISSING, "person", 33, 36, 0.6)
    long, short = mention(DefectKind.REDUNDANT, "company", 0, 11), mention(DefectKind.MISSING, "company", 0, 4)
    apart = mention(DefectKind.MISSING, "company", 62, 67)
    renamed, moved, left = paired([wrong, right, long, short, apart])
    assert (renamed.kind, renamed.drop, renamed.add, renamed.probability) == (DefectKind.WRONG_TYPE, wrong.drop, right.add, 0.6)
    assert (moved.kind, moved.drop, moved.add) == (DefectKind.BOUNDARY, long.drop, short.add)
    assert left == apart


@pytest.mark.parametrize(("reply", "right"), [("Yes", 0.95), ("No, Beta is missing.", 0.05), ("いいえ", 0.05), ("是", 0.95)])
def test_a_pruner_judges_by_the_word_answered(reply, right):
    scripted = Scripted([reply])
    judgement = asyncio.run(PromptedPruner(scripted).judge(CASE))
    assert (judgement.right, judgement.usage.calls) == (right, 1)
    assert '"company": ["Acme", "Eve", "Beta"]' in scripted.asked[0].messages[-1].content


def test_a_pruner_that_hears_neither_yes_nor_no_cannot_tell():
    with pytest.raises(ModelError, match="yes or no"):
        asyncio.run(PromptedPruner(Scripted(["Perhaps"])).judge(CASE))


@pytest.mark.parametrize(
    "make", [lambda: PromptedDetector(Scripted([]), probability=1.1), lambda: PromptedPruner(Scripted([]), yes=0.1, no=0.9)]
)
def test_what_is_no_probability_is_refused(make):
    with pytest.raises(ValueError, match="no probabilit"):
        make()


SMALL = Schema.parse({"entities": ["company", "person"]})
RIGHT = {"company": ["Acme", "Beta", "Gamma", "Delta", "Zeta"], "person": ["Eve"]}


class Learner:
    """A model that answers wrongly, finds its own faults when asked for them, and is right once it hears of them."""

    def __init__(self):
        self.first = {"company": ["Acme", "Eve", "Beta"], "person": []}

    def __call__(self, request):
        asked = request.messages[-1].content
        if "was checked against the text" in asked:
            return json.dumps({"entities": RIGHT})
        if "Answer with one word" in asked:
            return "Yes" if '"Zeta"' in asked else "No"
        for label, right in RIGHT.items():
            said = json.loads(asked.split("What was extracted:\n")[1].split("\n")[0])["entities"].get(label, [])
            if f'extracted as "{label}"' in asked:
                return json.dumps({label: [each for each in said if each not in right]})
            if f'mention of "{label}"' in asked:
                return json.dumps({label: [each for each in right if each not in said]})
        raise AssertionError(asked)


@pytest.mark.parametrize("operator", Operator)
def test_a_model_that_finds_its_own_faults_ends_with_the_right_answer(operator):
    learner = Learner()
    scripted = Scripted(learner)
    model = PromptedModel(scripted)
    first = Draft(entities=tuple(DraftEntity(label, text) for label, texts in learner.first.items() for text in texts))
    case = Case(SMALL, assemble(TEXT, first, SMALL).extraction)

    async def ask(feedback):
        answer = await model.correct(TEXT, SMALL, feedback)
        placed = assemble(TEXT, answer.draft, SMALL)
        return Asked(placed.extraction, (*answer.problems, *placed.problems), answer.usage)

    how = Refinement((PromptedDetector(scripted),), PromptedPruner(scripted), operator)
    refined = asyncio.run(refine(case, how, ask))
    assert {(each.type, each.text) for each in refined.extraction.entities} == {(k, v) for k, vs in RIGHT.items() for v in vs}
    assert [each.decision for each in refined.rounds] == [Decision.ACCEPTED, Decision.RIGHT]
    assert refined.rounds[0].doubt > refined.rounds[0].doubt_after == 0
    assert {str(each.kind) for each in refined.rounds[0].defects} == {"wrong_type", "missing"}
    assert refined.usage.calls == len(scripted.asked)
    assert refined.problems == ()
