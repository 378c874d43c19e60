"""`jiaodu report lint`: the structure of a report, ours or another's. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.markup import escape

from jiaodu.cli.output import COLOURS, Output
from jiaodu.core.base.problems import SEVERITY_NAMES, JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.prose import Prose, read_prose
from jiaodu.reports.editions import Edition, find_edition
from jiaodu.reports.lint import (
    WORDING,
    Finding,
    Lint,
    indicators_of,
    lint_prose,
    prose_of_edition,
    section_mark,
    write_marked,
)

DEFAULT_PACK = "provincial-duty"
SHOWN, PLACES = 8, 4
UNSURE = " ※"


def run(options: Any) -> int:
    """Read, lint, print; exit status 1 where an error was found."""
    out = Output(options)
    prose, edition = _opened(options)
    framework = _framework(options, edition)
    lint = lint_prose(
        prose, framework, out.language, options.year or (edition.year if edition else None),
        options.limit, indicators_of(edition) if edition else None, _level(framework, edition),
    )  # fmt: skip
    if options.html:
        write_marked(lint, Path(options.html), out.language)
    if out.as_json:
        out.json(lint.to_json())
    else:
        show(out, lint, everything=options.all)
        if options.html:
            out.line(f"\n标出问题的正文:{options.html}", f"\nthe text with its findings: {options.html}")
    return 1 if lint.by_severity["error"] else 0


def _opened(options: Any) -> tuple[Prose, Edition | None]:
    """The text to look through, and its edition where it is one of ours that the store has."""
    if options.edition:
        edition = find_edition(options.edition, Path(options.store))
        return prose_of_edition(edition), edition
    if options.file is None:
        raise JiaoduError(
            problem("N01", Place(key="FILE"), detail=Text("没有给出文件或版次", "no file and no edition is given"))
        )
    prose, found = read_prose(options.file), _edition_of(options)
    if found is not None and prose.format == "pdf":  # a PDF has no marks, and nobody edits it: its record has all of it
        return prose_of_edition(found, options.file), found
    return prose, found


def _edition_of(options: Any) -> Edition | None:
    """The edition that a file of ours carries, where the store has it; a foreign file carries none."""
    try:
        return find_edition(Path(options.file), Path(options.store))
    except JiaoduError:
        return None


def _framework(options: Any, edition: Edition | None) -> Framework:
    """The words of reports and the frame: the pack asked for, else that of the edition, else the provinces'."""
    named = options.pack or (edition.packs[-1] if edition and edition.packs else DEFAULT_PACK)
    names = [WORDING] if named.partition("@")[0] == WORDING.partition("@")[0] else [WORDING, named]
    return load_framework(names, options.packs)


def _level(framework: Framework, edition: Edition | None) -> str | None:
    """The level of the unit that reports, where the edition is known and its template is not for that of the frame."""
    template = framework.reports.get(edition.template) if edition else None
    level = template.level if template else None
    return None if framework.frame is None or level == framework.frame.level else level


def show(out: Output, lint: Lint, everything: bool = False) -> None:
    """What was counted, the coverage, and every finding with the sentence that it points at."""
    _head(out, lint)
    _coverage(out, lint)
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in lint.sorted():
        groups.setdefault((finding.problem.severity, finding.problem.code), []).append(finding)
    out.heading("问题", "findings")
    if not groups:
        out.line("  没有发现问题", "  nothing was found")
    for (severity, code), found in groups.items():
        _group(out, lint, severity, code, found, everything)
    tally = lint.by_severity
    out.line()
    out.line(
        f"{tally['error']} 个错误,{tally['warning']} 个警告,{tally['note']} 个提示",
        f"{tally['error']} errors, {tally['warning']} warnings, {tally['note']} notes",
        style="bold",
    )


