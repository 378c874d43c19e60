"""Headings: which key or item a column (or a labelled row) is, and in which unit it is written.

Floor: intake. In: a form and the texts of headings. Out: `Heading`, found by normalised text; or why none was.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.core.base.units import Unit, parse_unit
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form
from jiaodu.intake.numbers import half_width

ORG, NAME, PERIOD, AS_OF, SOURCE, TITLE = "org", "org_name", "period", "as_of", "source", "title"
KEY_WORDS: Mapping[str, tuple[str, ...]] = {
    ORG: ("机构代码", "行政区划代码", "学校代码", "学校(机构)标识码", "学校(机构)代码", "组织机构代码", "org"),
    NAME: ("机构名称", "学校名称", "学校(机构)名称", "行政区划名称", "名称", "org_name"),
    PERIOD: ("年度", "学年", "年份", "月份", "期别", "period"),
    AS_OF: ("统计时点", "as_of"),
    SOURCE: ("来源", "数据来源", "source"),
}
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_BRACKETED = re.compile(r"(?P<name>.+?)\((?P<unit>[^()]+)\)")
_UNIT_WORD = re.compile(r"^(计量)?单位:")
BESIDE: Mapping[str, str] = {"上年": "last", "上年数": "last", "统计数": "official"}
ASIDE = frozenset({"序号", "行次"})
ROW_NOTES = frozenset({"说明", "备注", "note", "remark"})
LOOKED_AT = frozenset({"last", "official", "aside"})


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading stands for. `role` is key, grain, item, note (an item's column of remarks) or row_note (the row's).

    Templates also write columns that are there to look at: `last` (上年), `official` (统计数) and `aside` (序号).

    `unit` is the unit written in the heading, None when it writes none.
    """

    role: str
    id: str
    unit: Unit | None = None


class UnknownUnit(ValueError):
    """A heading names an item, but what stands in its brackets is no unit."""

    def __init__(self, item: str, unit: str) -> None:
        super().__init__(f"{item}: {unit}")
        self.item, self.unit = item, unit


def plain(text: object) -> str:
    """A heading without blanks, line breaks and required-marks; full-width letters and signs are half-width."""
    return _BLANKS.sub("", half_width(str(text))).strip("*:").lower()


class Headings:
    """The headings of a form, by normalised text. Items go before key words (a register has an item 机构名称)."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._keys = {plain(word): key for key, words in KEY_WORDS.items() for word in words}
        self._items: dict[str, str] = {}
        for id_, item in {**form.spec.items, **form.spec.grain}.items():
            for name in (item.name.zh, id_, item.name.en, *item.aliases):
                self._items.setdefault(plain(name), id_)
        # a prescribed heading says what it is of, whatever stands in its brackets
        for path in form.spec.layout.paths:
            if path[-1].of in form.spec.items or path[-1].of in form.spec.grain:
                self._items.setdefault(plain("".join(h.name.zh for h in path)), path[-1].of)
                self._items.setdefault(plain(path[-1].name.zh), path[-1].of)
        for word, id_ in list(self._items.items()):
            self._items.setdefault(_without_unit(word), id_)

    def find(self, text: object) -> Heading | None:
        """What a heading stands for, None when it is unknown. Raises UnknownUnit."""
        word = plain(text)
        whole = self._whole(word)
        if whole is not None:
            return whole
        match = _BRACKETED.fullmatch(word)
        inner = self._whole(match["name"]) if match else None
        if match is None or inner is None:
            return None
        if inner.role == "key":
            return inner
        if match["unit"] in BESIDE:
            return Heading(BESIDE[match["unit"]], inner.id)
        return Heading(inner.role, inner.id, read_unit(inner.id, match["unit"]))

    def item_named(self, text: object) -> str | None:
        """The item (no grain column) that a text is a name of."""
        id_ = self._items.get(plain(text))
        return id_ if id_ in self.form.spec.items else None

    def near(self, text: object) -> list[str]:
        """Names of the form that resemble a heading."""
        names = {plain(item.name.zh): item.name.zh for item in self._all().values()}
        found = difflib.get_close_matches(plain(text), names, 3, 0.5)
        return [names[name] for name in found]

    def item(self, id_: str) -> schema.Item:
        """An item or grain column by id."""
        return self._all()[id_]

    def _all(self) -> dict[str, schema.Item]:
        return {**self.form.spec.grain, **self.form.spec.items}

    def _whole(self, word: str) -> Heading | None:
        if word in self._items:
            return Heading("item" if self._items[word] in self.form.spec.items else "grain", self._items[word])
        if word in self._keys:
            return Heading("key", self._keys[word])
        if word in ASIDE:
            return Heading("aside", word)
        if word in ROW_NOTES and not self.form.spec.is_register:
            return Heading("row_note", "row_note")
        for ending in ("说明", "备注"):
            if word.endswith(ending) and (id_ := self._items.get(word.removesuffix(ending).strip("-_()"))):
                return Heading("note", id_)
        return None


def _without_unit(word: str) -> str:
    """专任教师数(人) -> 专任教师数; brackets that hold no unit stay."""
    match = _BRACKETED.fullmatch(word)
    if match is None:
        return word
    try:
        parse_unit(match["unit"])
    except ValueError:
        return word
    return match["name"]


def read_unit(item: str, text: str) -> Unit:
    """The unit that a heading or unit cell writes. Raises UnknownUnit."""
    word = _UNIT_WORD.sub("", _BLANKS.sub("", half_width(text)))
    try:
        return parse_unit(word)
    except ValueError:
        raise UnknownUnit(item, word) from None


def factor_to(item: schema.Item, unit: Unit | None) -> Fraction:
    """The exact factor from a written unit to the item's. Raises ValueError for unlike units."""
    if unit is None:
        return Fraction(1)
    if item.unit is None:
        raise ValueError(f"{unit.text} for an item without a unit")
    return unit.to(parse_unit(item.unit))
