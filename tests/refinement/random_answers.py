"""Random texts with valid answers about them, random changes to these, and detectors of every temper."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from garner.errors import ModelError
from garner.refinement.edit import Edit
from garner.refinement.protocols import Case, Detection, Judgement
from garner.schema import Schema
from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Defect,
    DefectKind,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Mention,
    Relation,
    Table,
    Usage,
    claims_of,
)

SCHEMA = Schema.parse(
    {
        "labels": {"topic": ["sport", "money"], "tags": {"choices": ["new", "old"], "multiple": True}},
        "entities": ["person", "city"],
        "relations": {"knows": {"head": "person", "tail": "person"}, "near": {}},
        "events": {"attack": {"roles": {"who": {"types": ["person"]}, "where": {}}}, "visit": {"roles": {"who": {}}}},
        "facts": True,
        "table": "all prices",
    }
)
TYPES = ("person", "city", "mention")
seeds = st.integers(0, 2**32 - 1)
texts = st.text(alphabet="ab c東京é\U0001f600-", min_size=1, max_size=24)


@st.composite
def answers(draw: st.DrawFn) -> Extraction:
    """A valid extraction of every kind of item, absent values, duplicates and odd ids included."""
    return random_answer(draw(texts), Random(draw(seeds)))


def random_answer(text: str, random: Random) -> Extraction:
    """As :func:`answers`, of one text."""
    few = random.randrange
    entities = [
        Entity(f"{random.choice('ex')}{number + 1}", random.choice(TYPES), _place(text, random), _sure(random))
        for number in range(few(5))
    ]
    entities += [Entity(f"twice{each.id}", each.type, each.grounding, 0.3) for each in entities if random.random() < 0.1]
    ids = [each.id for each in entities]
    relations = tuple(
        Relation(random.choice(("knows", "near")), random.choice(ids), random.choice(ids), _sure(random))
        for _ in range(few(4) if ids else 0)
    )
    events = tuple(_event(text, entities, random) for _ in range(few(4)))
    facts = tuple(
        Fact(*(_place(text, random) for _ in range(3)), *(_place(text, random) if few(2) else None for _ in range(2)))
        for _ in range(few(3))
    )
    rows = tuple(tuple(_place(text, random) if few(3) else None for _ in "ab") for _ in range(few(3)))
    tables = (Table("all prices", ("a", "b"), rows),) if few(2) else ()
    labels = tuple(Label(*random.choice(_CHOICES), _sure(random)) for _ in range(few(4)))
    return Extraction(text, labels, tuple(entities), relations, events, facts, tables)


_CHOICES = (("topic", "sport"), ("topic", "money"), ("tags", "new"), ("tags", "old"))


def _event(text: str, entities: Sequence[Entity], random: Random) -> Event:
    arguments = []
    for _ in range(random.randrange(4)):
        entity = random.choice(entities) if entities and random.random() < 0.7 else None
        place = _place(text, random) if entity is None else entity.grounding
        arguments.append(Argument(random.choice(("who", "where")), place, entity and entity.id))
    trigger = _place(text, random) if random.random() < 0.6 else None
    return Event(random.choice(("attack", "visit")), trigger, tuple(arguments), _sure(random))


def _place(text: str, random: Random) -> Grounding:
    if random.random() < 0.15:
        return Grounding.absent(random.choice(("nowhere", "ab")))
    mention = some_mention(text, random)
    return Grounding(mention.text, mention.start, mention.end, mention.text, Grade.VERBATIM)


def _sure(random: Random) -> float | None:
    return random.choice((None, 0.2, 0.9))


def some_mention(text: str, random: Random, type_name: str = "") -> Mention:
    """Any place of a text."""
    start = random.randrange(len(text))
    end = min(len(text), start + random.randint(1, 3))
    return Mention(text[start:end], start, end, type_name)


def some_claim(extraction: Extraction, kind: ClaimKind, random: Random) -> Claim:
    """A claim of a kind that stands in the text and fits ``SCHEMA``, be it made already or not."""
    text = extraction.text
    triggers = [claim.mentions for claim in claims_of(extraction) if claim.kind is ClaimKind.EVENT and claim.stands_in(text)]
    trigger = random.choice([*triggers, (), (some_mention(text, random),)])
    match kind:
        case ClaimKind.LABEL:
            return Claim(kind, *random.choice(_CHOICES))
        case ClaimKind.ENTITY:
            return Claim(kind, random.choice(TYPES), "", (some_mention(text, random),))
        case ClaimKind.RELATION:
            name = random.choice(("knows", "near"))
            ends = [some_mention(text, random, "person" if name == "knows" else random.choice(("", *TYPES))) for _ in range(2)]
            return Claim(kind, name, "", tuple(ends))
        case ClaimKind.EVENT:
            return Claim(kind, random.choice(("attack", "visit")), "", trigger)
        case ClaimKind.ARGUMENT:
            name, role = random.choice((("attack", "who"), ("attack", "where"), ("visit", "who")))
            return Claim(kind, name, role, (some_mention(text, random), *trigger))
        case ClaimKind.FACT:
            detail = random.choice(("", "time", "place", "time place"))
            return Claim(kind, "", detail, tuple(some_mention(text, random) for _ in range(3 + len(detail.split()))))
        case ClaimKind.CELL:
            return Claim(kind, random.choice("ab"), str(random.randrange(4)), (some_mention(text, random),))


def random_edits(extraction: Extraction, random: Random) -> list[Edit]:
    """Edits that make sense for an extraction, contradictions among them included."""
    made = claims_of(extraction)
    kinds = [kind for kind in ClaimKind if kind is not ClaimKind.CELL or extraction.tables]
    edits = []
    for _ in range(random.randrange(6)):
        drop = random.choice(made) if made and random.random() < 0.7 else None
        add = None
        if drop is None or random.random() < 0.5:
            add = some_claim(extraction, drop.kind if drop else random.choice(kinds), random)
            if drop is not None and drop.kind is ClaimKind.CELL:
                add = replace(add, name=drop.name, detail=drop.detail)
        edits.append(Edit(drop, add, _sure(random), duplicate=add is None and random.random() < 0.3))
    return edits


class AnyDetector:
    """Finds anything at all: sense, nonsense, nothing; raises, hangs and answers with what is no detection."""

    def __init__(self, seed: int, *, sane: bool = False) -> None:
        self.name = f"any{seed}"
        self._random = Random(seed)
        self._sane = sane
        self.seen: list[Extraction] = []

    async def detect(self, case: Case) -> Detection:
        self.seen.append(case.extraction)
        random = self._random
        mood = 1.0 if self._sane else random.random()
        if mood < 0.06:
            raise random.choice((ValueError("odd"), ModelError("down"), RecursionError(), KeyError(3)))
        if mood < 0.08:
            await asyncio.sleep(60)
        if mood < 0.1:
            return None  # type: ignore[return-value]
        return Detection(tuple(self._defect(case) for _ in range(random.randrange(4))), Usage(calls=1))

    def _defect(self, case: Case) -> Defect:
        random, text = self._random, case.text
        made = claims_of(case.extraction)
        drop = random.choice(made) if made and random.random() < 0.7 else None
        kind = drop.kind if drop else random.choice(list(ClaimKind))
        add = some_claim(case.extraction, kind, random) if random.random() < 0.6 else None
        if not self._sane and random.random() < 0.3:
            add = random.choice(_nonsense(text, random))
        if not self._sane and random.random() < 0.1:
            drop = random.choice(_nonsense(text, random))
        probability = random.choice((0.0, 1.0, 0.5, random.random()))
        return Defect(random.choice(list(DefectKind)), probability, "why not", self.name, drop, add)


class AnyPruner:
    """Judges at random, fails at random."""

    name = "moody"

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.passed: list[Extraction] = []
        self.seen: list[Extraction] = []

    async def judge(self, case: Case) -> Judgement:
        self.seen.append(case.extraction)
        mood = self._random.random()
        if mood < 0.1:
            raise OSError("gone")
        if mood < 0.2:
            return Judgement(self._random.choice((7.0, float("nan"), -1.0)))
        right = self._random.choice((0.0, 1.0, 0.9, self._random.random()))
        if right >= 0.9:
            self.passed.append(case.extraction)
        return Judgement(right)


def _nonsense(text: str, random: Random) -> list[Claim]:
    here = some_mention(text, random)
    return [
        Claim(ClaimKind.ENTITY, "person", "", (Mention("made up", 0, 7),)),
        Claim(ClaimKind.ENTITY, "person", "", (Mention("made up"),)),
        Claim(ClaimKind.ENTITY, "person", "", (Mention(text[-1:], -1, len(text)),)),
        Claim(ClaimKind.ENTITY, "person", "", (Mention(text[-1:], len(text) - 1, len(text) + 9),)),
        Claim(ClaimKind.ENTITY, "person", "", (Mention("", 1, 1),)),
        Claim(ClaimKind.ENTITY, "person"),
        Claim(ClaimKind.ENTITY, "no such type", "", (here,)),
        Claim(ClaimKind.LABEL, "topic", "weather"),
        Claim(ClaimKind.RELATION, "knows", "", (here,)),
        Claim(ClaimKind.RELATION, "knows", "", (Mention(here.text, here.start, here.end, "city"), here)),
        Claim(ClaimKind.EVENT, "attack", "", (here, here)),
        Claim(ClaimKind.ARGUMENT, "attack", "why", (here,)),
        Claim(ClaimKind.ARGUMENT, "attack", "who"),
        Claim(ClaimKind.FACT, "", "place", (here, here, here)),
        Claim(ClaimKind.CELL, "a", "first", (here,)),
        Claim(ClaimKind.CELL, "no such column", "0", (here,)),
    ]
