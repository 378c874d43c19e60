"""Whether a number with a unit claims something, or is a period, a name, a plain article.

Floor: methods. In: plain text and an `Amount`. Out: the kind of what is no claim, `None` for a claim, `SKIP` for no number at all.
"""

from __future__ import annotations

import re
from typing import Literal

from jiaodu.methods.quantities.amounts import Amount
from jiaodu.methods.quantities.dates import is_bare_year
from jiaodu.methods.quantities.english import is_age, is_base, is_day, is_label, is_ordinal
from jiaodu.methods.quantities.lexicon.counted import ABSTRACT, CONCRETE
from jiaodu.methods.quantities.lexicon.words import words
from jiaodu.methods.quantities.model import Kind

SKIP: Literal["skip"] = "skip"
Judged = Kind | Literal["skip"] | None

_VAGUE_BEFORE = frozenset("几数好若每逐廿卅")
_BARE_BIG = re.compile(r"[百千万亿]{1,4}")
_STREAK = re.compile(r"(?:连续|连|持续|已经?)[^,。;、0-9]{0,2}$")
_YEARS_LEVEL = re.compile(
    r"(?:受教育|教育|年限|年数|寿命|教龄|工龄|平均)[^,。;、0-9]{0,8}$|(?:缩短|延长|增加|减少|提高)(?:了|到|至|为)?$|(?:不少于|不低于|至少|不超过|不得少于|满)$"
)
_PERIOD_AFTER = re.compile(
    r"内|后|前|以来|间|来|里|之[内后前]|期间|期(?!望)|行动|计划|规划|周期|初|末|底|一?轮|制|累计|共|中(?![小学])|的?时间|左右"
)
_STRETCH_BEFORE = re.compile(
    r"(?:近|过去|未来|今后|前|后|每|这|用|历时|为期|经过|最近|再用|力争|头|往|学前|学制|任期|有效期|服务期|滚动)[^,。;、0-9]{0,1}$"
)
# A whole 一 counts where a thing is made or counted, not where it is an article.
_MADE = re.compile(
    r"(?:新建|新增|建成|扩建|改建|只有|仅有|共有|各有|至少|不少于|撤并|撤销|减少|增加|新设|增设|迁建|配备|各|配|有且仅有|不超过|仅|少于)$"
)
_SMALL_ONLY_WITH = words(
    "所 名 人 位 间 座 具 台 辆 亩 元 册 个 门 套 幢 栋 家 户 场 支 批 张 篇 部 例 起 件 份 期 届 轮 次 项 省 市 县 区 乡镇 街道"
)
_KIND_WORDS = words(
    "类 条 级 种 层 片 点 面 块 对 本 分 队 部 科 步 环 角 里 格 端 方 组 期 届 轮 头 口 只 单 双 笔 章 节 页 场 度 团 宗 版 处 站 份 班 校 首 根 扇 顶 把 盘"
)
# 2个100%, 3个“零”: slogans.
_SLOGAN_AFTER = re.compile(r"[0-9]{1,3}%|[“‘]|百分之百|百分百")
# Before a small count: what is listed is counted (辖三乡二镇).
_LISTED_BEFORE = re.compile(
    r"(?:辖|跨|现有|设有|拥有|涉及|分布在|来自)(?:[一二三四五六七八九十]{1,3}[省市县区乡镇村])?$"
)
# 24小时热线: at any hour.
_AROUND_THE_CLOCK = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:热线|值班|值守|监控|服务|电话|开放|在线|不间断|响应|巡逻|巡查|自助|求助)"
)
_TO_STOP = re.compile(r"[\u4e00-\u9fff]{1,12}+")


def judge(plain: str, amount: Amount) -> Judged:
    """What a number is."""
    numeral, unit = amount.numeral, amount.unit
    text = plain[numeral.start : numeral.end]
    before = plain[numeral.start - 1 : numeral.start] if numeral.start else ""
    if numeral.part:
        return None
    if numeral.chinese:
        if before in _VAGUE_BEFORE or (_BARE_BIG.fullmatch(text) and not _led(before, unit is not None)):
            return SKIP
        if unit is None:
            large = (numeral.scale > 1 or text[-1] in "万亿") and numeral.value >= 10**4
            return None if large or not numeral.whole else SKIP
    elif unit is None or amount.english:
        kind = _arabic(plain, amount)
        if kind is not None:
            return kind
    if unit is not None and text == "一" and unit.sort in ("count", "measure", "money"):
        return _single(plain, amount)
    if unit is None or unit.sort in ("share", "ratio", "multiple", "money", "measure"):
        return None
    if unit.sort == "year":
        return _year(plain, amount)
    if unit.sort == "time":
        if unit.normal == "小时" and numeral.value == 24 and _AROUND_THE_CLOCK.match(plain, amount.end):
            return "name"
        return _time(plain, amount, text)
    if unit.sort == "kind":
        return "name"
    if unit.sort == "count" and numeral.chinese:
        return _counted(plain, amount, text)
    if unit.written == "个" and _SLOGAN_AFTER.match(plain, amount.end):
        return "name"
    if unit.sort == "count" and unit.written == "点" and numeral.whole and numeral.value <= 24:
        return "time"
    if unit.sort == "count" and unit.written == "级" and numeral.value < 20:
        return "name"
    return None


