"""The pages that open an archive: an index in Chinese and in English, and a plain text for whoever has no browser.

Floor: reports. In: an `Edition`, its evaluation and the members. Out: pages without scripts and without anything from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import OUTCOME_NAMES, Evaluated, Outcome
from jiaodu.reports.editions.archive.tables import decimal_of, figure_rows, law_rows, value_rows
from jiaodu.reports.editions.archive.zipping import Member
from jiaodu.reports.editions.printed import PART_NAMES
from jiaodu.reports.editions.record import Edition

HERE = Path(__file__).parent
PAGES: tuple[tuple[str, Language], ...] = (("index.html", "zh"), ("index.en.html", "en"))


def archive_pages(
    edition: Edition,
    evaluated: Evaluated,
    members: Sequence[Member],
    given: Mapping[str, str],
    problems: Sequence[Problem],
) -> Iterator[tuple[str, str]]:
    """The two index pages."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string((HERE / "index.jinja").read_text(encoding="utf-8"))
    style = Markup((HERE.parents[1] / "page.css").read_text(encoding="utf-8"))
    named = {m.name for m in members}
    for name, language in PAGES:
        zh = language == "zh"
        yield (
            name,
            page.render(
                e=edition, zh=zh, style=style, t=lambda a, b, zh=zh: a if zh else b, members=members, given=given, has_originals=any(m.name.startswith("originals/") for m in members),
                part=lambda name, zh=zh: (PART_NAMES[name].in_("zh" if zh else "en") if name in PART_NAMES else name),
                other=next(n for n, _ in PAGES if n != name), figures=list(figure_rows(edition)),
                values=list(value_rows(edition, evaluated)), laws=list(law_rows(edition, evaluated)),
                verdicts=_verdicts(edition, evaluated, language), reports=[n for n in REPORTS if n in named],
                example=example(edition, language), left_out=[p.what(language) for p in problems],
            ),
        )  # fmt: skip


REPORTS = ("report/report.html", "report/report.docx", "report/report.pdf")


def _verdicts(edition: Edition, evaluated: Evaluated, language: Language) -> dict[str, list[tuple[str, str, str]]]:
    """The verdicts on each value: standard, outcome in words, outcome."""
    standards = evaluated.values.framework.standards
    found: dict[str, list[tuple[str, str, str]]] = {}
    for value in edition.values:
        for verdict in value.judged():
            name = standards[verdict.standard].name.in_(language) if verdict.standard in standards else verdict.standard
            word = verdict.name if verdict.basis == "proxy" else OUTCOME_NAMES[Outcome(verdict.outcome)]
            found.setdefault(value.key, []).append((name, word.in_(language), verdict.outcome.value))
    return found


def example(edition: Edition, language: Language) -> str:
    """One ratio written out, as a pattern for all others; '' where the report has none."""
    for value in edition.values:
        data = value.data
        if (
            data
            and value.exact is not None
            and data["numerator"]
            and data["denominator"]
            and "/" not in data["numerator"]
        ):
            if data["denominator"] in ("0", "1"):
                continue
            sign = "÷"
            name = value.name
            said = f"{data['numerator']} {sign} {data['denominator']}"
            exact = decimal_of(value.exact)
            if language == "zh":
                return f"{name}：{said}，换成所用的单位为 {exact}，印作 {value.text}"
            return f"{name}: {said}, in its unit {exact}, printed {value.text}"
    return ""


def readme(edition: Edition) -> str:
    """The plain text, in both languages."""
    text = (HERE / "readme.txt").read_text(encoding="utf-8")
    return text.format(title=edition.title, org=edition.org, name=edition.org_name, year=edition.year, id=edition.id)
