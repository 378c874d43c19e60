"""Cells of a grid as HTML: made in Python, for a form may have thousands. Floor: web."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from jiaodu.web.grid import Grid, GridCell
from jiaodu.web.language import language, say

register = template.Library()
_LOCKS = {
    "official": ("统计数，已锁定", "official statistics, locked"),
    "computed": ("由系统计算", "computed by the system"),
    "other": ("由其他部门填报", "filled in by another department"),
    "fixed": ("", ""),
}


@register.simple_tag
def grid_cell(cell: GridCell, grid: Grid, fills: bool) -> SafeString:
    """`<td>` of a cell: a field where the reader may write, else what stands there."""
    column = cell.column
    classes = ["number"] if column.is_numeric else []
    if cell.worst:
        classes.append("warning" if cell.worst == "will_be_error" else cell.worst)
    if cell.comments:
        classes.append("commented")
    if cell.lock or not fills:
        classes.append("locked" if cell.lock in ("official", "computed", "other") else "aside")
        inner = _standing(cell, fills)
    else:
        inner = _field(cell, grid)
    says = format_html('<span class="says" id="d-{}-{}">{}</span>', cell.row, column.id, _says(cell))
    # the panel beside the grid reads these
    data = "".join(
        f' data-{name}="{conditional_escape(value)}"'
        for name, value in (
            ("last", cell.last), ("reason", cell.reason), ("note", cell.note), ("official", cell.official),
            ("comments", str(cell.comments or "")), ("files", str(cell.files or "")), ("lock", cell.lock),
        )
        if value
    )  # fmt: skip
    last = (
        ""
        if grid.goes_down or not cell.last
        else format_html('<small class="before" title="{}">{}</small>', say("上年", "last period"), cell.last)
    )
    return SafeString(
        f'<td class="{" ".join(classes)}" data-row="{cell.row}" data-item="{column.id}"{data}>{inner}{last}{says if cell.problems or not cell.lock else ""}</td>'
    )


@register.simple_tag
def grid_note(cell: GridCell, fills: bool) -> SafeString:
    """`<td>` with the note of an item, for forms whose items go down."""
    if not fills or cell.lock in ("computed", "other"):
        return format_html("<td><span>{}</span></td>", cell.note)
    return format_html(
        '<td class="noted" data-row="{0}" data-item="{1}" data-part="note"><input name="n-{0}-{1}" value="{2}" maxlength="2000" '
        'aria-labelledby="h-note h-{1}" autocomplete="off"></td>',
        cell.row, cell.column.id, cell.note,
    )  # fmt: skip


def _says(cell: GridCell) -> str:
    return " ".join(p.what(language()) for p in cell.problems)


def _standing(cell: GridCell, fills: bool) -> str:
    word = _LOCKS.get(cell.lock, ("", "")) if fills or cell.lock == "official" else ("", "")
    hint = format_html('<span class="unseen">{}</span>', say(*word)) if word[0] else ""
    return format_html(
        '<span tabindex="{}">{}{}</span>', 0 if cell.lock == "official" else -1, cell.official or cell.text or " ", hint
    )


def _field(cell: GridCell, grid: Grid) -> str:
    id_ = cell.column.id
    shared = format_html(
        'name="{}" aria-labelledby="{}h-{}" aria-describedby="d-{}-{}"{} autocomplete="off"',
        cell.name, "" if grid.goes_down else f"r-{cell.row} ", id_, cell.row, id_,
        SafeString(' aria-invalid="true"') if cell.worst == "error" else "",
    )  # fmt: skip
    if cell.column.has_choices:
        return _choice(cell, grid.choices[id_], shared)
    mode = SafeString(' inputmode="decimal"') if cell.column.is_numeric else ""
    return format_html('<input {} maxlength="2000" value="{}"{}>', shared, cell.text, mode)


def _choice(cell: GridCell, words: object, shared: str) -> str:
    given = [str(word) for word in words]  # type: ignore[attr-defined]
    options = ["", *given] + ([cell.text] if cell.text and cell.text not in given else [])
    made = "".join(
        f"<option{' selected' if word == cell.text else ''}>{conditional_escape(word)}</option>" for word in options
    )
    return format_html("<select {}>{}</select>", shared, SafeString(made))
