"""Short lists of names, made up to learn the lists of names by heart."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from garner.training.encoder.gold import GoldSpan, LabelledText
from garner.training.encoder.lexicon.names import NameLists

__all__ = ["listed_names"]

_JOINS = {"ja": ("、", "、", "・", "と", "や", " ", "，"), "zh": ("、", "、", "，", "和", "与", " ", "；")}
_KINDS = {"person": "person", "place": "location", "organization": "organization", "company": "company", "country": "country"}


def listed_names(names: NameLists, random: Random) -> LabelledText:
    """A made text of three to eight names and common nouns, joined as lists are, with the names under the labels ``person``,
    ``location``, ``country``, ``organization`` and ``company``."""
    language = random.choice(("ja", "zh"))
    join = random.choice(_JOINS[language])
    pieces, spans, place = [], [], 0
    for name, label in _picked(language, names, random):
        if label:
            spans.append(GoldSpan(place, place + len(name), label))
        pieces.append(name)
        place += len(name) + len(join)
    text = join.join(pieces)
    return LabelledText(f"names:{language}", text, tuple(spans))


def _picked(language: str, names: NameLists, random: Random) -> Iterable[tuple[str, str]]:
    kinds = [*_KINDS, "other"] if language == "ja" else [kind for kind in (*_KINDS, "other") if kind != "country"]
    weights = [3 if kind in ("person", "other") else 2 for kind in kinds]
    for kind in random.choices(kinds, weights, k=random.randint(3, 8)):
        if kind == "person":
            yield _person(language, names, random), "person"
        else:
            yield random.choice(names.lists[f"{language} {kind}"]), _KINDS.get(kind, "")


def _person(language: str, names: NameLists, random: Random) -> str:
    def one(kind: str) -> str:
        return random.choice(names.lists[f"{language} {kind}"])

    look = random.random()
    if look < 0.25:
        return f"{one('foreign name')}{'・' if language == 'ja' else '·'}{one('foreign name')}"
    if look < 0.35:
        return one("foreign name")
    if look < 0.5 and language == "ja":
        return one("surname")
    return one("surname") + one("given name")
