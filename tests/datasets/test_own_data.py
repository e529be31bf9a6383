"""A user's own data are recognised by what they hold, every loss has its file and line, and nothing ends in a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets import CorpusSplit, Role
from garner.datasets.own import open_dataset
from garner.errors import GarnerError, InputError, NotConfigured
from garner.files import write_results
from garner.schema import Schema
from garner.values import Document, Extraction, Outcome, Reading, Result

TEXT = "Acme bought Bolt in Rome."


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def opened(name: str, content: str | bytes, schema: Schema | None = None, data_format: str | None = None) -> CorpusSplit:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    [split] = open_dataset(name, schema=schema, data_format=data_format)
    return split


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def entities(split: CorpusSplit) -> list[list[tuple[str, str, int | None]]]:
    return [[(each.type, each.text, each.start) for each in record.gold.entities] for record in split.records]


def losses(split: CorpusSplit) -> list[tuple[str, str]]:
    return [(refusal.reason, refusal.where) for refusal in split.refused]


SPELLINGS = {
    "objects": {"text": TEXT, "entities": [{"start": 0, "end": 4, "type": "company"}]},
    "labels": {"text": TEXT, "entities": [{"start_offset": 0, "end_offset": 4, "label": "company", "text": "Acme"}]},
    "lists": {"sentence": TEXT, "spans": [[0, 4, "company"]]},
    "doccano": {"text": TEXT, "label": [[0, 4, "company"]]},
    "spacy": [TEXT, {"entities": [[0, 4, "company"]]}],
    "types to values": {"text": TEXT, "entities": {"company": [{"start": 0, "end": 4}]}},
}


@pytest.mark.parametrize("record", SPELLINGS.values(), ids=SPELLINGS)
def test_entities_are_understood_under_the_names_that_tools_give_them(record: object) -> None:
    split = opened("gold.jsonl", lines(record))
    assert entities(split) == [[("company", "Acme", 0)]]
    assert not split.corpus.strings


def test_what_an_annotator_rejected_or_ignored_is_no_gold() -> None:
    answers = ("accept", "reject", "ignore")
    spans = [{"start": 0, "end": 4, "label": "company"}]
    records = [{"text": TEXT, "spans": spans, "_input_hash": 1, "answer": answer} for answer in answers]
    split = opened("prodigy.jsonl", lines(*records))
    assert entities(split) == [[("company", "Acme", 0)]]
    reason = "record that its annotator did not accept"
    assert losses(split) == [(reason, "prodigy.jsonl:2: reject"), (reason, "prodigy.jsonl:3: ignore")]


def test_offsets_that_fit_in_utf16_units_are_refused_with_a_hint() -> None:
    places = [{"start": 2, "end": 6, "type": "company"}, {"start": 3, "end": 7, "type": "company", "text": "Acme"}]
    split = opened("emoji.jsonl", lines({"text": "😀 Acme sold.", "entities": places}))
    where = "emoji.jsonl:1: 3:7 'Acme' (it fits if offsets count UTF-16 units; count characters)"
    assert losses(split) == [("surface differs from the text", where)]


def test_a_json_list_is_read_as_its_lines_would_be() -> None:
    records = [SPELLINGS["objects"], SPELLINGS["lists"]]
    listed, lined = opened("a.json", json.dumps(records, indent=2)), opened("a.jsonl", lines(*records))
    assert entities(listed) == entities(lined)
    assert [record.id for record in listed.records] == ["a.json:2", "a.json:12"]


def test_relations_find_their_ends_by_number_id_words_and_place() -> None:
    def record(ends: tuple[object, object], identifiers: bool = False) -> dict[str, object]:
        names = [{"id": 7}, {"id": 8}] if identifiers else [{}, {}]
        found = [{"start": 0, "end": 4, "type": "c", **names[0]}, {"start": 12, "end": 16, "type": "c", **names[1]}]
        return {"text": TEXT, "entities": found, "relations": [{"type": "bought", "head": ends[0], "tail": ends[1]}]}

    place = {"start": 12, "end": 16}
    split = opened(
        "r.jsonl", lines(record((0, 1)), record((7, 8), identifiers=True), record(("Acme", "Bolt")), record((0, place)))
    )
    for each in split.records:
        [relation] = each.gold.relations
        assert (each.gold.entity(relation.head).text, each.gold.entity(relation.tail).text) == ("Acme", "Bolt")
    assert not split.refused


def test_relations_between_strings_make_their_mentions_and_are_scored_by_strings() -> None:
    split = opened("r.jsonl", lines({"text": TEXT, "relations": [{"type": "bought", "head": "Acme", "tail": "Bolt"}]}))
    assert entities(split) == [[("mention", "Acme", 0), ("mention", "Bolt", 12)]]
    assert split.schema.keys == ("relations.bought",)
    assert split.corpus.strings


def test_classifications_events_and_facts_are_read() -> None:
    event = {
        "type": "deal",
        "trigger": {"start": 5, "end": 11},
        "arguments": [{"role": "buyer", "start": 0, "end": 4, "text": "Acme"}],
    }
    split = opened(
        "c.jsonl",
        lines(
            {"text": TEXT, "label": "good", "events": [event], "facts": [["Acme", "bought", "Bolt"]]},
            {"text": TEXT, "label": "bad", "labels": ["a", "b"]},
        ),
    )
    first, second = (record.gold for record in split.records)
    assert [(label.task, label.value) for label in first.labels] == [("label", "good")]
    assert [(label.task, label.value) for label in second.labels] == [("label", "bad"), ("labels", "a"), ("labels", "b")]
    assert {task.name: task.multiple for task in split.schema.labels} == {"label": False, "labels": True}
    [event_read] = first.events
    assert event_read.trigger is not None
    assert (event_read.trigger.text, event_read.arguments[0].role, event_read.arguments[0].grounding.start) == (
        "bought",
        "buyer",
        0,
    )
    assert first.facts[0].object.text == "Bolt"


def test_garners_own_results_are_gold_and_hand_made_changes_are_held_against_the_text() -> None:
    split = opened("mine.jsonl", lines(SPELLINGS["objects"]))
    [record] = split.records
    coverage = (Reading(0, len(TEXT), "model", Outcome.READ, ("entities.company",)),)
    write_results("out.jsonl", [Result(Document("d", TEXT), record.gold, coverage)])
    [again] = open_dataset("out.jsonl")
    assert [(each.id, each.gold) for each in again.records] == [("d", record.gold)]
    changed = json.loads(Path("out.jsonl").read_text("utf-8"))
    changed["entities"] += [{"start": 12, "end": 16, "type": "company"}, {"start": 12, "end": 17, "text": "Bolt", "type": "x"}]
    changed["entities"].append({"start": 0, "end": 4, "text": "Bolt", "type": "company"})
    mended = opened("changed.jsonl", lines(changed))
    assert entities(mended) == [[("company", "Acme", 0), ("company", "Bolt", 12), ("x", "Bolt", 12)]]
    assert losses(mended) == [("surface differs from the text", "changed.jsonl:1: 0:4 'Bolt'")]


@pytest.mark.parametrize("content", ["Acme\tB-ORG\nbought\tO\n\nRome\tB-LOC\n", "Acme B-ORG\nbought O\n\nRome B-LOC\n"])
def test_columns_are_read_with_any_separator(content: str) -> None:
    assert entities(opened("a.conll", content)) == [[("ORG", "Acme", 0)], [("LOC", "Rome", 0)]]


def test_columns_with_counters_and_other_columns_are_told_apart() -> None:
    content = "# id = 1\n1,Acme,NNP,S-ORG\n2,of,IN,O\n3,New,NNP,B-LOC\n4,York,NNP,E-LOC\n"
    assert entities(opened("a.csv", content)) == [[("ORG", "Acme", 0), ("LOC", "New York", 8)]]


def test_bare_types_are_tags_too() -> None:
    assert entities(opened("a.txt", "Acme ORG\nInc ORG\nsells O\ntea O\nin O\nRome LOC\n")) == [
        [("ORG", "Acme Inc", 0), ("LOC", "Rome", 22)]
    ]


def test_characters_of_an_unspaced_script_are_joined() -> None:
    split = opened("a.bio", "東 B-地名\n京 I-地名\nは O\n広 O\nい O\n")
    assert entities(split) == [[("地名", "東京", 0)]]
    assert split.records[0].text == "東京は広い"
    assert split.corpus.language == "ja"


def test_a_line_with_other_columns_is_named() -> None:
    with pytest.raises(InputError, match=r"a\.conll:3: 3 columns, and the other lines have 2"):
        opened("a.conll", "Acme B-ORG\nin O\nNew York B-LOC\n" + "x O\n" * 20)


def test_a_folder_of_brat_is_read_with_its_losses() -> None:
    Path("b").mkdir()
    Path("b/1.txt").write_text(TEXT)
    Path("b/2.txt").write_text("Nothing here yet.")
    Path("b/annotation.conf").write_text("[entities]\nOrg\n")
    notes = "T1\tOrg 0 4\tAcme\nT2\tOrg 12 16\tBolt\nT3\tBuy 5 11\tbought\nE1\tBuy:T3 Buyer:T1\nR1\tOwns Arg1:T1 Arg2:T2\n"
    split = opened("b/1.ann", notes + "T4\tOrg 0 99\tAcme\n")
    [whole] = open_dataset("b")
    for each in (split, whole):
        assert entities(each) == [[("Org", "Acme", 0), ("Org", "Bolt", 12)]]
        [record] = each.records
        assert [(relation.type, relation.head, relation.tail) for relation in record.gold.relations] == [("Owns", "e1", "e2")]
        assert [(event.type, event.arguments[0].role) for event in record.gold.events] == [("Buy", "Buyer")]
        assert any("1.ann:6" in where for _, where in losses(each))
    assert ("text without annotations", "b/2.txt") in losses(whole)


def studio_task(text: str, *result: object, **others: object) -> dict[str, object]:
    return {"id": 1, "data": {"text": text}, "annotations": [{"result": list(result)}], **others}


def studio_label(start: int, end: int, surface: str | None, identifier: str = "a") -> dict[str, object]:
    value = {"start": start, "end": end, "labels": ["ORG"], **({"text": surface} if surface is not None else {})}
    return {"id": identifier, "type": "labels", "from_name": "label", "to_name": "text", "value": value}


def test_label_studio_tasks_are_read_with_relations_in_their_direction() -> None:
    parts = (studio_label(0, 4, "Acme"), studio_label(12, 16, "Bolt", "b"))
    ends = {"type": "relation", "from_id": "b", "to_id": "a", "labels": ["owned by"]}
    choices = [{"type": "choices", "from_name": "tone", "value": {"choices": [tone]}} for tone in ("good", "bad")]
    rating = {"type": "rating", "from_name": "stars", "value": {"rating": 4}}
    tasks = [
        studio_task(TEXT, *parts, {**ends, "direction": "right"}, choices[0], rating),
        studio_task(TEXT, *parts, {**ends, "direction": "left"}, choices[1]),
        {"id": 3, "data": {"text": TEXT}, "annotations": []},
    ]
    split = opened("tasks.json", json.dumps(tasks))
    ends_read = [[(r.head, r.tail) for r in record.gold.relations] for record in split.records]
    assert ends_read == [[("e2", "e1")], [("e1", "e2")]]
    assert [record.gold.labels[0].value for record in split.records] == ["good", "bad"]
    assert [reason for reason, _ in losses(split)] == ["task without a finished annotation", "result of the type rating"]


@pytest.mark.parametrize("surface", ["Acme", None])
def test_label_studio_counts_utf_16_units(surface: str | None) -> None:
    split = opened("tasks.json", json.dumps([studio_task(f"😀😀 {TEXT}", studio_label(5, 9, surface))]))
    assert entities(split) == [[("ORG", "Acme", 3)]]


def test_of_several_annotations_the_ground_truth_is_read_and_the_others_are_counted() -> None:
    done = [{"result": [studio_label(0, 4, "Acme")], "ground_truth": True}, {"result": [studio_label(12, 16, "Bolt")]}]
    split = opened("tasks.json", json.dumps([{"id": 1, "data": {"text": TEXT}, "annotations": done}]))
    assert entities(split) == [[("ORG", "Acme", 0)]]
    assert [reason for reason, _ in losses(split)] == ["another annotation of the same text"]


def test_the_short_form_of_label_studio_is_read_without_its_data_columns() -> None:
    def short(number: int, tone: str) -> dict[str, object]:
        label = [{"start": 0, "end": 4, "text": "Acme", "labels": ["ORG"]}]
        return {"text": TEXT, "source": "news", "id": number, "label": label, "tone": tone, "annotator": 1, "annotation_id": 2}

    split = opened("min.json", json.dumps([short(1, "good"), short(2, "bad")]))
    assert entities(split) == [[("ORG", "Acme", 0)]] * 2
    assert [task.name for task in split.schema.labels] == ["tone"]


def test_own_data_are_named_after_their_path_and_keep_their_labels() -> None:
    split = opened("deep/gold.jsonl", lines({"text": TEXT, "entities": [[0, 4, "leavingDate_X"]]}))
    assert (split.name, split.corpus.role, split.corpus.licence) == ("deep/gold.jsonl", Role.OWN, "the user's own")
    assert split.schema == Schema.parse(split.schema.to_dict())
    assert [entity.name for entity in split.schema.entities] == ["leavingDate_X"]


def test_repeated_ids_are_told_apart() -> None:
    record = {"id": "x", "text": TEXT, "entities": [[0, 4, "c"]]}
    assert [each.id for each in opened("a.jsonl", lines(record, record, {**record, "id": "x#2"}, record)).records] == [
        *("x", "x#2", "x#2#2", "x#3"),
    ]


def test_a_schema_that_is_given_decides_what_is_asked_and_what_is_refused() -> None:
    schema = Schema.parse({"entities": ["company"], "labels": {"tone": ["good", "bad"]}})
    record = {"text": TEXT, "entities": [[0, 4, "company"], [20, 24, "city"]], "label": "good"}
    split = opened("a.jsonl", lines(record, {"text": TEXT, "label": "meh"}), schema)
    assert entities(split) == [[("company", "Acme", 0)], []]
    assert [(label.task, label.value) for label in split.records[0].gold.labels] == [("tone", "good")]
    assert losses(split) == [
        ("not asked for by the schema", "a.jsonl:1: entities.city"),
        ("not asked for by the schema", "a.jsonl:2: labels.tone=meh"),
    ]
    assert split.schema == split.records[0].schema == schema


def test_a_schema_that_asks_for_nothing_annotated_is_refused() -> None:
    with pytest.raises(InputError, match=r"asks for nothing that is annotated.*entities\.company"):
        opened("a.jsonl", lines(SPELLINGS["objects"]), Schema.of(["Company"]))


BROKEN: dict[str, tuple[str, str | bytes, str]] = {
    "cut JSON lines": ("a.jsonl", lines(SPELLINGS["objects"]) + '\n{"text": "Acm', r"a\.jsonl:2: this is no JSON"),
    "cut JSON list": ("a.json", '[\n{"text": "a", "label": "x"},\n', r"a\.json:3: the list has no end"),
    "list without a comma": ("a.json", '[\n{"a": 1}\n{"b": 1}]', r"a\.json:3: expected a comma"),
    "lists of nothing": ("a.json", "[]\n[]", r"record that is no object \(a\.json:1\)"),
    "Latin-1": ("a.jsonl", '{"text": "x", "label": "y"}\n{"text": "café"}'.encode("latin-1"), r"not UTF-8.*line 2"),
    "two encodings": ("a.jsonl", "é\n".encode() + "é\n".encode("latin-1"), r"not UTF-8.*line 2"),
    "nothing": ("a.jsonl", "", "is empty"),
    "an empty list": ("a.json", "[]", "no record"),
    "no gold at all": ("a.jsonl", lines({"text": TEXT, "entities": []}), "nothing annotated in 1 text"),
    "only bad places": ("a.jsonl", lines({"text": TEXT, "entities": [[0, 99, "c"]]}), r"a\.jsonl:1: 0:99"),
    "a misspelt field": ("a.jsonl", lines({"text": TEXT, "entites": [[0, 4, "c"]]}), "Did you mean 'entities'"),
    "no text": ("a.jsonl", lines({"body_text": TEXT, "label": "x"}), r"record without a text \(a\.jsonl:1"),
    "prose": ("a.txt", "Acme bought Bolt.\nIt was in Rome.\n", "of no format that is known"),
    "a PDF": ("a.pdf", b"%PDF-1.4", "PDF"),
    "names that differ in case": ("a.jsonl", lines({"text": TEXT, "entities": [[0, 4, "Org"], [12, 16, "org"]]}), "no schema"),
    "one choice": ("a.jsonl", lines({"text": TEXT, "label": "x"}), "at least two choices"),
    "another version": ("a.jsonl", lines({"version": "9.0", "coverage": [], "text": TEXT}), r"a\.jsonl:1: a result of version"),
}


@pytest.mark.parametrize(("name", "content", "message"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_scored_is_refused_with_its_place(name: str, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened(name, content)


LOST: dict[str, tuple[dict[str, object], str]] = {
    "beyond the end": ({"entities": [[20, 26, "c"]]}, "span outside the text"),
    "before the beginning": ({"entities": [[-1, 3, "c"]]}, "span outside the text"),
    "backwards": ({"entities": [[4, 0, "c"]]}, "span outside the text"),
    "blank": ({"entities": [[4, 5, "c"]]}, "span outside the text"),
    "other words": ({"entities": [{"start": 0, "end": 4, "text": "Bolt", "type": "c"}]}, "surface differs from the text"),
    "fraction": ({"entities": [[0, 4.5, "c"]]}, "offset that is no whole number"),
    "truth value": ({"entities": [[0, True, "c"]]}, "offset that is no whole number"),
    "half a place": ({"entities": [{"start": 0, "type": "c"}]}, "offset that is no whole number"),
    "no type": ({"entities": [{"start": 0, "end": 4}]}, "entity without a type"),
    "no place": ({"entities": [{"type": "c"}]}, "item without a place"),
    "same twice": ({"entities": [[12, 16, "d"], [12, 16, "d"]]}, "annotated twice"),
    "unknown end": ({"relations": [{"type": "r", "head": 0, "tail": 5}]}, "relation whose end is no entity of the record"),
    "relation without a type": ({"relations": [{"head": 0, "tail": 0}]}, "relation without a type"),
    "half a fact": ({"facts": [["Acme", "bought"]]}, "fact without subject, predicate and object"),
    "nameless role": ({"events": [{"type": "e", "arguments": ["Acme"]}]}, "argument without a role"),
    "number for a list": ({"relations": 3}, "field relations that is no list"),
}


@pytest.mark.parametrize(("fields", "reason"), LOST.values(), ids=LOST)
def test_one_bad_annotation_is_refused_by_name_and_the_others_stay(fields: dict[str, object], reason: str) -> None:
    good = {"text": TEXT, "spans": [[0, 4, "company"]]}
    split = opened("a.jsonl", lines(good, {**good, **fields}))
    assert ("company", "Acme", 0) in entities(split)[1]
    assert [(refusal.reason, refusal.where.startswith("a.jsonl:2")) for refusal in split.refused] == [(reason, True)]


def test_byte_order_marks_are_no_part_of_the_data() -> None:
    content = lines(SPELLINGS["objects"])
    for marked in (b"\xef\xbb\xbf" + content.encode(), content.encode("utf-16")):
        assert entities(opened("a.jsonl", marked)) == [[("company", "Acme", 0)]]


def test_files_of_no_known_format_in_a_folder_are_told() -> None:
    Path("f").mkdir()
    Path("f/notes.txt").write_text("These are notes about the data.\nThey go on.\n")
    opened("f/a.jsonl", lines(SPELLINGS["objects"]))
    [split] = open_dataset("f")
    assert losses(split) == [("file of no known format", "f/notes.txt")]


def test_a_format_can_be_forced_and_unknown_ones_are_named() -> None:
    with pytest.raises(InputError, match="no record"):
        opened("a.json", lines(SPELLINGS["objects"]), data_format="label-studio")
    with pytest.raises(NotConfigured, match="jsonl, conll, brat, label-studio"):
        opened("a.json", "[]", data_format="yaml")


def test_a_missing_file_is_answered_with_the_closest() -> None:
    Path("gold.jsonl").write_text("x")
    with pytest.raises(InputError, match=r"Did you mean gold\.jsonl"):
        open_dataset("gild.jsonl")
    with pytest.raises(InputError, match="No corpus is called 'nothing'"):
        open_dataset("nothing")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 40) | st.floats() | st.sampled_from(["", "Acme", "company", "e1", TEXT]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "start", "end", "type", "id", "head", "tail", "role", "trigger"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    ["entities", "label", "labels", "relations", "events", "facts", "tables", "spans", "id", "tokens", "tags"]
)


@given(st.lists(st.dictionaries(fields, json_values, max_size=4), min_size=1, max_size=3))
def test_whatever_a_record_holds_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    path.write_text(lines(*({"text": TEXT, **record} for record in records)), "utf-8")
    try:
        [split] = open_dataset(path)
    except GarnerError:
        return
    assert len(split.records) + sum(refusal.lost == "record" for refusal in split.refused) == len(records)
    for record in split.records:
        assert isinstance(record.gold, Extraction)
        for grounding in record.gold.groundings():
            assert grounding.span is None or record.text[slice(*grounding.span)] == grounding.text


@given(st.text(), st.sampled_from(["a.jsonl", "a.json", "a.conll", "a.ann"]))
def test_whatever_a_file_holds_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: str, name: str) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        [split] = open_dataset(path)
    except GarnerError:
        return
    assert split.records


def test_a_near_name_is_offered_once() -> None:
    with pytest.raises(InputError) as raised:
        open_dataset("trec66")
    assert str(raised.value.hint).count("trec6") == 1


def test_an_empty_folder_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty"):
        open_dataset(tmp_path)
