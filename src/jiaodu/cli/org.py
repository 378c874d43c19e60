"""`jiaodu org`: the dated register as an official reads it: one unit, the events, the groups. Floor: cli."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.core.base.events import Event, events_of
from jiaodu.core.base.groups import GroupSummary, summarise_groups
from jiaodu.core.base.organisations import OrganisationTree, TreeView
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework

SHOWN = 20


def run(options: Any) -> int:
    """Print what is asked for."""
    out = Output(options)
    facts = open_facts(options)
    words = {"show": _show, "events": _events, "groups": _groups}
    words[options.word](out, options, facts.tree(), open_framework(options, facts))
    return 0


def _day(text: str | None) -> dt.date:
    """A day; today where none is given. Raises JiaoduError (V15)."""
    try:
        return dt.date.fromisoformat(text) if text else dt.date.today()
    except ValueError:
        raise JiaoduError(problem("V15", Place(key="--on"), text=text)) from None


def _named(out: Output, tree: OrganisationTree, code: str) -> str:
    name = tree.name(code, out.language)
    return code if name == code else f"{code} {name}"


def _many(out: Output, tree: OrganisationTree, codes: list[str]) -> str:
    more = f" … {len(codes)}" if len(codes) > SHOWN else ""
    return out.t("、", ", ").join(_named(out, tree, c) for c in codes[:SHOWN]) + more


# --- one unit -------------------------------------------------------------------------------------------------------


def _show(out: Output, options: Any, tree: OrganisationTree, framework: Framework) -> None:
    code, day = org_of(tree, options.code), _day(options.on)
    view, unit = tree.at(day), tree.on(code, day)
    last = tree.last_known(code, day)
    assert last is not None
    events = [e for e in events_of(tree) if code in e.codes()]
    above = [c for level, c in view.ancestors.get(code, {}).items() if level != last.level]
    groups, below = list(view.groups.get(code, ())), _below(view, code)
    if out.as_json:
        rows = [r for r in tree.rows() if r.code == code]
        out.json(
            {
                "org": code, "day": day.isoformat(), "open": unit is not None, "name": last.name, "level": last.level,
                "above": above, "groups": groups, "below": below,
                "attributes": {k: list(v) for k, v in last.attributes.items()},
                "versions": [
                    {"from": r.valid_from.isoformat(), "closed": r.closed and r.closed.isoformat(), "name": r.name,
                     "parent": r.parent, "successor": r.successor} for r in rows
                ],
                "events": [e.to_json() for e in events],
            }
        )  # fmt: skip
        return
    level = framework.level_name(last.level)
    out.heading(f"{code} {last.name}({level.zh})", f"{code} {tree.name(code, 'en')} ({level.en})")
    standing = Text("存在", "open") if unit else Text("不存在", "not open")
    out.line(f"{day}:{standing.zh}", f"{day}: {standing.en}")
    if above:
        out.line(f"上级:{_many(out, tree, above)}", f"above: {_many(out, tree, above)}")
    if groups:
        words = [
            f"{_named(out, tree, g)}({framework.level_name(view.units[g].level).in_(out.language)})" for g in groups
        ]
        out.line(f"所在分组:{'、'.join(words)}", f"in groups: {', '.join(words)}")
    for found, codes in below.items():
        name = framework.level_name(found)
        shown = _many(out, tree, codes)
        out.line(f"下级 {name.zh} {len(codes)} 个:{shown}", f"below, {name.en}: {len(codes)}: {shown}")
    if events:
        out.heading("沿革", "events")
        _print_events(out, tree, events)


def _below(view: TreeView, code: str) -> dict[str, list[str]]:
    """Open units under an organisation or in a group, by level."""
    found: dict[str, list[str]] = {}
    for other, unit in view.units.items():
        if other != code and view.under(other, code):
            found.setdefault(unit.level, []).append(other)
    return {level: sorted(codes) for level, codes in found.items()}


# --- events ---------------------------------------------------------------------------------------------------------


def _events(out: Output, options: Any, tree: OrganisationTree, framework: Framework) -> None:
    found = events_of(tree)
    if options.org:
        code = org_of(tree, options.org)
        found = tuple(e for e in found if code in e.codes())
    if options.since:
        found = tuple(e for e in found if e.day >= _day(options.since))
    if out.as_json:
        out.json([e.to_json() for e in found])
    elif found:
        _print_events(out, tree, list(found))
    else:
        out.line("没有变动", "no events")


def _print_events(out: Output, tree: OrganisationTree, events: list[Event]) -> None:
    rows = []
    for e in events:
        before, after = (_many(out, tree, list(e.before)), out.t("、", ", ").join(_after(out, tree, e)))
        if e.kind == "rename":
            before, after = f"{e.before[0]} {e.was}", e.is_
        elif e.kind == "move":
            before, after = _named(out, tree, e.before[0]), f"{_named(out, tree, e.was)} → {_named(out, tree, e.is_)}"
        rows.append((e.day.isoformat(), out.text(e.name), before or "—", after or "—"))
    out.table([("日期", "day"), ("变动", "event"), ("变动前", "before"), ("变动后", "after")], rows, marked=False)


def _after(out: Output, tree: OrganisationTree, event: Event) -> list[str]:
    words = []
    for s in event.after:
        share = "" if s.share is None else f" {float(s.share * 100):g}%"
        words.append(f"{_named(out, tree, s.code)}{share}")
    undeclared = event.kind == "split" and any(s.share is None for s in event.after)
    return [*words, out.t("(未登记份额)", "(no shares declared)")] if undeclared else words


# --- groups ---------------------------------------------------------------------------------------------------------


def _groups(out: Output, options: Any, tree: OrganisationTree, framework: Framework) -> None:
    day = _day(options.on)
    under = org_of(tree, options.under) if options.under else ""
    kinds = [k for k in framework.groupings if not options.kind or options.kind in (k, framework.groupings[k].name.zh)]
    if not kinds and options.kind:
        known = [*framework.groupings, *(g.name.zh for g in framework.groupings.values())]
        raise JiaoduError(problem("P30", Place(key="--kind"), name="--kind", level=options.kind, known=known or "—"))
    found = [summarise_groups(tree, kind, framework.groupings[kind].of, day, under) for kind in kinds]
    if out.as_json:
        out.json([s.to_json() for s in found])
        return
    if not found:
        out.line("框架包没有声明分组类型", "the packs declare no kinds of groups")
    for summary in found:
        _print_summary(out, tree, framework, summary)


def _print_summary(out: Output, tree: OrganisationTree, framework: Framework, s: GroupSummary) -> None:
    name, of = framework.level_name(s.kind), framework.level_name(framework.groupings[s.kind].of)
    share = "—" if s.coverage is None else f"{float(s.coverage * 100):.1f}%"
    out.heading(f"{name.zh}({s.day})", f"{name.en} ({s.day})")
    out.line(
        f"{of.zh} {s.units} 个:不在任何组 {s.none},在一个组 {s.one},在几个组 {s.several};覆盖率 {share}(每个单位只算一次)",
        f"{of.en}: {s.units}; in no group {s.none}, in one {s.one}, in several {s.several}; coverage {share} (each counted once)",
    )
    if s.sizes:
        rows = [(code, tree.name(code, out.language), str(n)) for code, n in s.sizes.items()]
        out.table([("代码", "code"), ("组", "group"), ("成员", "members")], rows, numbers=[2], marked=False)
    for unit, groups in list(s.overlaps.items())[:SHOWN]:
        shown = _many(out, tree, list(groups))
        out.line(
            f"  重叠:{_named(out, tree, unit)} 同在 {shown}", f"  overlap: {_named(out, tree, unit)} is in {shown}"
        )
    if len(s.overlaps) > SHOWN:
        more = len(s.overlaps) - SHOWN
        out.line(f"  另有 {more} 个单位重叠", f"  and {more} more units overlap")
