"""Japanese corpora: every format becomes texts whose gold reads as annotated."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.japanese import ENTRIES
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.derivations import Derivations
from garner.datasets.readers.docred import DocRedPieces
from garner.datasets.readers.jglue import MultipleChoice, SentencePairs
from garner.datasets.readers.json_spans import PairedSpans, TargetOpinions
from garner.datasets.readers.knp import ListedKnp
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.request_spans import RequestSpans
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError
from garner.schema import Schema
from garner.values import UNTYPED


def read(reader: Reader, content: str, name: str = "f") -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("toy", {name: content.encode()}), name))


def one(reader: Reader, content: object) -> Annotated:
    (found,) = read(reader, json.dumps(content))
    assert isinstance(found, Annotated)
    return found


def relations(found: Annotated) -> list[tuple[str, str, str]]:
    gold = found.gold
    return [(each.type, gold.entity(each.head).text, gold.entity(each.tail).text) for each in gold.relations]


# Spans


def test_mentions_with_a_pair_of_places_are_checked_against_their_names() -> None:
    entities = [{"name": "京都", "span": [0, 2], "type": "地名"}, {"name": "東京", "span": [0, 2], "type": "地名"}]
    found = one(PairedSpans(), [{"curid": "1", "text": "京都へ行く。", "entities": entities}])
    assert [(each.text, each.type) for each in found.gold.entities] == [("京都", "地名")]
    assert [(each.reason, each.where) for each in found.refused] == [("surface differs from the text", "f:1: 0:2 '東京'")]


def test_an_opinion_is_its_target_with_category_and_polarity_as_type() -> None:
    opinions = [
        {"target": "売上", "category": "NULL#sales", "polarity": "positive", "from": 2, "to": 4},
        {"target": "売上", "category": "NULL#amount", "polarity": "negative", "from": 2, "to": 4},
    ]
    found = one(TargetOpinions(), {"header": {}, "sentences": [{"sentence": "当社売上は増えた", "opinions": opinions}]})
    assert found.id == "f:1"
    assert [(each.text, each.type) for each in found.gold.entities] == [
        ("売上", "NULL#sales|positive"),
        ("売上", "NULL#amount|negative"),
    ]


# Choices


def choices(*others: str, label: int = 0) -> dict[str, object]:
    return {"question": "春は？", **{f"choice{number}": other for number, other in enumerate(others)}, "label": label}


def test_a_question_brings_its_own_choices() -> None:
    found = one(MultipleChoice("答え"), choices("寒い", "暖かい ", "CO", "安い", "丸い", label=1))
    assert [(each.task, each.value) for each in found.gold.labels] == [("答え", "暖かい")]
    assert found.schema is not None
    assert [choice.name for choice in found.schema.labels[0].choices] == ["寒い", "暖かい", "CO", "安い", "丸い"]
    assert Schema.parse(found.schema.to_dict()) == found.schema


def test_a_question_with_the_same_choice_twice_is_refused() -> None:
    assert read(MultipleChoice("答え"), json.dumps(choices("a", "b", "c", "d", "Ａ"))) == [Refusal("two choices alike", "f:1")]


def test_a_choice_that_is_not_offered_is_no_record_of_the_format() -> None:
    with pytest.raises(InputError, match="f:1"):
        read(MultipleChoice("答え"), json.dumps(choices("a", "b", "c", "d", "e", label=5)))


def test_a_pair_of_sentences_stands_on_two_lines_behind_its_headings() -> None:
    found = one(
        SentencePairs("関係", ("前提：", "仮説：")), {"sentence1": "犬だ。", "sentence2": "猫だ。", "label": "contradiction"}
    )
    assert found.text == "前提：犬だ。\n仮説：猫だ。"
    assert [(each.task, each.value) for each in found.gold.labels] == [("関係", "contradiction")]


# Pieces of words


def mention(name: str, first: int, end: int, number: int = 0) -> dict[str, object]:
    return {"type": "ART", "name": name, "sent_id": number, "pos": [first, end]}


def pieces(sentences: list[list[str]], *things: list[dict[str, object]], labels: object = ()) -> Annotated:
    return one(DocRedPieces(), [{"title": "t", "sents": sentences, "vertexSet": things, "labels": labels}])


def test_pieces_are_joined_save_where_a_name_has_a_space() -> None:
    found = pieces([["160", "5", "年", "Chi", "cago", "Med", "が"], ["Wi", "lls", "。"]], [mention("Chicago Med", 3, 6)])
    assert found.text == "1605年Chicago MedがWills。"
    assert [(each.text, each.start) for each in found.gold.entities] == [("Chicago Med", 5)]


def test_a_place_that_ends_early_or_is_empty_goes_as_far_as_the_name() -> None:
    found = pieces([["パリ", "160", "5", "年", "に"]], [mention("1605年", 1, 3)], [mention("パリ", 0, 0)])
    assert [each.text for each in found.gold.entities] == ["パリ", "1605年"]


def test_a_name_that_the_text_does_not_have_leaves_the_place_and_an_empty_one_is_refused() -> None:
    found = pieces([["甲", "乙", "丙"]], [mention("丁", 0, 2)], [mention("戊", 2, 2)], labels=[{"h": 0, "t": 1, "r": "P1"}])
    assert [each.text for each in found.gold.entities] == ["甲乙"]
    assert [each.reason for each in found.refused] == ["span outside the text", "relation without an end"]


def test_relations_join_the_first_mentions_of_their_things() -> None:
    things = [mention("甲", 0, 1, 1), mention("甲", 0, 1, 0)], [mention("乙", 1, 2, 0)]
    labels = [{"h": 0, "t": 1, "r": "P1"}, {"h": 0, "t": 2, "r": "P1"}]
    found = pieces([["甲", "乙"], ["甲"]], *things, labels=labels)
    assert [(each.head, each.tail) for each in found.gold.relations] == [("e1", "e3")]
    assert [(each.id, each.start) for each in found.gold.entities] == [("e1", 0), ("e3", 1), ("e2", 2)]
    assert [each.reason for each in found.refused] == ["relation of a thing that is not listed"]


def test_a_document_that_lacks_a_part_is_named() -> None:
    with pytest.raises(InputError, match="f:1"):
        pieces([["甲"]], [{"type": "ART", "sent_id": 5, "pos": [0, 1], "name": "甲"}])


# Derivations


def test_a_question_asks_for_its_own_relations_and_its_answer() -> None:
    steps = [["甲社", "社長", ["乙", "丙"]], ["乙", "COO", ["甲社"]]]
    found = one(Derivations("答え", ("はい", "いいえ")), [{"question": "甲社の社長は？", "answer": "乙", "derivations": steps}])
    assert relations(found) == [("社長", "甲社", "乙"), ("社長", "甲社", "丙"), ("COO", "乙", "甲社")]
    assert [(each.type, each.text, each.start) for each in found.gold.entities] == [
        ("mention", "甲社", 0),
        ("mention", "乙", None),
        ("mention", "丙", None),
        ("答え", "乙", None),
    ]
    assert found.schema is not None
    assert found.schema.keys == ("entities.答え", "relations.社長", "relations.COO")


@pytest.mark.parametrize(("answer", "choice"), [("YES", "はい"), ("NO", "いいえ")])
def test_yes_and_no_are_a_choice_and_no_entity(answer: str, choice: str) -> None:
    found = one(Derivations("答え", ("はい", "いいえ")), [{"question": "乙は川か？", "answer": answer, "derivations": []}])
    assert [each.value for each in found.gold.labels] == [choice]
    assert found.gold.entities == ()


# Request spans

COLUMNS = (
    *("utterance_id", "utterance", "speech_act", "span_id", "span_utterance_id", "span_start", "span_length", "span_text"),
    *("span_type", "span_flag", "sub_span_id", "sub_span_utterance_id", "sub_span_start", "sub_span_length", "sub_span_text"),
    *("demon_span_id", "demon_span_text"),
)


def table(*rows: dict[str, object]) -> str:
    lines = [COLUMNS, *([str(row.get(column, "")) for column in COLUMNS] for row in rows)]
    return "\n".join("\t".join(line) for line in lines) + "\n"


def span(utterance: int, start: int, words: str, kind: str = "span") -> dict[str, object]:
    place = {f"{kind}_id": 1, f"{kind}_utterance_id": utterance, f"{kind}_start": start, f"{kind}_length": len(words)}
    return {**place, f"{kind}_text": words, "span_type": "予算", "span_flag": "YOYO:予算"}


AGENT: dict[str, object] = {"utterance_id": 1, "utterance": "旅館ですか？"}
USER: dict[str, object] = {"utterance_id": 2, "utterance": "二人で五千円です。", "speech_act": "要求"}


def test_an_utterance_has_its_act_and_its_spans_with_their_conditions() -> None:
    row = USER | span(2, 0, "二人", "sub_span") | span(2, 3, "五千円")
    found = [each for each in read(RequestSpans(), table(AGENT, row)) if isinstance(each, Annotated)]
    assert [(each.id, len(each.gold.labels)) for each in found] == [("f:2", 0), ("f:3", 1)]
    assert [(each.text, each.type) for each in found[1].gold.entities] == [("二人", "sub_span"), ("五千円", "予算/YOYO:予算")]
    assert relations(found[1]) == [("sub_span", "五千円", "二人")]


def test_a_span_belongs_to_the_utterance_that_says_it() -> None:
    row = USER | span(1, 0, "旅館") | span(2, 0, "二人", "sub_span") | {"demon_span_id": 7, "demon_span_text": "二人"}
    agent, user = (each for each in read(RequestSpans(), table(AGENT, row)) if isinstance(each, Annotated))
    assert [each.text for each in agent.gold.entities] == ["旅館"]
    assert user.gold.entities == ()
    assert [each.reason for each in agent.refused] == ["condition in another utterance", "pointing word in another utterance"]


def test_a_table_without_the_columns_of_requests_is_refused_with_its_file() -> None:
    for content in ("a\tb\n1\t2\n", table(USER | span(9, 0, "二人")), table(USER | span(2, 0, "二人") | {"span_start": "x"})):
        with pytest.raises(InputError, match="f"):
            read(RequestSpans(), content)


# KNP


def morpheme(surface: str, kind: str = "名詞") -> str:
    return f"{surface} よみ {surface} {kind} 6 普通名詞 1 * 0 * 0 NIL"


def relation(kind: str, target: str, sentence: str = "", number: int = 0) -> str:
    place = f' sid="{sentence}" id="{number}"' if sentence else ""
    return f'<rel type="{kind}" target="{target}"{place}/>'


def sentence(heading: str, *lines: str) -> str:
    return "\n".join([f"# S-ID:{heading} MEMO:", "* -1D", *lines, "EOS", ""])


UNIVERSITY = (
    "+ 1D",
    f"{morpheme('京都')} <NE:ORGANIZATION:head>",
    "+ 2D <NE:ORGANIZATION:京都大学>",
    f"{morpheme('大学')} <NE:ORGANIZATION:tail>",
    morpheme("に", "助詞"),
)


def document(*sentences: str) -> Annotated:
    contents = {"id/test.id": b"wiki00010001\n", "knp/wiki0001/wiki00010001.knp": "".join(sentences).encode()}
    files = CorpusFiles("toy", contents)
    assert list(ListedKnp().read(files, "knp/wiki0001/wiki00010001.knp")) == []
    (found,) = ListedKnp().read(files, "id/test.id")
    assert isinstance(found, Annotated)
    return found


def test_a_predicate_points_at_names_and_at_the_content_of_phrases() -> None:
    bearer = f"+ -1D {relation('ニ', '大学', 'a-00', 1)}{relation('ガ', '太郎', 'a-00', 2)}"
    subject = ("+ 3D", morpheme("「", "特殊"), morpheme("太郎"), morpheme("は", "助詞"), morpheme("、", "特殊"))
    found = document(sentence("a-00", *UNIVERSITY, *subject, bearer, morpheme("行った", "動詞"), morpheme("。", "特殊")))
    assert found.text == "京都大学に「太郎は、行った。"
    assert found.id == "wiki00010001"
    assert relations(found) == [("ニ", "行った", "京都大学"), ("ガ", "行った", "太郎")]
    assert [each.type for each in found.gold.entities] == ["ORGANIZATION", UNTYPED, UNTYPED]


def test_relations_out_of_the_text_are_refused_one_by_one() -> None:
    bearer = f"+ -1D {relation('ガ', '不特定:人')}{relation('ヲ', '本', 'b-09', 0)}{relation('ニ', '大学', 'a-00', 7)}"
    found = document(sentence("a-00", *UNIVERSITY, bearer, morpheme("行った", "動詞")))
    assert found.gold.relations == ()
    assert [each.reason for each in found.refused] == [
        "relation to what the text does not say",
        "relation to a phrase that is not there",
        "relation to a phrase that is not there",
    ]
    assert all(each.lost is Lost.ANNOTATION and "wiki00010001.knp: line 8" in each.where for each in found.refused)


def test_brackets_go_back_to_where_they_stood_and_all_places_with_them() -> None:
    found = document(
        sentence("a-00-01 括弧削除", *UNIVERSITY, f"+ -1D {relation('ガ', '花子', 'a-00-03', 0)}", morpheme("行く", "動詞")),
        sentence("a-00-02 括弧始:（ 括弧終:） 括弧位置:4", f"+ -1D {relation('=', '大学', 'a-00-01', 1)}", morpheme("京大")),
        sentence("a-00-03 括弧始:［ 括弧終:］ 括弧位置:11", "+ -1D <NE:PERSON:花子>", morpheme("花子")),
        sentence("a-01", "+ -1D", morpheme("終")),
    )
    assert found.text == "京都大学（京大）に行く［花子］\n終"
    assert relations(found) == [("ガ", "行く", "花子"), ("=", "京大", "京都大学")]
    assert not found.refused


def test_a_bracket_that_stands_nowhere_is_a_line_of_its_own() -> None:
    found = document(
        sentence("a-00", "+ -1D", morpheme("短い")),
        sentence("a-01 括弧始:（ 括弧終:） 括弧位置:9", "+ -1D <NE:PERSON:花子>", morpheme("花子")),
    )
    assert found.text == "短い\n花子"
    assert [(each.text, each.start) for each in found.gold.entities] == [("花子", 3)]


def test_a_name_torn_by_a_bracket_or_that_ends_elsewhere_is_refused() -> None:
    found = document(
        sentence("a-00-01", *UNIVERSITY, "+ -1D <NE:PERSON:京都>", morpheme("人")),
        sentence("a-00-02 括弧始:（ 括弧終:） 括弧位置:2", "+ -1D", morpheme("府")),
    )
    assert found.text == "京都（府）大学に人"
    assert found.gold.entities == ()
    assert [each.reason for each in found.refused] == ["discontinuous span", "name that does not end in its phrase"]


def test_a_listed_document_without_a_file_is_refused() -> None:
    assert read(ListedKnp(), "wiki00010009\n", "x.id") == [Refusal("document without a file", "x.id:1: wiki00010009")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("# S-ID:a\n* -1D\n+ -1D\n京都 きょうと 京都 名詞\n", 5),
        ("# S-ID:a\n京都 きょうと 京都 名詞\nEOS\n", 2),
        ("# S-ID:a\n+ -1D\n京都\nEOS\n", 3),
        ("京都 きょうと 京都 名詞\nEOS\n", 1),
    ],
)
def test_a_cut_or_foreign_file_is_refused_with_file_and_line(content: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"wiki00010001\.knp:{line}: "):
        document(content)


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("かきくけこ")), max_size=4))
def test_wherever_brackets_stand_every_phrase_keeps_its_own_words(brackets: list[tuple[int, str]]) -> None:
    """Phrases of one letter each, all pointing at the first: no bracket can tear them, so their mentions read as written."""
    pointing = [line for word in "春夏秋冬" for line in (f"+ -1D {relation('=', '春', 'm-01', 0)}", morpheme(word))]
    parts = [
        sentence(
            f"m-{number + 2:02} 括弧始:（ 括弧終:） 括弧位置:{at}", f"+ -1D {relation('=', '春', 'm-01', 0)}", morpheme(word)
        )
        for number, (at, word) in enumerate(brackets)
    ]
    found = document(sentence("m-01", *pointing), *parts)
    assert [head for _, head, _ in relations(found)] == ["春", "夏", "秋", "冬", *(word for _, word in brackets)]
    assert {tail for _, _, tail in relations(found)} == {"春"}
    stripped = "".join(character for character in found.text if character in "春夏秋冬")
    assert stripped == "春夏秋冬"


# Entries


def test_names_within_an_entry_do_not_collide() -> None:
    for corpus in ENTRIES:
        names = [(label.partition(".")[0] if "." in label else "", corpus.named("", label)) for label in corpus.labels]
        assert len({(kind, named.name) for kind, named in names}) == len(names), corpus.name
