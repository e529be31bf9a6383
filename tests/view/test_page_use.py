"""In a real browser: keys, filters and search do what the page says they do."""

from __future__ import annotations

import pytest
from chromium import Chromium, Show
from sample import news, plain, samples

pytestmark = pytest.mark.browser

CHOSEN = "document.querySelector('.item[aria-current]')?.innerText.split('\\n')[0].trim() ?? null"
MARKED_TYPES = "[...new Set([...document.querySelectorAll('.piece')].flatMap((p) => p.marks.map((m) => m.item.type)))].sort()"
FOCUSED = "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"


def listed(browser: Chromium, kind: str) -> int:
    browser.run("dispatchEvent(new Event('beforeprint'))")
    return browser.run(f"document.querySelectorAll('#list .item.{kind}').length")


def check(browser: Chromium, name: str) -> None:
    """Clicks the box of a filter."""
    named = f"(label) => label.querySelector('.what')?.lastChild.textContent === {name!r}"
    script = f"[...document.querySelectorAll('#filters label')].find({named})"
    browser.run(f"{script}.querySelector('input').click()")


def test_j_and_k_and_the_arrows_walk_through_all_items_and_hold_at_the_ends(show: Show) -> None:
    browser = show([news()])
    walked = []
    for key in ("j", "j", "ArrowDown", "k", "ArrowUp", "ArrowUp", "k"):
        browser.press(key)
        walked.append(browser.run(CHOSEN))
    assert walked == ["topic", "sentiment", "Northwind Robotics", "sentiment", "topic", "topic", "topic"]
    browser.press("End")
    assert browser.run("document.activeElement.className") == "item gap"
    browser.press("Home")
    assert browser.run(CHOSEN) == "topic"


def test_an_item_named_in_the_address_is_in_view_in_text_and_list(show: Show) -> None:
    seen = "(box) => box.top >= 0 && box.bottom <= innerHeight"
    for number in (1, 24, 30, 33, 36, 38):
        browser = show([news()], fragment=f"#document-1.item-{number}")
        for place in ("#list .item[aria-current]", ".lifted"):
            if browser.run(f"document.querySelector('{place}') !== null"):
                assert browser.run(f"({seen})(document.querySelector('{place}').getBoundingClientRect())"), (number, place)
        covered = "document.querySelector('#list .item[aria-current]').getBoundingClientRect()"
        assert browser.run(f"document.elementFromPoint({covered}.left + 5, {covered}.top + 5).closest('.item') !== null")


def test_lifting_an_item_breaks_no_line_anew(show: Show) -> None:
    browser = show([news()])
    tops = "[...document.querySelectorAll('.piece')].map((each) => each.getClientRects().length + ':' + each.offsetTop)"
    for width in (1280, 1200, 1110, 905):
        browser.size(width, 900)
        before = browser.run(tops)
        number = len(news().entities) + len(news().labels) + 1
        browser.run(f"[...document.querySelectorAll('#list .item')].find((each) => each.item.number === {number}).click()")
        assert browser.run(tops) == before
        browser.press("Escape")


def test_the_item_with_the_focus_is_seen_and_one_button_of_the_list_takes_the_tab(show: Show) -> None:
    browser = show([news()])
    browser.press("j")
    assert browser.run("document.activeElement.matches('button.item:focus-visible')")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert browser.run("document.querySelectorAll('#list [tabindex=\"0\"]').length") == 1


def test_tab_meets_the_skip_links_first_and_the_panes_after(show: Show) -> None:
    browser = show([news(), *samples()])
    met = []
    for _ in range(4):
        browser.press("Tab")
        met.append(browser.run("document.activeElement.getAttribute('href') ?? document.activeElement.id"))
    assert met[:3] == ["#text", "#items", "search"]
    assert met[3] == "toggle-names"


