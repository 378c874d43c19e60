"""Names, slogans and versions: numbers that belong to a word.

Floor: methods. In: plain text and a place. Out: the end and kind of what begins there, or None.
"""

from __future__ import annotations

import re

from jiaodu.methods.quantities.lexicon.characters import CHINESE
from jiaodu.methods.quantities.lexicon.names import ENDINGS, read_name
from jiaodu.methods.quantities.model import Kind

Found = tuple[int, Kind]

_NUMERALS = tuple(CHINESE)
_MEASURED = re.compile(rf"[{CHINESE}倍成半番点]|个百分|分之")
# 上万名, 近百里: a count, although 万名 begins names.
_MEASURING = ("上", "近", "逾", "超", "约", "达")
_PLAN = re.compile(
    r"(?:十[一二三四五六七]?|[一二三四五六七八九])五(?=[”’》\]]|规划|计划|时期|期间|末|以来|初期|中期|收官|开局|教育|发展|普法)"
)
_ONES = re.compile(r"[两三四五六七八九十]个一(?![级类批])")
_CONGRESS = re.compile(rf"[{CHINESE}]{{1,3}}+届[{CHINESE}]{{0,3}}+(?:中全会|次全会|全国人大|全国政协|人大|政协)?")
_QUOTED = re.compile(r"[^“”‘’《》,。;\n]{1,14}+[”’》]")
_QUOTED_COUNT = re.compile(r"[0-9]{2,}|[0-9]+(?:\.[0-9]+|%|万|亿|元|人|所)|个百分点")
_PLACE = re.compile(
    rf"[{CHINESE}]{{1,2}}+(?![所个名座间家处项门支余多类级批位万亿])(?![\u4e00-\u9fff]?[一二三四五六七八九十])[\u4e00-\u9fff]{{1,2}}(?:镇|乡(?!镇|村)|村(?!小|级)|街道)"
)
_YEARS_SYSTEM = re.compile(rf"(?:[{CHINESE}]{{1,2}}+|[0-9]{{1,2}})年(?:义务|一贯|制|级)")
_NUMBERED_SCHOOL = re.compile(r"[0-9]{1,3}(?:中学|中(?=[、,。与和及)]|$)|国道|省道|路公交|医院|高地)")
_ALNUM = re.compile(r"[0-9A-Za-z]++(?:[.\-+_/][0-9A-Za-z]++)*+\+?")
_GENERATION = re.compile(r"[2-6]G(?![BbA-Za-z])|[23]D(?![A-Za-z])|[0-9]A级?(?![A-Za-z])")
_VERSION = re.compile(
    r"[vV]?[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}(?=版)|[0-9]\.0(?![0-9%万亿元个])(?=实施|版|时代|工程|行动|计划|建设|标准|模式|平台|[”》])|[0-9]\.[0-9]版"
)
_EDITION = re.compile(r"[1-9]\.0(?![0-9%万亿元个])")
_EDITION_BEFORE = re.compile(r"(?:信息化|教育|校园|工程|计划|行动|版本|系统|平台|课堂|智慧|工业)$")
_URL = re.compile(r"[0-9A-Za-z\-]{0,40}+\.(?:com|cn|gov|edu|org|net|html?|pdf|docx?|xlsx?)")
_PLUS = re.compile(r"[0-9]{1,2}(?:[+＋][0-9XNxn]{1,2}){1,3}(?![0-9.%])")


def read_names(plain: str, at: int) -> Found | None:
    """A name, slogan, code word or version that begins here."""
    first = plain[at]
    if first.isascii():
        return _arabic(plain, at)
    if first not in CHINESE:
        return None
    if plain[at - 1 : at + 1] in ENDINGS and at and not _MEASURED.match(plain, at + 1):
        return at + 1, "name"
    found = _PLAN.match(plain, at) or _YEARS_SYSTEM.match(plain, at)
    if found is not None:
        end = found.end()
        return (end if found.re is _PLAN else plain.index("年", at) + 1), "name"
    name = read_name(plain, at)
    if name is not None and name[0] in "百千万" and plain[at - 1 : at] in _MEASURING and name[1:] in ("名", "里"):
        name = None
    if name is not None and not (name[-1] in CHINESE and plain.startswith(_NUMERALS, at + len(name))):
        return at + len(name), "name"
    if at and plain[at - 1] in "“‘《":
        quoted = _QUOTED.match(plain, at)
        if quoted is not None and not _QUOTED_COUNT.search(quoted.group()):
            return quoted.end() - 1, "name"
    found = _ONES.match(plain, at)
    if found is not None:
        return found.end(), "name"
    found = _CONGRESS.match(plain, at)
    if found is not None:
        return found.end(), "ordinal"
    found = _PLACE.match(plain, at)
    return (found.end(), "name") if found else None


def _arabic(plain: str, at: int) -> Found | None:
    before = plain[at - 1 : at] if at else ""
    if (before.isascii() and before.isalpha()) or (
        before in ("-", "_", ".", "/", "@") and plain[at - 2 : at - 1].isascii() and plain[at - 2 : at - 1].isalpha()
    ):
        found = _ALNUM.match(plain, at)
        return (found.end(), "name") if found else None
    if _EDITION.match(plain, at) and _EDITION_BEFORE.search(plain, max(0, at - 4), at):
        return at + 3, "version"
    for pattern, kind in _ARABIC:
        found = pattern.match(plain, at)
        if found is not None:
            end = plain.index("年", at) + 1 if pattern is _YEARS_SYSTEM else found.end()
            return end, kind
    name = read_name(plain, at)
    if name is None or plain[at + len(name) : at + len(name) + 1].isdigit():
        return None
    return (at + len(name), "name") if not name.isdigit() or _stands_alone(plain, at, len(name)) else None


_ARABIC: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_VERSION, "version"),
    (_GENERATION, "name"),
    (_PLUS, "name"),
    (_NUMBERED_SCHOOL, "name"),
    (_YEARS_SYSTEM, "name"),
    (_URL, "docno"),
)


def _stands_alone(plain: str, at: int, size: int) -> bool:
    """Whether 985, 211, 12345 stand as names: in quotes, next to each other, or before 高校, 热线."""
    after = plain[at + size : at + size + 2]
    before = plain[at - 1 : at]
    return (before in ("“", "、", "/") and after[:1] in ("”", "、", "/")) or after in (
        "高校",
        "大学",
        "院校",
        "热线",
        "工程",
        "计划",
        "平台",
        "服务",
        "政务",
    )