def _led(before: str, with_unit: bool) -> bool:
    """Whether 百, 千 and 万 without a digit are a number: 上千名, 近百所."""
    return before in ("上", "近", "逾", "超", "过", "约", "达", "成", "满", "足", "有") and with_unit


def _arabic(plain: str, amount: Amount) -> Judged:
    """Digits without a Chinese unit: years, code words, labels."""
    numeral = amount.numeral
    if (
        numeral.whole
        and is_bare_year(plain, numeral.start, numeral.end)
        and (amount.unit is None or amount.written == "")
    ):
        before = plain[max(0, numeral.start - 10) : numeral.start].lower()
        if amount.unit is None or re.search(r"\b(?:in|of|since|by|from|to|until|between|and|for|the) $", before):
            return "date"
    if is_label(plain, numeral.start):
        return "heading"
    if is_base(plain, numeral.start):
        return "base"
    if is_age(plain, numeral.start, numeral.end):
        return "age"
    if is_ordinal(plain, numeral.end):
        return "ordinal"
    if amount.unit is None and is_day(plain, numeral.end):
        return "date"
    after = plain[numeral.end : numeral.end + 1]
    if amount.unit is None and not amount.english and after.isascii() and after.isalpha():
        return "name"
    return None


def _year(plain: str, amount: Amount) -> Judged:
    """Years: a claim as a level (受教育9.8年) or a streak (连续6年), else a stretch of time."""
    numeral, unit = amount.numeral, amount.unit
    assert unit is not None
    if unit.written == "周年":
        return "anniversary"
    lead = plain[max(0, numeral.start - 12) : numeral.start]
    if not numeral.whole:
        return None
    if _STREAK.search(lead) and not _PERIOD_AFTER.match(plain, amount.end, amount.end + 1):
        return None
    if _PERIOD_AFTER.match(plain, amount.end) or _STRETCH_BEFORE.search(lead):
        return "period"
    if _YEARS_LEVEL.search(lead) and not (numeral.chinese and numeral.size == 1):
        return None
    return "period"


def _time(plain: str, amount: Amount, text: str) -> Judged:
    numeral = amount.numeral
    lead = plain[max(0, numeral.start - 12) : numeral.start]
    if _PERIOD_AFTER.match(plain, amount.end) or _STRETCH_BEFORE.search(lead.replace("每", "")):
        return "period"
    if numeral.chinese and numeral.whole and numeral.more is None and numeral.size == 1:
        return None if re.search(r"(?:不少于|至少|不低于|不超过|达到?)$", lead) else "period"
    if amount.unit is not None and amount.unit.written == "日":
        return "date"
    return None


def _counted(plain: str, amount: Amount, text: str) -> Judged:
    """A count in Chinese characters: 三个创业园 claims, 一个 and 三级 and 两个维护 do not."""
    unit = amount.unit
    assert unit is not None
    if amount.hedge is not None:
        return None
    if len(text) > 1:
        return (
            "name" if unit.written in ("级", "类") or (unit.written == "个" and _abstract(plain, amount.end)) else None
        )
    if _LISTED_BEFORE.search(plain, max(0, amount.start - 8), amount.start):
        return None
    if unit.written in _KIND_WORDS or unit.written not in _SMALL_ONLY_WITH:
        return "name"
    if unit.written == "个":
        return "name" if _abstract(plain, amount.end) or not _concrete(plain, amount.end) else None
    if unit.written in (
        "项",
        "次",
        "批",
        "期",
        "届",
        "轮",
        "位",
        "省",
        "市",
        "县",
        "区",
        "场",
        "支",
        "门",
        "家",
        "部",
        "起",
        "件",
    ):
        return None if _concrete(plain, amount.end) else "name"
    return None


def _single(plain: str, amount: Amount) -> Judged:
    """一: an article, save where things are made or counted (新建一所)."""
    made = _MADE.search(plain, max(0, amount.start - 6), amount.start)
    counted = amount.unit is not None and amount.unit.written in _SMALL_ONLY_WITH and not _abstract(plain, amount.end)
    return None if made and counted else "article"


def _abstract(plain: str, at: int) -> bool:
    """Whether what is counted is a side, a principle, a slogan."""
    return any(plain[at : at + size] in ABSTRACT for size in (4, 3, 2))


def _concrete(plain: str, at: int) -> bool:
    """Whether things are counted: a known noun among the next characters, or the clause ends."""
    following = _TO_STOP.match(plain, at)
    if following is None:
        return plain[at : at + 1] in ("", ",", "。", ";", "、", ")", ":", "\n", "\t")
    return any(noun in following.group() for noun in CONCRETE)
