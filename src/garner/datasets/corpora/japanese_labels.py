"""What the labels of the Japanese corpora are called: in Japanese, described in English."""

from __future__ import annotations

from itertools import product

from garner.datasets.corpora.corpus import Named

__all__ = ["IREX", "JACRED", "KNP", "ONTONOTES", "OPINIONS", "REQUESTS"]

_ASPECTS = {
    "market": "市場",
    "company": "会社",
    "business": "事業",
    "product": "製品・サービス",
    "OOD": "その他の対象",
    "NULL": "",
}
_ATTRIBUTES = {"general": "", "sales": "売上", "profit": "利益", "amount": "数量", "price": "価格", "cost": "費用"}
_POLARITIES = {"positive": ("肯定的", "favourable"), "negative": ("否定的", "unfavourable"), "neutral": ("中立", "undecided")}


def _opinion(aspect: str, attribute: str, polarity: str) -> Named:
    what = "の".join(word for word in (_ASPECTS[aspect], _ATTRIBUTES[attribute]) if word) or "業況"
    japanese, english = _POLARITIES[polarity]
    subject = {"NULL": "", "OOD": "something else"}.get(aspect, f"a {aspect}")
    about = {"general": subject or "the state of things"}.get(attribute, f"the {attribute} of {subject or 'someone not named'}")
    return Named(f"{what}（{japanese}）", f"{english} word on {about}")


OPINIONS = {
    f"{aspect}#{attribute}|{polarity}": _opinion(aspect, attribute, polarity)
    for aspect, attribute, polarity in product(_ASPECTS, _ATTRIBUTES, _POLARITIES)
}

ONTONOTES = {
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

IREX = {
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
KNP = {
    **{f"relations.{label}": named for label, named in _SAMENESS.items()},
    **{f"relations.{case}": Named(f"{case}格", f"the tail fills the case {case} of the head") for case in _CASES},
    **{
        f"relations.{label}≒": Named(f"{label.removesuffix('？')}格に準ずる関係{'（任意）' if label.endswith('？') else ''}")
        for label in ("ノ", "ノ？", *_CASES)
    },
    "relations.修飾≒": Named("修飾に準ずる関係"),
}

JACRED = {
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

_SPANS = (
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
REQUESTS: dict[str, str | Named] = {
    **{label: label.partition(":")[2] for label in _SPANS},
    "立地/RIAC:立地 (アクティビティ)": "立地（活動に便利）",
    "立地/RIBA:立地 (場所)": "立地（場所に便利）",
    "立地/RIEN:立地 (周辺環境)": "立地（周辺環境）",
    "施設/SHPO:施設条件 (プールスパ)": "施設条件（プール・スパ）",
    "施設/SHLE:施設条件(レジャー)": "施設条件（レジャー）",
    "tasks.speech_act": Named("発話行為", "what the customer does with the utterance"),
    "entities.sub_span": Named("要望の条件", "what a request holds for: a person, a day, a place"),
    "relations.sub_span": Named("条件", "the request that is the head holds for the tail"),
}
