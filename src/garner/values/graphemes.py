"""Where one character as a reader sees it ends and the next begins."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

__all__ = ["is_boundary"]

_LOOK_BACK = 64  # code points; a longer cluster (a stack of marks, a row of flags) may be cut, so that each call stays O(1)
_ZERO_WIDTH_JOINER = "\u200d"
_REGIONAL_FIRST, _REGIONAL_LAST = 0x1F1E6, 0x1F1FF
# Extend by property although the general category says letter, format or symbol: Thai and Lao am, half-width voicing marks,
# the zero width non-joiner, skin tones and emoji tags.
_EXTENDING = ((0x0E33, 0x0E33), (0x0EB3, 0x0EB3), (0xFF9E, 0xFF9F), (0x200C, 0x200D), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F))
_PICTOGRAPHS = (
    (0xA9, 0xA9),
    (0xAE, 0xAE),
    (0x203C, 0x203C),
    (0x2049, 0x2049),
    (0x2122, 0x2122),
    (0x2139, 0x2139),
    (0x2194, 0x21AA),
    (0x231A, 0x23FF),
    (0x24C2, 0x24C2),
    (0x25AA, 0x27BF),
    (0x2934, 0x2935),
    (0x2B05, 0x2B55),
    (0x3030, 0x3030),
    (0x303D, 0x303D),
    (0x3297, 0x3299),
    (0x1F000, 0x1F1E5),
    (0x1F200, 0x1F3FA),
    (0x1F400, 0x1FAFF),
)
# Devanagari, Bengali, Gujarati, Oriya, Telugu, Malayalam (rule GB9c).
_JOINING_BLOCKS = frozenset({0x0900, 0x0980, 0x0A80, 0x0B00, 0x0C00, 0x0D00})
_PREPENDED = (
    (0x0600, 0x0605),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x0D4E, 0x0D4E),
    (0x110BD, 0x110BD),
)


def is_boundary(text: str, position: int) -> bool:
    r"""Whether ``text`` may be cut before ``position`` without parting what a reader sees as one character.

    Follows the extended grapheme clusters of Unicode Standard Annex 29 (rules GB3 to GB13) by looking at the neighbours only,
    and errs towards keeping together; the two halves of a surrogate pair belong together as well. The ends of the text are
    boundaries.

    >>> [is_boundary("e\u0301!", position) for position in range(4)]
    [True, False, True, True]
    """
    if position <= 0 or position >= len(text):
        return True
    following = text[position]
    if following < "\u0300":
        return not (following == "\n" and text[position - 1] == "\r") and _kind(text[position - 1]) != "prepend"
    after, before = _kind(following), _kind(text[position - 1])
    if before == "control" or after == "control":
        return False if before == "control" and _is_pair(text, position) else not _is_pair(text, position)
    if after == "extend" or before == "prepend" or (before, after) in _HANGUL:
        return False
    if after == "pictograph" and text[position - 1] == _ZERO_WIDTH_JOINER:
        return not _is_pictograph_before(text, position - 1)
    if before == after == "regional":
        return _regionals_before(text, position) % 2 == 0
    return not (before == "extend" and _is_consonant(following) and _is_linked(text, position))


_HANGUL = frozenset(
    {
        ("L", "L"),
        ("L", "V"),
        ("L", "LV"),
        ("L", "LVT"),
        ("LV", "V"),
        ("LV", "T"),
        ("V", "V"),
        ("V", "T"),
        ("LVT", "T"),
        ("T", "T"),
    }
)


def _is_pair(text: str, position: int) -> bool:
    return "\ud800" <= text[position - 1] <= "\udbff" and "\udc00" <= text[position] <= "\udfff"


def _is_pictograph_before(text: str, position: int) -> bool:
    """Whether a pictograph, and nothing but extending characters after it, stands before ``position``."""
    for index in range(position - 1, max(-1, position - _LOOK_BACK), -1):
        kind = _kind(text[index])
        if kind != "extend":
            return kind == "pictograph"
    return False


def _is_consonant(character: str) -> bool:
    """Whether it is a consonant of a script that joins consonants by a virama; their blocks are laid out alike."""
    code = ord(character)
    return code & ~0x7F in _JOINING_BLOCKS and 0x15 <= code & 0x7F <= 0x39


def _is_linked(text: str, position: int) -> bool:
    """Whether a consonant, and behind it nothing but marks with a virama among them, stands before ``position``."""
    linked = False
    for index in range(position - 1, max(-1, position - _LOOK_BACK), -1):
        if _kind(text[index]) != "extend":
            return linked and _is_consonant(text[index])
        linked = linked or (ord(text[index]) & 0x7F == 0x4D and ord(text[index]) & ~0x7F in _JOINING_BLOCKS)
    return False


def _regionals_before(text: str, position: int) -> int:
    first = position
    while first > max(0, position - _LOOK_BACK) and _kind(text[first - 1]) == "regional":
        first -= 1
    return position - first


@lru_cache(maxsize=16384)
def _kind(character: str) -> str:
    """The character's part in a cluster: the values of Grapheme_Cluster_Break that matter here."""
    code = ord(character)
    if _within(code, _EXTENDING):
        return "extend"
    if _REGIONAL_FIRST <= code <= _REGIONAL_LAST:
        return "regional"
    if _within(code, _PICTOGRAPHS):
        return "pictograph"
    if _within(code, _PREPENDED):
        return "prepend"
    if 0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97C or 0xAC00 <= code <= 0xD7FB:
        return _hangul(code)
    general = category(character)
    if general in {"Mn", "Me", "Mc"}:
        return "extend"
    return "control" if general in {"Cc", "Cf", "Zl", "Zp", "Cs"} else "other"


def _hangul(code: int) -> str:
    if code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return ("LV" if (code - 0xAC00) % 28 == 0 else "LVT") if code <= 0xD7A3 else "other"


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
