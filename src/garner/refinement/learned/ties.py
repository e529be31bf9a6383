"""What may be related in one text, and what may play which role in an event: the ties that are judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.evidence import Evidence
from garner.models.encoder.questions import AskedEvent, AskedRelation
from garner.models.encoder.reading import Link, Place
from garner.refinement.learned.ends import End
from garner.refinement.learned.sheet import FAR
from garner.values import UNTYPED, Claim, ClaimKind, Mention

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Tie", "argument_ties", "relation_ties"]

_MOST_ENDS = 20
_MOST_PAIRS = 240
"""Of more pairs of ends only those that the answer ties are looked at, and the nearest."""
_MOST_FILLERS = 16
_MOST_TIES = 48
_LEAST = -4.0
"""The log-odds from which a tie is looked at though nobody said it."""
_LEAST_FILLER = -3.0
_NO_LINK = 0.0


class Tie(NamedTuple):
    """A tie to judge. ``head`` is ``None`` in an event without a trigger; ``group`` is what rivals share (all relations; the
    event type). ``score`` are its log-odds, ``back`` those of the same relation the other way round, ``rival`` the best of
    another label for the same places, ``tail_score`` how much the tail looks like what plays the role or has the type; nothing
    looks like what has no type."""

    claim: Claim
    group: str
    head: End | None
    tail: End
    score: float
    back: float
    rival: float
    tail_score: float


def relation_ties(evidence: Evidence, ends: Sequence[End], said: Mapping[Claim, float | None]) -> list[Tie]:
    """The relations that the answer says, and the likeliest others, between those ends that their types allow."""
    import numpy as np

    relations = evidence.questions.relations
    wanted = [claim for claim in said if claim.kind is ClaimKind.RELATION]
    if not relations or (len(ends) < 2 and not wanted):
        return []
    best = _best_ends(ends, {mention for claim in wanted for mention in claim.mentions})
    mentions = [_typed(end) for end in best]
    tied = _tied(mentions, wanted)
    fits = _fits(best, relations)
    pairs = _pairs(best, fits, tied)
    if not pairs:
        return []
    places = [Link(best[head].place, best[tail].place, best[head].label, best[tail].label) for head, tail in pairs]
    scores = evidence.links(places, [each.label for each in relations])
    heads, tails = np.array(pairs).T
    looked, table = fits[heads, tails] & (scores >= _LEAST), scores.tolist()
    rows = dict(zip(pairs, table, strict=True))
    for number, pair in enumerate(pairs):
        if pair in tied:
            looked[number] |= [relation.name in tied[pair] for relation in relations]
    found = []
    for place, number in np.argwhere(looked).tolist():
        (head, tail), row = pairs[place], table[place]
        claim = Claim(ClaimKind.RELATION, relations[number].name, "", (mentions[head], mentions[tail]))
        rival = max((value for other, value in enumerate(row) if other != number), default=FAR)
        turned = rows.get((tail, head))
        around = FAR if turned is None else turned[number]
        looks = FAR if best[tail].type == UNTYPED else best[tail].holds
        found.append(Tie(claim, "", best[head], best[tail], row[number], around, rival, looks))
    return _likeliest(found, said)


def _tied(mentions: Sequence[Mention], wanted: Iterable[Claim]) -> dict[tuple[int, int], set[str]]:
    """The relations that the answer says, by the numbers of their head and tail among the ``mentions``."""
    numbers = {mention: number for number, mention in enumerate(mentions)}
    tied: dict[tuple[int, int], set[str]] = {}
    for claim in wanted:
        head, tail = (numbers.get(mention, -1) for mention in claim.mentions)
        tied.setdefault((head, tail), set()).add(claim.name)
    return tied


def _fits(ends: Sequence[End], relations: Sequence[AskedRelation]) -> np.ndarray:
    """Which types allow what: heads x tails x relations."""
    import numpy as np

    heads = np.array([[_allowed(each.head, end) for each in relations] for end in ends], bool).reshape(-1, len(relations))
    tails = np.array([[_allowed(each.tail, end) for each in relations] for end in ends], bool).reshape(-1, len(relations))
    fits: np.ndarray = heads[:, None] & tails[None, :]
    return fits


def _pairs(ends: Sequence[End], allowed: np.ndarray, wanted: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers of the ends that may be related, in their order: those ``wanted``, and the nearest others. ``allowed`` is
    heads x tails x relations."""
    import numpy as np

    pairs = [
        (head, tail)
        for head, tail in np.argwhere(allowed.any(axis=2)).tolist()
        if head != tail
        and ends[head].place != ends[tail].place
        and ((head, tail) in wanted or not _are_one(ends[head], ends[tail]))
    ]
    if len(pairs) <= _MOST_PAIRS:
        return pairs

    def farness(pair: tuple[int, int]) -> tuple[bool, int]:
        return pair not in wanted, _apart(ends[pair[0]].place, ends[pair[1]].place)

    kept = set(sorted(pairs, key=farness)[:_MOST_PAIRS])
    return [pair for pair in pairs if pair in kept]


