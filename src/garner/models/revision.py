"""An answer that is to be given once more: what of it and of the suspicions is shown to the model, and what stands unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from garner.errors import ContextTooLong
from garner.formats import FORMATS, PromptStyle, draft_about, draft_of, render, render_feedback, to_be_shown
from garner.grounding import normalise
from garner.models.protocols import Answer
from garner.schema import Schema
from garner.values import Claim, ClaimKind, Defect, Draft, Feedback, Message, Outcome, Problem, Reading

__all__ = ["Revision", "Told", "revision_of", "stand_where_unread", "standing", "tell", "without_loose_ends"]

_MOST_SUSPECTS = 60
_READ = (Outcome.READ, Outcome.REPAIRED)
_SECTIONS = {
    ClaimKind.LABEL: "labels",
    ClaimKind.ENTITY: "entities",
    ClaimKind.RELATION: "relations",
    ClaimKind.EVENT: "events",
    ClaimKind.ARGUMENT: "events",
}


@dataclass(frozen=True, slots=True)
class Revision:
    """The ``previous`` answer to a group of labels, with its places, and the ``defects`` that concern the group; ``loose`` are
    those among them that belong to no label of the whole schema and so concern every group."""

    previous: Draft
    defects: tuple[Defect, ...]
    loose: frozenset[Defect]

    def only(self, schema: Schema) -> Revision:
        """What concerns this part of the group."""
        keys = frozenset(schema.keys)
        concerned = tuple(defect for defect in self.defects if defect in self.loose or not keys.isdisjoint(_keys(defect)))
        return replace(self, previous=draft_about(self.previous, schema), defects=concerned)


class Told(NamedTuple):
    """The conversation that asks for an answer again, and what there was no room for."""

    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]


def revision_of(schema: Schema, feedback: Feedback) -> Revision:
    """The answer to a whole schema with everything that is suspect in it."""
    keys = frozenset(schema.keys)
    loose = frozenset(defect for defect in feedback.defects if keys.isdisjoint(_keys(defect)))
    return Revision(draft_of(feedback.previous), feedback.defects, loose)


def tell(
    passage: str, schema: Schema, style: PromptStyle, revision: Revision, fits: Callable[[Sequence[Message]], bool]
) -> Told:
    """The question as it was first asked, the previous answer in the model's own format, and what is suspect in it.

    Where this does not fit, the likeliest suspicions and the items they touch are shown first, then the other items, as many as
    fit. Raises ``ContextTooLong`` where not even one suspicion does.
    """
    asked = render(passage, schema, style)
    shown = tuple(sorted(revision.defects, key=lambda defect: -defect.probability)[:_MOST_SUSPECTS])
    items = _touched_first(revision.previous, shown)
    write = FORMATS[style.format].write

    def conversation(pieces: int) -> tuple[Message, ...]:
        """With this many of the suspicions, then (once all of those are there) of the items."""
        suspects = shown[:pieces]
        # Of the items, those that the suspicions touch come along with them.
        kept = max(0, pieces - len(shown))
        named = _names(suspects)
        draft = _some(revision.previous, {*items[:kept], *(item for item in items if item[2] & named)})
        partly = pieces < len(shown) + len(items) or len(shown) < len(revision.defects)
        said = Message("assistant", write(to_be_shown(draft, schema), schema))
        return (*asked, said, Message("user", render_feedback(suspects, passage, style, partly=partly)))

    whole = len(shown) + len(items)
    most = whole if fits(conversation(whole)) else _most(whole - 1, lambda pieces: fits(conversation(pieces)))
    if most == 0:
        raise ContextTooLong(
            "The previous answer and what is suspect in it do not fit beside the text.", "Ask without feedback."
        )
    problems = []
    if most < whole or len(shown) < len(revision.defects):
        message = (
            f"The model was shown {min(most, len(shown))} of {len(revision.defects)} suspicions and "
            f"{'all' if most == whole else 'a part'} of the {len(items)} items of its previous answer: more has no room."
        )
        problems.append(Problem("feedback_cut", message))
    return Told(conversation(most), tuple(problems))


def stand_where_unread(answer: Answer, previous: Draft) -> Answer:
    """The answer, or what was said ``previous``ly in place of one that could not be read whole."""
    if all(reading.outcome in _READ for reading in answer.readings):
        return answer
    keys = ", ".join(key for reading in answer.readings for key in reading.asked)
    note = Problem("correction_unread", f"The corrected answer could not be read whole; the previous one stands for: {keys}.")
    return replace(answer, draft=previous, problems=(*answer.problems, note), cut=())


def standing(answer: Answer, schema: Schema, before: Reading) -> Answer:
    """The corrected answer with one reading (made from ``before``) of all that stands as it was, in place of the failed ones.

    Where the model was asked and no reply could be read whole, every reading of it has failed.
    """
    read = tuple(reading for reading in answer.readings if reading.outcome in _READ)
    if answer.readings and not read:
        return replace(answer, readings=tuple(replace(each, outcome=Outcome.FAILED) for each in answer.readings))
    answered = {key for reading in read for key in reading.asked}
    left = tuple(key for key in schema.keys if key not in answered)
    return replace(answer, readings=(*read, replace(before, asked=left)) if left else read)


def without_loose_ends(answer: Answer) -> Answer:
    """The answer without those of the relations standing unasked of which an end is an entity of a type that was asked again
    and is not answered any more; the others are tied to their ends as these are answered now."""
    asked = {key for reading in answer.readings if reading.outcome in _READ for key in reading.asked}
    answered = {(entity.type, normalise(entity.text)) for entity in answer.draft.entities}
    relations, problems = [], []
    for relation in answer.draft.relations:
        ends = ((relation.head_type or "", relation.head), (relation.tail_type or "", relation.tail))
        renewed = [(kind, text) for kind, text in ends if f"entities.{kind}" in asked]
        if f"relations.{relation.type}" in asked or not renewed:
            relations.append(relation)
        elif all((kind, normalise(text)) in answered for kind, text in renewed):
            relations.append(replace(relation, head_span=None, tail_span=None))
        else:
            said = f"{relation.head!r}, {relation.tail!r}"
            problems.append(Problem("loose_end", f"{relation.type} ({said}) was left out: the model dropped one of its ends."))
    draft = replace(answer.draft, relations=tuple(relations))
    return replace(answer, draft=draft, problems=(*answer.problems, *problems))


def _keys(defect: Defect) -> Iterator[str]:
    for claim in (defect.drop, defect.add):
        if claim is None:
            continue
        if claim.kind is ClaimKind.FACT:
            yield "facts"
        elif claim.kind is ClaimKind.CELL:
            yield "table"
        else:
            yield f"{_SECTIONS[claim.kind]}.{claim.name}"


# An item of a draft: its section, its index there, and the words it says, folded.
_Item = tuple[str, int, frozenset[str]]


def _touched_first(draft: Draft, suspects: Sequence[Defect]) -> list[_Item]:
    """Every item but the tables (which have no part that could be shown alone), those that share words with a suspect first."""
    items: list[_Item] = []
    for section, texts in (
        ("labels", [(each.value,) for each in draft.labels]),
        ("entities", [(each.text,) for each in draft.entities]),
        ("relations", [(each.head, each.tail) for each in draft.relations]),
        ("events", [(each.trigger, *(one.text for one in each.arguments)) for each in draft.events]),
        ("facts", [(each.subject, each.predicate, each.object) for each in draft.facts]),
    ):
        folded = [frozenset(normalise(text) for text in words if text) for words in texts]
        items += [(section, index, words) for index, words in enumerate(folded)]
    named = _names(suspects)
    return sorted(items, key=lambda item: not item[2] & named)


def _names(suspects: Sequence[Defect]) -> frozenset[str]:
    claims: Iterator[Claim] = (claim for defect in suspects for claim in (defect.drop, defect.add) if claim is not None)
    return frozenset(
        normalise(text) for claim in claims for text in (claim.detail, *(each.text for each in claim.mentions)) if text
    )


def _some(draft: Draft, items: set[_Item]) -> Draft:
    chosen = {(section, index) for section, index, _ in items}
    return replace(
        draft,
        labels=tuple(each for index, each in enumerate(draft.labels) if ("labels", index) in chosen),
        entities=tuple(each for index, each in enumerate(draft.entities) if ("entities", index) in chosen),
        relations=tuple(each for index, each in enumerate(draft.relations) if ("relations", index) in chosen),
        events=tuple(each for index, each in enumerate(draft.events) if ("events", index) in chosen),
        facts=tuple(each for index, each in enumerate(draft.facts) if ("facts", index) in chosen),
    )


def _most(bound: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to ``bound`` that fits, found by halving; 0 where none does."""
    low, high = 0, bound
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
