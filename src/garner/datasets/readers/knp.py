"""Kyoto University's KNP format: morphemes in base phrases, with named entities and relations between base phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import UNTYPED, Gold
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["ListedKnp"]

_NAME = re.compile(r"<NE:([A-Z]+):([^>]*)>")
_RELATION = re.compile(r"<rel ([^>]*?)/>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
# Word classes that may surround the content of a base phrase: particles, symbols, copula, auxiliary verbs.
_BEFORE = ("特殊",)
_AFTER = ("助詞", "特殊", "判定詞", "助動詞")


@dataclass(frozen=True, slots=True)
class ListedKnp:
    """A split is a list of document ids (a file ``*.id``), its documents are files ``knp/<first eight letters>/<id>.knp``.

    Name both as files of the split: the list tells which documents are read, and the fingerprint covers all of them. Every
    document is a record, its sentences on lines of their own (sentences that stood in brackets are sentences of their own in
    these files).

    A named entity is an entity of its type. A relation goes from the base phrase that bears it (the predicate, the later
    mention) to the one it points at; a base phrase is the named entity that ends in it, else its content without particles as
    an ``UNTYPED`` mention. Relations to what no text says (writer, reader, people at large) are refused; alternatives are all
    kept.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        if not name.endswith(".id"):
            return
        for number, line in enumerate(files.text(name).split("\n"), 1):
            identifier = line.strip()
            path = f"knp/{identifier[:8]}/{identifier}.knp"
            if identifier and not files.has(path):
                yield Refusal("document without a file", f"{name}:{number}: {identifier}")
            elif identifier:
                yield _document(identifier, path, files.text(path))


@dataclass(slots=True)
class _Phrase:
    """A base phrase: its place in the text, that of its content, and the marks of its line."""

    line: int
    marks: str
    start: int
    words: list[tuple[str, str]] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + sum(len(surface) for surface, _ in self.words)

    def content(self) -> tuple[int, int]:
        """Without symbols at its beginning, particles, copula and symbols at its end; all of it where nothing would be left."""
        first, last = 0, len(self.words)
        while first < last and self.words[first][1] in _BEFORE:
            first += 1
        while last > first and self.words[last - 1][1] in _AFTER:
            last -= 1
        if first == last:
            return self.start, self.end
        lengths = [len(surface) for surface, _ in self.words]
        return self.start + sum(lengths[:first]), self.start + sum(lengths[:last])


def _document(identifier: str, path: str, content: str) -> Annotated:
    text, sentences = _parse(path, content)
    gold = Gold(identifier, text, path)
    mentions: dict[tuple[str, int], str | None] = {}
    for sentence, phrases in sentences.items():
        begin = phrases[0].start if phrases else 0
        for number, phrase in enumerate(phrases):
            for label, surface in _NAME.findall(phrase.marks):
                start = text.rfind(surface, begin, phrase.end)
                if start < 0 or start + len(surface) <= phrase.start:
                    gold.refuse("name that does not end in its phrase", f"line {phrase.line} {surface}")
                    continue
                mentions[sentence, number] = gold.entity(label, gold.place(start, start + len(surface)))
    for sentence, phrases in sentences.items():
        for number, phrase in enumerate(phrases):
            for marks in _RELATION.findall(phrase.marks):
                relation = dict(_ATTRIBUTE.findall(marks))
                _relate(gold, sentences, mentions, (sentence, number), relation)
    return gold.annotated()


def _relate(
    gold: Gold,
    sentences: Mapping[str, Sequence[_Phrase]],
    mentions: dict[tuple[str, int], str | None],
    bearer: tuple[str, int],
    relation: Mapping[str, str],
) -> None:
    what = f"line {sentences[bearer[0]][bearer[1]].line} {relation.get('type')} {relation.get('target')}"
    if "sid" not in relation:
        gold.refuse("relation to what the text does not say", what)
        return
    target = relation["sid"], int(relation["id"])
    if not 0 <= target[1] < len(sentences.get(target[0], ())):
        gold.refuse("relation to a phrase that is not there", what)
        return
    for sentence, number in (bearer, target):
        if mentions.get((sentence, number)) is None:
            mentions[sentence, number] = gold.end(UNTYPED, gold.place(*sentences[sentence][number].content()))
    gold.relation(relation["type"], mentions[bearer], mentions[target])


def _parse(path: str, content: str) -> tuple[str, dict[str, list[_Phrase]]]:
    """The text, and the base phrases of every sentence by its id. Raises ``InputError`` with file and line."""
    text = ""
    sentences: dict[str, list[_Phrase]] = {}
    phrases: list[_Phrase] | None = None
    for number, line in enumerate(content.split("\n"), 1):
        if line.startswith("# S-ID:"):
            text += "\n" if text else ""
            phrases = sentences[line.removeprefix("# S-ID:").split()[0]] = []
        elif line == "EOS":
            phrases = None
        elif line.startswith("+ ") and phrases is not None:
            phrases.append(_Phrase(number, line, len(text)))
        elif line.strip() and not line.startswith(("* ", "#")):
            cells = line.split(" ")
            if not phrases or len(cells) < 4:
                raise InputError(f"{path}:{number}: not a morpheme of a base phrase.", "Is the file in KNP format, and whole?")
            phrases[-1].words.append((cells[0], cells[3]))
            text += cells[0]
    if phrases is not None:
        raise InputError(f"{path}: the last sentence has no end (EOS).", "Is the file whole?")
    return text, sentences
