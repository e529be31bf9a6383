"""ADELIE's chat prompts: a sentence answered by ``mention: type; mention: type; ``, a marked pair answered by its triple."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, expected_shape, json_lines
from garner.datasets.readers.marked import rejoin, unmark
from garner.datasets.readers.mentions import place_apart
from garner.datasets.record import Annotated, Refusal
from garner.values import UNTYPED

__all__ = ["MentionPrompts", "PairPrompts"]

# A sentence of these prompts is tokens with a space after each; behind the quote that ends it stands no space.
_SHOWN = re.compile(r"Text: '(.*?) '(?=$|[\"\n.]|Please)", re.DOTALL)
_ANSWERED = re.compile(r"(?P<mention>.+?): (?P<label>\w+_[\w/]+)(?:; ?|$)")
_NOTHING = ("", "NA")


@dataclass(frozen=True, slots=True)
class MentionPrompts:
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
        with expected_shape(where):
            messages = record["messages"]
            *before, final = zip(messages[::2], messages[1::2], strict=False)
        if last:
            yield where, final
        else:
            yield from ((f"{where}:{number}", pair) for number, pair in enumerate(before, 1))


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


@dataclass(frozen=True, slots=True)
class PairPrompts:
    """JSON lines of chat messages: the last question holds a text with two marks called ``mark``, the last answer is
    ``(head; relation; tail)``, the relation alone, or neither where there is none.

    ``text`` is an expression whose group ``text`` is the text in the question; ``label`` the type of both ends;
    ``tokenised``: the text is tokens with spaces between. Examples given before the question belong to the prompt.
    """

    mark: str
    text: str
    label: str = UNTYPED
    tokenised: bool = True

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated | Refusal:
        question, answer = (message["content"] for message in record["messages"][-2:])
        found = re.search(self.text, question, re.DOTALL)
        marked = unmark(found["text"], [(f"<{self.mark}> ", f" </{self.mark}>")] * 2) if found else None
        if marked is None:
            return Refusal("no text with two marks in the question", where)
        if self.tokenised:
            natural = rejoin(marked.text)
            gold = Gold(where, natural.text)
            places = [natural.place(*place) for place in marked.places]
        else:
            gold = Gold(where, marked.text)
            places = list(marked.places)
        head, tail = (gold.end(self.label, gold.place(*place)) for place in places)
        relation = _relation(answer)
        if relation:
            gold.relation(relation, head, tail)
        return gold.annotated()


def _relation(answer: str) -> str:
    """The relation of an answer, empty where it says that there is none."""
    parts = answer.strip().removeprefix("[Answer]:").strip().strip("()").split(";")
    relation = (parts[1] if len(parts) > 1 else parts[0]).strip()
    return "" if relation.lower() in ("", "na", "none") else relation
