"""Lists that go in step: levels, their changes and their earlier levels; parts and the shares that each of them has; 四项指标均.

Floor: engines.claims. In: a `Document`. Out: `Check`s K02 (change), K03 (share), K08 (length).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiaodu.core.base.text import Text
from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.period import small_number
from jiaodu.engines.claims.checks.gaps import list_before
from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.document import COUNTS_OUT, Document
from jiaodu.engines.claims.model import Check, Verdict

_EARLIER = re.compile(r"(?:上一?年|去年|前一年|上年同期)[^;。]{0,20}$")
_STEP = re.compile(r"分别|依次|各")
_SHARES = re.compile(r"(?:分别|依次|各)占(?:比|总数|全部|总量)*(?:的?(?:比例|比重))?(?:为|是)?$")
_COUNT = re.compile(
    r"^,?(?:以上|上述|这)?(?P<n>[两二三四五六七八九十]|\d)(?P<unit>项|个|所|市|县|区|校|园|类)[\u4e00-\u9fff]{0,4}?(?:均|都|全部)"
)


def check_steps(document: Document) -> Iterator[Check]:
    """小学、初中分别为A、B,分别比上年提高c、d,上年分别为E、F and its like."""
    last = len(document.claims) - 1
    for i in range(1, len(document.claims)):
        if i < last and _goes_on(document, i):
            continue  # only where a list ends
        run = list_before(document, i)
        if not 2 <= len(run) <= 12:
            continue
        if _SHARES.search(document.lead(run[0])):
            yield from _shares(document, run)
        elif _EARLIER.search(document.mention(run[0]).gap) and _STEP.search(document.lead(run[0])):
            yield from _earlier(document, run)
        yield from _length(document, run)


def _goes_on(document: Document, i: int) -> bool:
    return len(list_before(document, i + 1)) > 1


def _before(document: Document, first: int, size: int, units: Sequence[str]) -> list[int]:
    """The figures right before a list, as many as it has, of one of the units and of its sentence."""
    found = list(range(first - size, first))
    if found[0] < 0 or any(document.claims[j].sentence != document.claims[first].sentence for j in found):
        return []
    unit = document.claims[found[0]].quantity.unit
    return found if unit in units and all(document.claims[j].quantity.unit == unit for j in found) else []


def _shares(document: Document, run: list[int]) -> Iterator[Check]:
    """国家助学金A、免学费B,分别占a、b: each of the whole that the parts are said of."""
    found = list(range(run[0] - len(run), run[0]))
    if found[0] < 0 or not all(document.is_level(j) for j in found):
        return
    parts = _before(document, run[0], len(run), [document.claims[found[0]].quantity.unit])
    said = document.claims[parts[0]].relation if parts else None
    whole = said.of if said is not None and said.kind == "part_of" else None
    if whole is None or document.claims[whole].quantity.unit != document.claims[parts[0]].quantity.unit:
        return
    for share, part in zip(run, parts, strict=True):
        a, w = document.claims[part], document.claims[whole]
        left = f"{a.quantity.text} ÷ {w.quantity.text}"
        yield judge(document, "K03", (share, part, whole), left, intervals.share(a.interval, w.interval))


def _earlier(document: Document, run: list[int]) -> Iterator[Check]:
    """The earlier levels, the changes before them and the levels before those."""
    unit, size = document.claims[run[0]].quantity.unit, len(run)
    if unit in COUNTS_OUT and unit != "%":
        return
    changes = _before(document, run[0], size, [unit if unit != "%" else "百分点", ""])
    levels = _before(document, changes[0], size, [unit]) if changes else []
    if not levels or document.claims[levels[0]].sentence != document.claims[run[0]].sentence:
        return
    if any((said := document.claims[j].relation) is None or said.kind != "change" for j in changes):
        return
    for level, change, base in zip(levels, changes, run, strict=True):
        a, b = document.claims[level], document.claims[base]
        stated = document.claims[change].interval
        way = document.claims[changes[0]].relation
        if way is not None and way.direction == "down":
            stated = -stated
        left = f"{a.quantity.text} − {b.quantity.text}"
        yield judge(document, "K02", (change, level, base), left, a.interval - b.interval, stated)


def _streak(document: Document, run: list[int]) -> Iterator[Check]:
    """依次为58.2%、61.7%、65.3%、69.0%和72.4%,连续五年 …: so many years as figures, or steps between them."""
    mention = document.mention(run[-1])
    told = re.match(
        ",?(?:已|实现)?连续(?P<n>[两二三四五六七八九十]|[0-9])年",
        document.reading.plain[mention.end : mention.end + 12],
    )
    number = small_number(told["n"]) if told else None
    if told is None or number is None or not re.search("依次|分别", document.lead(run[0])) or len(run) < 3:
        return
    verdict = Verdict.CONSISTENT if number in (len(run), len(run) - 1) else Verdict.CONTRADICTS
    span = document.reading.original(mention.end, mention.end + told.end())
    text = told[0].lstrip(",")
    yield Check(
        "K07", verdict, (), Text(f"列出 {len(run)} 年，写的是{text}", f"{len(run)} years are listed, {text} is written"), span,
        data={"printed": text},
    )  # fmt: skip


def _length(document: Document, run: list[int]) -> Iterator[Check]:
    """依次为100%、97.6%、92.3%,四项指标均 …: so many as were listed."""
    mention = document.mention(run[-1])
    yield from _streak(document, run)
    told = _COUNT.match(document.reading.plain[mention.end : mention.end + 20])
    number = small_number(told["n"]) if told else None
    if told is None or number is None or not _STEP.search(document.lead(run[0])):
        return
    verdict = Verdict.CONSISTENT if number == len(run) else Verdict.CONTRADICTS
    start = mention.end + told.start("n")
    span = document.reading.original(start, mention.end + told.end("unit"))
    text = told["n"] + told["unit"]
    yield Check(
        "K08", verdict, (), Text(f"列出 {len(run)} 个，写的是 {text}", f"{len(run)} are listed, {text} is written"), span,
        data={"printed": text},
    )  # fmt: skip
