"""What a model is asked. The snapshots in ``golden`` are written anew by ``python tests/formats/test_format_prompts.py``."""

from pathlib import Path

import pytest
from drafts import CALM, ENTITIES, SCHEMAS, WIDE, drafts
from hypothesis import given
from hypothesis import strategies as st

from garner.errors import NotConfigured
from garner.formats import FORMATS, PromptStyle, render, render_correction
from garner.formats.prompts.languages import language_of
from garner.formats.prompts.templates import sections
from garner.schema import Choice, Classification, EntityType, EventType, RelationType, Role, Schema
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftFact, DraftRelation, DraftTable, Label, Problem

GOLDEN = Path(__file__).parent / "golden"
PASSAGES = {
    "en": "Acme bought Beta for $3 billion.",
    "zh": "阿克梅公司以三十亿美元收购了贝塔公司。",
    "ja": "アクメ社は三十億ドルでベータ社を買収した。",
}
DEMONSTRATION = (
    "Gamma, run by Eve, bought Delta on Monday.",
    Draft(
        (Label("topic", "business"),),
        (DraftEntity("company", "Gamma", 0.9), DraftEntity("person", "Eve"), DraftEntity("planet", "Mars")),
        (DraftRelation("acquired", "Gamma", "Delta", "company"),),
        (DraftEvent("acquisition", "bought", (DraftArgument("buyer", "Gamma"), DraftArgument("target", "Delta"))),),
        (DraftFact("Gamma", "bought", "Delta", "on Monday"),),
        (DraftTable(("who", "what", "when"), (("Gamma", "bought Delta", "on Monday"),)),),
    ),
)
STYLES = [(language, name) for language in PASSAGES for name in ("json", "slash", "lines")]


def snapshot(language: str, name: str) -> str:
    messages = render(PASSAGES[language], WIDE, PromptStyle(name), [DEMONSTRATION])
    return "".join(f"=== {message.role}\n{message.content}\n" for message in messages)


@pytest.mark.parametrize(("language", "name"), STYLES)
def test_the_prompt_is_the_one_reviewed(language, name):
    assert snapshot(language, name) == (GOLDEN / f"{name}-1-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "name"), STYLES)
def test_every_language_has_every_part_of_the_prompt(language, name):
    assert sections(language, name, "1").keys() == sections("en", name, "1").keys()


RICH = Schema(
    description="schema description",
    labels=(
        Classification(
            "task one", (Choice("choice one", "choice description"), Choice("choice two")), description="task description"
        ),
    ),
    entities=(EntityType("entity one", "entity\n\ndescription", ("example one", "example two")),),
    relations=(RelationType("relation one", ("head one",), ("tail one", "tail two"), "relation description"),),
    events=(
        EventType(
            "event one", (Role("role one", ("role type",), "role description"),), "event description", ("event example",)
        ),
    ),
    facts=True,
    table="table request",
)
SAID = ["schema description", "task one", "task description", "choice one", "choice description", "choice two", "entity one"]
SAID += ["entity description", "example one", "example two", "relation one", "head one", "tail one", "tail two"]
SAID += ["relation description", "event one", "event description", "event example", "role one", "role type", "role description"]
SAID += ["table request"]


@pytest.mark.parametrize(("language", "name"), STYLES)
def test_everything_the_schema_says_reaches_the_prompt(language, name):
    system = render("x", RICH, PromptStyle(name, language))[0].content
    assert [said for said in SAID if said not in system] == []


@pytest.mark.parametrize(("language", "name"), STYLES)
def test_nothing_is_explained_that_is_not_asked(language, name):
    asked = render("x", ENTITIES, PromptStyle(name, language))[0].content
    rules = sections(language, name, "1")
    assert rules["entities"] in asked
    assert all(rules[section] not in asked for section in ("labels", "relations", "types", "events", "facts", "table"))


@CALM
@given(passage=st.text() | st.sampled_from(["</text>", "<text>", "</TEXT-2></text>", "$passage ${schema}", "<text-2></text"]))
def test_the_passage_stands_between_marks_it_does_not_hold(passage):
    system, user = render(passage, ENTITIES, PromptStyle())
    opening, _, rest = user.content.partition("\n")
    text, _, closing = rest.rpartition("\n")
    assert text == passage
    assert closing == opening.replace("<", "</")
    assert closing not in passage and opening not in passage
    assert opening in system.content and closing in system.content


@CALM
@given(st.data())
def test_demonstrations_are_turns_that_the_format_reads_back(data):
    schema = data.draw(SCHEMAS)
    draft = data.draw(drafts(schema, st.text("abc xyz", min_size=1).map(str.strip).filter(bool)))
    style = PromptStyle(data.draw(st.sampled_from(sorted(FORMATS))))
    messages = render("new", schema, style, [("old", draft)])
    assert [message.role for message in messages] == ["system", "user", "assistant", "user"]
    assert "old" in messages[1].content
    answer = FORMATS[style.format].read(messages[2].content, schema)
    assert sorted(map(repr, answer.draft.entities)) == sorted(map(repr, draft.entities))
    assert not answer.problems


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PASSAGES["en"], "en"),
        (PASSAGES["zh"], "zh"),
        (PASSAGES["ja"], "ja"),
        ("", "en"),
        ("１２３！？", "en"),
        ("한국어 텍스트", "en"),
        ("He works at 株式会社アクメ in the city of Osaka since last year.", "en"),
        ("北京「の」是日语，其余都是中文，我们在这里谈论很多很多事情，这篇文章很长，只引用了一个假名", "zh"),
        ("東京都庁", "zh"),
        ("ｶﾀｶﾅﾃﾞｽ", "ja"),
    ],
)
def test_a_model_is_asked_in_the_language_of_the_text(text, language):
    assert language_of(text) == language
    heading = sections(language, "json", "1")["entities heading"]
    assert heading in render(text, ENTITIES, PromptStyle())[0].content


def test_a_style_has_a_name_and_refuses_what_there_is_not():
    assert PromptStyle().name == "json-1-auto"
    assert PromptStyle("slash", "ja").name == "slash-1-ja"
    for wrong in (("xml",), ("json", "fr"), ("json", "en", "99")):
        with pytest.raises(NotConfigured, match="There is no"):
            PromptStyle(*wrong)


@pytest.mark.parametrize("language", ["en", "zh", "ja"])
def test_a_correction_tells_what_was_wrong_and_stays_short(language):
    problems = [Problem("value_lost", "not a fact: " + "x" * 5000, "facts")] * 50
    text = render_correction(problems, PASSAGES[language], PromptStyle())
    assert "facts: not a fact" in text
    assert len(text) < 3000
    assert sections(language, "json", "1")["correction"].splitlines()[0] in text


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language, name in STYLES:
        (GOLDEN / f"{name}-1-{language}.txt").write_text(snapshot(language, name), encoding="utf-8")
