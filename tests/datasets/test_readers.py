"""Every reader turns its format into texts whose spans read as annotated."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.files import CorpusFiles
from garner.datasets.readers import (
    Arguments,
    AspectTerms,
    Brat,
    CharacterSlots,
    Columns,
    DocumentTokens,
    MarkedPairs,
    Mentions,
    Prompts,
    PubTator,
    Reader,
    SegmentSlots,
    SentenceTokens,
    Templates,
    TokenSlots,
    Triggers,
)
from garner.datasets.readers.protocol import cut_sentences, from_tokens
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record) for record in records)


def read(reader: Reader, content: str, name: str = "f.txt", **others: str) -> list[CorpusRecord | Refusal]:
    files = CorpusFiles("toy", {name: content.encode()} | {other: text.encode() for other, text in others.items()})
    return list(reader.read(files, name))


def surfaces(found: Iterable[CorpusRecord | Refusal]) -> list[list[tuple[str, str]]]:
    return [[(each.text[s.start : s.end], s.label) for s in each.spans] for each in found if isinstance(each, CorpusRecord)]


def test_bio_columns_join_tokens_and_close_a_span_at_the_next_beginning() -> None:
    content = "New\tB-LOC\nYork\tI-LOC\nParis\tB-LOC\n\n``\tO\nHi\tO\n''\tO\n"
    found = read(Columns(separator="\t"), content)
    assert surfaces(found) == [[("New York", "LOC"), ("Paris", "LOC")], []]
    assert isinstance(found[1], CorpusRecord)
    assert found[1].text == '" Hi "'


def test_io_columns_and_bare_tags_make_one_span_of_neighbours() -> None:
    assert surfaces(read(Columns(), "a I-X\nb I-X\nc EVENT\n")) == [[("a b", "X"), ("c", "EVENT")]]


def test_iobes_columns_read_single_and_end_tags() -> None:
    assert surfaces(read(Columns(), "a S-X\nb B-Y\nc E-Y\nd U-X\n")) == [[("a", "X"), ("b c", "Y"), ("d", "X")]]


def test_several_tag_columns_are_layers_of_nesting() -> None:
    content = "the\tB-FAC\tO\nking\tI-FAC\tB-PER\nhouse\tI-FAC\tO\n"
    assert surfaces(read(Columns(tags=(1, 2), separator="\t"), content)) == [[("the king house", "FAC"), ("king", "PER")]]


def test_ignored_tags_and_comments_are_no_spans_and_no_tokens() -> None:
    content = "# text = x\n1\tA\tB-OTH\n2\tB\tB-PER\n"
    reader = Columns(token=1, tags=(2,), separator="\t", comments=True, ignored=("OTH",))
    assert surfaces(read(reader, content)) == [[("B", "PER")]]


def test_a_line_without_its_columns_is_refused_with_its_place() -> None:
    assert read(Columns(), "alone\nword B-X\n")[0] == Refusal("line without all columns", "f.txt:1")


def test_brat_cuts_sentences_and_counts_what_it_cannot_place() -> None:
    notes = "T1\tX 0 4\tHeat\nT2\tY 11 15;17 19\tcool it\nT3\tX 20 24\twarm\nE1\tX:T1\n"
    found = read(Brat(), notes, "a.ann", **{"a.txt": "Heat it up. Then cool\nit down."})
    assert surfaces(found) == [[("Heat", "X")], [], []]
    assert isinstance(found[0], CorpusRecord)
    assert found[0].refused == {"discontinuous span": 1, "surface differs from the text": 1}


def test_brat_without_its_text_is_refused() -> None:
    assert read(Brat(), "", "a.ann") == [Refusal("annotations without a text", "a.ann")]


def test_pubtator_counts_offsets_over_title_and_abstract() -> None:
    content = "7|t|On aspirin.\n7|a|Fever fell.\n7\t3\t10\taspirin\tDrug\tD1\n7\t12\t17\tFever\tSign\tD2\n7\tCID\tD1\tD2\n"
    assert surfaces(read(PubTator(), content)) == [[("aspirin", "Drug")], [("Fever", "Sign")]]


def test_document_tokens_count_over_the_document_with_inclusive_ends() -> None:
    content = lines({"sentences": [["a", "b"], ["c", "d"]], "ner": [[[1, 1, "X"]], [[2, 3, "Y"]]]})
    assert surfaces(read(DocumentTokens(), content)) == [[("b", "X")], [("c d", "Y")]]


def test_sentence_tokens_are_half_open() -> None:
    mention = {"start": 0, "end": 2, "entity-type": "X"}
    assert surfaces(read(SentenceTokens(), json.dumps([{"words": ["a", "b"], "golden-entity-mentions": [mention]}]))) == [
        [("a b", "X")]
    ]


def test_triggers_come_under_the_name_of_their_event() -> None:
    event = {"event_type": "Attack", "trigger": {"start": 1, "end": 2}}
    content = lines({"wnd_id": "1", "tokens": ["they", "struck"], "event_mentions": [event]})
    assert surfaces(read(Triggers(), content)) == [[("struck", "Attack")]]


def test_arguments_come_with_their_parts_under_the_names_of_their_roles() -> None:
    drug = {"text": [["lithium"]], "start": [[0]]}
    treatment = {"text": [["lithium"], ["a", "b"]], "start": [[0], [1, 5]], "Drug": drug}
    content = lines({"id": "1", "context": "lithium helps", "annotations": [{"events": [{"Treatment": treatment}]}]})
    found = read(Arguments(), content)
    assert surfaces(found) == [[("lithium", "Drug"), ("lithium", "Treatment")]]
    assert isinstance(found[0], CorpusRecord)
    assert found[0].refused == {"discontinuous span": 1}


def test_templates_place_fillers_and_count_those_whose_place_is_wrong() -> None:
    template = {"incident_type": "bombing", "Victim": [[["priests", 0], ["monks", 3]]]}
    found = read(Templates(), lines({"docid": "d", "doctext": "priests died.", "templates": [template]}))
    assert surfaces(found) == [[("priests", "Victim")]]
    assert isinstance(found[0], CorpusRecord)
    assert sum(found[0].refused.values()) == 1


def test_mentions_take_repeated_strings_from_left_to_right_and_whole_words_only() -> None:
    content = lines({"sentence": "Ann met Anna and Ann .", "ner": [["Ann", "P"], ["Ann", "P"], ["Bob", "P"]]})
    found = read(Mentions(), content)
    assert isinstance(found[0], CorpusRecord)
    assert [(s.start, s.end) for s in found[0].spans] == [(0, 3), (17, 20)]
    assert found[0].refused == {"mention not in the text": 1}


def test_prompts_never_read_the_last_pair_and_no_sentence_twice() -> None:
    def pair(text: str, answer: str) -> list[dict[str, str]]:
        return [{"role": "user", "content": f"Text: '{text} '"}, {"role": "assistant", "content": answer}]

    shown = pair("AT & amp ; T grew .", "[Answer]: AT & amp ; T: organization_company; ")
    content = lines({"messages": [*shown, *shown, *pair("secret test Bob .", "Bob: person_other; ")]})
    assert surfaces(read(Prompts(), content)) == [[("AT & amp ; T", "organization_company")]]


def test_marked_pairs_name_each_end_by_its_part_in_the_relation() -> None:
    content = '1\t"The <e1>fire</e1> came from <e2>rage</e2>."\nCause-Effect(e2,e1)\nComment:\n\n'
    content += '2\t"A <e1>b</e1> <e2>c</e2>"\nOther\n'
    assert surfaces(read(MarkedPairs(), content)) == [[("fire", "Effect"), ("rage", "Cause")], []]


def test_segments_are_joined_and_slots_lose_the_space_around_them() -> None:
    data = [{"text": "play "}, {"text": " Hey Jude ", "entity": "track"}, {"text": "now"}]
    assert surfaces(read(SegmentSlots(), json.dumps({"PlayMusic": [{"data": data}]}))) == [[("Hey Jude", "track")]]


def test_token_slots_take_first_to_last_token() -> None:
    tokens = [{"surface": word} for word in ("wake", "me", "at", "six")]
    content = lines({"slurp_id": 1, "tokens": tokens, "entities": [{"span": [2, 3], "type": "time"}]})
    assert surfaces(read(TokenSlots(), content)) == [[("at six", "time")]]


@pytest.mark.parametrize(
    "record",
    [
        {"text": "two rooms", "slots": {"rooms": {"text": "two", "span": [0, 3]}}},
        {"userInput": {"text": "two rooms"}, "labels": [{"slot": "rooms", "valueSpan": {"endIndex": 3}}]},
    ],
)
def test_character_slots_read_both_ways_of_writing(record: object) -> None:
    assert surfaces(read(CharacterSlots(), json.dumps([record]))) == [[("two", "rooms")]]


def test_aspect_terms_are_all_of_one_label() -> None:
    terms = '<aspectTerms><aspectTerm from="4" to="8"/></aspectTerms>'
    content = f"<sentences><sentence><text>The food</text>{terms}</sentence></sentences>"
    assert surfaces(read(AspectTerms(), content)) == [[("food", "aspect term")]]


words = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=5), min_size=1, max_size=12)


@given(words, st.data())
def test_token_spans_read_as_their_tokens_joined(tokens: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(tokens) - 1))
    end = data.draw(st.integers(first + 1, len(tokens)))
    record = from_tokens("x", tokens, [(first, end, "X"), (first, len(tokens) + 1, "X")])
    plain = [token for token in tokens if token not in ("``", "''")]
    assert record.refused == {"span outside the sentence": 1}
    if len(plain) == len(tokens) and not any(token.startswith("-") for token in tokens):
        assert record.text[record.spans[0].start : record.spans[0].end] == " ".join(tokens[first:end])


@given(st.text("ab. \nA!", max_size=60), st.data())
def test_sentence_cuts_keep_every_span_whole(text: str, data: st.DataObject) -> None:
    spans = set()
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        if text[start:end].strip() == text[start:end] != "":
            spans.add(GoldSpan(start, end, "X"))
    pieces = cut_sentences(CorpusRecord("x", text, tuple(sorted(spans))))
    cut = sorted(piece.text[span.start : span.end] for piece in pieces for span in piece.spans)
    assert cut == sorted(text[span.start : span.end] for span in spans)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())
