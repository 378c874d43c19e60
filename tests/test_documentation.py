"""Documentation that can drift is a bug: generated pages are current, codes and commands exist, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from jiaodu.cli.docs import pages
from jiaodu.core.base.catalogue import CATALOGUE

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "jiaodu"


@pytest.mark.parametrize("name", ["problems.md", "units.md", "packs.md"])
def test_generated_pages_are_current(name: str) -> None:
    assert (ROOT / "docs" / "generated" / name).read_text(encoding="utf-8") == pages()[name], "run make docs"


def test_every_code_that_the_source_raises_is_in_the_catalogue_and_every_entry_is_raised() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py") if "catalogue" not in p.parts)
    raised = set(re.findall(r'"([PFISVRNKLCDGTAWU]\d\d)"', text))
    assert raised <= set(CATALOGUE)
    assert set(CATALOGUE) <= raised


@pytest.mark.parametrize(
    "page",
    [p.relative_to(ROOT).as_posix() for p in ROOT.glob("*.md")]
    + [p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")],
)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)#:\s]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link


def test_the_project_speaks_only_of_itself() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    words = re.compile(
        "|".join(
            [
                "/wor" + "k/",
                "pyp" + r"i\.org",
                "pythonhost" + "ed",
                "registry" + r"\.npm",
                r"--(extra-)?index-" + "url",
                "TO" + "DO",
                "FIX" + "ME",
            ]
        )
    )
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in (".md", ".py", ".yaml", ".toml", ".lock", ".csv", "") and path.is_file():
            found = words.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert found is None or name == "Makefile" or (name == "docs/decisions/0002-locks-without-addresses.md"), (
                f"{name}: {found and found[0]}"
            )


def test_no_file_hides_a_missing_noun() -> None:
    assert not [p for p in SOURCE.rglob("*.py") if p.stem in ("utils", "helpers", "common", "misc", "manager")]


def test_every_setting_of_a_deployment_is_documented() -> None:
    text = "\n".join(
        p.read_text(encoding="utf-8")
        for folder in ("web", "actions", "records", "cli/serving")
        for p in (SOURCE / folder).rglob("*.py")
    )
    page = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    # names that only settings hold, and never the environment, are those of Django's own settings object
    given = set(re.findall(r"""(?:environ\.get\(|environ\[|number_of\()\s*"(JIAODU_\w+)\"""", text))
    assert given and [name for name in sorted(given) if f"`{name}`" not in page] == []
