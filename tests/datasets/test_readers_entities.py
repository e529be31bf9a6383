"""Every format of entity corpora becomes texts whose gold reads as annotated."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.brat import Brat
from garner.datasets.readers.columns import Columns, tagged_spans
from garner.datasets.readers.mentions import NamedMentions
from garner.datasets.readers.prompts import MentionPrompts
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.pubtator import PubTator
from garner.datasets.readers.tokens import TokenSpans
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError


def read(reader: Reader, content: str, name: str = "f.txt", **others: str) -> list[Annotated]:
    files = CorpusFiles("toy", {name: content.encode()} | {other: text.encode() for other, text in others.items()})
    return [each for each in reader.read(files, name) if isinstance(each, Annotated)]


def surfaces(found: Iterable[Annotated]) -> list[list[tuple[str | None, str]]]:
    return [[(entity.grounding.surface, entity.type) for entity in each.gold.entities] for each in found]


# Columns


def test_bio_columns_join_tokens_and_close_a_span_at_the_next_beginning() -> None:
    content = "-DOCSTART-\tO\n\nNew\tB-LOC\nYork\tI-LOC\nParis\tB-LOC\n\n``\tO\nHi\tO\n''\tO\n"
    found = read(Columns(separator="\t"), content)
    assert surfaces(found) == [[("New York", "LOC"), ("Paris", "LOC")], []]
    assert [each.id for each in found] == ["f.txt:3", "f.txt:7"]
    assert found[1].text == '"Hi"'


def test_a_sentence_of_white_space_is_no_record() -> None:
    files = CorpusFiles("toy", {"f": b"a\tO\n\n \tO\n"})
    assert list(Columns(separator="\t").read(files, "f"))[1:] == [Refusal("record without a text", "f:3")]


def test_io_columns_and_bare_tags_make_one_span_of_neighbours() -> None:
    assert surfaces(read(Columns(), "a I-X\nb I-X\nc EVENT\n")) == [[("a b", "X"), ("c", "EVENT")]]


@pytest.mark.parametrize("tags", ["S-X B-Y E-Y U-X", "S-X B-Y L-Y W-X", "U-X B-Y E-Y S-X"])
def test_single_and_end_tags_close_their_span(tags: str) -> None:
    assert list(tagged_spans(tags.split())) == [(0, 1, "X"), (1, 3, "Y"), (3, 4, "X")]
    assert list(tagged_spans(["B-X", "E-X", "E-X", "S-X", "S-X"])) == [(0, 2, "X"), (2, 3, "X"), (3, 4, "X"), (4, 5, "X")]


def test_chinese_characters_are_joined_and_lose_the_number_of_the_segment() -> None:
    reader = Columns(separator="\t", spaced=False, first_character=True)
    found = read(reader, "科0\tB-ORG.NAM\n技1\tM-ORG.NAM\n部2\tE-ORG.NAM\n 0\tO\n好0\tO\n")
    assert found[0].text == "科技部 好"
    assert surfaces(found) == [[("科技部", "ORG.NAM")]]


def test_several_tag_columns_are_layers_of_nesting() -> None:
    content = "the\tB-FAC\tO\nking\tI-FAC\tB-PER\nhouse\tI-FAC\tO\n"
    assert surfaces(read(Columns(tags=(1, 2), separator="\t"), content)) == [[("the king house", "FAC"), ("king", "PER")]]


def test_comments_are_no_tokens_and_columns_count_from_either_end() -> None:
    content = "# text = x\n1\tA\t_\tB-LOC\n2\tB\t_\tB-PER\n"
    assert surfaces(read(Columns(token=1, tags=(-1,), separator="\t", comments=True), content)) == [
        [("A", "LOC"), ("B", "PER")]
    ]


def test_stray_tags_are_refused_by_name() -> None:
    found = read(Columns(stray=("OTH",)), "a B-OTH\nb B-PER\n")
    assert surfaces(found) == [[("b", "PER")]]
    assert found[0].refused == (Refusal("stray tag", "f.txt:1: OTH a", Lost.ANNOTATION),)


def test_a_line_without_its_columns_keeps_its_token_and_is_refused_with_its_place() -> None:
    found = read(Columns(), "word B-X\r\nalone\r\n")
    assert found[0].text == "word alone"
    assert found[0].refused == (Refusal("line without all columns", "f.txt:2", Lost.ANNOTATION),)


def test_a_mention_of_blank_tokens_is_refused() -> None:
    found = read(Columns(separator="\t"), "a\tO\n\u200a\tB-X\n")
    assert surfaces(found) == [[]]
    assert [refusal.reason for refusal in found[0].refused] == ["span outside the text"]


def test_a_file_of_another_format_is_named_with_its_first_line() -> None:
    with pytest.raises(InputError, match=r"f\.txt:2: no line has the columns"):
        read(Columns(separator="\t"), "\n" + json.dumps({"tokens": ["a"]}) + "\n")


def test_tokens_that_touch_by_their_offsets_are_joined() -> None:
    content = "IL\t5\t7\tB-P\n-\t7\t8\tI-P\n2\t8\t9\tI-P\nbinds\t10\t15\tO\n"
    found = read(Columns(tags=(3,), offsets=(1, 2), separator="\t"), content)
    assert found[0].text == "IL-2 binds"
    assert surfaces(found) == [[("IL-2", "P")]]
    assert read(Columns(tags=(2,), offsets=(1,)), "a 0,1 O\n- 1,2 O\nb 3,4 O\n")[0].text == "a- b"


@pytest.mark.parametrize(("stated", "text"), [("tampa bay 's ,ok", "tampa bay's ,ok"), ("another text", "tampa bay's, ok")])
def test_a_comment_gives_the_spaces_but_for_clitics_if_it_is_made_of_the_tokens(stated: str, text: str) -> None:
    content = f"# text = {stated}\n1\ttampa\tB-LOC\n2\tbay\tI-LOC\n3\t's\tO\n4\t,\tO\n5\tok\tO\n"
    found = read(Columns(token=1, tags=(2,), separator="\t", comments=True), content)
    assert found[0].text == text
    assert surfaces(found) == [[("tampa bay", "LOC")]]


# brat


def brat(notes: str, text: str = "Heat it up. Then cool\nit down.", trigger_entities: bool = False) -> Annotated:
    return read(Brat(trigger_entities), notes, "a.ann", **{"a.txt": text})[0]


def joined(record: Annotated) -> list[tuple[str, str | None, str | None]]:
    ends = {entity.id: entity.grounding.surface for entity in record.gold.entities}
    return [(relation.type, ends[relation.head], ends[relation.tail]) for relation in record.gold.relations]


def refusals(record: Annotated) -> list[tuple[str, str]]:
    assert all(refusal.lost is Lost.ANNOTATION for refusal in record.refused)
    return [(refusal.reason, refusal.where.split(": ")[0]) for refusal in record.refused]


def test_brat_keeps_the_whole_text_with_relations_in_their_direction() -> None:
    record = brat(
        "R1\tAfter Arg1:T2 Arg2:T1\t\r\nT1\tStep 0 4\tHeat\r\nT2\tStep 17 24\tcool it\r\n#1\tAnnotatorNotes T1\thm\r\n"
    )
    assert record.text == "Heat it up. Then cool\nit down."
    assert [entity.type for entity in record.gold.entities] == ["Step", "Step"]
    assert joined(record) == [("After", "cool\nit", "Heat")]
    assert refusals(record) == []


def test_brat_events_have_a_trigger_and_every_argument_of_a_repeated_role() -> None:
    notes = "T1\tStep 0 4\tHeat\nT2\tThing 5 7\tit\nT3\tThing 22 24\tit\nT4\tStep 17 21\tcool\n"
    notes += "E1\tStep:T1 Theme:T2 Theme2:T3 Then:E2\nE2\tStep:T4 \n"
    record = brat(notes)
    assert [entity.type for entity in record.gold.entities] == ["Thing", "Thing"]
    first, second = record.gold.events
    assert (first.type, first.trigger and first.trigger.surface, second.arguments) == ("Step", "Heat", ())
    assert [(each.role, each.grounding.start) for each in first.arguments] == [("Theme", 5), ("Theme", 22), ("Then", 17)]
    assert refusals(record) == []


def test_brat_roles_that_count_from_one_keep_their_numbers() -> None:
    record = brat("T1\tS 0 4\tHeat\nT2\tX 5 7\tit\nE1\tS:T1 Arg1:T2 Arg2:T2\n")
    assert [each.role for each in record.gold.events[0].arguments] == ["Arg1", "Arg2"]


def test_brat_triggers_are_entities_where_asked_or_where_a_relation_ends() -> None:
    notes = "T1\tStep 0 4\tHeat\nT2\tStep 17 21\tcool\nT3\tStep 25 29\tdown\n"
    notes += "E1\tStep:T1\nE2\tStep:T2\nE3\tStep:T3\nR1\tNext Arg1:E1 Arg2:E2\n"
    assert surfaces([brat(notes)]) == [[("Heat", "Step"), ("cool", "Step")]]
    assert joined(brat(notes)) == [("Next", "Heat", "cool")]
    assert surfaces([brat(notes, trigger_entities=True)]) == [[("Heat", "Step"), ("cool", "Step"), ("down", "Step")]]


def test_brat_equivalences_relate_the_first_to_each_other_one() -> None:
    record = brat("T1\tX 0 4\tHeat\nT2\tX 5 7\tit\nT3\tX 22 24\tit\n*\tEquiv T1 T2 T3\n")
    assert joined(record) == [("Equiv", "Heat", "it"), ("Equiv", "Heat", "it")]


def test_brat_stretches_with_only_blanks_between_them_are_one_span() -> None:
    record = brat("T1\tX 17 21;22 24\tcool it\nT2\tX 0 4;8 10\tHeat up\n")
    assert surfaces([record]) == [[("cool\nit", "X")]]
    assert refusals(record) == [("discontinuous span", "a.ann:2")]


def test_brat_names_the_line_of_everything_it_cannot_convert() -> None:
    notes = "T1\tX 0 4\tWarm\nT2\tX 90 95\tdowns\nT3\tX 0 4\tHeat\nT4\tX zero\tHeat\nT5 X\n"
    notes += "R1\tR Arg1:T3 Arg2:T9\nR2\tR Arg1:T3\nR3\tR Arg1:T3 Arg2:T1\n"
    notes += "E1\tX:T9 Role:T3\nE2\tX:T3 Role:T9 Role2:T1\nE3\tX:T1\nA1\tNegated E2\nN1\tReference T3 DB:1\tHeat\n"
    assert sorted(refusals(brat(notes, trigger_entities=True)), key=lambda each: int(each[1].split(":")[1])) == [
        ("surface differs from the text", "a.ann:1"),
        ("span outside the text", "a.ann:2"),
        ("line not understood", "a.ann:4"),
        ("line not understood", "a.ann:5"),
        ("reference to what is not there", "a.ann:6"),
        ("relation that does not join two", "a.ann:7"),
        ("relation without an end", "a.ann:8"),
        ("argument of a refused event", "a.ann:9"),
        ("event without its trigger", "a.ann:9"),
        ("reference to what is not there", "a.ann:10"),
        ("argument that was refused", "a.ann:10"),
        ("event without its trigger", "a.ann:11"),
        ("attribute", "a.ann:12"),
        ("normalisation", "a.ann:13"),
    ]


def test_brat_without_its_text_is_a_refused_record_and_another_format_an_error() -> None:
    files = CorpusFiles("toy", {"a.ann": b"", "b.ann": b'\n{"a": 1}\n', "b.txt": b"x", "c.ann": b"", "c.txt": b"x"})
    assert list(Brat().read(files, "a.ann")) == [Refusal("annotations without a text", "a.ann")]
    with pytest.raises(InputError, match=r"b\.ann:2: not a brat annotation"):
        list(Brat().read(files, "b.ann"))
    assert surfaces(each for each in Brat().read(files, "c.ann") if isinstance(each, Annotated)) == [[]]


# PubTator

ARTICLE = "7|t|On aspirin.\n7|a|Aspirin | or ASA cause fever and pain.\n7\t3\t10\taspirin\tDrug\tD1\n"
ARTICLE += "7\t12\t19\tAspirin\tDrug\tD1\n7\t35\t49\tfever and pain\tSign\tD2|D3\tfever|pain\n7\t45\t49\tpain\tSign\tD3\n"


def test_pubtator_counts_offsets_over_title_and_abstract_and_relates_first_mentions() -> None:
    found = read(PubTator(), ARTICLE + "7\tCID\tD1\tD2\n7\tCID\tD1\tD3\n\n8|t|Next.\n8|a|\n")
    assert [each.id for each in found] == ["7", "8"]
    assert surfaces(found)[0] == [("aspirin", "Drug"), ("Aspirin", "Drug"), ("fever and pain", "Sign"), ("pain", "Sign")]
    assert joined(found[0]) == [("CID", "aspirin", "fever and pain"), ("CID", "aspirin", "pain")]


def test_pubtator_names_the_line_of_what_it_cannot_convert() -> None:
    found = read(PubTator(), ARTICLE + "7\t0\t2\tin\tDrug\tD4\n7\t90\t99\tx\tDrug\tD4\nnothing\n7\tCID\tD1\tD4\n")
    assert refusals(found[0]) == [
        ("surface differs from the text", "f.txt:7"),
        ("span outside the text", "f.txt:8"),
        ("line not understood", "f.txt:9"),
        ("relation without an end", "f.txt:10"),
    ]


def test_a_file_that_does_not_begin_with_an_article_is_an_error() -> None:
    with pytest.raises(InputError, match=r"f\.txt:2: not an article"):
        read(PubTator(), "\ntoken\tO\n")


# SpERT


def test_token_spans_are_half_open_nested_and_related_by_number() -> None:
    entities = [{"start": 0, "end": 3, "type": "X"}, {"start": 1, "end": 2, "type": "Y"}, {"start": 2, "end": 9, "type": "Z"}]
    relations = [
        {"type": "in", "head": 1, "tail": 0},
        {"type": "in", "head": 1, "tail": 2},
        {"type": "in", "head": 7, "tail": 0},
    ]
    record = {"tokens": ["a", "(", "b", ")"], "entities": entities, "relations": relations}
    found = read(TokenSpans(), json.dumps([record]))
    assert surfaces(found) == [[("a (b", "X"), ("(", "Y")]]
    assert joined(found[0]) == [("in", "(", "a (b")]
    assert [reason for reason, _ in refusals(found[0])] == ["span outside the text"] + 2 * ["relation without an end"]


@pytest.mark.parametrize("content", ["[{", '[{"tokens": ["a"]}]', "{}"])
def test_a_broken_or_foreign_list_of_sentences_is_an_error(content: str) -> None:
    with pytest.raises(InputError, match=r"f\.txt:1"):
        read(TokenSpans(), content)


# Mentions by name


def test_named_mentions_take_whole_words_outside_longer_mentions() -> None:
    record = {
        "sentence": "USA and US: New York City, then New York, and pre-Columbian.",
        "entities": {"US": "A", "New York": "B", "New York City": "C", "Columb": "D", "Paris": "E", "": "F"},
    }
    found = read(NamedMentions(), json.dumps([record]))
    assert [(entity.type, entity.grounding.start) for entity in found[0].gold.entities] == [
        ("A", 8),
        ("C", 12),
        ("B", 32),
        ("D", 50),
        ("E", None),
    ]
    assert refusals(found[0]) == [("empty value", "f.txt:1")]


# Prompts


def pair(question: str, answer: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]


def prompts(*conversations: list[dict[str, str]]) -> str:
    return "\n".join(json.dumps({"messages": conversation}) for conversation in conversations)


def test_demonstrations_and_test_items_are_never_read_together() -> None:
    shown = pair(
        "Text: 'Ann ( of AT & T ) met Ann . '", "[Answer]: Ann: person_other; AT & T: organization_company; Ann: person_other; "
    )
    content = prompts([*shown, *shown, *pair("Text: 'Secret Bob . '", "Bob: person_other; ")])
    demonstrated = list(MentionPrompts().read(CorpusFiles("toy", {"f": content.encode()}), "f"))
    assert surfaces(each for each in demonstrated if isinstance(each, Annotated)) == [
        [("Ann", "person_other"), ("AT & T", "organization_company"), ("Ann", "person_other")]
    ]
    assert demonstrated[0].text == "Ann (of AT & T) met Ann." if isinstance(demonstrated[0], Annotated) else False
    assert demonstrated[1:] == [Refusal("sentence demonstrated before", "f:1:2")]
    assert surfaces(read(MentionPrompts(last=True), content)) == [[("Bob", "person_other")]]


@pytest.mark.parametrize(
    "end", ["", '", identify: [a]', '". Label it', ".\n\nOptions", "Please give", "\n\nIf none, say 'None found'."]
)
def test_the_text_of_a_prompt_ends_at_its_quote_and_not_at_an_apostrophe(end: str) -> None:
    content = prompts(pair(f"In the text \"Text: 'The members ' houses and Ann 's . '{end}", "NA"))
    found = read(MentionPrompts(last=True), content)
    assert [each.text for each in found] == ["The members' houses and Ann's."]


def test_prompts_keep_what_is_not_in_the_text_and_refuse_what_is_no_answer() -> None:
    content = prompts(pair("Text: 'Ann . '", "Bob: person_other; "), pair("Text: 'Ann . '", "Sorry?"), pair("Ann", "NA"))
    found = list(MentionPrompts(last=True).read(CorpusFiles("toy", {"f": content.encode()}), "f"))
    assert isinstance(found[0], Annotated)
    assert found[0].gold.entities[0].grounding.start is None
    assert isinstance(found[1], Annotated)
    assert refusals(found[1]) == [("answer not understood", "f:2")]
    assert found[2] == Refusal("prompt without a text", "f:3")


@pytest.mark.parametrize("content", ['{"messages": []}', "[1]", '{"messages"'])
def test_what_is_no_conversation_is_an_error_with_its_line(content: str) -> None:
    with pytest.raises(InputError, match=r"f\.txt:1"):
        read(MentionPrompts(), content)
