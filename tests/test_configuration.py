"""Where a setting comes from, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from garner.configuration import Configuration, Configured, Surroundings, configure
from garner.errors import NotConfigured


def configured(
    tmp_path: Path,
    file: str = "",
    environment: Mapping[str, str] | None = None,
    arguments: Mapping[str, str | int | float | None] | None = None,
) -> Configured:
    if file:
        (tmp_path / "garner.toml").write_text(file, "utf-8")
    return configure(Surroundings(tmp_path, tmp_path / "home", environment or {}), arguments)


def test_nothing_given_means_the_defaults(tmp_path: Path) -> None:
    found = configured(tmp_path)
    assert found.configuration == Configuration()
    assert {setting.origin for setting in found.settings} == {"default"}
    assert all(setting.meaning for setting in found.settings)
    assert found.file is None


def test_an_argument_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = 'model = "openai:file"\ntimeout = 5\n\nconcurrency = 7\n'
    environment = {"GARNER_MODEL": "openai:environment", "GARNER_TIMEOUT": "6.5"}
    found = configured(tmp_path, file, environment, {"model": "openai:argument", "seed": None})
    assert (found.configuration.model, found.configuration.timeout, found.configuration.concurrency) == (
        "openai:argument",
        6.5,
        7,
    )
    origins = {setting.name: setting.origin for setting in found.settings}
    assert origins["model"] == "argument --model"
    assert origins["timeout"] == "variable GARNER_TIMEOUT"
    assert origins["concurrency"] == f"{tmp_path / 'garner.toml'}, line 4"
    assert origins["seed"] == "default"


def test_the_file_of_the_working_folder_hides_the_one_at_home_and_a_variable_hides_both(tmp_path: Path) -> None:
    at_home = tmp_path / "home" / ".config" / "garner" / "config.toml"
    at_home.parent.mkdir(parents=True)
    at_home.write_text("concurrency = 1")
    assert configured(tmp_path).configuration.concurrency == 1
    assert configured(tmp_path, "concurrency = 2").configuration.concurrency == 2
    (tmp_path / "other.toml").write_text("concurrency = 3")
    assert configured(tmp_path, environment={"GARNER_CONFIG": "other.toml"}).configuration.concurrency == 3
    with pytest.raises(NotConfigured, match="there is no such file"):
        configured(tmp_path, environment={"GARNER_CONFIG": "none.toml"})


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ('modle = "x"', r"garner.toml, line 1: there is no setting modle. Did you mean model\?"),
        ("seed = 1\nzzz = 1", r"line 2: there is no setting zzz. Known: model, "),
        ('api_key = "sk-secret"', "A key does not belong into this file"),
        ('[model]\nname = "x"', r"line 1: model must be text, not \{'name': 'x'\}"),
        ('concurrency = "many"', "concurrency must be a whole number, not 'many'"),
        ("concurrency = true", "concurrency must be a whole number, not True"),
        ("concurrency = 1.5", "concurrency must be a whole number, not 1.5"),
        ('timeout = "1"', "timeout must be a number"),
        ("concurrency = 0", "concurrency must be at least 1, not 0"),
        ("min_confidence = 2", "min_confidence must be from 0 to 1, not 2"),
        ("timeout = nan", "timeout must be at least 0.001, not nan"),
        ("model = ", "is not TOML: Invalid value"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, file: str, message: str) -> None:
    with pytest.raises(NotConfigured, match=message):
        configured(tmp_path, file)


def test_the_value_of_a_key_put_into_the_file_is_not_repeated_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured) as caught:
        configured(tmp_path, 'api_key = "sk-secret"')
    assert "sk-secret" not in str(caught.value)


def test_a_variable_of_the_wrong_type_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="variable GARNER_SEED: seed must be a whole number, not 'x'"):
        configured(tmp_path, environment={"GARNER_SEED": "x"})


def test_variables_that_name_no_setting_are_reported_and_keys_are_neither_read_nor_reported(tmp_path: Path) -> None:
    found = configured(
        tmp_path, environment={"GARNER_MODLE": "x", "GARNER_API_KEY": "sk-secret", "HOME": "/", "GARNER_SEED": ""}
    )
    assert found.unknown_variables == ("GARNER_MODLE",)
    assert "sk-secret" not in repr(found)


def test_hyphens_are_as_good_as_underscores(tmp_path: Path) -> None:
    assert configured(tmp_path, 'base-url = "http://localhost"').configuration.base_url == "http://localhost"
