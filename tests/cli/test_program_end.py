"""How the program ends: everything is written, nothing is said that the command did not say, the code is that of the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jiaodu

SOURCE = Path(jiaodu.__file__).parents[1]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "jiaodu", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_command_that_finds_something_says_only_that(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("小学33所,初中21所,高中5所,共50所。\n", "utf-8")
    done = run("claims", "check", report)
    assert (done.returncode, done.stderr) == (1, "")
    assert "合计“50所”" in done.stdout


def test_all_of_a_long_answer_is_written(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("小学33所,初中21所,高中5所,共50所。\n" * 400, "utf-8")
    done = run("claims", "extract", report, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1600


def test_a_command_that_finds_nothing(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("小学33所,初中12所,高中5所,共50所。\n", "utf-8")
    done = run("claims", "check", report)
    assert (done.returncode, done.stderr) == (0, "")
