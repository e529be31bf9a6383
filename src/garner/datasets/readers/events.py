"""Events of sentences and documents whose places are given: GENEVA, CrudeOilNews, MUC templates, LitBank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, json_lines, json_list
from garner.datasets.readers.sentences import whole_quotes
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import Grounding

__all__ = ["EventTemplates", "SentenceEvents", "TriggerColumns", "WindowEvents"]


@dataclass(frozen=True, slots=True)
class WindowEvents:
    """OneIE's JSON lines as GENEVA has them: ``tokens``, ``entity_mentions`` with half-open token indices, and
    ``event_mentions`` whose arguments name them by id.

    Mentions are spans that may fill a role, not annotated entities: only those that fill one are kept, as arguments.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _window)


def _window(record: Record, where: str) -> Annotated:
    sentence = detokenise(whole_quotes(record["tokens"]))
    gold = Gold(record["wnd_id"], sentence.text, where)
    mentions = {mention["id"]: (mention["start"], mention["end"]) for mention in record["entity_mentions"]}
    for event in record["event_mentions"]:
        trigger = gold.place(*sentence.place(event["trigger"]["start"], event["trigger"]["end"]))
        arguments = [
            (argument["role"], gold.place(*sentence.place(*mentions.get(argument["entity_id"], (-1, -1)))))
            for argument in event["arguments"]
        ]
        gold.event(event["event_type"], trigger, arguments)
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class SentenceEvents:
    """One JSON list of sentences a file: ``words``, ``golden-entity-mentions`` and ``golden-event-mentions``, half-open token
    indices. The files disagree about the case of labels, so all are read in lower case.

    That one event causes another is refused, as relations join mentions. Polarity, modality and intensity of an event, and
    the words that show them, have no place in an extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _sentence)


def _sentence(record: Record, where: str) -> Annotated:
    sentence = detokenise(record["words"])
    gold = Gold(where, sentence.text)

    def place(span: Record) -> Grounding | None:
        return gold.place(*sentence.place(span["start"], span["end"]))

    for mention in record["golden-entity-mentions"]:
        gold.entity(mention["entity-type"].lower(), place(mention))
    for event in record["golden-event-mentions"]:
        arguments = [(argument["role"].lower(), place(argument)) for argument in event["arguments"]]
        gold.event(event["event_type"].lower(), place(event["trigger"]), arguments)
    for relation in record["event-event-relations"]:
        gold.refuse("relation between events", relation["id"])
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class EventTemplates:
    """MUC-3/4 as JSON lines: ``doctext`` and ``templates``, each an event of type ``incident_type`` without a trigger.

    Roles are filled by things with all their mentions (string and character start); a thing stands for its first mention in the
    text. Types that name two events (``bombing / attack``) are written in alphabetical order.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _templates)


def _templates(record: Record, where: str) -> Annotated:
    gold = Gold(record["docid"], record["doctext"], where)
    for template in record["templates"]:
        arguments = []
        for role, things in template.items():
            for thing in things if role != "incident_type" else ():
                surface, start = min(thing, key=lambda mention: mention[1])
                arguments.append((role, gold.place(start, start + len(surface), surface)))
        gold.event(" / ".join(sorted(template["incident_type"].split(" / "))), None, arguments)
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class TriggerColumns:
    """A token and its tag a line, parted by a tab, a blank line between sentences: every tag but ``O`` makes the token the
    trigger of an event of that type."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` for a line without a tag."""
        rows: list[tuple[str, str]] = []
        for number, line in enumerate([*files.text(name).split("\n"), ""], 1):
            token, _, tag = line.rstrip("\r").rpartition("\t")
            if token:
                rows.append((token, tag))
            elif tag.strip():
                raise InputError(f"{name}:{number}: a token without a tag.", "Is the file whole?")
            elif rows:
                yield _tagged(rows, f"{name}:{number - len(rows)}")
                rows = []


def _tagged(rows: Sequence[tuple[str, str]], where: str) -> Annotated:
    sentence = detokenise([token for token, _ in rows])
    gold = Gold(where, sentence.text)
    for number, (_, tag) in enumerate(rows):
        if tag != "O":
            gold.event(tag, gold.place(*sentence.place(number, number + 1)))
    return gold.annotated()
