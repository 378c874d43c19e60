"""Units of measure with dimensions: 元, 万人, m², %, pp, 元/人, 人/百人.

Floor: core.base. In: the text of a unit, as a pack or a column heading writes it. Out: `Unit` with an exact factor.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["amount", "share", "difference"]
Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its text, its dimensions with exponents, and the exact factor to the base unit of these dimensions.

    `kind` tells a share (%) from a difference of shares (percentage points, pp): the first has a whole, the second not.
    """

    text: str
    dimensions: Dimensions
    factor: Fraction
    kind: Kind = "amount"

    def like(self, other: Unit) -> bool:
        """Whether values of the two units can be added, compared or converted."""
        return self.dimensions == other.dimensions

    def to(self, other: Unit) -> Fraction:
        """The exact factor that turns a value of this unit into the other. Raises ValueError for unlike units."""
        if not self.like(other):
            raise ValueError(f"{self.text} and {other.text} are unlike")
        return self.factor / other.factor

    @property
    def is_counted(self) -> bool:
        """Whether it counts things that come whole: persons, rooms, classes; not money, area or time."""
        one = self.factor == 1 and len(self.dimensions) == 1 and self.dimensions[0][1] == 1
        return one and self.dimensions[0][0] not in _MEASURED

    @property
    def en(self) -> str:
        """The unit as an English text writes it."""
        return "/".join(_ENGLISH.get(part, part) for part in self.text.split("/"))


_MEASURED = frozenset({"money", "area", "time", "year", "month", "day", "lesson_hour", "point"})
# dimension, factor to its base unit; a counter (所, 间, 册 …) is a dimension of its own: schools and rooms do not add
_SIMPLE: Mapping[str, tuple[str, Fraction]] = {
    "人": ("person", Fraction(1)), "名": ("person", Fraction(1)), "person": ("person", Fraction(1)),
    "15人": ("person", Fraction(15)), "百人": ("person", Fraction(100)), "千人": ("person", Fraction(1000)), "万人": ("person", Fraction(10_000)),
    "10万人": ("person", Fraction(100_000)), "十万人": ("person", Fraction(100_000)),
    "元": ("money", Fraction(1)), "yuan": ("money", Fraction(1)), "千元": ("money", Fraction(1000)),
    "万元": ("money", Fraction(10_000)), "亿元": ("money", Fraction(100_000_000)),
    "m²": ("area", Fraction(1)), "㎡": ("area", Fraction(1)), "平方米": ("area", Fraction(1)),
    "万平方米": ("area", Fraction(10_000)),
    "小时": ("time", Fraction(60)), "学时": ("lesson_hour", Fraction(1)), "分钟": ("time", Fraction(1)),
    "年": ("year", Fraction(1)), "月": ("month", Fraction(1)), "天": ("day", Fraction(1)),
    "字": ("character", Fraction(1)),
    "所": ("school", Fraction(1)), "班": ("class", Fraction(1)), "个班": ("class", Fraction(1)),
    "12个班": ("class", Fraction(12)),
    "间": ("room", Fraction(1)), "册": ("book", Fraction(1)), "台": ("device", Fraction(1)),
    "节": ("lesson", Fraction(1)), "门次": ("course_run", Fraction(1)), "门": ("course", Fraction(1)),
    "次": ("occasion", Fraction(1)), "起": ("case", Fraction(1)), "项": ("project", Fraction(1)),
    "支": ("team", Fraction(1)), "家": ("institution", Fraction(1)), "个": ("thing", Fraction(1)),
    "条": ("clause", Fraction(1)), "份": ("document", Fraction(1)), "户": ("household", Fraction(1)),
    "科": ("subject", Fraction(1)), "学科": ("subject", Fraction(1)), "种": ("kind", Fraction(1)),
    "类": ("kind", Fraction(1)), "个学位": ("place", Fraction(1)), "学位": ("place", Fraction(1)),
    "万个学位": ("place", Fraction(10_000)), "分": ("point", Fraction(1)), "级": ("grade", Fraction(1)),
    "组": ("group", Fraction(1)), "学区": ("cluster", Fraction(1)), "专业": ("major", Fraction(1)),
}  # fmt: skip
_PURE: Mapping[str, tuple[Fraction, Kind]] = {
    "percent": (Fraction(1, 100), "share"), "%": (Fraction(1, 100), "share"), "％": (Fraction(1, 100), "share"),
    "‰": (Fraction(1, 1000), "share"), "permille": (Fraction(1, 1000), "share"),
    "pp": (Fraction(1, 100), "difference"), "百分点": (Fraction(1, 100), "difference"),
    "个百分点": (Fraction(1, 100), "difference"),
    "ratio": (Fraction(1), "amount"), "比": (Fraction(1), "amount"), ":1": (Fraction(1), "amount"),
    "one": (Fraction(1), "amount"), "无": (Fraction(1), "amount"), "教师人数=1": (Fraction(1), "amount"),
}  # fmt: skip
_ENGLISH: Mapping[str, str] = {
    "人": "persons", "名": "persons", "15人": "15 persons", "百人": "100 persons", "千人": "1,000 persons", "万人": "10,000 persons",
    "10万人": "100,000 persons", "元": "yuan", "千元": "1,000 yuan", "万元": "10,000 yuan", "亿元": "100 million yuan",
    "平方米": "m²", "小时": "hours", "分钟": "minutes", "学时": "lesson hours", "年": "years", "月": "months",
    "天": "days", "字": "characters", "所": "schools", "班": "classes", "个班": "classes", "12个班": "12 classes", "间": "rooms",
    "册": "books", "台": "devices", "节": "lessons", "门次": "course runs", "门": "courses", "次": "times",
    "起": "cases", "项": "projects", "支": "teams", "家": "institutions", "个": "items", "条": "clauses",
    "份": "documents", "户": "households", "科": "subjects", "学科": "subjects", "种": "kinds", "类": "kinds",
    "学位": "places", "个学位": "places", "万个学位": "10,000 places", "分": "points", "级": "grades",
    "组": "groups", "学区": "clusters", "专业": "majors", "百分点": "pp", "percent": "%", "ratio": ":1", "one": "",
}  # fmt: skip
_PRINTED: Mapping[str, str] = {
    "percent": "%",
    "permille": "‰",
    "ratio": "",
    "one": "",
    "pp": "个百分点",
    "person": "人",
    "yuan": "元",
    "教师人数=1": "",
    ":1": "",
    "比": "",
    "无": "",
    "百分点": "个百分点",
}
_COMPOUND = re.compile(r"^(?P<top>[^/]+)/(?P<bottom>[^/]+)$")


