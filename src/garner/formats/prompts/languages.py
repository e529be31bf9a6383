"""In which language a model is asked: that of the text, judged by its script."""

from __future__ import annotations

__all__ = ["LANGUAGES", "language_of"]

LANGUAGES = ("en", "zh", "ja")

_LOOKED_AT = 4000


def language_of(text: str) -> str:
    """``ja`` where kana stand among the Han characters, ``zh`` for Han alone, else ``en``.

    A word or two in another script do not decide: a fifth of the letters must be Han or kana, a twentieth of those kana.

    >>> language_of("東京へ行く"), language_of("我去北京"), language_of("He flew to 東京 last week.")
    ('ja', 'zh', 'en')
    """
    han = kana = others = 0
    for character in text[:_LOOKED_AT]:
        point = ord(character)
        if 0x3041 <= point <= 0x30FF or 0x31F0 <= point <= 0x31FF or 0xFF66 <= point <= 0xFF9D:
            kana += 1
        elif 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF:
            han += 1
        elif character.isalpha():
            others += 1
    if han + kana == 0 or (han + kana) * 5 < han + kana + others:
        return "en"
    return "ja" if kana * 20 >= han + kana else "zh"
