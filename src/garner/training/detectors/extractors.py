"""The extractors whose real errors are harvested: any model by its name, at its own or another threshold, and a gazetteer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from garner.errors import NotConfigured
from garner.models.extraction import as_extraction_model
from garner.models.prompted import PromptSettings
from garner.models.protocols import ExtractionModel, SpanScorer, TextGenerator
from garner.models.registry import Model, open_model
from garner.models.settings import ModelSettings
from garner.pipeline.calls import CallPolicy, prepare_calls
from garner.pipeline.extractor import Extractor
from garner.pipeline.ledger import Ledger
from garner.training.detectors.gazetteer import Gazetteer, NameBook
from garner.training.detectors.samples import Sample
from garner.values import Document, Result

__all__ = ["GAZETTEER", "ExtractorName", "Extractors", "extractor_name"]

GAZETTEER = "gazetteer"
_CONCURRENCY = 32


class ExtractorName(NamedTuple):
    """A model by its name, and the least confidence of its answers (``None``: the model's own)."""

    model: str
    threshold: float | None = None

    def __str__(self) -> str:
        return self.model if self.threshold is None else f"{self.model}@{self.threshold:g}"


def extractor_name(spec: str) -> ExtractorName:
    """What ``MODEL`` or ``MODEL@THRESHOLD`` stands for. Raises ``NotConfigured`` for a threshold that is no probability.

    >>> extractor_name("encoder:small@0.3")
    ExtractorName(model='encoder:small', threshold=0.3)
    """
    model, at, threshold = spec.rpartition("@")
    if not at:
        return ExtractorName(spec)
    try:
        least = float(threshold)
    except ValueError:
        return ExtractorName(spec)  # a name that has an @ of its own
    if not 0.0 <= least <= 1.0 or not model:
        raise NotConfigured(f"{spec!r} names no extractor.", "Write MODEL@THRESHOLD with a threshold from 0 to 1: encoder@0.3.")
    return ExtractorName(model, least)


@dataclass
class Extractors:
    """Opens each extractor once; a context manager, which closes the ledger that calls of language models are recorded in.

    ``names`` is where the gazetteer gets its names. ``open_model`` opens what the registry knows.
    """

    settings: ModelSettings = field(default_factory=ModelSettings)
    calls: CallPolicy = field(default_factory=CallPolicy)
    ledger: Path | None = None
    names: Callable[[], NameBook] = field(default=lambda: NameBook({}))
    open_model: Callable[[str, ModelSettings], Model] = open_model

    def __post_init__(self) -> None:
        self._stack = ExitStack()
        self._opened: dict[str, Model] = {}
        self._made: dict[ExtractorName, ExtractionModel] = {}
        self._ledger: Ledger | None = None
        self._book: NameBook | None = None
        self._gazetteers: dict[tuple[str, str], Gazetteer] = {}

    def __enter__(self) -> Extractors:
        return self

    def __exit__(self, *stopped: object) -> None:
        self._stack.close()

    def check(self, names: Iterable[ExtractorName]) -> None:
        """Open what they name, so that what is missing is told before the work begins. Raises as ``open_model`` does, and
        ``NotConfigured`` for a threshold of a language model, which states no confidence."""
        for name in names:
            if name.model != GAZETTEER:
                self._model(name)

    def answers(self, name: ExtractorName, samples: Sequence[Sample]) -> Iterator[Result]:
        """The answer to each sample, in their order. Samples of one schema side by side are answered together."""
        for _, group in groupby(samples, key=lambda each: (each.schema, each.corpus, each.language)):
            alike = list(group)
            model = self._gazetteer(name, alike[0]) if name.model == GAZETTEER else self._model(name)
            extractor = Extractor(alike[0].schema, model)
            yield from extractor.extract_many((Document(each.key, each.text) for each in alike), _CONCURRENCY)

    def _gazetteer(self, name: ExtractorName, sample: Sample) -> ExtractionModel:
        if self._book is None:
            self._book = self.names()
        key = sample.corpus, sample.language
        if key not in self._gazetteers:
            self._gazetteers = {key: self._book.without(*key)}  # corpora come one after another
        return as_extraction_model(self._gazetteers[key], threshold=name.threshold)

    def _model(self, name: ExtractorName) -> ExtractionModel:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: ExtractorName) -> ExtractionModel:
        if name.model not in self._opened:
            self._opened[name.model] = self.open_model(name.model, self.settings)
        model = self._opened[name.model]
        if name.threshold is not None and not isinstance(model, SpanScorer):
            raise NotConfigured(f"{name.model} states no confidence that {name} could ask for.", f"Write {name.model}.")
        if isinstance(model, TextGenerator) and not isinstance(model, ExtractionModel):
            settings = self.settings
            prompt = PromptSettings(reply_tokens=settings.max_tokens, temperature=settings.temperature, seed=settings.seed)
            return as_extraction_model(prepare_calls(model, self.calls, self._recorded()), prompt)
        return as_extraction_model(model, threshold=name.threshold)

    def _recorded(self) -> Ledger | None:
        if self._ledger is None and self.ledger is not None:
            self._ledger = self._stack.enter_context(Ledger(self.ledger))
        return self._ledger
