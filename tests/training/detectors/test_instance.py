"""Instances come back from a file as they went in, and a damaged file is told with its line."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from garner.errors import InputError, OutputError
from garner.schema import Schema
from garner.training.detectors.instance import SYNTHETIC, Instance, read_instances, write_instances
from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Defect,
    DefectKind,
    Entity,
    Event,
    Extraction,
    Grade,
    Grounding,
    Label,
    Mention,
    Relation,
    claims_of,
)

TEXT = "Ada met Bob in Rome. \U0001f600 今日は雨。"
SCHEMA = Schema.parse(
    {
        "name": "toy",
        "labels": {"tone": {"choices": ["good", "bad"], "multiple": True}},
        "entities": {"person": "A human being", "city": None},
        "relations": {"met": {"head": ["person"], "tail": ["person"]}},
        "events": {"meeting": {"roles": {"guest": ["person"]}}},
    }
)


def place(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words, start, start + len(words), words, Grade.VERBATIM)


GOLD = Extraction(
    TEXT,
    (Label("tone", "good"),),
    (Entity("e1", "person", place("Ada")), Entity("e2", "person", place("Bob")), Entity("e3", "city", place("Rome"))),
    (Relation("met", "e1", "e2"),),
    (Event("meeting", place("met"), (Argument("guest", place("Bob"), "e2"),)),),
)
POORER = Extraction(TEXT, GOLD.labels, GOLD.entities[:2], GOLD.relations, GOLD.events)
ROME = next(claim for claim in claims_of(GOLD) if claim.value == "Rome")
MISSING = Defect(DefectKind.MISSING, 1.0, "The city is left out.", "toy", add=ROME)


def missing(identifier: str = "1") -> Instance:
    return Instance(identifier, TEXT, SCHEMA, POORER, GOLD, DefectKind.MISSING, "toy", "made:train", MISSING)


def correct() -> Instance:
    return Instance("2", TEXT, SCHEMA, GOLD, GOLD, None, "gold", "made:train")


def whole(given: Extraction = POORER) -> Instance:
    return Instance("3", TEXT, SCHEMA, given, GOLD, None, "toy", "made:train", whole=True)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_instances_come_back_as_they_went_in(tmp_path: Path, name: str) -> None:
    instances = [missing(), correct(), whole()]
    assert write_instances(tmp_path / name, instances) == 3
    assert list(read_instances(tmp_path / name)) == instances


def test_the_same_instances_give_the_same_bytes_and_a_schema_is_stated_once(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        write_instances(tmp_path / name, [missing(), correct()])
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()).count(b'"asks"') == 1


def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    def failing() -> object:
        yield missing()
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_instances(tmp_path / "a.jsonl.gz", failing())  # type: ignore[arg-type]
    assert not (tmp_path / "a.jsonl.gz").exists()


def test_a_whole_answer_tells_whether_it_is_right() -> None:
    assert not whole().right
    turned = Extraction(TEXT, GOLD.labels, GOLD.entities[::-1], GOLD.relations, GOLD.events)
    assert whole(turned).right
    assert correct().right
    assert not missing().right


def test_words_decide_where_a_corpus_gives_no_places() -> None:
    text = "Ada and Ada"
    first, second = (
        Extraction(text, entities=(Entity("e1", "person", Grounding("Ada", at, at + 3, "Ada", Grade.VERBATIM)),))
        for at in (0, 8)
    )
    schema = Schema.of(["person"])
    assert Instance("1", text, schema, second, first, None, "toy", "made:train", whole=True, places=False).right
    assert not Instance("1", text, schema, second, first, None, "toy", "made:train", whole=True).right


def test_an_instance_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="another text"):
        Instance("1", "another", SCHEMA, POORER, GOLD, None, SYNTHETIC, "made:train", whole=True)
    with pytest.raises(ValueError, match="does not go with"):
        Instance("1", TEXT, SCHEMA, POORER, GOLD, DefectKind.REDUNDANT, SYNTHETIC, "made:train", MISSING)
    with pytest.raises(ValueError, match="no kind"):
        Instance("1", TEXT, SCHEMA, POORER, GOLD, DefectKind.MISSING, SYNTHETIC, "made:train", MISSING, whole=True)
    with pytest.raises(ValueError, match="is not gold"):
        Instance("1", TEXT, SCHEMA, POORER, GOLD, None, SYNTHETIC, "made:train")


def lines(tmp_path: Path) -> list[bytes]:
    write_instances(tmp_path / "good.jsonl", [missing(), correct()])
    return (tmp_path / "good.jsonl").read_bytes().splitlines(keepends=True)


def changed(line: bytes, **fields: object) -> bytes:
    return json.dumps(json.loads(line) | fields).encode() + b"\n"


@pytest.mark.parametrize(
    ("number", "fields", "complaint"),
    [
        (2, {"kind": "odd"}, "expected one of"),
        (2, {"text": 7}, "expected text"),
        (2, {"text": "short"}, "do not fit the text"),
        (2, {"defect": None}, "does not go with"),
        (2, {"schema": "0"}, "states the schema 0"),
        (3, {"gold": {"entities": 3}}, "expected a list"),
        (1, {"version": "2.0"}, "version 2.0"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, number: int, fields: dict[str, object], complaint: str) -> None:
    content = lines(tmp_path)
    content[number - 1] = changed(content[number - 1], **fields)
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"".join(content))
    with pytest.raises(InputError, match=rf"bad\.jsonl:{number}: .*{complaint}"):
        list(read_instances(bad))


def test_a_line_that_is_no_json_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(lines(tmp_path)[0] + b'{"id": "1"\n')
    with pytest.raises(InputError, match=r"bad\.jsonl:2: this is no instance"):
        list(read_instances(bad))


def test_a_packed_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    write_instances(path, [missing(str(number)) for number in range(50)])
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match=r"a\.jsonl\.gz:\d+: the file is damaged or cut off"):
        list(read_instances(path))
    path.write_bytes(b"no gzip")
    with pytest.raises(InputError, match="damaged"):
        list(read_instances(path))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_instances(tmp_path / "none.jsonl.gz"))


@pytest.mark.parametrize(
    ("head", "tail", "told"),
    [("Ada", "Bob", True), ("Bob", "Ada", True), ("Ada met", "Bob in", True), ("Ada", "Rome", False), ("Rome", "Bob", False)],
)
def test_where_one_pair_was_read_gold_tells_of_that_pair_alone(head: str, tail: str, told: bool) -> None:
    ends = tuple(Mention(words, place(words).start, place(words).end) for words in (head, tail))
    claim = Claim(ClaimKind.RELATION, "met", "", ends)
    whole = Instance("1", TEXT, SCHEMA, GOLD, GOLD, None, "gold", "made:train")
    single = replace(whole, single_pair=True)
    assert whole.tells(claim)
    assert single.tells(claim) is told
    assert single.tells(ROME), "of anything else it tells as before"


def test_a_pair_is_known_by_its_words_where_they_stand_twice() -> None:
    text = "Ada met Bob , and Ada left ."
    ada, again, bob = (Grounding(text[a:b], a, b, text[a:b], Grade.VERBATIM) for a, b in ((0, 3), (18, 21), (8, 11)))
    gold = Extraction(text, (), (Entity("e1", "person", ada), Entity("e2", "person", bob)), (Relation("met", "e1", "e2"),))
    instance = Instance("1", text, SCHEMA, gold, gold, None, "gold", "made:train", single_pair=True)
    ends = tuple(Mention(each.value, each.start, each.end) for each in (again, bob))
    assert instance.tells(Claim(ClaimKind.RELATION, "met", "", ends))


def test_that_one_pair_was_read_is_kept_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "instances.jsonl"
    instances = [replace(missing(str(number)), single_pair=number == 1) for number in range(3)]
    write_instances(path, instances)
    assert list(read_instances(path)) == instances
