"""Japanese."""

from __future__ import annotations

from itertools import product

from garner.datasets.corpora.as_written import AsWritten
from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.columns import Columns
from garner.datasets.readers.derivations import Derivations
from garner.datasets.readers.docred import DocRed
from garner.datasets.readers.jglue import MultipleChoice, SentencePairs
from garner.datasets.readers.knp import ListedKnp
from garner.datasets.readers.paired_spans import PairedSpans, TargetOpinions
from garner.datasets.readers.request_spans import RequestSpans
from garner.datasets.readers.rows import LabelledRows, Rows

__all__ = ["ENTRIES"]

_ASPECTS = {
    "market": "市場",
    "company": "会社",
    "business": "事業",
    "product": "製品・サービス",
    "OOD": "その他の対象",
    "NULL": "",
}
_ATTRIBUTES = {"general": "", "sales": "売上", "profit": "利益", "amount": "数量", "price": "価格", "cost": "費用"}
_POLARITIES = {"positive": "肯定的", "negative": "否定的", "neutral": "中立"}


def _opinion(aspect: str, attribute: str, polarity: str) -> Named:
    what = "の".join(word for word in (_ASPECTS[aspect], _ATTRIBUTES[attribute]) if word) or "業況"
    return Named(
        f"{what}（{_POLARITIES[polarity]}）", f"{polarity} statement: {aspect.lower()} {attribute}".replace("null ", "")
    )


_OPINIONS = {
    f"{aspect}#{attribute}|{polarity}": _opinion(aspect, attribute, polarity)
    for aspect, attribute, polarity in product(_ASPECTS, _ATTRIBUTES, _POLARITIES)
}

_ONTONOTES = {
    "PERSON": Named("人名", "names of people, also of fictional ones"),
    "DATE": Named("日付", "dates and periods of a day or more"),
    "ORG": Named("組織名", "companies, agencies, institutions, teams"),
    "GPE": Named("国・行政区画", "countries, cities, states"),
    "QUANTITY": Named("数量", "measurements and amounts with their units"),
    "PRODUCT": Named("製品名", "objects, vehicles, foods, services and the like by their names"),
    "ORDINAL": Named("順序", "first, second and so on"),
    "FAC": Named("施設名", "buildings, stations, roads, bridges"),
    "NORP": Named("国籍・宗教・政治集団", "nationalities, religious and political groups"),
    "WORK_OF_ART": Named("作品名", "titles of books, songs, films and the like"),
    "LOC": Named("地名", "places that are no countries, cities or states: mountains, seas, regions"),
    "TITLE_AFFIX": Named("敬称・肩書", "titles and honorifics that stand with a name"),
    "EVENT": Named("出来事", "named wars, matches, festivals, disasters"),
    "MONEY": Named("金額", "amounts of money with their unit"),
    "TIME": Named("時刻・時間", "times shorter than a day"),
    "PERCENT": Named("割合", "percentages"),
    "MOVEMENT": Named("主義・運動", "schools of thought, movements and styles"),
    "LANGUAGE": Named("言語名", "languages"),
    "LAW": Named("法律・条約", "named laws, treaties, rules"),
    "PET_NAME": Named("動物の名前", "names of single animals"),
    "CARDINAL": Named("数", "numbers of no other type"),
    "PHONE": Named("電話番号", "telephone numbers"),
}

_IREX = {
    "PERSON": Named("人名", "names of people"),
    "LOCATION": Named("地名", "names of places"),
    "ORGANIZATION": Named("組織名", "names of organisations"),
    "ARTIFACT": Named("固有物名", "names of works, products, laws and other things made"),
    "DATE": Named("日付表現", "dates and periods of a day or more"),
    "TIME": Named("時刻表現", "times shorter than a day"),
    "MONEY": Named("金額表現", "amounts of money"),
    "PERCENT": Named("割合表現", "percentages and fractions"),
    "OPTIONAL": Named("判断の難しい固有表現", "a name whose type the annotators could not decide"),
}

