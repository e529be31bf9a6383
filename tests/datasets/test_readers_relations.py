"""Relation corpora: every format becomes mentions at their places and relations in the right direction."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.corpus import Named
from garner.datasets.corpora.english_relations import ENTRIES
from garner.datasets.corpora.relation_names import ADELIE_PAIRS, DIALOGRE, KBP37
from garner.datasets.corpora.wikidata import PROPERTIES
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.dialogues import Dialogues
from garner.datasets.readers.docred import DocRed
from garner.datasets.readers.marked import rejoin, unmark
from garner.datasets.readers.prompts import PairPrompts
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.relations import BracketedPairs, MarkedPairs
from garner.datasets.readers.sentences import join_sentences
from garner.datasets.readers.token_pairs import FewRel, TokenPairs
from garner.datasets.readers.tokens import DocumentTokens, TaggedRelations
from garner.datasets.readers.triples import MentionTriples, StringTriples
from garner.datasets.readers.whole_words import find_word
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import UNTYPED

PAIR_TEXT = r"Text: '(?P<text>.*?</entity>.*?</entity>.*?(?:[^\s']| ''))'(?!\w)"


def read(reader: Reader, content: str) -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("toy", {"f": content.encode()}), "f"))


def only(reader: Reader, content: str) -> Annotated:
    (found,) = read(reader, content)
    assert isinstance(found, Annotated)
    return found


def relations(found: Annotated) -> list[tuple[str, str, str]]:
    gold = found.gold
    return [(gold.entity(each.head).text, each.type, gold.entity(each.tail).text) for each in gold.relations]


def mentions(found: Annotated) -> list[tuple[str, str, int | None]]:
    return [(each.text, each.type, each.start) for each in found.gold.entities]


def reasons(found: Annotated) -> list[tuple[str, str]]:
    return [(each.reason, each.where) for each in found.refused]


# DocRED


def docred(labels: list[dict[str, object]]) -> str:
    document = {
        "title": "Acme",
        "sents": [["Acme", "was", "founded", "by", "Ann", "."], ["Ann", "left", "ACME", "."]],
        "vertexSet": [
            [
                {"name": "ACME", "sent_id": 1, "pos": [2, 3], "type": "ORG"},
                {"name": "Acme", "sent_id": 0, "pos": [0, 1], "type": "ORG"},
            ],
            [
                {"name": "Ann", "sent_id": 0, "pos": [4, 5], "type": "PER"},
                {"name": "Ann", "sent_id": 1, "pos": [0, 1], "type": "PER"},
            ],
        ],
        "labels": labels,
    }
    return json.dumps([document])


def test_a_relation_between_things_joins_their_first_mentions_in_the_text() -> None:
    found = only(DocRed(), docred([{"h": 0, "t": 1, "r": "P112", "evidence": [0]}]))
    assert found.text == "Acme was founded by Ann. Ann left ACME."
    assert mentions(found) == [("Acme", "ORG", 0), ("Ann", "PER", 20), ("Ann", "PER", 25), ("ACME", "ORG", 34)]
    (relation,) = found.gold.relations
    assert [found.gold.entity(end).start for end in (relation.head, relation.tail)] == [0, 20]
    assert relation.type == "P112"


def test_a_relation_of_a_thing_that_is_not_listed_is_refused() -> None:
    found = only(DocRed(), docred([{"h": 0, "t": 7, "r": "P112"}]))
    assert reasons(found) == [("relation of a thing that is not listed", "f:1: P112 0 7")]


@pytest.mark.parametrize("position", [[4, 9], [-1, 1], [3, 3]])
def test_a_mention_outside_its_sentence_is_refused(position: list[int]) -> None:
    mention = {"name": "x", "sent_id": 0, "pos": position, "type": "ORG"}
    document = {"title": "t", "sents": [["a", "b", "c", "d", "e"], ["f"]], "vertexSet": [[mention]], "labels": []}
    found = only(DocRed(), json.dumps([document]))
    assert not found.gold.entities
    assert [reason for reason, _ in reasons(found)] == ["span outside the text"]


# Marked pairs

SEMEVAL = '1\t"The <e1>lid</e1> of a <e2>jar</e2>."\r\nComponent-Whole({ends})\r\nComment: fine\r\n\r\n'


@pytest.mark.parametrize(("ends", "expected"), [("e1,e2", ("lid", "jar")), ("e2,e1", ("jar", "lid"))])
def test_the_first_end_in_brackets_is_the_head(ends: str, expected: tuple[str, str]) -> None:
    found = only(MarkedPairs(), SEMEVAL.format(ends=ends))
    assert found.text == "The lid of a jar."
    assert relations(found) == [(expected[0], "Component-Whole", expected[1])]
    assert {kind for _, kind, _ in mentions(found)} == {UNTYPED}


def test_a_pair_without_relation_is_two_mentions() -> None:
    found = only(MarkedPairs("no_relation"), '7\t"<e2>A</e2> and <e1>B</e1>"\nno_relation\n')
    assert mentions(found) == [("A", UNTYPED, 0), ("B", UNTYPED, 6)]
    assert not found.gold.relations


def test_tokenised_texts_of_pairs_read_naturally() -> None:
    found = only(MarkedPairs(tokenised=True), '7\t" <e1> Ann </e1> works ( at <e2> Acme Co. </e2> ) . "\nper:job(e1,e2)\n')
    assert found.text == "Ann works (at Acme Co.)."
    assert relations(found) == [("Ann", "per:job", "Acme Co.")]


def test_pairs_that_are_not_whole_are_refused_with_their_line() -> None:
    content = '1\t"<e1>A</e1> and B"\nX(e1,e2)\n\n2\t"<e1>A</e1> <e2>B</e2>"\n'
    assert read(MarkedPairs(), content) == [
        Refusal("end of the pair not marked", "f:1"),
        Refusal("pair without a relation", "f:4"),
    ]


def test_an_empty_end_is_refused_and_its_relation_with_it() -> None:
    found = only(MarkedPairs(tokenised=True), '7\t" <e1> </e1> is in <e2> Rome </e2> . "\nin(e1,e2)\n')
    assert [reason for reason, _ in reasons(found)] == ["span outside the text", "relation without an end"]
    assert mentions(found) == [("Rome", UNTYPED, 6)]


def test_a_file_without_numbered_sentences_is_no_file_of_pairs() -> None:
    with pytest.raises(InputError, match="f:1: no numbered sentence"):
        read(MarkedPairs(), "Ann\tO\n")


def test_angle_brackets_mark_the_head_and_square_ones_the_tail() -> None:
    found = only(BracketedPairs(), json.dumps({"text": "[[ x ]]-bound << Y-1 >>, Z", "label": "INHIBITOR"}))
    assert found.text == "x-bound Y-1, Z"
    assert relations(found) == [("Y-1", "INHIBITOR", "x")]
    assert read(BracketedPairs(), '{"text": "<< a >> b", "label": "x"}') == [Refusal("end of the pair not marked", "f:1")]


WORDS = st.text(st.sampled_from("ab é我"), min_size=1, max_size=6)


@given(WORDS, WORDS, WORDS, WORDS, WORDS)
def test_marks_are_taken_out_and_places_hold_what_they_enclosed(
    before: str, first: str, between: str, second: str, after: str
) -> None:
    found = unmark(f"{before}<1>{first}</1>{between}<2>{second}</2>{after}", [("<2>", "</2>"), ("<1>", "</1>")])
    assert found is not None
    assert found.text == before + first + between + second + after
    assert [found.text[start:end] for start, end in found.places] == [second, first]


@given(st.lists(st.sampled_from(["a", "b.", "(", ")", ",", "``", "''", "n't", "-LRB-", "我"]), max_size=12))
def test_every_token_is_found_again_in_the_natural_text(tokens: list[str]) -> None:
    spaced = " ".join(tokens)
    natural = rejoin(spaced)
    start = 0
    for token, place in zip(tokens, natural.sentence.places, strict=True):
        assert natural.place(start, start + len(token)) == place
        start += len(token) + 1


def test_part_of_a_token_keeps_its_place_in_the_natural_text() -> None:
    natural = rejoin("a x(for ) .")
    start, end = natural.place(2, 3)
    assert natural.text[start:end] == "x"
    assert natural.place(20, 22) == (-1, -1)


def test_a_value_is_found_as_a_whole_word_first() -> None:
    assert find_word("Speaker 10: hi. Speaker 1: ho", "Speaker 1") == (16, 25)
    assert find_word("unhappy", "happy") == (2, 7)
    assert find_word("x", "y") is None
    assert find_word("x", " ") is None


# Pairs of tokens


def test_positions_of_pairs_are_half_open() -> None:
    record = {"token": ["Ann", "Lee", "'s", "\n", "son"], "h": {"pos": [0, 2]}, "t": {"pos": [4, 5]}, "relation": "child"}
    found = only(TokenPairs(), json.dumps(record))
    assert relations(found) == [("Ann Lee", "child", "son")]


def test_instances_stand_under_their_relation_and_join_first_mentions() -> None:
    record = {"tokens": ["Al", "and", "Bo", "and", "Al"], "h": ["bo", "Q1", [[2]]], "t": ["al", "Q2", [[0], [4]]]}
    found = only(FewRel(), json.dumps({"P26": [record]}))
    assert found.id == "f:P26:1"
    assert relations(found) == [("Bo", "P26", "Al")]
    assert [start for _, _, start in mentions(found)] == [0, 7, 14]


def test_indices_with_a_gap_are_a_discontinuous_span() -> None:
    record = {"tokens": ["a", "b", "c"], "h": ["a c", "Q1", [[0, 2]]], "t": ["b", "Q2", [[1]]]}
    found = only(FewRel(), json.dumps({"P1": [record]}))
    assert [reason for reason, _ in reasons(found)] == ["discontinuous span", "relation without an end"]


# Strings

TRIPLES = StringTriples("text", "triple_list", (0, 1, 2))


def test_a_string_stands_for_its_first_place_as_a_whole_word() -> None:
    text = "The Romans met in Rome , Italy ; Rome grew ."
    found = only(
        TRIPLES, json.dumps([{"text": text, "triple_list": [["Rome", "in", "Italy"], ["Rome , Italy", "is", "Rome"]]}])
    )
    assert found.text == "The Romans met in Rome, Italy; Rome grew."
    assert relations(found) == [("Rome", "in", "Italy"), ("Rome, Italy", "is", "Rome")]
    assert {start for text, _, start in mentions(found) if text == "Rome"} == {18}


def test_a_string_that_stands_nowhere_is_kept_as_absent() -> None:
    found = only(TRIPLES, json.dumps([{"text": "a b", "triple_list": [["a", "r", "z"]]}]))
    assert mentions(found) == [("a", UNTYPED, 0), ("z", UNTYPED, None)]


def test_a_mention_stands_behind_the_one_before_it() -> None:
    record = {
        "sentence": "The 2D CNNs beat CNNs , and CNNs beat SVM .",
        "ner": [["2D CNNs", "Method"], ["CNNs", "Method"], ["CNNs", "Method"], ["SVM", "Method"]],
        "rel_plus": [["CNNs:Method", "Compare-With", "SVM:Method"], ["CNNs:Method", "Part-Of", "SVM:Task"]],
    }
    found = only(MentionTriples(), json.dumps(record))
    assert [start for _, _, start in mentions(found)] == [4, 17, 27, 37]
    assert relations(found) == [("CNNs", "Compare-With", "SVM")]
    assert reasons(found) == [("relation of a mention that is not listed", "f:1: Part-Of SVM:Task")]


def test_arguments_of_dialogues_are_found_in_the_turns() -> None:
    pairs = [
        {"x": "Speaker 1", "y": "Bo", "x_type": "PER", "y_type": "PER", "r": ["per:friends", "per:boss"], "t": ["pal", ""]},
        {"x": "Bo", "y": "Speaker 1", "x_type": "PER", "y_type": "PER", "r": ["unanswerable"], "t": [""]},
    ]
    found = only(Dialogues(), json.dumps([[["Speaker 10: Bobby?", "Speaker 1: Bo, my pal."], pairs]]))
    assert found.text == "Speaker 10: Bobby?\nSpeaker 1: Bo, my pal."
    assert relations(found) == [("Speaker 1", "per:friends", "Bo"), ("Speaker 1", "per:boss", "Bo")]
    assert mentions(found) == [("Speaker 1", "PER", 19), ("Bo", "PER", 30)]


# Token indices


def test_indices_of_documents_count_on_from_sentence_to_sentence_and_are_inclusive() -> None:
    document = {
        "sentences": [["We", "parse", "."], ["A", "chart", "parser", "does", "it", "."]],
        "ner": [[], [[4, 5, "Method"], [7, 7, "Generic"]]],
        "relations": [[], [[4, 5, 7, 7, "USED-FOR"], [3, 3, 7, 7, "PART-OF"]]],
        "clusters": [],
    }
    empty, found = read(DocumentTokens(), json.dumps(document))
    assert isinstance(found, Annotated)
    assert isinstance(empty, Annotated)
    assert (empty.id, empty.text, found.id) == ("f:1:1", "We parse.", "f:1:2")
    assert relations(found) == [("chart parser", "USED-FOR", "it")]
    assert reasons(found) == [("relation without an end", "f:1:2: PART-OF")]


def test_relations_of_tagged_sentences_count_the_entities() -> None:
    record = {
        "tokens": ["Ann", "Lee", "of", "Acme", "in", "Rome", "."],
        "tags": ["B-Peop", "L-Peop", "O", "U-Org", "O", "U-Loc", "O"],
        "relations": [{"head": 1, "tail": 2, "type": "OrgBased_In"}, {"head": 0, "tail": 3, "type": "Live_In"}],
    }
    found = only(TaggedRelations(), json.dumps([record]))
    assert relations(found) == [("Acme", "OrgBased_In", "Rome")]
    assert reasons(found) == [("relation without an end", "f:1: Live_In")]


# Prompts


def prompt(question: str, answer: str) -> str:
    return json.dumps({"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("(lid; Component and Whole; jar)\n", [("lid", "Component and Whole", "jar")]),
        ("[Answer]: (lid; Component and Whole; jar)", [("lid", "Component and Whole", "jar")]),
        ("before", [("lid", "before", "jar")]),
        ("", []),
        ("[Answer]: NA", []),
    ],
)
def test_the_answer_of_a_prompt_is_a_triple_a_relation_or_nothing(answer: str, expected: list[tuple[str, str, str]]) -> None:
    question = (
        "Name it: Text: 'the <entity> lid </entity> of ann 's `` <entity> jar </entity> '''. Say 'none' if there is none."
    )
    found = only(PairPrompts("entity", PAIR_TEXT), prompt(question, answer))
    assert found.text == 'the lid of ann\'s "jar"'
    assert relations(found) == expected


def test_a_question_without_two_marks_is_refused() -> None:
    question = "Text: 'the <entity> lid </entity> of it'"
    assert read(PairPrompts("entity", PAIR_TEXT), prompt(question, "")) == [
        Refusal("no text with two marks in the question", "f:1")
    ]


# Bad input


@pytest.mark.parametrize("reader", [TokenPairs(), BracketedPairs(), MentionTriples(), DocumentTokens()])
def test_a_cut_line_is_named_with_its_place(reader: Reader) -> None:
    with pytest.raises(InputError, match="f:2: not valid JSON"):
        read(reader, '\n{"text": "a')


@pytest.mark.parametrize("reader", [DocRed(), TRIPLES, TaggedRelations(), Dialogues(), FewRel()])
def test_a_cut_file_is_named_with_its_line(reader: Reader) -> None:
    with pytest.raises(InputError, match="f:2: not valid JSON"):
        read(reader, '[{"text":\n"a')


@pytest.mark.parametrize(
    "reader", [TokenPairs(), BracketedPairs(), MentionTriples(), DocumentTokens(), PairPrompts("entity", PAIR_TEXT)]
)
def test_a_record_of_another_shape_is_named_with_its_line(reader: Reader) -> None:
    with pytest.raises(InputError, match="f:1: not a record of this format"):
        read(reader, '{"other": 1}')


@pytest.mark.parametrize("reader", [DocRed(), TRIPLES, TaggedRelations(), Dialogues()])
def test_a_file_that_is_no_list_is_named(reader: Reader) -> None:
    with pytest.raises(InputError, match="f:1: not a list of records but dict"):
        read(reader, "{}")


def test_separators_of_unicode_do_not_cut_a_line_of_json() -> None:
    assert only(BracketedPairs(), '{"text": "a\u2028<< b >> [[ c ]]", "label": "x"}').text == "a\u2028b c"


@given(st.lists(st.lists(st.text("ab我", min_size=1, max_size=3), min_size=1, max_size=4), max_size=4))
def test_tokens_of_joined_sentences_keep_their_places(sentences: list[list[str]]) -> None:
    joined = join_sentences(sentences)
    for number, tokens in enumerate(sentences):
        for index, token in enumerate(tokens):
            start, end = joined.place_in(number, index, index + 1)
            assert joined.text[start:end] == token
        assert joined.place_in(number, 0, len(tokens) + 1) == (-1, -1)
    assert joined.place_in(len(sentences), 0, 1) == (-1, -1)


# Entries


@pytest.mark.parametrize("table", [ADELIE_PAIRS, DIALOGRE, KBP37, PROPERTIES])
def test_no_two_labels_of_a_corpus_have_the_same_name(table: dict[str, str | Named]) -> None:
    names = [name if isinstance(name, str) else name.name for name in table.values()]
    assert sorted(set(names)) == sorted(names)


def test_ends_of_relations_are_declared_with_labels_the_corpus_spells() -> None:
    for corpus in ENTRIES:
        for label, ends in corpus.ends.items():
            assert label in corpus.labels
            assert all(end in corpus.labels or end == "event" for side in ends for end in side)
