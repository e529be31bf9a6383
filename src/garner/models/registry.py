"""From ``--model NAME:REST`` to a model: the built-in ones and those that plug-in packages bring."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from garner.errors import GarnerError, NotConfigured
from garner.models.keys import find_key
from garner.models.protocols import ExtractionModel, SpanScorer, TextGenerator
from garner.models.settings import ModelSettings

__all__ = ["ENTRY_POINTS", "Model", "ModelInfo", "list_models", "open_model"]

ENTRY_POINTS = "garner.models"

Model = TextGenerator | SpanScorer | ExtractionModel
Factory = Callable[[str, ModelSettings], Model]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A kind of model: how it is named, what it is, and what is missing before it can be used (empty: it is ready)."""

    name: str
    summary: str
    missing: str = ""

    @property
    def ready(self) -> bool:
        return not self.missing


def open_model(spec: str, settings: ModelSettings | None = None) -> Model:
    """The model that ``NAME`` or ``NAME:REST`` stands for.

    Raises ``NotConfigured`` for an unknown name (naming the closest known one) and for whatever the model itself lacks.
    """
    settings = settings or ModelSettings()
    name, _, rest = spec.partition(":")
    if (factory := _BUILT_IN.get(name)) is not None:
        return factory(rest, settings)
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name == name:
            return _plugged_in(entry, rest, settings)
    known = sorted({*_BUILT_IN, *(entry.name for entry in entry_points(group=ENTRY_POINTS))})
    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}; a chat server's model is openai:{spec}."
    raise NotConfigured(f"there is no model {spec!r}.", hint)


def list_models(environment: Mapping[str, str] | None = None) -> tuple[ModelInfo, ...]:
    """Every kind of model that can be named here, built-in ones first."""
    no_key = find_key(None, os.environ if environment is None else environment) is None
    openai = "the openai package" if find_spec("openai") is None else ""
    key = "a key (GARNER_API_KEY or OPENAI_API_KEY), unless --base-url is on this machine" if no_key else ""
    built_in = (
        ModelInfo(
            "encoder", "the small model inside the package; runs here, on the CPU (encoder:PATH for another)", _encoder_lacks()
        ),
        ModelInfo("openai:NAME", "a chat model behind any OpenAI-compatible server (--base-url)", openai or key),
        ModelInfo("replay:FILE", "replies recorded from an earlier run"),
        ModelInfo("scripted:FILE", "replies written by hand, for trials and tests"),
    )
    plugged_in = (ModelInfo(f"{entry.name}:...", f"a plug-in, {entry.value}") for entry in entry_points(group=ENTRY_POINTS))
    return (*built_in, *plugged_in)


def _encoder_lacks() -> str:
    from garner.models.encoder.weights import packaged_weights

    for package in ("onnxruntime", "tokenizers"):
        if find_spec(package) is None:
            return f"the {package} package"
    return "" if any(packaged_weights().rglob("*.onnx")) else "its weights, which this installation does not hold"


def _plugged_in(entry: EntryPoint, rest: str, settings: ModelSettings) -> Model:
    try:
        model = entry.load()(rest, settings)
    except GarnerError:
        raise
    except Exception as error:  # foreign code may fail in any way, and its name is what helps
        raise NotConfigured(f"the plug-in {entry.name} ({entry.value}) failed: {type(error).__name__}: {error}.") from error
    if not isinstance(model, TextGenerator | SpanScorer | ExtractionModel):
        raise NotConfigured(f"the plug-in {entry.name} ({entry.value}) made a {type(model).__name__}, which is no model.")
    return model


def _encoder(rest: str, settings: ModelSettings) -> Model:  # noqa: ARG001 - the encoder has no options
    from garner.models.encoder import Encoder

    return Encoder.load(Path(rest) if rest else None)


def _openai(rest: str, settings: ModelSettings) -> Model:
    from garner.models.chat import ChatModel

    return ChatModel.open(rest, settings, os.environ)


def _replay(rest: str, settings: ModelSettings) -> Model:  # noqa: ARG001 - a recording brings its own
    from garner.models.replay import Replay

    return Replay(_named_file("replay", rest))


def _scripted(rest: str, settings: ModelSettings) -> Model:  # noqa: ARG001 - a script brings its own
    from garner.models.scripted import load_script

    return load_script(_named_file("scripted", rest))


def _named_file(name: str, rest: str) -> str:
    if not rest:
        raise NotConfigured(f"{name}: needs a file.", f"For example: --model {name}:answers.jsonl")
    return rest


_BUILT_IN: dict[str, Factory] = {"encoder": _encoder, "openai": _openai, "replay": _replay, "scripted": _scripted}
