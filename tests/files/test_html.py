from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.files import html_document

words = st.text(st.characters(exclude_characters="<>&\r", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def visible(source: str) -> str:
    return html_document("page", source).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Acme\n   bought <b>Bolt</b>.</p>", "Acme bought Bolt."),
        ("<p>one<p>two", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("a<script>if (a < b) '</p>'</script>b", "ab"),
        ("a<STYLE>p { x: '<i>' }</Style >b", "ab"),
        ("<head><title>Not &lt;shown</title></head>shown", "shown"),
        ("a<!-- <p>hidden</p> -->b<!-->c<!--->d", "abcd"),
        ("<!doctype html><?xml version='1.0'?>a", "a"),
        ("&lt;b&gt; &amp;amp; &#8364;&#x20ac; &copy &notit; &unknown; &", "<b> &amp; €€ © ¬it; &unknown; &"),
        ("a&nbsp;&nbsp;b", "a\xa0\xa0b"),
        ("a &#32; b", "a b"),
        ("<pre>\n  a\n    b </pre>", "  a\n    b "),
        ("2 < 3 and 4 <5", "2 < 3 and 4 <5"),
        ("a <b unfinished", "a <b unfinished"),
        ("""<a title="1 > 0" alt='>'>x</a>""", "x"),
        ("<a title=it's>x</a>", "x"),
        ("a<script>never closed", "a"),
        ("a<!-- never closed", "a"),
        ("&#0;&#xD800;&#99999999;", "\ufffd\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_the_text_is_what_a_reader_of_the_page_sees(source: str, text: str) -> None:
    assert visible(source) == text


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60))
def test_escaped_text_in_pre_comes_back_character_for_character(text: str) -> None:
    # A page's own first line break after <pre> does not show, so one is given.
    text = "".join(character for character in text if character not in "\x00")
    source = f"<pre>\n{html.escape(text)}</pre>"
    assert visible(source) == text


fragments = st.one_of(
    words,
    st.sampled_from(
        [" ", "\n", "\r\n", "\t ", "&amp;", "&lt;b", "&nbsp;", "<b>", "</b>", "<p>", "<br>", "<td>", "</td>", "<pre>"]
    ),
    st.sampled_from(
        ["</pre>", "<!--x-->", "<!--", "<script>a</script>", "<script>", "<a href='>'>", '<a href="', "<", ">", "=", "'"]
    ),
    st.text(max_size=5),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(fragments, max_size=25).map("".join))
def test_every_segment_of_any_page_leads_back_to_its_own_characters(source: str) -> None:
    document = html_document("page", source)
    end = source_end = 0
    for segment in document.segments:
        assert end <= segment.start < segment.end <= len(document.text)
        assert source_end <= segment.source_start < segment.source_end <= len(source)
        text, origin = document.text[segment.start : segment.end], source[segment.source_start : segment.source_end]
        if len(text) == len(origin):
            assert all(one == two or (one == " " and two in "\t\n\r\f") for one, two in zip(text, origin, strict=True))
        else:
            assert text == html.unescape(origin) or (text == " " and not html.unescape(origin).strip(" \t\n\r\f"))
        assert not document.text[end : segment.start].strip("\n\t "), "only breaks come from nowhere"
        end, source_end = segment.end, segment.source_end
    assert end == len(document.text)


def test_a_span_of_the_text_is_found_in_the_source() -> None:
    source = "<p>Smith &amp;\n  <b>Co</b> won</p>"
    document = html_document("page", source)
    start = document.text.index("Smith & Co")
    place = document.source_span(start, start + len("Smith & Co"))
    assert place is not None
    assert source[slice(*place)] == "Smith &amp;\n  <b>Co"


@pytest.mark.parametrize(
    "piece", ["<a ", '<a b="', "<a x='>\" ", "<!--", "<script>", "</", "<a ='\">", "<script>a</script ", "<a b=\n"]
)
def test_pages_that_never_close_are_gone_through_once(piece: str) -> None:
    # Quadratic work on two million characters would not end within the test run.
    visible(piece * (2_000_000 // len(piece)) + '<a =">"')
