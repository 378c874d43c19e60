"""Hedges: the word, what it says, and the characters beside it that make it another word (附近 is no 近).

Floor: methods. In: nothing. Out: `BEFORE`, `AFTER` a number; `BETWEEN`, what may stand between hedge and number.
"""

from __future__ import annotations

from jiaodu.methods.quantities.model import Approximation

_BEFORE: dict[Approximation, str] = {
    "under": "近:附最就相临邻远亲新贴靠 接近 将近 不足 不到 未满 不满 逼近 未达到 未达 少于:不 低于:不得 小于:不 尚不足 仅近",
    "over": "超过:不未 超:不未赶反 突破 逾:不 高于:不得 大于:不 多于:不 过:超通经不透度渡越见来去得走看做开见吃用难 上:以及达是在加升早晚会网线车路马向身楼海江台月周年之手 大于",
    "about": "约:大公契节集预制 大约 约为 约有 约占 约合 大概 大致 左右 估计 约计 预计约 平均约 约达 约近",
    "at_least": "不少于 不低于 不小于 至少 最少 不得少于 不得低于 不应低于 不应少于 起码 至少有 至少要 至少达 不下 不下于 达到或超过 不能少于 不能低于 "
    "高于或等于 大于等于 大于或等于 ≥ 不少於",
    "at_most": "不超过 不高于 不大于 不多于 不得超过 不得高于 不应超过 最多 至多 未超过 不能超过 控制在 小于等于 小于或等于 ≤ 不超 不逾",
}
_AFTER: dict[Approximation, str] = {
    "at_least": "以上 及以上 或以上 及其以上 (含)以上 (含)及以上",
    "at_most": "以下:简统几问称方内措各条 及以下 或以下 以内 之内 及以内 (含)以下",
    "about": "左右:手翼逢 上下:学午班级楼游 许:可多诺",
    "over": "余:额热下项款数部地留粮党生缺 多:0123456789一二三四五六七八九十元种样媒边方功数少年名个 有余 出头 还多 开外",
}


def _table(words: dict[Approximation, str]) -> dict[str, tuple[Approximation, str]]:
    table: dict[str, tuple[Approximation, str]] = {}
    for approx, entries in words.items():
        for entry in entries.split():
            word, _, never = entry.partition(":")
            table[word] = (approx, never)
    return table


BEFORE = _table(_BEFORE)
AFTER = _table(_AFTER)
BETWEEN = frozenset("了到达为有")
