"""Results built by hand that show everything the page can: an English article, Chinese, Japanese and Arabic texts."""

from __future__ import annotations

from garner.values import (
    Argument,
    Document,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Outcome,
    Problem,
    Reading,
    Relation,
    Result,
    Table,
    Usage,
)

NEWS = """Northwind Robotics to buy Halden Vision for $3.2 billion

ROTTERDAM, 12 March — Northwind Robotics said on Thursday that it had agreed to acquire Halden Vision, a maker of \
machine-vision sensors founded at the University of Oslo, in a deal worth $3.2 billion 🤝. It is the largest takeover in the \
history of the Dutch company.

“Halden sees what our arms can only feel,” said Ingrid Solheim, chief executive of Northwind Robotics, at a press conference \
in Rotterdam. Ms Solheim, who joined from Port of Rotterdam Authority in 2019, will lead the combined group.

Halden Vision employs 640 people in Oslo and Tromsø. Its founder, Dr. Aksel Brandt, will stay on as head of research until the \
end of 2028, the companies said.

Shares of Northwind rose 4.1 per cent in Amsterdam. The deal needs the approval of regulators in Norway and the European \
Union, and is expected to close in the third quarter.

Analysts at Veldkamp & Partners called the price “full but not foolish”. A rival bidder, which people close to the talks named \
as Sumida Precision of Osaka, withdrew in February."""


