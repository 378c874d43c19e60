"""Of which place, stage and ownership a figure speaks.

Floor: engines.claims. In: plain text. Out: `place_in`, `stage_in`, `ownership_in`, each '' or None where nothing tells.
"""

from __future__ import annotations

import re

_PROVINCES = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
]
_PLACE = re.compile(
    rf"(?:(?:{'|'.join(_PROVINCES)})(?:省|市|(?:维吾尔|壮族|回族)?自治区)?(?:[\u4e00-\u9fff]{{1,5}}?(?:自治州|市|地区|盟))?(?:[\u4e00-\u9fff]{{1,3}}?(?:自治县|示范区|新区|区|县|旗))?)"
    r"|(?<![\u4e00-\u9fff])(?:(?![年月日全本我各该市县区城农郊地两贫困山学校园新社级每位建个])[\u4e00-\u9fff]){2,3}(?:自治州|自治县|市|县|区)(?=政府|人民|教育|(?:19|20)\d|现有|共|有|义务|自评|公办|在校)"
)
_WIDE = re.compile("全国(?!统一|人大|政协|一等|二等|先进|优秀|率先)")
STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("preschool", re.compile("幼儿园|学前|幼儿|入园|在园|普惠园|公办园|民办园|园长")),
    ("primary", re.compile("小学|完小|村小")),
    ("junior", re.compile("初中|初级中学")),
    ("senior", re.compile("高中(?!以上)|完全中学|高完中")),
    ("vocational", re.compile("中职|中等职业|职业高中|技工")),
    ("compulsory", re.compile("义务教育|中小学")),
    ("higher", re.compile("高校|高等|大学|本科|高职|研究生|普通高等")),
    ("special", re.compile("特殊教育|特教|残疾")),
)
_PUBLIC = re.compile("公办")
_PRIVATE = re.compile("民办|私立|非公办")


def place_in(text: str) -> str | None:
    """The last place named; 全国 where that is named later."""
    found, at = None, -1
    for m in _PLACE.finditer(text):
        found, at = m[0], m.start()
    for m in _WIDE.finditer(text):
        if m.start() > at:
            found = "全国"
    return found


def stage_in(text: str) -> str:
    """The stage named last in a stretch, '' for none or all."""
    best, at = "", -1
    for name, pattern in STAGES:
        for m in pattern.finditer(text):
            if m.start() > at or (m.start() == at and name != "compulsory"):
                best, at = name, m.start()
    return best


def ownership_in(text: str) -> str:
    """public or private, '' where nothing tells."""
    if _PRIVATE.search(text):
        return "private"
    return "public" if _PUBLIC.search(text) else ""
