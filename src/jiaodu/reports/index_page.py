"""The index of a run that wrote many reports: a page that leads to each, and says which are not there and why.

Floor: reports. In: what became of each unit. Out: an HTML file without scripts and without anything from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from jiaodu.core.base.problems import SEVERITIES
from jiaodu.core.base.text import Language
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation import OUTCOME_NAMES, Evaluation, Outcome
from jiaodu.reports.batch import Written

HERE = Path(__file__).parent
NAME = "index.html"
MOST_SHOWN = 3  # problems of a unit; the run itself lists all
SHOWN = (Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)


def write_index(evaluation: Evaluation, written: Sequence[Written], folder: Path, language: Language) -> Path:
    """Write the page beside the reports. Raises JiaoduError (C04)."""
    text = render_index(evaluation, written, folder, language)
    return write_atomically(Path(folder) / NAME, lambda draft: _write(draft, text))


def _write(draft: Path, text: str) -> None:
    draft.write_text(text, encoding="utf-8")


def render_index(evaluation: Evaluation, written: Sequence[Written], folder: Path, language: Language) -> str:
    """The page as text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string((HERE / "index.jinja").read_text(encoding="utf-8"))
    return page.render(
        run=evaluation.run,
        rows=[_row(evaluation, report, Path(folder), language) for report in written],
        done=sum(bool(report.edition) for report in written),
        outcomes=[(o.value, OUTCOME_NAMES[o].in_(language)) for o in SHOWN],
        language=language,
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        t=lambda zh, en: zh if language == "zh" else en,
    )


def _row(evaluation: Evaluation, report: Written, folder: Path, language: Language) -> dict[str, object]:
    """Verdicts are counted without proxies, which are not findings under the law."""
    grave = sorted((p for p in report.problems if p.severity != "note"), key=lambda p: SEVERITIES.index(p.severity))
    judged = [v.outcome for v in evaluation.verdicts if v.org == report.org and v.basis != "proxy"]
    return {
        "report": report,
        "links": [(kind.upper(), path.relative_to(folder).as_posix()) for kind, path in report.files.items()],
        "counts": [judged.count(outcome) for outcome in SHOWN],
        "problems": [(p.code, p.what(language)) for p in grave[:MOST_SHOWN]],
        "more": max(0, len(grave) - MOST_SHOWN),
    }
