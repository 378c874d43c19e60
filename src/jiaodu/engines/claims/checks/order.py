"""Counts that stand together and cannot be in the wrong order: 56 所高校 462 个专业, 五类 15 家, 321 所样本校 9600 名学生.

Floor: engines.claims. In: a `Document`. Out: `Check`s K11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.binding.period import small_number
from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import RATES, Document
from jiaodu.engines.claims.model import Check, Verdict

_HOLDERS = frozenset(
    ["所", "家", "个", "类", "市", "县", "区", "省", "校", "园", "大类", "种", "州", "盟", "旗", "镇", "乡", "批", "组"]
)
_HELD = frozenset(
    [
        "所",
        "家",
        "个",
        "人",
        "项",
        "门",
        "节",
        "间",
        "台",
        "册",
        "班",
        "支",
        "门次",
        "场",
        "次",
        "名",
        "位",
        "件",
        "套",
        "处",
        "县",
        "区",
        "村",
        "种",
        "条",
        "份",
        "篇",
        "部",
    ]
)
_BETWEEN = re.compile(r"^(?:的)?[\u4e00-\u9fff“”]{0,9}$")
_NOT = re.compile(
    "^(?:中|之中|里)|已|完成|达标|整改|办结|通过|尚|仅|只|其中|与|和|对|向|给|比|等|支持|帮扶|结对|支援|以|及|从|到|至|为|由|每|被|占|共享|获|建成|新建|改扩|另|超|增|减|少|多(?!媒体)|有|是"
)


def check_order(document: Document) -> Iterator[Check]:
    """N holders with M of what each of them has at least one of: M is not below N."""
    for i in range(len(document.claims)):
        yield from _kinds(document, i)
    for i in range(1, len(document.claims)):
        holder, held = document.claims[i - 1], document.claims[i]
        if holder.sentence != held.sentence or holder.quantity.unit in RATES or held.quantity.unit in RATES:
            continue
        if holder.quantity.unit not in _HOLDERS or held.quantity.unit not in _HELD:
            continue
        between = document.between(i - 1, i)
        if (
            not _BETWEEN.match(between)
            or _NOT.search(between)
            or document.mention(i).depth != document.mention(i - 1).depth
        ):
            continue
        if re.search("(?<![初高])中$", between):
            continue  # 12个县中10个达标: some of them
        if not between and holder.quantity.unit not in ("类", "大类", "种", "批", "组"):
            continue
        yield _ordered(document, i - 1, i)


def _ordered(document: Document, holder: int, held: int) -> Check:
    a, b = document.claims[holder], document.claims[held]
    wrong = b.interval.is_below(a.interval)
    sign = "<" if wrong else "≥"
    texts = (b.quantity.text, a.quantity.text)
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
    return found(
        document, "K11", verdict, (held, holder),
        f"{texts[0]} {sign} {texts[1]}" + ("，平均每个不到一个" if wrong else ""),
        f"{texts[0]} {sign} {texts[1]}" + (": fewer than one each" if wrong else ""),
    )  # fmt: skip


_KINDS = re.compile(r"(?P<n>[一二三四五六七八九十两\d]{1,3})(?:大类|类别|类|种类型|种)$")


def _kinds(document: Document, i: int) -> Iterator[Check]:
    """五类15家: so many kinds need as many things."""
    told = _KINDS.search(document.lead(i))
    number = small_number(told["n"]) if told else None
    claim = document.claims[i]
    if told is None or number is None or claim.quantity.unit not in _HELD:
        return
    wrong = claim.interval.high is not None and claim.interval.high < number
    sign = "<" if wrong else "≥"
    text = f"{claim.quantity.text} {sign} {told[0]}"
    yield found(document, "K11", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (i,), text, text)
