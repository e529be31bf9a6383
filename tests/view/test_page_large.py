"""In a real browser: the size of the page's tree does not follow the size of the data."""

from __future__ import annotations

import pytest
from chromium import Chromium, Show
from sample import plain

from garner.values import Entity, Grade, Grounding, Result

pytestmark = pytest.mark.browser

MILLIONS = 5_000_000
ITEMS = 10_000
# What a screen and its neighbourhood need, with room to spare.
MOST_NODES = 6_000


def nodes(browser: Chromium) -> int:
    return browser.run("document.querySelectorAll('*').length")


def large(paragraph: str) -> Result:
    text = (paragraph * (MILLIONS // len(paragraph) + 1))[:MILLIONS]
    step = MILLIONS // ITEMS
    places = [(start, start + 9 + start % 7) for start in range(0, MILLIONS - 20, step)]
    entities = tuple(
        Entity(
            f"e{number}", f"type {number % 12}", Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM), 0.9
        )
        for number, (start, end) in enumerate(places)
    )
    assert len(entities) == ITEMS
    return plain("large", text, entities)


PARAGRAPHS = {"paragraphs": "🤝 Some words of a paragraph. " * 12 + "\n\n", "han": "字詞" * 50, "one word": "a" * 10}


@pytest.mark.parametrize("paragraph", PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_five_million_characters_and_ten_thousand_items_stay_a_small_tree(show: Show, paragraph: str) -> None:
    result = large(paragraph)
    browser = show([result])
    assert nodes(browser) < MOST_NODES
    last = result.entities[-1]
    browser.press("End")
    assert browser.run("[...document.querySelectorAll('.lifted')].map((each) => each.textContent).join('')") == last.text
    seen = browser.run(
        "(() => { const { top, bottom } = document.querySelector('.lifted').getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; })()"
    )
    assert seen
    assert nodes(browser) < MOST_NODES
    browser.press("k")
    assert browser.run("document.querySelector('.lifted').textContent") == result.entities[-2].text
    for share in (0.2, 0.7, 0.5):
        browser.run("document.querySelector('#text').dispatchEvent(new Event('wheel'))")
        browser.run(f"document.querySelector('#text').scrollTop = document.querySelector('#text').scrollHeight * {share}")
        browser.run("document.querySelector('#list').dispatchEvent(new Event('wheel'))")
        browser.run(f"document.querySelector('#list').scrollTop = document.querySelector('#list').scrollHeight * {share}")
        browser.settle()
        assert nodes(browser) < MOST_NODES
        # Where the reader looks, there is text.
        assert browser.run("document.elementFromPoint(600, 450).closest('.piece, .block').textContent.length") > 0


def test_a_search_that_meets_millions_of_places_stops_and_says_so(show: Show) -> None:
    browser = show([large("a" * 10)])
    browser.run("document.querySelector('#search').value = 'a'")
    browser.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelector('#found').textContent === '10,000 or more in the text'")
    browser.settle()
    # A screen of single letters, each a place.
    assert nodes(browser) < 4 * MOST_NODES


def test_a_thousand_marks_on_one_word_are_drawn_once_and_all_listed(show: Show) -> None:
    grounding = Grounding("word", 2, 6, "word", Grade.VERBATIM)
    entities = tuple(Entity(f"e{number}", f"type {number}", grounding) for number in range(1000))
    browser = show([plain("d", "a word here", entities)])
    names = browser.run("[...document.querySelectorAll('.name')].map((each) => each.dataset.name)")
    assert len(names) == 7
    assert names[-1] == "+994"
    assert browser.run("document.querySelector('#list h3 .count').textContent") == "1,000"
    assert nodes(browser) < 3 * MOST_NODES


def test_a_thousand_documents_are_one_list_of_which_a_screen_is_drawn(show: Show) -> None:
    results = [plain(f"document {number}", f"Text of number {number}.\n" * 20) for number in range(1000)]
    browser = show(results)
    assert nodes(browser) < MOST_NODES
    assert browser.run("document.querySelector('#documents-count').textContent") == "1,000"
    browser.run("location.hash = '#document-1000'")
    browser.wait("document.querySelector('h1').textContent === 'document 999'")
    assert browser.run("document.querySelector('.document[aria-current] bdi').textContent") == "document 999"
    browser.press("[")
    assert browser.run("document.querySelector('h1').textContent") == "document 998"
    browser.run("document.querySelector('#search').value = 'number 77.'")
    browser.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
    browser.wait("document.querySelector('#documents-count').textContent === '1 of 1,000'")
    assert nodes(browser) < MOST_NODES


def test_a_type_list_of_hundreds_can_be_filtered(show: Show) -> None:
    text = "x" * 500
    entities = tuple(
        Entity(f"e{number}", f"type {number}", Grounding("x", number, number + 1, "x", Grade.VERBATIM)) for number in range(500)
    )
    browser = show([plain("d", text, entities)])
    assert browser.run("document.querySelectorAll('#filters label .swatch').length") == 500
    browser.run("document.querySelector('#filters .all').click()")
    assert browser.run("document.querySelectorAll('#list .item').length") == 0
    assert browser.run("document.querySelectorAll('.mark').length") == 0
    browser.run("document.querySelector('#filters .all').click()")
    assert browser.run("document.querySelectorAll('.mark').length") == 500
