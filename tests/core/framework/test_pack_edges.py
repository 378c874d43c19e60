"""Packs that nobody would write on purpose: bombs, broken links, days that do not exist, faults behind faults."""

from __future__ import annotations

import dataclasses
import gc
import time
from collections.abc import Mapping
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import PackWriter

from jiaodu.core.base.problems import Problem
from jiaodu.core.framework.yaml_reader import Locator, parse_yaml

FORMS = """\
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    money: {name: {zh: 经费, en: money}, type: number, unit: 元}
    wide: {name: {zh: 大经费, en: wide}, type: number, unit: 万元}
    opened: {name: {zh: 开办, en: opened}, type: date}
    kind: {name: {zh: 类别, en: kind}, type: code, codes: {a: {name: {zh: 甲, en: a}}}}
months:
  name: {zh: 月表, en: months}
  level: school
  period: month
  reference_dates: {end: end}
  sources: [stat]
  items: {paid: {name: {zh: 已付, en: paid}, type: number, unit: 元}}
terms:
  name: {zh: 学年表, en: terms}
  level: school
  period: school_year
  reference_dates: {start: 09-01}
  sources: [stat]
  items: {entrants: {name: {zh: 招生, en: entrants}, type: count, unit: 人}}
"""
BASE = """\
p: {name: {zh: 基甲, en: p}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county]}
c: {name: {zh: 基乙, en: c}, table: schools, formula: sum(pupils), unit: 人, levels: [county]}
k: {name: {zh: 基丙, en: k}, table: schools, formula: sum(pupils), unit: 人, levels: [school], by: [kind]}
q: {name: {zh: 基己, en: q}, table: schools, formula: sum(money), unit: 元, levels: [school, county]}
t: {name: {zh: 基丁, en: t}, table: terms, formula: sum(entrants), unit: 人, levels: [school]}
m: {name: {zh: 基戊, en: m}, table: months, formula: sum(paid), unit: 元, levels: [school]}
"""


def errors(pack: PackWriter, **kinds: Any) -> list[Problem]:
    return [p for p in pack.add(**({"forms": FORMS} | kinds)).attempt().problems if p.severity == "error"]


def made(formula: str, unit: str = "人", levels: str = "[school]", more: str = "") -> str:
    return f"x:\n  name: {{zh: 指标, en: x}}\n  formula: {formula}\n  unit: {unit}\n  levels: {levels}\n{more}"


ON_SCHOOLS, ACROSS = "  table: schools\n", "  across: {level: school, indicator: p}\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (made("sum(nobody)", more=ON_SCHOOLS), "F01", 9, 3),
        (made("sum(money + wide)", "元", more=ON_SCHOOLS), "F06", 9, 3),
        (made("sum(pupils) filter (where opened = 'soon')", more=ON_SCHOOLS), None, 9, 3),
        (made("sum(pupils)", levels="[school]", more=ON_SCHOOLS + "  by: [pupils]\n"), "P04", 13, 3),
        (made("sum(pupils)", more=ON_SCHOOLS + "  as_of: spring\n"), "P04", 13, 3),
        (made("sum(pupils)", more=ON_SCHOOLS + "  source: nobody\n"), "P04", 13, 3),
        (made("sum(pupils)", more=ON_SCHOOLS + "  round: {digits: 99}\n"), "P03", 13, 11),
        (made("sum(pupils)", more=ON_SCHOOLS + "  coverage: NaN\n"), "P03", 13, 3),
        (made("sum(pupils)", more=ON_SCHOOLS + ACROSS), "P03", None, None),
        (made("stated(pupils)", levels="[school]", more=ON_SCHOOLS + "  levels2: 1\n"), "P03", 13, 3),
        (made("p + c"), "F19", 9, 3),
        (made("p + t"), "F13", 9, 3),
        (made("m / p", "元/人", more="  align: starts\n"), "F13", 9, 3),
        (made("p - q"), "F06", 9, 3),
        (made("previous(p)"), "F14", 9, 3),
        (made("x + p"), "F12", None, None),
        (made("mean(value)", levels="[school]", more=ACROSS), "P10", 11, 3),
        (made("mean(value)", levels="[county]", more="  across: {level: school, indicator: c}\n"), "F19", 12, 3),
        (made("mean(value)", levels="[county]", more="  across: {level: school, indicator: nobody}\n"), "P04", 12, 27),
        (made("cv(value)", "ratio", "[county]", ACROSS), "F11", 9, 3),
        (made("cv(value, weight => nobody)", "ratio", "[county]", ACROSS), "F01", 9, 3),
        (made("mean(value)", "元", "[county]", ACROSS), "F07", 9, 3),
    ],
)  # fmt: skip
def test_the_code_and_the_place(
    pack: PackWriter, text: str, code: str | None, line: int | None, column: int | None
) -> None:
    found = errors(pack, indicators=BASE + text)
    assert found and (code is None or code in [p.code for p in found]), [p.line("en") for p in found]
    place = next(p.place for p in found if code in (None, p.code))
    assert place.file == "trial/indicators/trial.yaml"
    assert line is None or (place.line, place.column) == (line, column), place
    assert all(p.what("zh") and p.what("en") for p in found)


