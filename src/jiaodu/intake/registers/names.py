"""Names of institutions brought to one form, so that 沙河县第一小学校 and 沙河一小 are seen to be the same.

Floor: intake. In: a name as written, and the names of the areas it stands in. Out: `NameKey`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Traditional signs that stand in names of schools and places; others stay as they are.
_SIMPLE = str.maketrans(
    "學園區縣國華東門馬龍實驗級業職術語鄉鎮鐵農開關陽廣長興慶寧濟濱衛師範藝體導醫藥軍電機車輪總聯興與義會陳吳劉張趙黃楊葉溝澤頭堅萬億嶺島瀘滬贛閩蘇浙紅綠藍銀鋼礦產財經貿稅幹訓練護倉莊橋連邊廟雙劍強優貴賓遠達運進選豐齊無為歷極樂書畫報島壩",
    "学园区县国华东门马龙实验级业职术语乡镇铁农开关阳广长兴庆宁济滨卫师范艺体导医药军电机车轮总联兴与义会陈吴刘张赵黄杨叶沟泽头坚万亿岭岛泸沪赣闽苏浙红绿蓝银钢矿产财经贸税干训练护仓庄桥连边庙双剑强优贵宾远达运进选丰齐无为历极乐书画报岛坝",
)
_DIGITS = {sign: i for i, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(
    r"第?([零〇一二三四五六七八九十百]+|\d+)"
    r"(?=(?:完全|实验|中心|初级|高级|职业|幼儿|附属|完)?[小中初高职幼园校附完])|第([零〇一二三四五六七八九十百]+|\d+)(?=学)"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_CAMPUS = re.compile(
    r"(?:(?<=小学|中学|学校|大学|学院)(?:.{1,4})|(?<=幼儿园)(?:.{1,4})|[东西南北中新老本总]|第?[一二三四五六七八九十\d]+)?"
    r"(?:校区|分校|校部|分部|教学点|分园|园区)$"
)
_ANY_AREA = re.compile(
    r"^(?:(?!大学|学院|师范|学校|中学).){1,6}?(自治区|自治州|自治县|特别行政区|省|(?<![城都超])市|县|区|旗|州|盟|乡|镇|街道)(?=.{3,})"
)
_SUFFIX = re.compile(
    r"(壮族|回族|维吾尔|土家族|苗族|彝族|藏族|满族|蒙古族)*(自治区|自治州|自治县|省|市|县|区|旗|州|盟|乡|镇|街道)$"
)
_KINDS = (
    ("园", ("幼儿园", "幼稚园", "托幼园")),
    ("九年校", ("九年一贯制学校", "九年制学校")),
    ("职中", ("中等职业技术学校", "中等职业学校", "职业技术学校", "职业中学", "职业高中", "中等专业学校", "技工学校")),
    ("特校", ("特殊教育学校", "聋哑学校", "盲聋哑学校", "培智学校")),
    ("初中", ("初级中学", "初中学校", "初中")),
    ("高中", ("高级中学", "完全中学", "高中")),
    ("小", ("完全小学", "小学校", "小学", "完小")),
    ("中", ("中学校", "中学")),
    ("专科", ("高等专科学校",)),
    ("职院", ("职业技术学院", "职业学院")),
    ("学院", ("学院",)),
    ("大学", ("大学",)),
    ("校", ("学校",)),
)
_SHORT_KINDS = {"小": "小", "中": "中", "园": "园", "幼": "园", "校": "校"}
_ENGLISH = (
    (r"\bc\.? ?(of|/)? ?e\.?\b|\bchurch of england\b", "ce"), (r"\br\.? ?c\.?\b|\b(roman )?catholic\b", "rc"),
    (r"\bsaints?\b|\bsts?\b", "st"), (r"\bsch\b", "school"), (r"\bjnr\b", "junior"), (r"\binf\b", "infant"),
    (r"\binfants\b", "infant"), (r"\bjuniors\b", "junior"), (r"'s?\b", "s"),
)  # fmt: skip
_FILLERS = frozenset(
    [
        "the",
        "of",
        "and",
        "a",
        "at",
        "school",
        "schools",
        "academy",
        "community",
        "county",
        "voluntary",
        "aided",
        "controlled",
        "va",
        "vc",
        "c",
        "ca",
        "foundation",
        "trust",
        "with",
        "college",
        "pre",
        "state",
        "funded",
    ]
)
_ENGLISH_KINDS = (
    "nursery",
    "infant",
    "junior",
    "first",
    "middle",
    "primary",
    "secondary",
    "high",
    "sixth",
    "special",
    "all",
)


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name taken apart. `core` is what is left to compare; numbers, kind and campus must agree by themselves."""

    whole: str
    core: str
    numbers: tuple[int, ...] = ()
    kind: str = ""
    campus: str = ""
    areas: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    @property
    def is_latin(self) -> bool:
        """Whether the name is written in Latin letters; such names are compared by words."""
        return bool(self.words)


