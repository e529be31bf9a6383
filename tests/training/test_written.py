"""The written texts are read whole, ask what their annotators had in mind, and do not repeat themselves."""

from __future__ import annotations

from collections import Counter

import pytest

from garner.datasets import fingerprint_text
from garner.schema import Schema
from garner.training.written import WRITTEN_LANGUAGES, written_files, written_records


@pytest.mark.parametrize("language", WRITTEN_LANGUAGES)
def test_every_text_and_annotation_is_read(language: str) -> None:
    records = written_records(language)
    assert len(records) > 1000
    for record in records:
        assert record.split == f"written/{language}:train"
        for item in record.gold.entities:
            assert item.grounding.span is not None
            assert record.text[slice(*item.grounding.span)] == item.text


def test_no_text_stands_twice() -> None:
    met = Counter(fingerprint_text(record.text) for language in WRITTEN_LANGUAGES for record in written_records(language))
    assert [text for text, times in met.items() if times > 1] == []


@pytest.mark.parametrize("language", WRITTEN_LANGUAGES)
def test_a_text_asks_for_all_that_is_in_it_and_for_more(language: str) -> None:
    more = 0
    for record in written_records(language):
        asked = {each.name for each in record.schema.entities}
        found = {each.type for each in record.gold.entities}
        assert found <= asked, record.id
        assert {each.type for each in record.gold.relations} <= {each.name for each in record.schema.relations}, record.id
        more += len(asked - found)
        if record.schema.keys:
            assert Schema.parse(record.schema.to_dict()) == record.schema, record.id
    assert more > 1000


@pytest.mark.parametrize("language", WRITTEN_LANGUAGES)
def test_the_files_of_a_language_are_all_its_texts(language: str) -> None:
    apart = [record.id for file in written_files(language) for record in written_records(file)]
    assert apart == [record.id for record in written_records(language)]


@pytest.mark.parametrize("name", ["fr", "en/nothing", "fr/reviews", ""])
def test_a_name_without_texts_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="only in en, zh, ja"):
        written_records(name)
