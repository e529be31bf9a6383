"""``garner datasets``: which corpora there are, what is in one, whether it is read as counted, and its gold elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from garner.cli.failures import SOME_INCOMPLETE, say
from garner.cli.printing import print_json, print_text
from garner.cli.visible import count_of, one_line, visible
from garner.errors import InputError, NotConfigured

if TYPE_CHECKING:
    from garner.datasets import Corpus, CorpusSplit
    from garner.datasets.counts import CorpusCounts
    from garner.schema import Schema

__all__ = ["check_datasets", "export_dataset", "list_datasets", "show_dataset"]

DataFolder = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the corpora (default: the variable GARNER_DATA).", show_default=False),
]
DataFormat = Annotated[
    str | None, typer.Option("--data-format", help="How one's own data is written: jsonl, conll, brat or label-studio.")
]
_REASONS_SHOWN = 5
_PLACES_SHOWN = 5


def list_datasets(
    language: Annotated[str | None, typer.Option("--language", help="Only those in this language: en, zh, ja, multi.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="Only those of this role: train, research, held-out.")] = None,
    task: Annotated[str | None, typer.Option("--task", help="Only those of this task: ner, re, ee, absa, cls, ...")] = None,
) -> None:
    """List the corpora that garner reads, with language, task, role, licence and splits. None of them comes with garner."""
    from garner.datasets import CORPORA

    corpora = list(CORPORA.values())
    known = {
        "language": (language, {corpus.language for corpus in corpora}),
        "role": (role, {corpus.role.value for corpus in corpora}),
        "task": (task, {_task(corpus) for corpus in corpora}),
    }
    for name, (wanted, values) in known.items():
        if wanted is not None and wanted not in values:
            raise NotConfigured(f"No corpus has the {name} {wanted!r}.", f"There are {', '.join(sorted(values))}.")
    found = [
        corpus
        for corpus in corpora
        if language in (None, corpus.language) and role in (None, corpus.role.value) and task in (None, _task(corpus))
    ]
    if _to_a_terminal():
        from garner.cli.tables import print_table

        rows = [(x.name, x.language, _task(x), x.role.value, x.licence, ", ".join(x.splits)) for x in found]
        print_table(("corpus", "language", "task", "role", "licence", "splits"), rows)
        say(f"{len(found)} of {len(corpora)} corpora.")
        return
    for corpus in found:
        print_json(_described(corpus) | {"splits": list(corpus.splits)})


def show_dataset(
    data: Annotated[str, typer.Argument(metavar="DATA", help="Corpus, corpus:split, or one's own file or folder.")],
    split: Annotated[str | None, typer.Option("--split", help="Which split (default: test, else the only one).")] = None,
    count: Annotated[int, typer.Option("--count", "-n", help="How many records to show.", min=0)] = 3,
    schema: Annotated[Path | None, typer.Option("--schema", "-s", help="Ask this schema, not all that is annotated.")] = None,
    data_dir: DataFolder = None,
    data_format: DataFormat = None,
) -> None:
    """Show what is asked in a data set, and its first annotated records."""
    from garner.datasets.counts import count_items
    from garner.datasets.export import gold_results
    from garner.datasets.own import open_dataset
    from garner.schema import Schema

    asked = None if schema is None else Schema.load(schema)
    for found in open_dataset(data, data_dir, split, asked, data_format):
        annotated = [record for record in found.records if count_items([record.gold])] or list(found.records)
        shown = annotated[:count]
        if _to_a_terminal():
            _show(found, [(record.id, record.gold) for record in shown])
            continue
        names = {record.id for record in shown}
        examples = [result.to_dict() for result in gold_results(found) if result.id in names]
        kept = count_items(record.gold for record in found.records)
        described = _described(found.corpus) | {"split": found.split, "records": len(found.records), "items": kept}
        read = {"refused": dict(found.reasons), "fingerprint": found.fingerprint, "schema": found.schema.to_dict()}
        refusals = [{"reason": each.reason, "where": each.where, "lost": each.lost.value} for each in found.refused]
        print_json(described | read | {"refusals": refusals, "examples": examples[:count]})


def check_datasets(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAMES]...", help="Corpora (default: all that the folder holds).")
    ] = None,
    data_dir: DataFolder = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/corpora.md.")] = False,
) -> None:
    """Read corpora whole, count what is in them against their published counts, and say what could not be converted and why.

    The exit code is 1 where a count differs and the corpus's entry gives no reason.
    """
    from garner.datasets.counts import count_corpus
    from garner.datasets.files import data_folder

    root = data_folder(data_dir)
    counted = []
    for name in _names_to_check(root, names or []):
        counts = count_corpus(root, name)
        counted.append(counts)
        if not markdown:
            _report(counts)
    if markdown:
        from garner.datasets.counts_page import counts_page

        print_text(counts_page(counted))
    differing = [counts.corpus.name for counts in counted if counts.differs]
    if differing:
        say(f"Counts differ from the published ones, and no note says why: {', '.join(differing)}.")
        raise typer.Exit(SOME_INCOMPLETE)
    splits = sum(len(counts.splits) for counts in counted)
    corpora = "1 corpus" if len(counted) == 1 else f"{len(counted)} corpora"
    say(f"{corpora}, {count_of(splits, 'split')}: every count is as published, or its difference is explained.")


def export_dataset(
    data: Annotated[str, typer.Argument(metavar="DATA", help="corpus:split, or one's own file or folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; for brat, the folder.")],
    output_format: Annotated[
        str, typer.Option("--format", help="jsonl (garner's result file), conll, brat or label-studio.")
    ] = "jsonl",
    split: Annotated[str | None, typer.Option("--split", help="Which split (default: test, else the only one).")] = None,
    data_dir: DataFolder = None,
    data_format: DataFormat = None,
) -> None:
    """Write a data set's gold as a result file (for garner view), or for another annotation tool."""
    from garner.datasets.export import export_split
    from garner.datasets.own import open_dataset

    found = open_dataset(data, data_dir, split, data_format=data_format)
    if len(found) > 1:
        known = ", ".join(each.name for each in found[:8])
        raise InputError(f"{data} names {len(found)} data sets, and one file holds one.", f"Name one: {known}.")
    left_out = export_split(found[0], output, output_format)
    number = len(found[0].records)
    say(f"{count_of(number, 'record')} of {found[0].name} -> {output}")
    for kind, count in left_out.items():
        say(f"Note: {output_format} cannot hold {kind}: {count:,} left out.")


