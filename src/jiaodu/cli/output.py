"""What people see in a terminal: tables that fit Chinese, problems grouped, progress, JSON.

Floor: cli. In: options and nouns of core. Out: text on stdout; progress and problems of a failed run on stderr.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from jiaodu.core.base.problems import SEVERITIES, SEVERITY_NAMES, Problem
from jiaodu.core.base.text import Language, Text

# a pipe or file has no width of its own; tables must not be folded to 80 columns there
PIPE_WIDTH = 150
SHOWN_PER_CODE = 3
COLOURS = {"error": "bold red", "will_be_error": "red", "warning": "yellow", "note": "cyan"}


class Output:
    """One run's way of speaking."""

    def __init__(self, options: Any) -> None:
        self.language = cast(Language, getattr(options, "lang", "zh"))
        self.as_json = bool(getattr(options, "json", False))
        self.console = _console(sys.stdout)
        self.aside = _console(sys.stderr)

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the run."""
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        """A bilingual text in the language of the run."""
        return text.in_(self.language)

    def line(self, zh: str = "", en: str = "", style: str = "") -> None:
        """One line; nothing is printed beside JSON."""
        if not self.as_json:
            self.console.print(escape(self.t(zh, en)), style=style, soft_wrap=True)

    def heading(self, zh: str, en: str) -> None:
        """A heading line."""
        self.line()
        self.line(f"■ {zh}", f"■ {en}", style="bold")

    def table(
        self,
        headings: Sequence[tuple[str, str]],
        rows: Sequence[Sequence[str]],
        numbers: Sequence[int] = (),
        marked: bool = True,
    ) -> None:
        """A table. Cells that begin with [ are marked up, unless the cells are data (`marked` False)."""
        made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for i, (zh, en) in enumerate(headings):
            made.add_column(self.t(zh, en), justify="right" if i in numbers else "left", overflow="fold")
        for row in rows:
            made.add_row(*[cell if marked and cell.startswith("[") else escape(cell) for cell in row])
        self.console.print(made)

    def grouped_table(
        self,
        headings: Sequence[tuple[str, str]],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        numbers: Sequence[int] = (),
    ) -> None:
        """A table with headings across: a row of one cell. All but the last column have a fixed width."""
        last = max(20, self.console.width - sum(widths) - 2 * len(widths))
        groups: list[tuple[str, list[Sequence[str]]]] = [("", [])]
        for row in rows:
            if len(row) == 1:
                groups.append((row[0], []))
            else:
                groups[-1][1].append(row)
        for i, (heading, found) in enumerate(groups):
            if i and heading:
                self.console.print(f"[bold cyan]{escape(heading)}[/]", soft_wrap=True)
            made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_header=i == 0)
            for j, (zh, en) in enumerate(headings):
                width = widths[j] if j < len(widths) else last
                made.add_column(
                    self.t(zh, en), justify="right" if j in numbers else "left", overflow="fold", width=width
                )
            for row in found:
                made.add_row(*[cell if cell.startswith("[") else escape(cell) for cell in row])
            if found or i == 0:
                self.console.print(made)

    def json(self, data: Any) -> None:
        """One JSON document on stdout."""
        print(json.dumps(data, ensure_ascii=False, indent=1, default=str))

    def problems(self, problems: Sequence[Problem], *, everything: bool = False, failed: bool = False) -> None:
        """Problems, the gravest first, grouped by code; a failed run's go to stderr (with JSON: to stdout)."""
        if self.as_json:
            if failed:
                self.json({"problems": [p.to_json() for p in problems]})
            return
        console = self.aside if failed else self.console
        ordered = sorted(problems, key=lambda p: SEVERITIES.index(p.severity))
        groups: dict[tuple[str, str], list[Problem]] = {}
        for problem in ordered:
            groups.setdefault((problem.severity, problem.code), []).append(problem)
        for (severity, code), found in groups.items():
            shown = found if everything else found[:SHOWN_PER_CODE]
            self._group(console, severity, code, shown, len(found))

    def _group(self, console: Console, severity: str, code: str, shown: Sequence[Problem], total: int) -> None:
        name = SEVERITY_NAMES[severity].in_(self.language)  # type: ignore[index]
        count = self.t(f"{total} 条", f"{total}")
        console.print(f"[{COLOURS[severity]}]{name} {code}[/] [dim]({count})[/dim]")
        said: set[str] = set()
        for problem in shown:
            place = str(problem.place)
            where = f"[dim]{escape(place)}[/dim]  " if place else ""
            console.print(f"  • {where}{escape(problem.what(self.language))}", soft_wrap=True)
            why, remedy = problem.why(self.language), problem.remedy(self.language)
            if why + remedy not in said:
                said.add(why + remedy)
                label = self.t("影响:", "why: ")
                todo = self.t("处理:", "do: ")
                console.print(f"    [dim]{label}[/dim]{escape(why)}", soft_wrap=True)
                console.print(f"    [dim]{todo}[/dim]{escape(remedy)}", soft_wrap=True)
        if total > len(shown):
            more = total - len(shown)
            console.print(
                f"  [dim]{self.t(f'另有 {more} 条,加 --all 或 --json 查看', f'{more} more; --all or --json shows them')}[/dim]"
            )

    @contextlib.contextmanager
    def progress(self, zh: str, en: str) -> Iterator[Callable[[str, int, int], None]]:
        """A progress bar on stderr; only where somebody watches."""
        if self.as_json or not self.aside.is_terminal:
            yield lambda name, done, total: None
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[name]}"),
        )
        with Progress(*columns, console=self.aside, transient=True) as bar:
            task = bar.add_task(self.t(zh, en), total=None, name="")

            def report(name: str, done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, name=name[-40:])

            yield report


def _console(stream: Any) -> Console:
    terminal = stream.isatty()
    return Console(file=stream, highlight=False, width=None if terminal else PIPE_WIDTH)
