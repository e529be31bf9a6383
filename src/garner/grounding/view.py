"""The normalised view of a text, with the way back to the raw offsets."""

from __future__ import annotations

import re
from bisect import bisect_right

from garner.grounding.folding import DASH, HIRAGANA, fold_cluster, is_invisible
from garner.grounding.words import writes_spaces
from garner.values.graphemes import is_boundary

__all__ = ["View", "normalise"]

# Stretches whose normalised form has the same length and differs at most in case or kana are taken whole: ASCII without quotes,
# dashes and doubtful spaces; Cyrillic, Greek and Arabic letters without marks; Han, hiragana, Hangul syllables; katakana.
_ASCII = "[!#-,./-_a-~]+"
_PLAIN = re.compile(
    f"{_ASCII}(?:(?<=[A-Za-z0-9]) (?=[A-Za-z0-9]){_ASCII})*"
    "|[А-ИК-Яа-ик-яΑ-ΡΤ-Ωα-ρσ-ω\u0627-\u063a\u0641-\u064a]+"
    "|[\u4e00-\u9fff\u3041-\u3096\uac00-\ud7a3\u3400-\u4dbf、。]+"
    "|(?P<katakana>[ァ-ヶー]+)"
)
_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_SOFT_HYPHEN = "\u00ad"


def normalise(text: str) -> str:
    r"""A text without what writers and models change freely: the form in which values and text are compared.

    Case (full case folding, Turkish dotted and dotless i), compatibility forms and width, composed and decomposed letters,
    accents, ligatures, katakana and hiragana, quotes, dashes. A space counts only between two letters or digits of scripts that
    write spaces. A hyphen between two letters does not count, with or without a line break behind it. What shows nothing (soft
    hyphens, zero width spaces, direction marks) does not count.

    >>> normalise("Ｃａｆé “exam-\nple”"), normalise("AI 技术")
    ("cafe''example''", 'ai技术')
    """
    return View(text).folded


class View:
    """A text normalised once, in one pass, with a map from the normalised to the raw offsets.

    ``folded`` is the normalised text. The map is a list of segments: in a plain one, characters correspond one to one; any
    other is one grapheme cluster (or run of spaces) and maps as a whole, so that no match can begin or end inside it.

    >>> view = View("Straße 5")
    >>> view.folded, view.raw_span(0, 7), view.raw_span(0, 5)
    ('strasse 5', (0, 6), None)
    """

    def __init__(self, text: str) -> None:
        builder = _Builder(text)
        builder.run()
        self.folded = "".join(builder.parts)
        self._starts = builder.folded_starts
        self._raw_starts = builder.raw_starts
        self._raw_ends = builder.raw_ends
        self._plain = builder.plain

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """The raw offsets of ``folded[start:end]`` (not empty); ``None`` if an edge falls inside one character of the text."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1, lo=first) - 1
        into = start - self._starts[first]
        if into and not self._plain[first]:
            return None
        if self._plain[last]:
            return self._raw_starts[first] + into, self._raw_starts[last] + end - self._starts[last]
        after = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.folded)
        return (self._raw_starts[first] + into, self._raw_ends[last]) if end == after else None


class _Builder:
    """One pass over the text; spaces and hyphens wait until what follows tells whether they count."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.folded_starts: list[int] = []
        self.raw_starts: list[int] = []
        self.raw_ends: list[int] = []
        self.plain: list[bool] = []
        self._length = 0
        self._last = ""
        self._space: tuple[int, int] | None = None
        self._hyphen: tuple[int, int] | None = None  # empty for a soft one, which counts only to join two lines

    def run(self) -> None:
        """Read the whole text."""
        text, position = self.text, 0
        while position < len(text):
            match = _PLAIN.match(text, position)
            if match:
                end = match.end()
                if not is_boundary(text, end):
                    end -= 1
                if end > position:
                    stretch = text[position:end]
                    self._add(stretch.translate(HIRAGANA) if match.lastgroup else stretch.lower(), position, end, plain=True)
                    position = end
                    continue
            position = self._read_other(position)
        self._settle("")

    def _read_other(self, position: int) -> int:
        text = self.text
        character = text[position]
        if character.isspace():
            end = position + 1
            while end < len(text) and text[end].isspace():
                end += 1
            self._space = (self._space[0] if self._space else position, end)
            return end
        end = position + 1
        while end < len(text) and not is_boundary(text, end):
            end += 1
        if end == position + 1 and is_invisible(character):
            if character == _SOFT_HYPHEN and self._may_break():
                self._hyphen = (position, position)
            return end
        folded = fold_cluster(text[position:end])
        if folded == DASH and self._may_break():
            self._hyphen = (position, end)
        elif folded:
            self._add(folded, position, end, plain=end == position + 1 and len(folded) == 1)
        return end

    def _may_break(self) -> bool:
        """Whether a hyphen here stands directly behind a letter."""
        return self._hyphen is None and self._space is None and self._last.isalpha()

    def _add(self, folded: str, start: int, end: int, plain: bool) -> None:
        self._settle(folded[0])
        self._append(folded, start, end, plain)

    def _settle(self, following: str) -> None:
        """Write the hyphen and the space that wait, if they count before the character that follows."""
        if self._hyphen is not None:
            broken = self._space is None or any(mark in _LINE_BREAKS for mark in self.text[slice(*self._space)])
            start, end = self._hyphen
            if following.isalpha() and broken:
                self._space = None
            elif end > start:
                self._append(DASH, start, end, plain=end == start + 1)
            self._hyphen = None
        if self._space is not None:
            if following and self._last and writes_spaces(self._last) and writes_spaces(following):
                start, end = self._space
                self._append(" ", start, end, plain=end == start + 1)
            self._space = None

    def _append(self, folded: str, start: int, end: int, plain: bool) -> None:
        if not (plain and self.plain and self.plain[-1] and self.raw_ends[-1] == start):
            self.folded_starts.append(self._length)
            self.raw_starts.append(start)
            self.raw_ends.append(end)
            self.plain.append(plain)
        else:
            self.raw_ends[-1] = end
        self.parts.append(folded)
        self._length += len(folded)
        self._last = folded[-1]
