"""`jiaodu formula check`: how a formula is read, before it stands in a pack. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.opening import every_pack
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit, print_dimensions
from jiaodu.core.formula import print_canonical, print_sentence
from jiaodu.core.framework import load_framework
from jiaodu.core.framework.compile import read_table_formula


def run(options: Any) -> int:
    """Print the canonical form, the sentence in both languages, the items read and what the result measures."""
    out = Output(options)
    framework = load_framework(every_pack(options), options.packs)
    form = framework.form(options.table)
    try:
        unit = parse_unit(options.unit) if options.unit else None
    except ValueError as error:
        raise JiaoduError(
            problem("P03", Place(key="--unit"), path="--unit", detail=str(error), known="元、人、percent …")
        ) from error
    tree, measured = read_table_formula(form, options.formula, unit)

    def naming(name: str) -> Text:
        return form.item(name).name

    def code(item: str, value: str) -> Text:
        return form.item(item).codes[value].name

    row = Text(form.spec.counts, parse_unit(form.spec.counts).en)
    zh, en = print_sentence(tree, "zh", naming, code, row), print_sentence(tree, "en", naming, code, row)
    items = sorted({n.name for n in tree.walk() if hasattr(n, "name") and isinstance(n.name, str)})
    if out.as_json:
        data = {
            "canonical": print_canonical(tree),
            "sentence": {"zh": zh, "en": en},
            "items": items,
            "dimensions": print_dimensions(measured),
        }
        out.json(data)
        return 0
    out.line(f"规范形式:{print_canonical(tree)}", f"canonical: {print_canonical(tree)}")
    out.line(f"中文:{zh}", f"Chinese: {zh}")
    out.line(f"英文:{en}", f"English: {en}")
    out.line(
        f"读取的数据项:{'、'.join(form.item(i).name.zh for i in items) or '无'}",
        f"items read: {', '.join(items) or 'none'}",
    )
    out.line(f"量纲:{print_dimensions(measured)}", f"dimension: {print_dimensions(measured)}")
    return 0
