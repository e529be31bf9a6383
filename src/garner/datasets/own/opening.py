"""From what stands behind ``--data`` to the splits that it names."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from garner.datasets.corpora import CORPORA, Corpus
from garner.datasets.files import data_folder
from garner.datasets.load import CorpusSplit, read_split
from garner.datasets.own.folder import OwnFile, files_to_read, open_own
from garner.datasets.own.records import Records
from garner.datasets.own.split import asked_of, own_corpus, own_split
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.schema import Schema

__all__ = ["open_dataset"]


def open_dataset(
    name_or_path: str | Path,
    data_dir: Path | None = None,
    split: str | None = None,
    schema: Schema | None = None,
    data_format: str | None = None,
) -> tuple[CorpusSplit, ...]:
    """The splits that a name or path stands for, each with at least one record.

    - ``crossner/ai``: that corpus, ``crossner/ai:dev`` its dev split, ``crossner`` every part. Without a split (here or as
      ``split``) it is ``test``, else the only one there is. ``data_dir`` is the folder of the corpora; without it, the
      environment names it.
    - A path: the user's own file or folder (docs/datasets.md), recognised by what it holds unless ``data_format`` names the
      format. Such a split is named after its path, its role is ``own``. A corpus and a file of one name: ``./NAME`` is the
      file.

    ``schema`` is what shall be asked instead of all that the gold holds; gold it does not ask for is refused, by name.

    Raises ``InputError`` for an unknown corpus or split, a file that cannot be read as what it is, and where nothing is left
    to score; ``NotConfigured`` where the folder of the corpora is not known.
    """
    given = str(name_or_path)
    name, _, named_split = given.partition(":")
    corpora = _corpora(name)
    if not corpora and (data_format is not None or Path(given).exists() or _looks_like_a_path(given)):
        return (_own(Path(name_or_path), schema, data_format),)
    if named_split and split and named_split != split:
        raise InputError(f"{given} names one split and --split {split} another.", "Give one of them.")
    if not corpora:
        known = dict.fromkeys([*CORPORA, *(corpus.partition("/")[0] for corpus in CORPORA)])
        near = get_close_matches(name, known, 3)
        meant = f"Did you mean {', '.join(near)}? " if near else ""
        raise InputError(
            f"No corpus is called {name!r}, and there is no such file.", f"{meant}garner datasets list shows all corpora."
        )
    wanted = [_split_of(corpus, split or named_split or None) for corpus in corpora]
    root = data_folder(data_dir)
    read = tuple(read_split(root, corpus.name, part) for corpus, part in zip(corpora, wanted, strict=True))
    for each in read:
        if not each.records:
            reasons = ", ".join(f"{reason} ({count})" for reason, count in each.reasons.most_common(3))
            raise InputError(
                f"{each.name} is empty: none of it could be read.",
                f"Refused: {reasons}." if reasons else "Its files hold no record.",
            )
    return read if schema is None else tuple(asked_of(each, schema) for each in read)


def _corpora(name: str) -> tuple[Corpus, ...]:
    return tuple(corpus for corpus in CORPORA.values() if corpus.name == name or corpus.name.startswith(f"{name}/"))


def _looks_like_a_path(given: str) -> bool:
    return given.startswith((".", "/", "~")) or bool(Path(given).suffix)


def _split_of(corpus: Corpus, wanted: str | None) -> str:
    if wanted is None and len(corpus.splits) == 1:
        return next(iter(corpus.splits))
    chosen = wanted or "test"
    if chosen not in corpus.splits:
        known = ", ".join(f"{corpus.name}:{name}" for name in corpus.splits)
        raise InputError(f"{corpus.name} has no split {chosen!r}.", f"Name one of its own: {known}.")
    return chosen


def _own(path: Path, schema: Schema | None, data_format: str | None) -> CorpusSplit:
    path = path.expanduser()
    if not path.exists():
        names = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
        close = get_close_matches(path.name, names, n=1, cutoff=0.75)
        hint = f"Did you mean {(path.parent / close[0]).as_posix()}?" if close else "Check the path."
        raise InputError(f"there is no file or folder {path}.", hint)
    files = open_own(path)
    annotated: list[Annotated] = []
    refused: list[Refusal] = []
    readers = []
    for found in files_to_read(files, data_format):
        if isinstance(found, OwnFile):
            readers.append(found.reader)
        for each in found.reader.read(files, found.name) if isinstance(found, OwnFile) else [found]:
            (refused if isinstance(each, Refusal) else annotated).append(each)  # type: ignore[arg-type]  # each to its own
    strings = any(isinstance(reader, Records) and reader.searched for reader in readers)
    corpus = own_corpus(path.as_posix(), readers[0], annotated, strings)
    return own_split(corpus, annotated, refused, files.fingerprint(files.match(["*"])), schema)
