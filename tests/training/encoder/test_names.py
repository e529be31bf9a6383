"""The table of label names is sound, and wider labels are found through it."""

from __future__ import annotations

import pytest

from garner.training.encoder.names import label_names, name_of, wider_labels
from garner.training.encoder.written import parse_written, written_texts


def test_every_wider_label_is_in_the_table_and_none_includes_itself() -> None:
    names = label_names()
    for name, entry in names.items():
        assert all(wider in names for wider in entry.wider), name
        assert name not in wider_labels(name, names), name


def test_wider_labels_come_nearest_first() -> None:
    names = label_names("novelist | writer | |\nwriter | person | author |\nperson | | human | somebody")
    assert wider_labels("novelist", names) == ("writer", "person")
    assert name_of("writer", names).others == ("author",)
    assert name_of("unheard of", names).name == "unheard of"


@pytest.mark.parametrize("line", ["a | b | c", "a | | |\na | | |", " | | x | y"])
def test_a_line_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        label_names(line)


def test_marked_words_become_spans() -> None:
    record = parse_written("x", "[Ada Lovelace|person] wrote to [Charles|person].")
    assert record.text == "Ada Lovelace wrote to Charles."
    assert [record.text[span.start : span.end] for span in record.spans] == ["Ada Lovelace", "Charles"]


@pytest.mark.parametrize("line", ["[Ada] wrote", "[Ada|person wrote", "a | b"])
def test_a_mark_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        parse_written("x", line)


def test_the_written_sentences_all_parse_and_each_comes_once() -> None:
    records, fingerprint = written_texts()
    assert len({record.text for record in records}) == len(records) > 100
    assert len(fingerprint) == 64
