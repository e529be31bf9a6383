"""In a real browser: what is marked in the text is exactly what the result says."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from chromium import Show
from sample import NEWS, news, plain, samples

from garner.values import Entity, Grade, Grounding, Outcome, Reading, Result, Usage

pytestmark = pytest.mark.browser

# For every item drawn in the text: its id and the UTF-16 units of all its pieces together.
MARKED = """(() => {
  const found = {};
  for (const piece of document.querySelectorAll(".piece")) {
    for (const { item } of piece.marks) found[item.id] = (found[item.id] ?? "") + piece.textContent;
  }
  const units = (text) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return Object.fromEntries(Object.entries(found).map(([id, text]) => [id, units(text)]));
})()"""
TEXT = """(() => {
  const text = [...document.querySelectorAll(".piece")].map((piece) => piece.textContent).join("");
  return Array.from({length: text.length}, (_, at) => text.charCodeAt(at));
})()"""


def units(text: str) -> list[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[at] | raw[at + 1] << 8 for at in range(0, len(raw), 2)]


def spans(text: str, places: list[tuple[int, int]]) -> tuple[Entity, ...]:
    return tuple(
        Entity(f"e{number}", f"type {number % 7}", Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM), 0.5)
        for number, (start, end) in enumerate(places)
    )


def test_every_mark_of_the_samples_reads_as_its_entity(show: Show) -> None:
    browser = show(samples())
    for number, result in enumerate(samples()):
        if number:
            browser.press("]")
        marked = browser.run(MARKED)
        for entity in result.entities:
            if entity.start is None:
                assert entity.id not in marked
            else:
                assert marked[entity.id] == units(entity.text)
        assert browser.run(TEXT) == units(result.text)


@pytest.mark.parametrize(
    "text",
    [
        "🤝🏽👩‍👩‍👧 Acme 🚀 bought 𝒵eta",
        "e\u0301cole\u0301 cafe\u0301 — Zoe\u0308 ha\u0308lt",
        "株式会社🍣寿司が葛󠄀城市の𠮷野家を買収。",
        "שלום Acme ועולם 123 النخيل abc",
        "a\x00b\x07c\u202ed\u200fe\ufefff\r\ng\rh",
        "\ud83d \ude00 \ude00\ud83d x\ud800y",
        "one\n\n\ntwo\n \t\nthree\n\n",
    ],
    ids=["emoji", "combining", "han", "right-to-left", "controls", "lone surrogates", "blank lines"],
)
def test_overlapping_nested_and_touching_spans_of_any_text_are_exact(show: Show, text: str) -> None:
    generator = random.Random(7)
    places = []
    for _ in range(25):
        start = generator.randrange(len(text))
        places.append((start, generator.randint(start + 1, len(text))))
    entities = spans(text, places)
    browser = show([plain("d", text, entities)])
    marked = browser.run(MARKED)
    assert {entity.id: marked[entity.id] for entity in entities} == {entity.id: units(entity.text) for entity in entities}
    assert browser.run(TEXT) == units(text)


def test_a_mark_over_the_border_of_two_blocks_is_whole(show: Show) -> None:
    text = "word " * 2000
    entities = spans(text, [(start, start + 300) for start in range(0, 9000, 250)])
    browser = show([plain("d", text, entities)])
    browser.run("dispatchEvent(new Event('beforeprint'))")
    marked = browser.run(MARKED)
    assert all(marked[entity.id] == units(entity.text) for entity in entities)
    assert browser.run(TEXT) == units(text)


def test_every_mark_carries_the_name_of_its_type_and_types_differ_without_colour(show: Show) -> None:
    browser = show([news()])
    names = browser.run("[...document.querySelectorAll('.name')].map((name) => name.dataset.name)")
    drawn = [entity for entity in news().entities if entity.start is not None]
    assert len(names) == len(drawn) + len(news().events)
    for entity in drawn:
        sign = {"verbatim": "", "normalised": " ~", "near": " ≈1"}[entity.grade.value]
        assert f"{entity.type}{sign}" in names
    kinds = browser.run(
        "[...new Set([...document.querySelectorAll('fieldset .swatch')].map((box) => "
        "getComputedStyle(box).backgroundImage.replace(/rgba?\\([^)]*\\)/g, 'colour')))].length"
    )
    assert kinds == 5


def test_a_chosen_relation_lifts_both_ends_and_names_their_roles(show: Show) -> None:
    number = len(news().entities) + len(news().labels)
    browser = show([news()], fragment=f"#document-1.item-{number + 1}")
    lifted = browser.run("[...document.querySelectorAll('.lifted')].map((piece) => [piece.dataset.role, piece.textContent])")
    assert lifted == [["head", "Northwind Robotics"], ["tail", "Halden Vision"]]


def test_pointing_at_an_item_lifts_it_and_leaving_brings_back_the_chosen_one(show: Show) -> None:
    browser = show([news()], fragment="#document-1.item-1")
    lifted = "[...document.querySelectorAll('.lifted')].map((piece) => piece.textContent)"
    point = "document.querySelectorAll('#list .item.entity')[2].dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
    browser.run(point)
    assert browser.run(lifted) == ["$3.2 billion"]
    browser.run("document.querySelector('#list').dispatchEvent(new PointerEvent('pointerleave'))")
    assert browser.run(lifted) == ["Northwind Robotics"]


def test_clicks_on_one_place_walk_outwards_through_the_marks_over_it(show: Show) -> None:
    browser = show([news()])
    click = "[...document.querySelectorAll('.piece')].filter((piece) => piece.textContent === 'Oslo')[0].click()"
    chosen = "document.querySelector('.item[aria-current] .value').textContent"
    seen = []
    for _ in range(3):
        browser.run(click)
        seen.append(browser.run(chosen))
    assert seen == ["Oslo", "University of Oslo", "Oslo"]


def test_text_that_was_not_read_is_hatched_listed_and_counted(show: Show) -> None:
    browser = show([news()])
    gap = NEWS[news().gaps()[0][0] :]
    assert browser.run("[...document.querySelectorAll('.piece.gap')].map((piece) => piece.textContent).join('')") == gap
    assert browser.run("getComputedStyle(document.querySelector('.piece.gap')).backgroundImage").startswith("repeating")
    assert f"{len(gap)} characters not read" in browser.run("document.querySelector('#about').textContent")
    assert "failed" in browser.run("document.querySelector('.item.gap').textContent")


def test_an_absent_value_is_struck_and_named_and_a_problem_is_listed(show: Show) -> None:
    browser = show([news()])
    absent = "[...document.querySelectorAll('.item.entity')].at(-1)"
    assert browser.run(f"{absent}.textContent").startswith("Halden Vision Holding AS ∅\u00a0absent")
    assert browser.run(f"getComputedStyle({absent}.querySelector('.value')).textDecorationLine") == "line-through"
    browser.run("dispatchEvent(new Event('beforeprint'))")
    problems = browser.run("[...document.querySelectorAll('.problem')].map((each) => each.textContent)")
    assert [problem.code in shown for problem, shown in zip(news().problems, problems, strict=True)] == [True, True]


def test_facts_events_tables_and_labels_are_all_there(show: Show) -> None:
    browser = show([news()])
    browser.run("dispatchEvent(new Event('beforeprint'))")
    listed = browser.run("document.querySelector('#list').innerText")
    for words in ("topic", "business", "0.96", "buyer", "trigger", "withdrew", "who announced what", "full but not foolish"):
        assert words in listed
    rows = browser.run("[...document.querySelectorAll('#list tbody tr')].map((row) => row.cells.length)")
    assert rows == [4, 4, 4]


def test_lines_filled_to_one_width_flow_and_short_or_listed_lines_stay(show: Show) -> None:
    filled = "The words of a long letter that somebody broke by hand.\n" * 4 + "- an item of a list\n- another\n\nThe end.\nMe"
    browser = show([plain("d", filled)])
    assert browser.run(TEXT) == units(filled)
    assert browser.run("document.querySelectorAll('.piece.space').length") == 3
    verse = "A short line\nand one more\nmake a verse\nof four.\n" * 3
    assert show([plain("d", verse)]).run("document.querySelectorAll('.piece.space').length") == 0


def test_what_is_not_known_is_left_out(show: Show) -> None:
    result = news()
    browser = show([replace(result, model="", schema="", usage=Usage())])
    browser.run("dispatchEvent(new Event('beforeprint'))")
    for _ in result.facts:
        browser.press("End")
    browser.run("document.querySelectorAll('#list .item.fact')[1].click()")
    assert not re.search("null|undefined|NaN", browser.run("document.body.innerText"))
    assert "model" not in browser.run("document.querySelector('#about').innerText")


def test_empty_documents_documents_without_items_and_pages_without_documents_say_so(show: Show) -> None:
    body = "document.body.innerText"
    assert "This document is empty." in show([plain("d", "")]).run(body)
    assert "Nothing was found" in show([plain("d", "some text")]).run(body)
    assert "no documents" in show([]).run(body)


def test_a_text_of_which_nothing_was_asked_is_one_gap(show: Show) -> None:
    result = plain("d", "some text")
    unread = Result(result.document, result.extraction, (Reading(0, 9, "c", Outcome.FAILED),))
    browser = show([unread])
    assert browser.run("document.querySelector('.piece.gap').textContent") == "some text"


def test_control_characters_and_overrides_are_named_and_have_no_effect(show: Show) -> None:
    browser = show([plain("d", "in\u202enimda\u202c out\x00")])
    names = browser.run("[...document.querySelectorAll('#blocks .control')].map((each) => each.dataset.name)")
    assert names == ["RLO", "PDF", "NUL"]
    # Letters after the override still run from left to right.
    lefts = browser.run(
        """(() => {
          const node = [...document.querySelector('.piece').childNodes].find((each) => each.data === 'nimda');
          return [0, 1, 2, 3, 4].map((at) => {
            const range = new Range();
            range.setStart(node, at); range.setEnd(node, at + 1);
            return range.getBoundingClientRect().left;
          });
        })()"""
    )
    assert lefts == sorted(lefts)


def test_right_to_left_text_starts_at_the_right_and_languages_are_told(show: Show) -> None:
    browser = show(samples(), fragment="#document-4")
    assert browser.run("getComputedStyle(document.querySelector('#blocks .block')).direction") == "rtl"
    tongues = []
    for number in (1, 2, 3):
        browser.run(f"location.hash = '#document-{number}'")
        browser.settle()
        tongues.append(browser.run("document.querySelector('#blocks').lang"))
    assert tongues == ["", "zh", "ja"]