_SAMENESS = {
    "=": Named("共参照", "the head means the same thing as the tail"),
    "=構": Named("構文上の同一", "the head means the same thing as the tail, as the syntax says (apposition, copula)"),
    "=役": Named("役割の同一", "the head is a role of the tail"),
    "=≒": Named("共参照に準ずる関係", "the head means nearly the same thing as the tail, or one of its kind"),
    "=構≒": Named("構文上の同一に準ずる関係", "the head means nearly the same thing as the tail, as the syntax says"),
    "ノ": Named("ノ格", "the tail is what the head belongs to or depends on"),
    "ノ？": Named("任意のノ格", "the tail is what the head may be said to belong to"),
    "修飾": Named("修飾", "the tail modifies the head"),
    "外の関係": Named("外の関係", "the tail is modified by the head without filling one of its cases"),
    "時間": Named("時間", "the tail is the time of the head"),
    "判ガ": Named("判ガ格", "the tail is the subject of a judgement"),
}
_CASES = (
    *("ガ", "ガ２", "ヲ", "ニ", "ト", "デ", "カラ", "マデ", "ヘ", "ヨリ", "トイウ", "トシテ", "マデニ", "ニヨッテ", "ニオイテ"),
    *(
        "ニカンシテ",
        "ニツイテ",
        "ニタイシテ",
        "ニモトヅイテ",
        "ヲフクメテ",
        "ヲツウジテ",
        "ヲノゾイテ",
        "ニトモナッテ",
        "ニムケテ",
    ),
    *("ニツヅイテ", "ニクラベテ", "ヲメグッテ", "ニアワセテ", "ニトッテ", "ニナランデ", "ニソッテ", "ニクワエテ", "ニカワッテ"),
    *("ニシテ", "ニカギラズ", "ニヨラズ"),
)
_KNP = {
    **{f"relations.{label}": named for label, named in _SAMENESS.items()},
    **{f"relations.{case}": Named(f"{case}格", f"the tail fills the case {case} of the head") for case in _CASES},
    **{
        f"relations.{label}≒": Named(f"{label.removesuffix('？')}格に準ずる関係{'（任意）' if label.endswith('？') else ''}")
        for label in ("ノ", "ノ？", *_CASES)
    },
    "relations.修飾≒": Named("修飾に準ずる関係"),
}

_JACRED = {
    "PER": Named("人名", "people"),
    "ORG": Named("組織名", "organisations"),
    "LOC": Named("地名", "places"),
    "ART": Named("固有物名", "works, products, events and other things by their names"),
    "DAT": Named("日付表現", "dates and periods"),
    "TIM": Named("時刻表現", "times shorter than a day"),
    "MON": Named("金額表現", "amounts of money"),
    "%": Named("割合表現", "percentages"),
    "P1376": Named("首都とする国・地域", "the head is the capital of the tail"),
    "P131": Named("位置する行政区画", "the head lies in the administrative unit that is the tail"),
    "P276": Named("場所", "the head is or happens at the tail"),
    "P937": Named("活動地", "the head works at the tail"),
    "P27": Named("国籍", "the head is a citizen of the tail"),
    "P569": Named("生年月日", "the head was born on the tail"),
    "P570": Named("死亡年月日", "the head died on the tail"),
    "P19": Named("出生地", "the head was born in the tail"),
    "P20": Named("死亡地", "the head died in the tail"),
    "P155": Named("前のもの", "the head comes after the tail in a series"),
    "P156": Named("次のもの", "the head comes before the tail in a series"),
    "P40": Named("子", "the tail is a child of the head"),
    "P3373": Named("兄弟姉妹", "brothers and sisters"),
    "P26": Named("配偶者", "married people"),
    "P1344": Named("参加した出来事", "the head took part in the tail"),
    "P710": Named("参加者", "the tail took part in the head"),
    "P463": Named("所属", "the head is a member of the tail"),
    "P361": Named("全体", "the head is a part of the tail"),
    "P527": Named("構成要素", "the tail is a part of the head"),
    "P6": Named("行政の長", "the tail leads the government of the head"),
    "P127": Named("所有者", "the tail owns the head"),
    "P1830": Named("所有物", "the head owns the tail"),
    "P112": Named("設立者", "the tail founded the head"),
    "P108": Named("雇用者", "the head works for the tail"),
    "P137": Named("運営者", "the tail operates the head"),
    "P121": Named("運用するもの", "the head operates the tail"),
    "P69": Named("出身校", "the head studied at the tail"),
    "P166": Named("受賞", "the head received the award that is the tail"),
    "P170": Named("作者", "the tail created the head"),
    "P175": Named("出演者・演奏者", "the tail performs in the head"),
    "P123": Named("発行元", "the tail published the head"),
    "P1441": Named("登場作品", "the head appears in the work that is the tail"),
    "P674": Named("登場人物", "the tail appears in the work that is the head"),
    "P400": Named("動作環境", "the head runs on the tail"),
    "P36": Named("首都", "the tail is the capital of the head"),
}

