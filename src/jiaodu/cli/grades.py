"""Grades that people read in a terminal: one unit part by part with its four columns, many units side by side.

Floor: cli. In: an `Evaluated`. Out: tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jiaodu.cli.output import Output
from jiaodu.core.evaluation import Evaluated, Outcome
from jiaodu.core.evaluation.grading import COLUMN_NAMES, Graded, GradeState
from jiaodu.core.evaluation.grading.model import COLUMNS, PartResult, Struck
from jiaodu.core.evaluation.grading.wording import part_name, print_points, print_range, say_grade, say_mark
from jiaodu.core.framework.model import Framework

_MARKS = {
    GradeState.GRADED: "[bold green]{}[/]",
    GradeState.PROVISIONAL: "[yellow]{}[/]",
    GradeState.NOT_ASSESSABLE: "[yellow]{}[/]",
    GradeState.VETOED: "[bold red]{}[/]",
    GradeState.NO_GRADE: "[bold red]{}[/]",
}
_STRIKES = {
    Outcome.MET: "[bold red]✘ {}[/]",
    Outcome.NOT_MET: "[green]✔ {}[/]",
    Outcome.NOT_ASSESSABLE: "[yellow]? {}[/]",
}


def show_grades(out: Output, evaluated: Evaluated) -> None:
    """One unit: each scheme in full. Many: a line for each unit and scheme."""
    grades = evaluated.evaluation.grades
    if not grades:
        return
    if len(evaluated.evaluation.run.orgs) == 1:
        for graded in grades:
            _Scheme(out, evaluated, graded).show()
        return
    out.heading("等次", "grades")
    headings = [
        ("单位", "unit"),
        ("方案", "scheme"),
        ("总分", "total"),
        ("等次", "grade"),
        ("否决、降等、封顶", "strikes"),
    ]
    out.table(headings, [_line(out, evaluated, g) for g in grades], numbers=(2,))


def grade_cell(out: Output, framework: Framework, graded: Graded) -> str:
    """The grade in words, marked by its state."""
    text = out.text(say_grade(framework.gradings[graded.scheme].spec, graded))
    flag = out.t("〔未核实〕", " [unverified]") if graded.unverified else ""
    return _MARKS.get(graded.state, "{}").format((text + flag).replace("[", "\\["))


def _line(out: Output, evaluated: Evaluated, graded: Graded) -> Sequence[str]:
    framework = evaluated.values.framework
    struck = [s for s in graded.struck if s.outcome is not Outcome.NOT_MET]
    said = "; ".join(f"{out.text(s.name)}: {out.text(s.effect)}" for s in struck)
    return [
        evaluated.evaluation.name(graded.org, out.language),
        out.text(framework.gradings[graded.scheme].name),
        print_range(graded.total),
        grade_cell(out, framework, graded),
        said or "—",
    ]


class _Scheme:
    """One scheme of one unit."""

    def __init__(self, out: Output, evaluated: Evaluated, graded: Graded) -> None:
        self.out, self.graded = out, graded
        self.framework = evaluated.values.framework
        self.spec = self.framework.gradings[graded.scheme].spec
        self.columns = [c for c in COLUMNS if any(c in p.scores for p in graded.parts)]

    def show(self) -> None:
        """Print grade, parts, counts, strikes and notes."""
        out, graded = self.out, self.graded
        out.heading(f"等次:{self.spec.name.zh}", f"grade: {self.spec.name.en}")
        out.table([("等次", "grade"), ("总分", "total"), ("满分", "of")], [self._head()], numbers=(1, 2))
        if graded.marks:
            out.line(f"各档项数:{self._counts()}", f"parts by mark: {self._counts()}")
        shown = [p for p in graded.parts if not self._plain(p)]
        if shown:
            self._parts(shown)
        if graded.struck:
            headings = [("否决、降等、封顶", "strikes"), ("结果", "result"), ("依据", "found")]
            out.table(headings, [self._struck(s) for s in graded.struck])
        for note in graded.notes:
            out.line(note.zh, note.en)

    def _head(self) -> Sequence[str]:
        graded = self.graded
        full = "—" if graded.full is None or not graded.full else print_points(graded.full)
        return [grade_cell(self.out, self.framework, graded), print_range(graded.total), full]

    def _counts(self) -> str:
        said = []
        for mark, (sure, possible) in self.graded.marks.items():
            name = self.out.text(self.spec.marks[mark])
            said.append(f"{name} {sure}" if sure == possible else f"{name} {sure}–{possible}")
        return ", ".join(said)

    def _plain(self, part: PartResult) -> bool:
        """A part that has the best mark, decided, and no points: counted above, not listed."""
        return not part.full and not part.scores and part.mark is not None and part.mark.worst == 0

    def _parts(self, shown: Sequence[PartResult]) -> None:
        columns = [(COLUMN_NAMES[c].zh, COLUMN_NAMES[c].en) for c in self.columns]
        headings = [("评分项", "part"), *columns, ("计分", "points"), ("满分", "of"), ("说明", "said")]
        rows = [self._part(p) for p in shown]
        rows += self._sums()
        self.out.table(headings, rows, numbers=range(1, len(columns) + 3))

    def _part(self, part: PartResult) -> Sequence[str]:
        given = [print_points(part.scores[c].score) if c in part.scores else "—" for c in self.columns]
        full = "—" if not part.full else print_points(part.full)
        said = [self.out.text(t) for t in (say_mark(self.spec, part.mark), part.reason) if t is not None]
        for score in part.scores.values():
            words = " ".join(w for w in (score.given_by, score.reason) if w)
            if words:
                said.append(f"{self.out.text(COLUMN_NAMES[score.column])}: {words}")
        name = self.out.text(part_name(self.framework, self.spec, part.part))
        points = "—" if not part.full and part.points is None else print_range(part.points)
        return [name, *given, points, full, "; ".join(said)]

    def _sums(self) -> list[Sequence[str]]:
        """The total of each column, and how far it is from the self-score."""
        if not self.columns:
            return []
        totals, differences = self.graded.totals, self.graded.differences
        row = [print_points(totals[c]) if c in totals else "—" for c in self.columns]
        apart = [_signed(differences[c]) if c in differences else "" for c in self.columns]
        found: list[Sequence[str]] = [[self.out.t("合计", "total"), *row, "", "", ""]]
        if any(apart):
            found.append([self.out.t("与自评相差", "from self"), *apart, "", "", ""])
        return found

    def _struck(self, struck: Struck) -> Sequence[str]:
        name = self.out.text(struck.name)
        signals = [s for s in struck.signals if s[1] is struck.outcome] or struck.signals
        names = [self.out.text(n) for n, _, _ in signals]
        if struck.outcome is not Outcome.NOT_MET:
            names = [f"{n}({self.out.text(f)})" for n, (_, _, f) in zip(names, signals, strict=True)]
        found = "; ".join(names)
        return [name, _STRIKES[struck.outcome].format(self.out.text(struck.effect)), found]


def _signed(number: Fraction) -> str:
    return ("+" if number > 0 else "−" if number < 0 else "±") + print_points(abs(number))
