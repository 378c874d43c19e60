"""The words that a pack may use: one frozen model for each kind of file.

Floor: core.framework. In: plain data read from YAML (every scalar still text). Out: typed, immutable nouns; the JSON
Schema that editors use is generated from these models.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.periods import Align, PeriodKind
from jiaodu.core.base.problems import Severity
from jiaodu.core.base.tables import Column, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit

ID_PATTERN = r"^[a-z][a-z0-9_]{0,79}$"


def _known_unit(text: str) -> str:
    parse_unit(text)
    return text


def _known_level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"unknown level {text!r}; known: {', '.join(LEVELS)}")
    return text


def _known_day(text: str) -> str:
    if text != "end":
        if not re.fullmatch(r"\d\d-\d\d", text):
            raise ValueError(f"{text!r} is no day of the year; write MM-DD")
        # a year without 29 February: the day must be there every year
        dt.date.fromisoformat(f"2019-{text}")
    return text


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
UnitText = Annotated[str, AfterValidator(_known_unit)]
Level = Annotated[str, AfterValidator(_known_level)]
DayOfYear = Annotated[str, AfterValidator(_known_day)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Fixed(dict[str, Any]):
    """A mapping that cannot be changed; a plain read-only view could not be copied with its model."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a framework is immutable")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __deepcopy__(self, _: Any) -> Fixed:
        return self


Frozen = AfterValidator(Fixed)
Basis = Literal["legal", "target", "proxy"]


class Model(BaseModel):
    """What every pack noun shares: frozen, and no word that is not in the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, validate_default=True)


class Edition(Model):
    """One edition of a pack: the frame of one round."""

    title: Text
    evaluated_year: int | None = None
    issued: dt.date | None = None
    documents: Strings = ()
    align: Align | None = Field(None, description="which school year stands for the evaluated calendar year")


class PackFile(Model):
    """pack.yaml"""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")
    title: Text
    issuer: Text
    description: Text
    editions: Annotated[Mapping[str, Edition], Frozen] = Field(min_length=1)
    builds_on: Strings = ()


class Article(Model):
    """A quoted place in a document: at most a short quotation."""

    quote: str = Field("", max_length=200)
    summary: Text | None = None
    unverified: bool = False


class Document(Model):
    """documents/: a law, notice, plan or report that is cited."""

    title: Text
    number: str = ""
    issuer: Text
    issued: str = Field("", description="date, or year, as far as it is known")
    address: str = ""
    articles: Annotated[Mapping[str, Article], Frozen] = {}
    unverified: bool = False


class Code(Model):
    """One entry of a code list."""

    name: Text
    aliases: Strings = ()


class Item(Model):
    """A data item (数据项): one column of a form."""

    name: Text
    type: ItemType
    unit: UnitText | None = None
    digits: int = Field(4, ge=0, le=8, description="decimals kept of a number")
    aliases: Strings = Field((), description="other headings and names of the same item")
    codes: Annotated[Mapping[str, Code], Frozen] = {}
    sources: Strings = Field((), description="sources in order, where they differ from the form's")
    source_table: str = ""
    owner: str = Field("", description="the department that answers for the item")
    scope: Text | None = Field(None, description="口径: what the number covers")
    scopes: Annotated[Mapping[str, Text], Frozen] = Field({}, description="口径 by source, where the sources differ")
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _unit_and_codes(self) -> Item:
        if self.type in (ItemType.COUNT, ItemType.NUMBER) and self.unit is None:
            raise ValueError("a count or number needs a unit")
        if self.type is ItemType.CODE and not self.codes:
            raise ValueError("a code item needs its code list")
        return self


class DatedDay(Model):
    """A reference date that holds from a period on."""

    from_: int = Field(0, alias="from")
    day: DayOfYear


class Due(Model):
    """Who must report: units of the form's level, open at the reference date, with these attributes.

    `each` makes the unit finer: one report for each value of an attribute that the register gives the unit (a school
    with primary and junior stages is due twice).
    """

    where: Annotated[Mapping[str, Strings], Frozen] = {}
    each: Strings = ()


class Layout(Model):
    """How a form stands on a sheet. `rows`: one record a row; `columns`: items down, one record a column."""

    sheet: str = ""
    orientation: Literal["rows", "columns"] = "rows"
    title: str = ""


class Form(Model):
    """forms/: a form is a table; its grain is declared."""

    name: Text
    level: Level
    period: PeriodKind
    reference_dates: Annotated[Mapping[str, tuple[DatedDay, ...] | DayOfYear], Frozen] = Field(min_length=1)
    sources: Strings = Field(min_length=1, description="sources in order: the first leads")
    due: Due = Due()
    grain: Annotated[Mapping[str, Item], Frozen] = {}
    items: Annotated[Mapping[str, Item], Frozen] = Field(min_length=1)
    counts: UnitText = Field("个", description="what one row is, for count(*)")
    layout: Layout = Layout()
    is_register: bool = Field(False, alias="register", description="true for the form that brings organisations")
    description: Text | None = None

    @model_validator(mode="after")
    def _days_fit_the_period(self) -> Form:
        for given in self.reference_dates.values():
            for day in [given] if isinstance(given, str) else [d.day for d in given]:
                if (day == "end") != (self.period is PeriodKind.MONTH):
                    raise ValueError("the reference date of a month is 'end', that of a year MM-DD")
        missing = [name for name in self.due.each if name not in self.grain]
        if missing:
            raise ValueError(f"due each {', '.join(missing)}: no such grain column")
        if self.grain and any(item.sources for item in self.items.values()):
            raise ValueError("items of a form with a grain have the form's sources")
        return self

    def columns(self) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
        """Grain columns and item columns as the store keeps them."""
        return tuple(_column(n, i) for n, i in self.grain.items()), tuple(_column(n, i) for n, i in self.items.items())


def _column(name: str, item: Item) -> Column:
    return Column(name, item.type, item.digits if item.type is ItemType.NUMBER else 0)


class Source(Model):
    """sources/: where facts come from (统计, 决算, 学校填报, 自评报告)."""

    name: Text
    description: Text | None = None


class Across(Model):
    """The units one level below whose values an across-indicator reads."""

    level: Level
    indicator: str
    standard: str | None = Field(None, description="for share(met): the standard by which the units below are judged")


class Rounding(Model):
    """Half-up rounding, and whether a standard compares before or after it."""

    digits: int = Field(ge=0, le=8)
    compare: Literal["before", "after"] = "before"


class Plausible(Model):
    """Bounds outside which a value stands but needs a written explanation."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    why: Text | None = None


