"""In a real browser: the rounds of self-correction, the answers before and after, and what filters by them."""

from __future__ import annotations

import pytest
from chromium import Chromium, Show
from correction_sample import corrected, corrected_news, rejected_chinese
from sample import news, samples
from test_page_hostile import PAYLOADS, hostile

from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Document,
    Entity,
    Event,
    Extraction,
    Grade,
    Grounding,
    Mention,
    Result,
    Round,
    claims_of,
)
from garner.view.stages import stages

pytestmark = pytest.mark.browser

ENTITIES = """[...document.querySelectorAll('#list .item.entity')]
  .map((each) => each.querySelector('.value').textContent).sort()"""
NOTES = "[...document.querySelectorAll('.document')].map((each) => each.innerText)"
SHOWN = "document.querySelectorAll('#documents-list .document').length"


def everything(browser: Chromium) -> None:
    browser.run("dispatchEvent(new Event('beforeprint'))")


def test_the_items_shown_are_those_of_the_answer_before_and_after_each_round(show: Show) -> None:
    browser = show([corrected_news()])
    answers = stages(corrected_news())
    for turn in range(len(answers)):
        # The final answer is shown first; r goes on to the one before round 1.
        answer = answers[turn - 1]
        everything(browser)
        assert browser.run(ENTITIES) == sorted(entity.text for entity in answer.entities)
        assert browser.run("document.querySelector('#stages input:checked').value") == str((turn - 1) % len(answers))
        counted = browser.run("document.querySelector('#stages input:checked + span .count').textContent")
        assert counted == browser.run("document.querySelector('#shown').textContent.replace(/.* of (.*) shown/, '$1')")
        browser.press("r")


def test_the_arrow_keys_choose_an_answer_where_its_choice_has_the_focus(show: Show) -> None:
    browser = show([corrected_news()])
    browser.run("document.querySelector('#stages input:checked').focus()")
    browser.press("ArrowUp")
    everything(browser)
    before = stages(corrected_news())[1]
    assert browser.run(ENTITIES) == sorted(entity.text for entity in before.entities)
    assert browser.run("document.activeElement.value") == "1"


def test_a_round_tells_what_was_judged_found_changed_and_decided_and_what_it_cost(show: Show) -> None:
    browser = show([corrected_news()])
    everything(browser)
    rounds = browser.run("[...document.querySelectorAll('.round')].map((each) => each.innerText.replace(/\\s+/g, ' '))")
    assert len(rounds) == 3
    assert all(
        words in rounds[0] for words in ("Round 1", "accepted", "6 defects", "right with 0.12", "4.93 → 1.04", "2 calls")
    )
    assert "The corrected answer took the place of the one before." in rounds[0]
    assert "no detector was asked" in rounds[2]
    defects = browser.run("[...document.querySelectorAll('.item.defect')].map((each) => each.innerText.replace(/\\s+/g, ' '))")
    assert len(defects) == 8
    assert all(words in defects[1] for words in ("wrong type", "by learned", "0.88", "company", "organisation", "A university"))
    assert "not acted on" in defects[5]
    assert browser.run("[...document.querySelectorAll('.item.defect del')].map((each) => each.textContent)") == [
        "Oslo and Tromsø", "University of Oslo", "Halden", "12 March", "Jon Halden", "Halden Vision → Ingrid Solheim",
    ]  # fmt: skip
    # What no defect asked for is told on its own.
    changes = browser.run("[...document.querySelectorAll('.item.change')].map((each) => each.innerText.replace(/\\s+/g, ' '))")
    assert [each.endswith(words) for each, words in zip(changes, ("sport topic", "business topic"), strict=True)] == [True] * 2


def test_a_chosen_defect_is_lifted_out_of_the_text(show: Show) -> None:
    browser = show([corrected_news()])
    everything(browser)
    browser.run("document.querySelector('.item.defect').click()")
    lifted = "[...document.querySelectorAll('.lifted')].map((each) => each.textContent).join('')"
    assert browser.run(lifted) == "Oslo and Tromsø"
    assert "Oslo and Tromsø" in browser.run("document.querySelector('#detail').innerText")


def test_what_was_dropped_is_struck_through_where_it_stood_after_the_round_alone(show: Show) -> None:
    browser = show([corrected_news()])
    gone = "[...document.querySelectorAll('.name.gone')].map((each) => each.dataset.name).sort()"
    assert browser.run(gone) == ["− company", "− date", "− person", "− place"]
    browser.press("r")
    assert browser.run(gone) == []
    assert (
        browser.run("[...document.querySelectorAll('.name')].filter((each) => each.dataset.name.startsWith('− ')).length") == 4
    )


def test_what_a_round_dropped_and_the_neighbouring_passage_kept_is_not_struck_through(show: Show) -> None:
    text = "Ada met Bob in Rome."
    kept = Claim(ClaimKind.ENTITY, "place", mentions=(Mention("Ada", 0, 3),))
    rome = Claim(ClaimKind.ENTITY, "place", mentions=(Mention("Rome", 15, 19),))
    rounds = tuple(Round(1, start, len(text), Decision.ACCEPTED, dropped=(claim,)) for start, claim in ((0, kept), (8, rome)))
    entity = Entity("e1", "place", Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM))
    browser = show([Result(Document("a", text), Extraction(text, (), (entity,)), trace=rounds)])
    assert browser.run("[...document.querySelectorAll('.name')].map((each) => each.dataset.name)") == ["place", "− place"]


