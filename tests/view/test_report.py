"""The report of runs: every wrong item is on it, what stands in texts and names stays text, filters do what they say."""

from __future__ import annotations

import html.parser
import re
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import Chromium
from run_sample import TEXT, case, evaluation, extraction, met, run

from garner.errors import InputError, OutputError
from garner.evaluation import Case
from garner.evaluation.runs.run import Exposed
from garner.values import (
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Entity,
    Extraction,
    Grade,
    Grounding,
    Mention,
    Problem,
    Round,
    Usage,
)
from garner.view.report import render_report, write_report

EVIL = "<script>alert(1)</script> \" ' & </article> \x00 \u202e \ud800"


class Elements(html.parser.HTMLParser):
    """The names of a page's elements, with how many are left open at the end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\u202f", " ")


def test_every_wrong_item_stands_beside_its_gold_and_right_texts_are_left_out() -> None:
    right = extraction(TEXT, ("city", "London"))
    page = render_report([run(evaluation([met(), case("all right", right, right)]))])
    assert page.count('class="mistake"') == 1
    shown = words(page)
    assert "wrong boundary Grace (person) – gold: Grace Hopper (person)" in shown
    assert "wrong type London (country) – gold: London (city)" in shown
    assert "1 of 2 texts have a fault or a problem." in shown


def test_scores_come_with_interval_mode_and_cost() -> None:
    shown = words(render_report([run(evaluation([met()]))]))
    assert "offset@1" in shown
    assert "33.3" in shown
    assert "12 345 678" in shown
    assert "not recorded" in shown  # parameters trained


def test_a_page_is_well_formed_and_holds_one_script_whatever_the_names_are() -> None:
    text = f"Ada {EVIL} London"
    gold, predicted = extraction(text, (EVIL, "London")), extraction(text, (f"x{EVIL}", "London"))
    made = run(evaluation([case(EVIL, gold, predicted, (Problem(EVIL, EVIL),))], name=EVIL), model=EVIL, settings={EVIL: EVIL})
    page = render_report([made, made], EVIL)
    elements = Elements(page)
    assert elements.open == []
    assert elements.names.count("script") == 1
    page.encode("utf-8")
    assert not re.search("[\x00-\x08\u202a-\u202e]", page)


def test_runs_that_differ_in_their_seed_share_a_column() -> None:
    half = case("one", extraction(TEXT, ("city", "London")), Extraction(TEXT))
    page = words(render_report([run(evaluation([met()]), seed=1), run(evaluation([half]), seed=2)]))
    assert "16.7 ± 23.6 over 2 seeds" in page


def test_runs_told_different_things_have_columns_of_their_own() -> None:
    made = [run(evaluation([met()]), settings={"threshold": value, "device": "cpu"}) for value in ("0.1", "0.9")]
    page = words(render_report(made))
    assert "small (threshold 0.1)" in page
    assert "small (threshold 0.9)" in page


def test_the_mean_over_data_sets_is_that_of_all_or_of_none() -> None:
    right = extraction(TEXT, ("city", "London"))
    both = run(evaluation([met()], "a:test"), evaluation([case("one", right, right)], "b:test"))
    one = run(evaluation([met()], "a:test"), model="other")
    row = re.search(r"mean over 2 data sets(.*?)</tr>", render_report([both, one]))
    assert row is not None
    assert words(row[1]) == "offset@166.7 66.7–66.7–"


def scores(page: str) -> list[str]:
    """The rows of the table of scores in words, its head left out."""
    table = page.partition('id="scores"')[2].partition("</table>")[0]
    return [words(row) for row in table.split("</tr>")[1:-1]]


def test_every_mode_has_a_row_and_scores_of_different_modes_never_share_one() -> None:
    offset, string = evaluation([met()]), evaluation([met()])
    page = render_report([run(replace(offset, modes=offset.modes[:1])), run(replace(string, modes=string.modes[1:]), seed=1)])
    assert scores(page) == ["toy:testoffset@1133.3 33.3–33.3", "toy:teststring@1133.3 33.3–33.3"]


def test_scores_of_other_texts_of_the_same_data_stand_in_a_row_of_their_own() -> None:
    half = evaluation([case("one", extraction(TEXT, ("city", "London")), Extraction(TEXT))])
    half = replace(half, data=replace(half.data, fingerprint="ef" * 32), modes=half.modes[:1])
    whole = evaluation([met()])
    page = render_report([run(replace(whole, modes=whole.modes[:1])), run(half, seed=1)])
    assert scores(page) == ["toy:testoffset@1133.3 33.3–33.3", "toy:testoffset@110.0 0.0–0.0"]


def test_a_seed_that_comes_again_is_no_repetition() -> None:
    page = words(render_report([run(evaluation([met()]), seed=1), run(evaluation([met()]), seed=1)]))
    assert "seeds" not in page
    assert "small, run 2" in page


@pytest.mark.parametrize(
    ("exposed", "said"),
    [
        (Exposed.CLEAN, "None of these texts was seen"),
        (Exposed.UNKNOWN, "Nobody recorded"),
        (Exposed.FORCED, "were seen in training and scored all the same: the split was trained on"),
        (Exposed.LEFT_OUT, "were seen in training and left out"),
    ],
)
def test_what_the_model_saw_in_training_is_said(exposed: Exposed, said: str) -> None:
    assert said in words(render_report([run(evaluation([met()], exposed=exposed))]))


def test_a_run_that_keeps_scores_alone_says_what_is_missing() -> None:
    page = render_report([run(evaluation([met()], keep=False))])
    assert "keeps scores alone" in page
    assert 'class="mistake"' not in page


def test_of_a_long_text_what_surrounds_the_wrong_items_is_shown() -> None:
    text = "x " * 3000 + "London" + " y" * 3000
    page = words(render_report([run(evaluation([case("long", extraction(text, ("city", "London")), Extraction(text))]))]))
    assert "x x London y y" in page
    assert page.count("x x") < 200


def test_gold_without_places_is_compared_by_strings() -> None:
    text = "London and London"
    first, second = extraction(text, ("city", "London")), Extraction(text, entities=(last_city(text),))
    made = evaluation([case("one", first, second)])
    assert 'class="mistake"' in render_report([run(made)])
    assert 'class="mistake"' not in render_report([run(replace(made, data=replace(made.data, strings=True)))])


def last_city(text: str) -> Entity:
    start = text.rindex("London")
    return Entity("e1", "city", Grounding("London", start, start + 6, "London", Grade.VERBATIM))


def test_nothing_to_report_is_refused_and_the_older_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("older", encoding="utf-8")
    with pytest.raises(InputError, match="nothing to report"):
        write_report(page, [])
    assert page.read_text(encoding="utf-8") == "older"
    with pytest.raises(OutputError):
        write_report(tmp_path / "no folder" / "report.html", [run(evaluation([met()]))])


@pytest.mark.browser
def test_unwanted_faults_leave_the_list(chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    missed: Case = case("two", extraction(TEXT, ("city", "London")), Extraction(TEXT))
    write_report(page, [run(evaluation([met(), missed]))])
    chromium.open(page)
    shown = "[...document.querySelectorAll('.mistake')].filter((each) => each.offsetParent !== null).length"
    assert chromium.run(shown) == 2
    chromium.run("document.querySelector('.faults input[value=missed]').click()")
    assert chromium.run(shown) == 1
    chromium.run("document.querySelector('.faults input[value=missed]').click()")
    assert chromium.run(shown) == 2
    assert chromium.errors == []


def test_the_wrong_items_bear_the_faults_of_the_audit() -> None:
    person = extraction(TEXT, ("person", "Ada Lovelace"))
    usual = [case(f"usual {number}", person, person) for number in range(2)]
    invented = extraction(TEXT, ("wizard", "London"))
    made = evaluation([*usual, case("forgotten", Extraction(TEXT), person), case("invented", Extraction(TEXT), invented)])
    listed = render_report([run(made)]).partition("Wrong items in their texts")[2]
    assert 'data-faults="suspected gold error"' in listed
    assert 'data-faults="unknown label"' in listed


def test_what_was_reported_while_reading_stands_in_one_table() -> None:
    noted = case(
        "one", extraction(TEXT, ("city", "London")), Extraction(TEXT), (Problem("json_repaired", "a comma was missing"),)
    )
    audited = render_report([run(evaluation([noted]))]).partition("what each fault costs")[2].partition("Wrong items")[0]
    assert audited.count("a comma was missing") == 1


def test_every_mode_shows_its_labels() -> None:
    page = words(render_report([run(evaluation([met()]))]))
    assert "Labels under offset@1" in page
    assert "Labels under string@1" in page


@pytest.mark.parametrize(("language", "written"), [("ja", 'lang="ja"'), ("zh", 'lang="zh"'), ("unknown", "<p ")])
def test_texts_bear_their_language_so_that_han_characters_have_its_forms(language: str, written: str) -> None:
    made = evaluation([met()])
    page = render_report([run(replace(made, data=replace(made.data, language=language)))])
    [text] = re.findall(r'<p class="text"[^>]*>', page)
    assert written in text
    assert ("lang=" in text) == (language != "unknown")


def test_self_correction_is_told_with_its_rounds_defects_and_cost_where_there_was_any() -> None:
    drop = Claim(ClaimKind.ENTITY, "person", mentions=(Mention("Grace", 17, 22),))
    defects = (
        Defect(DefectKind.REDUNDANT, 0.9, "", "learned", drop),
        Defect(DefectKind.WRONG_TYPE, 0.8, "", EVIL, drop),
        Defect(DefectKind.REDUNDANT, 0.7, "", "learned", drop),
    )
    accepted = Round(1, 0, 40, Decision.ACCEPTED, defects, "edit", dropped=(drop,), usage=Usage(3, 0, 70, 8, 1.25))
    right = Round(2, 0, 40, Decision.RIGHT, usage=Usage(1, 0, 30, 2, 0.5))
    rejected = Round(1, 0, 40, Decision.REJECTED, defects[:1], "edit", dropped=(drop,))
    cases = [_traced("one", accepted, right), _traced("two", rejected), _traced("three")]
    page = render_report([run(evaluation(cases))])
    assert Elements(page).open == []
    shown = words(page)
    assert "3 rounds in 2 of 3 answers; 1 of these (50.0 %) was changed." in shown
    assert "They took 4 more calls and 1.8 s, 100 tokens in and 10 out." in shown
    rows = [words(row) for row in re.findall(r"<tr>(?:(?!</tr>).)*(?:rounds|defects): .*?</tr>", page)]
    assert rows == [
        "rounds: right1––", "rounds: accepted1––", "rounds: rejected1––", "defects: redundant3–3", "defects: wrong type11–",
    ]  # fmt: skip
    assert "Self-correction" not in words(render_report([run(evaluation([_traced("three")]))]))


def _traced(name: str, *rounds: Round) -> Case:
    made = met(name)
    return replace(made, result=replace(made.result, trace=rounds))
