"""`jiaodu report refresh`: what became of the figures of an edited Word file; stale ones brought up to date. Floor: cli."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, Severity, problem, worst
from jiaodu.core.base.text import Language
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation import evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.core.framework import Framework, load_framework
from jiaodu.reports import Document, compose_report
from jiaodu.reports.editions import Edition, find_edition, keep_edition, read_edition, read_edition_id, record_edition
from jiaodu.reports.refresh import BYS, STATES, FigureState, Refreshed, figure_name, find_problems, refresh_word
from jiaodu.reports.refresh.package import open_package

FAILING: tuple[Severity, ...] = ("error",)
_SNAPSHOT = re.compile(r"(?:快照|snapshot) (S\d+)")


def run(options: Any) -> int:
    """Read the file, say what became of its figures, and on request write it again."""
    out = Output(options)
    path, store = Path(options.file), Path(options.store)
    package = open_package(path)  # what cannot be read is said before anything is computed
    written = _written(options, package.path)
    facts = open_facts(options)
    framework = _framework(options, facts, written)
    document = _today(options, written, facts, framework, out.language)
    if written is None:
        written = _rewritten(options, package.description(), document, framework)
    refreshed = refresh_word(path, written, document, update=options.update or bool(options.out))
    target = _write(options, out, refreshed, document, framework, store)
    problems = find_problems(refreshed, path.name)
    if out.as_json:
        out.json(_json(refreshed, written, document, target) | {"problems": [p.to_json() for p in problems]})
    else:
        _show(out, refreshed, written, document, options.all)
        if target is not None:
            out.line(f"已写出 {target}", f"wrote {target}")
    return 1 if worst(problems) in FAILING else 0


# --- which report it is ------------------------------------------------------------------------------------------


def _written(options: Any, path: Path) -> Edition | None:
    """The edition that the file names, or that is named for it; None where the unit and year are named instead."""
    store = Path(options.store)
    if options.edition:
        return find_edition(options.edition, store)
    try:
        id_ = read_edition_id(path)
    except JiaoduError:
        id_ = ""
    named = options.pack and options.org and options.period
    if not id_ and not named:
        raise JiaoduError(problem("R35", Place(str(path))))
    try:
        return read_edition(store, id_, str(path)) if id_ else None
    except JiaoduError:
        if named:
            return None
        raise


def _framework(options: Any, facts: Snapshot, written: Edition | None) -> Framework:
    if options.pack or written is None:
        return open_framework(options, facts)
    return load_framework(list(written.packs), options.packs)


def _today(
    options: Any, written: Edition | None, facts: Snapshot, framework: Framework, language: Language
) -> Document:
    """The report as it would be written now: same unit, year and language unless others are named."""
    org = org_of(facts.tree(), options.org) if options.org or written is None else written.org
    year = year_of(options.period) if options.period or written is None else written.year
    spoken: Language = language if written is None else ("zh" if written.language == "zh" else "en")
    evaluated = evaluate(framework, facts, year, orgs=[org])
    write_archive(Path(options.store), evaluated.evaluation)
    named, day = (written.template, written.day) if written else (None, None)
    return compose_report(evaluated, org, spoken, named, day=day)


def _rewritten(options: Any, description: str, today: Document, framework: Framework) -> Edition | None:
    """What was printed, from the snapshot that the file names; None where the store has none of that name."""
    named = _SNAPSHOT.search(description)
    if named is None:
        return None
    try:
        facts = open_snapshot(Path(options.store), named[1])
        evaluated = evaluate(framework, facts, today.year, orgs=[today.org])
        return record_edition(compose_report(evaluated, today.org, today.language))
    except JiaoduError:
        return None


# --- what is written and shown -------------------------------------------------------------------------------------


def _write(
    options: Any, out: Output, refreshed: Refreshed, document: Document, framework: Framework, store: Path
) -> Path | None:
    """Write the updated file, and keep the record of the edition that it then shows."""
    if not options.update and not options.out:
        return None
    path = Path(options.file)
    target = Path(options.out) if options.out else path.with_stem(f"{path.stem}{out.t('-已更新', '-refreshed')}")
    if refreshed.changed:
        keep_edition(store, record_edition(document), framework)

    def write(draft: Path) -> None:
        draft.write_bytes(refreshed.content)

    return write_atomically(target, write)


def _show(out: Output, refreshed: Refreshed, written: Edition | None, document: Document, everything: bool) -> None:
    before = f"{written.id}({written.snapshot})" if written else out.t("不详", "unknown")
    out.line(f"成稿:{before};现在:{document.snapshot}", f"written: {before}; now: {document.snapshot}")
    shown = [s for s in refreshed.states if everything or s.state != "current" or s.moved or (s.found and s.found.copy)]
    if shown:
        heads = [
            ("状态", "state"), ("数字", "figure"), ("文中", "in the file"), ("成稿时", "when written"),
            ("现在", "now"), ("在哪里", "where"), ("凭什么认出", "found by"),
        ]  # fmt: skip
        out.table(heads, [_row(out, s) for s in shown], marked=False)
    for found in refreshed.strangers:
        out.line(
            f"别的报告的数字:{found.id} {found.text} {found.where.zh}",
            f"a figure of another report: {found.id} {found.text}, {found.where.en}",
        )
    for caption in refreshed.old_charts:
        out.line(f"图已过期:{caption}", f"an old picture: {caption}")
    if refreshed.new:
        names = "、".join(dict.fromkeys(e.name for e in refreshed.new))
        out.line(f"现在的报告新增:{names}", f"new in today's report: {names}")
    out.line(_summary(refreshed, "zh"), _summary(refreshed, "en"))
    if any(s.state == "stale" and not s.updated for s in refreshed.states) or refreshed.old_charts:
        out.line("加 --update 更新过期的数字和图,其余不动", "--update brings stale figures and pictures up to date")
    if any(s.state == "typed_over" for s in refreshed.states):
        out.line(
            "手改的不会更新:改回原数,或更正数据后重新装入",
            "what was typed over is left: put the number back, or correct the data and load them again",
        )


def _row(out: Output, state: FigureState) -> list[str]:
    figure, found = state.figure, state.found
    return [
        _state(state, out.language), out.text(figure_name(figure)), found.text if found else "—",
        figure.printed or "—", figure.now or "—", out.text(found.where) if found else "—",
        out.text(BYS[found.by]) if found else "—",
    ]  # fmt: skip


def _state(state: FigureState, language: Language) -> str:
    zh = language == "zh"
    said = [STATES[state.state].in_(language)]
    said += [("已更新" if zh else "updated")] if state.updated else []
    said += [("副本" if zh else "copy")] if state.found and state.found.copy else []
    said += [("移动过" if zh else "moved")] if state.moved else []
    said += [("修订标记" if zh else "tracked")] if state.found and state.found.tracked else []
    return ("、" if zh else ", ").join(said)


def _summary(refreshed: Refreshed, language: Language) -> str:
    counts = Counter(s.state for s in refreshed.states)
    said = [f"{STATES[state].in_(language)} {count}" for state, count in counts.most_common()]
    for zh, en, count in (
        ("副本", "copies", sum(bool(s.found and s.found.copy) for s in refreshed.states)),
        ("移动过", "moved", sum(s.moved for s in refreshed.states)),
        ("已更新", "updated", sum(s.updated for s in refreshed.states)),
    ):
        said += [f"{zh if language == 'zh' else en} {count}"] if count else []
    return ("数字:" if language == "zh" else "figures: ") + ("、" if language == "zh" else ", ").join(said)


def _json(refreshed: Refreshed, written: Edition | None, document: Document, target: Path | None) -> dict[str, Any]:
    return {
        "written": {"edition": written.id, "snapshot": written.snapshot} if written else None,
        "now": {"edition": document.edition, "snapshot": document.snapshot},
        "summary": dict(Counter(s.state for s in refreshed.states)),
        "figures": [s.to_json() for s in refreshed.states],
        "strangers": [{"id": f.id, "text": f.text, "place": f.where.zh} for f in refreshed.strangers],
        "new": [{"id": e.id, "name": e.name, "now": e.now} for e in refreshed.new],
        "old_charts": list(refreshed.old_charts),
        "changed": refreshed.changed,
        "file": str(target) if target else None,
    }
