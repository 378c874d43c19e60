"""Lists and the number that says how long they are: A、B、C三个方面, A、B等5个县.

Floor: engines.claims. In: a `Document`. Out: `Check`s K08. The number need not be a claim: 三个方面 names no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.binding.period import small_number
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_PARTS = re.compile("[、和与及]|以及|(?<=”)(?=“)")
_CLAUSE = re.compile(r"[^,;:。()!?\n]+")
_COUNT = re.compile(
    r"(?P<telling>等|这|共|合计|总计)?(?P<n>[一二三四五六七八九十两]{1,3}|(?<!\d)\d{1,2})(?P<unit>个|项|大类|大|类|种|门|所|家|条)"
    r"(?P<noun>方面|领域|环节|项目|指标|类别|层次|学段|学科|专业|部门|单位|行动|工程|计划|重点|任务|维度|阶段|模块|平台|省份|区县|街道|乡镇|学校|幼儿园|高校|中学|小学|院校|企业|机构|[省市区县镇乡])?"
)
_LONGEST, _MOST, _CLAUSE_MOST = 10, 20, 300


def check_lists(document: Document) -> Iterator[Check]:
    """A、B、C等N个: no more than N are named; A、B、C三个方面: just N."""
    plain = document.reading.plain
    for sentence in document.reading.sentences:
        for clause in _CLAUSE.finditer(plain, sentence.start, sentence.end):
            if ("、" in clause[0] or "”“" in clause[0]) and len(clause[0]) <= _CLAUSE_MOST:
                yield from _clause(document, clause[0], clause.start())


def _clause(document: Document, clause: str, at: int) -> Iterator[Check]:
    for m in _COUNT.finditer(clause):
        listed = clause[: m.start()]
        count = small_number(m["n"])
        if count is None or not 2 <= count <= _MOST or not re.search("、|”“", listed) or re.search(r"\d", listed):
            continue
        names = [n for n in _PARTS.split(listed) if n]
        if len(names) < 2 or any(len(n) > _LONGEST for n in names[1:]) or not _is_told(m, names):
            continue
        open_ended = m["telling"] == "等"
        wrong = len(names) > count or (not open_ended and len(names) != count)
        names[0] = names[0][-_LONGEST:]
        shown, text = "、".join(names), m[0].lstrip("等这共合总计")
        span = document.reading.original(at + m.start(), at + m.end())
        zh = f"列出 {len(names)} 个（{shown}），写的是 {text}"
        en = f"{len(names)} are listed ({shown}), {text} is written"
        verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
        yield Check("K08", verdict, (), Text(zh, en), span, data={"printed": text})
        return


def _is_told(m: re.Match[str], names: list[str]) -> bool:
    """Whether the number counts the list: 等 or 这 before it, or a noun for the kind of short items of like length."""
    if m["telling"]:
        return True
    if names[-1].endswith("”") and all(n.startswith("“") for n in names[1:]):
        return True
    if not m["noun"]:
        return False
    if re.search("[建设办增创选派投拟]", names[-1]):
        return False  # 在东城、西城新建三所学校: what is counted is not the list
    lengths = [len(n) for n in names[1:]]
    return max(lengths) - min(lengths) <= 2 and len(names[0]) <= max(lengths) + 4
