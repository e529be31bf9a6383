"""Where sentences end in English, Chinese and Japanese, and in what writes its full stops like them.

Rules only: full stops that stand for something else (abbreviations, initials, decimals, list numbers) are told by what is
around them. A doubtful place is left whole, because a sentence too long costs a little room and a cut name costs the name.
"""

from __future__ import annotations

import re

from garner.values.graphemes import is_boundary

__all__ = ["sentence_spans"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARK = re.compile(
    r"(?P<marks>[.!?…。！？｡．؟۔।॥‼⁇⁈⁉]++)(?P<closers>['\"’”»›」』）)\]】〕》〉〗}]*+)|(?P<line>[\n\r\x0b\x0c\x85\u2028\u2029]\s*+)"
)
_SPACE = re.compile(r"\s*+")
_WORD = re.compile(r"\w+")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LAST_WORD = re.compile(r"[^\s(\[{\"'“‘«/]+\Z")
_INNER_STOPS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_LIST_ITEM = re.compile(r"[-*•·‣▪◦–—]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s|\(?[\d一二三四五六七八九十]{1,3}[、)）]")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_HARD = frozenset("。！？｡．؟۔।॥")
_NEVER_LAST = _words("""
    mr mrs ms dr prof gen col maj capt lt sgt cpl rev hon gov sen rep pres amb messrs mme mlle e.g i.e cf viz vs v al eds approx
    bzw z.b d.h u.a dept univ assn mt ft
""")
_BEFORE_NUMBERS = _words("no nos nr fig figs eq eqs sec ch chap vol vols ed p pp para art ca tab")
_SOMETIMES_LAST = _words("""
    inc co corp ltd llc plc bros etc jr sr st ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu
    thur thurs fri sat sun est esq ph.d m.d b.a m.a
""")
_STARTERS = _words("""
    the a an it its he his she her they their we our you your i my this that these those there here in on at by for from with as
    but and or so yet if when while after before since although however moreover meanwhile then thus what who why how where
    which no not one some many most all each both another other is was do did can may
""")
_QUOTATIVE = "とっなのをがはにも"
_SHORT_LINE = 50  # characters (half as many in East Asian text): a shorter line was ended on purpose, not wrapped


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as half-open spans that follow each other without a gap; white space belongs to the one before.

    >>> text = "Dr. Wu paid $3.5 to U.S. clients. 他来了。“好！”她说。"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Dr. Wu paid $3.5 to U.S. clients. ', '他来了。', '“好！”', '她说。']
    """
    spans = []
    start = 0
    for match in _MARK.finditer(text):
        found = _SPACE.match(text, match.end())
        after = found.end() if found else match.end()
        if after >= len(text):
            break
        ends = _line_ends(text, match.start(), after) if match["line"] else _mark_ends(text, match, after)
        if ends and after > start and is_boundary(text, after):
            spans.append((start, after))
            start = after
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def _mark_ends(text: str, match: re.Match[str], after: int) -> bool:
    """Whether a sentence ends with these marks; ``after`` is where the next one would begin."""
    marks, closers, following = match["marks"], match["closers"], text[after]
    if marks == "．" and following.isdigit() and text[match.start() - 1 : match.start()].isdigit():
        return False
    if not _HARD.isdisjoint(marks):
        said = bool(closers) and following in _QUOTATIVE
        return not said and following not in ",，、；;：:」』”）"
    if after == match.end():
        return "." not in marks and "…" not in marks and _EAST_ASIAN.match(following) is not None
    if following.islower() or following in ",;:":
        return False
    return marks != "." or _stop_ends(text, match.start(), after)


def _stop_ends(text: str, stop: int, after: int) -> bool:
    """Whether a single full stop before white space ends a sentence."""
    last = _LAST_WORD.search(text, max(0, stop - 24), stop)
    word = last.group().lower() if last else ""
    if word in _NEVER_LAST or (word in _BEFORE_NUMBERS and text[after].isdigit()):
        return False
    initial = len(word) == 1 and word.isalpha()
    number = word.isdigit() and len(word) <= 2
    if initial or number or word in _SOMETIMES_LAST or _INNER_STOPS.match(word):
        begins_line = last is not None and text[max(0, last.start() - 1) : last.start()] in ("", "\n", "\r")
        following = _WORD.match(text, after)
        return not begins_line and following is not None and following.group().lower() in _STARTERS
    return True


def _line_ends(text: str, start: int, after: int) -> bool:
    """Whether a line break that begins at ``start`` ends a sentence although no mark does."""
    if len(_LINE_BREAK.findall(text, start, after)) > 1 or _LIST_ITEM.match(text, after):
        return True
    line = text[max(0, start - _SHORT_LINE) : start]
    short = _SHORT_LINE // 2 if _EAST_ASIAN.match(line[-1:]) else _SHORT_LINE
    begun = max(line.rfind("\n"), line.rfind("\r"))
    length = len(line) - begun - 1 if begun >= 0 else len(line)
    return length < short and not text[after].islower()