def test_an_event_that_lost_an_argument_is_told_to_be_changed(show: Show) -> None:
    text = "Ada left Rome."
    trigger, filler = (Grounding(words, start, start + 4, words, Grade.VERBATIM) for words, start in (("left", 4), ("Rome", 9)))
    drop = Claim(ClaimKind.ARGUMENT, "leave", "from", (Mention("Rome", 9, 13), Mention("left", 4, 8)))
    events = (Event("leave", trigger), Event("stay", filler))
    trace = (Round(1, 0, len(text), Decision.ACCEPTED, dropped=(drop,)),)
    browser = show([Result(Document("a", text), Extraction(text, events=events), trace=trace)])
    fates = "[...document.querySelectorAll('#list .fate')].map((each) => each.textContent)"
    for parts in ("left", "leftRome"):
        everything(browser)
        assert browser.run(fates) == ["± changed in round 1"]
        words = (
            "document.querySelector('#list .fate').closest('.item').innerText.replace(/leave|trigger|from|±.*|[^a-zA-Z]/g, '')"
        )
        assert browser.run(words) == parts
        browser.press("r")


def test_a_rejected_round_offers_no_other_answer(show: Show) -> None:
    browser = show([rejected_chinese()])
    assert browser.run("document.querySelector('#stages')") is None
    assert "nothing changed" in browser.run("document.querySelector('#about').innerText")
    assert "null" not in browser.run("document.querySelector('#about').innerText")
    everything(browser)
    assert browser.run("document.querySelectorAll('.round').length") == 2
    browser.press("r")
    assert browser.run("document.querySelectorAll('.gone').length") == 0


def test_a_page_without_traces_has_nothing_of_rounds(show: Show) -> None:
    browser = show(samples())
    everything(browser)
    words = browser.run("document.body.innerText")
    assert not any(each in words for each in ("Self-correction", "Rounds", "changed", "Defects"))
    assert "self-correction" not in browser.run("document.querySelector('#help').textContent")
    browser.press("r")


def test_a_page_with_traces_tells_their_key(show: Show) -> None:
    browser = show([news(), corrected_news()])
    assert "each round of self-correction" in browser.run("document.querySelector('#keys').textContent")
    everything(browser)
    assert browser.run("document.querySelectorAll('.round, #stages').length") == 0
    browser.press("]")
    everything(browser)
    assert browser.run("document.querySelectorAll('.round').length") == 3
    # The style of the rounds stands behind the data; it counts all the same.
    assert browser.run("getComputedStyle(document.querySelector('#stages')).display") == "flex"


def test_changed_documents_are_marked_and_can_be_listed_alone_or_by_kind_of_defect(show: Show) -> None:
    browser = show([corrected(number) for number in range(10_000)])
    assert browser.run("document.querySelectorAll('*').length") < 2500
    notes = browser.run(NOTES)
    assert [index for index, each in enumerate(notes[:40]) if "changed" in each] == [0, 10, 20, 30]
    browser.run("document.querySelector('#changed-only').click()")
    assert browser.run("document.querySelector('#documents-count').textContent") == "1,000 of 10,000"
    browser.run("document.querySelector('#changed-only').click()")
    kind = "[...document.querySelectorAll('#filters label')].find((each) => each.key === 'wrong_type').querySelector('input')"
    browser.run(f"{kind}.click()")
    assert browser.run("document.querySelector('#documents-count').textContent") == "500 of 10,000"
    browser.run(f"{kind}.click()")
    assert browser.run("document.querySelector('#documents-count').textContent") == "10,000"


def test_only_what_was_changed_can_be_shown_of_a_document(show: Show) -> None:
    browser = show([corrected_news(), news()])
    browser.run("document.querySelector('#changed-only').click()")
    everything(browser)
    answers = [set(claims_of(each)) for each in stages(corrected_news())]
    added = {each.value for each in answers[-1] - answers[0] if each.kind is ClaimKind.ENTITY}
    assert set(browser.run(ENTITIES)) == added


def test_hostile_words_in_a_trace_stay_words(show: Show) -> None:
    def traced(words: str) -> object:
        result = hostile(words)
        mention = Mention(words, 0, len(words))
        kinds = [(kind, mentions) for kind in ClaimKind for mentions in ((), (mention,), (mention,) * 3)]
        claims = tuple(Claim(kind, words, words, mentions) for kind, mentions in kinds)
        defects = tuple(Defect(DefectKind.REDUNDANT, 0.5, words, words, claim, claim) for claim in claims)
        rounds = (Round(1, 0, 10**9, Decision.ACCEPTED, defects, words, 0.5, 1, 0, claims, claims[:2]),)
        return type(result)(result.document, result.extraction, trace=rounds)

    browser = show([traced(words) for words in PAYLOADS])
    for number in range(len(PAYLOADS)):
        if number:
            browser.press("]")
        browser.press("r")
        everything(browser)
        browser.run("for (const each of document.querySelectorAll('#blocks .piece, #list .item')) each.click()")
    assert browser.run("typeof canary") == "undefined"
    assert browser.run("document.querySelectorAll('#list img, #list script, #text img, #text script').length") == 0
