"""Figures: the words that stand for a value, its limit, margin or growth, each with a stable id.

Floor: reports. In: an `Evaluated` and a unit. Out: `Figure`s, what was used of each indicator, for the annex, and a
problem for every figure without a number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.core.base.organisations import LEVEL_NAMES, Organisation
from jiaodu.core.base.periods import shift_ordinal
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import Addresses, Evaluated, Outcome, Verdict, open_values
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.framework.model import Indicator
from jiaodu.core.framework.references import ABOVE_PARTS, CHANGE_PARTS, OVER_PARTS, STANDARD_PARTS, compared_id
from jiaodu.core.indicators import Status, Value, Values
from jiaodu.core.lineage.why import print_exact
from jiaodu.reports.comparing import LIMIT_NAMES, name_above, print_change, print_over, print_rate
from jiaodu.reports.document import Figure
from jiaodu.reports.missing import (
    COMPARED_WORDS,
    NO_DATA,
    NO_LIMIT,
    NOT_APPLICABLE,
    NOT_OVER,
    NOT_REPORTED,
    UNDECIDED,
)
from jiaodu.reports.numbers import print_day, print_growth, print_limit, print_margin, print_value, typeset
from jiaodu.reports.sources import why_missing

MAX_ID = 40
Cell = tuple[str, ...]
# parts that read another indicator, made from the asked one when the framework was loaded
_COMPARED = {"previous": "previous", "change": "change", "change_rate": "growth"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands behind a number: an indicator in a cell, of a unit, some years after the report's."""

    indicator: str
    cell: Cell
    org: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure says: the subjects behind it (the first is its line of the annex), its text and number, or why there
    is none, and the standard that it is about."""

    subjects: tuple[Subject, ...]
    text: str | None
    exact: Fraction | None = None
    why: tuple[Text, Text] | None = None
    standard: str = ""


class Figures:
    """Makes the figures of one report and remembers what the annex must say."""

    def __init__(self, evaluated: Evaluated, org: str, language: Language) -> None:
        self.evaluated, self.org, self.language = evaluated, org, language
        self.evaluation, self.framework = evaluated.evaluation, evaluated.values.framework
        self.addresses = Addresses(evaluated.values.results.facts)
        self.made: dict[Subject, list[str]] = {}
        self.stood: dict[str, tuple[Verdict, list[str]]] = {}
        self.problems: list[Problem] = []
        # the line of the template that is being written
        self.place = Place()
        self._uses: dict[str, int] = {}
        self._ids: set[str] = set()
        self._other: dict[tuple[str, int], Values] = {}
        # asked often, by sentence, table and annex; made of all that they read each time
        self._values: dict[Subject, Value] = {}
        self._cells: dict[str, Sequence[Cell]] = {}

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the report."""
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        """A bilingual text in the language of the report, with the punctuation of print."""
        return typeset(text.zh) if self.language == "zh" else text.en

    @property
    def unit(self) -> Organisation | None:
        """The report's unit at the end of the evaluated year."""
        return self.evaluated.values.results.tree.last_known(self.org, last_day(self.evaluation.run.year))

    @property
    def level(self) -> str:
        """Its level."""
        return self.unit.level if self.unit else ""

    # --- what is asked of the evaluation ------------------------------------------------------------------------

    def cells(self, indicator: Indicator) -> Sequence[Cell]:
        """The breakdown cells in which an indicator has values or is judged; one empty cell without a breakdown.

        Cells that do not apply to the unit are left out, unless none does: a county asks nothing of its kindergartens'
        coefficients of variation.
        """
        if not indicator.by:
            return [()]
        if indicator.id not in self._cells:
            self._cells[indicator.id] = self._applying(indicator)
        return self._cells[indicator.id]

    def _applying(self, indicator: Indicator) -> Sequence[Cell]:
        values = list(self.evaluated.values.all_cells(indicator.id, self.org, self.ordinal(indicator)))
        self._values.update({Subject(v.indicator, v.cell, v.org): v for v in values})
        judged = [v.cell for v in self._judged(indicator.id) if v.outcome is not Outcome.NOT_APPLICABLE]
        applying = [v.cell for v in values if v.status is not Status.NOT_APPLICABLE]
        return list(dict.fromkeys([*applying, *judged] or [v.cell for v in values]))

    def value(self, indicator: Indicator, cell: Cell = ()) -> Value:
        """The value of an indicator of the unit in the evaluated year."""
        return self.value_of(Subject(indicator.id, cell, self.org))

    def value_of(self, subject: Subject) -> Value:
        """The value behind a number, of any unit and year."""
        if subject not in self._values:
            indicator = self.framework.indicators[subject.indicator]
            ordinal = shift_ordinal(indicator.period_kind, self.ordinal(indicator), subject.shift)
            found = self.values_of(subject).value(subject.indicator, subject.org, ordinal, subject.cell)
            self._values[subject] = found
        return self._values[subject]

    def values_of(self, subject: Subject) -> Values:
        """The values of the year of a subject; those of another year are made when they are asked for."""
        if not subject.shift:
            return self.evaluated.values
        key = (subject.indicator, subject.shift)
        if key not in self._other:
            facts, year = self.evaluated.values.results.facts, self.evaluation.run.year + subject.shift
            self._other[key], _ = open_values(self.framework, facts, year, [subject.indicator])
        return self._other[key]

    def above(self, level: str, indicator: Indicator) -> str | None:
        """The unit above at a level, on the reference date of an indicator; None at or above that level."""
        results = self.evaluated.values.results
        view = results.tree.at(results.reference_date(indicator, self.ordinal(indicator)))
        found = view.ancestors.get(self.org, {}).get(level)
        return None if found == self.org else found

    def ordinal(self, indicator: Indicator) -> int:
        """The period of an indicator in the evaluated year."""
        return self.evaluated.values.results.periods[indicator.period_kind][-1]

    def _judged(self, indicator_id: str) -> list[Verdict]:
        standards = self.framework.standards
        mine = (v for v in self.evaluation.verdicts if v.org == self.org)
        return [v for v in mine if standards[v.standard].spec.indicator == indicator_id]

    def verdicts(self, indicator_id: str, cell: Cell = ()) -> list[Verdict]:
        """The verdicts on a value, those of standards in force first."""
        return sorted((v for v in self._judged(indicator_id) if v.cell == cell), key=lambda v: v.limit is None)

    def in_force(self, indicator_id: str, cell: Cell = ()) -> list[Verdict]:
        """The verdicts of standards that are in force."""
        return [v for v in self.verdicts(indicator_id, cell) if v.limit is not None]

    def growing(self, verdict: Verdict) -> bool:
        """Whether a verdict compares with the period before."""
        return self.framework.standards[verdict.standard].spec.kind == "growth"

    def name(self, indicator: Indicator, cell: Cell = ()) -> str:
        """The name of an indicator, with the words of its breakdown."""
        name, words = self.text(indicator.name), self.evaluated.values.results.cell_name(indicator, cell)
        if not cell:
            return name
        return f"{name}（{words.zh}）" if self.language == "zh" else f"{name} ({words.en})"

    def cell_name(self, id_: str, cell: Cell) -> Text:
        """The words of a breakdown cell."""
        return self.evaluated.values.results.cell_name(self.framework.indicators[id_], cell)

    def printed(self, value: Value, indicator: Indicator) -> str | None:
        """A value as it stands in a sentence: a word where its number stands for one (是, 合格)."""
        label = self.framework.label_of(indicator, value.exact)
        return self.text(label) if label else print_value(value, indicator, self.language)

    def org_name(self, org: str) -> Text:
        """The name of a unit."""
        tree = self.evaluated.values.results.tree
        return Text(tree.name(org), tree.name(org, "en"))

    # --- figures ------------------------------------------------------------------------------------------------

    def figure(
        self, id_: str, part: str = "value", cell: Cell = (), verdict: Verdict | None = None, shift: int = 0
    ) -> Figure:
        """A figure: a value, or of a verdict (the first in force by default) the limit, margin or growth; or how the
        value stands to the period before or to the unit above. A verdict on another unit makes it that unit's."""
        indicator = self.framework.indicators[id_]
        said = self._say(indicator, cell, part, verdict, shift)
        unit = (f"u{verdict.org}",) if verdict and verdict.org != self.org else ()
        return self._figure(indicator, said, part, self.id_for("_".join((id_, *cell, *unit)), part, shift))

    def figure_of(self, subject: Subject) -> Figure:
        """A figure: the value of any unit and year."""
        indicator = self.framework.indicators[subject.indicator]
        said = Said((subject,), *self._own(indicator, self.value_of(subject), "value"))
        unit = (f"u{subject.org}",) if subject.org != self.org else ()
        stem = "_".join((subject.indicator, *subject.cell, *unit))
        return self._figure(indicator, said, "value", self.id_for(stem, "value", subject.shift))

    def keep(self, values: Values, indicator: str, shift: int) -> None:
        """Values of another year that were made already."""
        self._other.setdefault((indicator, shift), values)

    def _figure(self, indicator: Indicator, said: Said, part: str, made: str) -> Figure:
        for subject in said.subjects:
            self.made.setdefault(subject, []).append(made)
        text = self._none(said, part) if said.text is None else said.text
        key = self.key(said.subjects[0])
        exact = "" if said.text is None or said.exact is None else str(said.exact)
        name = indicator.name.in_(self.language)
        return Figure(made, text, name, key, said.text is None, part, exact, said.standard)

    def standing(self, verdict: Verdict, part: str) -> Figure:
        """What a verdict on units or members counts, or how many it asks for; its line of the annex is the standard's."""
        other = f"_u{verdict.org}" if verdict.org != self.org else ""
        made = self.id_for("_".join((f"standard_{verdict.standard}{other}", *verdict.cell)), part)
        key = "--".join(("standard", verdict.standard, *verdict.cell, *([f"u{verdict.org}"] if other else [])))
        self.stood.setdefault(key, (verdict, []))[1].append(made)
        exact = verdict.compared if part == "compared" else Fraction(verdict.limit or 0)
        name = self.framework.standards[verdict.standard].name.in_(self.language)
        text = "—" if exact is None else print_exact(exact) + (verdict.unit if self.language == "zh" else "")
        number = "" if exact is None else str(exact)
        return Figure(made, text, name, key, exact is None, part, number, verdict.standard)

    def _none(self, said: Said, part: str) -> str:
        """What is printed instead of a number; a problem says the same, at the line of the template that asked."""
        subject = said.subjects[0]
        word, why = said.why or self._missing(subject, part)
        indicator = self.framework.indicators[subject.indicator]
        name, cell = indicator.name, self.evaluated.values.results.cell_name(indicator, subject.cell)
        named = Text(f"{name.zh}({cell.zh})", f"{name.en} ({cell.en})") if subject.cell else name
        if word is NOT_APPLICABLE:  # nothing is lacking
            return self.t(f"〔{word.zh}〕", f"[{word.en}]")
        data = {"unit": self.org, "indicator": subject.indicator, "part": part}
        self.problems.append(problem("R12", self.place, name=named, reason=why, **data))
        if word == why:
            return self.t(f"〔{word.zh}〕", f"[{word.en}]")
        return self.t(f"〔{word.zh}：{typeset(why.zh)}〕", f"[{word.en}: {why.en}]")

    def key(self, subject: Subject) -> str:
        """The key of an annex entry."""
        tail = [f"u{subject.org}"] if subject.org != self.org else []
        if subject.shift:
            tail.append(f"y{self.evaluation.run.year + subject.shift}")
        return "--".join((subject.indicator, *subject.cell, *tail))

    def id_for(self, stem: str, part: str, shift: int = 0) -> str:
        """Stable: the same report makes the same ids. Letters that a bookmark cannot carry are hashed away."""
        if shift:
            stem = f"{stem}_y{self.evaluation.run.year + shift}"
        stem = stem if part == "value" else f"{stem}_{part}"
        self._uses[stem] = self._uses.get(stem, 0) + 1
        tail = "" if self._uses[stem] == 1 else f"__{self._uses[stem]}"
        room = MAX_ID - len("jd_f_") - len(tail)
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem)
        if len(plain) > room or plain != stem:
            plain = f"{plain[: room - 9]}_{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
        made = f"jd_f_{plain}{tail}"
        if made in self._ids:  # another indicator may be called just that
            return self.id_for(stem, "value")
        self._ids.add(made)
        return made

    # --- what each part says ------------------------------------------------------------------------------------

    def _say(self, indicator: Indicator, cell: Cell, part: str, verdict: Verdict | None, shift: int) -> Said:
        if part in CHANGE_PARTS:
            compared = Subject(compared_id(indicator.id, _COMPARED[part]), cell, self.org)
            value = self.value_of(compared)
            return Said((compared,), self._changed(indicator, value, part), value.exact)
        if part in ABOVE_PARTS or part in OVER_PARTS:
            return self._beside(indicator, cell, part)
        subject = Subject(indicator.id, cell, verdict.org if verdict else self.org, shift)
        value = self.value_of(subject)
        if part in STANDARD_PARTS:
            return self._standard(subject, value, part, verdict)
        return Said((subject,), *self._own(indicator, value, part))

    def _own(self, indicator: Indicator, value: Value, part: str) -> tuple[str | None, Fraction | None]:
        if part == "value":
            return self.printed(value, indicator), value.exact
        if part == "period":
            return self.t(value.period.zh, str(value.period)), None
        if part == "as_of":
            return print_day(value.as_of, self.language), None
        number = value.numerator if part == "numerator" else value.denominator
        return None if number is None else print_exact(number), number

    def _standard(self, subject: Subject, value: Value, part: str, verdict: Verdict | None) -> Said:
        """What a verdict says: the one given, else the first in force (with a growth, for that)."""
        indicator = self.framework.indicators[subject.indicator]
        found = [verdict] if verdict else self.in_force(indicator.id, value.cell)
        asked = next((v for v in found if part != "growth" or v.growth is not None), None)
        text, exact = (None, None) if asked is None else self._asked(indicator, value, part, asked)
        return Said((subject,), text, exact, standard=asked.standard if asked else "")

    def _asked(
        self, indicator: Indicator, value: Value, part: str, verdict: Verdict
    ) -> tuple[str | None, Fraction | None]:
        if part == "growth":
            return (None if verdict.growth is None else print_growth(verdict.growth, self.language)), verdict.growth
        if verdict.limit is None:
            return None, None
        limit = Fraction(verdict.limit)
        if part == "limit":
            label = self.framework.label_of(indicator, verdict.limit)
            return self.text(label) if label else print_limit(verdict.limit, indicator, self.language), limit
        if part == "margin":
            return print_margin(verdict, indicator, value.hedge, self.language), verdict.margin
        if verdict.compared is None or self.growing(verdict):
            return None, None
        difference = verdict.compared - limit
        name = LIMIT_NAMES[verdict.basis]
        return print_over(difference, value.hedge, indicator, name, self.language), difference

    def _changed(self, indicator: Indicator, value: Value, part: str) -> str | None:
        if part == "previous":
            return print_value(value, indicator, self.language)
        return (
            print_rate(value, self.language) if part == "change_rate" else print_change(value, indicator, self.language)
        )

    def _beside(self, indicator: Indicator, cell: Cell, part: str) -> Said:
        """The number of the unit above, or how the own one stands to it; both stand in the annex."""
        level = part.removeprefix("over_")
        own, org = Subject(indicator.id, cell, self.org), self.above(level, indicator)
        if org is None:
            name = LEVEL_NAMES[level]
            return Said(
                (own,), None, None, (COMPARED_WORDS[part], Text(f"没有上级“{name.zh}”", f"there is no {name.en} above"))
            )
        other = Subject(indicator.id, cell, org)
        value, mine = self.value_of(other), self.value_of(own)
        if part == level:
            return Said((other,), print_value(value, indicator, self.language), value.exact)
        if mine.exact is None or value.exact is None:
            return Said((own, other) if mine.exact is None else (other, own), None)
        if value.hedge is not None:
            return Said((other, own), None, None, (COMPARED_WORDS[part], UNDECIDED))
        name = name_above(self.org_name(org), indicator)
        difference = mine.exact - value.exact
        text = print_over(difference, mine.hedge, indicator, name, self.language)
        return Said((other, own), text, difference, (COMPARED_WORDS[part], UNDECIDED))

    # --- where there is no number -------------------------------------------------------------------------------

    def _missing(self, subject: Subject, part: str) -> tuple[Text, Text]:
        """A word and a reason where there is no number, never a digit of one: 未报 where nobody reported it."""
        value = self.value_of(subject)
        if value.status is Status.NOT_APPLICABLE and part == "value":
            return NOT_APPLICABLE, NOT_APPLICABLE
        if part == "limit" or (part in ("margin", "over") and value.exact is not None):
            if part == "over" and self.in_force(value.indicator, value.cell):
                return NOT_OVER, UNDECIDED
            reasons = [v.reason for v in self.verdicts(value.indicator, value.cell) if v.reason]
            return NO_LIMIT, reasons[0] if reasons else Text("没有规定", "none is set")
        if value.exact is not None:
            before = Text("上年不可比", "no comparable year before")
            return NO_DATA, before if part == "growth" else Text("不是比值", "not a ratio")
        why = why_missing(self.values_of(subject), value)
        if part in COMPARED_WORDS:
            return COMPARED_WORDS[part], why
        return NOT_REPORTED if value.status is Status.NOT_ASSESSABLE else NO_DATA, why
