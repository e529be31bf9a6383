"""Chinese relations and events, and questions that bring their own labels."""

from __future__ import annotations

from typing import Literal

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.dialogues import Dialogues
from garner.datasets.readers.instructions import Instructions
from garner.datasets.readers.listed_events import ListedEvents
from garner.datasets.readers.pair_rows import PairRows
from garner.datasets.readers.rows import Rows

__all__ = ["ENTRIES"]

_CNRE: dict[str, str | Named] = {
    "出生地": Named("出生地", "人物生在什么地方"),
    "祖籍": Named("祖籍", "人物的祖籍在什么地方"),
    "国籍": Named("国籍", "人物是哪国人"),
    "毕业院校": Named("毕业院校", "人物毕业于哪所学校"),
    "导演": Named("导演", "影视作品由谁导演"),
    "主持人": Named("主持人", "节目由谁主持"),
    "出品公司": Named("出品公司", "影视作品由哪家公司出品"),
    "所属专辑": Named("所属专辑", "歌曲收在哪张专辑里"),
    "连载网站": Named("连载网站", "网络小说在哪个网站连载"),
    "所在城市": Named("所在城市", "景点在哪座城市"),
}

_FINRE: dict[str, str | Named] = {
    "自己": Named("同一企业", "两个名称指同一家企业或同一集团"),
    "拥有": Named("拥有", "前者拥有后者，如子公司、品牌"),
    "买资": Named("购买资产", "前者购买后者的资产"),
    "被买资": Named("被购买资产", "前者的资产被后者购买"),
    "借壳": Named("借壳", "前者借后者的壳上市"),
    "被借壳": Named("被借壳", "前者被后者借壳上市"),
    "订单": Named("订单", "两家之间有订单"),
    "分析": Named("分析", "前者分析、评价后者"),
}

_SANWEN: dict[str, str | Named] = {
    "Create": Named("创造", "谁做出了什么"),
    "Use": Named("使用", "谁使用什么"),
    "Near": Named("邻近", "什么在什么附近"),
    "Social": Named("社会关系", "朋友、同学、师生等家庭以外的关系"),
    "Located": Named("位于", "什么在什么地方"),
    "Ownership": Named("归属", "什么属于谁"),
    "General-Special": Named("一般与特殊", "一个是另一个的一种或一例"),
    "Family": Named("亲属", "家庭成员之间的关系"),
    "Part-Whole": Named("部分与整体", "一个是另一个的一部分"),
}

_DIALOGUES: dict[str, str | Named] = {
    "per:positive_impression": Named("好印象", "对某人印象好"),
    "per:negative_impression": Named("坏印象", "对某人印象坏"),
    "per:acquaintance": "熟人",
    "per:alumni": "校友",
    "per:boss": Named("上司", "某人的上司是谁"),
    "per:subordinate": Named("下属", "某人的下属是谁"),
    "per:client": Named("客户", "某人的客户是谁"),
    "per:dates": Named("约会对象", "与某人约会的人"),
    "per:friends": "朋友",
    "per:girl/boyfriend": "男女朋友",
    "per:neighbor": "邻居",
    "per:roommate": "室友",
    "per:children": Named("子女", "某人的子女是谁"),
    "per:other_family": "其他亲属",
    "per:parents": Named("父母", "某人的父母是谁"),
    "per:siblings": "兄弟姐妹",
    "per:spouse": "配偶",
    "per:place_of_residence": "居住地",
    "per:place_of_birth": "出生地",
    "per:visited_place": "去过的地方",
    "per:origin": Named("出身", "某人是哪国、哪里的人"),
    "per:employee_or_member_of": Named("所属组织", "某人在哪个组织"),
    "per:schools_attended": "就读学校",
    "per:works": Named("作品", "某人的作品是什么"),
    "per:age": "年龄",
    "per:date_of_birth": "出生日期",
    "per:major": "所学专业",
    "per:place_of_work": "工作地点",
    "per:title": Named("头衔", "某人的职业或头衔"),
    "per:alternate_names": Named("别名", "某人的其他叫法"),
    "per:pet": "宠物",
    "gpe:residents_of_place": Named("居民", "某地住着谁"),
    "gpe:births_in_place": Named("出生者", "某地生了谁"),
    "gpe:visitors_of_place": Named("到访者", "谁去过某地"),
    "org:employees_or_members": Named("成员", "组织里有谁"),
    "org:students": Named("学生", "学校里有哪些学生"),
}

