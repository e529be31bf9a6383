"""Whatever kind of model there is, made into one that answers a schema."""

from __future__ import annotations

from garner.errors import NotConfigured
from garner.models.prompted import PromptedModel, PromptSettings
from garner.models.protocols import ExtractionModel, SpanScorer, TextGenerator
from garner.models.scoring import ScoringModel

__all__ = ["as_extraction_model", "underneath"]


def as_extraction_model(
    model: ExtractionModel | TextGenerator | SpanScorer,
    prompt: PromptSettings | None = None,
    threshold: float | None = None,
) -> ExtractionModel:
    """The model itself if it answers a schema, else wrapped so that it does.

    ``prompt`` says how a text generator is asked, ``threshold`` the least confidence of a span scorer's answers (``None``: its
    own). Raises ``NotConfigured`` for an object that is none of the three.
    """
    if isinstance(model, ExtractionModel):
        return model
    if isinstance(model, SpanScorer):
        return ScoringModel(model, threshold)
    if isinstance(model, TextGenerator):
        return PromptedModel(model, prompt)
    raise NotConfigured(
        f"a {type(model).__name__} is no model.",
        "It needs the methods of TextGenerator, SpanScorer or ExtractionModel (garner.models.protocols).",
    )


def underneath(model: ExtractionModel) -> ExtractionModel | TextGenerator | SpanScorer:
    """What ``as_extraction_model`` wrapped, so that others can ask it too; the model itself where it was not wrapped."""
    if isinstance(model, ScoringModel):
        return model.scorer
    return model.generator if isinstance(model, PromptedModel) else model
