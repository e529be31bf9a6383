"""The settings of a run from four places: default < file < environment < argument; each value remembers its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from types import NoneType
from typing import Annotated, NamedTuple, NoReturn, get_args, get_type_hints

from garner.errors import NotConfigured

__all__ = ["Configuration", "Configured", "Setting", "Surroundings", "configure"]

FILE_NAME = "garner.toml"
FILE_VARIABLE = "GARNER_CONFIG"
PREFIX = "GARNER_"
# Variables of garner's that are no settings: a key is never read here, so that it can never be printed.
NO_SETTINGS = (FILE_VARIABLE, "GARNER_API_KEY", "GARNER_API_KEY_FILE")


class _Range(NamedTuple):
    """What a number may be."""

    least: float
    most: float = float("inf")


@dataclass(frozen=True, slots=True)
class Configuration:
    """Every setting of a run. ``None`` means: as the model or the file says, or no bound."""

    model: Annotated[str, "Who answers: encoder, openai:NAME, ... (garner models lists them)."] = "encoder"
    base_url: Annotated[str | None, "Address of an OpenAI-compatible server."] = None
    key_file: Annotated[str | None, "File whose first line is the key of the server."] = None
    prices: Annotated[str | None, "Price list (YAML), money per million tokens of each model."] = None
    timeout: Annotated[float, "Seconds that one call may take.", _Range(0.001)] = 180.0
    attempts: Annotated[int, "How often a call is tried while the server is down or fails.", _Range(1)] = 6
    concurrency: Annotated[int, "Documents and calls in flight at once.", _Range(1)] = 32
    requests_per_minute: Annotated[int | None, "Most calls in a minute.", _Range(1)] = None
    tokens_per_minute: Annotated[int | None, "Most tokens in a minute.", _Range(1)] = None
    budget_tokens: Annotated[int | None, "Most tokens that the run may take, with earlier runs on its ledger.", _Range(1)] = (
        None
    )
    budget_money: Annotated[float | None, "Most money that the run may take, in the price list's currency.", _Range(0)] = None
    context_tokens: Annotated[int, "Tokens of prompt and reply together that the server takes.", _Range(1)] = 8192
    max_tokens: Annotated[int, "Most tokens of one reply.", _Range(1)] = 4096
    temperature: Annotated[float, "Randomness of a chat model's replies.", _Range(0)] = 0.0
    seed: Annotated[int | None, "Seed of a chat model's replies."] = None
    format: Annotated[str, "How schema and reply are written for a chat model: json, slash or lines."] = "json"
    language: Annotated[str, "Language of the prompt: en, zh, ja, or auto for that of the text."] = "auto"
    passage_tokens: Annotated[int | None, "Most tokens of text in one call.", _Range(1)] = None
    overlap_tokens: Annotated[int, "Tokens that neighbouring passages share.", _Range(0)] = 32
    min_confidence: Annotated[
        float | None, "Threshold of a model that states its confidence (where not given: its own).", _Range(0, 1)
    ] = None
    encoding: Annotated[str | None, "Encoding of the files without a byte order mark (UTF-8 where not given)."] = None


class Setting(NamedTuple):
    """One setting: its value, where that came from, and what it means."""

    name: str
    value: str | int | float | None
    origin: str
    meaning: str


class Configured(NamedTuple):
    """The configuration, every setting with its origin, the file that was read, and variables that name no setting."""

    configuration: Configuration
    settings: tuple[Setting, ...]
    file: Path | None
    unknown_variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a command runs: its working folder, the user's home and the environment variables."""

    folder: Path
    home: Path
    environment: Mapping[str, str]


