"""Reading ``text_label/TASK/`` lines and their ``:label;field`` records."""

from __future__ import annotations

from garner.formats.json_answers.values import JsonValue
from garner.formats.names import Match, Names
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show
from garner.formats.text_answers.quoting import Field, is_open, split
from garner.formats.text_answers.records import Records, value_of
from garner.schema import Schema
from garner.values import Draft

__all__ = ["IN_HEAD", "ONLY_LABELS", "TASKS", "SlashReader"]

TASKS = {"entities": "NER", "relations": "RE", "events": "EE", "facts": "OIE", "table": "TAB"}
ONLY_LABELS = "TC"
IN_HEAD = ":;/=,"
_SECTIONS = {ONLY_LABELS: "labels"} | {task: section for section, task in TASKS.items()}


class SlashReader:
    """``nothing`` tells that the reply kept the form, so that an empty answer means that there is nothing to be found."""

    def __init__(self, schema: Schema, report: Report) -> None:
        self.nothing = False
        self._report = report
        self._records = Records(schema, report)
        self._tasks = [task.name for task in schema.labels]
        self._choices = {task.name: Names(choice.name for choice in task.choices) for task in schema.labels}
        self._prose: list[str] = []
        self._found: set[str] = set()

    def read(self, text: str) -> Draft:
        """Everything a whole reply says."""
        lines = [line for line in text.split("\n") if line.strip()]
        for number, line in enumerate(lines, 1):
            self._line(line, last=number == len(lines))
        for section, task in TASKS.items():
            if self._found and section in self._records.asked and section not in self._found:
                self._report.add(Code.REPLY_CUT, f"the line /{task}/ is missing")
        if self._prose:
            code = Code.PROSE_AROUND if self._found or self.nothing else Code.UNREADABLE_PART
            self._report.add(code, f"passed over: {show(' ... '.join(piece[:100] for piece in self._prose[:5]))}")
        return self._records.draft()

    def _line(self, line: str, last: bool) -> None:
        head = _head(line)
        if head is not None:
            labels, section, rest = head
            self.nothing = True
            self._found.add(section)
            self._text_label(labels)
            self._rest(rest, section, last)
        elif line.lstrip().startswith(":"):
            self._report.add(Code.LAYOUT_REPAIRED, "the head of a line is missing")
            self._found.update(section for section in self._records.asked if len(self._records.asked) == 1)
            self._items(line, self._records.asked, last)
        elif is_null(line):
            self.nothing = True
        else:
            self._prose.append(line.strip())

    def _rest(self, rest: str, section: str, last: bool) -> None:
        if section == "labels" and rest.strip():
            self._prose.append(rest.strip())
        elif section in self._records.asked:
            self._items(rest, (section,), last)
        elif not is_null(rest):
            self._report.add(Code.UNKNOWN_LABEL, f"{TASKS[section]} was not asked: {show(rest.strip())}")

    def _text_label(self, fields: list[Field]) -> None:
        """The choices before the first slash, each after its task where there are several."""
        task = self._tasks[0] if len(self._tasks) == 1 else None
        for field in fields:
            if field.separator == "=":
                match = self._records.sections.names["labels"].find(field.value)
                task = match.name if match else None
                if match is None:
                    self._report.add(Code.UNKNOWN_LABEL, f"{show(field.value)} is not asked by the schema", "labels")
            elif field.value:
                self._choice(field.value, task)
            if field.separator == ";" and len(self._tasks) > 1:
                task = None

    def _choice(self, choice: str, task: str | None) -> None:
        meant = task or next((name for name, choices in self._choices.items() if choices.find(choice)), None)
        if meant is None:
            if not is_null(choice):
                self._report.add(Code.UNKNOWN_LABEL, f"{show(choice)} answers no classification of the schema", "labels")
            return
        if task is None:
            self._report.add(Code.LAYOUT_REPAIRED, f"{show(choice)} was read as the answer to {show(meant)}", "labels")
        self._records.add("labels", meant, Match(meant, exact=True), [choice])

    def _items(self, text: str, sections: tuple[str, ...], last: bool) -> None:
        """The records of a line."""
        if is_null(text):
            return
        fields = list(split(text, ":;"))
        if fields[0].separator == ":" and not fields[0].value:
            fields = fields[1:]
        else:
            self._report.add(Code.LAYOUT_REPAIRED, "the colon before the first label is missing")
        if last and is_open(fields[-1], text):
            self._report.add(Code.REPLY_CUT, "the reply ended inside a quoted span")
        items: list[list[Field]] = []
        item: list[Field] = []
        for field in fields:
            item.append(field)
            if field.separator != ";":
                end = last and not field.separator
                if len(item) > 1 or not self._is_fragment(field, items, sections, end):
                    items.append(item)
                item = []
        for item in items:
            self._item(item, sections)

    def _is_fragment(self, piece: Field, items: list[list[Field]], sections: tuple[str, ...], end: bool) -> bool:
        """Whether a label without a field is no record: it is cut short, or the rest of a span with a colon in it."""
        if self._records.find(piece.value, sections):
            return False
        names = self._records.sections.names
        if end and any(
            name.startswith(piece.value) for section in sections for name in getattr(names.get(section), "names", ())
        ):
            self._report.add(Code.REPLY_CUT, f"the reply ended inside {show(piece.value)}")
            return True
        if not items or len(items[-1]) == 1:
            return False
        self._report.add(Code.LAYOUT_REPAIRED, "a colon in a span without quotes")
        before = items[-1][-1]
        items[-1][-1] = before._replace(value=f"{before.value}:{piece.value}")
        return True

    def _item(self, fields: list[Field], sections: tuple[str, ...]) -> None:
        label = fields[0].value
        meant = self._records.find(label, sections)
        if meant is None:
            said = ";".join(field.value for field in fields)
            if said.strip(";"):
                message = f"{show(label)} is not asked by the schema: {show(said)}"
                self._report.add(Code.UNKNOWN_LABEL, message, ", ".join(sections))
            return
        section, match = meant
        values: list[JsonValue] = [value_of(field) for field in fields[1:]]
        if section == "labels":
            values = [field.value for field in fields[1:]]
        elif section == "events":
            # Roles are labels: they are themselves even where they spell null.
            values[1::2] = [field.value for field in fields[2::2]]
        elif section == "entities" and len(values) > 1:
            self._report.add(Code.LAYOUT_REPAIRED, "several spans after one label", section)
        if values:
            self._records.add(section, label, match, values)


def _head(line: str) -> tuple[list[Field], str, str] | None:
    """The label of the text as fields, the section and the rest of a line; ``None`` where it does not begin so."""
    fields: list[Field] = []
    for field in split(line, IN_HEAD[1:]):
        section = _SECTIONS.get(field.value.upper())
        is_second = bool(fields) and fields[-1].separator == "/"
        if field.separator == "/" and section and (is_second or not fields):
            return fields, section, line[field.end + 1 :]
        if is_second:
            return None
        fields.append(field)
    return None
