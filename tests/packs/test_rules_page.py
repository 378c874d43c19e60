"""Every rule that docs/rules.md shows is a rule that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jiaodu.core.framework import load_framework, schema

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def test_all_kinds_are_shown_and_load(tmp_path: Path) -> None:
    root = tmp_path / "page"
    (root / "checks").mkdir(parents=True)
    (root / "tests").mkdir()
    head = "id: page\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\nbuilds_on: [school-items]\n"
    (root / "pack.yaml").write_text(head + 'editions: {"1": {title: {zh: 一, en: one}}}\n', encoding="utf-8")
    for number, block in enumerate(BLOCKS):
        folder = "tests" if block.startswith("example:") else "checks"
        # ids of the page do not collide with those of the pack that it builds on
        text = re.sub(r"^([a-z_]+):", r"page_\1:", block, flags=re.M)
        (root / folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    framework = load_framework("page", [tmp_path])
    kinds = {rule.kind for rule in framework.rules.values() if rule.pack == "page"}
    assert kinds == set(schema.CHECK_KINDS) - {"agreement"}


@pytest.mark.parametrize("kind", sorted(schema.CHECK_KINDS))
def test_every_kind_is_named_on_the_page(kind: str) -> None:
    assert kind == "agreement" or f"kind: {kind}" in PAGE.read_text(encoding="utf-8")