@functools.cache
def parse_unit(text: str) -> Unit:
    """Read a unit. Compound units have one slash: 元/人, 人/百人, m²/人.

    Raises:
        ValueError: when the text is not a known unit.
    """
    text = text.strip()
    if text in _PURE:
        factor, kind = _PURE[text]
        return Unit(text, (), factor, kind)
    if text in _SIMPLE:
        dimension, factor = _SIMPLE[text]
        return Unit(text, ((dimension, 1),), factor)
    if match := _COMPOUND.match(text):
        top, bottom = parse_unit(match["top"]), parse_unit(match["bottom"])
        return Unit(text, divide_dimensions(top.dimensions, bottom.dimensions), top.factor / bottom.factor)
    raise ValueError(f"unknown unit {text!r}")


def known_units() -> tuple[str, ...]:
    """Every simple unit, for suggestions and the generated documentation."""
    return (*_PURE, *_SIMPLE)


def printed_unit(text: str, language: str = "zh") -> str:
    """The unit as a reader sees it behind a number: '%', '亿元', '' for a pure ratio."""
    if language == "en":
        return "" if _PRINTED.get(text) == "" else parse_unit(text).en
    return _PRINTED.get(text, text)


def multiply_dimensions(left: Dimensions, right: Dimensions, sign: int = 1) -> Dimensions:
    """Add the exponents (subtract them with sign=-1)."""
    exponents = dict(left)
    for name, exponent in right:
        exponents[name] = exponents.get(name, 0) + sign * exponent
    return tuple(sorted((name, exponent) for name, exponent in exponents.items() if exponent))


def divide_dimensions(left: Dimensions, right: Dimensions) -> Dimensions:
    """Subtract the exponents of the right side."""
    return multiply_dimensions(left, right, -1)


def print_dimensions(dimensions: Dimensions) -> str:
    """Dimensions for a message: 'money/person', '1' for a pure number."""
    top = "·".join(n if e == 1 else f"{n}^{e}" for n, e in dimensions if e > 0) or "1"
    bottom = "·".join(n if e == -1 else f"{n}^{-e}" for n, e in dimensions if e < 0)
    return f"{top}/{bottom}" if bottom else top
