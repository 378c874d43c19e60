"""Which indicator a figure speaks of: names and synonyms against the words around it, units first.

Floor: engines.claims. In: a framework, a document. Out: `Candidate`s with scores, the best first. A link proposes only: values
decide by exact arithmetic, and where two candidates are alike the engine does not choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiaodu.core.base.text import Text
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.engines.claims.document import Document
from jiaodu.methods.quantities.lexicon.characters import PLAIN

SURE, CLEAR, SHOWN = 0.72, 0.06, 0.5
_GROWS = re.compile("增长|增幅|增速|growth")
_AS_OF = re.compile(r"(\d{1,2})月(\d{1,2})日")
_LEADS, _TAILS = 36, 16
_COUNTERS = frozenset(
    [
        "所",
        "家",
        "个",
        "项",
        "条",
        "支",
        "间",
        "节",
        "门次",
        "门",
        "台",
        "册",
        "次",
        "起",
        "份",
        "户",
        "科",
        "种",
        "类",
        "班",
        "处",
        "件",
        "套",
        "场",
        "学位",
    ]
)
_DROPPED = re.compile(r"[()“”·\s]|的|数$|人数$|家数$|节数$|条数$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator that a figure may speak of. `score` goes from 0 to 1 and decides nothing but the order."""

    indicator: str
    name: Text
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    indicator: str
    text: str
    pairs: frozenset[str]


class Linker:
    """The names of a framework's indicators at one level, ready to be looked up."""

    def __init__(self, framework: Framework, level: str) -> None:
        self.framework = framework
        self.names: list[_Name] = []
        for indicator in framework.indicators.values():
            if level in indicator.spec.levels and "__" not in indicator.id:
                for text in dict.fromkeys((indicator.name.zh, *indicator.spec.synonyms)):
                    bare = _bare(text)
                    if len(bare) > 1:
                        self.names.append(_Name(indicator.id, bare, _pairs(bare)))
        self.index: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for pair in name.pairs:
                self.index.setdefault(pair, []).append(number)

    def candidates(self, document: Document, i: int) -> tuple[Candidate, ...]:
        """The indicators whose names stand around a claim, the likeliest first; none below `SHOWN`."""
        claim = document.claims[i]
        if claim.relation is not None and claim.relation.kind in (
            "target",
            "standard",
            "denied",
            "multiple_of",
            "base_level",
        ):
            return ()
        told, described = _words_around(document, i)
        grows = claim.relation is not None and claim.relation.kind == "growth"
        if claim.relation is not None and claim.relation.kind == "change" and claim.relation.of != i:
            return ()
        context, own = _pairs(told), _pairs(described)
        hits: dict[int, int] = {}
        for pair in context:
            for number in self.index.get(pair, ()):
                hits[number] = hits.get(number, 0) + 1
        best: dict[str, float] = {}
        for number, count in hits.items():
            name = self.names[number]
            covered = count / len(name.pairs)
            if covered < 0.4 or not self._fits(name.indicator, claim.quantity.unit, grows):
                continue
            back = len(own & name.pairs) / len(own) if own else 0.0
            score = 0.6 * covered + 0.4 * back
            best[name.indicator] = max(best.get(name.indicator, 0.0), score)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            Candidate(id_, self.framework.indicators[id_].name, round(score, 3))
            for id_, score in ranked[:5]
            if score >= SHOWN
        )

    def _fits(self, id_: str, unit: str, grows: bool) -> bool:
        """Whether a value of the indicator can be printed with such a unit."""
        indicator = self.framework.indicators[id_]
        if unit != "元" and grows != is_growth(indicator):
            return False
        return unit_fits(indicator, unit)


def is_growth(indicator: Indicator) -> bool:
    """Whether an indicator is a rate of growth."""
    return bool(_GROWS.search(indicator.name.zh)) or indicator.id.endswith(("growth", "growth_as_reported"))


def unit_fits(indicator: Indicator, unit: str) -> bool:
    """Whether the unit of a figure and that of an indicator measure the same kind of thing."""
    spec = indicator.spec.unit
    dimensions = dict(indicator.unit.dimensions)
    if unit == "%":
        return not dimensions and indicator.unit.kind == "share"
    if unit == "百分点":
        return not dimensions and indicator.unit.kind == "difference"
    if unit == "比":
        return not dimensions and indicator.unit.kind == "amount"
    if unit == "元":
        return dimensions.get("money") == 1
    if unit in ("人", "名"):
        return dimensions == {"person": 1}
    if unit == "平方米":
        return dimensions.get("area") == 1
    if unit in _COUNTERS:
        return spec == unit or (
            indicator.unit.is_counted and "person" not in dimensions and (unit == "个" or spec == "个")
        )
    return spec == unit


def _words_around(document: Document, i: int) -> tuple[str, str]:
    """What stands around a figure, and what it is called: the date it is of, its measure, the noun behind it."""
    mention, claim = document.mention(i), document.claims[i]
    sentence = document.reading.sentences[mention.sentence]
    plain = document.reading.plain
    lead = re.split(r"[。;]", plain[max(sentence.start, mention.start - _LEADS) : mention.start])[-1]
    tail = re.split(r"[,。;:、(]", plain[mention.end : min(sentence.end, mention.end + _TAILS)])[0]
    if not mention.first:
        lead = mention.lead
    day = _AS_OF.search(plain, sentence.start, mention.start)
    date = "" if day is None else day[0]
    near = re.split(r"[,:、]", lead)[-1]
    noun = claim.measure if claim.own or not tail else ""
    if claim.relation is not None and claim.relation.kind == "growth":
        return _bare(lead + claim.measure + "增长率增长"), _bare(claim.measure + "增长")
    if claim.relation is not None and claim.relation.kind == "share_of" and claim.own:
        noun = near
    described = noun if len(_bare(noun)) >= len(_bare(tail)) or claim.quantity.unit in ("%", "元") else noun + tail
    return _bare(date + near + claim.measure + tail + " " + lead), _bare(date + (described or tail))


def _bare(text: str) -> str:
    """A name without brackets, spaces, 的 and closing words that only say that it is a number."""
    plain = text.translate(PLAIN)
    return _DROPPED.sub("", re.sub(r"[(](?!\d)[^)]*[)]", "", plain))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[k : k + 2] for k in range(len(text) - 1))


def chosen(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The candidate that is likely enough and clear of the next, None where the engine must not choose."""
    if not candidates or candidates[0].score < SURE:
        return None
    if len(candidates) > 1 and candidates[0].score - candidates[1].score < CLEAR:
        return None
    return candidates[0]


def rivals(candidates: tuple[Candidate, ...], of: Candidate) -> Iterator[Candidate]:
    """The other candidates that are near in name: the same thing counted in another way, perhaps."""
    for other in candidates:
        if other.indicator != of.indicator and of.score - other.score <= 0.4:
            yield other
