"""A name opens a model, built-in or plugged in; a wrong one is refused with the closest."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from garner.errors import ModelError, NotConfigured
from garner.models import registry
from garner.models.chat import ChatModel
from garner.models.recording import RecordingHeader, write_recording
from garner.models.registry import list_models, open_model
from garner.models.replay import Replay
from garner.models.scripted import Scripted
from garner.models.settings import ModelSettings


def plug_in(rest: str, settings: ModelSettings) -> object:
    """What a plug-in package would bring; ``rest`` chooses how it behaves."""
    if rest == "broken":
        raise ZeroDivisionError("oops")
    if rest == "refused":
        raise ModelError("said so itself")
    return 7 if rest == "wrong" else Scripted([rest])


@pytest.fixture
def plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        EntryPoint("acme", f"{__name__}:plug_in", "garner.models"),
        EntryPoint("gone", "no_such_package:thing", "garner.models"),
        EntryPoint("openai", f"{__name__}:plug_in", "garner.models"),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == "garner.models" else [])


def test_built_in_models_open_by_name(tmp_path: Path) -> None:
    write_recording(tmp_path / "r", RecordingHeader("m", 1), [])
    (tmp_path / "s").write_text('{"reply": "x"}\n')
    assert isinstance(open_model(f"replay:{tmp_path / 'r'}"), Replay)
    assert isinstance(open_model(f"scripted:{tmp_path / 's'}"), Scripted)
    chat = open_model("openai:llama3:8b", ModelSettings(base_url="http://localhost:11434/v1"))
    assert isinstance(chat, ChatModel)
    assert chat.name == "openai:llama3:8b"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("opnai:x", "there is no model 'opnai:x'. Did you mean openai?"),
        ("encodr", "Did you mean encoder?"),
        ("gpt-4o", "a chat server's model is openai:gpt-4o"),
        ("", "there is no model ''"),
        ("replay", "replay: needs a file"),
        ("scripted:", "scripted: needs a file"),
    ],
)
def test_a_wrong_name_is_refused_with_what_would_be_right(spec: str, words: str) -> None:
    with pytest.raises(NotConfigured, match=words):
        open_model(spec)


@pytest.mark.usefixtures("plugged_in")
def test_a_plug_in_opens_by_its_entry_point_and_cannot_take_a_built_in_name() -> None:
    assert isinstance(open_model("acme:x"), Scripted)
    with pytest.raises(NotConfigured, match="Did you mean acme"):
        open_model("acne")
    assert isinstance(open_model("openai:x", ModelSettings(base_url="http://localhost/v1")), ChatModel)


@pytest.mark.usefixtures("plugged_in")
@pytest.mark.parametrize(
    ("spec", "kind", "words"),
    [
        ("acme:broken", NotConfigured, "the plug-in acme .* failed: ZeroDivisionError: oops"),
        ("acme:refused", ModelError, "said so itself"),
        ("acme:wrong", NotConfigured, "made a int, which is no model"),
        ("gone:x", NotConfigured, "no_such_package"),
    ],
)
def test_a_plug_in_that_fails_is_named(spec: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        open_model(spec)


@pytest.mark.parametrize(("files", "missing"), [(["model.onnx"], ""), ([], "its weights")])
def test_the_encoder_is_ready_when_its_weights_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], missing: str
) -> None:
    for name in files:
        (tmp_path / name).touch()
    monkeypatch.setattr("garner.models.encoder.weights.packaged_weights", lambda: tmp_path)
    assert list_models({})[0].missing.startswith(missing)
    assert list_models({})[0].ready == (not missing)


@pytest.mark.usefixtures("plugged_in")
def test_the_list_says_what_is_there_and_what_is_missing() -> None:
    models = {model.name: model for model in list_models({})}
    assert next(iter(models)) == "encoder"
    assert "GARNER_API_KEY" in models["openai:NAME"].missing
    assert not models["openai:NAME"].ready
    assert "acme:..." in models
    assert next(model for model in list_models({"OPENAI_API_KEY": "k"}) if model.name == "openai:NAME").ready
