"""What a reader is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from garner.datasets.files import CorpusFiles
from garner.datasets.record import Annotated, Refusal

__all__ = ["Reader"]


class Reader(Protocol):
    """Reads one file of a corpus in one format.

    A reader knows the format, not the corpus: what differs between two corpora of a format is a field of the reader, and labels
    stay as the corpus writes them (the corpus's entry spells them out).
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """The records of the file ``name`` in order; a record that cannot be converted comes as a ``Refusal``.

        Of a file that holds several splits, ``file.json#train`` names the part to read; ``files`` gives the whole file for it.

        Raises ``InputError`` naming file and line where the file is not of this format at all (truncated JSON, say).
        """
        ...