def test_every_control_is_a_real_control_with_a_name(show: Show) -> None:
    browser = show(samples(), fragment="#document-1.item-30")
    nameless = """[...document.querySelectorAll('button, input, nav, aside, main, section')]
      .filter((each) => !each.closest('dialog, [hidden]') && !each.labels?.length && !each.innerText?.trim())
      .filter((each) => !each.hasAttribute('aria-label') && !each.hasAttribute('aria-labelledby'))
      .map((each) => each.outerHTML)"""
    assert browser.run(nameless) == []
    assert browser.run("document.querySelectorAll('[onclick], [role=button], div[tabindex]').length") == 0


def test_question_mark_opens_the_keys_and_escape_closes_them(show: Show) -> None:
    browser = show([news()])
    browser.press("?")
    assert browser.run("document.querySelector('#help').open")
    browser.press("j")
    assert browser.run(CHOSEN) is None
    browser.press("Escape")
    assert not browser.run("document.querySelector('#help').open")


def test_escape_lets_the_chosen_item_go(show: Show) -> None:
    browser = show([news()])
    for _ in range(3):
        browser.press("j")
    assert browser.run("document.querySelectorAll('.lifted').length") == 1
    browser.press("Escape")
    assert browser.run("document.querySelectorAll('.lifted, [aria-current].item').length") == 0
    assert browser.run("document.querySelector('#detail').hidden")


def test_slash_searches_and_enter_walks_through_the_places_without_regard_to_case(show: Show) -> None:
    browser = show([news()])
    browser.press("/")
    assert browser.run(FOCUSED) == "search"
    for letter in "halden vision":
        browser.press(letter)
    browser.wait("document.querySelector('#found').textContent === '3 in the text'")
    hits = browser.run("[...document.querySelectorAll('.hit')].map((each) => each.textContent)")
    assert hits == ["Halden Vision"] * 3
    seen = []
    for shift in (False, False, True, True):
        browser.press("Enter", shift=shift)
        seen.append(browser.run("document.querySelector('#found').textContent"))
    assert seen == ["1 of 3", "2 of 3", "1 of 3", "3 of 3"]
    assert browser.run("document.querySelectorAll('.current').length") == 1
    browser.press("Escape")
    assert browser.run("document.querySelectorAll('.hit').length") == 0
    assert browser.run("document.querySelector('#search').value") == ""


@pytest.mark.parametrize(("words", "count"), [("a.b", 2), ("[x]", 1), ("(", 1), ("\\", 0), ("İ", 0)])
def test_search_words_are_no_pattern(show: Show, words: str, count: int) -> None:
    browser = show([plain("d", "a.b axb a.b [x] (y)")])
    browser.run(f"document.querySelector('#search').value = {words!r}")
    browser.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelector('#found').textContent !== ''")
    assert browser.run("document.querySelector('#found').textContent") == f"{count} in the text"


def test_a_search_keeps_only_the_items_and_documents_that_hold_it(show: Show) -> None:
    browser = show(samples())
    browser.run("document.querySelector('#search').value = 'Solara'")
    browser.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelectorAll('.document').length === 1")
    assert browser.run("document.querySelector('.document bdi').textContent") == "ar-0001"
    browser.press("]")
    assert browser.run("document.querySelector('h1').textContent") == "ar-0001"
    assert browser.run("document.querySelectorAll('#list .item').length") == 2


def test_a_type_that_is_switched_off_leaves_the_list_and_the_text(show: Show) -> None:
    browser = show([news()])
    companies = sum(entity.type == "company" for entity in news().entities)
    before = listed(browser, "entity")
    check(browser, "company")
    assert listed(browser, "entity") == before - companies
    assert "company" not in browser.run(MARKED_TYPES)
    assert "person" in browser.run(MARKED_TYPES)
    check(browser, "company")
    assert listed(browser, "entity") == before
    assert "company" in browser.run(MARKED_TYPES)


def test_a_grade_that_is_switched_off_hides_what_hangs_on_it(show: Show) -> None:
    browser = show([news()])
    check(browser, "absent")
    assert listed(browser, "entity") == len(news().entities) - 1
    assert listed(browser, "relation") == len(news().relations) - 1
    assert listed(browser, "fact") == len(news().facts) - 1
    assert browser.run("document.querySelectorAll('#list .absent').length") == 0