_REQUESTS = (
    *("旅行/RYSC:旅行シーン", "旅行/RYAR:旅行エリア", "食事/SYUM:食事有無", "食事/SYNA:食事内容", "スケジュール/SCNU:宿泊数"),
    *("スケジュール/SCDA:宿泊日", "スケジュール/SCSE:時期", "人数/NIOT:大人人数", "人数/NIKO:子供人数", "宿/YATY:宿タイプ"),
    *("宿/YAEN:宿環境", "予算/YOYO:予算", "予算/YOKA:予算感", "部屋/HETY:部屋タイプ", "部屋/HENU:部屋数", "部屋/HEEN:部屋環境"),
    *(
        "部屋/HEJO:部屋条件",
        "部屋/HESE:部屋設備",
        "部屋/HEBI:部屋備品",
        "部屋/HEAM:部屋アメニティ",
        "サービス/SESE:ホテルサービス",
    ),
    *("サービス/SEIN:チェックイン条件", "サービス/SEOU:チェックアウト条件", "風呂/FUTY:風呂種類", "風呂/FUEN:風呂環境"),
    *("子供/KOKO:子供用サービス", "子供/KOYO:幼児サービス"),
)
_ASDC: dict[str, str | Named] = {
    **{label: label.partition(":")[2] for label in _REQUESTS},
    "立地/RIAC:立地 (アクティビティ)": "立地（活動に便利）",
    "立地/RIBA:立地 (場所)": "立地（場所に便利）",
    "立地/RIEN:立地 (周辺環境)": "立地（周辺環境）",
    "施設/SHPO:施設条件 (プールスパ)": "施設条件（プール・スパ）",
    "施設/SHLE:施設条件(レジャー)": "施設条件（レジャー）",
    "tasks.speech_act": Named("発話行為", "what the customer does with the utterance"),
    "entities.sub_span": Named("要望の条件", "what a request holds for: a person, a day, a place"),
    "relations.sub_span": Named("条件", "the request that is the head holds for the tail"),
}