def _are_one(head: End, tail: End) -> bool:
    """Whether a place that is but a guess is another reading of the other place, or has its name: mentions of one name are
    nearly always one and the same."""
    if not (head.is_spare or tail.is_spare):
        return False
    return _apart(head.place, tail.place) < 0 or head.mention.text.casefold() == tail.mention.text.casefold()


def _apart(one: Place, other: Place) -> int:
    """How many words stand between them; below 0 where they overlap."""
    return max(one[0] - other[1], other[0] - one[1])


def _typed(end: End) -> Mention:
    mention = end.mention
    return Mention(mention.text, mention.start, mention.end, end.type)


def _allowed(types: Sequence[str], end: End) -> bool:
    return not types or end.type in types


def _best_ends(ends: Sequence[End], named: set[Mention]) -> list[End]:
    """Those the answer ties, then those that it says, then the likeliest."""
    best = sorted(ends, key=lambda end: (_typed(end) not in named, not end.said, -end.holds, end.place, end.type))
    return sorted(best[:_MOST_ENDS], key=lambda end: (end.place, end.type))


def _likeliest(found: Sequence[Tie], said: Mapping[Claim, float | None]) -> list[Tie]:
    spoken = [tie.claim in said for tie in found] if len(found) > _MOST_TIES else []
    return [found[number] for number in _best([tie.score for tie in found], spoken)]


def _best(scores: Sequence[float], spoken: Sequence[bool]) -> list[int]:
    """The numbers of the ties that are judged: those that the answer says, and the likeliest."""
    if len(scores) <= _MOST_TIES:
        return list(range(len(scores)))
    best = sorted(range(len(scores)), key=lambda number: (not spoken[number], -scores[number]))
    return sorted(best[: max(_MOST_TIES, sum(spoken))])


def argument_ties(
    evidence: Evidence, text: str, triggers: Sequence[End], entities: Sequence[End], said: Mapping[Claim, float | None]
) -> list[Tie]:
    """The arguments that the answer says, and the likeliest others, of the events that have these ``triggers`` or none."""
    found: list[_Possible] = []
    wanted = [claim for claim in said if claim.kind is ClaimKind.ARGUMENT]
    for event in evidence.questions.events:
        own = [claim for claim in wanted if claim.name == event.name]
        heads = [end for end in triggers if end.type == event.name]
        bare = any(len(claim.mentions) == 1 for claim in own) or any(
            claim.kind is ClaimKind.EVENT and claim.name == event.name and not claim.mentions for claim in said
        )
        if heads or bare:
            found += _of_event(_Looked(evidence, text, event), heads, bare, entities, own)
    if len(found) <= _MOST_TIES:
        return [each.tie for each in found]
    # A claim is put in words only where it may be said, or is kept.
    places = {evidence.words_at(*claim.mentions[0].span) for claim in wanted if claim.mentions[0].span is not None}
    spoken = [each.filler.place in places and each.claim in said for each in found]
    return [found[number].tie for number in _best([each.score for each in found], spoken)]


class _Looked(NamedTuple):
    evidence: Evidence
    text: str
    event: AskedEvent

    def filler(self, place: Place, holds: float) -> End:
        start, end = self.evidence.starts[place[0]], self.evidence.ends[place[1] - 1]
        claim = Claim(ClaimKind.ENTITY, "", "", (Mention(self.text[start:end], start, end),))
        return End(claim, place, None, holds, said=False)

    def score(self, label: int, place: Place) -> float:
        column, size = self.evidence.columns.get(label), place[1] - place[0] - 1
        if column is None or size >= self.evidence.spans.shape[1]:
            return FAR
        return max(FAR, float(self.evidence.spans[place[0], size, column]))