def _names_to_check(root: Path, names: list[str]) -> Iterator[str]:
    from garner.datasets import CORPORA, corpora_called
    from garner.datasets.files import has_corpus

    if names:
        for name in names:
            yield from (corpus.name for corpus in corpora_called(name))
        return
    there = [corpus for corpus in CORPORA.values() if has_corpus(root, corpus.folder)]
    if not there:
        raise InputError(
            f"{root} holds none of the corpora.", "docs/corpora.md says where each can be had, and where to put it."
        )
    if absent := sorted({corpus.folder for corpus in CORPORA.values()} - {corpus.folder for corpus in there}):
        say(f"Note: {len(absent)} corpora are not in {root}: {', '.join(absent)}.")
    yield from (corpus.name for corpus in there)


def _report(counts: CorpusCounts) -> None:
    """One corpus: its counts on standard output, what was refused in words on standard error."""
    for split in counts.splits:
        name = f"{counts.corpus.name}:{split.split}"
        if _to_a_terminal():
            items = ", ".join(f"{count:,} {kind}" for kind, count in split.kept.items())
            print_text(f"{name}: {split.records:,} records; {items or 'no items'}; {split.agreement.value}\n")
        else:
            print_json(_described(counts.corpus) | asdict(split) | {"note": counts.corpus.note})
        for reason, number in list(split.refused.items())[:_REASONS_SHOWN]:
            say(f"  {name}: {number:,} refused: {reason}, for example {one_line(split.examples[reason][0], 120)}")
        if len(split.refused) > _REASONS_SHOWN:
            say(f"  {name}: ... and {len(split.refused) - _REASONS_SHOWN} more reasons.")
    if counts.corpus.note:
        say(f"  {counts.corpus.name}: {counts.corpus.note}")


def _show(split: CorpusSplit, shown: list[tuple[str, object]]) -> None:
    from garner.cli.marked import marked_lines
    from garner.values import Extraction

    corpus = split.corpus
    lines = [
        f"{split.name}: {len(split.records):,} records, language {corpus.language}, role {corpus.role.value}",
        f"licence: {corpus.licence}",
        *_asked(split.schema),
    ]
    lines += _refusals(split)
    for name, gold in shown:
        if isinstance(gold, Extraction):
            lines += ["", name, *marked_lines(gold)]
    print_text("".join(f"{visible(line)}\n" for line in lines) + "\n")


def _refusals(split: CorpusSplit) -> Iterator[str]:
    """What could not be converted: each reason with its first places."""
    for reason, number in split.reasons.most_common():
        yield f"refused: {number:,} x {reason}"
        places = [one_line(each.where, 120) for each in split.refused if each.reason == reason]
        yield from (f"  {place}" for place in places[:_PLACES_SHOWN])
        if number > _PLACES_SHOWN:
            yield f"  ... and {number - _PLACES_SHOWN:,} more: into a pipe all are listed (.refusals)"


def _asked(schema: Schema) -> Iterator[str]:
    """The schema in short: the names of what is asked, a line a kind."""
    if not schema.keys:
        yield "every record brings its own question, or none"
    sections = {
        "labels": [f"{task.name} ({', '.join(choice.name for choice in task.choices)})" for task in schema.labels],
        "entities": [entity.name for entity in schema.entities],
        "relations": [relation.name for relation in schema.relations],
        "events": [f"{event.name} ({', '.join(role.name for role in event.roles)})" for event in schema.events],
    }
    for kind, names in sections.items():
        if names:
            yield one_line(f"{kind} ({len(names)}): {', '.join(names)}", 800)
    if schema.facts:
        yield "open facts"
    if schema.table:
        yield f"table: {schema.table}"


def _described(corpus: Corpus) -> dict[str, object]:
    return {
        "name": corpus.name,
        "language": corpus.language,
        "task": _task(corpus),
        "role": corpus.role.value,
        "licence": corpus.licence,
        "folder": corpus.folder,
    }


def _to_a_terminal() -> bool:
    return sys.stdout.isatty()


def _task(corpus: Corpus) -> str:
    """The kind of corpus, as the data folder sorts it (``en/ner/crossner``); nothing for one's own data."""
    parts = corpus.folder.split("/")
    return parts[1] if len(parts) == 3 and corpus.splits else ""