def test_the_least_confidence_hides_the_less_sure_and_keeps_the_unrated(show: Show) -> None:
    browser = show([news()])
    browser.run("document.querySelector('#least').value = '0.9'")
    browser.run("document.querySelector('#least').dispatchEvent(new Event('input'))")
    assert listed(browser, "entity") == sum(entity.confidence >= 0.9 for entity in news().entities)
    assert listed(browser, "fact") == 1
    assert browser.run("document.querySelectorAll('#list tbody tr').length") == 3


def test_filters_work_by_keys_alone(show: Show) -> None:
    browser = show([news()])
    browser.press("f")
    assert browser.run("document.activeElement.type") == "checkbox"
    assert listed(browser, "label") == 2
    browser.press(" ")
    assert listed(browser, "label") == 1
    browser.press("i")
    assert browser.run("document.activeElement.className") == "item label"
    browser.press("t")
    assert browser.run(FOCUSED) == "text"


def test_filters_fold_away_on_a_narrow_page_and_f_brings_them(show: Show) -> None:
    browser = show([news()])
    browser.size(600, 800)
    assert not browser.run("document.querySelector('#rail').checkVisibility()")
    browser.press("f")
    assert browser.run("document.querySelector('#rail').checkVisibility()")
    assert browser.run("document.querySelector('#toggle-rail').getAttribute('aria-expanded')") == "true"
    browser.press("Escape")
    assert not browser.run("document.querySelector('#rail').checkVisibility()")
    assert browser.run("document.documentElement.scrollWidth") <= 600


def test_names_in_the_text_can_be_put_away(show: Show) -> None:
    browser = show([news()])
    shown = "document.querySelector('.name').checkVisibility()"
    assert browser.run(shown)
    browser.press("l")
    assert not browser.run(shown)
    assert browser.run("document.querySelector('#toggle-names').getAttribute('aria-pressed')") == "false"


def test_brackets_go_from_document_to_document_and_filters_stay(show: Show) -> None:
    browser = show([news(), news(), news()])
    check(browser, "company")
    browser.press("]")
    assert browser.run("location.hash") == "#document-2"
    assert "company" not in browser.run(MARKED_TYPES)
    browser.press("[")
    browser.press("[")
    assert browser.run("location.hash") == "#document-1"


def test_the_detail_tells_place_grade_answer_and_what_an_item_is_part_of(show: Show) -> None:
    browser = show([news()])
    detail = "document.querySelector('#detail').innerText"
    entities = sorted((e for e in news().entities if e.start is not None), key=lambda e: (e.start, -e.end))
    near = next(number for number, entity in enumerate(entities) if entity.id == "e15")
    browser.run(f"location.hash = '#document-1.item-{near + 1}'")
    browser.settle()
    told = browser.run(detail)
    grounding = entities[near].grounding
    for words in ("Ms Solheim", "Mrs Solheim", "1 edit", f"{grounding.start}–{grounding.end}", "0.84"):
        assert words in told
    buyer = next(number for number, entity in enumerate(entities) if entity.id == "e6")
    browser.run(f"location.hash = '#document-1.item-{buyer + 1}'")
    browser.settle()
    links = browser.run("[...document.querySelectorAll('#detail .link')].map((each) => each.textContent)")
    assert len(links) == 2
    assert links[0].startswith("acquired ")
    browser.run("document.querySelector('#detail .link').click()")
    assert browser.run("document.querySelectorAll('.lifted').length") == 2


def test_print_holds_the_whole_document_and_no_controls(show: Show) -> None:
    browser = show([plain("d", "line\n" * 4000)])
    browser.run("dispatchEvent(new Event('beforeprint'))")
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.run("document.querySelector('#blocks').textContent") == "line\n" * 4000
    assert not browser.run("document.querySelector('#rail').checkVisibility()")
    assert browser.run("document.querySelector('#text').scrollHeight === document.querySelector('#text').clientHeight")
    browser.call("Emulation.setEmulatedMedia", media="")
