"""One result as one line of JSON, and back."""

from __future__ import annotations

import json
import re

from garner.errors import InputError, OutputError
from garner.values.record import result_from_record, result_to_record
from garner.values.result import Result

__all__ = ["NotJson", "result_from_line", "result_to_line"]

# Lone surrogates have no UTF-8 form; the others are raw line ends or terminal controls to somebody's tool.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


class NotJson(InputError):
    """The line is no JSON at all, as a torn one is."""


def result_to_line(result: Result) -> str:
    """The result as one line of JSON without a line end; it contains no line break of any kind and encodes to UTF-8.

    Raises ``OutputError`` for what JSON cannot hold: a number that is none, and a character above U+FFFF that stands in the
    text as two surrogates (JSON reads them as one character, and every offset behind it would be wrong).
    """
    try:
        line = json.dumps(result_to_record(result), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise OutputError(f"the result of document {result.id!r} cannot be written: {error}.") from None
    if _SPLIT_PAIR.search(line):
        raise OutputError(
            f"the result of document {result.id!r} cannot be written: it holds one character as two surrogates.",
            "Join them first: text.encode('utf-16', 'surrogatepass').decode('utf-16', 'surrogatepass').",
        )
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def result_from_line(line: str | bytes) -> Result:
    """The result that one line of a result file holds. Raises ``InputError`` naming the key at fault."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotJson(f"this is not JSON: {error}.") from None
    return result_from_record(record)