def _jrte(part: str, file: str, task: Named, choices: dict[str, str]) -> Corpus:
    return Corpus(
        name=f"jrte/{part}",
        folder="ja/cls/jrte",
        role=Role.RESEARCH,
        licence="CC BY-NC-SA 4.0",
        reader=LabelledRows(Rows(("id", "label", "text", "votes", "usage"), "\t", quotes=False), "text", {"label": "label"}),
        splits={"all": (file,)},
        published={"all": Published(5553, 5553)},
        counted=("labels",),
        labels={"tasks.label": task, **choices},
        note="Which sentences are for training, development and test stands in a column of the one file.",
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="chabsa",
        folder="ja/absa/chabsa",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=TargetOpinions(),
        splits={"all": ("chABSA/*.json",)},
        published={"all": Published(6119, 7723)},
        counted=("entities",),
        labels=_OPINIONS,
        note="Only targets have a place: category and polarity are the type of the target.",
    ),
    Corpus(
        name="jcommonsenseqa",
        folder="ja/cls/jglue",
        role=Role.HELD_OUT,
        licence="CC BY-SA 4.0",
        reader=MultipleChoice("答え", "質問の答えとして最もふさわしいもの"),
        splits={"dev": ("jcommonsenseqa-v1.3/valid-v1.3.json",), "test": ("jcommonsenseqa-v1.3/test-v1.3.json",)},
        published={"dev": Published(1119, 1119), "test": Published(1118, 1118)},
        counted=("labels",),
        labels=AsWritten(),
        note="Every question brings its own five choices; one of test offers the same choice twice and is refused.",
    ),
    Corpus(
        name="jnli",
        folder="ja/cls/jglue",
        role=Role.HELD_OUT,
        licence="CC BY-SA 4.0",
        reader=SentencePairs("inference", ("前提：", "仮説：")),
        splits={"dev": ("jnli-v1.3/valid-v1.3.json",), "test": ("jnli-v1.3/test-v1.3.json",)},
        published={"dev": Published(2434, 2434), "test": Published(2508, 2508)},
        counted=("labels",),
        labels={
            "inference": Named("前提と仮説の関係", "what the first sentence says of the second"),
            "entailment": Named("含意", "the premise says that the hypothesis is true"),
            "contradiction": Named("矛盾", "the premise says that the hypothesis is false"),
            "neutral": Named("中立", "the premise leaves it open"),
        },
    ),
    _jrte(
        "sentiment",
        "pn.tsv",
        Named("感情極性", "the tone of a sentence of a hotel review"),
        {"choices.1": "肯定的", "choices.0": "中立", "choices.-1": "否定的"},
    ),
    _jrte(
        "hotel",
        "rhr.tsv",
        Named("宿の評判", "whether a sentence of a review says something of the hotel"),
        {"choices.1": "宿の評判である", "choices.0": "宿の評判ではない"},
    ),
    Corpus(
        name="stockmark_wikipedia",
        folder="ja/ner/stockmark_wikipedia",
        role=Role.TRAIN,
        licence="CC BY-SA 3.0",
        reader=PairedSpans(),
        splits={"all": ("ner.json",)},
        published={"all": Published(5343, 13185)},
        counted=("entities",),
    ),
    Corpus(
        name="ud_gsd_ne",
        folder="ja/ner/ud_gsd_ne",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=Columns(separator="\t", spaced=False),
        splits={"train": ("stanza/train.bio",), "dev": ("stanza/dev.bio",), "test": ("stanza/test.bio",)},
        published={"train": Published(7050, 10924), "dev": Published(507, 795), "test": Published(543, 609)},
        counted=("entities",),
        labels=_ONTONOTES,
    ),
    Corpus(
        name="wikipedia_annotated_corpus",
        folder="ja/ner/wikipedia_annotated_corpus",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=ListedKnp(),
        splits={split: (f"id/{split}.id", "knp/*/*.knp") for split in ("train", "dev", "test")},
        published={"train": Published(3679), "dev": Published(100), "test": Published(200)},
        counted=("relations",),
        labels={**_IREX, **_KNP},
        note="A record is a document. The page counts 15,902 sentences (9,419 with brackets put back, as here), 16,280 names "
        "(90 are torn apart by a bracket and refused) and 165,830 relations (12,408 point out of the text and are refused).",
    ),
    Corpus(
        name="jacred",
        folder="ja/re/jacred_devtest",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=DocRed(spaced=False),
        splits={"dev": ("dev.json",), "test": ("test.json",)},
        published={"dev": Published(300, 6157), "test": Published(300, 6113)},
        counted=("relations",),
        labels=_JACRED,
        note="The page counts sentences (2,418 and 2,453); a record is a document. Four mentions have no words, "
        "seven relations of test begin or end with one of them.",
    ),
    Corpus(
        name="jemhopqa",
        folder="ja/re/jemhopqa",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=Derivations("答え", ("はい", "いいえ")),
        splits={"train": ("corpus_ver1.2/train_ver1.2.json",), "dev": ("corpus_ver1.2/dev_ver1.2.json",)},
        published={"train": Published(1059, 2181), "dev": Published(120, 242)},
        counted=("relations",),
        labels=AsWritten(),
        strings=True,
        note="The page counts triples; one with several values is one relation a value here.",
    ),
    Corpus(
        name="asdc",
        folder="ja/slot/asdc",
        role=Role.TRAIN,
        licence="CC BY 4.0",
        reader=RequestSpans(),
        splits={"all": ("main/request_span/*.tsv",)},
        published={"all": Published(10785, 3001)},
        counted=("labels",),
        labels=_ASDC,
        note="Counted are dialogue acts. The page's 3,392 request spans are rows: one that holds for several things stands in "
        "several rows, and is one entity.",
    ),
)
