"""What is left of a whole, and lists of years that are said to rise or fall from year to year.

Floor: engines.claims. In: a `Document`. Out: `Check`s K04 (rest), K13 (direction).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_LEFT = re.compile(
    r"(?:^|[,、])(?:[尚还仍](?:余|剩余?|有|欠|缺|差)|剩余|剩下|余下|其余|未完成|[尚还仍]?未(?:整改|完成|达标|通过|解决|到位|开工|落实|发放|配备))(?:的)?(?:为|有)?$"
)
_DONE = re.compile(r"^(?:目前|现|均)?(?:已|完成|实际|其中|通过|达标|办结|整改)|(?:已|完成)[\u4e00-\u9fff]{0,6}$")
_WHOLE = re.compile(r"应|共|总|计划|需|排查|发现|任务|核定|全部|查出|反馈|认领|受理|下达")
_TREND = re.compile(
    r"^,?(?:呈|呈现|实现|均)?(?:逐年|连年|年年)(?:稳步)?(?:(?P<up>增[加长多]|提[高升]|上升|递增|攀升)|(?P<down>减少|下降|降低|递减|回落))"
)
_SEPARATOR = re.compile(r"[、,]|和|与|及")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


def check_rests(document: Document) -> Iterator[Check]:
    """应整改64处,已整改61处,尚余3处; 分别为310人、342人、365人,逐年增加."""
    for i in range(2, len(document.claims)):
        yield from _rest(document, i)
        yield from _trend(document, i)


def _rest(document: Document, i: int) -> Iterator[Check]:
    """A whole, what is done of it and what is left."""
    whole, part, left = (document.claims[j] for j in (i - 2, i - 1, i))
    if not _LEFT.search(document.lead(i)) or not _DONE.search(document.lead(i - 1)):
        return
    same = whole.sentence == part.sentence == left.sentence
    if not same or not whole.quantity.unit == part.quantity.unit == left.quantity.unit:
        return
    if not all(document.is_level(j) for j in (i - 2, i - 1, i)) or part.interval.is_below(
        left.interval - left.interval
    ):
        return
    if not _WHOLE.search(document.lead(i - 2) + document.mention(i - 2).tail) or whole.interval.is_below(part.interval):
        return
    shown = f"{whole.quantity.text} − {part.quantity.text}"
    yield judge(document, "K04", (i, i - 2, i - 1), shown, whole.interval - part.interval)


def _trend(document: Document, last: int) -> Iterator[Check]:
    """A list that ends here and is said to go one way every year."""
    mention, claim = document.mention(last), document.claims[last]
    told = _TREND.search(document.reading.plain[mention.end : mention.end + 16])
    if told is None:
        return
    run = [last]
    while run[0] > 0 and _SEPARATOR.fullmatch(document.between(run[0] - 1, run[0])):
        if document.claims[run[0] - 1].quantity.unit != claim.quantity.unit:
            return
        run.insert(0, run[0] - 1)
    if len(run) < 3:
        return
    sentence = document.reading.sentences[claim.sentence]
    years = [int(y) for y in _YEAR.findall(document.reading.plain[sentence.start : mention.start])]
    if len(years) > 1 and years == sorted(years, reverse=True):
        run.reverse()
    pairs = [(document.claims[a].interval, document.claims[b].interval) for a, b in itertools.pairwise(run)]
    wrong = any(b.is_below(a) if told["up"] else a.is_below(b) for a, b in pairs)
    texts = "、".join(document.claims[j].quantity.text for j in run)
    zh = f"{texts}，写的是逐年{'上升' if told['up'] else '下降'}"
    en = f"{texts}: said to {'rise' if told['up'] else 'fall'} every year"
    yield found(document, "K13", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (last, *run[:-1]), zh, en)
