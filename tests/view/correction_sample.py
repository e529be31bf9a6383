"""The article of the samples as self-correction by hand-made detectors left it, and other documents with a trace."""

from __future__ import annotations

from dataclasses import replace

from sample import NEWS, at, chinese, news, plain

from garner.values import Claim, ClaimKind, Decision, Defect, DefectKind, Entity, Mention, Result, Round, Usage


def entity_claim(text: str, type_: str, words: str, occurrence: int = 0) -> Claim:
    place = at(text, words, occurrence)
    return Claim(ClaimKind.ENTITY, type_, mentions=(Mention(words, place.start, place.end),))


def relation_claim(type_: str, head: Mention, tail: Mention) -> Claim:
    return Claim(ClaimKind.RELATION, type_, mentions=(head, tail))


def mention(text: str, type_: str, words: str, occurrence: int = 0) -> Mention:
    place = at(text, words, occurrence)
    return Mention(words, place.start, place.end, type_)


def corrected_news() -> Result:
    """Two accepted rounds over the whole article: every usual kind of defect, one set aside, and a third round at its end."""
    final = news()
    halden = mention(NEWS, "company", "Halden Vision", 2)
    first = Round(
        1,
        0,
        len(NEWS),
        Decision.ACCEPTED,
        (
            Defect(
                DefectKind.BOUNDARY,
                0.93,
                "“Oslo” is where Halden Vision works, not “Oslo and Tromsø”.",
                "learned",
                entity_claim(NEWS, "place", "Oslo and Tromsø"),
                entity_claim(NEWS, "place", "Oslo", 1),
            ),
            Defect(
                DefectKind.WRONG_TYPE,
                0.88,
                "A university is an organisation here.",
                "learned",
                entity_claim(NEWS, "company", "University of Oslo"),
                entity_claim(NEWS, "organisation", "University of Oslo"),
            ),
            Defect(
                DefectKind.REDUNDANT,
                0.81,
                "“Halden” in a quotation names nobody the schema asks for.",
                "prompted",
                entity_claim(NEWS, "person", "Halden", 3),
            ),
            Defect(
                DefectKind.DUPLICATE,
                1.0,
                "The answer says it twice.",
                "rules",
                entity_claim(NEWS, "date", "12 March"),
            ),
            Defect(
                DefectKind.ABSENT,
                1.0,
                "The text does not have these words.",
                "rules",
                Claim(ClaimKind.ENTITY, "person", mentions=(Mention("Jon Halden"),)),
            ),
            Defect(
                DefectKind.MISSING,
                0.31,
                "“third quarter” may be a date.",
                "learned",
                None,
                entity_claim(NEWS, "date", "third quarter"),
            ),
        ),
        "edit",
        0.12,
        4.93,
        1.04,
        (
            entity_claim(NEWS, "place", "Oslo and Tromsø"),
            entity_claim(NEWS, "company", "University of Oslo"),
            entity_claim(NEWS, "person", "Halden", 3),
            entity_claim(NEWS, "date", "12 March"),
            Claim(ClaimKind.ENTITY, "person", mentions=(Mention("Jon Halden"),)),
            Claim(ClaimKind.LABEL, "topic", "sport"),
        ),
        (
            entity_claim(NEWS, "place", "Oslo", 1),
            entity_claim(NEWS, "organisation", "University of Oslo"),
            Claim(ClaimKind.LABEL, "topic", "business"),
        ),
        Usage(2, 0, 840, 120, 0.42, 0.0003),
    )
    second = Round(
        2,
        0,
        len(NEWS),
        Decision.ACCEPTED,
        (
            Defect(
                DefectKind.MISSING,
                0.74,
                "The text says where Halden Vision employs people.",
                "learned",
                None,
                entity_claim(NEWS, "person", "Aksel Brandt"),
            ),
            Defect(
                DefectKind.REDUNDANT,
                0.66,
                "Nothing says that the one bought the other here.",
                "learned",
                relation_claim("acquired", halden, mention(NEWS, "person", "Ingrid Solheim")),
            ),
        ),
        "ask",
        0.41,
        1.4,
        0.2,
        (relation_claim("acquired", halden, mention(NEWS, "person", "Ingrid Solheim")),),
        (entity_claim(NEWS, "person", "Aksel Brandt"),),
        Usage(3, 1, 1240, 210, 0.98, 0.0007),
    )
    third = Round(3, 0, len(NEWS), Decision.RIGHT, right=0.97, usage=Usage(1, 0, 300, 1, 0.1, 0.0001))
    return replace(final, trace=(first, second, third))


def rejected_chinese() -> Result:
    """A round whose correction was not taken, and a passage that failed."""
    final = chinese()
    drop = entity_claim(final.text, "地点", "苏州")
    defect = Defect(DefectKind.REDUNDANT, 0.55, "这里不是地点。", "prompted", drop)
    return replace(
        final,
        trace=(
            Round(1, 0, 36, Decision.REJECTED, (defect,), "ask", 0.3, 0.55, 0.9, (drop,), (), Usage(3, 0, 500, 40, 1.2)),
            Round(1, 36, len(final.text), Decision.FAILED),
        ),
    )


def corrected(number: int) -> Result:
    """One of many short documents; every tenth was changed."""
    text = f"Text of number {number} in Oslo."
    result = plain(f"document {number}", text, (Entity("e1", "place", at(text, "Oslo")),))
    if number % 10:
        return result
    kind = DefectKind.MISSING if number % 20 else DefectKind.WRONG_TYPE
    add = entity_claim(text, "place", "Oslo")
    drop = entity_claim(text, "company", "Oslo") if kind is DefectKind.WRONG_TYPE else None
    defect = Defect(kind, 0.9, "Oslo is a place.", "learned", drop, add)
    dropped = () if drop is None else (drop,)
    return replace(
        result, trace=(Round(1, 0, len(text), Decision.ACCEPTED, (defect,), "edit", 0.2, 0.9, 0.0, dropped, (add,)),)
    )
