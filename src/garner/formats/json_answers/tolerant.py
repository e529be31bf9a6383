"""A reader for what models take for JSON: one pass, no recursion, every repair reported.

It never gives up: missing and superfluous commas, brackets and quotes, comments, single quotes, Python's literals and a cut end
are mended or left out. Time is linear in the text and the stack does not grow with the nesting.
"""

from __future__ import annotations

import re

from garner.formats.json_answers.strings import QUOTES, read_bare, read_quoted, space_end
from garner.formats.json_answers.values import JsonObject, JsonValue, report_repeated, show_json
from garner.formats.problems import Code, Report, show

__all__ = ["read_tolerant_at"]

_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_DEEPEST = 64
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
_BRACKET_OR_STRING = re.compile(r'[\[{(]|[\]})]|"(?:[^"\\]+|\\.)*+"?', re.DOTALL)
_ELISION = re.compile(r"(?:\.\.\.|…)[.…]*")
_PREFIX = re.compile(r"[uUbBrRfF]{1,2}(?=[\"'])")


class _Open:
    """An object or list whose end was not read yet."""

    __slots__ = ("closer", "colon", "comma", "items", "key", "pairs")

    def __init__(self, closer: str) -> None:
        self.closer = closer
        self.items: list[JsonValue] = []
        self.pairs: list[tuple[str, JsonValue]] = []
        self.key: str | None = None
        self.colon = False
        self.comma = False

    @property
    def is_object(self) -> bool:
        return self.closer == "}"

    @property
    def wants_key(self) -> bool:
        return self.is_object and self.key is None

    def __len__(self) -> int:
        return len(self.pairs) + len(self.items)


def read_tolerant_at(text: str, start: int, report: Report) -> tuple[JsonValue, int]:
    """The value whose opening bracket stands at ``start``, and where it ends."""
    return _Reader(text, start, report).read()


class _Reader:
    def __init__(self, text: str, start: int, report: Report) -> None:
        self.text = text
        self.position = start
        self.report = report
        self.stack: list[_Open] = []
        self.open_of: dict[str, int] = dict.fromkeys(_CLOSERS.values(), 0)
        self.result: JsonValue = None

    def read(self) -> tuple[JsonValue, int]:
        self._open()
        while self.stack:
            self.position = space_end(self.text, self.position)
            if self.position >= len(self.text) or self.text.startswith("```", self.position):
                self._cut("the reply ended before its brackets were closed")
                break
            self._step(self.text[self.position])
        return self.result, self.position

    def _step(self, character: str) -> None:
        top = self.stack[-1]
        comment = _COMMENT.match(self.text, self.position) if character in "/#" else None
        elision = _ELISION.match(self.text, self.position) if character in ".…" else None
        if comment:
            self._mend("a comment")
            self.position = comment.end()
        elif elision:
            self.report.add(Code.ANSWER_ELIDED, "the model wrote ... in place of further items")
            self.position = elision.end()
            top.comma = False
        elif character in _CLOSERS:
            self._open()
        elif character in "]})":
            self._close(character)
        elif character == ",":
            self._comma(top)
        elif character == ":":
            self._colon(top)
        else:
            self._scalar(top, character)

    def _mend(self, what: str) -> None:
        self.report.add(Code.JSON_REPAIRED, what)

    def _open(self) -> None:
        if len(self.stack) == _DEEPEST:
            self.report.add(Code.NESTED_TOO_DEEP, f"brackets nested more than {_DEEPEST} deep were left out")
            self.position = _skip_brackets(self.text, self.position)
            return
        if self.stack and self.stack[-1].wants_key:
            self._mend("a value without a key")
            self.stack[-1].key = ""
            self.stack[-1].colon = True
        character = self.text[self.position]
        if character == "(":
            self._mend("round brackets")
        self.stack.append(_Open(_CLOSERS[character]))
        self.open_of[_CLOSERS[character]] += 1
        self.position += 1

    def _close(self, character: str) -> None:
        self.position += 1
        if not self.open_of[character]:
            self._mend("a closing bracket too many")
            return
        while self.stack[-1].closer != character:
            self._mend("a missing closing bracket")
            self._finish()
        self._finish()

    def _finish(self, cut: bool = False) -> None:
        """Take the innermost open value off the stack and put it where it belongs."""
        done = self.stack.pop()
        self.open_of[done.closer] -= 1
        if done.key is not None:
            self._without_value(done, cut)
        elif done.comma and len(done):
            self._mend("a comma after the last item")
        value: JsonValue
        if done.is_object:
            report_repeated(done.pairs, self.report)
            value = JsonObject(tuple(done.pairs))
        else:
            value = done.items
        if self.stack:
            self._put(self.stack[-1], value)
        else:
            self.result = value

    def _without_value(self, done: _Open, cut: bool) -> None:
        key, done.key, done.colon = done.key, None, False
        if cut:
            self.report.add(Code.REPLY_CUT, f"the reply ended before the value of {show(key or '')}")
        else:
            self._mend("a key without a value")
            done.pairs.append((key or "", None))

    def _comma(self, top: _Open) -> None:
        self.position += 1
        if top.key is not None:
            self._without_value(top, cut=False)
        elif top.comma or not len(top):
            self._mend("a comma too many")
        top.comma = True

    def _colon(self, top: _Open) -> None:
        self.position += 1
        if top.key is not None and not top.colon:
            top.colon = True
        else:
            self._mend("a colon too many")

    def _scalar(self, top: _Open, character: str) -> None:
        prefix = _PREFIX.match(self.text, self.position)
        if prefix:
            self._mend("a prefix before a string")
            self.position = prefix.end()
            character = self.text[self.position]
        if character not in QUOTES:
            self._bare(top)
            return
        string = read_quoted(self.text, self.position, top.wants_key, top.closer)
        for what in string.mended:
            self._mend(what)
        if string.value is None:
            self._cut(f"the reply ended inside the string {show(self.text[self.position : self.position + 80])}")
            self.position = string.end
        else:
            self.position = string.end
            self._put(top, string.value)

    def _bare(self, top: _Open) -> None:
        word = read_bare(self.text, self.position, top.wants_key, top.closer)
        if self.text.startswith("```", word.end) or word.end >= len(self.text):
            # The last word of a cut reply may be half a word.
            self._cut(f"the reply ended inside {show(self.text[self.position : self.position + 80])}")
            self.position = word.end
            return
        if word.mended:
            self._mend(word.mended)
        self.position = word.end
        if word.value != "":
            self._put(top, word.value)

    def _put(self, top: _Open, value: JsonValue) -> None:
        if top.key is None:
            if len(top) and not top.comma:
                self._mend("a missing comma")
            top.comma = False
        if not top.is_object:
            top.items.append(value)
        elif top.key is None:
            top.key = value if isinstance(value, str) else show_json(value)
        else:
            if not top.colon:
                self._mend("a missing colon")
            top.pairs.append((top.key, value))
            top.key, top.colon = None, False

    def _cut(self, message: str) -> None:
        self.report.add(Code.REPLY_CUT, message)
        while self.stack:
            self.stack[-1].comma = False
            self._finish(cut=True)


def _skip_brackets(text: str, start: int) -> int:
    depth = 0
    for found in _BRACKET_OR_STRING.finditer(text, start):
        depth += {"[": 1, "{": 1, "(": 1, "]": -1, "}": -1, ")": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return len(text)
