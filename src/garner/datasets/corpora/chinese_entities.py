"""Chinese entities."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.columns import Columns
from garner.datasets.readers.json_spans import GroupedSpans, ListedSpans

__all__ = ["ENTRIES"]

_NEWS: dict[str, str | Named] = {
    "PER": Named("人物", "人的姓名"),
    "LOC": Named("地点", "国家、城市、山川等地方的名称"),
    "ORG": Named("组织机构", "公司、机关、团体等组织的名称"),
}

_CLUENER: dict[str, str | Named] = {
    "address": Named("地址", "国家、省市、街道、村镇等地址"),
    "book": Named("书名", "小说、杂志、教材等读物的名称"),
    "company": Named("公司", "公司、集团和银行的名称"),
    "game": Named("游戏", "游戏的名称"),
    "government": Named("政府", "中央和地方的政府机关"),
    "movie": Named("影视作品", "电影、纪录片等影片的名称"),
    "name": Named("姓名", "人名，也包括作品里的人物和绰号"),
    "organization": Named("组织机构", "球队、社团、协会等团体"),
    "position": Named("职位", "职务、职称和头衔"),
    "scene": Named("景点", "旅游景区和名胜"),
}

_CMEDQA: dict[str, str | Named] = {
    "disease": "疾病",
    "body": "身体部位",
    "symptom": "症状",
    "treatment": Named("治疗", "手术、疗法等治疗手段"),
    "crowd": Named("人群", "患者所属的人群，如孕妇、儿童"),
    "drug": "药物",
    "test": Named("检查", "检查、化验的项目和结果"),
    "physiology": Named("生理", "生理现象和生理过程"),
    "feature": Named("特征", "疾病和症状的程度、性质等特征"),
    "time": Named("时间", "时间和持续的长短"),
    "department": "科室",
}

_CMEEE: dict[str, str | Named] = {
    "dis": Named("疾病", "疾病、综合征、中毒和受伤"),
    "sym": Named("临床表现", "症状和体征；其中可以含有身体等别的实体"),
    "pro": Named("医疗程序", "检查程序、治疗和手术"),
    "equ": Named("医疗设备", "检查和治疗用的器械"),
    "dru": Named("药物", "药品和疫苗"),
    "ite": Named("医学检验项目", "化验和测量的指标"),
    "bod": Named("身体", "身体部位、体液、细胞和人体物质"),
    "dep": Named("科室", "医院的科室"),
    "mic": Named("微生物", "细菌、病毒、真菌等微生物"),
}

_RESUME: dict[str, str | Named] = {
    "NAME": "姓名",
    "CONT": "国籍",
    "RACE": "民族",
    "LOC": Named("籍贯", "某地人"),
    "EDU": Named("学历", "学历和学位"),
    "PRO": Named("专业", "所学的专业"),
    "ORG": Named("组织机构", "任职或就读的单位"),
    "TITLE": Named("职务", "职务、职称和身份"),
}

_WEIBO: dict[str, str | Named] = {
    "PER.NAM": Named("人名", "具体的人的姓名，如张三"),
    "PER.NOM": Named("人物泛称", "对人的代称和类称，如男人、老师"),
    "ORG.NAM": Named("机构名", "具体机构的名称"),
    "ORG.NOM": Named("机构泛称", "对机构的泛指，如公司"),
    "LOC.NAM": Named("地名", "具体地点的名称"),
    "LOC.NOM": Named("地点泛称", "对地点的泛指，如宾馆、峡谷"),
    "GPE.NAM": Named("行政区名", "国家、省、市等行政区的名称"),
    "GPE.NOM": Named("行政区泛称", "对行政区的泛指，如国家、城市"),
}

ENTRIES: tuple[Corpus, ...] = (
    Corpus(
        name="cluener",
        folder="zh/ner/cluener",
        role=Role.RESEARCH,
        licence="none stated",
        reader=GroupedSpans(),
        splits={"train": ("train.json",), "test": ("test.json",)},
        published={"train": Published(10748, 23972), "test": Published(1343, 3072)},
        labels=_CLUENER,
        note="The test split is the official development set.",
    ),
    Corpus(
        name="cmedqaner",
        folder="zh/ner/cmedqaner",
        role=Role.TRAIN,
        licence="Apache 2.0",
        reader=ListedSpans("mention_data", "type", "offset", None, "mention", caseless=True, lines=True),
        splits={split: (f"cMedQANER/{split}.json",) for split in ("train", "dev", "test")},
        published={"train": Published(1673, 12625), "dev": Published(175, 1035), "test": Published(215, 1350)},
        labels=_CMEDQA,
        note="15 mentions of one training text are given one character beside their words, and refused.",
    ),
    Corpus(
        name="cmeee",
        folder="zh/ner/cmeee_v2_devtest",
        role=Role.HELD_OUT,
        licence="none stated (terms of CBLUE)",
        reader=ListedSpans("entities", "type", "start_idx", "end_idx", "entity", inclusive=True),
        splits={"dev": ("CMeEE-V2_dev.json",)},
        published={"dev": Published(5000, 26081)},
        labels=_CMEEE,
        note="Nested. The 3,000 sentences of its test split have no gold and are left out.",
    ),
    Corpus(
        name="msra",
        folder="zh/ner/msra_test",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=Columns(separator="\t", spaced=False),
        splits={"test": ("msra_test_bio.txt",)},
        published={"test": Published(3442, 6190)},
        labels=_NEWS,
    ),
    Corpus(
        name="peoples_daily",
        folder="zh/ner/peoples_daily",
        role=Role.RESEARCH,
        licence="none stated",
        reader=Columns(separator=" ", spaced=False),
        splits={"dev": ("example.dev",), "test": ("example.test",)},
        published={"dev": Published(2318, 3819), "test": Published(4636, 7707)},
        labels=_NEWS,
    ),
    Corpus(
        name="resume",
        folder="zh/ner/resume",
        role=Role.RESEARCH,
        licence="none stated",
        reader=Columns(separator=" ", spaced=False),
        splits={split: (f"{split}.char.bmes",) for split in ("train", "dev", "test")},
        published={"train": Published(3821, 13438), "dev": Published(463, 1497), "test": Published(477, 1630)},
        labels=_RESUME,
        note="Two organisations of the training split run over the end of a line and count as two each.",
    ),
    Corpus(
        name="uner_gsdsimp",
        folder="zh/ner/uner_gsdsimp",
        role=Role.TRAIN,
        licence="CC BY-SA 4.0",
        reader=Columns(token=1, tags=(2,), separator="\t", comments=True, spaced=False),
        splits={split: (f"zh_gsdsimp-ud-{split}.iob2",) for split in ("train", "dev", "test")},
        published={"train": Published(3997, 6118), "dev": Published(500, 753), "test": Published(500, 763)},
        labels=_NEWS,
    ),
    Corpus(
        name="weibo",
        folder="zh/ner/weibo",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=Columns(separator="\t", spaced=False, first_character=True),
        splits={split: (f"weiboNER_2nd_conll.{split}",) for split in ("train", "dev", "test")},
        published={"train": Published(1350, 1895), "dev": Published(270, 389), "test": Published(270, 418)},
        labels=_WEIBO,
    ),
)
