from __future__ import annotations

import io

from rich.console import Console

from garner.cli.tables import print_result
from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Document,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Mention,
    Outcome,
    Problem,
    Reading,
    Relation,
    Result,
    Round,
    Table,
)

TEXT = "Acme bought [b]Bolt[/b] in\x1b[31m May."


def found(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words, start, start + len(words), words, Grade.VERBATIM)


def printed(result: Result) -> str:
    stream = io.StringIO()
    print_result(result, Console(file=stream, width=120, color_system=None))
    return stream.getvalue()


def test_everything_that_was_found_and_went_wrong_is_shown() -> None:
    result = Result(
        Document("news/a.txt", TEXT),
        Extraction(
            TEXT,
            (Label("topic", "business", 0.75),),
            (Entity("e1", "company", found("Acme"), 0.5), Entity("e2", "company", found("[b]Bolt[/b]"))),
            (Relation("acquired", "e1", "e2"),),
            (Event("deal", found("bought"), (Argument("price", Grounding.absent("$3")),)),),
            (Fact(found("Acme"), found("bought"), found("[b]Bolt[/b]")),),
            (Table("who and when", ("who", "when"), ((found("Acme"), None),)),),
        ),
        coverage=(Reading(0, 10, "x", Outcome.READ),),
        problems=(Problem("value_absent", "'$3' stands nowhere."),),
    )
    shown = printed(result)
    for words in ("news/a.txt", "business", "0.75", "[b]Bolt[/b]", "acquired", "(trigger)", "absent", "who and when"):
        assert words in shown
    assert f"not read: characters 10-{len(TEXT)}" in shown
    assert "value_absent: '$3' stands nowhere." in shown


def test_how_sure_everything_is_stands_beside_it_once() -> None:
    argument = Argument("buyer", found("Acme"))
    events = (
        Event("deal", found("bought"), (argument,), 0.61),
        Event("sale", None, (argument, Argument("price", Grounding.absent("$3"))), 0.62),
        Event("rumour", None, (), 0.63),
    )
    facts = (Fact(found("Acme"), found("bought"), found("[b]Bolt[/b]"), confidence=0.64),)
    lines = printed(Result(Document("a", TEXT), Extraction(TEXT, events=events, facts=facts))).splitlines()
    rows = [line.split() for line in lines if "0.6" in line]
    assert [(row[0], *row[-2:]) for row in rows] == [
        ("deal", "0.61", "verbatim"),
        ("sale", "0.62", "verbatim"),
        ("rumour", "(trigger)", "0.63"),
        ("Acme", "[b]Bolt[/b]", "0.64"),
    ]


def test_relations_between_the_same_words_at_other_places_are_told_apart() -> None:
    text = "Acme is Bolt, Acme owns Bolt."
    places = [
        Grounding(text[start : start + 4], start, start + 4, text[start : start + 4], Grade.VERBATIM) for start in (0, 14, 24)
    ]
    entities = (
        *(Entity(f"e{number}", "company", place) for number, place in enumerate(places)),
        Entity("e3", "company", Grounding.absent("Cole")),
    )
    relations = (Relation("owns", "e0", "e2", 0.2), Relation("owns", "e1", "e2", 0.4), Relation("owns", "e3", "e2"))
    shown = printed(Result(Document("a", text), Extraction(text, entities=entities, relations=relations)))
    for row in ("Acme   Bolt   0-4 → 24-28     0.20", "Acme   Bolt   14-18 → 24-28   0.40", "Cole   Bolt   ? → 24-28"):
        assert row in shown


def test_what_was_corrected_is_shown_with_its_reason_and_what_was_rejected_is_not() -> None:
    gone = Claim(ClaimKind.ENTITY, "city", "", (Mention("Oslo"),))
    here = Claim(ClaimKind.ENTITY, "company", "", (Mention("Acme", 0, 4),))
    kept = Claim(ClaimKind.ENTITY, "city", "", (Mention("Bolt"),))
    mended = Defect(DefectKind.WRONG_TYPE, 0.9, "Acme is no city.", "learned:small@12ab", gone, here)
    doubted = Defect(DefectKind.REDUNDANT, 0.9, "Bolt is no city.", "learned:small@12ab", kept)
    rounds = (
        Round(1, 0, len(TEXT), Decision.ACCEPTED, (mended,), "edit", dropped=(gone,), added=(here,)),
        Round(2, 0, len(TEXT), Decision.REJECTED, (doubted,), "edit", dropped=(kept,)),
    )
    shown = printed(Result(Document("a", TEXT), Extraction(TEXT), trace=rounds))
    assert "changed     city: Oslo ⇒ company: Acme   Acme is no city.   learned" in shown
    assert "Bolt is no city" not in shown


def test_text_cannot_steer_the_terminal() -> None:
    words = found("in\x1b[31m May")
    result = Result(Document("\x1b]0;title\x07", TEXT), Extraction(TEXT, entities=(Entity("e1", "\x1b[2J", words),)))
    shown = printed(result)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "in\\x1b[31m May" in shown


def test_a_text_without_items_says_so() -> None:
    assert "nothing found" in printed(Result(Document("a", TEXT), Extraction(TEXT)))


def test_long_lists_are_cut_and_counted() -> None:
    entities = tuple(Entity(f"e{number}", f"type{number}", found("Acme")) for number in range(150))
    shown = printed(Result(Document("a", TEXT), Extraction(TEXT, entities=entities)))
    assert "type99" in shown
    assert "type100" not in shown
    assert "... and 50 more" in shown
