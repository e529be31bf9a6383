"""Chat prompts that show annotated sentences: ``Text: '...'`` answered by ``mention: type; mention: type; ``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.mentions import place_apart
from garner.datasets.record import Annotated, Refusal

__all__ = ["Prompts"]

# A sentence of these prompts is tokens with a space after each; behind the quote that ends it stands no space.
_SHOWN = re.compile(r"Text: '(.*?) '(?=$|[\"\n.]|Please)", re.DOTALL)
_ANSWERED = re.compile(r"(?P<mention>.+?): (?P<label>\w+_[\w/]+)(?:; ?|$)")
_NOTHING = ("", "NA")


@dataclass(frozen=True, slots=True)
class Prompts:
    """ADELIE's conversations for Few-NERD, in JSON lines: pairs of question and answer, the last of which is the test item.

    ``last`` reads the test items, otherwise the demonstrations before them are read: nothing reads both. A sentence that is
    demonstrated again is refused. A mention takes the first place of its tokens that is not part of a longer mention, and the
    same mention named again the next one; one that is not in the sentence is kept without a place.
    """

    last: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` with file and line for what is no conversation."""
        seen: set[str] = set()
        for each in convert_records(_pairs(files, name, self.last), _convert):
            if isinstance(each, Annotated) and not self.last:
                if each.text in seen:
                    yield Refusal("sentence demonstrated before", each.id)
                    continue
                seen.add(each.text)
            yield each


def _pairs(files: CorpusFiles, name: str, last: bool) -> Iterator[tuple[str, Record]]:
    for where, record in json_lines(files, name):
        messages = record.get("messages", ()) if isinstance(record, dict) else ()
        pairs = list(zip(messages[::2], messages[1::2], strict=False))
        if not pairs:
            yield where, record  # which the conversion names as no record of this format
        elif last:
            yield where, pairs[-1]
        else:
            yield from ((f"{where}:{number}", pair) for number, pair in enumerate(pairs[:-1], 1))


def _convert(pair: Record, where: str) -> Annotated | Refusal:
    question, answer = (message["content"] for message in pair)
    shown = _SHOWN.search(question.strip())
    if shown is None:
        return Refusal("prompt without a text", where)
    tokens = shown[1].split()
    sentence = detokenise(tokens)
    gold = Gold(where, sentence.text)
    answer = answer.removeprefix("[Answer]: ").strip()
    named = [(match["mention"].split(), match["label"]) for match in _ANSWERED.finditer(answer)]
    if not named and answer not in _NOTHING:
        gold.refuse("answer not understood", answer)
    spans = place_apart([_occurrences(tokens, mention) for mention, _ in named])
    for (mention, label), span in zip(named, spans, strict=True):
        place = gold.place(*sentence.place(*span)) if span else gold.find(detokenise(mention).text)
        gold.entity(label, place)
    return gold.annotated()


def _occurrences(tokens: Sequence[str], mention: Sequence[str]) -> list[tuple[int, int]]:
    size = len(mention)
    return [(at, at + size) for at in range(len(tokens) - size + 1) if list(tokens[at : at + size]) == list(mention)]
