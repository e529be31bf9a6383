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
    if len(found) <= _MOST_TIES:
        return list(found)
    spoken = [tie.claim in said for tie in found]
    best = sorted(range(len(found)), key=lambda number: (not spoken[number], -found[number].score))
    return [found[number] for number in sorted(best[: max(_MOST_TIES, sum(spoken))])]


def argument_ties(
    evidence: Evidence, text: str, triggers: Sequence[End], entities: Sequence[End], said: Mapping[Claim, float | None]
) -> list[Tie]:
    """The arguments that the answer says, and the likeliest others, of the events that have these ``triggers`` or none."""
    found: list[Tie] = []
    wanted = [claim for claim in said if claim.kind is ClaimKind.ARGUMENT]
    for event in evidence.questions.events:
        own = [claim for claim in wanted if claim.name == event.name]
        heads = [end for end in triggers if end.type == event.name]
        bare = any(len(claim.mentions) == 1 for claim in own) or any(
            claim.kind is ClaimKind.EVENT and claim.name == event.name and not claim.mentions for claim in said
        )
        if heads or bare:
            found += _of_event(_Looked(evidence, text, event), heads, bare, entities, own)
    return _likeliest(found, said)


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
) -> Iterator[Tie]:
    event, evidence = looked.event, looked.evidence
    labels = {end.place: end for end in entities if end.label is not None}
    fillers = {role.name: _fillers(looked, role.label, role.types, entities) for role in event.roles}
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
                row = links.get(place)
                rivals = [looked.score(other.label, place) if row is None else row[rank]
                          for rank, other in enumerate(event.roles) if rank != number]  # fmt: skip
                looks = looked.score(role.label, place)
                mentions = filler.claim.mentions if head is None else (filler.mention, head.mention)
                claim = Claim(ClaimKind.ARGUMENT, event.name, role.name, mentions)
                score = looks if row is None else row[number]
                yield Tie(claim, event.name, head, filler, score, _NO_LINK, max(rivals, default=FAR), looks)


def _fillers(looked: _Looked, label: int, types: Sequence[str], entities: Sequence[End]) -> dict[Place, End]:
    """What may play a role: entities of its types, or the spans most like it."""
    import numpy as np

    if types:
        fitting = sorted((end for end in entities if end.type in types), key=lambda end: -end.holds)[:_MOST_FILLERS]
        return {end.place: looked.filler(end.place, end.holds) for end in fitting}
    column = looked.evidence.columns.get(label)
    if column is None:
        return {}
    logits: np.ndarray = looked.evidence.spans[:, :, column]
    likely = np.argwhere(logits >= _LEAST_FILLER)
    values = logits[likely[:, 0], likely[:, 1]]
    best = likely[np.argsort(-values, kind="stable")[:_MOST_FILLERS]].tolist()
    places = [(first, first + size + 1) for first, size in best]
    return {place: looked.filler(place, float(logits[place[0], place[1] - place[0] - 1])) for place in places}


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
