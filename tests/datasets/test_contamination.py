"""What a component saw is known again, whole or by a sentence; an evaluation on it is refused unless asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets import Annotated, Corpus, CorpusRecord, CorpusSplit, Refusal, Role
from garner.datasets.contamination import Contamination, Policy, Status, contamination, refuse_if_seen
from garner.datasets.exposure import (
    EXPOSURE_FILE,
    Exposure,
    SeenSplit,
    exposure_at,
    exposure_to,
    joined_exposure,
    write_exposure,
)
from garner.datasets.files import CorpusFiles
from garner.datasets.fingerprints import WIDTH, fingerprints_of, hash_of, tells
from garner.datasets.record import fingerprint_text
from garner.errors import Contaminated, GarnerError, InputError
from garner.schema import Schema
from garner.values import Extraction

LONG = "The committee will meet again on Thursday in the old town hall."
OTHER = "Nobody had expected that the bridge would be closed for so long."
CHINESE = "中国国家主席昨天在北京会见了外国客人"
JAPANESE = "彼は昨日東京で新しい本を買いました"


@dataclass(frozen=True)
class NoReader:
    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return iter(())


def test_an_exposure_that_is_not_there_is_called_missing_and_not_damaged(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent cannot be read: it is not there") as raised:
        exposure_at(tmp_path / "absent")
    assert "Copy" not in str(raised.value.hint)


def split_of(texts: Sequence[str], name: str = "toy", split: str = "test", source: str = "abc") -> CorpusSplit:
    corpus = Corpus(name, f"en/{name}", Role.TRAIN, "MIT", NoReader(), {split: ("x",)})
    records = tuple(
        CorpusRecord(f"r{number}", text, Schema(), Extraction(text), f"{name}:{split}", source)
        for number, text in enumerate(texts)
    )
    return CorpusSplit(corpus, split, Schema(), records, (), source)


def exposure(*texts: str) -> Exposure:
    return exposure_to("c-1", [SeenSplit("seen", "train", "def", len(texts))], texts)


# What is known again


def test_a_text_is_known_again_however_it_is_spaced_cased_and_pointed() -> None:
    found = contamination(exposure(LONG), split_of([LONG.upper().replace(" ", "  ").replace(".", " !"), OTHER]))
    assert (found.status, found.seen_ids, found.of) == (Status.SEEN, {"r0"}, 2)
    assert found.share == 0.5
    assert "1 of 2 texts (50.0%)" in found.reasons[0]
    assert "1 whole, 0 with at least one sentence" in found.reasons[0]


def test_a_small_share_is_not_told_as_nothing() -> None:
    found = contamination(exposure(LONG), split_of([LONG] + [OTHER] * 1999))
    assert "1 of 2000 texts (under 0.1%)" in found.reasons[0]


def test_a_document_is_seen_by_one_of_its_sentences_and_a_sentence_by_its_document() -> None:
    document = f"{OTHER} {LONG}"
    assert contamination(exposure(LONG), split_of([document])).seen_ids == {"r0"}
    assert "0 whole, 1 with" in contamination(exposure(LONG), split_of([document])).reasons[0]
    assert contamination(
        exposure(document), split_of([LONG, OTHER, "Something else that is quite as long as the others."])
    ).seen_ids == {
        "r0",
        "r1",
    }


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, f"{JAPANESE}。"])
def test_shorter_texts_tell_in_chinese_and_japanese(text: str) -> None:
    assert contamination(exposure(f"{text}。{JAPANESE[::-1]}。"), split_of([text])).seen_ids == {"r0"}


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("a" * 27, False),
        ("a" * 28, True),
        ("中" * 11, False),
        ("中" * 12, True),
        ("あア一" * 4, True),
        ("中" * 6 + "a" * 7, False),
    ],
)
def test_texts_too_short_to_tell_are_no_evidence(text: str, enough: bool) -> None:
    assert tells(text) is enough
    expected = Status.SEEN if enough else Status.CLEAN
    assert contamination(exposure(text), split_of([text])).status is expected


def test_a_model_of_which_nothing_is_known_is_neither_clean_nor_seen() -> None:
    found = contamination(None, split_of([LONG]))
    assert (found.status, found.seen_ids, found.of) == (Status.UNKNOWN, frozenset(), 1)
    assert found.reasons


def test_a_split_trained_on_counts_whole_with_its_texts_too_short_to_tell() -> None:
    declared = exposure_to("c-1", [SeenSplit("toy", "train", "?", 2)], [LONG])
    found = contamination(declared, split_of([LONG, "play it"], split="train"))
    assert found.seen_ids == {"r0", "r1"}
    assert found.reasons[0] == "trained on toy:train itself"
    assert contamination(declared, split_of(["play it"], split="test")).status is Status.CLEAN


def test_a_note_on_a_split_is_told_and_makes_nothing_seen() -> None:
    watched = replace(exposure(LONG), notes=("measured in training: toy:dev, toy:test", "nothing else"))
    found = contamination(watched, split_of([OTHER]))
    assert (found.status, found.seen_ids) == (Status.CLEAN, frozenset())
    assert found.reasons == ("measured in training: toy:dev, toy:test",)
    assert contamination(watched, split_of([OTHER], name="y")).reasons == ()


def test_the_same_files_under_another_name_count_as_the_same_split() -> None:
    declared = exposure_to("c-1", [SeenSplit("other", "train", "abc", 2)], [])
    found = contamination(declared, split_of(["play it"], source="abc"))
    assert found.seen_ids == {"r0"}
    assert "other:train, which is read from the same files" in found.reasons[0]


def test_a_split_without_texts_is_clean() -> None:
    assert contamination(exposure(LONG), split_of([])) == Contamination(Status.CLEAN, frozenset(), 0, (), "toy:test", "c-1")
    assert contamination(exposure(LONG), split_of([])).share == 0.0


texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8)


@given(texts, texts)
def test_what_was_seen_is_what_a_plain_comparison_finds(seen: list[str], asked: list[str]) -> None:
    def pieces(text: str) -> set[bytes]:
        return set(fingerprints_of(text).every)

    known = {each for text in seen for each in pieces(text)}
    expected = {f"r{number}" for number, text in enumerate(asked) if pieces(text) & known}
    assert contamination(exposure(*seen), split_of(asked)).seen_ids == expected


@given(st.sets(st.binary(min_size=WIDTH, max_size=WIDTH), max_size=40), st.binary(min_size=WIDTH, max_size=WIDTH))
def test_looking_a_fingerprint_up_finds_exactly_what_is_there(stored: set[bytes], asked: bytes) -> None:
    seen = Exposure("c", (), b"".join(sorted(stored)))
    assert all(seen.saw(each) for each in stored)
    assert seen.saw(asked) == (asked in stored)


# What follows


def test_seen_texts_are_refused_unless_forced_or_left_out() -> None:
    found = contamination(exposure(LONG), split_of([LONG, OTHER]))
    with pytest.raises(Contaminated, match=r"c-1 has seen toy:test in training: 1 of 2 texts") as caught:
        refuse_if_seen(found)
    assert "--drop-seen" in caught.value.hint
    assert "--force" in caught.value.hint
    assert isinstance(caught.value, GarnerError)
    refuse_if_seen(found, Policy.FORCE)
    refuse_if_seen(found, Policy.LEAVE_OUT)


def test_clean_and_unknown_are_not_refused() -> None:
    refuse_if_seen(contamination(exposure(LONG), split_of([OTHER])))
    refuse_if_seen(contamination(None, split_of([OTHER])))


# The record beside the weights


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = replace(exposure(LONG, OTHER, CHINESE), notes=("watched 訓練",))
    write_exposure(written, tmp_path / "model")
    assert exposure_at(tmp_path / "model") == written
    assert exposure_at(tmp_path / "model" / EXPOSURE_FILE) == written
    assert len(written) == 3


def test_the_same_texts_make_the_same_files_in_whatever_order(tmp_path: Path) -> None:
    write_exposure(exposure(LONG, OTHER), tmp_path / "a")
    write_exposure(exposure(OTHER, LONG), tmp_path / "b")
    for name in ("seen.json", "seen.bin"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_folder_without_a_record_is_a_model_of_which_nothing_is_known(tmp_path: Path) -> None:
    assert exposure_at(tmp_path) is None


def changed(table: dict[str, object], **changes: object) -> str:
    return json.dumps(table | changes)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "version None"),
        ('{"version": "2.0"}', "version 2.0; this garner reads 1.x"),
        ('{"version": "1.7"}', "is no record"),
        ('{"version": "1.0", "component": "c", "splits": [{"corpus": "x"}], "fingerprints": {}}', "is no record"),
        (
            '{"version": "1.0", "component": "c", "splits": [], "fingerprints": {"count": 1, "bytes": 6, "sha256": ""}}',
            "damaged",
        ),
    ],
)
def test_a_record_of_another_kind_is_refused(tmp_path: Path, content: str, message: str) -> None:
    write_exposure(exposure(LONG), tmp_path)
    (tmp_path / EXPOSURE_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        exposure_at(tmp_path)


def test_fingerprints_cut_short_changed_or_missing_are_refused(tmp_path: Path) -> None:
    write_exposure(exposure(LONG, OTHER), tmp_path)
    path = tmp_path / "seen.bin"
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:WIDTH], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match=r"seen\.bin is damaged"):
            exposure_at(tmp_path)
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        exposure_at(tmp_path)


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        exposure_at(tmp_path / "nowhere")


def test_half_a_surrogate_has_a_fingerprint() -> None:
    assert len(hash_of(fingerprint_text("\ud800"))) == WIDTH


# Several components that answer together


def test_what_either_of_two_saw_was_seen_by_both_together() -> None:
    one, other = exposure(LONG), exposure_to("d-1", [SeenSplit("other", "train", "ghi", 1)], [OTHER], ["a note"])
    both = joined_exposure({"one": one, "other": other})
    assert both is not None
    assert both.component == "c-1 with d-1"
    assert both.splits == (*one.splits, *other.splits)
    assert (both.notes, both.unknown) == (("a note",), ())
    assert contamination(both, split_of([LONG, OTHER, CHINESE])).seen_ids == {"r0", "r1"}
    assert contamination(both, split_of([CHINESE])).status is Status.CLEAN
    assert len(joined_exposure({"one": one, "again": one}) or ()) == len(one)


def test_one_alone_stays_as_it_is_and_of_nobody_nothing_is_known() -> None:
    one = exposure(LONG)
    assert joined_exposure({"one": one}) is one
    assert joined_exposure({}) is None
    assert joined_exposure({"a": None, "b": None}) is None


def test_what_the_known_part_saw_is_seen_and_all_else_unknown(tmp_path: Path) -> None:
    joined = joined_exposure({"one": exposure(LONG), "openai:x": None})
    assert joined is not None
    found = contamination(joined, split_of([LONG, OTHER]))
    assert (found.status, found.seen_ids) == (Status.SEEN, {"r0"})
    unseen = contamination(joined, split_of([OTHER]))
    assert unseen.status is Status.UNKNOWN
    assert unseen.reasons == ("no record tells what openai:x was trained on",)
    refuse_if_seen(unseen)
    write_exposure(joined, tmp_path)
    assert exposure_at(tmp_path) == joined
