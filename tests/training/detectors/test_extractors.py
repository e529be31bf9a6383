"""Extractors are opened once by their names; the gazetteer knows nothing of the corpus it is run on."""

from __future__ import annotations

import pytest

from garner.errors import NotConfigured
from garner.models.scripted import Scripted
from garner.models.settings import ModelSettings
from garner.schema import Schema
from garner.training.detectors.defects import harvest
from garner.training.detectors.extractors import GAZETTEER, ExtractorName, Extractors, extractor_name
from garner.training.detectors.gazetteer import NameBook, names_in
from garner.training.detectors.samples import Sample
from garner.values import Entity, Extraction, Grade, Grounding
from training.detectors.careless_extractor import Careless

TEXT = "Ada came to Rome"
SCHEMA = Schema.parse({"entities": ["person", "city"], "relations": ["went to"]})


def gold(label: str) -> Extraction:
    return Extraction(TEXT, entities=(Entity("1", label, Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM)),))


def sample(corpus: str = "mine:train") -> Sample:
    return Sample("1", TEXT, SCHEMA, gold("person"), corpus, language="en")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("encoder", ExtractorName("encoder")),
        ("encoder:a/b@0.25", ExtractorName("encoder:a/b", 0.25)),
        ("openai:somebody@home", ExtractorName("openai:somebody@home")),
    ],
)
def test_a_threshold_stands_behind_the_last_at_sign(spec: str, name: ExtractorName) -> None:
    assert extractor_name(spec) == name
    assert str(name) == spec


@pytest.mark.parametrize("spec", ["encoder@1.5", "@0.5", "encoder@nan"])
def test_a_threshold_that_is_no_probability_is_refused(spec: str) -> None:
    with pytest.raises(NotConfigured, match="names no extractor"):
        extractor_name(spec)


def test_the_gazetteer_answers_with_what_other_corpora_taught_and_only_entities() -> None:
    book = NameBook({"mine:dev": ("en", names_in([gold("person")])), "other:dev": ("en", names_in([gold("city")]))})
    with Extractors(names=lambda: book) as extractors:
        [result] = extractors.answers(ExtractorName(GAZETTEER), [sample()])
        [other] = extractors.answers(ExtractorName(GAZETTEER), [sample("third:dev")])
    assert [(each.type, each.text) for each in result.entities] == [("city", "Ada")]
    harvested = harvest(sample(), result, GAZETTEER)
    assert [each.kind and each.kind.value for each in harvested.instances] == [None, "wrong_type"]
    assert harvested.instances[0].schema.relations == ()
    assert len(other.entities) == 1


def test_a_model_is_opened_once_for_all_its_thresholds() -> None:
    opened = []

    def open_one(name: str, settings: ModelSettings) -> Careless:
        del settings
        opened.append(name)
        return Careless()

    with Extractors(open_model=open_one) as extractors:  # type: ignore[arg-type]
        names = [ExtractorName("careless"), ExtractorName("careless", 0.3)]
        extractors.check(names)
        answers = [list(extractors.answers(name, [sample()])) for name in names]
    assert opened == ["careless"]
    assert [answer[0].model for answer in answers] == ["careless", "careless min-confidence=0.3"]


def test_a_language_model_has_no_threshold() -> None:
    with (
        Extractors(open_model=lambda *_: Scripted([])) as extractors,
        pytest.raises(NotConfigured, match="states no confidence"),
    ):
        extractors.check([ExtractorName("scripted", 0.5)])
