"""What the texts of a corpus were read for, gathered from all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from garner.training.encoder.gold import LabelledText
from garner.training.encoder.names import LabelName, name_of, wider_labels
from garner.training.encoder.selection import SYMMETRIC, Selection

__all__ = ["Ends", "LabelPool", "gathered", "label_pool"]

_SURFACES = 200
"""So many mentions of a label are kept to be shown as examples of it."""
_LONG_SURFACE = 40


@dataclass(frozen=True, slots=True)
class Ends:
    """The labels that heads and tails of a relation have."""

    heads: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LabelPool:
    """The labels that the texts of a corpus were read for.

    - ``own`` are the labels of the corpus and those that include one of them: absent from a text, they are right to be absent.
    - ``foreign`` are labels of other corpora that mean nothing this corpus is annotated for.
    - ``complete`` says that every named entity is annotated, so that what no asked label covers may be asked for as
      miscellaneous.
    - ``relations`` are those of the corpus with what they join; of ``single_pair`` texts only the pairs annotated are known.
      Whether a relation that is ``symmetric`` holds the other way round is not asked.
    - ``events`` are the events that have triggers, with their roles; ``open_roles``: where else a role's label would fit is
      unknown.
    - ``surfaces`` are mentions of each label.
    - ``named_choices``: the choices mean something only together with the name of their task.
    """

    own: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    complete: bool = False
    language: str = "en"
    relations: Mapping[str, Ends] = field(default_factory=dict)
    single_pair: bool = False
    symmetric: frozenset[str] = frozenset()
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_roles: bool = False
    surfaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named_choices: bool = False

    def converse(self, relation: str) -> str | None:
        """The relation of this corpus that holds the other way round wherever this one does, if it has one."""
        other = relation.removeprefix("被") if relation.startswith("被") else f"被{relation}"
        return other if other in self.relations else None


def label_pool(labels: Sequence[str], everywhere: Sequence[str], names: Mapping[str, LabelName], complete: bool) -> LabelPool:
    """The pool of a corpus with these labels, where ``everywhere`` are the labels of all corpora.

    A label is foreign when neither it, nor what includes it, nor any of their names is a name of one of the corpus's labels.
    """
    own = sorted({*labels, *(wide for label in labels for wide in wider_labels(label, names))})
    known = _all_names(own, names)
    foreign = [
        label for label in sorted(set(everywhere)) if not known & _all_names((label, *wider_labels(label, names)), names)
    ]
    return LabelPool(tuple(own), tuple(foreign), complete)


def _all_names(labels: Iterable[str], names: Mapping[str, LabelName]) -> set[str]:
    return {name for label in labels for name in (label, *name_of(label, names).others)}


def gathered(pool: LabelPool, texts: Sequence[LabelledText], selection: Selection, language: str) -> LabelPool:
    """The pool with what these texts of its corpus show of relations, events and mentions."""
    heads: dict[str, Counter[str]] = {}
    tails: dict[str, Counter[str]] = {}
    roles: dict[str, set[str]] = {}
    surfaces: dict[str, dict[str, None]] = {}
    for text in texts:
        labels: dict[tuple[int, int], list[str]] = {}
        for span in text.spans:
            labels.setdefault(span.place, []).append(span.label)
            surface = text.text[span.start : span.end]
            own = surfaces.setdefault(span.label, {})
            if len(own) < _SURFACES and len(surface) <= _LONG_SURFACE and "\n" not in surface:
                own[surface] = None
        for link in text.links:
            if link.is_role:
                roles.setdefault(link.event, set()).add(link.name)
            else:
                heads.setdefault(link.name, Counter()).update(labels.get(link.head, ()))
                tails.setdefault(link.name, Counter()).update(labels.get(link.tail, ()))
    own_only = all(text.asked is not None for text in texts) and bool(texts)
    return replace(
        pool,
        language=language,
        relations={} if own_only else {name: Ends(frozenset(heads[name]), frozenset(tails[name])) for name in sorted(heads)},
        single_pair=selection.single_pair,
        symmetric=frozenset(heads) if selection.undirected else selection.symmetric | SYMMETRIC,
        events={} if own_only else {name: tuple(sorted(own)) for name, own in sorted(roles.items())},
        open_roles=not selection.arguments,
        surfaces={label: tuple(own) for label, own in surfaces.items()},
        named_choices=selection.named_choices,
    )