_FEWFC: dict[str, str | Named] = {
    "质押/collateral": Named("质押物", "股权、股票等"),
    "质押/date": "质押日期",
    "质押/money": "质押金额",
    "质押/number": "质押数量",
    "质押/obj-org": Named("质权公司", "接受质押的公司"),
    "质押/obj-per": Named("质权人", "接受质押的人"),
    "质押/proportion": "质押比例",
    "质押/sub-org": Named("出质公司", "把股权质押出去的公司"),
    "质押/sub-per": Named("出质人", "把股权质押出去的人"),
    "股份股权转让/collateral": Named("转让标的物", "股权、股份等"),
    "股份股权转让/date": "转让日期",
    "股份股权转让/money": "转让金额",
    "股份股权转让/number": "转让数量",
    "股份股权转让/obj-org": Named("受让公司", "得到股权的公司"),
    "股份股权转让/obj-per": Named("受让人", "得到股权的人"),
    "股份股权转让/proportion": "转让比例",
    "股份股权转让/sub-org": Named("转让公司", "让出股权的公司"),
    "股份股权转让/sub-per": Named("转让人", "让出股权的人"),
    "股份股权转让/target-company": Named("标的公司", "股权被转让的公司"),
    "投资/date": "投资日期",
    "投资/money": "投资金额",
    "投资/obj": "被投资方",
    "投资/sub": "投资方",
    "减持/date": "减持日期",
    "减持/obj": Named("被减持公司", "股份被卖出的公司"),
    "减持/share-org": Named("占总股本比例", "减持股份占公司总股本的比例"),
    "减持/share-per": Named("占所持股份比例", "减持股份占其所持股份的比例"),
    "减持/sub": Named("减持方", "卖出股份的人或公司"),
    "减持/title": Named("减持方身份", "如股东、实际控制人"),
    "起诉/date": "起诉日期",
    "起诉/obj-org": "被告公司",
    "起诉/obj-per": "被告人",
    "起诉/sub-org": "原告公司",
    "起诉/sub-per": "原告人",
    "收购/date": "收购日期",
    "收购/money": "收购金额",
    "收购/number": "收购股份数量",
    "收购/obj-org": "被收购公司",
    "收购/proportion": "收购比例",
    "收购/sub-org": "收购公司",
    "收购/sub-per": "收购人",
    "收购/way": "收购方式",
    "担保/amount": "担保金额",
    "担保/date": "担保日期",
    "担保/obj-org": "被担保公司",
    "担保/sub-org": "担保公司",
    "担保/sub-per": "担保人",
    "担保/way": "担保方式",
    "中标/amount": "中标金额",
    "中标/date": "中标日期",
    "中标/obj": "招标方",
    "中标/sub": "中标方",
    "签署合同/amount": "合同金额",
    "签署合同/date": "签约日期",
    "签署合同/obj-org": "对方公司",
    "签署合同/obj-per": "对方个人",
    "签署合同/sub-org": "签约公司",
    "签署合同/sub-per": "签约人",
    "判决/date": "判决日期",
    "判决/institution": "裁判机构",
    "判决/money": "判决金额",
    "判决/obj-org": "被告公司",
    "判决/obj-per": "被告人",
    "判决/sub-org": "原告公司",
    "判决/sub-per": "原告人",
}


