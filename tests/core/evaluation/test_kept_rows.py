"""Addresses and stated reasons from rows that are kept are those that one query an item gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from packs_in_text import PackWriter, staged, unit

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.evaluation import Addresses, addresses, open_values, reasons
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework, load_framework
from jiaodu.intake import read_sources

EXAMPLES = Path(__file__).parents[3] / "examples"
ORGS, YEARS = ("110000", "nobody"), (2019,)


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("provincial-duty@2020")


@pytest.fixture(scope="module")
def facts(framework: Framework) -> MemoryFacts:
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    return MemoryFacts(intake.staged, [o for register in intake.registers for o in register.organisations])


def test_the_same_cells_as_one_query_an_item(
    framework: Framework, facts: MemoryFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        (form, item, org, year, day)
        for form in framework.forms.values() if form.id != "organisations"
        for item in form.spec.items for org in ORGS for year in YEARS for day in (None, dt.date(year, 12, 31).isoformat())
    ]  # fmt: skip
    kept = Addresses(facts)
    found = [sorted(map(repr, kept.cells(*key))) for key in asked]
    for name in ("MOST_ITEMS", "MOST_ROWS"):
        with monkeypatch.context() as patched:
            patched.setattr(addresses, name, 0)
            patched.setattr(addresses, "_KEPT", WeakKeyDictionary())
            one_by_one = Addresses(facts)
            assert [sorted(map(repr, one_by_one.cells(*key))) for key in asked] == found
    assert sum(map(bool, found)) > 90


GRADES = """
classes:
  name: {zh: 班级, en: classes}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  grain: {stage: {name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}}}
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
"""


def test_cells_of_one_grain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    framework = PackWriter(tmp_path).add(forms=GRADES).load()
    form = framework.forms["classes"]
    rows = [{"org": "s", "period": 2019, "stage": stage, "pupils": n} for stage, n in (("primary", 7), ("junior", 9))]
    facts = MemoryFacts([staged(form, rows)], [unit("s", "school")])
    kept = Addresses(facts)
    for stage, pupils in (("primary", [7]), ("junior", [9]), ("senior", [])):
        found = kept.cells(form, "pupils", "s", 2019, grain={"stage": stage})
        assert [cell.value for cell in found] == pupils
        with monkeypatch.context() as patched:
            patched.setattr(addresses, "MOST_ITEMS", 0)
            patched.setattr(addresses, "_KEPT", WeakKeyDictionary())
            assert Addresses(facts).cells(form, "pupils", "s", 2019, grain={"stage": stage}) == found
    assert len(kept.cells(form, "pupils", "s", 2019)) == 2
    assert len(kept.cells(form, "pupils", "s", 2019, limit=1)) == 1
    assert kept.cells(form, "pupils", "s", 2018) == kept.cells(form, "pupils", "s", 2019, "2019-01-01") == []


def test_an_item_that_the_stored_rows_do_not_have(framework: Framework, facts: MemoryFacts) -> None:
    form = framework.forms["local_budget"]
    known = next(iter(form.spec.items))
    spec = form.spec.model_copy(update={"items": {**form.spec.items, "later": form.spec.items[known]}})
    assert Addresses(facts).cells(replace(form, spec=spec), known, "110000", 2019)


def test_the_same_reasons_as_one_query_an_item(framework: Framework, facts: MemoryFacts) -> None:
    values, _ = open_values(framework, facts, 2019)
    found = 0
    for form in framework.forms.values():
        if facts.table(form.id) is None or form.id == "organisations":
            continue
        for item in form.spec.items:
            query = f"SELECT _missing['{item}'] FROM {facts.source(form.id)} WHERE org = '110000' AND period = 2019"
            stated = [reason for (reason,) in facts.connection().execute(query).fetchall() if reason is not None]
            said = reasons.stated_reason(values, form.id, item, "110000", 2019)
            assert (said and said.value) == (stated[0] if stated else None)
            found += bool(stated)
    assert found > 3
