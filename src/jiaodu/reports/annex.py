"""The annex: for each value that the report shows, everything that stands behind it.

Floor: reports. In: the `Figures` of a report. Out: `Entry`s, the files that they name, and the focuses of the round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import BASIS_NAMES, OP_NAMES, Address, Outcome, Verdict
from jiaodu.core.evaluation.reasons import why_no_value
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value
from jiaodu.core.lineage.why import print_exact
from jiaodu.reports.document import Entry, Ruling, Run, Table
from jiaodu.reports.figures import Figures, Subject
from jiaodu.reports.numbers import print_limit
from jiaodu.reports.sources import Origin, find_origins, items_read

SHOWN_CELLS, SHOWN_NOTES, HASH = 8, 4, 12
# findings about one value; what is only missing is said by the value itself
FOLLOWING = {"V01", "V02", "V04", "V05", "V06", "V09"}
UNVERIFIED = Text("〔未核实〕", " [unverified]")
PROXY = Text("代理口径（不是法定结论）", "proxy (not a finding under the law)")


class Annex:
    """Writes the annex of one report."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.evaluated, self.framework = figures, figures.evaluated, figures.framework
        self.t, self.text = figures.t, figures.text
        self.values = {subject: figures.value_of(subject) for subject in figures.made}
        self.origins = {
            subject: find_origins(figures.values_of(subject), figures.addresses, value)
            for subject, value in self.values.items()
        }
        addresses = [o.address for found in self.origins.values() for o in found if o.address]
        self.names = _short_names(addresses)
        self._doubts: dict[str, int] = {}

    def entries(self) -> tuple[Entry, ...]:
        """One entry for each value that the report shows, in order of appearance."""
        found = [self._entry(n, subject) for n, subject in enumerate(self.values, 1)]
        found += [self._standing(n, key) for n, key in enumerate(self.figures.stood, len(found) + 1)]
        return tuple(found)

    def files(self) -> tuple[str, ...]:
        """The files behind the figures: short name, place, hash."""
        found = {a.file: a.sha256 for origins in self.origins.values() for o in origins if (a := o.address)}
        return tuple(
            f"{self.names[file]}{self.t('：', ': ')}{file}" + (f" (SHA-256 {sha[:HASH]})" if sha else "")
            for file, sha in sorted(found.items())
        )

    def _entry(self, number: int, subject: Subject) -> Entry:
        indicator, value = self.framework.indicators[subject.indicator], self.values[subject]
        shown = self.figures.printed(value, indicator)
        if shown is None:
            why = self.text(why_no_value(self.figures.values_of(subject), value))
            shown = self.t(f"无数据：{why}", f"no data: {why}")
        origins = self.origins[subject]
        own = subject.org == self.figures.org and not subject.shift
        rulings = self.figures.verdicts(subject.indicator, subject.cell) if own else []
        return Entry(
            self.figures.key(subject), number, self._name(subject, indicator), shown, value.exact is None,
            value.period.zh if self.figures.language == "zh" else str(value.period), value.as_of.isoformat(),
            self._parts(value), self.text(indicator.spec.scope) if indicator.spec.scope else "",
            self._sources(value, origins), self._notes(number, indicator, value, origins),
            tuple(self._ruling(v, indicator) for v in rulings), tuple(self.figures.made[subject]), value,
        )  # fmt: skip

    def _standing(self, number: int, key: str) -> Entry:
        """The line of a standard over units or members: what was counted, and why."""
        verdict, figures = self.figures.stood[key]
        standard = self.framework.standards[verdict.standard]
        words = self.text(self.figures.cell_name(verdict.indicator, verdict.cell))
        name = self.text(standard.name) + (self.t(f"（{words}）", f" ({words})") if words else "")
        if verdict.org != self.figures.org:
            name = f"{self.figures.org_name(verdict.org).in_(self.figures.language)}{self.t('：', ': ')}{name}"
        counted = "" if verdict.compared is None else print_exact(verdict.compared)
        ruling = self._ruling(verdict, self.framework.indicators[verdict.indicator])
        reason = self.text(verdict.reason) if verdict.reason else ""
        return Entry(
            key, number, name, counted + (verdict.unit if self.figures.language == "zh" else ""), not counted,
            verdict.period, verdict.as_of.isoformat(), "", "", (), (reason,) if reason else (), (ruling,), tuple(figures),
        )  # fmt: skip

    def _name(self, subject: Subject, indicator: Indicator) -> str:
        """The indicator with its cell; of another unit with that in front."""
        flag = self.text(UNVERIFIED) if indicator.spec.unverified else ""
        name = self.figures.name(indicator, subject.cell) + flag
        if subject.org == self.figures.org:
            return name
        return f"{self.figures.org_name(subject.org).in_(self.figures.language)}{self.t('：', ': ')}{name}"

    def _parts(self, value: Value) -> str:
        said = []
        if value.numerator is not None and value.denominator is not None:
            top, bottom = print_exact(value.numerator), print_exact(value.denominator)
            said.append(self.t(f"分子 {top} ÷ 分母 {bottom}", f"numerator {top} ÷ denominator {bottom}"))
        if value.due > 1:
            said.append(self.t(f"应报{value.due}，齐全{value.complete}", f"{value.complete} of {value.due} complete"))
        return self.t("；", "; ").join(said)

    def _sources(self, value: Value, origins: Sequence[Origin]) -> tuple[str, ...]:
        """The cells, named by item where there are several."""
        placed = [o for o in origins if o.address]
        several = len({(o.item, o.period) for o in placed}) > 1
        said = [self._placed(o, several, value) for o in placed[:SHOWN_CELLS]]
        if len(placed) > SHOWN_CELLS:
            said.append(self.t(f"等{len(placed)}处", f"and {len(placed) - SHOWN_CELLS} more"))
        if not placed and value.due > 1:
            said.append(self.t(f"由{value.complete}个下级单位汇总", f"summed from {value.complete} units below"))
        return tuple(dict.fromkeys(said))

    def _placed(self, origin: Origin, named: bool, value: Value) -> str:
        assert origin.address is not None
        address = origin.address
        where = " › ".join(part for part in (self.names[address.file], address.sheet, address.cell) if part)
        if not named:
            return where
        year = "" if origin.period == value.period else str(origin.period)
        name = self.text(origin.name)
        return self.t(f"{year and year + ' '}{name}：{where}", f"{name}{year and ' ' + year}: {where}")

    def _notes(self, number: int, indicator: Indicator, value: Value, origins: Sequence[Origin]) -> tuple[str, ...]:
        """What is written beside the figure: by the pack, by who filled the form, by the checks."""
        written = list(dict.fromkeys(o.note for o in origins if o.note))
        said = [self.t("说明：", "note: ") + note for note in written[:SHOWN_NOTES]]
        if indicator.spec.note:
            said.insert(0, self.text(indicator.spec.note))
        keys = {indicator.id, *(f"{o.form.id}.{o.item}" for o in origins)}
        for problem in self.evaluated.evaluation.problems:
            subject, _, rest = problem.place.key.partition(" ")
            if problem.code in FOLLOWING and subject in keys and value.org in rest.split():
                said.append(
                    f"{self.t('核查', 'check')} {problem.code}{self.t('：', ': ')}{self._doubt(problem, number)}"
                )
        return (*said, *self._kept(value))

    def _kept(self, value: Value) -> Iterator[str]:
        """Figures that break a rule and were kept with a reason: of the unit, and of those that its value adds up."""
        read, tree = items_read(self.evaluated.values, value), self.evaluated.values.results.tree.at(value.as_of)
        found = []
        for problem in self.evaluated.evaluation.problems:
            data = problem.data
            about = {(data.get("form_id"), item, data.get("ordinal")) for item in data.get("items", ())}
            if problem.code != "D30" or not about & read:
                continue
            if value.org in (data["unit"], *tree.ancestors.get(data["unit"], {}).values()):
                found.append(self.text(Text(problem.what("zh"), problem.what("en"))))
        yield from found[:SHOWN_NOTES]
        more = len(found) - SHOWN_NOTES
        if more > 0:
            yield self.t(f"另有{more}个数写明原因后保留", f"{more} more figures were kept with a reason")

    def _doubt(self, problem: Problem, number: int) -> str:
        """A doubt is written out once; later lines lead there."""
        first = self._doubts.setdefault(f"{problem.code} {problem.place.key}", number)
        if first != number:
            return self.t(f"见第{first}项", f"see no. {first}")
        return self.text(Text(problem.what("zh"), problem.what("en")))

    def _ruling(self, verdict: Verdict, indicator: Indicator) -> Ruling:
        standard = self.framework.standards[verdict.standard]
        basis = PROXY if verdict.basis == "proxy" else BASIS_NAMES[verdict.basis]
        asked = ""
        if verdict.limit is not None and not self.figures.growing(verdict):
            label = self.framework.label_of(indicator, verdict.limit)
            limit = self.text(label) if label else print_limit(verdict.limit, indicator, self.figures.language)
            asked = limit if label else f"{OP_NAMES[verdict.op]}{limit}"
        said = self.t("，", ", ").join(x for x in (asked, self.text(basis)) if x)
        name = f"{self.text(standard.name)}{self.t(f'（{said}）', f' ({said})')}"
        open_ = verdict.outcome not in (Outcome.MET, Outcome.NOT_MET)
        return Ruling(
            name + (self.text(UNVERIFIED) if verdict.unverified else ""), self.text(verdict.name),
            verdict.outcome.value, self.text(verdict.reason) if verdict.reason and open_ else "", article_of(self.figures, verdict),
            verdict,
        )  # fmt: skip

    # --- the focuses of the round -------------------------------------------------------------------------------

    def coverage(self) -> Table | None:
        """Each focus: where it is answered, who answers for it, how many of its figures have data."""
        frame = self.framework.frame
        if frame is None or frame.level != self.figures.level:
            return None
        header = (
            self.t("评价重点", "focus"), self.t("报告部分", "section"), self.t("责任单位", "responsible"),
            self.t("有数据/指标数", "with data / indicators"),
        )  # fmt: skip
        rows = [self._focus(focus, frame) for focus in frame.focuses.values()]
        return Table("", header, tuple(tuple((Run(cell),) for cell in row) for row in rows), (42, 26, 20, 12))

    def _focus(self, focus: schema.Focus, frame: schema.DutyFrame) -> tuple[str, ...]:
        flag = self.text(UNVERIFIED) if focus.unverified else ""
        sections = self.t("；", "; ").join(f"{self.text(frame.sections[s].name)}" for s in focus.sections)
        departments: dict[str, bool] = {}
        for task in focus.tasks:
            doubtful = task.unverified or frame.departments[task.department].unverified
            departments[task.department] = departments.get(task.department, False) or doubtful
        named = [
            self.text(frame.departments[d].name) + (self.text(UNVERIFIED) if u else "") for d, u in departments.items()
        ]
        there, asked = self.with_data(focus)
        counted = f"{there}/{asked}" if asked else "—"
        return (
            f"{focus.number}. {self.text(focus.name)}{flag}",
            sections,
            self.t("、", ", ").join(named),
            counted,
        )

    def with_data(self, focus: schema.Focus) -> tuple[int, int]:
        """How many indicators of a focus have a value for the unit, and how many there are at its level."""
        ids = dict.fromkeys(id_ for task in focus.tasks for id_ in task.indicators)
        mine = [i for i in map(self.framework.indicators.__getitem__, ids) if self.figures.level in i.spec.levels]
        found = [self._has_value(i) for i in mine]
        return sum(found), len(found)

    def _has_value(self, indicator: Indicator) -> bool:
        return any(self.figures.value(indicator, cell).exact is not None for cell in self.figures.cells(indicator))


def article_of(figures: Figures, verdict: Verdict) -> str:
    """The article that a verdict rests on, as it is cited."""
    document = figures.framework.documents.get(verdict.document)
    if document is None:
        return ""
    if figures.language == "zh":
        return " ".join(x for x in (f"《{document.title.zh}》{document.number}", verdict.article) if x)
    return ", ".join(x for x in (document.title.en, document.number, verdict.article) if x)


def _short_names(addresses: Sequence[Address]) -> dict[str, str]:
    """File names without their folders, unless two files share one."""
    files = sorted({a.file for a in addresses})
    names = [PurePath(f).name for f in files]
    return {f: n if names.count(n) == 1 else f for f, n in zip(files, names, strict=True)}
