"""`jiaodu register check` and `jiaodu register diff`: what is doubtful in lists of units, what changed between two. Floor: cli."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiaodu.cli.load import existing
from jiaodu.cli.output import Output
from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem, worst
from jiaodu.intake.registers.check import check_lists
from jiaodu.intake.registers.difference import CHANGE_NAMES, Change, Event, compare_lists
from jiaodu.intake.registers.lists import ROLES, UnitList, read_lists
from jiaodu.intake.registers.write import register_rows, write_register
from jiaodu.intake.word_cells import parse_date

SHOWN = 12


def run(options: Any) -> int:
    """Check lists, or compare two."""
    return _check(options) if options.word == "check" else _diff(options)


def _check(options: Any) -> int:
    out = Output(options)
    paths = existing([Path(p) for p in options.data])
    lists, problems = read_lists(paths, _pairs(options.column), options.system, _pairs(options.where, roles=False))
    problems = [*problems, *check_lists(lists)]
    entries = sum(len(one.entries) for one in lists)
    if out.as_json:
        out.json({"lists": [_list_json(one) for one in lists], "problems": [p.to_json() for p in problems]})
        return 1 if worst(problems) == "error" else 0
    out.problems(problems, everything=options.all)
    counts = Counter(p.code for p in problems)
    out.line(
        f"{len(lists)} 张名录,{entries} 个单位;疑似重复 {counts['I92']},共 {len(problems)} 条",
        f"{len(lists)} lists, {entries} units; {counts['I92']} likely duplicates, {len(problems)} findings in all",
        style="bold",
    )
    return 1 if worst(problems) == "error" else 0


def _list_json(one: UnitList) -> dict[str, Any]:
    return {"file": one.file, "sheet": one.sheet, "units": len(one.entries), "columns": dict(one.headings)}


def _pairs(texts: Sequence[str], roles: bool = True) -> dict[str, str]:
    """ROLE=HEADING options. Raises JiaoduError (C07) for what is none, or no role."""
    found = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark or (roles and name not in ROLES):
            raise JiaoduError(problem("C07", Place(key=text), text=text, known=list(ROLES)))
        found[name] = value
    return found


def _diff(options: Any) -> int:
    out = Output(options)
    if options.level not in LEVELS:
        raise JiaoduError(problem("I31", Place(key="--level"), org="", level=options.level, known=list(LEVELS)))
    day = parse_date(options.day) if options.day else dt.date.today()
    if day is None:
        raise JiaoduError(problem("C07", Place(key="--day"), text=options.day, known=["2025-09-01"]))
    shared, where = _pairs(options.column), _pairs(options.where, roles=False)
    old, faults = read_lists(existing([Path(options.old)]), shared | _pairs(options.old_column), where=where)
    new, more = read_lists(existing([Path(options.new)]), shared | _pairs(options.new_column), where=where)
    if broken := [p for p in (*faults, *more) if p.severity == "error"]:
        raise JiaoduError(broken)
    before, after = [e for one in old for e in one.entries], [e for one in new for e in one.entries]
    events = compare_lists(before, after, {e.code: e.name for e in (*before, *after) if e.code})
    problems = _coverage(events, len(before), options.new)
    if options.out:
        write_register(Path(options.out), register_rows(events, day), options.level, out.language)
    if out.as_json:
        out.json({"events": [_event_json(e) for e in events], "problems": [p.to_json() for p in problems]})
        return 0
    _show(out, events, len(before), len(after), options.all)
    out.problems(problems)
    if options.out:
        out.line(f"已写出 {options.out};逐行核对后再装入", f"wrote {options.out}; check every row before it is loaded")
    return 0


def _coverage(events: Sequence[Event], size: int, new: str) -> list[Problem]:
    """A warning where so much is gone that the new list more likely covers less."""
    gone = sum(len(e.old) for e in events if e.change is Change.CLOSED and not e.sure)
    return [problem("C08", Place(new), gone=gone, size=size)] if size >= 20 and gone * 10 > size else []


def _event_json(event: Event) -> dict[str, Any]:
    def units(entries: Sequence[Any]) -> list[dict[str, str]]:
        return [{"code": e.code, "name": e.name} for e in entries]

    return {
        "change": event.change.value,
        "old": units(event.old),
        "new": units(event.new),
        "score": event.score,
        "day": event.day.isoformat() if event.day else None,
        "stated": event.sure,
        "reasons": [{"zh": r.zh, "en": r.en} for r in event.reasons],
    }


def _show(out: Output, events: Sequence[Event], before: int, after: int, everything: bool) -> None:
    out.line(f"旧名录 {before} 个,新名录 {after} 个;提议如下,须由人核对", f"{before} before, {after} after; proposals, for a person to check", style="bold")  # fmt: skip
    for change in Change:
        found = [e for e in events if e.change is change]
        if not found:
            continue
        name = CHANGE_NAMES[change]
        out.heading(f"{name.zh} {len(found)}", f"{name.en} {len(found)}")
        rows = [
            [
                "\n".join(f"{e.name} {e.code}" for e in event.old) or "—",
                "\n".join(f"{e.name} {e.code}" for e in event.new) or "—",
                f"{event.score:.2f}",
                "; ".join(out.text(r) for r in event.reasons),
            ]
            for event in (found if everything else found[:SHOWN])
        ]
        out.table([("旧", "old"), ("新", "new"), ("分数", "score"), ("依据", "why")], rows, numbers=(2,), marked=False)
        if not everything and len(found) > SHOWN:
            out.line(f"另有 {len(found) - SHOWN} 个,加 --all 或 --json 查看", f"{len(found) - SHOWN} more; --all or --json shows them")  # fmt: skip
