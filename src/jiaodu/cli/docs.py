"""Write the pages of docs/ that are made from data: problem codes, units, commands, what the packs hold.

Floor: cli. In: the catalogue, the units, the parser, the packs. Out: Markdown files; a test compares them with the tree.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from jiaodu.cli.main import build_parser
from jiaodu.core.base.catalogue import CATALOGUE
from jiaodu.core.base.problems import SEVERITY_NAMES
from jiaodu.core.base.units import known_units, parse_unit, print_dimensions
from jiaodu.core.framework import Framework, load_framework, pack_editions

FOLDER = Path("docs") / "generated"


def main() -> int:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote {FOLDER / name}")
    return 0


def pages() -> dict[str, str]:
    """File name -> text."""
    return {
        "problems.md": "\n".join(_problems()) + "\n",
        "units.md": "\n".join(_units()) + "\n",
        "commands.md": "\n".join(_commands()) + "\n",
        "packs.md": "\n".join(_packs()) + "\n",
    }


def _blank(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "…", text).replace("|", "\\|")


def _problems() -> Iterator[str]:
    yield "# Problem codes 问题代码\n\nMade from the catalogue; `jiaodu explain CODE` says the same.\n"
    yield "| code | severity | 现象 what | 影响 why it matters | 处理 what to do |\n|---|---|---|---|---|"
    for code, entry in sorted(CATALOGUE.items()):
        cells = [f"{_blank(t.zh)}<br>{_blank(t.en)}" for t in (entry.what, entry.why, entry.remedy)]
        yield f"| {code} | {entry.severity} | {' | '.join(cells)} |"


def _units() -> Iterator[str]:
    yield "# Units 单位\n\nCompound units have one slash: 元/人, 人/百人, m²/人.\n"
    yield "| unit | English | dimension | factor | kind |\n|---|---|---|---|---|"
    for text in known_units():
        unit = parse_unit(text)
        yield f"| {text} | {unit.en} | {print_dimensions(unit.dimensions)} | {unit.factor} | {unit.kind} |"


def _commands() -> Iterator[str]:
    yield "# Commands 命令\n"
    for language in ("zh", "en"):
        parser = build_parser(language)
        for path, command in _walk(parser, "jiaodu"):
            yield f"## {path} ({language})\n\n```text\n{_help(command)}\n```\n"


def _walk(parser: argparse.ArgumentParser, path: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _walk(inner, f"{path} {name}")


def _help(parser: argparse.ArgumentParser) -> str:
    # a fixed width: the page must not depend on the terminal
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=110)
    text = parser.format_help().strip()
    return re.sub(r"^(usage|options|positional arguments)", r"\1", text)


def _packs() -> Iterator[str]:
    yield "# Packs 框架包\n"
    for name, editions in sorted(pack_editions().items()):
        for edition in editions:
            yield from _pack(load_framework(f"{name}@{edition}"))


def _pack(framework: Framework) -> Iterator[str]:
    main_pack = framework.main
    yield f"## {main_pack.ref} {main_pack.spec.title.zh}\n\n{main_pack.spec.description.zh}\n\n{main_pack.spec.description.en}\n"
    yield "| 指标 indicator | 编号 id | 公式 formula | 单位 unit | |\n|---|---|---|---|---|"
    for indicator in framework.indicators.values():
        if indicator.pack == main_pack.id and "__" not in indicator.id:
            flag = "未核实 unverified" if indicator.spec.unverified else ""
            formula = framework.sentence(indicator).replace("|", "\\|")
            yield f"| {indicator.name.zh} | `{indicator.id}` | {formula} | {indicator.spec.unit} | {flag} |"
    yield "\n| 标准 standard | 性质 basis | 要求 asked | 依据 article | |\n|---|---|---|---|---|"
    for standard in framework.standards.values():
        if standard.pack == main_pack.id:
            for entry in standard.spec.entries:
                asked = "repealed" if entry.repealed else f"{entry.op} {entry.value}"
                if standard.spec.members:
                    least = standard.spec.at_least or len(standard.spec.members)
                    asked = f"{least} of {len(standard.spec.members)} members"
                if standard.spec.units:
                    asked += f" (仅 only {'、'.join(standard.spec.units)})"
                document = framework.documents[entry.document]
                flag = "未核实 unverified" if standard.spec.unverified or entry.unverified else ""
                yield f"| {standard.name.zh} | {standard.spec.basis} | {entry.from_}: {asked} | {document.title.zh}{document.number} {entry.article} | {flag} |"
    yield from _rules(framework)
    yield ""


def _rules(framework: Framework) -> Iterator[str]:
    rules = [rule for rule in framework.rules.values() if rule.pack == framework.main.id]
    if rules:
        yield "\n| 数据规则 rule | 编号 id | 种类 kind | 表 form | 程度 severity |\n|---|---|---|---|---|"
    for rule in rules:
        severity = SEVERITY_NAMES[rule.spec.severity].zh
        yield f"| {rule.name.zh} | `{rule.id}` | `{rule.kind}` | {rule.form.name.zh} | {severity} |"


if __name__ == "__main__":
    sys.exit(main())
