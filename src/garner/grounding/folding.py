"""One character as the normalised view writes it: without width, case, accent and the look of quotes and dashes."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, decimal, normalize

__all__ = ["DASH", "DASHES", "HIRAGANA", "fold_cluster", "is_invisible"]

DASH = "-"

_SINGLE_QUOTES = "'`´‘’‚‛′‵ʹʻʼʽˈ‹›＇"
_DOUBLE_QUOTES = '"“”„‟″‶«»〝〞〟「」『』｢｣＂'
DASHES = "-‐‑‒–—―⁃−⸺⸻﹘﹣－"
_WAVES = "~〜～∼˜"
# Letters that people write without their stroke or as two, and that no Unicode decomposition takes apart.
_LETTERS = {"ı": "i", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ɑ": "a"}
_BEFORE = str.maketrans(
    # Two single quotes are a common way to write a double one, so that is what all double ones become.
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, "''")
    | dict.fromkeys(DASHES, DASH)
    | dict.fromkeys(_WAVES, "~")
)
HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_AFTER = str.maketrans(_LETTERS) | HIRAGANA
# Marks that readers and writers leave out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and hamza.
# Marks that make another letter (kana voicing, the vowels of Indic scripts and Thai) are not among them.
_DROPPED_MARKS = (
    (0x0300, 0x036F),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x0640, 0x0640),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x1AB0, 0x1ACE),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20F0),
    (0xFE20, 0xFE2F),
)
_VARIATION_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing and takes no room: zero width spaces and joiners, soft hyphens, direction marks.

    >>> is_invisible("\\u00ad"), is_invisible(" ")
    (True, False)
    """
    return category(character) == "Cf" and not _is_visible_format(ord(character))


@lru_cache(maxsize=65536)
def fold_cluster(cluster: str) -> str:
    """A grapheme cluster in the normalised view; empty if nothing visible is left.

    Compatibility decomposition (NFKD), accents dropped, full case folding, katakana as hiragana, digits of any script as
    ASCII, composed again (NFC).

    >>> [fold_cluster(cluster) for cluster in ("É", "ß", "İ", "Ａ", "ﬁ", "ｶﾞ", "”")]
    ['e', 'ss', 'i', 'a', 'fi', 'が', "''"]
    """
    if "\ud800" <= cluster[0] <= "\udbff" and len(cluster) > 1:
        cluster = cluster.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    decomposed = normalize("NFKD", cluster.translate(_BEFORE)).translate(_BEFORE)
    kept = "".join(character for character in decomposed if not _is_dropped(character))
    folded = normalize("NFKD", kept.casefold()).translate(_BEFORE)
    bare = "".join(character for character in folded if not _is_dropped(character) and not character.isspace())
    composed = normalize("NFC", normalize("NFC", bare).translate(_AFTER))
    return str(decimal(composed)) if len(composed) == 1 and composed.isdecimal() else composed


def _is_dropped(character: str) -> bool:
    if character < "\u00a0":
        return False
    code = ord(character)
    return any(first <= code <= last for first, last in _DROPPED_MARKS + _VARIATION_SELECTORS) or is_invisible(character)


def _is_visible_format(code: int) -> bool:
    """Arabic number signs and the like are of the category format, and yet they are seen; emoji tags tell flags apart."""
    return 0x0600 <= code <= 0x0605 or code in {0x06DD, 0x070F, 0x08E2} or 0xE0020 <= code <= 0xE007F