def test_a_weight_with_a_mistake_is_reported_as_that_mistake(pack: PackWriter) -> None:
    weight = "w: {name: {zh: 权, en: w}, table: schools, formula: sum(nobody), unit: 人, levels: [school]}\n"
    found = errors(pack, indicators=BASE + weight + made("mean(value, weight => w)", levels="[county]", more=ACROSS))
    assert [p.code for p in found] == ["F01"]


@pytest.mark.parametrize("day", ["end", "02-29", "02-30", "13-01", "W01-1", "1-1", "0101", "今天", "-", "12-31 "])
def test_a_reference_day_is_a_day_of_every_year_or_refused(pack: PackWriter, day: str) -> None:
    from jiaodu.core.base.periods import Period, PeriodKind

    forms = FORMS.replace("{end: 12-31}", "{end: '" + day + "'}", 1)
    loading = pack.add(forms=forms, indicators=BASE).attempt()
    if loading.framework is None:
        assert {p.code for p in loading.problems if p.severity == "error"} <= {"P03", "P10"}
        return
    for year in (2018, 2019, 2020, 2100):
        assert loading.framework.forms["schools"].reference_date(Period(PeriodKind.CALENDAR_YEAR, year)).year == year


def test_units_due_by_an_attribute_need_its_column(pack: PackWriter) -> None:
    found = errors(pack, forms=FORMS.replace("  items:", "  due: {each: [stage]}\n  items:", 1), indicators=BASE)
    assert found and all(p.code.startswith("P") and p.place.file == "trial/forms/trial.yaml" for p in found)


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))]),
        "a: &a [*a, *a]",
        "a: &a {b: *a, c: *a}",
        "[" * 5000,
        "{a: " * 5000,
        "- " * 5000,
        "a: " + "'" * 9,
        "? [a]\n: 1\n",
        "<<: {a: 1}\n",
        "a: !!python/object:os.system x\n",
        "%YAML 9.9\n---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "- a\n",
        "text\n",
        "a: \x07\n",
        "\ufeffa: 1\n",
    ],
    ids=lambda text: text[:12].replace("\n", " "),
)  # fmt: skip
def test_odd_files_are_problems_and_end_soon(pack: PackWriter, text: str) -> None:
    begun = time.monotonic()
    found = errors(pack, indicators={}, checks=text)
    assert time.monotonic() - begun < 5
    assert found and all(p.place.file == "trial/checks/trial.yaml" for p in found), found


def test_what_is_no_file_is_a_problem(pack: PackWriter) -> None:
    pack.add(forms=FORMS, indicators=BASE)
    (pack.root / "forms" / "gone.yaml").symlink_to(pack.root / "nowhere")
    (pack.root / "forms" / "folder.yaml").mkdir()
    found = [p for p in pack.attempt().problems if p.severity == "error"]
    assert {(p.code, p.place.file) for p in found} == {
        ("P01", "trial/forms/gone.yaml"),
        ("P01", "trial/forms/folder.yaml"),
    }


