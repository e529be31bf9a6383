"""Options from records: a command takes dataclasses, and their fields are its options."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import typer

from garner.cli.failures import failures_shown
from garner.configuration import Configuration, Configured, Surroundings, configure

__all__ = ["command_of", "surroundings"]

# Shorter or more usual names of settings, and the panels of the help in which they stand.
_ALIASES = {
    "model": ("--model", "-m"),
    "requests_per_minute": ("--rpm",),
    "tokens_per_minute": ("--tpm",),
    "overlap_tokens": ("--overlap",),
}
_PANELS = {
    "Model": ("model", "base_url", "key_file", "timeout", "attempts", "context_tokens", "max_tokens", "temperature", "seed"),
    "Pace and budget": (
        *("concurrency", "requests_per_minute", "tokens_per_minute", "budget_tokens", "budget_money", "prices"),
    ),
    "Reading": ("format", "language", "passage_tokens", "overlap_tokens", "min_confidence", "encoding"),
}


def _model_names(incomplete: str) -> list[str]:
    from garner.models.registry import list_models

    names = (model.name.partition(":") for model in list_models())
    return [name + colon for name, colon, _ in names if name.startswith(incomplete)]


def _format_names(incomplete: str) -> list[str]:
    from garner.formats import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


_COMPLETIONS = {"model": _model_names, "format": _format_names}


def command_of(function: Callable[..., None]) -> Callable[..., None]:
    """The function as typer wants it: parameters that are dataclasses become one option for each of their fields.

    A parameter of type ``Configured`` stands for every setting; the function gets them resolved. Every command also takes
    ``--debug`` and shows its failures.
    """
    hints = get_type_hints(function, include_extras=True)
    defaults = {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}
    groups = {name: _parameters(name, hints[name], default) for name, default in defaults.items()}

    @functools.wraps(function)
    def command(**given: object) -> None:
        with failures_shown(debug=bool(given.get("debug"))):
            function(**{name: _value(hints[name], name, parameters, given) for name, parameters in groups.items()})

    debug = inspect.Parameter(
        "debug",
        inspect.Parameter.KEYWORD_ONLY,
        default=False,
        annotation=Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")],
    )
    parameters = [*(parameter for group in groups.values() for parameter in group), debug]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what inspect.signature looks for
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


def surroundings() -> Surroundings:
    """Where this process runs."""
    return Surroundings(Path.cwd(), Path(os.path.expanduser("~")), os.environ)  # noqa: PTH111 - Path.home fails without one


def _parameters(name: str, hint: object, default: object) -> list[inspect.Parameter]:
    if hint is Configured:
        return _settings()
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        return [_parameter(item.name, hints[item.name], item.default) for item in fields(hint)]
    return [_parameter(name, hint, default)]


def _parameter(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _value(hint: object, name: str, parameters: list[inspect.Parameter], given: Mapping[str, object]) -> object:
    values = {parameter.name: given[parameter.name] for parameter in parameters}
    if hint is Configured:
        return configure(surroundings(), values)  # type: ignore[arg-type]  # typer has made them what the fields say
    return hint(**values) if isinstance(hint, type) and is_dataclass(hint) else values[name]


def _settings() -> list[inspect.Parameter]:
    """One option a setting. All default to ``None``, not given: the configuration knows the defaults."""
    panels = {name: panel for panel, names in _PANELS.items() for name in names}
    hints = get_type_hints(Configuration, include_extras=True)
    parameters = []
    for item in sorted(fields(Configuration), key=lambda item: list(panels).index(item.name)):
        kind, meaning, *_ = get_args(hints[item.name])
        names = _ALIASES.get(item.name, (f"--{item.name.replace('_', '-')}",))
        shown = "" if item.default is None else f" (default: {item.default})"
        option = typer.Option(
            *names,
            help=meaning + shown,
            rich_help_panel=panels[item.name],
            show_default=False,
            autocompletion=_COMPLETIONS.get(item.name),
        )
        parameters.append(_parameter(item.name, Annotated[kind | None, option], None))
    return parameters
