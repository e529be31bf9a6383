"""The one null of every format: the many ways in which models say "nothing"."""

from __future__ import annotations

import unicodedata

__all__ = ["is_null"]

_SPELLINGS = frozenset(
    {
        *("", "nan", "na", "n/a", "n.a.", "none", "none.", "null", "nil", "undefined", "<none>", "<null>", "[none]", "[null]"),
        *("[]", "{}", "()", "-", "--", "—", "not available", "not applicable", "not mentioned", "not specified"),
        *("無", "なし", "なし。", "無し", "ナシ", "該当なし", "特になし", "不明"),
        *("无", "无。", "空", "没有", "沒有", "未提及", "该当なし"),
    }
)
_LONGEST = max(map(len, _SPELLINGS)) + 8


def is_null(text: str) -> bool:
    """Whether a text that stands alone, as a whole answer or as the only value of a field, means "nothing".

    >>> is_null("NAN"), is_null(" なし "), is_null("None of the above")
    (True, True, False)
    """
    if len(text) > _LONGEST:
        return not text.strip()
    return unicodedata.normalize("NFKC", text).strip().casefold() in _SPELLINGS
