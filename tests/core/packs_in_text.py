"""Packs written for one test: a small register, a source and a document are there; a test adds what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, Staged, stage_rows
from jiaodu.core.framework import Form, Framework, Loading, load_framework, try_framework

PACK = """\
id: trial
title: {zh: 试验, en: trial}
issuer: {zh: 无, en: none}
description: {zh: 试验, en: trial}
editions:
  "1":
    title: {zh: 一, en: one}
"""
SOURCES = """\
stat: {name: {zh: 统计, en: statistics}}
school: {name: {zh: 学校填报, en: school return}}
"""
DOCUMENTS = """\
law:
  title: {zh: 法, en: law}
  issuer: {zh: 无, en: none}
  articles:
    "1": {quote: 一}
    "2": {quote: 二}
"""
REGISTER = """\
organisations:
  name: {zh: 机构名录, en: register}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  register: true
  items:
    stage:
      name: {zh: 学段, en: stage}
      type: code
      codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}
    ownership:
      name: {zh: 办学性质, en: ownership}
      type: code
      codes: {public: {name: {zh: 公办, en: public}}, private: {name: {zh: 民办, en: private}}}
"""
_KINDS = (
    "sources",
    "documents",
    "groupings",
    "forms",
    "indicators",
    "standards",
    "checks",
    "tests",
    "duties",
    "report",
)


class PackWriter:
    """A pack in a folder of its own. Texts are written as they are, mappings as YAML."""

    def __init__(self, folder: Path, id_: str = "trial") -> None:
        self.folder, self.id = folder, id_
        self.root = folder / id_
        self.write("pack.yaml", PACK.replace("id: trial", f"id: {id_}"))
        self.write("sources/sources.yaml", SOURCES if id_ == "trial" else "")
        self.write("documents/documents.yaml", DOCUMENTS if id_ == "trial" else "")
        self.write("forms/organisations.yaml", REGISTER if id_ == "trial" else "")

    def write(self, name: str, content: str | bytes | Mapping[str, Any]) -> Path:
        """Write one file of the pack."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Mapping):
            content = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=1000)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def add(self, **kinds: str | Mapping[str, Any]) -> PackWriter:
        """Write one file for each kind given: forms=…, indicators=…"""
        for kind, content in kinds.items():
            assert kind in _KINDS, kind
            self.write(f"{kind}/{'1' if kind in ('duties', 'report') else 'trial'}.yaml", content)
        return self

    def load(self) -> Framework:
        """The framework, which must be without errors."""
        return load_framework(self.id, [self.folder])

    def attempt(self) -> Loading:
        """The framework as far as it goes, with every problem."""
        return try_framework([self.id], [self.folder])


def origin(file: str = "trial.xlsx", **addresses: str) -> Origin:
    """Where trial rows come from."""
    return Origin(file, "0" * 64, "Sheet1", "rows", addresses)


def staged(form: Form, rows: Iterable[Mapping[str, Any]], source: Origin | None = None) -> Staged:
    """Rows of a form. org, period and source stand for themselves; as_of defaults to the form's first reference date."""
    types = {c.name: c for c in (*form.table.grain, *form.table.items)}
    whole = []
    for number, row in enumerate(rows, 2):
        period = Period(form.spec.period, int(row["period"]))
        defaults = {"as_of": form.reference_date(period), "source": form.spec.sources[0], "_row": number}
        converted = {n: _typed(v, types[n].digits if n in types else 0) for n, v in row.items()}
        whole.append(defaults | converted)
    return stage_rows(form.table, source or origin(), whole)


def _typed(value: Any, digits: int) -> Any:
    if isinstance(value, (float, Decimal)):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits))
    if digits and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value).quantize(Decimal(1).scaleb(-digits))
    return value


def unit(
    code: str, level: str, parent: str = "", day: str = "1900-01-01", closed: str = "", **more: Any
) -> Organisation:
    """An organisation; attributes are given as words."""
    successor = more.pop("successor", "")
    attributes = {name: (v,) if isinstance(v, str) else tuple(v) for name, v in more.items()}
    end = dt.date.fromisoformat(closed) if closed else None
    return Organisation(code, code, level, parent, dt.date.fromisoformat(day), end, attributes, "", successor)


def facts_of(framework: Framework, tree: Sequence[Organisation], **rows: Sequence[Mapping[str, Any]]) -> MemoryFacts:
    """Facts in memory: form=[row, …]."""
    return MemoryFacts([staged(framework.forms[form], found) for form, found in rows.items() if found], tree)
