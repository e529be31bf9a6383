"""Chinese opinions about aspects."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role
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

ENTRIES: tuple[Corpus, ...] = (
    # An aspect that a review does not mention is a task without an answer.
    Corpus(
        name="asap",
        folder="zh/absa/asap_sample",
        role=Role.TRAIN,
        licence="Apache 2.0",
        reader=LabelledRows(Rows(), "reviewbody", {task: task for task in _ASAP_TASKS}, silent=("-2",)),
        splits={split: (f"{split}_sample.csv",) for split in ("train", "dev", "test")},
        published={"train": Published(100, 597), "dev": Published(100, 641), "test": Published(100, 571)},
        counted=("labels",),
        labels=_ASAP,
        note="A sample of 100 reviews a split. The page does not count the stars, one more label a review.",
    ),
)
