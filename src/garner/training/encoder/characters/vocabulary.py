"""Which characters are told apart: about 8,000 of the tagger's 20,935, and what stands in for some that it lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources

from garner.errors import InputError

__all__ = ["PADDING", "SIZE", "UNKNOWN", "choose_characters", "ids_of", "kept_characters", "write_characters"]

PADDING = 0
UNKNOWN = 1
SIZE = 8000
"""How many ids there are: padding, unknown, and the characters kept."""

_FILE = "vocabulary.txt"
_PER_LINE = 64
_ALIKE = {"・": "·", "〜": "～", "¥": "￥", "−": "-", "≪": "《", "≫": "》"}
"""What the tagger's own texts write for characters that it lacks; NFKC would turn some of them into others."""
_FIRST_LEVEL = {"gb2312": range(0xB0, 0xD8), "euc_jp": range(0xB0, 0xD0)}
"""The rows of the everyday characters, by the national standards: 3,755 of Chinese, 2,965 of Japanese."""


def choose_characters(rows: Mapping[str, int], seen: Iterable[str], size: int = SIZE) -> list[str]:
    """The characters to keep of those that have ``rows``, in the order of Unicode; ``size`` counts padding and unknown.

    All that was ``seen``, then the everyday characters by the standards of China and Japan, then the order of the tagger's
    dictionary, whose first half is the better trained. Where more were seen than there is room for, the first ones stay.
    """
    wanted = [*seen, *_everyday(), *sorted(rows, key=rows.__getitem__)]
    chosen = list(dict.fromkeys(character for character in wanted if character in rows))
    return sorted(chosen[: size - 2])


def ids_of(text: Iterable[str], ids: Mapping[str, int]) -> list[int]:
    """The id of every character, one each; a character without one takes that of its twin (``・``: ``·``; ``ﾊ``: ``ハ``), or
    is unknown. Spaces are unknown, as they are to the tagger."""
    return [ids[each] if each in ids else _id_of_twin(each, ids) for each in text]


def kept_characters() -> tuple[str, ...]:
    """The characters of the file beside this module; the first has id 2."""
    return parse_characters(resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


def parse_characters(content: str) -> tuple[str, ...]:
    """Raises ``InputError`` where a character stands twice: ids would no longer be places."""
    characters = tuple(content.replace("\n", ""))
    if len(set(characters)) < len(characters):
        double = next(each for place, each in enumerate(characters) if each in characters[:place])
        raise InputError(f"{_FILE} lists {double!r} (U+{ord(double):04X}) more than once.", "Write the file again.")
    return characters


def write_characters(characters: Sequence[str]) -> str:
    """The content of the file, 64 characters a line."""
    lines = ("".join(characters[start : start + _PER_LINE]) for start in range(0, len(characters), _PER_LINE))
    return "\n".join(lines) + "\n"


def _id_of_twin(character: str, ids: Mapping[str, int]) -> int:
    twin = _ALIKE.get(character) or unicodedata.normalize("NFKC", character)
    return ids.get(twin, UNKNOWN)


def _everyday() -> Iterator[str]:
    yield from (chr(code) for code in range(0x21, 0x7F))
    for code, rows in _FIRST_LEVEL.items():
        kana = range(0xA4, 0xA6)
        for row in (*kana, *rows):
            for cell in range(0xA1, 0xFF):
                yield from bytes((row, cell)).decode(code, errors="ignore")
