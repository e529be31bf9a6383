"""The formats of the Chinese corpora: places, directions and labels as annotated, and everything else refused by name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.chinese import ENTRIES
from garner.datasets.corpora.corpus import Corpus
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.dialogues import Dialogues
from garner.datasets.readers.instructions import Instructions
from garner.datasets.readers.json_spans import GroupedSpans, ListedSpans
from garner.datasets.readers.listed_events import ListedEvents
from garner.datasets.readers.pair_rows import PairRows
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.rows import JsonRows, LabelledRows, Rows
from garner.datasets.readers.slots import SlotValues
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError
from garner.schema import EntityType, RelationType, Schema
from garner.values import UNTYPED, Event

NAME = "f.txt"


def read_all(reader: Reader, content: str | bytes, name: str = NAME) -> list[Annotated | Refusal]:
    raw = content.encode() if isinstance(content, str) else content
    return list(reader.read(CorpusFiles("toy", {name: raw}), name))


def read(reader: Reader, content: str | bytes, name: str = NAME) -> list[Annotated]:
    return [each for each in read_all(reader, content, name) if isinstance(each, Annotated)]


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def entities(annotated: Annotated) -> list[tuple[str, str, int | None]]:
    return [(entity.type, entity.text, entity.start) for entity in annotated.gold.entities]


def relations(annotated: Annotated) -> list[tuple[str, str, str]]:
    text = {entity.id: entity.text for entity in annotated.gold.entities}
    return [(text[relation.head], relation.type, text[relation.tail]) for relation in annotated.gold.relations]


def arguments(event: Event) -> list[tuple[str, str]]:
    return [(argument.role, argument.grounding.surface) for argument in event.arguments]


def reasons(annotated: Annotated) -> list[str]:
    return [refusal.reason for refusal in annotated.refused]


class TestJsonSpans:
    def test_grouped_places_include_their_last_character(self) -> None:
        record = {"text": "叶桂去桂林", "label": {"name": {"叶桂": [[0, 1]]}, "address": {"桂林": [[3, 4]]}}}
        (annotated,) = read(GroupedSpans(), lines(record))
        assert entities(annotated) == [("name", "叶桂", 0), ("address", "桂林", 3)]

    def test_a_grouped_place_that_reads_otherwise_is_refused(self) -> None:
        (annotated,) = read(GroupedSpans(), lines({"text": "叶桂", "label": {"name": {"叶": [[0, 1]]}}}))
        assert (entities(annotated), reasons(annotated)) == ([], ["surface differs from the text"])

    def test_listed_places_may_be_inclusive_and_nested(self) -> None:
        reader = ListedSpans("entities", "type", "from", "to", "entity", inclusive=True)
        mentions = [
            {"from": 0, "to": 3, "type": "sym", "entity": "细胞减少"},
            {"from": 0, "to": 1, "type": "bod", "entity": "细胞"},
        ]
        (annotated,) = read(reader, json.dumps([{"text": "细胞减少。", "entities": mentions}]))
        assert set(entities(annotated)) == {("sym", "细胞减少", 0), ("bod", "细胞", 0)}

    def test_a_mention_without_an_end_is_as_long_as_its_surface(self) -> None:
        reader = ListedSpans("mentions", "type", "offset", None, "mention", lines=True)
        (annotated,) = read(reader, lines({"text": "查血糖", "mentions": [{"mention": "血糖", "type": "test", "offset": "1"}]}))
        assert entities(annotated) == [("test", "血糖", 1)]

    @pytest.mark.parametrize(("caseless", "kept"), [(True, ["hiv"]), (False, [])])
    def test_case_counts_unless_texts_were_lower_cased(self, caseless: bool, kept: list[str]) -> None:
        reader = ListedSpans("m", "type", "offset", None, "mention", caseless=caseless, lines=True)
        (annotated,) = read(reader, lines({"text": "查hiv", "m": [{"mention": "HIV", "type": "test", "offset": 1}]}))
        assert [surface for _, surface, _ in entities(annotated)] == kept

    @pytest.mark.parametrize("offset", [-1, 2, 9])
    def test_offsets_outside_the_text_are_refused(self, offset: int) -> None:
        reader = ListedSpans("m", "type", "offset", None, "mention", caseless=True, lines=True)
        (annotated,) = read(reader, lines({"text": "血糖", "m": [{"mention": "血糖", "type": "test", "offset": offset}]}))
        assert (entities(annotated), len(annotated.refused)) == ([], 1)

    @given(st.text(min_size=1, max_size=30), st.data())
    def test_every_place_of_a_text_reads_back(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        surface = text[start:end]
        reader = ListedSpans("m", "t", "s", "e", "w", inclusive=True, lines=True)
        (annotated,) = read(reader, json.dumps({"text": text, "m": [{"t": "x", "s": start, "e": end - 1, "w": surface}]}))
        assert [found for _, found, _ in entities(annotated)] == ([surface.strip()] if surface.strip() else [])
        assert len(annotated.refused) == (0 if surface.strip() else 1)

    def test_a_record_without_its_list_is_named_with_its_line(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(GroupedSpans(), lines({"text": "a", "label": {}}, {"text": "b"}))

    def test_a_cut_file_is_named_with_its_line(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(GroupedSpans(), lines({"text": "a", "label": {}}) + '{"text": "b", "lab')


class TestListedEvents:
    TEXT = "甲公司质押股份"

    def record(self, *mentions: tuple[str, int, int]) -> str:
        listed = [{"role": role, "word": self.TEXT[start:end], "span": [start, end]} for role, start, end in mentions]
        return lines({"content": self.TEXT, "events": [{"type": "质押", "mentions": listed}]})

    def test_the_trigger_is_one_of_the_mentions_and_roles_name_their_event(self) -> None:
        (annotated,) = read(ListedEvents(), self.record(("collateral", 5, 7), ("trigger", 3, 5), ("sub-org", 0, 3)))
        (event,) = annotated.gold.events
        assert event.trigger is not None
        assert (event.type, event.trigger.surface) == ("质押", "质押")
        assert arguments(event) == [("质押/collateral", "股份"), ("质押/sub-org", "甲公司")]

    def test_a_repeated_argument_is_kept_once_and_refused_once(self) -> None:
        (annotated,) = read(ListedEvents(), self.record(("trigger", 3, 5), ("sub-org", 0, 3), ("sub-org", 0, 3)))
        assert (arguments(annotated.gold.events[0]), reasons(annotated)) == ([("质押/sub-org", "甲公司")], ["annotated twice"])

    def test_a_second_trigger_is_refused(self) -> None:
        (annotated,) = read(ListedEvents(), self.record(("trigger", 3, 5), ("trigger", 0, 1)))
        assert reasons(annotated) == ["event with a second trigger"]

    def test_an_argument_that_reads_otherwise_is_refused_and_the_event_stays(self) -> None:
        mentions = [{"role": "date", "word": "昨天", "span": [0, 2]}]
        (annotated,) = read(ListedEvents(), lines({"content": "今天", "events": [{"type": "投资", "mentions": mentions}]}))
        assert (len(annotated.gold.events), reasons(annotated)) == (1, ["surface differs from the text"])


class TestSlotValues:
    def test_values_are_looked_up_and_equal_ones_stand_one_after_the_other(self) -> None:
        record = {"text": "从南京到南京", "domain": "map", "intent": "ROUTE", "slots": {"from": "南京", "to": "南京"}}
        (annotated,) = read(SlotValues(), json.dumps([record]))
        assert entities(annotated) == [("from", "南京", 1), ("to", "南京", 4)]
        assert [(label.task, label.value) for label in annotated.gold.labels] == [("domain", "map"), ("intent", "ROUTE")]

    def test_a_missing_intent_is_refused(self) -> None:
        content = '[{"text": "讲个笑话", "domain": "joke", "intent": NaN, "slots": {}}]'
        (annotated,) = read(SlotValues(), content)
        assert [label.task for label in annotated.gold.labels] == ["domain"]
        assert reasons(annotated) == ["classification without a value"]


class TestRows:
    READER = LabelledRows(Rows(), "review", {"label": "sentiment"})

    def test_quoted_cells_may_hold_separators_quotes_and_line_breaks(self) -> None:
        (first, second) = read(self.READER, '\ufefflabel,review\r\n1,"好,""很""好\n真的"\r\n0,差\r\n')
        assert (first.text, first.gold.labels[0].value) == ('好,"很"好\n真的', "1")
        assert (second.id, second.text) == (f"{NAME}:4", "差")

    def test_a_row_without_a_text_is_refused_as_a_record(self) -> None:
        assert read_all(self.READER, "label,review\n1,\n") == [Refusal("record without a text", f"{NAME}:2", Lost.RECORD)]

    def test_silent_cells_give_no_label(self) -> None:
        reader = LabelledRows(Rows(), "text", {"price": "price", "noise": "noise"}, silent=("-2",))
        (annotated,) = read(reader, "text,price,noise\n好吃,-2,-1\n")
        assert [(label.task, label.value) for label in annotated.gold.labels] == [("noise", "-1")]

    def test_line_breaks_written_out_become_line_breaks(self) -> None:
        (annotated,) = read(LabelledRows(Rows(), "text", line_break=r"\n"), "text,x\n好\\n吃,1\n")
        assert annotated.text == "好\n吃"

    def test_plain_rows_are_cut_at_every_separator_and_quotes_are_text(self) -> None:
        reader = LabelledRows(Rows(("label", "text"), "\t", quotes=False), "text", {"label": "topic"})
        assert [each.text for each in read(reader, '2\t"港股\r\n\n3\t考试\n')] == ['"港股', "考试"]

    @pytest.mark.parametrize("content", ["label,review\n1\n", "label,review\n1,好,差\n"])
    def test_a_row_with_other_columns_is_named_with_its_line(self, content: str) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(self.READER, content)

    def test_a_table_without_the_column_is_named(self) -> None:
        with pytest.raises(InputError, match="review"):
            read(self.READER, "label,text\n1,好\n")

    def test_a_zipped_table_reads_as_the_plain_one(self) -> None:
        content = "label,review\n1,很好很好\n0,不好不好\n"
        zipped = [each.text for each in read(self.READER, archive(content.encode(), "a.csv"), "a.zip")]
        assert zipped == [each.text for each in read(self.READER, content)]

    @pytest.mark.parametrize("damaged", [b"label,review\n", b"PK\x03\x04\xff"])
    def test_a_damaged_archive_is_named(self, damaged: bytes) -> None:
        with pytest.raises(InputError, match=r"a\.zip"):
            read(self.READER, damaged, "a.zip")

    def test_an_archive_of_several_files_is_named(self) -> None:
        with pytest.raises(InputError, match=r"a\.zip"):
            read(self.READER, archive(b"label,review\n1,x\n", "a.csv", "b.csv"), "a.zip")

    def test_json_rows_read_the_members_they_are_told(self) -> None:
        content = lines({"sentence": "股市大涨\u2028", "label_desc": "news_stock", "keywords": ""})
        (annotated,) = read(JsonRows("sentence", {"label_desc": "topic"}), content)
        assert (annotated.text, annotated.gold.labels[0].value) == ("股市大涨", "news_stock")

    def test_a_json_label_that_is_no_string_is_named_with_its_line(self) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:1"):
            read(JsonRows("sentence", {"label": "topic"}), lines({"sentence": "a", "label": 100}))


def archive(content: bytes, *names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as packed:
        for name in names:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


class TestPairRows:
    READER = PairRows(Rows(("head", "tail", "relation", "sentence"), "\t", quotes=False), none="unknown")

    def test_the_head_comes_first_whichever_stands_first(self) -> None:
        (annotated,) = read(self.READER, "乙\t甲\t被收购\t甲收购乙\n")
        assert relations(annotated) == [("乙", "被收购", "甲")]

    def test_a_name_inside_the_other_is_looked_for_outside_it(self) -> None:
        (annotated,) = read(self.READER, "新月\t新月集团\t被持股\t新月集团持有新月\n")
        assert entities(annotated) == [(UNTYPED, "新月集团", 0), (UNTYPED, "新月", 6)]

    def test_a_name_that_stands_only_inside_the_other_stays_there(self) -> None:
        (annotated,) = read(self.READER, "我\t我妈\tFamily\t我妈病了\r\n")
        assert relations(annotated) == [("我", "Family", "我妈")]

    def test_one_name_twice_is_two_mentions(self) -> None:
        (annotated,) = read(self.READER, "甲\t甲\t合作\t甲与甲\n")
        assert entities(annotated) == [(UNTYPED, "甲", 0), (UNTYPED, "甲", 2)]

    def test_no_relation_leaves_the_two_mentions(self) -> None:
        (annotated,) = read(self.READER, "甲\t乙\tunknown\t甲、乙\n")
        assert (len(annotated.gold.entities), annotated.gold.relations, annotated.refused) == (2, (), ())

    def test_a_name_that_stands_nowhere_is_refused_with_its_relation(self) -> None:
        (annotated,) = read(self.READER, "甲\t丙\t合作\t甲、乙\n")
        assert reasons(annotated) == ["span outside the text", "relation without an end"]

    def test_stated_offsets_choose_among_equal_names(self) -> None:
        content = "sentence,relation,head,head_offset,tail,tail_offset\n甲在甲地,出生地,甲,0,甲地,2\n"
        (annotated,) = read(PairRows(Rows(), offsets=True), content)
        assert entities(annotated) == [(UNTYPED, "甲", 0), (UNTYPED, "甲地", 2)]

    def test_offsets_that_are_no_numbers_are_named_with_their_line(self) -> None:
        content = "sentence,relation,head,head_offset,tail,tail_offset\n甲在乙,x,甲,零,乙,2\n"
        with pytest.raises(InputError, match=rf"{NAME}:2"):
            read(PairRows(Rows(), offsets=True), content)


class TestDialogues:
    def dialogue(self, turns: Sequence[str], *pairs: tuple[str, str, list[str]]) -> str:
        return json.dumps([[turns, [{"x": x, "y": y, "r": r, "x_type": "", "y_type": ""} for x, y, r in pairs]]])

    def test_a_name_is_one_mention_in_all_its_relations(self) -> None:
        content = self.dialogue(
            ["Speaker 1: 和菲比说。", "Speaker 2: 菲比？"],
            ("Speaker 1", "菲比", ["per:friends"]),
            ("菲比", "Speaker 1", ["per:friends", "per:roommate"]),
        )
        (annotated,) = read(Dialogues(), content)
        assert annotated.text == "Speaker 1: 和菲比说。\nSpeaker 2: 菲比？"
        assert entities(annotated) == [(UNTYPED, "Speaker 1", 0), (UNTYPED, "菲比", 12)]
        assert relations(annotated) == [
            ("Speaker 1", "per:friends", "菲比"),
            ("菲比", "per:friends", "Speaker 1"),
            ("菲比", "per:roommate", "Speaker 1"),
        ]

    def test_a_speaker_is_not_found_inside_another_number(self) -> None:
        (annotated,) = read(Dialogues(), self.dialogue(["Speaker 12: 嗨", "Speaker 1: 嗨"], ("Speaker 1", "嗨", ["r"])))
        assert (UNTYPED, "Speaker 1", 14) in entities(annotated)

    def test_unanswerable_pairs_are_mentions_alone_and_names_said_nowhere_are_absent(self) -> None:
        (annotated,) = read(Dialogues(), self.dialogue(["Speaker 1: 嗨"], ("Speaker 1", "罗斯", ["unanswerable"])))
        assert entities(annotated) == [(UNTYPED, "Speaker 1", 0), (UNTYPED, "罗斯", None)]
        assert annotated.gold.relations == ()


def question(schema: object, text: str, **answer: object) -> str:
    asked = json.dumps({"instruction": "?", "schema": schema, "input": text}, ensure_ascii=False)
    return lines({"instruction": asked} | {key: json.dumps(value, ensure_ascii=False) for key, value in answer.items()})


class TestInstructions:
    def test_both_forms_of_an_answer_give_the_same_entities(self) -> None:
        schema, text = ["人物", "地点"], "胡老在京"
        (training,) = read(Instructions("entities"), question(schema, text, output={"人物": ["胡"], "地点": []}))
        (test,) = read(Instructions("entities"), question(schema, text, label=[{"entity": "胡", "entity_type": "人物"}]))
        assert training == test
        assert training.schema == Schema(entities=(EntityType("人物"), EntityType("地点")))

    def test_triples_ask_for_relations_and_describe_what_they_join(self) -> None:
        schema = [{"subject_type": "作品", "predicate": "作者", "object_type": "Text"}]
        content = question(schema, "《甲》乙著", output={"作者": [{"subject": "甲", "object": "乙"}]})
        (annotated,) = read(Instructions("relations", {"Text": "文本"}), content)
        assert relations(annotated) == [("甲", "作者", "乙")]
        assert annotated.schema == Schema(relations=(RelationType("作者", description="作品→文本"),))

    def test_what_a_test_line_answers_beyond_its_question_is_refused(self) -> None:
        label = [{"head": "甲", "relation": "作者", "tail": "乙"}, {"head": "甲", "relation": "主演", "tail": "丙"}]
        (annotated,) = read(Instructions("relations"), question(["主演"], "甲、乙、丙", label=label))
        assert (relations(annotated), reasons(annotated)) == ([("甲", "主演", "丙")], ["answer to what was not asked"])

    def test_a_triple_of_other_types_is_not_what_was_asked(self) -> None:
        schema = [{"subject_type": "企业", "predicate": "简称", "object_type": "Text"}]
        label = [{"head": "甲", "head_type": "机构", "relation": "简称", "tail": "乙", "tail_type": "Text"}]
        (annotated,) = read(Instructions("relations"), question(schema, "甲乙", label=label))
        assert (relations(annotated), reasons(annotated)) == ([], ["answer to what was not asked"])

    def test_attributes_are_relations_of_entities_of_the_type_asked(self) -> None:
        schema = [{"entity_type": "人物", "attributes": ["父母", "配偶"]}]
        content = question(schema, "甲生于乙、丙", output={"人物": {"甲": {"父母": ["乙", "丙"]}, "乙": {"配偶": "丙"}}})
        (annotated,) = read(Instructions("relations"), content)
        assert relations(annotated) == [("甲", "父母", "乙"), ("甲", "父母", "丙"), ("乙", "配偶", "丙")]
        assert entities(annotated) == [("人物", "甲", 0), ("人物", "乙", 3), (UNTYPED, "丙", 5)]
        assert annotated.schema is not None
        assert annotated.schema.relations[0].head == ("人物",)

    def test_roles_without_a_value_are_left_out_and_equal_triggers_stand_apart(self) -> None:
        schema = [{"event_type": "裁员", "trigger": True, "arguments": ["时间", "裁员方"]}]
        output = {
            "裁员": [
                {"trigger": "裁", "arguments": {"时间": "NAN", "裁员方": ["甲", "乙"]}},
                {"trigger": "裁", "arguments": {}},
            ]
        }
        (annotated,) = read(Instructions("events"), question(schema, "甲裁、乙裁", output=output))
        assert [event.trigger and event.trigger.start for event in annotated.gold.events] == [1, 4]
        assert arguments(annotated.gold.events[0]) == [("裁员方", "甲"), ("裁员方", "乙")]

    def test_triggers_alone_may_be_asked(self) -> None:
        (training,) = read(Instructions("events"), question(["裁员"], "甲裁员", output={"裁员": ["裁员"]}))
        label = [{"event_trigger": "裁员", "event_type": "裁员", "arguments": [{"role": "裁员方", "argument": "甲"}]}]
        (test,) = read(Instructions("events"), question(["裁员"], "甲裁员", label=label))
        assert training.gold == test.gold
        assert reasons(test) == ["answer to what was not asked"]

    @pytest.mark.parametrize("content", ['{"instruction": "no JSON", "output": "{}"}', '{"output": "{}"}'])
    def test_a_line_without_a_question_is_named(self, content: str) -> None:
        with pytest.raises(InputError, match=rf"{NAME}:1"):
            read(Instructions("entities"), content)


@pytest.mark.parametrize("corpus", ENTRIES, ids=lambda corpus: corpus.name)
def test_every_split_says_what_its_page_counts(corpus: Corpus) -> None:
    assert corpus.language == "zh"
    assert set(corpus.published) == set(corpus.splits)
