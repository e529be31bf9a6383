"""Kyoto University's KNP format: morphemes in base phrases, with named entities and relations between base phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import UNTYPED

__all__ = ["ListedKnp"]

_NAME = re.compile(r"<NE:([A-Z]+):([^>]*)>")
_RELATION = re.compile(r"<rel ([^>]*?)/>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_BRACKET = re.compile(r" 括弧始:(\S+) 括弧終:(\S+) 括弧位置:([0-9]+)")
# Word classes that may surround the content of a base phrase: particles, symbols, copula, auxiliary verbs.
_BEFORE = ("特殊",)
_AFTER = ("助詞", "特殊", "判定詞", "助動詞")


@dataclass(frozen=True, slots=True)
class ListedKnp:
    """A split is a list of document ids (a file ``*.id``), its documents are files ``knp/<first eight letters>/<id>.knp``.

    Name both as files of the split: the list tells which documents are read, and the fingerprint covers all of them. Every
    document is a record, its sentences on lines of their own. What stood in brackets is a sentence of its own in these files;
    it goes back to where it stood.

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
    """A base phrase: the line that begins it with its marks, and where it begins in its sentence."""

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


@dataclass(slots=True)
class _Sentence:
    """A sentence of the file, and the place of each of its characters: first in its own line, in the end in the document."""

    heading: str
    text: str = ""
    phrases: list[_Phrase] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

    def place(self, start: int, end: int) -> tuple[int, int]:
        return self.at[start], self.at[end - 1] + 1


def _document(identifier: str, path: str, content: str) -> Annotated:
    sentences = _parse(path, content)
    gold = Gold(identifier, _join(sentences), path)
    mentions: dict[tuple[str, int], str | None] = {}
    for name, sentence in sentences.items():
        for number, phrase in enumerate(sentence.phrases):
            for label, surface in _NAME.findall(phrase.marks):
                mentions[name, number] = _named(gold, sentence, phrase, label, surface)
    for name, sentence in sentences.items():
        for number, phrase in enumerate(sentence.phrases):
            for marks in _RELATION.findall(phrase.marks):
                _relate(gold, sentences, mentions, (name, number), dict(_ATTRIBUTE.findall(marks)))
    return gold.annotated()


def _named(gold: Gold, sentence: _Sentence, phrase: _Phrase, label: str, surface: str) -> str | None:
    """The entity whose last word is in the phrase."""
    start = sentence.text.rfind(surface, 0, phrase.end)
    if start < 0 or start + len(surface) <= phrase.start:
        gold.refuse("name that does not end in its phrase", f"line {phrase.line} {surface}")
        return None
    begin, end = sentence.place(start, start + len(surface))
    if end - begin != len(surface):
        gold.refuse("discontinuous span", f"line {phrase.line} {surface}")
        return None
    return gold.entity(label, gold.place(begin, end, surface))


def _relate(
    gold: Gold,
    sentences: Mapping[str, _Sentence],
    mentions: dict[tuple[str, int], str | None],
    bearer: tuple[str, int],
    relation: Mapping[str, str],
) -> None:
    what = f"line {sentences[bearer[0]].phrases[bearer[1]].line} {relation.get('type')} {relation.get('target')}"
    if "sid" not in relation:
        gold.refuse("relation to what the text does not say", what)
        return
    target = relation["sid"], int(relation["id"])
    if target[0] not in sentences or not 0 <= target[1] < len(sentences[target[0]].phrases):
        gold.refuse("relation to a phrase that is not there", what)
        return
    for name, number in (bearer, target):
        if mentions.get((name, number)) is None:
            sentence = sentences[name]
            content = sentence.place(*sentence.phrases[number].content())
            mentions[name, number] = gold.end(UNTYPED, gold.place(*content))
    gold.relation(relation["type"], mentions[bearer], mentions[target])


def _parse(path: str, content: str) -> dict[str, _Sentence]:
    """The sentences of a file by their ids. Raises ``InputError`` with file and line."""
    sentences: dict[str, _Sentence] = {}
    sentence: _Sentence | None = None
    for number, line in enumerate(content.split("\n"), 1):
        if line.startswith("# S-ID:"):
            sentence = sentences[line.removeprefix("# S-ID:").split()[0]] = _Sentence(line)
        elif line == "EOS":
            sentence = None
        elif line.startswith("+ ") and sentence is not None:
            sentence.phrases.append(_Phrase(number, line, len(sentence.text)))
        elif line.strip() and not line.startswith(("* ", "#")):
            cells = line.split(" ")
            if sentence is None or not sentence.phrases or len(cells) < 4 or not cells[0]:
                raise InputError(f"{path}:{number}: not a morpheme of a base phrase.", "Is the file in KNP format, and whole?")
            sentence.phrases[-1].words.append((cells[0], cells[3]))
            sentence.text += cells[0]
    if sentence is not None:
        raise InputError(f"{path}:{content.count(chr(10)) + 1}: the last sentence has no end (EOS).", "Is the file whole?")
    return sentences


def _join(sentences: Mapping[str, _Sentence]) -> str:
    """The text of the document; every character of every sentence learns its place in it.

    The place of a bracket is counted in the line as it was, with the brackets before it put back.
    """
    lines: list[tuple[str, list[_Sentence]]] = []
    for sentence in sentences.values():
        bracket = _BRACKET.search(sentence.heading)
        if bracket and lines and int(bracket[3]) <= len(lines[-1][0]):
            place, (line, members) = int(bracket[3]), lines[-1]
            inserted = f"{bracket[1]}{sentence.text}{bracket[2]}"
            for member in members:
                member.at = [at + len(inserted) if at >= place else at for at in member.at]
            begin = place + len(bracket[1])
            lines[-1] = line[:place] + inserted + line[place:], [*members, sentence]
        else:
            begin = 0
            lines.append((sentence.text, [sentence]))
        sentence.at = list(range(begin, begin + len(sentence.text)))
    begin = 0
    for line, members in lines:
        for member in members:
            member.at = [begin + at for at in member.at]
        begin += len(line) + 1
    return "\n".join(line for line, _ in lines)
