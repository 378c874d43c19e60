"""What is claimed without a figure: promises among achievements, universal claims, changes that no number goes with.

Floor: engines.claims. In: a `Document`. Out: `Check`s K20, K21, K22 at the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_PROMISE = re.compile(
    r"研究制[订定]|研究出台|筹备(?:建立|成立|组建|召开)?|探索(?!出|形成|了)|谋划|酝酿|(?:正在|抓紧|着手)(?:起草|制[订定]|编制|研究)|筹建|(?<![模虚草比])拟(?:建|定|于|出台|提请|报请|订|新建|开展|实施)|形成初稿|力争|计划(?:于|在|用)|即将"
)
_ACHIEVED = re.compile("成效|成绩|做法|成果|主要工作|工作情况|工作开展|取得|落实情况|履职情况|经验|亮点")
_AHEAD = re.compile("问题|不足|困难|下一步|改进|打算|计划|努力方向|整改|工作安排|展望|建议")
_UNIVERSAL = re.compile(
    r"全覆盖|全面覆盖|均不存在|不存在[^,。;]{0,8}(?:问题|现象|情况)|(?:均|都)已(?:全部)?[^,。;\d]{1,8}|全部(?:达标|达到|完成|纳入|落实|实现|建成|消除|通过|合格|配备|接入|清零|整改)|无一[^,。;]{1,6}|零(?:辍学|事故|上访|投诉|增长|失学|遗漏)|(?:每一|所有)[名位所个类]?[^,。;\d]{1,10}(?:均|都)|一个不少|一个都不能少|应[^,。;]{1,2}尽[^,。;]{1,2}|彻底(?:消除|清零|解决|杜绝|根除)|不存在任何[^,。;]{1,10}"
    r"|(?<![\u4e00-\u9fff]{2}有)无(?!线|偿|法|论|障碍|人|锡)[^,。;\d]{1,8}(?:情况|现象|行为|问题|发生)"
)
_CHANGE = re.compile(
    r"(?:同比|[比较](?:上年|去年|上一年|前一年)(?:同期)?|逐年|持续|稳步|大幅度?|显著|明显|不断|快速|连年)(?:有所|实现)?(?:增长|提高|提升|增加|下降|减少|上升|改善|降低|扩大|缩小|走高|走低|攀升|回落|上涨|下滑|缩减|压减)|只增不减|不低于当地公务员|双增长"
)
_COUNTABLE = re.compile(
    "经费|支出|投入|拨款|工资|收入|率|人数|数量|规模|占比|比例|比重|学位|生均|人均|面积|满意度|[^质力尽]量|只增不减|双增长"
)
_FAR = 120
_NUMBER = re.compile(r"\d|[一二三四五六七八九]成|分之|翻[一两]?番|一倍")


def check_wording(document: Document) -> Iterator[Check]:
    """Go through the sentences, knowing which part of the report each stands in."""
    achieved: bool | None = None
    for (begin, end, kind), sentences in _paragraphs(document):
        text = document.reading.plain[begin:end]
        if kind in ("heading", "title") or (len(text) < 40 and not text.endswith("。")):
            achieved = True if _ACHIEVED.search(text) else False if _AHEAD.search(text) else achieved
        for start, stop in sentences:
            opening = document.reading.plain[start : min(stop, start + 24)]
            if re.match(r"[一二三四五六七八九十]+、", opening):
                achieved = True if _ACHIEVED.search(opening) else False if _AHEAD.search(opening) else achieved
            if achieved:
                yield from _promises(document, start, stop)
            yield from _universals(document, start, stop)
            yield from _figureless(document, start, stop, achieved)


def _paragraphs(document: Document) -> Iterator[tuple[tuple[int, int, str], list[tuple[int, int]]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for sentence in document.reading.sentences:
        found.setdefault(sentence.paragraph, []).append((sentence.start, sentence.end))
    for i, bounds in enumerate(document.reading.paragraphs):
        yield bounds, found.get(i, [])


def _promises(document: Document, start: int, end: int) -> Iterator[Check]:
    for m in _PROMISE.finditer(document.reading.plain, start, end):
        text = document.reading.plain[m.start() : _clause_end(document, m.end(), end)]
        yield _at(document, "K20", m.start(), m.end(), text)


def _universals(document: Document, start: int, end: int) -> Iterator[Check]:
    listed = -1
    for m in _UNIVERSAL.finditer(document.reading.plain, start, end):
        if m.start() < listed:
            continue  # the clause is listed already
        listed = _clause_end(document, m.end(), end)
        clause = _clause(document, m.start(), m.end(), start, end)
        if not _NUMBER.search(clause):
            yield _at(document, "K21", m.start(), m.end(), clause)


def _figureless(document: Document, start: int, end: int, achieved: bool | None) -> Iterator[Check]:
    if achieved is False:
        return
    for m in _CHANGE.finditer(document.reading.plain, start, end):
        if document.reading.plain[m.end() : m.end() + 1] == "”" and m[0] == "只增不减":
            continue
        clause = _clause(document, m.start(), m.end(), start, end)
        if "情况" in clause[-8:]:
            continue
        follows = document.reading.plain[m.end() : m.end() + 12]
        if (
            _COUNTABLE.search(clause)
            and not _NUMBER.search(clause)
            and not _NUMBER.search(follows.split("。")[0].split(";")[0])
        ):
            yield _at(document, "K22", m.start(), m.end(), clause)


def _clause(document: Document, at: int, to: int, start: int, end: int) -> str:
    plain = document.reading.plain
    start = max(start, at - _FAR)
    first = max(start, *(plain.rfind(c, start, at) + 1 for c in ",;。:"))
    return plain[first : _clause_end(document, to, end)]


def _clause_end(document: Document, at: int, end: int) -> int:
    end = min(end, at + _FAR)
    stops = [p for p in (document.reading.plain.find(c, at, end) for c in ",;。:") if p >= 0]
    return min([*stops, end])


def _at(document: Document, code: str, start: int, end: int, clause: str) -> Check:
    span = document.reading.original(start, end)
    verdict = Verdict.UNSUPPORTED if code != "K20" else Verdict.NEEDS_NOTE
    return Check(code, verdict, (), Text(clause, clause), span, data={"printed": clause[:60]})
