"""Counts are of what was kept and refused; a difference from the published ones is equal, accounted for, noted or told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from garner.datasets import Annotated, CorpusSplit, Gold, Lost, Published, Refusal, Role
from garner.datasets.counts import Agreement, CorpusCounts, count_items, count_split
from garner.datasets.counts_page import counts_page
from garner.datasets.export import export_split, gold_results
from garner.datasets.files import CorpusFiles
from garner.datasets.own import open_dataset
from garner.datasets.own.split import own_corpus, own_split
from garner.errors import NotConfigured
from garner.files import read_results
from garner.values import Grounding

TEXT = "Acme bought\nBolt Ltd in Rome, said Acme."


class _NoReader:
    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        raise NotImplementedError


def gold() -> Annotated:
    found = Gold("d", TEXT)
    head = found.entity("company name", found.place(0, 4))
    tail = found.entity("company name", found.place(12, 20))
    found.entity("city", found.place(24, 28))
    found.relation("has bought", head, tail)
    found.event("deal", found.place(5, 11), (("buyer", found.place(0, 4)), ("seller", found.place(35, 39))))
    found.choice("tone", "good")
    found.choice("tone", "fine")
    return found.annotated()


def split_of(
    published: Published | None = None,
    refused: tuple[Refusal, ...] = (),
    note: str = "",
    counted: tuple[str, ...] = ("entities", "relations"),
) -> CorpusSplit:
    records = [gold()]
    corpus = replace(
        own_corpus("mine", _NoReader(), records),
        published={} if published is None else {"": published},
        note=note,
        counted=counted,
    )
    return own_split(corpus, records, refused, "0" * 64, None)


def refusals(count: int, lost: Lost = Lost.ANNOTATION, reason: str = "discontinuous span") -> tuple[Refusal, ...]:
    return tuple(Refusal(reason, f"a.ann:{number}", lost) for number in range(1, count + 1))


def test_every_kind_of_item_is_counted_once() -> None:
    assert count_items([gold().gold, gold().gold]) == {
        "labels": 4,
        "entities": 6,
        "relations": 2,
        "events": 2,
        "arguments": 4,
    }
    assert count_items([]) == {}


@pytest.mark.parametrize(
    ("published", "refused", "note", "agreement"),
    [
        (None, (), "", Agreement.UNPUBLISHED),
        (Published(1, 4), (), "", Agreement.EQUAL),
        (Published(1), (), "", Agreement.EQUAL),
        (Published(1, 4), refusals(2), "", Agreement.EQUAL),
        (Published(1, 6), refusals(2), "", Agreement.ACCOUNTED),
        (Published(1, 6), refusals(2) + refusals(1, reason="attribute"), "", Agreement.ACCOUNTED),
        (Published(1, 7), refusals(2), "", Agreement.DIFFERS),
        (Published(3, 4), refusals(2, Lost.RECORD), "", Agreement.ACCOUNTED),
        (Published(1, 6), refusals(2, Lost.RECORD), "", Agreement.DIFFERS),
        (Published(2, 4), (), "", Agreement.DIFFERS),
        (Published(2, 4), (), "One text is there twice.", Agreement.NOTED),
        (Published(1, 4), (), "One text is there twice.", Agreement.EQUAL),
    ],
)
def test_counts_are_held_against_the_published_ones(
    published: Published | None, refused: tuple[Refusal, ...], note: str, agreement: Agreement
) -> None:
    counts = count_split(split_of(published, refused, note))
    assert counts.agreement is agreement
    assert CorpusCounts(split_of().corpus, (counts,)).differs is (agreement is Agreement.DIFFERS)


def test_only_what_the_page_counts_is_compared() -> None:
    assert count_split(split_of(Published(1, 3), counted=("events", "arguments"))).agreement is Agreement.EQUAL


def test_refusals_are_counted_by_reason_with_their_first_places() -> None:
    counts = count_split(split_of(refused=refusals(5) + refusals(1, Lost.RECORD, "empty")))
    assert counts.refused == {"discontinuous span": 5, "empty": 1}
    assert (counts.refused_annotations, counts.refused_records) == (5, 1)
    assert counts.examples["discontinuous span"] == ("a.ann:1", "a.ann:2", "a.ann:3")


def test_the_page_names_licence_role_counts_notes_and_losses() -> None:
    split = split_of(Published(2, 1_234), refusals(3), "A | in a note.")
    page = counts_page([CorpusCounts(replace(split.corpus, role=Role.RESEARCH), (count_split(split),))])
    assert "| mine | unknown | research | the user's own |" in page
    assert (
        "| mine: | 1 | 2 labels, 3 entities, 1 relations, 1 events, 2 arguments | 3 | 2 / 1,234 | differs, see note |" in page
    )
    assert "- **mine**: A | in a note." in page
    assert "| mine: | discontinuous span | 3 | a.ann:1 |" in page


def test_exported_results_hold_the_gold_and_count_as_read_whole(tmp_path: Path) -> None:
    split = split_of()
    assert export_split(split, tmp_path / "gold.jsonl", "jsonl") == {}
    results = list(read_results(tmp_path / "gold.jsonl"))
    assert results == list(gold_results(split))
    assert [result.extraction for result in results] == [record.gold for record in split.records]
    assert all(result.complete for result in results)
    [again] = open_dataset(tmp_path / "gold.jsonl")
    assert [record.gold for record in again.records] == [record.gold for record in split.records]


def places(split: CorpusSplit) -> list[tuple[str, Grounding]]:
    return [(entity.type, entity.grounding) for record in split.records for entity in record.gold.entities]


def test_brat_gets_everything_but_labels_and_gives_it_back(tmp_path: Path) -> None:
    split = split_of()
    assert export_split(split, tmp_path / "brat", "brat") == {"labels": 2}
    assert (tmp_path / "brat" / "d.txt").read_bytes().decode() == TEXT
    [again] = open_dataset(tmp_path / "brat")
    assert again.records[0].text == TEXT
    named = [(label.replace(" ", "_"), place) for label, place in places(split)]
    # An argument that is no entity comes back as a mention without a type of its own.
    assert [each for each in places(again) if each[0] != "mention"] == named
    [event], [expected] = again.records[0].gold.events, split.records[0].gold.events
    assert event.trigger == expected.trigger
    assert [(x.role, x.grounding) for x in event.arguments] == [(x.role, x.grounding) for x in expected.arguments]
    assert [relation.type for relation in again.records[0].gold.relations] == ["has_bought"]
    assert not again.refused


def test_a_mention_over_a_line_break_goes_to_brat_in_pieces_and_comes_back_whole(tmp_path: Path) -> None:
    found = Gold("d", TEXT)
    found.entity("x", found.place(5, 16))
    split = own_split(own_corpus("mine", _NoReader(), [found.annotated()]), [found.annotated()], (), "0" * 64, None)
    export_split(split, tmp_path / "brat", "brat")
    assert (tmp_path / "brat/d.ann").read_text() == "T1\tx 5 11;12 16\tbought Bolt\n"
    [again] = open_dataset(tmp_path / "brat")
    assert places(again) == places(split)


def test_label_studio_gets_its_own_offsets_and_a_set_up_with_every_label(tmp_path: Path) -> None:
    found = Gold("d", f"😀 {TEXT}")
    head, tail = (found.entity("a & b", found.place(start, end)) for start, end in ((2, 6), (14, 18)))
    found.relation("has bought", head, tail)
    found.choice("tone", "good")
    found.choice("tone", "fine")
    records = [found.annotated()]
    split = own_split(own_corpus("mine", _NoReader(), records), records, (), "0" * 64, None)
    assert export_split(split, tmp_path / "tasks.json", "label-studio") == {}
    assert '"start": 3' in (tmp_path / "tasks.json").read_text("utf-8")
    set_up = (tmp_path / "tasks.xml").read_text("utf-8")
    assert '<Label value="a &amp; b"/>' in set_up
    assert '<Choices name="tone" toName="text" choice="multiple">' in set_up
    [again] = open_dataset(tmp_path / "tasks.json")
    assert [(record.id, record.gold) for record in again.records] == [(record.id, record.gold) for record in split.records]


def test_columns_get_entities_that_do_not_overlap_and_count_the_rest(tmp_path: Path) -> None:
    found = Gold("a\nb", "Acme-Bolt Ltd. met")
    for start, end, label in ((5, 9, "whole"), (0, 4, "x"), (5, 13, "long"), (15, 18, "verb")):
        found.entity(label, found.place(start, end))
    found.choice("tone", "good")
    found.choice("tone", "bad")
    records = [found.annotated()]
    split = own_split(own_corpus("mine", _NoReader(), records), records, (), "0" * 64, None)
    left_out = export_split(split, tmp_path / "a.conll", "conll")
    assert left_out == {"labels": 2, "entities inside or across others": 1}
    assert (tmp_path / "a.conll").read_text() == (
        "# id = a b\nAcme\tB-x\n-\tO\nBolt\tB-long\nLtd\tI-long\n.\tO\nmet\tB-verb\n\n"
    )


def test_tokens_end_where_entities_do(tmp_path: Path) -> None:
    found = Gold("d", "preAcmeBolt 東京都")
    for start, end, label in ((3, 7, "x"), (7, 11, "y"), (12, 14, "z")):
        found.entity(label, found.place(start, end))
    records = [found.annotated()]
    split = own_split(own_corpus("mine", _NoReader(), records), records, (), "0" * 64, None)
    assert not export_split(split, tmp_path / "a.conll", "conll")
    rows = (tmp_path / "a.conll").read_text("utf-8").split("\n")[1:-2]
    assert rows == ["pre\tO", "Acme\tB-x", "Bolt\tB-y", "東\tB-z", "京\tI-z", "都\tO"]


def test_an_unknown_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="jsonl, conll, brat, label-studio"):
        export_split(split_of(), tmp_path / "x", "xml")
