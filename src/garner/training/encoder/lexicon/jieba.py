"""Chinese names by type from the word list of jieba (``dict.txt``, MIT): a word, how often it was seen, its part of speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from garner.errors import InputError

__all__ = ["Entry", "chinese_names", "entries_of"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施葛季樊梅耿齐易乔伍庞颜倪庄聂"
    "章鲁岳翟殷詹申欧关兰焦俞左柳甘祝包宁尚符舒阮柯纪童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗瞿桂佟臧闵苟邬边姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
)
_DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "司徒", "东方", "慕容", "夏侯", "皇甫", "尉迟", "令狐", "端木")
_SOUNDS = set(
    "尔斯拉克特里德夫卡阿布塔巴哈格罗尼维科瓦多奥达亚伊托米普诺利洛纳勒基莱姆马蒂弗萨西茨比雷帕塞库曼莫埃贝什奇菲兰加吉迪恩"
    "威图赫穆耶凯伦戈圣朗鲁顿默雅伯扎希波安列内切瑟索登佩韦林坎约娜博杰杜梅玛涅法沃舍费堡迈摩丁努皮盖兹霍彼妮福麦艾谢崇劳蒙佐"
    "施莎查桑厄琳翰哥瓜芬泰莉宁夸丽沙太乔提冈芙昭廉爱契肯温泽丝赖宾本考舒汀娅瑞密吕甘派"
)
_PLACE_ENDINGS = "县区市河山国镇州省岛湖港村乡江湾城洲盟旗岭峡州"
_STEM_ENDINGS = "市县省州"
_COMPANY = re.compile(r".{2,}(公司|集团|银行|证券|酒店|汽车|电子|航空|保险|石化|钢铁|出版社|书店|制片厂)")
_ORGANIZATION = re.compile(
    r".{2,}(大学|学院|政府|委员会|医院|协会|组织|学会|法院|研究所|研究院|学校|剧院|中学|使馆|联合会|管理局|联盟|总局|部队|议会|政协"
    r"|部|交易所|小学|电视台|基金会|空军|军区|党|图书馆|公安局|局|工会|总部|电台|国会|商会|乐团|博物馆|同盟|厅|队|俱乐部|通讯社"
    r"|办公室|署|团|报社|院|国务院|海军|总会|学社)"
)


class Entry(NamedTuple):
    """A word of the list, the number of times it was seen, and its part of speech (``nr`` person, ``ns`` place, ...)."""

    word: str
    seen: int
    part: str


def entries_of(path: Path) -> Iterator[Entry]:
    """The entries of a ``dict.txt``. Raises ``InputError`` where it cannot be read, with the line at fault where one is."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as a word list of jieba: {error}", "Give the folder of dict.txt.") from error
    for number, line in enumerate(lines, 1):
        cells = line.split(" ")
        if len(cells) != 3 or not cells[1].isdecimal():
            raise InputError(f"{path}:{number}: not 'word count part': {line!r}", "Use jieba's own dict.txt.")
        yield Entry(cells[0], int(cells[1]), cells[2])


def chinese_names(path: Path, most: int) -> dict[str, list[str]]:
    """The Chinese lists of ``names.TYPES`` with the most frequent ``most`` names each. The parts of speech alone do not do:
    idioms and common words stand among them, so a name must also look like one of its type."""
    entries = sorted(entries_of(path), key=lambda entry: (-entry.seen, entry.word))
    words = {part: [entry.word for entry in entries if entry.part == part] for part in ("ns", "nt", "nrt")}
    people = [entry.word for entry in entries if entry.part in ("nr", "nrfg")]
    companies = [name for name in words["nt"] if _COMPANY.fullmatch(name) and len(name) <= 12]
    others = [
        name for name in words["nt"] if _ORGANIZATION.fullmatch(name) and not _COMPANY.fullmatch(name) and len(name) <= 12
    ]
    foreign = [name for name in words["nrt"] if 3 <= len(name) <= 6 and _SOUNDS.issuperset(name)]
    common = [entry.word for entry in entries if entry.part in ("n", "v", "vn") and 2 <= len(entry.word) <= 5]
    found = {
        "surname": [*_SURNAMES, *_DOUBLE_SURNAMES],
        "given name": _given_names(people),
        "foreign name": foreign,
        "place": _places(words["ns"]),
        "organization": others,
        "company": companies,
        "other": common,
    }
    return {f"zh {kind}": names[:most] for kind, names in found.items()}


def _given_names(people: Sequence[str]) -> list[str]:
    """What follows a surname in names of three characters: with several surnames, or made of two characters that do so often.
    Of names of two characters, what given names of two often hold."""
    given = Counter(name[1:] for name in people if len(name) == 3 and name[0] in _SURNAMES)
    signs = Counter(sign for name, count in given.items() if count > 1 for sign in name)
    usual = {sign for sign, count in signs.items() if count >= 12}
    double = [name for name, count in given.items() if (count > 1 or usual.issuperset(name)) and not _SOUNDS.issuperset(name)]
    single = sorted({name[1:] for name in people if len(name) == 2 and name[0] in _SURNAMES and name[1] in usual})
    return double + single


def _places(words: Sequence[str]) -> list[str]:
    known = set(words)
    ended = [name for name in words if 2 < len(name) <= 12 and name[-1] in _PLACE_ENDINGS]
    stems = [name for name in words if len(name) >= 2 and any(name + ending in known for ending in _STEM_ENDINGS)]
    foreign = [name for name in words if 3 <= len(name) <= 6 and _SOUNDS.issuperset(name)]
    return list(dict.fromkeys([*ended, *stems, *foreign]))
