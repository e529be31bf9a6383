"""Random documents with values whose places are known, for benchmarks/grounding.py.

English has word frequencies after Zipf, Chinese likewise by character. Every planted value has one place in its document, so
that right and wrong are plain. A misspelt value has one slip for every twenty characters and at least one, never in its first
or last character or in a digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["KINDS", "Span", "Task", "make_task"]

KINDS = ("verbatim", "changed", "misspelt", "absent")
FUNCTION_WORDS = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they"
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 6000, 3) if not chr(code).isnumeric()]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Task:
    """A document and the values to place in it: for each its kind and its true span (``None`` for an absent one)."""

    language: str
    order: str
    text: str
    values: tuple[str, ...]
    kinds: tuple[str, ...]
    truth: tuple[Span | None, ...]


# Documents


def _zipf(random: Random, count: int, size: int) -> list[int]:
    return random.choices(range(size), weights=[1 / (rank + 3) for rank in range(size)], k=count)


def _english(random: Random, tokens: int) -> list[str]:
    syllables = [one + two + three for one in "bdfgklmnprst" for two in "aeiou" for three in ("", "n", "r", "st")]
    names = ["".join(random.choices(syllables, k=random.choice((2, 2, 3)))) for _ in range(6000)]
    vocabulary = FUNCTION_WORDS.split() + [name.capitalize() if random.random() < 0.15 else name for name in names]
    words = [vocabulary[index] for index in _zipf(random, tokens, len(vocabulary))]
    words = [str(random.randrange(2, 3000)) if random.random() < 0.03 else word for word in words]
    pieces = []
    for word in words:
        pieces += [word, random.choices((" ", ", ", ". ", "\n"), weights=(80, 8, 8, 4))[0]]
    return pieces


def _chinese(random: Random, tokens: int) -> list[str]:
    pieces = []
    for index in _zipf(random, tokens, len(HAN)):
        pieces += [HAN[index], random.choices(("", "，", "。"), weights=(90, 6, 4))[0]]
    return pieces


# Values


def _plant(random: Random, pieces: list[str], kind: str, language: str) -> tuple[Span, str]:
    """A stretch of whole tokens that occurs once, and its value; long enough that a slip leaves it recognisable."""
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    text = "".join(pieces)
    lowest, longest, least = (1, 6, 5) if language == "en" else (4, 16, 4)
    least = least if kind != "misspelt" else 10
    while True:
        first = 2 * random.randrange(len(pieces) // 2 - longest)
        last = first + 2 * random.randrange(lowest, longest + 1) - 1
        start, end = offsets[first], offsets[last]
        surface = text[start:end]
        # Once in any case and nowhere inside a longer token.
        if least <= len(surface) <= 60 and text.lower().count(surface.lower()) == 1 and "\n" not in surface:
            return (start, end), _alter(random, surface, kind, language)


def _alter(random: Random, surface: str, kind: str, language: str) -> str:
    if kind == "changed":
        if language == "zh":
            return " ".join((surface[:2], surface[2:])).replace("，", ",")
        return random.choice((surface.upper(), surface.title(), surface.swapcase())).replace(
            " ", random.choice(("  ", "\n", "\u00a0"))
        )
    if kind == "misspelt":
        for _ in range(max(1, len(surface) // 20)):
            surface = _slip(random, surface, HAN if language == "zh" else list("abcdefghijklmnopqrstuvwxyz"))
    return surface


def _slip(random: Random, surface: str, alphabet: list[str]) -> str:
    at = random.choice([index for index in range(1, len(surface) - 2) if surface[index : index + 2].isalpha()] or [1])
    letter = random.choice(alphabet)
    changed = {
        "left out": surface[:at] + surface[at + 1 :],
        "put in": surface[:at] + letter + surface[at:],
        "another": surface[:at] + letter + surface[at + 1 :],
        "swapped": surface[:at] + surface[at + 1] + surface[at] + surface[at + 2 :],
    }
    return changed[random.choice(list(changed))]


def _absent(random: Random, language: str) -> str:
    if language == "zh":
        return "".join(chr(random.randrange(0x8000, 0x9000)) for _ in range(random.randrange(4, 12)))
    return " ".join("".join(random.choices("vwxyzqjhcu", k=7)).capitalize() for _ in range(random.randrange(1, 4)))


def make_task(seed: int, language: str, order: str, tokens: int, count: int) -> Task:
    """A document of about ``tokens`` words (English) or characters (Chinese) and ``count`` values."""
    random = Random(f"{seed} {language} {tokens}")
    pieces = (_english if language == "en" else _chinese)(random, tokens)
    rows: list[tuple[str, str, Span | None]] = []
    for index in range(count):
        kind = KINDS[index % len(KINDS)]
        if kind == "absent":
            rows.append((_absent(random, language), kind, None))
        else:
            span, value = _plant(random, pieces, kind, language)
            rows.append((value, kind, span))
    random.shuffle(rows)
    if order == "in order":
        rows.sort(key=lambda row: row[2] or (random.randrange(tokens * 5), 0))
    values, kinds, truth = zip(*rows, strict=True)
    return Task(language, order, "".join(pieces), values, kinds, truth)