class Indicator(Model):
    """indicators/: a formula over a table, between indicators, or across the units below."""

    name: Text
    synonyms: Strings = ()
    table: str | None = None
    across: Across | None = None
    formula: str
    by: Strings = ()
    unit: UnitText
    levels: tuple[Level, ...] = Field(min_length=1)
    round: Rounding = Rounding(digits=2)
    coverage: Decimal = Field(Decimal(1), ge=0, le=1, description="least share of due units that must be complete")
    source: str | None = Field(None, description="read this source only, instead of the leading one")
    as_of: str | None = Field(None, description="the form's reference date to read; the first by default")
    align: Align | None = None
    tree: Literal["restated", "as_reported"] | None = None
    scope: Text | None = None
    direction: Literal["higher", "lower", "none"] = "none"
    plausible: Plausible | None = None
    note: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Indicator:
        if self.table and self.across:
            raise ValueError("an indicator reads a table or goes across units, not both")
        return self


class Requirement(Model):
    """A dated entry of a standard: from this day on the limit is this, or the standard is repealed."""

    from_: dt.date = Field(alias="from")
    to: dt.date | None = None
    op: Literal[">=", "<=", ">", "<", "="] | None = None
    value: Decimal | None = None
    repealed: bool = False
    document: str
    article: str = ""
    unverified: bool = False

    @model_validator(mode="after")
    def _limit_or_repeal(self) -> Requirement:
        if not self.repealed and (self.op is None) != (self.value is None):
            raise ValueError("op and value go together")
        return self


class Exemption(Model):
    """A condition under which the standard is not applied, with its expiry."""

    id: Identifier
    name: Text
    where: Annotated[Mapping[str, Strings], Frozen] = {}
    orgs: Strings = ()
    expires: dt.date | None = None
    document: str
    article: str = ""
    unverified: bool = False

    @model_validator(mode="after")
    def _condition(self) -> Exemption:
        if not self.where and not self.orgs:
            raise ValueError("an exemption needs a condition (where) or the units it names (orgs)")
        return self


class CountOf(Model):
    """For a count verdict: the standard whose outcomes are counted in the units one level below."""

    standard: str
    level: Level
    outcome: Literal["met", "not_met"] = "not_met"


