"""Reviews as XML, with the polarity of aspect terms or of aspect categories (SemEval's form, MAMS)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import expected_shape
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["OpinionXml"]


@dataclass(frozen=True, slots=True)
class OpinionXml:
    """``sentence`` elements with a ``text``: an ``aspectTerm`` is a mention under its polarity, the polarity of an
    ``aspectCategory`` the answer to the task of that category (no answer for a category that is not spoken of)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        try:
            sentences = ElementTree.fromstring(files.text(name).encode()).iter("sentence")
        except ElementTree.ParseError as error:
            raise InputError(f"{name}:{error.position[0]}: not valid XML ({error}).", "Is the file whole?") from error
        for number, sentence in enumerate(sentences, 1):
            where = f"{name}:{number}"
            gold = Gold(where, sentence.findtext("text") or "")
            with expected_shape(where):
                for term in sentence.iter("aspectTerm"):
                    place = gold.place(int(term.attrib["from"]), int(term.attrib["to"]), term.attrib["term"])
                    gold.entity(term.attrib["polarity"], place)
                for category in sentence.iter("aspectCategory"):
                    gold.choice(category.attrib["category"], category.attrib["polarity"])
            yield gold.annotated()