def _head(out: Output, lint: Lint) -> None:
    prose, c = lint.prose, lint.counted
    out.line(prose.title or prose.file, prose.title or prose.file, style="bold")
    packs = "、".join(lint.packs)
    out.line(f"{prose.file}  对照 {packs}", f"{prose.file}  against {', '.join(lint.packs)}", style="dim")
    limit = (f" / {c.limit}", f" of {c.limit}") if c.limit else ("", "")
    year = (f" · {c.year}年度", f" · year {c.year}") if c.year else ("", "")
    out.line(
        f"正文 {c.characters}{limit[0]} 字{year[0]} · {c.sentences} 句 · 数字 {c.numbers} 个,绑定 {c.bound},"
        f"不精确 {c.inexact} · 问题 {c.problems} 个,措施 {c.measures} 条",
        f"{c.characters}{limit[1]} characters{year[1]} · {c.sentences} sentences · {c.numbers} numbers, {c.bound} bound, "
        f"{c.inexact} inexact · {c.problems} problems, {c.measures} measures",
    )


def _coverage(out: Output, lint: Lint) -> None:
    if not lint.coverage or out.as_json:
        return
    out.heading("评价重点覆盖(格内为句数)", "coverage of the focuses (cells count sentences)")
    heads = [("重点", "focus"), *((m, m) for m in map(section_mark, lint.sections))]
    heads += [("数字", "numbers"), ("绑定", "bound"), ("指标", "indicators"), ("部门", "departments")]
    none = out.t("无", "none")
    rows = [
        [
            f"{c.number:>2} {out.text(c.name)}{UNSURE if c.unverified else ''}",
            *(str(c.sections.get(name, "·")) for name in lint.sections),
            str(c.numbers or none), str(c.bound), f"{len(c.indicators_named)}/{c.indicators}",
            _departments(out, [out.text(d) for d in c.departments]),
        ]
        for c in lint.coverage
    ]  # fmt: skip
    out.table(heads, rows, numbers=range(1, len(heads) - 1), marked=False)
    for name in lint.sections:
        out.line(f"  {name}", f"  {name}", style="dim")
    if any(c.unverified for c in lint.coverage):
        out.line(f"  {UNSURE.strip()} 未核实", f"  {UNSURE.strip()} not verified", style="dim")


def _departments(out: Output, names: list[str]) -> str:
    shown = 2 if out.language == "zh" else 1
    more = len(names) - shown
    said = out.t("、", ", ").join(names[:shown])
    return said + (out.t(f" 等{len(names)}个", f" and {more} more") if more > 0 else "")


def _places(out: Output, finding: Finding, lint: Lint) -> str:
    """Where a finding points: the first few places, and how many there are in all."""
    places = list(dict.fromkeys(out.text(lint.prose.place_at(start)) for start, _ in finding.spans))
    shown = out.t("、", ", ").join(places[:PLACES])
    many = len(places) > PLACES
    return shown + (out.t(f" 等,共{len(finding.spans)}处", f" …, {len(finding.spans)} places") if many else "")


def _group(out: Output, lint: Lint, severity: str, code: str, found: list[Finding], everything: bool) -> None:
    name = SEVERITY_NAMES[severity].in_(out.language)  # type: ignore[index]
    count = out.t(f"{len(found)} 条", str(len(found)))
    print_ = out.console.print
    print_(f"[{COLOURS[severity]}]{name} {code}[/] [dim]({count})[/dim]")
    said: set[str] = set()
    shown = found if everything else found[:SHOWN]
    for finding in shown:
        problem = finding.problem
        where = _places(out, finding, lint)
        print_(
            f"  • {escape(problem.what(out.language))}" + (f"  [dim]{escape(where)}[/dim]" if where else ""),
            soft_wrap=True,
        )
        if finding.quote:
            print_(f"    [dim]│[/dim] {escape(finding.quote)}", soft_wrap=True)
        advice = f"{problem.why(out.language)}{out.t('。', '. ')}{problem.remedy(out.language)}"
        if advice not in said:
            said.add(advice)
            print_(f"    [dim]→ {escape(advice)}[/dim]", soft_wrap=True)
    if len(found) > len(shown):
        left = len(found) - len(shown)
        print_(
            f"  [dim]{out.t(f'另有 {left} 条,加 --all 或 --json 查看', f'{left} more; --all or --json shows them')}[/dim]"
        )
