"""`jiaodu pack`: check packs, tidy their files, write their JSON Schema. Floor: cli."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import every_pack
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import Problem, worst
from jiaodu.core.evaluation.examples import Tried, check_examples
from jiaodu.core.framework import pack_editions, try_framework
from jiaodu.core.framework.files import find_packs, search_path
from jiaodu.core.framework.json_schema import json_schemas
from jiaodu.core.framework.tidy import tidy_text


def run(options: Any) -> int:
    """Run the word."""
    return {"check": _check, "format": _format, "schema": _schema}[options.word](options)


def _check(options: Any) -> int:
    out = Output(options)
    names = options.names or _all_editions(options)
    found: list[Problem] = []
    rows: list[list[str]] = []
    tried = Tried()
    with out.progress("检查框架包", "checking packs") as progress:
        for i, name in enumerate(names):
            progress(name, i, len(names))
            loading = try_framework([name], options.packs)
            found += loading.problems
            if loading.framework is not None:
                framework = loading.framework
                found += check_examples(framework, tried)
                counts = [
                    framework.forms,
                    framework.indicators,
                    framework.standards,
                    framework.rules,
                    framework.examples,
                    framework.documents,
                ]
                rows.append([name, *(str(sum("__" not in k for k in c)) for c in counts)])
        progress("", len(names), len(names))
    problems = _once(found)
    if out.as_json:
        out.json({"packs": names, "problems": [p.to_json() for p in problems]})
    else:
        headings = [
            ("框架包", "pack"),
            ("表", "forms"),
            ("指标", "indicators"),
            ("标准", "standards"),
            ("数据规则", "rules"),
            ("样例", "examples"),
            ("文件", "documents"),
        ]
        if rows:
            out.table(headings, rows, numbers=range(1, 7))
        out.problems(problems, everything=True)
        errors = sum(p.severity == "error" for p in problems)
        others = len(problems) - errors
        if problems:
            out.line(f"{errors} 个错误,{others} 个其他问题", f"{errors} errors, {others} others", style="bold")
        else:
            out.line(
                "没有问题;样例全部算得与所写一致",
                "no problems; every worked example comes out as written",
                style="bold",
            )
    return 1 if worst(problems) == "error" else 0


def _all_editions(options: Any) -> list[str]:
    return [f"{name}@{e}" for name, editions in pack_editions(options.packs).items() for e in editions] or every_pack(
        options
    )


def _once(problems: list[Problem]) -> list[Problem]:
    """Each problem once: packs that build on a pack read it again."""
    seen: dict[str, Problem] = {}
    for problem in problems:
        seen.setdefault(problem.line("en"), problem)
    return list(seen.values())


def _format(options: Any) -> int:
    out = Output(options)
    folders = find_packs(search_path(options.packs))
    wanted = [name.partition("@")[0] for name in options.names] or list(folders)
    changed: list[Path] = []
    for name in wanted:
        for path in sorted(folders[name].rglob("*.yaml")) if name in folders else ():
            before = path.read_text(encoding="utf-8")
            after = tidy_text(before)
            if after != before:
                changed.append(path)
                if not options.check:
                    path.write_text(after, encoding="utf-8")
    for path in changed:
        out.line(
            f"{'须整理' if options.check else '已整理'}:{path}", f"{'to tidy' if options.check else 'tidied'}: {path}"
        )
    if not changed:
        out.line("没有要整理的文件", "nothing to tidy")
    return 1 if changed and options.check else 0


def _schema(options: Any) -> int:
    out = Output(options)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        out.line(f"已写出 {path}", f"wrote {path}")
    return 0
