"""Reading ``label: fields`` records, as garner writes them and as models do: with bullets, bold labels, wide colons, prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from garner.formats.json_answers.values import JsonValue
from garner.formats.names import Match
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show
from garner.formats.text_answers.quoting import Field, is_open, split
from garner.formats.text_answers.records import Records, value_of
from garner.schema import Schema
from garner.values import Draft

__all__ = ["HEADING", "LinesReader"]

HEADING = re.compile(r"^[ \t#*]*\[(labels|entities|relations|events|facts|table)\][*:]*", re.IGNORECASE | re.MULTILINE)
_BULLET = re.compile(r"(?:[-*•・‣]|\d{1,3}[.)])\s+")
_WIDE = str.maketrans("：；，", ":;,")


class LinesReader:
    """``nothing`` tells that the reply said somewhere that there is nothing to be found."""

    def __init__(self, schema: Schema, report: Report, records: Records | None = None) -> None:
        self.nothing = False
        self._report = report
        self._records = records or Records(schema, report)
        self._prose: list[str] = []
        self._ends_open = False
        self._latest: tuple[str, Match] | None = None

    def read(self, text: str) -> Draft:
        """Everything a whole reply says."""
        headings = list(HEADING.finditer(text))
        asked = self._records.asked
        self._stretch(text[: headings[0].start()] if headings else text, asked)
        ends = [heading.start() for heading in headings[1:]] + [len(text)]
        for heading, end in zip(headings, ends, strict=False):
            self._section(heading.group(1).lower(), text[heading.end() : end])
        if self._ends_open:
            self._report.add(Code.REPLY_CUT, "the reply ended inside a quoted span")
        found = {heading.group(1).lower() for heading in headings} or set(asked)
        for section in asked:
            if section not in found:
                self._report.add(Code.REPLY_CUT, f"the section {section} is missing")
        draft = self._records.draft()
        if self._prose:
            code = Code.PROSE_AROUND if draft or self.nothing else Code.UNREADABLE_PART
            self._report.add(code, f"passed over: {show(' ... '.join(self._prose[:5]))}")
        return draft

    def _section(self, section: str, text: str) -> None:
        if section in self._records.asked:
            self._stretch(text, (section,))
        elif not is_null(text):
            self._report.add(Code.UNKNOWN_LABEL, f"the section {section} was not asked: {show(text.strip())}")

    def _stretch(self, text: str, sections: Sequence[str]) -> None:
        """Records of one section, or of any where the reply has no headings."""
        self._latest = None
        record: list[Field] = []
        for field in split(text, ":;,\n"):
            record.append(field)
            self._ends_open = not field.separator and is_open(field, text)
            if field.separator in ("", ";", "\n"):
                self._record(record, text, sections)
                record = []
            if field.separator == "\n":
                self._latest = None

    def _record(self, fields: list[Field], text: str, sections: Sequence[str]) -> None:
        said = text[fields[0].start : fields[-1].end].strip()
        if is_null(said):
            self.nothing = self.nothing or bool(said)
        elif fields[0].separator != ":" or len(fields) < 2:
            self._without_label(said, fields, text, sections)
        else:
            self._with_label(said, fields, text, sections)

    def _with_label(self, said: str, fields: list[Field], text: str, sections: Sequence[str]) -> None:
        written = fields[0].value
        meant = self._records.find(written, sections)
        if not (meant and meant[1].exact) and not fields[0].quoted and (bullet := _BULLET.match(written)):
            self._report.add(Code.LAYOUT_REPAIRED, "bullets before the records")
            written = written[bullet.end() :]
            meant = self._records.find(written, sections)
        if meant is not None:
            if len(sections) > 1:
                self._report.add(Code.LAYOUT_REPAIRED, "the headings of the sections are missing")
            self._take(*meant, written, fields[1:], text)
        elif is_null(text[fields[1].start : fields[-1].end]):
            self._prose.append(said[:100])
        else:
            message = f"{show(written)} is not asked by the schema: {show(said)}"
            self._report.add(Code.UNKNOWN_LABEL, message, ", ".join(sections))

    def _without_label(self, said: str, fields: list[Field], text: str, sections: Sequence[str]) -> None:
        """A record with wide separators, or another span of the label before, or prose."""
        mended = said.translate(_WIDE)
        wide = list(split(mended, ":;,")) if "：" in said else []
        if len(wide) > 1 and wide[0].separator == ":":
            self._report.add(Code.LAYOUT_REPAIRED, "separators of full width")
            record: list[Field] = []
            for field in wide:
                record.append(field)
                if field.separator in ("", ";"):
                    self._record(record, mended, sections)
                    record = []
        elif self._latest is not None and self._latest[0] == "entities":
            section, match = self._latest
            self._report.add(Code.LAYOUT_REPAIRED, "a span without a label was read with the label before it", section)
            self._take(section, Match(match.name, exact=True), match.name, fields, text)
        else:
            self._prose.append(said[:100])

    def _take(self, section: str, match: Match, written: str, fields: list[Field], text: str) -> None:
        values: list[JsonValue]
        if section == "labels":
            values = [_joined(fields, text).value]
        elif section == "entities":
            values = [value_of(_joined(fields, text))]
        elif section == "events":
            values = self._event(fields, text, match.name)
        else:
            values = [value_of(_joined(group, text)) for group in _grouped(fields)]
        if not any(values):
            self.nothing = True
        self._records.add(section, written, match, values)
        self._latest = (section, match)

    def _event(self, fields: list[Field], text: str, name: str) -> list[JsonValue]:
        """Trigger, then role and span in turn."""
        values: list[JsonValue] = []
        for number, group in enumerate(_grouped(fields)):
            is_role = len(group) > 1 and group[0].separator == ":"
            if number == 0 and not (is_role and self._records.has_role(name, group[0].value)):
                values.append(value_of(_joined(group, text)))
                continue
            if number == 0:
                self._report.add(Code.LAYOUT_REPAIRED, "an event without its trigger", f"events.{name}")
                values.append(None)
            if is_role:
                values += [group[0].value, value_of(_joined(group[1:], text))]
            elif group[0].value:
                # A comma inside a span that should have been quoted.
                self._report.add(Code.LAYOUT_REPAIRED, "a comma in a span without quotes", f"events.{name}")
                before = values[-1] if isinstance(values[-1], str) else ""
                values[-1] = f"{before}, {group[0].value}" if before else group[0].value
        return values


def _joined(fields: list[Field], text: str) -> Field:
    """One field of several, which only look parted because they hold a separator of another place."""
    if len(fields) == 1:
        return fields[0]
    start, end = fields[0].start, fields[-1].end
    return Field(text[start:end].strip(), quoted=False, start=start, end=end, separator=fields[-1].separator)


def _grouped(fields: list[Field]) -> list[list[Field]]:
    """The fields between commas."""
    groups: list[list[Field]] = [[]]
    for number, field in enumerate(fields, 1):
        groups[-1].append(field)
        if field.separator == "," and number < len(fields):
            groups.append([])
    return groups
