"""A result as the page reads it: two lines of JSON, a summary for the list of documents and the body for the opened one."""

from __future__ import annotations

import json
import re
from collections import Counter

from garner.values import Outcome, Reading, Result
from garner.view.items import Json, Places, staged_items
from garner.view.rounds import round_data, trace_summary, usage_data
from garner.view.stages import stages

__all__ = ["data_lines", "script_json"]

# What could end the script element, is no valid UTF-8, or is altered by HTML parsers and editors on the way.
_UNSAFE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def data_lines(result: Result) -> tuple[str, str]:
    """The summary and the body of a result, each one line of JSON that may stand inside a script element.

    Every item is a kind, a type, a confidence and the parts it is made of; a part is a value with its role and place. Places
    are UTF-16 offsets, as browsers count; where code points differ from them they follow.
    """
    place = Places(result.text)
    answers = stages(result)
    items = staged_items(answers, place)
    gaps = [{"at": place(start, end), "why": _why(result.coverage, start, end)} for start, end in result.gaps()]
    last = len(answers) - 1
    # Types that no item of the final answer has count as 0: earlier answers are shown in their colours.
    types: Counter[str] = Counter()
    for item, found in items:
        types[f"{item['kind']}:{item['type']}"] += last in found
    summary: Json = {
        "id": result.id,
        "source": result.document.source,
        "characters": len(result.text),
        "types": types,
        "gaps": len(gaps),
        "problems": len(result.problems),
    }
    body: Json = {
        "text": result.text,
        "model": result.model,
        "schema": result.schema,
        "usage": usage_data(result.usage),
        "items": [item if len(found) > last else item | {"stages": found} for item, found in items],
        "tables": [{"request": table.request, "columns": table.columns} for table in result.tables],
        "gaps": gaps,
        "problems": [{"code": each.code, "message": each.message, "where": each.where} for each in result.problems],
    }
    if result.trace:
        summary["trace"] = trace_summary(result)
        body["rounds"] = [round_data(each, place) for each in result.trace]
        body["stages"] = len(answers)
    return script_json(summary), script_json(body)


def script_json(value: object) -> str:
    r"""JSON that an HTML parser hands to the script unchanged and that is valid UTF-8.

    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _why(coverage: tuple[Reading, ...], start: int, end: int) -> str:
    """How the readings of a gap ended, in words."""
    over = [reading for reading in coverage if reading.start < end and reading.end > start]
    ends = {reading.outcome for reading in over}
    known = {Outcome.FAILED: "the reading failed", Outcome.PARTIAL: "part of the answer was lost"}
    return ", ".join(words for outcome, words in known.items() if outcome in ends) or "no model was asked"