def _of_event(
    looked: _Looked, heads: Sequence[End], bare: bool, entities: Sequence[End], own: Sequence[Claim]
) -> Iterator[_Possible]:
    event, evidence = looked.event, looked.evidence
    labels = {end.place: end for end in entities if end.label is not None}
    fillers = _fillers(looked, entities)
    for claim in own:
        words = None if claim.mentions[0].span is None else evidence.words_at(*claim.mentions[0].span)
        if words is not None and claim.detail in fillers and words[1] - words[0] <= evidence.spans.shape[1]:
            filler = looked.filler(words, FAR)._replace(claim=Claim(ClaimKind.ENTITY, "", "", claim.mentions[:1]))
            fillers[claim.detail][words] = filler
    places = sorted({place for every in fillers.values() for place in every})
    for head in [*heads, *((None,) if bare else ())]:
        links = _links(looked, head, places, labels)
        for number, role in enumerate(event.roles):
            for place, filler in fillers[role.name].items():
                if head is not None and place == head.place:
                    continue
                looks = looked.score(role.label, place)
                yield _Possible(looked, number, head, filler, links.get(place), looks)


class _Possible(NamedTuple):
    """What may play the role of this ``number`` in an event; ``row`` are the log-odds of all roles for its trigger and the
    place, ``None`` without a trigger; ``looks`` how much the place looks like the role."""

    looked: _Looked
    number: int
    head: End | None
    filler: End
    row: Sequence[float] | None
    looks: float

    @property
    def score(self) -> float:
        return self.looks if self.row is None else self.row[self.number]

    @property
    def claim(self) -> Claim:
        event = self.looked.event
        mentions = self.filler.claim.mentions if self.head is None else (self.filler.mention, self.head.mention)
        return Claim(ClaimKind.ARGUMENT, event.name, event.roles[self.number].name, mentions)

    @property
    def tie(self) -> Tie:
        event, place = self.looked.event, self.filler.place
        row = self.row or [self.looked.score(role.label, place) for role in event.roles]
        rival = max((value for other, value in enumerate(row) if other != self.number), default=FAR)
        return Tie(self.claim, event.name, self.head, self.filler, self.score, _NO_LINK, rival, self.looks)


def _fillers(looked: _Looked, entities: Sequence[End]) -> dict[str, dict[Place, End]]:
    """What may play each role: entities of its types, or the spans most like it."""
    found: dict[str, dict[Place, End]] = {role.name: {} for role in looked.event.roles}
    untyped = []
    for role in looked.event.roles:
        if role.types:
            fitting = sorted((end for end in entities if end.type in role.types), key=lambda end: -end.holds)[:_MOST_FILLERS]
            found[role.name] = {end.place: looked.filler(end.place, end.holds) for end in fitting}
        elif role.label in looked.evidence.columns:
            untyped.append((role.name, looked.evidence.columns[role.label]))
    for (name, _), likely in zip(untyped, _most_like(looked.evidence, [column for _, column in untyped]), strict=True):
        found[name] = {place: looked.filler(place, odds) for place, odds in likely}
    return found


def _most_like(evidence: Evidence, columns: Sequence[int]) -> list[list[tuple[Place, float]]]:
    """The spans most like each of these labels with their log-odds, the likeliest first."""
    import numpy as np

    logits: np.ndarray = evidence.spans[:, :, columns]
    words, sizes, numbers = np.nonzero(logits >= _LEAST_FILLER)
    values = logits[words, sizes, numbers]
    found: list[list[tuple[Place, float]]] = [[] for _ in columns]
    order = np.argsort(-values, kind="stable")
    rows = (each[order].tolist() for each in (words, sizes, numbers, values))
    for first, size, number, value in zip(*rows, strict=True):
        if len(found[number]) < _MOST_FILLERS:
            found[number].append(((first, first + size + 1), value))
    return found


def _links(looked: _Looked, head: End | None, places: Sequence[Place], labels: Mapping[Place, End]) -> dict[Place, list[float]]:
    """For each place the log-odds of every role of the event; none for an event without a trigger."""
    asked = [place for place in places if head is not None and place != head.place]
    if head is None or not asked or not looked.event.roles:
        return {}
    links = [Link(head.place, place, looked.event.label, _label(labels.get(place))) for place in asked]
    scores = looked.evidence.links(links, [role.label for role in looked.event.roles])
    return dict(zip(asked, scores.tolist(), strict=True))


def _label(end: End | None) -> int | None:
    return None if end is None else end.label
