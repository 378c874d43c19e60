"""How complete the returns are, in the terminal, as JSON and as a workbook. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.intake.returns.completeness import STATUS_NAMES, Completeness, Line, Status, due_count, in_count
from jiaodu.intake.returns.workbook import said_forms, write_completeness

SHOWN = 30


def show_completeness(out: Output, table: Completeness, path: str | None = None, everything: bool = False) -> None:
    """Print totals, then who is missing with contact, what has errors, what came twice; write the workbook."""
    if path:
        write_completeness(Path(path), table, out.language)
    if out.as_json:
        return
    scope = "、".join(table.scope[:4]) + ("…" if len(table.scope) > 4 else "")
    out.heading(f"报送情况({scope})" if scope else "报送情况", f"returns ({scope})" if scope else "returns")
    _totals(out, table)
    _missing(out, table, everything)
    _listed(out, table, Status.FAULTY, ("有错的", "with errors"), everything)
    _listed(out, table, Status.TWICE, ("重复报送的", "sent twice"), everything)
    _listed(out, table, Status.NOT_DUE, ("来了但不应报的", "came but not due"), everything)
    if table.unsent:
        names = "、".join(out.text(t) for t in table.unsent[:8]) + ("…" if len(table.unsent) > 8 else "")
        out.line(f"还没有任何单位报过,未列入:{names}", f"nobody has sent these yet, not listed: {names}")
    if path:
        out.line(f"已写出 {path}", f"wrote {path}")


def completeness_json(table: Completeness) -> dict[str, Any]:
    """The same content for programs; it holds contacts, as the table does."""
    return {
        "scope": list(table.scope),
        "forms": {id_: {"zh": name.zh, "en": name.en} for id_, name in table.forms.items()},
        "unsent": [{"zh": t.zh, "en": t.en} for t in table.unsent],
        "totals": {
            id_: {"due": due_count(counts), "in": in_count(counts), **{s.value: counts[s] for s in Status}}
            for id_, counts in table.tally(lambda line: line.form).items()
        },
        "lines": [_line_json(table, line) for line in table.lines],
    }


def _line_json(table: Completeness, line: Line) -> dict[str, Any]:
    contact = table.contacts.get(line.org) if line.status is Status.MISSING else None
    return {
        "org": line.org,
        "name": line.name,
        "area": line.area,
        "kind": line.kind.zh,
        "form": line.form,
        "period": str(line.period),
        "status": line.status.value,
        "files": list(line.files),
        "counts": line.counts or None,
        **({"contact": contact.name, "telephone": contact.telephone} if contact else {}),
    }


def _totals(out: Output, table: Completeness) -> None:
    statuses = [s for s in Status if any(line.status is s for line in table.lines)]
    headings = [
        ("表", "form"),
        ("应报", "due"),
        ("到位", "in"),
        *((STATUS_NAMES[s].zh, STATUS_NAMES[s].en) for s in statuses),
    ]
    rows = []
    for id_, counts in table.tally(lambda line: line.form).items():
        periods = sorted({line.period for line in table.lines if line.form == id_})
        span = str(periods[0]) if len(periods) == 1 else f"{periods[0]} … {periods[-1]}"
        name = f"{out.text(table.forms[str(id_)])} {span}"
        rows.append([name, str(due_count(counts)), str(in_count(counts)), *(str(counts[s]) for s in statuses)])
    out.table(headings, rows, numbers=range(1, len(headings)), marked=False)
    areas = {str(area): counts for area, counts in table.tally(lambda line: line.area).items()}
    kinds = {str(kind): counts for kind, counts in table.tally(lambda line: out.text(line.kind)).items()}
    for heading, found in ((("地区", "area"), areas), (("类别", "kind"), kinds)):
        if len(found) > 1:
            out.line()
            listed = [
                [name or "—", str(due_count(c)), str(in_count(c)), *(str(c[s]) for s in statuses)]
                for name, c in sorted(found.items())[:SHOWN]
            ]
            out.table([heading, *headings[1:]], listed, numbers=range(1, len(headings)), marked=False)


def _missing(out: Output, table: Completeness, everything: bool) -> None:
    found = table.of(Status.MISSING)
    if not found:
        return
    out.heading(f"未报的 {len(found)} 个单位", f"{len(found)} units are missing")
    rows = []
    for org, lines in list(found.items())[: None if everything else SHOWN]:
        contact = table.contacts.get(org)
        who = [contact.name or "—", contact.telephone or "—"] if contact else [out.t("名录未填", "not registered"), "—"]
        rows.append([lines[0].area, f"{lines[0].name} {org}", said_forms(table, lines, out.language), *who])
    out.table(
        [("地区", "area"), ("单位", "unit"), ("未报的表", "missing"), ("联系人", "contact"), ("电话", "telephone")],
        rows,
        marked=False,
    )
    _rest(out, len(found), everything)


def _listed(out: Output, table: Completeness, status: Status, title: tuple[str, str], everything: bool) -> None:
    found = table.of(status)
    if not found:
        return
    out.heading(f"{title[0]} {len(found)} 个单位", f"{len(found)} units {title[1]}")
    groups: dict[tuple[str, str, str], list[str]] = {}
    for org, lines in found.items():
        counts = list(dict.fromkeys(line.counts or out.t("未定", "unsettled") for line in lines))
        others = list(dict.fromkeys(f for line in lines for f in line.files if f not in counts))
        said = said_forms(table, lines, out.language)
        groups.setdefault((said, "\n".join(counts), "\n".join(others) or "—"), []).append(f"{lines[0].name} {org}")
    rows = [[_units(out, units), *key] for key, units in list(groups.items())[: None if everything else SHOWN]]
    head = ("以哪份为准", "which counts") if status is Status.TWICE else ("文件", "file")
    out.table([("单位", "unit"), ("表", "form"), head, ("其他", "others")], rows, marked=False)
    _rest(out, len(groups), everything)


def _units(out: Output, units: list[str]) -> str:
    """Units with the same files stand together."""
    if len(units) <= 3:
        return "\n".join(units)
    return out.t(f"{units[0]} 等 {len(units)} 个", f"{units[0]} and {len(units) - 1} more")


def _rest(out: Output, total: int, everything: bool) -> None:
    if not everything and total > SHOWN:
        more = total - SHOWN
        out.line(
            f"另有 {more} 个,加 --all、--json 或写成工作簿查看", f"{more} more; --all, --json or a workbook shows them"
        )
