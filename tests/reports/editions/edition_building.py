"""A small pack of invented schools and a store, in which each kind of change can be made alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.intake import read_sources
from jiaodu.reports import Document, compose_report, write_docx, write_html
from jiaodu.reports.editions import Edition, keep_edition, record_edition

PACK = {
    "pack.yaml": """
id: trial
title: {zh: 试验, en: trial}
issuer: {zh: 无, en: none}
description: {zh: 试验, en: trial}
editions: {"1": {title: {zh: 一, en: one}}}
""",
    "sources/s.yaml": "stat: {name: {zh: 统计, en: statistics}}",
    "documents/d.yaml": """
act:
  title: {zh: 试验条例, en: trial act}
  issuer: {zh: 无, en: none}
  number: 试〔2020〕1号
  articles:
    "3": {quote: 生师比不超过二十比一}
""",
    "forms/f.yaml": """
organisations:
  name: {zh: 机构名录, en: register}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  register: true
  items:
    name: {name: {zh: 机构名称, en: name}, type: text}
    name_en: {name: {zh: 英文名称, en: English name}, type: text}
    level: {name: {zh: 层级, en: level}, type: text}
    parent: {name: {zh: 上级代码, en: parent code}, type: text}
    valid_from: {name: {zh: 生效日期, en: valid from}, type: date}
    closed: {name: {zh: 撤销日期, en: closed on}, type: date}
    successor: {name: {zh: 承继机构代码, en: successor code}, type: text}
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人, minimum: 0}
    boarders: {name: {zh: 寄宿生数, en: boarders}, type: count, unit: 人, minimum: 0}
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人, minimum: 0}
    graduates: {name: {zh: 本科以上教师数, en: teachers with a degree}, type: count, unit: 人, minimum: 0}
""",
    "indicators/i.yaml": """
ratio: {name: {zh: 生师比, en: pupils a teacher}, table: schools, formula: sum(pupils) / sum(teachers), unit: 人/人, levels: [school, county], round: {digits: 2}}
degree: {name: {zh: 本科以上教师比例, en: share with a degree}, table: schools, formula: sum(graduates) / sum(teachers), unit: percent, levels: [school, county]}
pupils: {name: {zh: 在校生, en: pupils}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county]}
boarding: {name: {zh: 寄宿生, en: boarders}, table: schools, formula: sum(boarders), unit: 人, levels: [school, county]}
""",
    "standards/s.yaml": """
ratio_limit:
  name: {zh: 生师比上限, en: limit of pupils a teacher}
  indicator: ratio
  levels: [county]
  basis: legal
  entries: [{from: 2015-01-01, op: "<=", value: 20, document: act, article: "3"}]
""",
    "report/1.yaml": """
title: {zh: 甲县报告, en: report of the county}
limit_characters: 5000
sections:
  - title: {zh: 情况, en: state}
    blocks:
      - text: {zh: "在校生[[pupils]]，生师比[[ratio]]，标准为[[ratio|limit]]，差距[[ratio|margin]]。", en: "[[pupils]], [[ratio]], limit [[ratio|limit]], margin [[ratio|margin]]."}
      - text: {zh: "本科以上教师占[[degree]]，寄宿生[[boarding]]。", en: "[[degree]], [[boarding]]."}
      - table: [ratio, degree]
""",
}
REGISTER = """机构代码,机构名称,英文名称,层级,上级代码,生效日期
C1,甲县(虚构),County One,county,,
C2,乙县(虚构),County Two,county,,
A,第一小学(虚构),School A,school,C1,
B,第二小学(虚构),School B,school,C1,
D,第三小学(虚构),School D,school,C2,
"""
ROWS = {"A": (300, 40, 20, 15), "B": (450, 0, 25, 20), "D": (100, 10, 10, 5)}
YEAR = 2023


class Building:
    """A pack folder and a store, and what is done with them in turn."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "store"
        self.packs, self.loads, self.pack = folder / "packs", 0, "trial"
        for name, text in PACK.items():
            path = self.packs / "trial" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def framework(self) -> Framework:
        return load_framework(self.pack, [self.packs])

    def change_pack(self, name: str, old: str, new: str) -> None:
        path = self.packs / self.pack / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def load(
        self,
        register: str = "",
        rows: Mapping[str, tuple[int | None, ...]] | None = None,
        year: int = YEAR,
        extra: Path | None = None,
    ) -> str:
        """Load a register and rows of a year; the name of the new snapshot."""
        self.loads += 1
        incoming = self.folder / f"in{self.loads}"
        incoming.mkdir()
        if register:
            (incoming / "organisations.csv").write_text(register, encoding="utf-8")
        if rows:
            lines = ["机构代码,年度,学生数,寄宿生数,教师数,本科以上教师数"]
            lines += [
                ",".join(map(str, (org, year, *("" if n is None else n for n in row)))) for org, row in rows.items()
            ]
            (incoming / "schools.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        store = Store(self.store)
        intake = read_sources([incoming, *([extra] if extra else [])], self.framework(), store.head().tree())
        assert not [p for p in intake.problems if p.severity == "error"], intake.problems
        return store.commit(intake.staged, intake.registers, packs=["trial@1"], by="test").name

    def document(
        self, org: str = "C1", snapshot: str | None = None, language: str = "zh", year: int = YEAR
    ) -> Document:
        evaluated = evaluate(self.framework(), open_snapshot(self.store, snapshot), year, orgs=[org])
        return compose_report(evaluated, org, language)  # type: ignore[arg-type]

    def edition(self, org: str = "C1", snapshot: str | None = None, language: str = "zh", year: int = YEAR) -> Edition:
        """Write the record of a report."""
        edition = record_edition(self.document(org, snapshot, language, year))
        keep_edition(self.store, edition, self.framework())
        return edition

    def write(self, document: Document, name: str) -> tuple[Path, Path]:
        """A report's page and Word file."""
        page, file = self.folder / f"{name}.html", self.folder / f"{name}.docx"
        write_html(document, page)
        write_docx(document, file)
        return page, file
