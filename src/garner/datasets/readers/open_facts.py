"""Open facts: lines of sentence, predicate and arguments (CaRB, LSOIE), and groups of sentences that say the same (ROBUST)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import expected_shape, json_list
from garner.datasets.readers.whole_words import ground_words
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.schema import Schema
from garner.values import Fact

__all__ = ["Paraphrases", "TabbedFacts"]

TIME, PLACE, CONTEXT = "T:", "L:", "C:"


@dataclass(frozen=True, slots=True)
class TabbedFacts:
    """One fact a line, columns parted by tabs: sentence, predicate, first argument, further arguments.

    The lines of one sentence, wherever they stand, make one record; a sentence alone on its line has no facts. The first
    argument is the subject. Arguments marked ``T:`` and ``L:`` are the fact's time and place; all others (also those marked
    ``C:``, who says so) are its object, joined by a space as CaRB's own scorer reads them. Predicates and arguments are strings
    and often in words that the sentence does not have; what a fact lacks (object, or predicate) is an absent value of no words.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        sentences: dict[str, Gold] = {}
        for number, line in enumerate(files.text(name).split("\n"), 1):
            cells = line.rstrip("\r").split("\t")
            if not line.strip():
                continue
            if not cells[0].strip():
                raise InputError(f"{name}:{number}: a line without a sentence.", "Columns are sentence, predicate, arguments.")
            # One file marks the first sentence of a part with a byte order mark, in the middle of the file too.
            sentence = cells[0].removeprefix("\ufeff")
            gold = sentences.setdefault(sentence, Gold(f"{name}:{number}", sentence.strip()))
            if len(cells) == 2:
                gold.refuse("fact without arguments", f"line {number}")
            elif len(cells) > 2:
                gold.fact(_fact(gold, cells[1], cells[2], [cell.strip() for cell in cells[3:]]))
        for gold in sentences.values():
            yield gold.annotated()


def _fact(gold: Gold, predicate: str, subject: str, rest: Sequence[str]) -> Fact:
    """Parts are looked for in the order in which sentences mostly have them: subject, predicate, object."""
    who = ground_words(gold, subject)
    does = ground_words(gold, predicate, who.end or 0)
    others = [part.removeprefix(CONTEXT).strip() for part in rest if part and not part.startswith((TIME, PLACE))]
    times, places = ([part.removeprefix(mark).strip() for part in rest if part.startswith(mark)] for mark in (TIME, PLACE))
    return Fact(
        who,
        does,
        ground_words(gold, " ".join(others), does.end or 0),
        ground_words(gold, " ".join(times)) if times else None,
        ground_words(gold, " ".join(places)) if places else None,
    )


@dataclass(frozen=True, slots=True)
class Paraphrases:
    """A JSON list of groups: an original sentence (``ori_sent``) and its paraphrases, without gold.

    Every sentence is a record that asks for facts; its id is ``group/sentence``, both as the corpus numbers them.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, group in json_list(files, name):
            with expected_shape(where):
                sentences = [(group["id"], group["ori_sent"]), *((each["id"], each["sent"]) for each in group["paraphrases"])]
                golds = [Gold(f"{group['id']}/{number}", text, where) for number, text in sentences]
            yield from (gold.annotated(Schema(facts=True)) for gold in golds)