def configure(surroundings: Surroundings, arguments: Mapping[str, str | int | float | None] | None = None) -> Configured:
    """The configuration here. ``arguments`` that are ``None`` were not given.

    The file is the one that ``GARNER_CONFIG`` names, else ``garner.toml`` in the working folder, else
    ``.config/garner/config.toml`` in the home folder. Raises ``NotConfigured`` for an unknown setting, naming the closest known
    one, and for a value of the wrong type, both with their place.
    """
    meanings = {name: get_args(hint)[1] for name, hint in get_type_hints(Configuration, include_extras=True).items()}
    defaults = Configuration()
    found = {name: Setting(name, getattr(defaults, name), "default", meaning) for name, meaning in meanings.items()}
    file = _file(surroundings)
    for source in (
        _from_file(file) if file else (),
        _from_environment(surroundings.environment),
        _from_arguments(arguments or {}),
    ):
        found |= {name: Setting(name, value, origin, meanings[name]) for name, value, origin in source}
    values = {name: setting.value for name, setting in found.items()}
    unknown = tuple(
        name
        for name in sorted(surroundings.environment)
        if name.startswith(PREFIX) and name not in NO_SETTINGS and name.removeprefix(PREFIX).lower() not in found
    )
    return Configured(Configuration(**values), tuple(found.values()), file, unknown)  # type: ignore[arg-type]  # checked one by one


Found = tuple[str, str | int | float, str]


def _file(surroundings: Surroundings) -> Path | None:
    if named := surroundings.environment.get(FILE_VARIABLE):
        path = surroundings.folder / Path(named).expanduser()
        if not path.is_file():
            raise NotConfigured(f"{FILE_VARIABLE} names {path}, and there is no such file.", "Mend or unset the variable.")
        return path
    candidates = (surroundings.folder / FILE_NAME, surroundings.home / ".config" / "garner" / "config.toml")
    return next((path for path in candidates if path.is_file()), None)


def _from_file(path: Path) -> Iterator[Found]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise NotConfigured(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from None
    except ValueError as error:
        raise NotConfigured(f"{path} is not TOML: {error}.", 'Write one setting a line: model = "encoder"') from None
    for key, value in content.items():
        line = next((number for number, line in enumerate(text.splitlines(), 1) if line.lstrip(" \t\"'[").startswith(key)), 1)
        yield _checked(key.replace("-", "_"), value, f"{path}, line {line}")


def _from_environment(environment: Mapping[str, str]) -> Iterator[Found]:
    for item in fields(Configuration):
        variable = PREFIX + item.name.upper()
        if text := environment.get(variable, "").strip():
            yield _checked(item.name, _number(item.name, text), f"variable {variable}")


def _from_arguments(arguments: Mapping[str, str | int | float | None]) -> Iterator[Found]:
    for name, value in arguments.items():
        if value is not None:
            yield _checked(name, value, f"argument --{name.replace('_', '-')}")


def _checked(name: str, value: object, origin: str) -> Found:
    kinds = _kinds().get(name)
    if kinds is None:
        _refuse_unknown(name, origin)
    if float in kinds and type(value) is int:
        value = float(value)
    if type(value) not in kinds or not isinstance(value, str | int | float):
        expected = "a whole number" if int in kinds else "a number" if float in kinds else "text"
        raise NotConfigured(f"{origin}: {name} must be {expected}, not {value!r}.", "See: garner config.")
    for bounds in get_args(get_type_hints(Configuration, include_extras=True)[name])[2:]:
        if isinstance(value, int | float) and not bounds.least <= value <= bounds.most:
            wanted = (
                f"at least {bounds.least:g}" if bounds.most == float("inf") else f"from {bounds.least:g} to {bounds.most:g}"
            )
            raise NotConfigured(f"{origin}: {name} must be {wanted}, not {value}.", "See: garner config.")
    return name, value, origin


def _number(name: str, text: str) -> str | int | float:
    """The text of a variable as the number that the setting wants; as it is where it is none."""
    kinds = _kinds()[name]
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(text)
            except ValueError:
                return text
    return text


def _kinds() -> dict[str, tuple[type, ...]]:
    hints = get_type_hints(Configuration)
    return {name: tuple(kind for kind in get_args(hint) or (hint,) if kind is not NoneType) for name, hint in hints.items()}


def _refuse_unknown(name: str, origin: str) -> NoReturn:
    if "key" in name.split("_") or "api" in name.split("_"):
        hint = "A key does not belong into this file: put it into GARNER_API_KEY, or name its file with key_file."
    else:
        close = get_close_matches(name, _kinds(), n=1)
        hint = f"Did you mean {close[0]}?" if close else f"Known: {', '.join(_kinds())}."
    raise NotConfigured(f"{origin}: there is no setting {name}.", hint)