def plain_name(name: str) -> str:
    """A name in half-width, simple signs, without blanks and marks; brackets stay."""
    text = unicodedata.normalize("NFKC", name).translate(_SIMPLE).lower()
    return re.sub(
        r"[\s·•.,,、。“”\"'‘’《》\-—_/]+",
        "",
        text.replace("〔", "(").replace("〕", ")").replace("[", "(").replace("]", ")"),
    )


def parse_name(name: str, areas: Iterable[str] = ()) -> NameKey:
    """Take a name apart. `areas` are the names of the divisions that the unit stands in."""
    if _is_latin(name):
        return _latin(name)
    whole = plain_name(name)
    rest, campus = _without_campus(whole)
    rest, found = _without_areas(rest, [plain_name(a) for a in areas])
    rest, numbers = _numbers(rest)
    rest, kind = _kind(rest)
    return NameKey(whole, rest, numbers, kind, campus, tuple(found))


def _without_campus(name: str) -> tuple[str, str]:
    """Brackets and a campus at the end are taken off; what they say is kept, for two campuses are not one school."""
    campus = "".join(_BRACKETS.findall(name))
    name = _BRACKETS.sub("", name)
    match = _CAMPUS.search(name)
    if match and len(name) - len(match[0]) >= 3:
        return name[: match.start()], campus + match[0]
    return name, campus


def _without_areas(name: str, areas: Iterable[str]) -> tuple[str, list[str]]:
    """Names of provinces, cities, counties before a name are taken off, known ones first, with or without 省市县区."""
    found: list[str] = []
    known = [a for a in dict.fromkeys(areas) if len(a) >= 2]
    again = True
    while again:
        again = False
        for area in known:
            for word in (area, _SUFFIX.sub("", area)):
                if len(word) >= 2 and name.startswith(word) and _can_stand(name[len(word) :], word != area):
                    found.append(area)
                    name, again = name[len(word) :], True
                    break
    while (match := _ANY_AREA.match(name)) and _can_stand(name[match.end() :]) and len(match[0]) >= 3:
        found.append(match[0])
        name = name[match.end() :]
    return name, found


def _can_stand(rest: str, is_short: bool = False) -> bool:
    """Whether what is left after an area still is a name: 沙河县小学 keeps its county, 沙河镇 is not 沙河(县) and 镇."""
    if len(rest) < 2 or rest[0] in "的立直级":
        return rest[:1] == "立" and len(rest) > 3
    if is_short and rest[0] in "省市县区旗州盟乡镇街":
        return False
    return not any(rest == word for _, words in _KINDS for word in words)


def _numbers(name: str) -> tuple[str, tuple[int, ...]]:
    numbers: list[int] = []

    def taken(match: re.Match[str]) -> str:
        numbers.append(read_numeral(match[1] or match[2]))
        return "#"

    return _NUMERAL.sub(taken, name), tuple(numbers)


def read_numeral(text: str) -> int:
    """十三 -> 13, 二十 -> 20, 一七一 -> 171, 12 -> 12."""
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[s]) for s in text))
    hundreds, _, rest = text.rpartition("百")
    tens, mark, ones = rest.rpartition("十")
    value = (_DIGITS.get(hundreds[-1:], 1) * 100 if "百" in text else 0) + (
        _DIGITS.get(tens[-1:], 1) * 10 if mark else 0
    )
    return value + (_DIGITS.get(ones[-1:], 0) if ones else 0)


def _kind(name: str) -> tuple[str, str]:
    """The kind at the end of a name and the name without it; 附小 is 附属小学."""
    name = name.replace("附属", "附").removeprefix("立")
    for kind, words in _KINDS:
        for word in words:
            if name.endswith(word) and (len(name) > len(word) or "#" in name):
                return name[: -len(word)], kind
    if name[-1:] in _SHORT_KINDS and len(name) >= 2 and name[-2] in "#附完心验":
        return name[:-1], _SHORT_KINDS[name[-1]]
    return name, ""


def _is_latin(name: str) -> bool:
    letters = [sign for sign in name if sign.isalpha()]
    return bool(letters) and sum(sign.isascii() for sign in letters) * 2 > len(letters)


def _latin(name: str) -> NameKey:
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    for pattern, word in _ENGLISH:
        text = re.sub(pattern, word, text)
    words = re.findall(r"[a-z0-9]+", text)
    kinds = [kind for kind in _ENGLISH_KINDS if kind in words]
    core = frozenset(w for w in words if w not in _FILLERS and w not in _ENGLISH_KINDS)
    numbers = tuple(sorted(int(w) for w in core if w.isdigit()))
    return NameKey(" ".join(words), " ".join(sorted(core)), numbers, "+".join(kinds), "", (), core or frozenset(words))
