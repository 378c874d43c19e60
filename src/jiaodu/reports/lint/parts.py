"""The parts of a report: its sections in their tree, which of them tell of achievements, problems and measures.

Floor: reports. In: a `Prose` and the words for parts. Out: `Section`s, `Item`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiaodu.core.framework.schema import Role
from jiaodu.core.prose import Block, Prose, quoted
from jiaodu.reports.lint.words import Words

_QUOTED_NAME = re.compile(r"“([^”]{2,80})”[：:]")
# spaces inside a Chinese heading (存在的 问题) are none; those between Latin words are
_SPACED = re.compile(r"(?<![A-Za-z0-9.,)])\s+|\s+(?![A-Za-z0-9(])")
_POINT = re.compile(r"(?:^|(?<=[。；;]))\s*(?:[一二三四五六七八九十]是|[（(]\d{1,2}[)）]|\d{1,2}[.．、])")
_MARK = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百\d]{1,4}(?:部分|章|节|、|[.．])|[（(][一二三四五六七八九十百\d]{1,4}[)）])\s*"
)


@dataclass
class Section:
    """A heading with what stands below it. The text before the first heading is a section without one."""

    heading: Block | None
    level: int
    role: Role
    answered: bool = False
    """Whether its problems stand with their measures (问题和整改)."""
    blocks: list[Block] = field(default_factory=list)
    inner: list[Section] = field(default_factory=list)

    def all_blocks(self) -> Iterator[Block]:
        """The blocks of the section and of those inside it, without headings."""
        yield from self.blocks
        for section in self.inner:
            yield from section.all_blocks()


@dataclass(frozen=True, slots=True)
class Item:
    """One problem or one measure: what it is called, where that stands, and all that is said of it."""

    name: str
    start: int
    end: int
    head: tuple[int, int]


def find_sections(prose: Prose, words: Sequence[Words]) -> tuple[Section, ...]:
    """The sections of the body, by their headings."""
    top = Section(None, 0, "achievements")
    open_ = [top]
    for block in prose.blocks:
        if block.part != "body" or block.kind == "title":
            continue
        if block.kind != "heading":
            open_[-1].blocks.append(block)
            continue
        while open_[-1].level >= block.level and len(open_) > 1:
            open_.pop()
        above = open_[-1]
        role, answered = _role(quoted(prose.of(block)), words)
        if above.role != "achievements":  # what is inside the problems is one of them, whatever its heading says
            role, answered = above.role, above.answered
        made = Section(block, block.level, role or "achievements", answered)
        above.inner.append(made)
        open_.append(made)
    _settle_measures(top.inner)
    before = [Section(None, 0, "achievements", blocks=top.blocks)] if top.blocks else []
    return (*before, *top.inner)


def _settle_measures(sections: Sequence[Section]) -> None:
    """Measures that stand before the problems (工作措施) are what was done, not what will be."""
    first = next((i for i, s in enumerate(sections) if s.role == "problems"), 0)
    for section in sections[:first]:
        if section.role == "measures":
            _become_achievements(section)


def _become_achievements(section: Section) -> None:
    section.role = "achievements"
    for inner in section.inner:
        _become_achievements(inner)


def _role(heading: str, words: Sequence[Words]) -> tuple[Role | None, bool]:
    """The part that a heading names, by the last of the words in it; one that names problems and then measures tells
    of problems, each with its measure."""
    found = sorted((m.end(), w.spec.role) for w in words for m in w.find(_SPACED.sub("", heading)) if w.spec.role)
    roles = [role for _, role in found]
    if not roles:
        return None, False
    if roles[-1] == "measures" and "problems" in roles:
        return "problems", True
    return roles[-1], False


def section_names(prose: Prose, sections: Sequence[Section]) -> tuple[tuple[str, Section], ...]:
    """The sections that a matrix shows: those of the second level, or of the first where there is no second."""
    found: list[tuple[str, Section]] = []
    for section in sections:
        if section.heading is None:
            continue
        inner = [s for s in section.inner if s.heading is not None] if section.role == "achievements" else []
        for shown in inner or [section]:
            if shown.heading is not None:
                found.append((quoted(prose.of(shown.heading)), shown))
    return tuple(found)


def without_mark(heading: str) -> str:
    """A heading without the number before it."""
    return _MARK.sub("", heading).rstrip("。")


def items_of(prose: Prose, sections: Sequence[Section], role: Role) -> tuple[Item, ...]:
    """The problems or measures of a report: by sub-headings, else by 一是 and the like, else by paragraphs."""
    found: list[Item] = []
    for section in _of_role(sections, role):
        inner = [s for s in section.inner if s.heading is not None]
        if inner:
            found += [_item_of_section(prose, s) for s in inner]
            continue
        points = [p for b in section.blocks for p in _points(prose, b)]
        found += points or [_item_of_block(prose, b) for b in section.blocks[1 if len(section.blocks) > 2 else 0 :]]
    return tuple(found)


def _of_role(sections: Sequence[Section], role: Role) -> Iterator[Section]:
    """The outermost sections of a part; problems that stand with their measures are in both."""
    for section in sections:
        if section.role == role or (role == "measures" and section.answered):
            yield section
        else:
            yield from _of_role(section.inner, role)


def _item_of_section(prose: Prose, section: Section) -> Item:
    assert section.heading is not None
    end = max([section.heading.end, *(b.end for b in section.all_blocks())])
    head = (section.heading.start, section.heading.end)
    return Item(without_mark(quoted(prose.of(section.heading))), section.heading.start, end, head)


def _item_of_block(prose: Prose, block: Block) -> Item:
    return _item(prose, block.start, block.end)


def _item(prose: Prose, start: int, end: int) -> Item:
    text = prose.text[start:end]
    stop = re.search(r"[。；;]", text)
    head = (start, start + (stop.end() if stop else len(text.rstrip())))
    name = without_mark(quoted(prose.text[slice(*head)]))
    named = _QUOTED_NAME.match(name)  # a standard that is not met, and what was found
    return Item(named[1] if named else name, start, end, head)


def _points(prose: Prose, block: Block) -> list[Item]:
    text = prose.of(block)
    starts = [m.start() for m in _POINT.finditer(text)]
    ends = [*starts[1:], len(text)][: len(starts)]
    return [_item(prose, block.start + a, block.start + b) for a, b in zip(starts, ends, strict=True)]


def pair_items(problems: Sequence[Item], measures: Sequence[Item], prose: Prose) -> dict[int, int]:
    """Problem to measure, by the words they share; each is used once. Pairs that share nothing are none."""
    left, right = ([_Told.of(prose, item) for item in items] for items in (problems, measures))
    scores = [
        (_likeness(left[i], right[j]), -abs(i - j), i, j) for i, near in enumerate(_sharing(left, right)) for j in near
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, _, i, j in sorted(scores, reverse=True):
        if score >= LEAST_LIKENESS and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


@dataclass(frozen=True, slots=True)
class _Told:
    """The character pairs of an item's name and of all that is said of it."""

    name: frozenset[str]
    whole: frozenset[str]

    @classmethod
    def of(cls, prose: Prose, item: Item) -> _Told:
        return cls(_pairs(item.name), _pairs(prose.text[item.start : item.end]))