@given(st.text(max_size=80) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t~0", max_size=60))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    found = parse_yaml(text, Locator("f.yaml"))
    assert found.problems or found.data is None or isinstance(found.data, (dict, list, str))
    assert all(p.place.file == "f.yaml" for p in found.problems)


PLAIN = st.text(alphabet="abz019_-:./ 中", min_size=1, max_size=8).filter(lambda t: t == t.strip())
TREES = st.recursive(PLAIN, lambda t: st.lists(t, max_size=3) | st.dictionaries(PLAIN, t, max_size=3), max_leaves=8)


@given(st.dictionaries(PLAIN, TREES, min_size=1, max_size=3))
def test_quoted_scalars_come_back_as_written(data: dict[str, Any]) -> None:
    import json

    assert parse_yaml(json.dumps(data, ensure_ascii=False), Locator("f")).data == data


def test_a_tab_is_shown_at_its_line(pack: PackWriter) -> None:
    (found,) = errors(pack, indicators=BASE, checks="a:\n  name:\n    zh: 一\n\tb: 2\n")
    assert (found.code, found.place.line) == ("P01", 4)


def test_faults_of_all_files_come_at_once(pack: PackWriter) -> None:
    """First those of reading, together; formulas are read when every file can be."""
    wrong = {"checks": "\ta: 1\n", "standards": "s: {nam: 1}\n", "sources": "stat: {name: {zh: 二, en: two}}\n"}
    text = made("sum(nobody)", more=ON_SCHOOLS) + made("sum(money)", more=ON_SCHOOLS).replace("x", "y").replace(
        "指标", "指标二"
    )
    assert {p.code for p in errors(pack, indicators=BASE + text, **wrong)} >= {"P01", "P02", "P03"}
    assert {p.code for p in errors(pack, indicators=BASE + text, **dict.fromkeys(wrong, ""))} == {"F01", "F07"}


# --- immutable ------------------------------------------------------------------------------------------------------


def mutable_parts(value: Any, path: str, seen: set[int]) -> list[str]:
    """Paths of plain dicts, lists and sets inside a framework."""
    if id(value) in seen or isinstance(value, (str, int, type(None))):
        return []
    seen.add(id(value))
    if isinstance(value, (list, set, bytearray)):
        return [path]
    if isinstance(value, Mapping):
        own = [path] if isinstance(value, dict) and value.__class__.__setitem__ is dict.__setitem__ else []
        return own + [p for k, v in value.items() for p in mutable_parts(v, f"{path}[{k}]", seen)]
    if isinstance(value, tuple):
        return [p for i, v in enumerate(value) for p in mutable_parts(v, f"{path}[{i}]", seen)]
    if isinstance(value, pydantic.BaseModel):
        return [
            p for name in type(value).model_fields for p in mutable_parts(getattr(value, name), f"{path}.{name}", seen)
        ]
    if dataclasses.is_dataclass(value):
        return [
            p
            for f in dataclasses.fields(value)
            for p in mutable_parts(getattr(value, f.name), f"{path}.{f.name}", seen)
        ]
    return []


def test_nothing_inside_a_framework_can_be_changed(pack: PackWriter) -> None:
    framework = pack.add(forms=FORMS, indicators=BASE).load()
    assert mutable_parts(framework, "framework", set()) == []


def test_a_file_that_changes_is_read_anew(pack: PackWriter) -> None:
    """What files and formulas make is kept within a process, by their content: never beyond it."""
    first = pack.add(forms=FORMS, indicators=BASE).load()
    again = pack.load()
    assert again.hash == first.hash and again.indicators["p"].spec is first.indicators["p"].spec
    changed = pack.add(indicators=BASE.replace("formula: sum(pupils), unit: 人, levels: [school, county]", "formula: sum(2 * pupils), unit: 人, levels: [school, county]")).load()  # fmt: skip
    assert changed.hash != first.hash
    assert changed.indicators["p"].formula != first.indicators["p"].formula
    assert changed.indicators["c"].formula == first.indicators["c"].formula


def test_a_wrong_formula_is_found_at_its_own_line_each_time(pack: PackWriter) -> None:
    wrong = "a: {name: {zh: 甲甲, en: a}, table: schools, formula: pupils, unit: 人, levels: [school]}\n"
    for lead in ("", "\n\n"):
        (found,) = errors(pack, indicators=lead + BASE + wrong)
        assert (found.code, found.place.line) == ("F18", 7 + len(lead))


def test_loading_leaves_the_collector_as_it_was(pack: PackWriter) -> None:
    pack.add(forms=FORMS, indicators=BASE)
    for running in (True, False):
        try:
            gc.enable() if running else gc.disable()
            pack.load()
            assert gc.isenabled() is running
        finally:
            gc.enable()
