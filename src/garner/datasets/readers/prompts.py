"""Chat prompts that show annotated sentences: ``Text: '...'`` answered by ``mention: type; mention: type; ``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.named_mentions import NamedMentions
from garner.datasets.record import Annotated, Refusal

__all__ = ["Prompts"]

# A sentence of these prompts is tokens with a space after each; behind the quote that ends it stands no space.
_SHOWN = re.compile(r"Text: '(.*?) '(?=$|[\"\n.]|Please)", re.DOTALL)
_ANSWERED = re.compile(r"(?P<mention>.+?): (?P<label>\w+_[\w/]+)(?:; ?|$)")
_NOTHING = ("", "NA")


@dataclass(frozen=True, slots=True)
class Prompts:
    """ADELIE's conversations for Few-NERD, in JSON lines: pairs of a question and an answer, the last of which is the test item.

    ``last`` reads the test items, else the demonstrations before them are read: nothing reads both. A sentence that is
    demonstrated again is refused.
    """

    last: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` with file and line for what is no conversation."""
        seen: set[str] = set()
        for each in convert_records(self._pairs(files, name), _convert):
            if isinstance(each, Annotated) and not self.last and each.text in seen:
                yield Refusal("sentence demonstrated before", each.id)
                continue
            if isinstance(each, Annotated):
                seen.add(each.text)
            yield each

    def _pairs(self, files: CorpusFiles, name: str) -> Iterator[tuple[str, Record]]:
        for where, pairs in convert_records_of_lines(files, name):
            for number, pair in enumerate(pairs[-1:] if self.last else pairs[:-1], 1):
                yield (where if self.last else f"{where}:{number}"), pair
