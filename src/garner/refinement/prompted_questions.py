"""Which questions an answer gives rise to: two for each label of the schema, and two for each event (SCIR, detection)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from garner.formats import Asking, draft_about, draft_of
from garner.refinement.protocols import Case
from garner.schema import Classification, EventType, Schema
from garner.values import Claim, ClaimKind, Draft, Problem, claims_of

__all__ = ["Question", "questions_of"]

_MOST_SHOWN = 100
_MOST_QUESTIONS = 200
_SECTIONS = {
    ClaimKind.LABEL: "labels",
    ClaimKind.ENTITY: "entities",
    ClaimKind.RELATION: "relations",
    ClaimKind.EVENT: "events",
    ClaimKind.ARGUMENT: "events",
}


class Question(NamedTuple):
    """What is asked about ``schema``, which has one label; ``found`` is shown as what was extracted for it, and ``claims`` are
    what of the answer it concerns: what may be dropped, or what is there already. Of a question about one event they begin with
    the event's own."""

    asking: Asking
    schema: Schema
    found: Draft
    claims: tuple[Claim, ...]

    @property
    def key(self) -> str:
        """The schema key of the label."""
        return self.schema.keys[0]

    @property
    def name(self) -> str:
        """What was asked about what, for people."""
        return f"{self.asking.partition(' ')[0]} {self.key}"


def questions_of(case: Case) -> tuple[list[Question], list[Problem]]:
    """The questions, those about whole labels first, and what nobody is asked about: facts, tables, and what is beyond measure
    (a label with more than a hundred items, a case with more than two hundred questions)."""
    schema, problems = case.schema, list[Problem]()
    if schema.facts or schema.table:
        problems.append(Problem("not_checked", "There are no questions about facts and tables: they were not checked."))
    draft, claims = draft_of(case.extraction), _claims(case)
    labels: list[Question] = []
    for key in schema.keys:
        if key not in ("facts", "table"):
            part = schema.only((key,))
            about = draft_about(draft, part)
            shown = _first(about)
            if shown != about:
                message = f"{key} has more than {_MOST_SHOWN} items; those behind the first {_MOST_SHOWN} were not checked."
                problems.append(Problem("not_checked", message))
            labels += _about_label(part, shown, claims.get(key, ()))
    questions = [*labels, *_about_events(case, draft)]
    if len(questions) > _MOST_QUESTIONS:
        message = f"This answer gives rise to {len(questions)} questions; the first {_MOST_QUESTIONS} were asked."
        problems.append(Problem("not_checked", message))
    return questions[:_MOST_QUESTIONS], problems


def _first(draft: Draft) -> Draft:
    """The first items of each section."""
    return Draft(
        draft.labels[:_MOST_SHOWN],
        draft.entities[:_MOST_SHOWN],
        draft.relations[:_MOST_SHOWN],
        draft.events[:_MOST_SHOWN],
    )


def _claims(case: Case) -> dict[str, tuple[Claim, ...]]:
    """The claims of the answer by the key of the schema that they answer."""
    by_key: dict[str, list[Claim]] = {}
    for claim in claims_of(case.extraction):
        if claim.kind in _SECTIONS:
            by_key.setdefault(f"{_SECTIONS[claim.kind]}.{claim.name}", []).append(claim)
    return {key: tuple(claims) for key, claims in by_key.items()}


def _about_label(part: Schema, found: Draft, claims: tuple[Claim, ...]) -> Iterator[Question]:
    if part.labels:
        yield from _about_task(part, part.labels[0], found, claims)
    elif part.entities:
        if claims:
            yield Question(Asking.REDUNDANT_ENTITIES, part, found, claims)
        yield Question(Asking.MISSING_ENTITIES, part, found, claims)
    elif part.relations:
        if claims:
            yield Question(Asking.REDUNDANT_RELATIONS, part, found, claims)
        yield Question(Asking.MISSING_RELATIONS, part, found, claims)
    else:
        yield Question(Asking.MISSING_EVENTS, part, found, claims)


def _about_task(part: Schema, task: Classification, found: Draft, claims: tuple[Claim, ...]) -> Iterator[Question]:
    if not task.multiple:
        yield Question(Asking.CHOICE_LABELS, part, found, claims)
        return
    if claims:
        yield Question(Asking.REDUNDANT_LABELS, part, found, claims)
    if len(claims) < len(task.choices):
        yield Question(Asking.MISSING_LABELS, part, found, claims)


def _about_events(case: Case, draft: Draft) -> Iterator[Question]:
    types: dict[str, EventType] = {event.name: event for event in case.schema.events}
    parts = {name: case.schema.only((f"events.{name}",)) for name in types}
    claims = iter([each for each in claims_of(case.extraction) if each.kind in (ClaimKind.EVENT, ClaimKind.ARGUMENT)])
    for event, drafted in zip(case.extraction.events, draft.events, strict=True):
        own = tuple(islice(claims, 1 + len(event.arguments)))
        if event.type not in types:
            continue
        found = Draft(events=(drafted,))
        yield Question(Asking.REDUNDANT_EVENTS, parts[event.type], found, own)
        # To an event whose trigger the text does not have, nothing can be added that the text says.
        if types[event.type].roles and own[0].stands_in(case.text):
            yield Question(Asking.MISSING_ARGUMENTS, parts[event.type], found, own)