def at(text: str, value: str, occurrence: int = 0) -> Grounding:
    """The place of a value that stands in the text word for word."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(value, start + 1)
    return Grounding(value, start, start + len(value), value, Grade.VERBATIM)


def roughly(text: str, value: str, surface: str, distance: int = 0) -> Grounding:
    """The place of a value that stands in the text in other letters."""
    start = text.index(surface)
    grade = Grade.NEAR if distance else Grade.NORMALISED
    return Grounding(value, start, start + len(surface), surface, grade, distance)


def news() -> Result:
    """Nested, overlapping, near and absent entities, relations, an event, a label, facts, a table, a gap and problems."""
    text = NEWS
    entities = (
        Entity("e1", "company", at(text, "Northwind Robotics"), 0.98),
        Entity("e2", "company", at(text, "Halden Vision"), 0.97),
        Entity("e3", "money", at(text, "$3.2 billion"), 0.95),
        Entity("e4", "place", at(text, "ROTTERDAM"), 0.91),
        Entity("e5", "date", at(text, "12 March"), 0.94),
        Entity("e6", "company", at(text, "Northwind Robotics", 1), 0.98),
        Entity("e7", "company", at(text, "Halden Vision", 1), 0.97),
        Entity("e8", "organisation", at(text, "University of Oslo"), 0.93),
        Entity("e9", "place", at(text, "Oslo"), 0.62),
        Entity("e10", "money", at(text, "$3.2 billion", 1), 0.95),
        Entity("e11", "person", at(text, "Ingrid Solheim"), 0.99),
        Entity("e12", "role", at(text, "chief executive of Northwind Robotics"), 0.71),
        Entity("e13", "company", at(text, "Northwind Robotics", 2), 0.96),
        Entity("e14", "place", at(text, "Rotterdam"), 0.92),
        Entity("e15", "person", roughly(text, "Mrs Solheim", "Ms Solheim", 1), 0.84),
        Entity("e16", "organisation", at(text, "Port of Rotterdam Authority"), 0.9),
        Entity("e17", "place", at(text, "Rotterdam", 1), 0.48),
        Entity("e18", "company", at(text, "Halden Vision", 2), 0.97),
        Entity("e19", "place", at(text, "Oslo", 1), 0.93),
        Entity("e20", "place", roughly(text, "Tromso", "Tromsø"), 0.88),
        Entity("e21", "person", at(text, "Aksel Brandt"), 0.97),
        Entity("e22", "title", at(text, "Dr. Aksel"), 0.35),
        Entity("e23", "place", at(text, "Amsterdam"), 0.9),
        Entity("e24", "company", Grounding.absent("Halden Vision Holding AS"), 0.41),
        Entity("e25", "date", at(text, "2028"), 0.8),
    )
    relations = (
        Relation("acquired", "e6", "e7", 0.94),
        Relation("founded at", "e7", "e8", 0.88),
        Relation("leads", "e11", "e13", 0.92),
        Relation("founder of", "e21", "e18", 0.87),
        Relation("owns", "e24", "e18", 0.33),
    )
    event = Event(
        "acquisition",
        at(text, "acquire"),
        (
            Argument("buyer", at(text, "Northwind Robotics", 1), "e6"),
            Argument("target", at(text, "Halden Vision", 1), "e7"),
            Argument("price", at(text, "$3.2 billion", 1), "e10"),
            Argument("announced", at(text, "Thursday")),
        ),
        0.93,
    )
    facts = (
        Fact(
            at(text, "Shares of Northwind"),
            at(text, "rose"),
            at(text, "4.1 per cent"),
            place=at(text, "Amsterdam"),
            confidence=0.86,
        ),
        Fact(at(text, "A rival bidder"), at(text, "withdrew"), Grounding.absent("its offer"), time=at(text, "February")),
    )
    table = Table(
        "who announced what, and when",
        ("who", "what", "when"),
        (
            (at(text, "Northwind Robotics", 1), at(text, "agreed to acquire Halden Vision"), at(text, "Thursday")),
            (at(text, "the companies"), at(text, "stay on as head of research"), at(text, "end of 2028")),
            (at(text, "Veldkamp & Partners"), at(text, "full but not foolish"), None),
        ),
    )
    unread = text.index("Analysts at")
    return Result(
        Document("northwind-halden", text, "examples/northwind-halden.txt"),
        Extraction(
            text,
            (Label("topic", "business", 0.96), Label("sentiment", "neutral", 0.58)),
            entities,
            relations,
            (event,),
            facts,
            (table,),
        ),
        (
            Reading(0, unread, "sha256:1", Outcome.REPAIRED),
            Reading(unread - 40, len(text), "sha256:2", Outcome.FAILED),
        ),
        (
            Problem("answer_cut", "The reply ended in the middle of the last entity; what was whole is kept.", "passage 1"),
            Problem("value_absent", "“Halden Vision Holding AS” stands nowhere in the text.", "entities.company"),
        ),
        Usage(2, 1, 1482, 611, 3.42, 0.00117),
        "openai:small",
        "deals@1f6c",
    )


def chinese() -> Result:
    text = (
        "华星半导体周三宣布,将以约45亿元人民币收购位于苏州的蓝鲸传感🚀。\n\n"
        "公司董事长陈立群表示,交易预计将于2027年第一季度完成。"
    )
    entities = (
        Entity("e1", "公司", at(text, "华星半导体"), 0.97),
        Entity("e2", "金额", at(text, "45亿元人民币"), 0.93),
        Entity("e3", "地点", at(text, "苏州"), 0.95),
        Entity("e4", "公司", at(text, "苏州的蓝鲸传感"), 0.55),
        Entity("e5", "公司", at(text, "蓝鲸传感"), 0.96),
        Entity("e6", "人物", at(text, "陈立群"), 0.99),
        Entity("e7", "日期", at(text, "2027年第一季度"), 0.9),
    )
    arguments = (Argument("买方", at(text, "华星半导体"), "e1"), Argument("标的", at(text, "蓝鲸传感"), "e5"))
    event = Event("收购", at(text, "收购"), arguments, 0.9)
    relations = (Relation("收购", "e1", "e5", 0.95), Relation("位于", "e5", "e3", 0.9))
    return _whole("zh-0001", text, Extraction(text, (Label("主题", "财经", 0.94),), entities, relations, (event,)))


def japanese() -> Result:
    text = (
        "東京都に本社を置く青葉重工業は5日、大阪市のミナト電機を子会社化すると発表した。"
        "青葉重工業の山本真理子社長は「両社の技術を生かす」と述べた。"
    )
    entities = (
        Entity("e1", "場所", at(text, "東京都"), 0.96),
        Entity("e2", "企業", at(text, "青葉重工業"), 0.98),
        Entity("e3", "日付", roughly(text, "5日", "5日"), 0.9),
        Entity("e4", "場所", at(text, "大阪市"), 0.95),
        Entity("e5", "企業", at(text, "ミナト電機"), 0.97),
        Entity("e6", "企業", at(text, "青葉重工業", 1), 0.97),
        Entity("e7", "人物", at(text, "山本真理子"), 0.99),
        Entity("e8", "役職", at(text, "青葉重工業の山本真理子社長"), 0.6),
    )
    relations = (Relation("子会社化", "e2", "e5", 0.93), Relation("本社所在地", "e2", "e1", 0.94))
    return _whole("ja-0001", text, Extraction(text, (), entities, relations))


def arabic() -> Result:
    text = (
        "أعلنت شركة النخيل للطاقة يوم الأحد استحواذها على شركة Solara GmbH في برلين مقابل 120 مليون يورو.\n\n"
        "وقالت ليلى حداد إن الصفقة ستكتمل في 2027."
    )
    entities = (
        Entity("e1", "شركة", at(text, "شركة النخيل للطاقة"), 0.95),
        Entity("e2", "شركة", at(text, "Solara GmbH"), 0.97),
        Entity("e3", "مكان", at(text, "برلين"), 0.94),
        Entity("e4", "مبلغ", at(text, "120 مليون يورو"), 0.92),
        Entity("e5", "شخص", at(text, "ليلى حداد"), 0.98),
    )
    return _whole("ar-0001", text, Extraction(text, (), entities, (Relation("استحوذت على", "e1", "e2", 0.9),)))


def samples() -> list[Result]:
    return [news(), chinese(), japanese(), arabic()]


def plain(identifier: str, text: str, entities: tuple[Entity, ...] = ()) -> Result:
    """A result with entities only, read whole."""
    return _whole(identifier, text, Extraction(text, (), entities))


def _whole(identifier: str, text: str, extraction: Extraction) -> Result:
    coverage = (Reading(0, len(text), "sha256:0", Outcome.READ),)
    return Result(Document(identifier, text), extraction, coverage, (), Usage(1, 0, 240, 96, 0.8), "openai:small", "deals@1f6c")
