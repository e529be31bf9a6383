"""What is learnt from one's own texts: nothing that is measured on, nothing held out, and no loss in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets import fingerprint_text, read_split
from garner.errors import InputError
from garner.schema import Schema
from garner.training.encoder.lesson import DevShare, Lesson, Passages, Request, prepare

PASSAGES = Passages(8, 3, lambda text: len(text.split()))


def put(folder: Path, *texts: tuple[str, dict[str, list[str]]], name: str = "mine.jsonl") -> str:
    """A data set of texts with the mentions of each label."""
    lines = []
    for text, mentions in texts:
        spans = [
            {"start": text.index(word), "end": text.index(word) + len(word), "type": label}
            for label, words in mentions.items()
            for word in words
        ]
        lines.append(json.dumps({"text": text, "entities": spans}) + "\n")
    (folder / name).write_text("".join(lines), "utf-8")
    return str(folder / name)


def lesson_of(folder: Path, *texts: tuple[str, dict[str, list[str]]], aside: DevShare = DevShare()) -> Lesson:  # noqa: B008
    return prepare(Request(put(folder, *texts), aside=aside), PASSAGES)


def numbered(count: int) -> list[tuple[str, dict[str, list[str]]]]:
    return [(f"Ada{number} came.", {"person": [f"Ada{number}"]}) for number in range(count)]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=30), st.floats(0.0, 0.9), st.integers(0, 99))
def test_nothing_that_is_measured_on_is_trained_on(
    tmp_path_factory: pytest.TempPathFactory, which: list[int], share: float, seed: int
) -> None:
    if len(set(which)) < 2:
        return
    texts = [numbered(7)[number] for number in which]
    lesson = lesson_of(tmp_path_factory.mktemp("data"), *texts, aside=DevShare(share, seed))
    aside = {fingerprint_text(record.text) for record in lesson.dev.records}
    assert aside
    assert lesson.texts
    assert aside.isdisjoint(fingerprint_text(text.text) for text in lesson.texts)
    assert len(lesson.dev.records) + lesson.documents == len(which)


def test_a_tenth_is_kept_aside_and_the_seed_says_which(tmp_path: Path) -> None:
    first, again, other = (lesson_of(tmp_path, *numbered(40), aside=DevShare(0.1, seed)) for seed in (0, 0, 1))
    assert len(first.dev.records) == 4
    assert first.dev.records == again.dev.records != other.dev.records
    assert "4 of 40 documents are kept aside to measure on (seed 0)." in first.notes


def test_what_stands_in_other_data_to_measure_on_is_left_out_and_told(tmp_path: Path) -> None:
    dev = put(tmp_path, ("Cora came.", {"person": ["Cora"]}), ("Ada1 came.", {"person": ["Ada1"]}), name="dev.jsonl")
    lesson = prepare(Request(put(tmp_path, *numbered(3)), dev), PASSAGES)
    assert {text.text for text in lesson.texts} == {"Ada0 came.", "Ada2 came."}
    assert "1 passages stand in what is measured on too, and are not trained on." in lesson.notes
    assert [record.text for record in lesson.dev.records] == ["Cora came.", "Ada1 came."]


def test_what_cannot_be_learnt_is_counted(tmp_path: Path) -> None:
    texts = [
        *numbered(2),
        ("The Ministry of Very Silly Walks", {"office": ["Ministry of Very Silly Walks"]}),
        ("Unhappy people", {"mood": ["happy"]}),
        ("One two three four five six Ada\nCora eight nine ten eleven twelve", {"person": ["Ada\nCora", "One"]}),
    ]
    dev = put(tmp_path, ("Dora sat.", {"person": ["Dora"]}), name="dev.jsonl")
    lesson = prepare(Request(put(tmp_path, *texts), dev), PASSAGES)
    told = "\n".join(lesson.notes)
    assert "1 mentions have more than 3 words and cannot be found." in told
    assert "1 mentions begin or end within a word and cannot be found." in told
    assert "1 texts are longer than 8 tokens and are read as 2 passages." in told
    assert "1 mentions lie across the cut between two passages and are not learnt." in told


def test_passages_hold_their_text_and_their_mentions(tmp_path: Path) -> None:
    text = "Ada met Bob in a small town. Then Cora came there with a dog. Nobody saw Ada again after that."
    dev = put(tmp_path, ("Dora sat.", {"person": ["Dora"]}), name="dev.jsonl")
    lesson = prepare(Request(put(tmp_path, (text, {"person": ["Ada", "Bob", "Cora"]})), dev), PASSAGES)
    assert "".join(piece.text for piece in lesson.texts) == text
    assert [piece.text[span.start : span.end] for piece in lesson.texts for span in piece.spans] == ["Ada", "Bob", "Cora"]


def test_a_schema_narrows_what_is_learnt_and_brings_descriptions(tmp_path: Path) -> None:
    schema = Schema.parse({"entities": {"person": "A human being", "city": "A town"}})
    texts = [(f"Ada{number} met Acme{number}.", {"person": [f"Ada{number}"], "firm": [f"Acme{number}"]}) for number in range(5)]
    lesson = prepare(Request(put(tmp_path, *texts), schema=schema), PASSAGES)
    assert lesson.labels == ("person",)
    assert lesson.schema.entities == schema.entities
    assert {span.label for text in lesson.texts for span in text.spans} == {"person"}
    told = "\n".join(lesson.notes)
    assert "5 annotations not converted: not asked for by the schema." in told
    assert "Never annotated in what is trained on, so nothing is learnt of: city." in told


@pytest.mark.parametrize(
    ("data", "dev", "message"),
    [
        ("toy_held:train", None, "toy_held is held out"),
        ("toy:test", None, "is a test split"),
        ("toy_research", None, "research only"),
        ("toy", "toy:test", "nothing may be chosen on it"),
        ("toy", "toy_held:train", "nothing may be chosen on it"),
    ],
)
def test_nothing_held_out_is_trained_or_chosen_on(
    data: Path, tmp_path: Path, message: str, dev: str | None, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["data"]
    with pytest.raises(InputError, match=message):
        prepare(Request(name, dev, data_dir=tmp_path), PASSAGES)


def test_a_corpus_is_read_by_its_training_split(data: Path) -> None:
    lesson = prepare(Request("toy", data_dir=data), PASSAGES)
    assert (lesson.seen.corpus, lesson.seen.split) == ("toy", "train")
    # One sentence of the toy corpus stands in the toy that is held out.
    held_out = {fingerprint_text(record.text) for record in read_split(data, "toy_held", "train").records}
    shared = held_out & {fingerprint_text(record.text) for record in read_split(data, "toy", "train").records}
    assert shared
    assert shared.isdisjoint(fingerprint_text(text.text) for text in lesson.texts)
    assert any("stand among held-out texts" in note for note in lesson.notes)
    with pytest.raises(InputError, match="No text to train on has a mention"):
        prepare(Request("toy", "toy", data_dir=data), PASSAGES)  # its dev split holds the same texts


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([("Ada came.", {"person": ["Ada"]})], "only one text"),
        ([("Ada came.", {"person": ["Ada"]}), ("ADA CAME", {"person": ["ADA"]})], "only one text"),
        ([("Ada came.", {}), ("Bob came.", {})], "nothing annotated"),
    ],
)
def test_data_that_nothing_can_be_learnt_from_are_refused(
    tmp_path: Path, texts: list[tuple[str, dict[str, list[str]]]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        lesson_of(tmp_path, *texts)


def test_classifications_alone_are_learnt(tmp_path: Path) -> None:
    (tmp_path / "mood.jsonl").write_text(
        "".join(json.dumps({"text": text, "sentiment": mood}) + "\n" for text, mood in (("Well.", "good"), ("Ill.", "bad"))),
        "utf-8",
    )
    lesson = prepare(Request(str(tmp_path / "mood.jsonl")), PASSAGES)
    assert set(lesson.labels) <= {"sentiment=good", "sentiment=bad"}
    assert [choice.right for text in lesson.texts for choice in text.choices]


def test_relations_stay_with_both_ends_in_one_passage_and_others_are_counted(tmp_path: Path) -> None:
    def line(text: str, *words: str) -> str:
        ends = [
            {"id": word, "start": text.index(word), "end": text.index(word) + len(word), "type": "person"} for word in words
        ]
        relations = [{"head": words[0], "tail": word, "type": "met"} for word in words[1:]]
        return json.dumps({"text": text, "entities": ends, "relations": relations}) + "\n"

    long = line("Ada met Bob in a small town. Then Cora came there with a dog.", "Ada", "Bob", "Cora")
    (tmp_path / "met.jsonl").write_text(long, "utf-8")
    (tmp_path / "dev.jsonl").write_text(line("Dora met Eve.", "Dora", "Eve"), "utf-8")
    lesson = prepare(Request(str(tmp_path / "met.jsonl"), str(tmp_path / "dev.jsonl")), PASSAGES)
    found = [(text.text[slice(*x.head)], text.text[slice(*x.tail)], x.name) for text in lesson.texts for x in text.links]
    assert found == [("Ada", "Bob", "met")]
    assert "1 relations and arguments lie across the cut between two passages and are not learnt." in lesson.notes
    assert lesson.labels == ("person", "met")


def test_relations_are_learnt_where_nothing_has_a_type(tmp_path: Path) -> None:
    lines = (
        {
            "text": f"Ada{number} met Bob.",
            "entities": [
                {"id": "a", "start": 0, "end": 4, "type": "mention"},
                {"id": "b", "start": 9, "end": 12, "type": "mention"},
            ],
            "relations": [{"head": "a", "tail": "b", "type": "met"}],
        }
        for number in range(4)
    )
    (tmp_path / "met.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    for schema in (None, Schema.parse({"relations": {"met": "saw in person"}})):
        lesson = prepare(Request(str(tmp_path / "met.jsonl"), schema=schema), PASSAGES)
        assert lesson.labels == ("met",)
        assert (lesson.schema.entities, [each.name for each in lesson.schema.relations]) == ((), ["met"])
        for text in lesson.texts:
            assert text.spans == ()
            assert [text.text[slice(*place)] for link in text.links for place in link[:2]] == [text.text[:4], "Bob"]
            assert text.mentions == ((0, 4), (9, 12))


def test_data_that_ask_for_facts_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks for nothing that the encoder answers"):
        prepare(Request(put(tmp_path, *numbered(4)), schema=Schema(facts=True)), PASSAGES)


def test_a_schema_that_asks_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks for nothing that is annotated"):
        prepare(Request(put(tmp_path, *numbered(4)), schema=Schema.of(["planet"])), PASSAGES)


def test_mentions_kept_aside_alone_leave_nothing_to_learn(tmp_path: Path) -> None:
    dev = put(tmp_path, ("Dora sat.", {"person": ["Dora"]}), name="dev.jsonl")
    data = put(tmp_path, ("Dora sat.", {"person": ["Dora"]}), ("It rains.", {}))
    with pytest.raises(InputError, match="No text to train on has a mention"):
        prepare(Request(data, dev), PASSAGES)
