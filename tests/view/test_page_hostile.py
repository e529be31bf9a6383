"""In a real browser: nothing that stands in a document, a name or an answer can act on the page."""

from __future__ import annotations

import pytest
from chromium import Show

from garner.values import (
    Argument,
    Document,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Outcome,
    Problem,
    Reading,
    Relation,
    Result,
    Table,
)

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>canary=1;alert(1)</script>",
    "</script><script>canary=1</script>",
    "</script/ ><img src=x onerror=canary=1 ",
    "</script\t",
    "</SCRIPT x",
    "<!--<script>canary=1//-->",
    "<!--<script ",
    "<img src=x onerror='canary=1'>",
    "<svg onload=canary=1><animate onbegin=canary=1 attributeName=x dur=1s>",
    "'\" onmouseover=canary=1 autofocus onfocus=canary=1 x='",
    "javascript:canary=1",
    "<a href='javascript:canary=1'>x</a><iframe srcdoc='<script>parent.canary=1</script>'></iframe>",
    "{{data}}{{title}}{{script}}${canary=1}`${alert(1)}`{{constructor.constructor('canary=1')()}}<%= canary=1 %>",
    '\\u003cscript\\u003ecanary=1\\u003c/script\\u003e \\"+canary=1+\\"',
    "</title></style><style>*{display:none}</style><base href=//example.invalid><meta http-equiv=refresh content=0>",
    "]]><![CDATA[</noscript></dialog></template><template><slot>",
    "__proto__",
    "constructor",
    "\u2028canary=1\u2029\n// \r\ncanary=1",
    "\u202e<script>canary=1</script>\u202c\x00\ud800",
    "#document-1.item-1' onclick='canary=1",
    "url(javascript:canary=1);}*{background:red",
    "(?:a+)+$[\\",
]


def grounding(text: str) -> Grounding:
    return Grounding(text, 0, len(text), text, Grade.VERBATIM)


def hostile(words: str) -> Result:
    """The words everywhere a result has room for words."""
    everywhere = grounding(words)
    entities = (Entity(words, words, everywhere, 0.5), Entity("other", "other", Grounding.absent(words), 0.4))
    extraction = Extraction(
        words,
        (Label(words, words, 0.5),),
        entities,
        (Relation(words, words, "other", 0.5),),
        (Event(words, everywhere, (Argument(words, Grounding.absent(words), words),), 0.5),),
        (Fact(everywhere, Grounding.absent(words), everywhere, everywhere, everywhere, 0.5),),
        (Table(words, (words, "b"), ((everywhere, None),)),),
    )
    return Result(
        Document(words, words, words),
        extraction,
        (Reading(0, 1, words, Outcome.FAILED, (words,)),),
        (Problem(words, words, words),),
        model=words,
        schema=words,
    )


def census(show: Show, results: list[Result], title: str) -> tuple[object, ...]:
    """What elements and attributes a page is made of, after everything on it was used."""
    browser = show(results, title)
    browser.press("?")
    browser.press("Escape")
    for number in range(len(results)):
        if number:
            browser.press("]")
        assert browser.run("document.querySelector('h1').textContent") == browser.run(
            "document.querySelector('h1 bdi').textContent"
        )
        for _ in range(2):
            browser.press("j")
        browser.run(
            "for (const each of document.querySelectorAll('#blocks .piece, #list .item, .link, #sections button')) each.click()"
        )
        browser.run(
            "for (const each of document.querySelectorAll('*')) for (const name of ['pointerover', 'mouseover', 'focus']) "
            "each.dispatchEvent(new Event(name, { bubbles: true }))"
        )
        browser.press("Escape")
    browser.settle()
    assert browser.run("typeof canary") == "undefined"
    # The title of a page may hold no control characters.
    assert browser.run("document.title") == browser.run("document.querySelector('#title').textContent").strip()
    powerful = "script, style, meta, base, link, iframe, object, embed, img, svg, a, template, noscript"
    return (
        browser.run("document.title"),
        browser.run(f"document.querySelectorAll('{powerful}').length"),
        browser.run(
            "[...document.querySelectorAll('*')].flatMap((each) => [...each.attributes])"
            ".filter(({ name }) => /^on|^src|^href/.test(name)).length"
        ),
        browser.run("location.protocol"),
    )


def test_no_payload_runs_or_adds_an_element_that_could(show: Show) -> None:
    harmless = census(show, [hostile("harmless words")], "Page")
    results = [hostile(words) for words in PAYLOADS]
    assert census(show, results, "Page") == harmless


def test_payloads_are_shown_as_they_are(show: Show) -> None:
    browser = show([hostile(words) for words in PAYLOADS])
    for number, words in enumerate(PAYLOADS):
        if number:
            browser.press("]")
        if "\ud800" in words or "\r" in words:
            continue
        assert browser.run("[...document.querySelectorAll('.piece')].map((each) => each.textContent).join('')") == words
        assert browser.run("document.querySelector('h1').textContent") == words
        assert browser.run("[...document.querySelectorAll('.name')][0].dataset.name").removeprefix("◆ ") == words


def test_a_hostile_title_and_hostile_search_words_are_text(show: Show) -> None:
    browser = show([hostile("harmless")], "".join(PAYLOADS))
    assert browser.run("document.querySelectorAll('script').length") == 2
    for words in PAYLOADS:
        browser.run(f"document.querySelector('#search').value = {words.encode('utf-8', 'replace').decode()!r}")
        browser.run("document.querySelector('#search').dispatchEvent(new Event('input'))")
    browser.settle()
    assert browser.run("typeof canary") == "undefined"


@pytest.mark.parametrize(
    "fragment", ["#document-99.item-9", "#document-0", "#document-1.item-0", "#<img src=x onerror=canary=1>", "#text"]
)
def test_any_address_opens_the_page(show: Show, fragment: str) -> None:
    browser = show([hostile("harmless")], fragment=fragment)
    assert browser.run("document.querySelector('h1').textContent") == "harmless"
    assert browser.run("typeof canary") == "undefined"


def test_the_policy_stops_foreign_script_markup_and_requests(show: Show) -> None:
    browser = show([hostile("harmless")])
    stopped = browser.run(
        """(async () => {
          const stopped = [];
          const attempt = async (name, act) => { try { await act(); } catch { stopped.push(name); } };
          await attempt("markup", () => { document.body.innerHTML = "<b>x</b>"; });
          await attempt("script", () => { document.createElement("script").text = "canary=1"; });
          await attempt("eval", () => (0, Function)("canary=1")());
          await attempt("request", () => fetch("https://example.invalid/"));
          return stopped;
        })()"""
    )
    # Evaluation through the debugging pipe is free to use Function; the page itself is not.
    assert {"markup", "script", "request"} <= set(stopped)
    browser.errors.clear()
