"""ADELIE's relation prompts: a text with a marked pair in a question, and the triple to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import UNTYPED, Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.marked import rejoin, unmark
from garner.datasets.record import Annotated, Refusal

__all__ = ["PairPrompts"]


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
