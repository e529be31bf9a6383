"""From what stands behind ``--data`` to the splits that it names."""

from __future__ import annotations

from pathlib import Path

from garner.datasets.corpora import Corpus, corpora_called
from garner.datasets.files import data_folder
from garner.datasets.load import CorpusSplit, read_split
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
      format. Such a split is named after its path, its role is ``own``.

    ``schema`` is what shall be asked instead of all that the gold holds; gold it does not ask for is refused, by name.

    Raises ``InputError`` for an unknown corpus or split, a file that cannot be read as what it is, and where nothing is left
    to score; ``NotConfigured`` where the folder of the corpora is not known.
    """
    name, _, named_split = str(name_or_path).partition(":")
    del schema, data_format
    root = data_folder(data_dir)
    return tuple(
        read_split(root, corpus.name, _split_of(corpus, split or named_split or None)) for corpus in corpora_called(name)
    )


def _split_of(corpus: Corpus, wanted: str | None) -> str:
    if wanted is None and len(corpus.splits) == 1:
        return next(iter(corpus.splits))
    chosen = wanted or "test"
    if chosen not in corpus.splits:
        raise InputError(
            f"{corpus.name} has no split {chosen!r}.",
            f"Name one of its own: {', '.join(f'{corpus.name}:{s}' for s in corpus.splits)}.",
        )
    return chosen
