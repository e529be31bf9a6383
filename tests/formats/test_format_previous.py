"""An extraction turned back into the draft that a model would have given."""

from drafts import CALM, SCHEMAS, WIDE, drafts
from hypothesis import given
from hypothesis import strategies as st

from garner.formats import FORMATS, draft_about, draft_of, to_be_shown
from garner.pipeline.assemble import assemble
from garner.schema import Schema
from garner.values import Draft, DraftEntity, DraftRelation, Label, claims_of

TEXT = 'Acme bought Beta, and Beta\'s Eve told Acme in 東京: かな was None, 12:30; "no".'
WORDS = st.sampled_from(
    ["Acme", "Beta", "Eve", "bought", "東京", "かな", "None", "12:30", '"no"', "Acme in 東京", "Beta, and Beta"]
)
SCHEMA = Schema.parse(
    {"labels": {"mood": ["good", "bad"]}, "entities": ["company", "person"], "relations": {"owns": {}}, "facts": True}
)


@CALM
@given(st.data())
def test_placing_the_draft_of_an_answer_gives_its_items_again(data):
    schema = data.draw(SCHEMAS)
    first = assemble(TEXT, data.draw(drafts(schema, WORDS)), schema).extraction
    again = assemble(TEXT, draft_of(first), schema).extraction
    kept = [{claim for claim in claims_of(each) if claim.kind not in ("fact", "cell")} for each in (first, again)]
    assert kept[0] == kept[1]


@CALM
@given(st.data())
def test_any_answer_can_be_shown_to_the_model_in_every_format(data):
    schema = WIDE
    found = assemble(TEXT, data.draw(drafts(schema)), schema).extraction
    for format_ in FORMATS.values():
        shown = format_.write(to_be_shown(draft_of(found), schema), schema)
        assert not [each for each in format_.read(shown, schema).problems if each.code == "unreadable_reply"]


def test_a_part_of_the_schema_gets_what_was_said_about_it_with_places_and_confidence():
    draft = Draft(
        (Label("mood", "good", 0.5),),
        (DraftEntity("company", "Acme", 0.9, 0, 4), DraftEntity("person", "Eve")),
        (DraftRelation("owns", "Acme", "Beta", confidence=0.4, head_span=(0, 4), tail_span=(12, 16)),),
    )
    about = draft_about(draft, SCHEMA.only(["entities.company", "relations.owns"]))
    assert about == Draft((), draft.entities[:1], draft.relations)
