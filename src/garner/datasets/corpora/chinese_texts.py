"""Chinese texts with labels: topics, sentiment, medical queries and criteria."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.rows import JsonRows, LabelledRows, Rows

__all__ = ["ENTRIES"]

_SENTIMENT: dict[str, str | Named] = {
    "tasks.sentiment": Named("情感", "评论的态度是好是坏"),
    "choices.1": "正面",
    "choices.0": "负面",
    "choices.Positive": "正面",
    "choices.Negative": "负面",
    "tasks.cat": Named("商品类别", "评论说的是哪一类商品"),
}

_CRITERIA: dict[str, str | Named] = {
    "tasks.criterion": Named("筛选标准类别", "临床试验的这条入组标准说的是什么"),
    "Addictive Behavior": "成瘾行为",
    "Address": "居住情况",
    "Age": "年龄",
    "Alcohol Consumer": "饮酒",
    "Allergy Intolerance": "过敏耐受",
    "Bedtime": "睡眠",
    "Blood Donation": "献血",
    "Capacity": Named("行为能力", "有没有能力自己作决定"),
    "Compliance with Protocol": Named("依从性", "能不能遵守试验方案"),
    "Consent": "知情同意",
    "Data Accessible": "数据可及性",
    "Device": "医疗器械",
    "Diagnostic": "诊断",
    "Diet": "饮食",
    "Disabilities": "残疾群体",
    "Disease": "疾病",
    "Education": "教育情况",
    "Encounter": Named("就诊来源", "在哪里、以什么方式就诊"),
    "Enrollment in other studies": "参加其他试验",
    "Ethical Audit": "伦理审查",
    "Ethnicity": "种族",
    "Exercise": "锻炼",
    "Gender": "性别",
    "Healthy": "健康群体",
    "Laboratory Examinations": "实验室检查",
    "Life Expectancy": "预期寿命",
    "Literacy": "读写能力",
    "Multiple": Named("多种类别", "一条标准里说了几类"),
    "Neoplasm Status": "肿瘤进展",
    "Non-Neoplasm Disease Stage": "非肿瘤疾病分期",
    "Nursing": "护理",
    "Oral related": "口腔相关",
    "Organ or Tissue Status": "器官组织状态",
    "Pharmaceutical Substance or Drug": "药物",
    "Pregnancy-related Activity": "怀孕相关",
    "Receptor Status": "受体状态",
    "Researcher Decision": "研究者决定",
    "Risk Assessment": "风险评估",
    "Sexual related": "性取向",
    "Sign": "体征",
    "Smoking Status": "吸烟状况",
    "Special Patient Characteristic": "特殊病人特征",
    "Symptom": "症状",
    "Therapy or Surgery": "治疗或手术",
}

# The numbers are explained nowhere in the files; the queries under 1 ask a question, those under 2 only name a complaint.
_INTENTS: dict[str, str | Named] = {
    "tasks.intent": Named("就医意图", "搜索者有没有明确的医疗问题"),
    "0": Named("无意图", "没有医疗问题"),
    "1": Named("明确意图", "问了一个明确的医疗问题"),
    "2": Named("弱意图", "只说了病症或药名，没有说要问什么"),
}

_NEWS: dict[str, str | Named] = {
    "tasks.topic": Named("新闻类别"),
    "news_agriculture": "农业",
    "news_car": "汽车",
    "news_culture": "文化",
    "news_edu": "教育",
    "news_entertainment": "娱乐",
    "news_finance": "财经",
    "news_game": "电竞",
    "news_house": "房产",
    "news_military": "军事",
    "news_sports": "体育",
    "news_stock": "股票",
    "news_story": "故事",
    "news_tech": "科技",
    "news_travel": "旅游",
    "news_world": "国际",
}

_TITLES: dict[str, str | Named] = {
    "tasks.topic": Named("新闻类别"),
    "0": "财经",
    "1": "房产",
    "2": "股票",
    "3": "教育",
    "4": "科技",
    "5": "社会",
    "6": "时政",
    "7": "体育",
    "8": "游戏",
    "9": "娱乐",
}


def _reviews(part: str, file: str, tasks: dict[str, str], units: int, note: str = "") -> Corpus:
    return Corpus(
        name=f"chinese_reviews/{part}",
        folder="zh/cls/chnsenticorp_htl_waimai",
        role=Role.RESEARCH,
        licence="none stated",
        reader=LabelledRows(Rows(), "review", tasks),
        splits={"all": (file,)},
        published={"all": Published(units, units)},
        labels=_SENTIMENT,
        note=note,
    )


ENTRIES: tuple[Corpus, ...] = (
    _reviews(
        "hotels",
        "ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv",
        {"label": "sentiment"},
        7766,
        "One row has no text.",
    ),
    _reviews("takeaway", "waimai_10k/waimai_10k.csv", {"label": "sentiment"}, 11987),
    _reviews(
        "shopping",
        "online_shopping_10_cats/online_shopping_10_cats.zip",
        {"cat": "cat", "label": "sentiment"},
        62774,
        "Every review has two labels, the kind of goods and the sentiment, which the page counts as one. One row has no text.",
    ),
    Corpus(
        name="cmedtc_cmedic/criteria",
        folder="zh/cls/cmedtc_cmedic",
        role=Role.TRAIN,
        licence="Apache 2.0",
        reader=LabelledRows(Rows(("label", "text"), "\t", quotes=False), "text", {"label": "criterion"}),
        splits={split: (f"cMedTC/{split}.txt",) for split in ("train", "dev", "test")},
        published={"train": Published(14610, 14610), "dev": Published(1550, 1550), "test": Published(1800, 1800)},
        labels=_CRITERIA,
    ),
    Corpus(
        name="cmedtc_cmedic/queries",
        folder="zh/cls/cmedtc_cmedic",
        role=Role.TRAIN,
        licence="Apache 2.0",
        reader=LabelledRows(Rows(("label", "text"), "\t", quotes=False), "text", {"label": "intent"}),
        splits={split: (f"cMedIC/{split}.txt",) for split in ("train", "dev", "test")},
        published={"train": Published(1683, 1683), "dev": Published(123, 123), "test": Published(84, 84)},
        labels=_INTENTS,
    ),
    Corpus(
        name="fewclue/tnews",
        folder="zh/cls/fewclue",
        role=Role.RESEARCH,
        licence="none stated",
        reader=JsonRows("sentence", {"label_desc": "topic"}),
        splits={
            "train": ("tnews/train_few_all.json",),
            "dev": ("tnews/dev_few_all.json",),
            "test": ("tnews/test_public.json",),
        },
        published={"train": Published(1185, 1185), "dev": Published(1098, 1098), "test": Published(2010, 2010)},
        labels=_NEWS,
        note="The keywords of the news site are no annotation of the text, and left out.",
    ),
    Corpus(
        name="fewclue/csldcp",
        folder="zh/cls/fewclue",
        role=Role.RESEARCH,
        licence="none stated",
        reader=JsonRows("content", {"label": "discipline"}),
        splits={
            "train": ("csldcp/train_few_all.json",),
            "dev": ("csldcp/dev_few_all.json",),
            "test": ("csldcp/test_public.json",),
        },
        published={"train": Published(2036, 2036), "dev": Published(2068, 2068), "test": Published(1784, 1784)},
        labels={"tasks.discipline": "学科"},
        as_written=True,
    ),
    Corpus(
        name="fewclue/eprstmt",
        folder="zh/cls/fewclue",
        role=Role.RESEARCH,
        licence="none stated",
        reader=JsonRows("sentence", {"label": "sentiment"}),
        splits={
            "train": ("eprstmt/train_few_all.json",),
            "dev": ("eprstmt/dev_few_all.json",),
            "test": ("eprstmt/test_public.json",),
        },
        published={"train": Published(160, 160), "dev": Published(160, 160), "test": Published(610, 610)},
        labels=_SENTIMENT,
    ),
    Corpus(
        name="thucnews",
        folder="zh/cls/thucnews_titles",
        role=Role.HELD_OUT,
        licence="MIT (carrier), terms of THUCNews not restated",
        reader=LabelledRows(Rows(("text", "label"), "\t", quotes=False), "text", {"label": "topic"}),
        splits={"dev": ("dev.txt",), "test": ("test.txt",)},
        published={"dev": Published(10000, 10000), "test": Published(10000, 10000)},
        labels=_TITLES,
    ),
)