def _sharing(left: Sequence[_Told], right: Sequence[_Told]) -> list[Sequence[int]]:
    """For each on the left those on the right worth a look: all in a report, those next in place in a long text."""
    reach = max(REACH, MOST_PAIRS // max(len(left), 1))
    return [range(max(0, i - reach), min(len(right), i + reach + 1)) for i in range(len(left))]


LEAST_LIKENESS = 0.12
MOST_PAIRS, REACH = 10_000, 10
# too common in either part to say that two of them belong together
_COMMON = frozenset(
    [
        "教育",
        "学校",
        "工作",
        "全市",
        "我市",
        "进一",
        "一步",
        "加强",
        "推进",
        "加快",
        "发展",
        "问题",
        "全面",
        "建设",
        "学生",
        "依然",
        "较大",
        "突出",
        "面临",
        "需要",
        "需求",
        "我省",
        "全省",
        "全县",
        "我县",
        "提高",
    ]
)


def _likeness(problem: _Told, measure: _Told) -> float:
    """How many of the telling character pairs of the shorter name the other one has; names count double."""
    across = max(_share(problem.name, measure.whole), _share(measure.name, problem.whole))
    return (2 * _share(problem.name, measure.name) + across) / 3


def _pairs(text: str) -> frozenset[str]:
    bare = re.sub(r"[\s，。、；：“”（）,.;:()]", "", text)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) - _COMMON


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0