class Standard(Model):
    """standards/: a dated requirement on an indicator.

    threshold: the value against a limit. growth: the value against the same unit's value one period before (op says
    which is asked; the limit is what it may change by, 0 for 只增不减). count: how many units below have an outcome.
    """

    name: Text
    kind: Literal["threshold", "growth", "count"] = "threshold"
    indicator: str | None = None
    count_of: CountOf | None = None
    basis: Basis
    levels: tuple[Level, ...] = Field(min_length=1)
    where: Annotated[Mapping[str, Strings], Frozen] = Field(
        {}, description="attributes of the unit, or values of the indicator's breakdown"
    )
    entries: tuple[Requirement, ...] = Field(min_length=1)
    exemptions: tuple[Exemption, ...] = ()
    veto: bool = False
    tree: Literal["restated", "as_reported"] | None = None
    note: Text | None = None
    unverified: bool = False

    @model_validator(mode="after")
    def _subject(self) -> Standard:
        if (self.kind == "count") != (self.count_of is not None):
            raise ValueError("kind: count goes with count_of")
        if self.kind != "count" and self.indicator is None:
            raise ValueError("a standard needs its indicator")
        if any(not e.repealed and e.value is None for e in self.entries):
            raise ValueError("an entry needs op and value")
        return self


class Check(Model):
    """checks/: a rule that values must satisfy; what it finds are problems, not verdicts.

    `left` and `right` are indicators of one unit and period; they may differ by `within` (in the unit of `left`).
    """

    name: Text
    left: str
    right: str
    within: Decimal
    level: Level
    severity: Severity = "warning"
    why: Text
    remedy: Text
    look_elsewhere: bool = Field(False, description="name the unit whose left value the right one equals")


class Department(Model):
    """A responsible department."""

    name: Text
    unverified: bool = False


class Task(Model):
    """One line of the responsibility matrix: who answers for what by when."""

    department: str
    indicators: Strings = ()
    standards: Strings = ()
    supports: Strings = Field((), description="departments that help")
    deadline: dt.date | None = None
    unverified: bool = False


class Focus(Model):
    """One focus (评价重点) of the round."""

    number: int
    name: Text
    sections: Strings
    tasks: tuple[Task, ...] = ()
    note: Text | None = None
    unverified: bool = False


class Section(Model):
    """One section of the report."""

    number: str
    name: Text


class NamedProblem(Model):
    """A problem that the report names, and its measure."""

    number: int
    name: Text
    indicators: Strings = ()
    focuses: Strings = ()
    measure: Text
    measure_items: tuple[Text, ...] = ()
    deadline: dt.date | None = None
    department: str | None = None


class DutyFrame(Model):
    """duties/<edition>: the frame of the year."""

    level: Level
    departments: Annotated[Mapping[str, Department], Frozen] = {}
    sections: Annotated[Mapping[str, Section], Frozen]
    focuses: Annotated[Mapping[str, Focus], Frozen]
    problems: Annotated[Mapping[str, NamedProblem], Frozen] = {}


class ReportBlock(Model):
    """A paragraph, or a table of indicators. In text, [[indicator]] is a figure; [[indicator|limit]] the limit of its
    standard, [[indicator|margin]] its margin, [[indicator|growth]] its change on the year before."""

    text: Text | None = None
    table: Strings = ()
    caption: Text | None = None

    @model_validator(mode="after")
    def _one_content(self) -> ReportBlock:
        if (self.text is None) == (not self.table):
            raise ValueError("a block has either text or table")
        return self


class ReportSection(Model):
    """A section of the report template."""

    title: Text
    section: str | None = None
    focuses: Strings = ()
    blocks: tuple[ReportBlock, ...] = ()
    include: Literal["problems", "measures", "none"] = "none"
    sections: tuple[ReportSection, ...] = ()


class ReportTemplate(Model):
    """report/<edition>: the document to be written."""

    title: Text
    addressee: Text | None = None
    limit_characters: int | None = None
    opening: tuple[ReportBlock, ...] = ()
    sections: tuple[ReportSection, ...]
    closing: tuple[ReportBlock, ...] = ()


class Example(Model):
    """tests/: a worked example. Facts in, a value and a verdict out, through the real engine.

    `facts` maps a form to its rows (org and period default to X and the example's period); `organisations` adds units
    beside X.
    """

    name: Text | None = None
    period: str
    org: str = "X"
    level: Level | None = None
    organisations: tuple[dict[str, str], ...] = ()
    facts: Annotated[Mapping[str, tuple[dict[str, str], ...]], Frozen]
    indicator: str | None = None
    standard: str | None = None
    by: Annotated[Mapping[str, str], Frozen] = {}
    value: Decimal | None = None
    status: str | None = None
    outcome: Literal["met", "not_met", "not_assessable", "not_applicable"] | None = None
    margin: Decimal | None = None
    own_margin: Decimal | None = None
