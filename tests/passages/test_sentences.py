"""Where sentences end: ``|`` in a case marks an end."""

import pytest
from hypothesis import given, settings

from garner.passages import sentence_spans
from garner.values.graphemes import is_boundary
from grounding.scripts import texts

CASES = {
    "full stops": "Ann came. |Bob left.",
    "question and exclamation": "Really? |Yes! |Good.",
    "interrobang runs": "What?! |No!! |Fine.",
    "title": "Dr. Wu met Mrs. Smith. |They spoke.",
    "country": "The U.S. Army came. |It left.",
    "acronym before a new sentence": "He lives in the U.S. |The army came.",
    "for example": "Fruit, e.g. Apples, and i.e. Pears. |Good.",
    "initials": "J. K. Rowling wrote it. |We read.",
    "company inside": "Apple Inc. Chief Tim Cook spoke. |He left.",
    "company at the end": "He joined Apple Inc. |The firm grew.",
    "decimal": "It cost 3.5 dollars. |Not 4.0 at all.",
    "version": "Use Python 3.11. |Then 1.2.3 works.",
    "list numbers": "1. Wash the fruit.\n|2. Cut it.",
    "word that is short for something only before a number": "He loves art. |She said no. |Art. 5 says so.",
    "wrapped before an abbreviation": (
        "The committee met on Monday with the members of the\nU.S. Senate and on Tuesday with the former president\n"
        "Mr. Obama in Berlin. |Good."
    ),
    "Chinese list": "一、先洗水果\n|二、再切",
    "number word": "See No. 5 and Fig. 3. |The rest is clear.",
    "time of day": "At 5 p.m. Smith left. |At 6 p.m. |The others followed.",
    "ellipsis goes on": "He waited... and left. |Then came back.",
    "ellipsis ends": "He waited... |Then Ann came.",
    "name with a mark": "Yahoo! is a firm. |So is Jeopardy! maybe.",
    "quoted question": "“Really?” he said. |“Yes.” |She left.",
    "closing bracket": "(He left.) |She stayed.",
    "address": "See www.example.com for more. |Or mail a@b.org. |Thanks.",
    "Chinese": "他来了。|她走了！|真的吗？|好。",
    "Chinese quotes": "“你好！”|他说。|“再见。”",
    "Chinese ellipsis": "他想……还是走了。|好。",
    "Chinese with Latin stops": "他用 Python 3.11 写的。|很好!|再见。",
    "Chinese mark inside a list": "《去哪儿？》、《好！》，都看了。|好。",
    "Japanese": "東京です。|大阪ですか？|はい！",
    "Japanese quotation goes on": "「行く。」と言った。|彼は帰った。",
    "half width full stop": "ｿｳﾃﾞｽ｡|ﾊｲ｡",
    "full width stop between digits": "値は３．１４です。|はい。",
    "Hindi": "वह गया। |मैं आया।",
    "Arabic question": "من أنت؟ |أنا علي.",
    "paragraphs": "A title without a stop\n\n|The text begins.",
    "heading line": "Introduction\n|The text begins here.",
    "wrapped line": "The quick brown fox jumps over the lazy dog and\nthen sleeps. |Good.",
    "wrapped before a name": "The committee met on Monday with the former President\nObama in Berlin. |Good.",
    "bullets": "We need:\n|- apples\n|- pears",
    "Windows line ends": "One.\r\n|Two.\r\n\r\n|Three.",
    "no stop at all": "just a few words",
    "only marks": "...",
    "blank": "   ",
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_end_where_marked(name):
    parts = CASES[name].split("|")
    text = "".join(parts)
    assert [text[start:end] for start, end in sentence_spans(text)] == parts


def test_an_empty_text_has_no_sentences():
    assert sentence_spans("") == []


@settings(deadline=None)
@given(texts)
def test_sentences_cover_every_character_once_and_part_none(text):
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end and is_boundary(text, start) for start, end in spans)