def _pairs(
    part: str, folder: str, labels: dict[str, str | Named], published: tuple[Published, Published, Published], note: str
) -> Corpus:
    return Corpus(
        name=f"finre_sanwen/{part}",
        folder="zh/re/finre_sanwen",
        role=Role.TRAIN,
        licence="MIT",
        reader=PairRows(Rows(("head", "tail", "relation", "sentence"), "\t", quotes=False), none="unknown"),
        splits={split: (f"{folder}/{file}.txt",) for split, file in (("train", "train"), ("dev", "valid"), ("test", "test"))},
        published=dict(zip(("train", "dev", "test"), published, strict=True)),
        counted=("relations",),
        labels=labels,
        strings=True,
        note=note,
    )


def _questions(part: str, folder: str, asks: Literal["entities", "relations", "events"], train: int, test: int) -> Corpus:
    return Corpus(
        name=f"iepile/{part}",
        folder="zh/mixed/iepile_samples",
        role=Role.RESEARCH,
        licence="CC BY-NC-SA 4.0",
        reader=Instructions(asks, {"Text": "文本", "Number": "数值", "Date": "日期"}),
        splits={"train": (f"{folder}/train.json",), "test": (f"{folder}/test.json",)},
        published={"train": Published(train), "test": Published(test)},
        as_written=True,
        strings=True,
        note="The test lines ask other questions of the same texts as the training lines, and answer what they do not ask too "
        "(refused). sample.json and schema.json are what both were made of.",
    )


ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="deepke_cnre",
        folder="zh/re/deepke_cnre",
        role=Role.TRAIN,
        licence="MIT",
        reader=PairRows(Rows(), offsets=True),
        splits={"train": ("train.csv",), "dev": ("valid.csv",), "test": ("test.csv",)},
        published={"train": Published(3000, 3000), "dev": Published(1000, 1000), "test": Published(1000, 1000)},
        counted=("relations",),
        labels=_CNRE,
        note="One training pair gives its tail one place and another surface there: the tail and the relation are refused.",
    ),
    Corpus(
        name="dialogre_zh",
        folder="zh/re/dialogre_zh",
        role=Role.RESEARCH,
        licence="non-commercial research only",
        reader=Dialogues(),
        splits={split: (f"cn/data/{split}.json",) for split in ("train", "dev", "test")},
        published={"train": Published(1073, 6981), "dev": Published(358, 2211), "test": Published(357, 2173)},
        counted=("relations",),
        labels=_DIALOGUES,
        strings=True,
        note="The page counts the 1,794 pairs without a relation too (1,112, 329 and 353).",
    ),
    _pairs(
        "finre",
        "FinRE",
        _FINRE,
        (Published(13486, 13486), Published(1489, 1489), Published(3727, 3727)),
        "A record a pair, so a sentence comes in several. The page counts the 5,002 pairs without a relation too.",
    ),
    _pairs(
        "sanwen",
        "SanWen",
        _SANWEN,
        (Published(17227, 17227), Published(1793, 1793), Published(2220, 2220)),
        "A record a pair, so a sentence comes in several; the head is nearly always the first in the text, whichever way the "
        "relation goes. The page counts the 5,789 pairs without a relation too.",
    ),
    Corpus(
        name="fewfc",
        folder="zh/ee/fewfc",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=ListedEvents(),
        splits={split: (f"rearranged/{split}.json",) for split in ("train_base", "train_trans", "test_base", "test_trans")},
        published={
            "train_base": Published(2732, 20289),
            "train_trans": Published(820, 3459),
            "test_base": Published(1821, 13651),
            "test_trans": Published(3609, 15778),
        },
        counted=("events", "arguments"),
        labels=_FEWFC,
        note="base and trans are two halves of the event types, for transfer from one to the other.",
    ),
    _questions("ner", "NER", "entities", 6, 6),
    _questions("re", "RE", "relations", 72, 72),
    _questions("spo", "SPO", "relations", 23, 60),
    _questions("kg", "KG", "relations", 5, 5),
    _questions("ee", "EE", "events", 96, 96),
    _questions("eea", "EEA", "events", 6, 6),
    _questions("eet", "EET", "events", 96, 96),
)
