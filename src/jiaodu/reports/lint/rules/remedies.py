"""Problems and their measures: each with the other, a deadline and a responsible unit.

Floor: reports. In: a `Reading`. Out: R56 to R59.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.core.prose import Flat, flatten
from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.parts import Item, pair_items
from jiaodu.reports.lint.reading import Reading

_YEAR = r"(?:(?:19|20)\d\d年|(?:今|明|后)年|当年|本年)"
# a day by which something is to be done
_DEADLINE = re.compile(
    rf"{_YEAR}(?:\d{{1,2}}月)?(?:\d{{1,2}}日|底|末|上半年|下半年|[一二三四1-4]季度)?(?:之|以)?(?:前|内|底|末|完成|建成|到位|实现)"
    rf"|(?<![截止])(?:到|至|将于){_YEAR}(?!以来|起|度报告)|\d{{1,2}}月(?:\d{{1,2}}日|底|末)(?:之|以)?前|(?:19|20)\d\d-\d\d-\d\d"
    r"|\bby (?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December)? ?(?:19|20)\d\d",
    re.IGNORECASE,
)


def find_open_remedies(reading: Reading) -> Iterator[Finding]:
    """What a problem or a measure lacks. A deadline or unit stands with the measure or with its problem."""
    problems, measures = reading.problems, reading.measures
    pairs = pair_items(problems, measures, reading.prose)
    answered = {j: i for i, j in pairs.items()}
    for i, item in enumerate(problems):
        if i not in pairs:
            yield reading.finding("R58", [item.head], name=item.name)
    for j, item in enumerate(measures):
        both = [item, *([problems[answered[j]]] if j in answered else [])]
        if problems and j not in answered:
            yield reading.finding("R59", [item.head], name=item.name)
        yield from _lacking(reading, item, both)
    for i, item in enumerate(problems):
        if i not in pairs and not measures:
            yield from _lacking(reading, item, [item])


def _lacking(reading: Reading, item: Item, both: list[Item]) -> Iterator[Finding]:
    flats = [flatten(reading.prose.text, i.start, i.end) for i in both]
    if not any(_has_deadline(reading, flat) for flat in flats):
        yield reading.finding("R56", [item.head], name=item.name)
    if not any(_has_unit(reading, flat) for flat in flats):
        yield reading.finding("R57", [item.head], name=item.name)


def _has_deadline(reading: Reading, flat: Flat) -> bool:
    return bool(_DEADLINE.search(flat.text)) or any(w.are_in(flat.text) for w in reading.lists("deadline"))


def _has_unit(reading: Reading, flat: Flat) -> bool:
    frame = reading.framework.frame
    departments = [d.name for d in frame.departments.values()] if frame else []
    return any(n.zh in flat.text or n.en in flat.text for n in departments) or any(
        w.are_in(flat.text) for w in reading.lists("unit")
    )
