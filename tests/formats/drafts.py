"""Schemas and drafts for the tests of the formats: every section, every script, every character that separates something."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from garner.formats import in_schema_order
from garner.schema import Choice, Classification, EntityType, EventType, RelationType, Role, Schema
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftFact, DraftRelation, DraftTable, Label

# How long an example takes says nothing about the formats.
CALM = settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)

NULLS = ["None", "NAN", "null", "N/A", "[]", "無", "なし", "-", " ", "none."]
MARKS = [*":;/,='\\[]{}()|\n\r\t", '"', "\u2028", "：", "；", "、", "...", "```", "</think>", "<think>", "//", "#", "- "]
WORDS = [
    "\\n",
    "\\u0041",
    "\ufeff",
    "\ud83d",
    "\ude00",
    "😀",
    "Acme",
    "東京",
    "かな",
    "é",
    "/NER/",
    "[entities]",
    "fact",
    "row",
    "type",
    "trigger",
]
PIECES = st.sampled_from([*NULLS, *MARKS, *WORDS])
SPANS = st.one_of(
    st.sampled_from([*NULLS, "Acme, Inc.", "12:30", 'He said "no"', "O'Brien", "C:\\new", "東京、大阪"]),
    st.lists(PIECES, min_size=1, max_size=6).map("".join),
    st.text(st.characters(), min_size=1, max_size=12),
).filter(bool)
ORDINARY_NAMES = st.sampled_from(
    ["person", "Person", "job title", "company", "会社", "人物", "time", "type", "text", "head", "none", "None"]
)
NAMES = st.one_of(ORDINARY_NAMES, SPANS)


def named(kind: object, **more: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(kind, name=NAMES, **more)


def several(items: st.SearchStrategy[object], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, min_size=least, max_size=most, unique_by=lambda item: getattr(item, "name", item)).map(tuple)


SCHEMAS = st.builds(
    Schema,
    labels=several(named(Classification, choices=several(named(Choice), least=1), multiple=st.booleans())),
    entities=several(named(EntityType)),
    relations=several(named(RelationType, head=several(NAMES, most=2), tail=several(NAMES, most=2))),
    events=several(named(EventType, roles=several(named(Role)))),
    facts=st.booleans(),
    table=st.sampled_from([None, "who did what"]),
).filter(lambda schema: bool(schema.keys))


@st.composite
def drafts(draw: st.DrawFn, schema: Schema, spans: st.SearchStrategy[str] = SPANS) -> Draft:
    """A draft that answers the schema, with its items in any order."""
    labels = []
    for task in schema.labels:
        choices = st.lists(st.sampled_from(task.choices), max_size=3 if task.multiple else 1, unique=True)
        labels += [Label(task.name, choice.name) for choice in draw(choices)]
    every = [entity.name for entity in schema.entities]
    entities = st.lists(st.builds(DraftEntity, type=st.sampled_from(every), text=spans), max_size=5) if every else st.just([])
    relations = []
    for relation in schema.relations:
        ends = [
            st.none() | (st.sampled_from(list(types)) if types else spans)
            for types in (relation.head or every, relation.tail or every)
        ]
        pair = st.builds(DraftRelation, st.just(relation.name), spans, spans, head_type=ends[0], tail_type=ends[1])
        relations += draw(st.lists(pair, max_size=3))
    events = []
    for event in schema.events:
        roles = [role.name for role in event.roles]
        argument = st.builds(DraftArgument, st.sampled_from(roles or [""]), spans)
        arguments = st.lists(argument, max_size=4 if roles else 0).map(tuple)
        kind = st.builds(DraftEvent, st.just(event.name), st.none() | spans, arguments)
        events += [item for item in draw(st.lists(kind, max_size=3)) if item.trigger is not None or item.arguments]
    facts = st.lists(st.builds(DraftFact, spans, spans, spans, st.none() | spans, st.none() | spans), max_size=3)
    width = draw(st.integers(1, 3))
    row = st.tuples(*[st.just("") | spans] * width)
    tables = st.lists(st.builds(DraftTable, row, st.lists(row, max_size=3).map(tuple)), max_size=1)
    return Draft(
        tuple(labels),
        tuple(draw(entities)),
        tuple(relations),
        tuple(events),
        tuple(draw(facts)) if schema.facts else (),
        tuple(draw(tables)) if schema.table else (),
    )


@st.composite
def questions(draw: st.DrawFn, spans: st.SearchStrategy[str] = SPANS) -> tuple[Schema, Draft]:
    """A schema and a draft in its order."""
    schema = draw(SCHEMAS)
    return schema, in_schema_order(draw(drafts(schema, spans)), schema)


WIDE = Schema(
    name="deals",
    description="Deals between companies.",
    labels=(
        Classification("topic", (Choice("business", "Firms and markets"), Choice("sport")), description="Main subject"),
        Classification("themes", (Choice("energy"), Choice("trade")), multiple=True),
    ),
    entities=(
        EntityType("company", "A business, by its name", ("Acme", "Beta")),
        EntityType("person"),
        EntityType("job title"),
    ),
    relations=(RelationType("acquired", ("company", "person"), ("company",), "The head bought the tail"),),
    events=(
        EventType(
            "acquisition",
            (Role("buyer", ("company", "person"), "Who pays"), Role("target")),
            "One firm buys another",
            ("bought",),
        ),
    ),
    facts=True,
    table="Who announced what, and when?",
)
ENTITIES = Schema(entities=(EntityType("company"), EntityType("person"), EntityType("job title"), EntityType("人物")))
