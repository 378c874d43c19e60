"""The first sheet of a template: what it is, who fills it in until when, how; what every item covers.

Floor: intake. In: a `Plan`. Out: a drawn sheet named 填报说明, which intake does not read as data.
"""

from __future__ import annotations

from typing import Any

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.units import printed_unit
from jiaodu.intake.templates.drawing import height_of, protect, put, put_across, set_up_page
from jiaodu.intake.templates.inputs import MISSING_WORDS
from jiaodu.intake.templates.model import Plan, SheetPlan
from jiaodu.intake.templates.plan import clean
from jiaodu.intake.templates.styles import LEGEND, Styles

COVER_SHEET = "填报说明"
_WIDTHS = (24.0, 30.0, 12.0, 16.0, 62.0)


class Cover:
    """Draws the cover."""

    def __init__(self, plan: Plan, sheet: Any, styles: Styles) -> None:
        self.plan, self.sheet, self.styles = plan, sheet, styles
        self.row = 0
        self.zh = plan.request.language == "zh"

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the template."""
        return zh if self.zh else en

    def draw(self) -> None:
        """Draw it."""
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        put_across(self.sheet, 0, 0, 4, self._title(), self.styles.look("title"))
        self.sheet.set_row(0, 36)
        self.row = 2
        self._facts()
        self._contact()
        self._rules()
        self._legend()
        self._sheets()
        if self.plan.request.fill is None:
            self._items()
        set_up_page(self.sheet, 0, 0, self._title(), False)
        self.sheet.hide_gridlines(2)
        protect(self.sheet, False)

    def _title(self) -> str:
        framework = self.plan.request.framework
        return clean(f"{framework.main.spec.title.in_(self.plan.request.language)} {self.t('填报表', 'return')}")

    def _pair(self, name: str, value: str, look: str = "plain") -> None:
        put(self.sheet, self.row, 0, name, self.styles.look("key"))
        put_across(self.sheet, self.row, 1, 4, value, self.styles.look(look, "@"))
        self.sheet.set_row(self.row, height_of([(value, sum(_WIDTHS[1:]))]))
        self.row += 1

    def _heading(self, zh: str, en: str) -> None:
        self.row += 1
        put_across(self.sheet, self.row, 0, 4, self.t(zh, en), self.styles.look("head"))
        self.sheet.set_row(self.row, 24)
        self.row += 1

    def _facts(self) -> None:
        plan, framework = self.plan, self.plan.request.framework
        units = {line.org: line.name for sheet in plan.sheets for line in sheet.lines if line.org}
        names = list(units.values())
        who = self.t("、", ", ").join(names[:4]) + (
            self.t(f"等{len(names)}个单位", f" and others, {len(names)} in all") if len(names) > 4 else ""
        )
        levels = list(dict.fromkeys(sheet.form.spec.level for sheet in plan.sheets))
        who = who or self.t("、", ", ").join(LEVEL_NAMES[level].in_(plan.request.language) for level in levels)
        self._pair(self.t("填报单位", "to be filled in by"), who)
        periods = list(dict.fromkeys(sheet.period.zh if self.zh else str(sheet.period) for sheet in plan.sheets))
        self._pair(self.t("填报期别", "period"), self.t("、", ", ").join(periods))
        days = list(dict.fromkeys(sheet.as_of.isoformat() for sheet in plan.sheets))
        self._pair(self.t("统计时点", "reference dates"), self.t("、", ", ").join(days))
        deadlines = sorted({sheet.deadline for sheet in plan.sheets if sheet.deadline})
        self._pair(
            self.t("报送期限", "deadline"),
            self.t("、", ", ").join(d.isoformat() for d in deadlines)
            or self.t("以本次填报通知为准", "as the notice of this round says"),
        )
        self._pair(self.t("依据", "packs"), "、".join(p.ref for p in framework.packs))

    def _contact(self) -> None:
        self._heading("联系人(请填写)", "contact (please fill in)")
        for zh, en in (("填报联系人", "name"), ("联系电话", "telephone"), ("填报日期", "date")):
            self._pair(self.t(zh, en), "", "fill_in")

    def _rules(self) -> None:
        self._heading("怎样填", "how to fill in")
        words = "、".join(dict.fromkeys(MISSING_WORDS))
        for zh, en in (
            ("只填白色单元格。行列可以移动,不要改表头和机构代码。", "Fill in white cells only. Columns may be moved; leave headings and codes as they are."),
            (f"没有数时写明原因:{words}。空着表示没有填报;确实是零才填0。", f"Where there is no figure, say why: {words}. Empty means not reported; 0 only where it is nought."),
            ("数字按表头的单位填,百分数填百分号前的数(80.73%填80.73)。", "Figures in the unit of the heading; percentages as the number before the sign (80.73)."),
            ("数确实特殊的(比上年变动大、与其他数不合等),在同一行“说明”栏写明原因;只说一项时先写项目名,如“班数:原因”。", "Where a figure is right though it is out of the ordinary, write why under 说明 in its row; begin with the item's name where it is of one item alone."),
            ("代码从下拉列表选。填错时会提示允许的范围。", "Codes come from the lists; a wrong entry says what is allowed."),
            ("填好后保存为 .xlsx 原样报回,不要另抄到别的表里。", "Save as .xlsx and send it back; do not copy it into another table."),
        ):  # fmt: skip
            text = self.t(zh, en)
            put_across(self.sheet, self.row, 0, 4, f"· {text}", self.styles.look("note"))
            self.sheet.set_row(self.row, height_of([(text, sum(_WIDTHS))]))
            self.row += 1

    def _legend(self) -> None:
        self._heading("颜色", "colours")
        for look, (_, text) in LEGEND.items():
            put(self.sheet, self.row, 0, "", self.styles.look("key" if look == "locked" else look))
            put_across(self.sheet, self.row, 1, 4, text.in_(self.plan.request.language), self.styles.look("plain"))
            self.row += 1

    def _sheets(self) -> None:
        self._heading("目录", "contents")
        self._heads(
            ("表", "sheet"), ("期别", "period"), ("统计时点", "as of"), ("期限", "deadline"), ("说明", "description")
        )
        for sheet in self.plan.sheets:
            spec = sheet.form.spec
            text = clean(spec.description.in_(self.plan.request.language)) if spec.description else ""
            put(self.sheet, self.row, 0, sheet.sheet, self.styles.look("plain"))
            self.sheet.write_url(self.row, 0, f"internal:'{sheet.sheet}'!A1", self.styles.look("plain"), sheet.sheet)
            cells = (
                sheet.period.zh if self.zh else str(sheet.period),
                sheet.as_of.isoformat(),
                sheet.deadline.isoformat() if sheet.deadline else "",
                text,
            )
            self._cells(cells)

    def _items(self) -> None:
        self._heading("各项口径", "what each item covers")
        self._heads(("表", "sheet"), ("数据项", "item"), ("单位", "unit"), ("归口部门", "owner"), ("口径", "covers"))
        for sheet in self.plan.sheets:
            self._items_of(sheet)

    def _items_of(self, sheet: SheetPlan) -> None:
        language = self.plan.request.language
        for item in sheet.form.spec.items.values():
            scope = clean(item.scope.in_(language)) if item.scope else ""
            if item.unverified:
                scope += self.t("〔未核实〕", " [unverified]")
            name = item.name.zh if self.zh else f"{item.name.zh} / {item.name.en}"
            put(self.sheet, self.row, 0, sheet.sheet, self.styles.look("plain"))
            self._cells((clean(name), printed_unit(item.unit) if item.unit else "", item.owner, scope))

    def _heads(self, *heads: tuple[str, str]) -> None:
        for column, (zh, en) in enumerate(heads):
            put(self.sheet, self.row, column, self.t(zh, en), self.styles.look("head"))
        self.row += 1

    def _cells(self, cells: tuple[str, ...]) -> None:
        for column, text in enumerate(cells, 1):
            put(self.sheet, self.row, column, text, self.styles.look("plain"))
        self.sheet.set_row(self.row, height_of(zip(cells, _WIDTHS[1:], strict=True)))
        self.row += 1


__all__ = ["COVER_SHEET", "Cover"]
