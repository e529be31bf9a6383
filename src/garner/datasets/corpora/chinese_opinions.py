"""Chinese opinions about aspects."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
from garner.datasets.readers.opinion_dialogues import OpinionDialogues
from garner.datasets.readers.opinions import AspectLines, OpinionRanges
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.rows import LabelledRows, Rows

__all__ = ["ENTRIES"]

_ASAP_TASKS = {
    "location_traffic": Named("交通便利", "去店里交通方不方便"),
    "location_distance_from_business_district": Named("距商圈远近"),
    "location_easy_to_find": Named("是否容易寻找"),
    "service_wait_time": Named("排队等候时间"),
    "service_waiters_attitude": Named("服务人员态度"),
    "service_parking_convenience": Named("停车方便程度"),
    "service_serving_speed": Named("点菜上菜速度"),
    "price_level": Named("价格水平"),
    "price_cost_effective": Named("性价比"),
    "price_discount": Named("折扣力度"),
    "environment_decoration": Named("装修情况"),
    "environment_noise": Named("嘈杂情况"),
    "environment_space": Named("就餐空间"),
    "environment_cleaness": Named("卫生情况"),
    "dish_portion": Named("分量"),
    "dish_taste": Named("口感"),
    "dish_look": Named("菜品外观"),
    "dish_recommendation": Named("推荐程度"),
    "star": Named("星级", "整篇评论给店里打了几星"),
}

_ASAP: dict[str, str | Named] = {
    **{f"tasks.{task}": name for task, name in _ASAP_TASKS.items()},
    **{f"choices.{stars}.0": f"{stars}星" for stars in range(1, 6)},
    "choices.1": "正面",
    "choices.0": "中性",
    "choices.-1": "负面",
}

_ASPECTS: dict[str, str | Named] = {
    "Positive": Named("好评对象", "受到好评的方面"),
    "Negative": Named("差评对象", "受到差评的方面"),
    "Neutral": Named("中评对象", "提到而不褒不贬的方面"),
}

_OPINIONS: dict[str, str | Named] = {
    "events.POS": Named("正面评价", "说某个方面好"),
    "events.NEG": Named("负面评价", "说某个方面不好"),
    "events.NEU": Named("中性评价", "说某个方面一般"),
    "aspect": Named("方面", "评价说的是什么"),
    "opinion": Named("评价语", "表达评价的话"),
}

_DIALOGUES: dict[str, str | Named] = {
    "events.pos": Named("正面评价", "说某个产品或它的某个方面好"),
    "events.neg": Named("负面评价", "说某个产品或它的某个方面不好"),
    "events.neu": Named("中性评价", "说某个产品或它的某个方面一般"),
    "events.doubt": Named("疑问", "问某个产品或它的某个方面好不好"),
    "events.amb": Named("态度不明", "看不出说话人觉得好还是不好"),
    "events.-1": Named("没有评价的提及", "提到某个产品或它的某个方面，但没有评价"),
    "target": Named("评价目标", "说的是哪个产品或品牌"),
    "aspect": Named("方面", "产品的哪个方面"),
    "opinion": Named("评价语", "表达评价的话"),
}

_TOKENISED = AspectLines(spaced=False)
_PRODUCTS = "apc_datasets/102.Chinese"


def _aspects(
    part: str,
    train: str,
    test: str,
    published: tuple[Published, Published],
    reader: Reader = _TOKENISED,
    note: str = "",
) -> Corpus:
    return Corpus(
        name=f"absadatasets_zh/{part}",
        folder="zh/absa/absadatasets_zh",
        role=Role.TRAIN,
        licence="MIT",
        reader=reader,
        splits={"train": (f"{_PRODUCTS}/{train}",), "test": (f"{_PRODUCTS}/{test}",)},
        published=dict(zip(("train", "test"), published, strict=True)),
        labels=_ASPECTS,
        note=note
        or "Lines that come twice, or mark no place, are refused; an aspect marked in several places is a mention in each.",
    )


ENTRIES: tuple[Corpus, ...] = (
    # An aspect that a review does not mention is a task without an answer.
    Corpus(
        name="asap",
        folder="zh/absa/asap_sample",
        role=Role.TRAIN,
        licence="Apache 2.0",
        reader=LabelledRows(Rows(), "reviewbody", {task: task for task in _ASAP_TASKS}, silent=("-2",), line_break=r"\\n"),
        splits={split: (f"{split}_sample.csv",) for split in ("train", "dev", "test")},
        published={"train": Published(100, 597), "dev": Published(100, 641), "test": Published(100, 571)},
        counted=("labels",),
        labels=_ASAP,
        note="A sample of 100 reviews a split. The page does not count the stars, one more label a review.",
    ),
    _aspects(
        "camera", "103.camera/camera.train.txt", "103.camera/camera.test.txt", (Published(1548, 1595), Published(565, 578))
    ),
    _aspects("car", "104.car/car.train.txt", "104.car/car.test.txt", (Published(802, 867), Published(285, 285))),
    _aspects("mooc", "105.mooc/mooc.train.txt", "105.mooc/mooc.test.txt", (Published(937, 1583), Published(242, 396))),
    _aspects(
        "notebook",
        "106.notebook/notebook.train.txt",
        "106.notebook/notebook.test.txt",
        (Published(457, 465), Published(154, 155)),
    ),
    _aspects("phone", "107.phone/phone.train.txt", "107.phone/phone.test.txt", (Published(1755, 1831), Published(635, 653))),
    _aspects(
        "shampoo",
        "108.shampoo/hair.train.txt",
        "108.shampoo/hair.test.txt",
        (Published(6810, 6810), Published(903, 915)),
        reader=AspectLines(spaced=False, tokenised=False),
        note="The page counts a sentence an aspect, for the files have a space behind each aspect; without it there are 1,956 "
        "and 217 reviews.",
    ),
    Corpus(
        name="absadatasets_zh/triplets",
        folder="zh/absa/absadatasets_zh",
        role=Role.TRAIN,
        licence="MIT",
        reader=OpinionRanges(),
        splits={split: (f"aste_datasets/405.Chinese_Zhang/{split}.txt",) for split in ("train", "dev", "test")},
        published={"train": Published(19485, 38050), "dev": Published(2783, 5334), "test": Published(5567, 10820)},
        counted=("events",),
        labels=_OPINIONS,
    ),
    Corpus(
        name="diaasq_zh",
        folder="zh/absa/diaasq_zh",
        role=Role.TRAIN,
        licence="MIT",
        reader=OpinionDialogues(spaced=False),
        splits={"train": ("jsons_zh/train.json",), "dev": ("jsons_zh/valid.json",), "test": ("jsons_zh/test.json",)},
        published={"train": Published(800, 7061), "dev": Published(100, 886), "test": Published(100, 891)},
        counted=("events",),
        labels=_DIALOGUES,
        note="673 quadruples have no opinion.",
    ),
)
