"""The commands of ``garner`` and the examples in their help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from garner.cli import datasets, others
from garner.cli.compare import compare
from garner.cli.evaluate import evaluate
from garner.cli.extract import extract
from garner.cli.options import command_of
from garner.cli.refine import refine
from garner.cli.report import report
from garner.cli.train import train_encoder
from garner.cli.train_detectors import train_detectors

__all__ = ["EXAMPLES", "build_application"]

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "extract": (
        ("garner extract article.txt --entities person,company", "look at what is in one text"),
        ("garner extract news/ -s deals.yaml -o out.jsonl --html out.html", "a folder, with a page to look at"),
        ("cat posts.jsonl | garner extract - -s deals.yaml | jq .entities", "in a pipe"),
        ("garner extract news/ -s deals.yaml -m openai:gpt-4o-mini -o out.jsonl --budget-tokens 2000000", "ask a chat model"),
        (
            "garner extract a.txt -s deals.yaml -m openai:qwen3 --base-url http://localhost:8000/v1",
            "ask a server of one's own",
        ),
        ("garner extract news/ -s deals.yaml -o out.jsonl --refine", "correct the answers before they are written"),
    ),
    "refine": (
        ("garner refine langextract.jsonl -s deals.yaml -o better.jsonl --html better.html", "what LangExtract answered"),
        ("garner refine out.jsonl -s deals.yaml --refine-with rules | jq .entities", "what can be told without a model"),
        (
            "garner refine out.jsonl -s deals.yaml -o better.jsonl --refine-with prompted -m openai:qwen3 --refine-by ask",
            "a chat model looks for defects, and answers again",
        ),
        ("garner refine values.jsonl --texts news/ -e person,company -o better.jsonl", "answers whose texts lie elsewhere"),
    ),
    "evaluate": (
        ("garner evaluate --data crossner/ai --split dev --limit 100 -o run.json", "the embedded model on a public corpus"),
        ("garner evaluate --data mine.jsonl -s deals.yaml -m openai:gpt-4o-mini -o run.json", "a chat model on one's own data"),
        ("garner evaluate --data crossner --split dev --modes offset,string | jq .means", "a family of corpora, in a pipe"),
        ("garner evaluate --data mine.jsonl --results out.jsonl -o run.json", "what garner extract wrote"),
        (
            "garner evaluate --data mine.jsonl -s deals.yaml -o refined.json --refine",
            "the embedded model with its answers corrected",
        ),
    ),
    "compare": (
        ("garner compare old.json new.json", "is the new one better, how sure, and which items changed"),
        ("garner compare a1.json a2.json a3.json vs b1.json b2.json b3.json", "several seeds a side"),
        ("garner compare old.json new.json --mode string | jq .means", "under a mode of one's choice, in a pipe"),
    ),
    "view": (("garner view out.jsonl --open", "make out.html and open it"),),
    "report": (
        ("garner report run.json --open", "make run.html and open it"),
        ("garner report small.json large.json --html both.html", "two models side by side"),
    ),
    "record": (("garner record out.jsonl.ledger -o calls.jsonl", "then: garner extract ... --model replay:calls.jsonl"),),
    "schema check": (("garner schema check deals.yaml", "exit code 3 and the place where something is wrong"),),
    "schema show": (("garner schema show deals.yaml", "the schema in full"),),
    "schema json-schema": (("garner schema json-schema deals.yaml > answer.json", "for a server with structured outputs"),),
    "datasets list": (
        ("garner datasets list", "every corpus garner can read"),
        ("garner datasets list --language zh --role held-out | jq -r .name", "in a pipe"),
    ),
    "datasets show": (
        ("garner datasets show crossner/ai:dev -n 2 --data-dir corpora", "what is asked there, and two records"),
        ("garner datasets show mine.jsonl", "how garner understands one's own data"),
    ),
    "datasets check": (
        ("garner datasets check crossner scierc", "are they read as their pages count them?"),
        ("garner datasets check --markdown > docs/corpora.md", "the table of all corpora"),
    ),
    "datasets export": (
        ("garner datasets export crossner/ai:test -o gold.jsonl", "then: garner view gold.jsonl"),
        ("garner datasets export mine.conll -o mine.json --format label-studio", "from one format to another"),
    ),
    "train encoder": (
        ("garner train encoder --data mine.jsonl -s deals.yaml -o mine", "then: garner extract --model encoder:mine"),
        ("garner train encoder --data train.conll --dev dev.conll -o mine", "measure on texts of one's own choice"),
        ("garner train encoder recipe.toml --data-dir corpora -o run", "from a recipe; --export FOLDER writes the encoder"),
    ),
    "train detectors": (
        ("garner train detectors recipe.toml --data-dir corpora -o mine", "then: garner extract --refine-with learned:mine"),
        ("garner train detectors --data mine.jsonl -o mine", "the errors of the embedded model on one's own texts"),
        ("garner train detectors recipe.toml -o mine --teacher openai:qwen3", "a chat model's errors too"),
    ),
    "models": (("garner models", "what can stand behind --model"),),
    "config": (
        ("garner config", "every setting and where it comes from"),
        ("GARNER_MODEL=openai:qwen3 garner config | jq .model", "a variable beats garner.toml"),
    ),
}


def build_application() -> typer.Typer:
    """The application with all commands."""
    application = typer.Typer(
        name="garner",
        help="Turn text into grounded, checked structure: a schema says what to look for, any model may look.",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    application.callback()(_garner)
    _add(application, "extract", extract)
    _add(application, "refine", refine)
    _add(application, "evaluate", evaluate)
    _add(application, "compare", compare)
    _add(application, "view", others.view)
    _add(application, "report", report)
    _add(application, "record", others.record)
    schema = typer.Typer(help="Check and show schemas.", no_args_is_help=True, rich_markup_mode="rich")
    _add(schema, "schema check", others.check_schema)
    _add(schema, "schema show", others.show_schema)
    _add(schema, "schema json-schema", others.show_json_schema)
    application.add_typer(schema, name="schema")
    corpora = typer.Typer(
        help="List, show, check and export data sets with gold.", no_args_is_help=True, rich_markup_mode="rich"
    )
    _add(corpora, "datasets list", datasets.list_datasets)
    _add(corpora, "datasets show", datasets.show_dataset)
    _add(corpora, "datasets check", datasets.check_datasets)
    _add(corpora, "datasets export", datasets.export_dataset)
    application.add_typer(corpora, name="datasets")
    train = typer.Typer(
        help="Train the embedded model, and detectors of what is wrong with answers.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    _add(train, "train encoder", train_encoder)
    _add(train, "train detectors", train_detectors)
    application.add_typer(train, name="train")
    _add(application, "models", others.models)
    _add(application, "config", others.list_settings)
    return application


def _add(application: typer.Typer, path: str, function: Callable[..., None]) -> None:
    examples = "\n\n".join(f"{command}  # {meaning}" for command, meaning in EXAMPLES[path])
    application.command(path.rpartition(" ")[2], epilog=f"Examples:\n\n{examples}")(command_of(function))


def _version(wanted: bool) -> None:
    if wanted:
        import garner

        typer.echo(f"garner {garner.__version__}")
        raise typer.Exit


def _garner(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Turn text into grounded, checked structure: a schema says what to look for, any model may look."""
