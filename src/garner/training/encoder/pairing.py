"""Which pairs of places are asked about, and what of them is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from garner.models.encoder.words import split_words
from garner.training.encoder.answers import Pair
from garner.training.encoder.gold import LabelledText, Place
from garner.training.encoder.wording import Sheet

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Known", "random_places", "relation_pairs", "role_pairs"]

_MOST = 48
_MOST_PLACES = 20
"""Of more places than these only so many are paired with each other."""
_CORRUPTED = 4
_LABEL_UNSAID = 0.3
_ROLE_AS_LABEL = 0.35
"""How often an argument is said to have been found as its role, where no other label of it is asked."""

Known = Mapping[Place, Sequence[int]]
"""The numbers of the labels that places are asked as."""


def relation_pairs(record: LabelledText, sheet: Sheet, asked: Mapping[str, int], known: Known) -> list[Pair]:
    """All pairs of the text that are related, and some that are not."""
    gold: dict[tuple[Place, Place], set[str]] = {}
    for link in record.links:
        if not link.is_role:
            gold.setdefault((link.head, link.tail), set()).add(link.name)
    judged = _Judge(record, sheet, asked, gold)
    places = sorted({*(span.place for span in record.spans), *record.mentions})
    if sheet.pool.single_pair:
        ends = list(gold) or ([(places[0], places[1])] if len(places) == 2 else [])
        both = dict.fromkeys((*ends, *((tail, head) for head, tail in ends)))
        return judged.pairs(both, known)
    pairs = judged.pairs(list(gold), known)[:_MOST]
    return pairs + judged.pairs(_unrelated(record, sheet, gold, places, _MOST - len(pairs)), known)


def _unrelated(
    record: LabelledText,
    sheet: Sheet,
    gold: Mapping[tuple[Place, Place], set[str]],
    places: Sequence[Place],
    most: int,
) -> list[tuple[Place, Place]]:
    """Pairs that are not related: those whose labels occur in a relation first, and some with an end that is no mention."""
    random = sheet.random
    if len(places) > _MOST_PLACES:
        places = [places[number] for number in random.permutation(len(places))[:_MOST_PLACES]]
    labels: dict[Place, set[str]] = {}
    for span in record.spans:
        labels.setdefault(span.place, set()).add(span.label)
    heads = frozenset().union(*(ends.heads for ends in sheet.pool.relations.values()))
    tails = frozenset().union(*(ends.tails for ends in sheet.pool.relations.values()))
    free = [(head, tail) for head in places for tail in places if _apart(head, tail) and (head, tail) not in gold]
    free = [free[number] for number in random.permutation(len(free))]
    likely = [pair for pair in free if heads & labels.get(pair[0], set()) and tails & labels.get(pair[1], set())]
    if likely:
        seen = set(likely)
        free = likely + [pair for pair in free if pair not in seen]
    corrupted: list[tuple[Place, Place]] = []
    if gold:
        ends = list(gold)
        strange = random_places(record.text, places, int(random.integers(_CORRUPTED + 1)), random)
        for place in strange:
            head, tail = ends[random.integers(len(ends))]
            corrupted.append((place, tail) if random.random() < 0.5 else (head, place))
        corrupted = [pair for pair in corrupted if _apart(*pair) and pair not in gold]
    corrupted = corrupted[: max(0, most)]
    return free[: max(0, most - len(corrupted))] + corrupted


def _apart(head: Place, tail: Place) -> bool:
    return head[1] <= tail[0] or tail[1] <= head[0]


def random_places(text: str, known: Sequence[Place], count: int, random: Generator) -> list[Place]:
    """At most so many stretches of one to three words that are none of the ``known`` places."""
    words = split_words(text) if count else []
    if not words:
        return []
    found = []
    for first in random.integers(len(words), size=count):
        last = min(len(words) - 1, first + int(random.integers(3)))
        found.append((words[first][0], words[last][1]))
    return [place for place in dict.fromkeys(found) if place not in known]


class _Judge:
    """Says of a pair which of the relations asked can be asked of it and which are right.

    A pair that reads like a related one may be related too though nobody marked it; the other way round, a symmetric relation
    may hold as well: neither is asked. Where the corpus has a name for the converse, that is right.
    """

    def __init__(
        self, record: LabelledText, sheet: Sheet, asked: Mapping[str, int], gold: Mapping[tuple[Place, Place], set[str]]
    ) -> None:
        self._text = record.text
        self._sheet = sheet
        self._asked = asked
        self._gold: dict[tuple[Place, Place], set[str]] = {pair: set(names) for pair, names in gold.items()}
        self._not_asked: dict[tuple[Place, Place], set[str]] = {}
        self._alike: dict[tuple[str, str], set[str]] = {}
        for (head, tail), names in gold.items():
            converse = {sheet.pool.converse(name) for name in names}
            self._gold.setdefault((tail, head), set()).update(name for name in converse if name)
            unknown = names & sheet.pool.symmetric
            self._not_asked.setdefault((tail, head), set()).update(unknown)
            self._alike.setdefault((self._word(head), self._word(tail)), set()).update(names)
            self._alike.setdefault((self._word(tail), self._word(head)), set()).update(unknown)

    def _word(self, place: Place) -> str:
        return self._text[place[0] : place[1]].casefold()

    def pairs(self, pairs: Sequence[tuple[Place, Place]] | Mapping[tuple[Place, Place], object], known: Known) -> list[Pair]:
        found = []
        random = self._sheet.random
        for head, tail in pairs:
            right = self._gold.get((head, tail), set())
            alike = self._alike.get((self._word(head), self._word(tail)), set())
            left_out = (alike | self._not_asked.get((head, tail), set())) - right
            asked = {name: number for name, number in self._asked.items() if name not in left_out}
            if asked and (right or self._word(head) != self._word(tail)):
                answers = tuple(number for name, number in asked.items() if name in right)
                labels = _label_of(head, known, random), _label_of(tail, known, random)
                found.append(Pair(head, tail, *labels, tuple(asked.values()), answers))
        return found


def _label_of(place: Place, known: Known, random: Generator) -> int:
    """The number of a label that the place is asked as, now and then unsaid."""
    numbers = known.get(place)
    if not numbers or random.random() < _LABEL_UNSAID:
        return -1
    return numbers[0] if len(numbers) == 1 else numbers[int(random.integers(len(numbers)))]


def role_pairs(
    record: LabelledText, sheet: Sheet, event: tuple[str, int], roles: Mapping[str, int], known: Known
) -> list[Pair]:
    """Each trigger of the event with what might play a role in it: what plays one in any event, other mentions, and two
    stretches of the text."""
    name, number = event
    random = sheet.random
    triggers = [span.place for span in record.spans if span.label == name]
    played: dict[Place, dict[Place, set[str]]] = {}
    for link in record.links:
        if link.event == name:
            played.setdefault(link.head, {}).setdefault(link.tail, set()).add(link.name)
    every_trigger = {link.head for link in record.links if link.is_role} | set(triggers)
    others = {link.tail for link in record.links if link.is_role} | set(record.mentions)
    others |= {span.place for span in record.spans if span.place not in every_trigger}
    numbers = set(roles.values())
    found = []
    for trigger in triggers:
        own = played.get(trigger, {})
        places = sorted(others - set(own))
        places = [places[each] for each in random.permutation(len(places))]
        alike: dict[str, set[str]] = {}
        for place, names in own.items():
            alike.setdefault(record.text[slice(*place)].casefold(), set()).update(names)
        strange = random_places(record.text, [*places, *own, trigger], 2, random)
        for place in (*own, *places[: max(0, _MOST - len(own) - len(strange))], *strange):
            right = own.get(place, set())
            left_out = alike.get(record.text[slice(*place)].casefold(), set()) - right
            asked = {role: each for role, each in roles.items() if role not in left_out}
            if asked and (place != trigger or right):
                answers = tuple(each for role, each in asked.items() if role in right)
                found.append(
                    Pair(trigger, place, number, _argument_label(place, known, numbers, random), tuple(asked.values()), answers)
                )
    return found


def _argument_label(place: Place, known: Known, roles: set[int], random: Generator) -> int:
    """A label of the place other than its role; its role only now and then, for it would give the answer away."""
    numbers = known.get(place, ())
    own = [number for number in numbers if number not in roles]
    if own:
        return _label_of(place, {place: own}, random)
    if not numbers or random.random() >= _ROLE_AS_LABEL:
        return -1
    return numbers[int(random.integers(len(numbers)))]
