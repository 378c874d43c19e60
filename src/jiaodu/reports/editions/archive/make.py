"""Make the archive of an edition: the report again in all formats, and everything that its figures were made from.

Floor: reports. In: an `Edition` and its store. Out: a zip, whole or not at all, the same bytes from the same store:

    index.html, index.en.html     what is here, the figures, the law, how to check and recompute
    README.txt, SHA256SUMS        `sha256sum -c SHA256SUMS`
    report/                       the report as page, Word file and PDF
    given/                        the files that were handed in with it
    edition.json                  the record of the edition
    figures.csv, values.csv, verdicts.csv, indicators.csv, law.csv, units.csv
    rows/                         the rows that the figures read, a file for each form, and what their columns are called
    originals/                    the files that those rows came from, as they were
    packs/                        the rules of the day
    store/                        with the choice `whole_store`: the store as of the snapshot
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, Problem, Severity, problem
from jiaodu.core.base.text import Text
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.loads import LoadRecord
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.reports.document import Document
from jiaodu.reports.docx import write_docx
from jiaodu.reports.editions.archive import tables
from jiaodu.reports.editions.archive.page import archive_pages, readme
from jiaodu.reports.editions.archive.scope import Need, find_needs
from jiaodu.reports.editions.archive.store_copy import add_store, brings_persons, kept_originals
from jiaodu.reports.editions.archive.zipping import Member, Zipping, csv_pieces
from jiaodu.reports.editions.keeping import open_kept_framework, packs_path
from jiaodu.reports.editions.printed import printed_of
from jiaodu.reports.editions.record import Edition, record_edition
from jiaodu.reports.editions.states import compose_again
from jiaodu.reports.html import render_html
from jiaodu.reports.pdf import render_pdf

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes in beside the rest: files that were handed in, the originals of the rows, the whole store."""

    given: tuple[Path, ...] = ()
    originals: bool = True
    whole_store: bool = False


@dataclass(frozen=True, slots=True)
class Archived:
    """A written archive, its hash, its members, and what had to be left out."""

    path: Path
    sha256: str
    members: tuple[Member, ...]
    problems: tuple[Problem, ...]


def write_edition_archive(edition: Edition, store: Path, target: Path, choice: Choice | None = None) -> Archived:
    """Write the archive.

    Raises:
        JiaoduError: R43 the packs are gone, S03 or S04 the snapshot is gone, R45 the report does not come out as it was
            printed and no file of it is given, R46 the target lies inside the store, C04 no room or no permission.
    """
    choice, store, target = choice or Choice(), Path(store), Path(target)
    if target.resolve().is_relative_to(store.resolve()):
        raise JiaoduError(problem("R46", Place(str(target)), store=str(store)))
    made = _Archive(edition, store, choice)
    write_atomically(target, made.write)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Archived(target, digest, tuple(made.members), tuple(made.problems))


class _Archive:
    def __init__(self, edition: Edition, store: Path, choice: Choice) -> None:
        self.edition, self.store, self.choice = edition, store, choice
        self.problems: list[Problem] = []
        self.members: list[Member] = []
        self.framework = open_kept_framework(store, edition)
        self.snapshot: Snapshot = open_snapshot(store, edition.snapshot)
        self.evaluated: Evaluated = evaluate(self.framework, self.snapshot, edition.year, orgs=[edition.org])
        self.document = self._again()
        self.needs = find_needs(edition, self.evaluated)
        self.loads: dict[int, LoadRecord] = {}
        self.originals: dict[str, str] = {}

    def _again(self) -> Document | None:
        """The report composed again, as of the day of the edition; None where it differs and files of it are given."""
        document = compose_again(self.evaluated, self.edition)
        again, then = printed_of(record_edition(document)), printed_of(self.edition)
        slots = [s for s in dict.fromkeys([*then.slots, *again.slots]) if then.said(s) != again.said(s)]
        if not slots and again.order == then.order:
            return replace(document, made=self.edition.made, edition=self.edition.id)
        names = [then.names.get(s) or again.names[s] for s in slots][:SHOWN]
        place = Place(key=self.edition.id)
        severity: Severity = "warning" if self.choice.given else "error"
        found = problem("R45", place, severity, edition=self.edition.id, jiaodu=self.edition.jiaodu, names=names)
        if not self.choice.given:
            raise JiaoduError(found)
        self.problems.append(found)
        return None

    @property
    def root(self) -> str:
        """The folder of everything in the zip."""
        return re.sub(r"[^A-Za-z0-9-]", "-", f"{self.edition.org}-{self.edition.year}-{self.edition.id}")

    def write(self, draft: Path) -> None:
        with zipfile.ZipFile(draft, "w") as package, tempfile.TemporaryDirectory(dir=draft.parent) as folder:
            zipping = Zipping(package, self.root)
            self._reports(zipping, Path(folder))
            given = self._given(zipping)
            zipping.add("edition.json", json.dumps(self.edition.to_json(), ensure_ascii=False, indent=1) + "\n")
            self._tables(zipping)
            self._packs(zipping)
            if self.choice.whole_store:
                add_store(zipping, self.snapshot, self.framework, self.choice.originals, self.problems)
            for name, page in archive_pages(self.edition, self.evaluated, zipping.members, given, self.problems):
                zipping.add(name, page)
            zipping.add("README.txt", readme(self.edition))
            zipping.add_sums()
            self.members = zipping.members

    def _reports(self, zipping: Zipping, folder: Path) -> None:
        if self.document is None:
            return
        zipping.add("report/report.html", render_html(self.document))
        write_docx(self.document, folder / "report.docx")
        zipping.add_file("report/report.docx", folder / "report.docx")
        try:
            made = render_pdf(self.document)
            zipping.add("report/report.pdf", made.content)
        except JiaoduError as error:  # without a Chinese font the other two formats still go in
            self.problems += error.problems

    def _given(self, zipping: Zipping) -> dict[str, str]:
        """The files handed in: name in the archive -> own name."""
        found = {}
        for number, path in enumerate(self.choice.given, 1):
            stem, suffix = (re.sub(r"[^A-Za-z0-9._]+", "-", part) for part in (path.stem, path.suffix))
            plain = (stem.strip("-.") or "file") + suffix
            found[zipping.add_file(f"given/{number}-{plain}", path).name] = path.name
        return found

    # --- tables, rows, originals, packs -------------------------------------------------------------------------

    def _tables(self, zipping: Zipping) -> None:
        edition, evaluated = self.edition, self.evaluated
        zipping.stream("figures.csv", csv_pieces(tables.FIGURES, tables.figure_rows(edition)))
        zipping.stream("values.csv", csv_pieces(tables.VALUES, tables.value_rows(edition, evaluated)))
        zipping.stream("verdicts.csv", csv_pieces(tables.VERDICTS, tables.verdict_rows(edition, self.framework)))
        zipping.stream("indicators.csv", csv_pieces(tables.INDICATORS, tables.indicator_rows(edition, evaluated)))
        zipping.stream("law.csv", csv_pieces(tables.LAW, tables.law_rows(edition, evaluated)))
        needs = self._of_units()
        zipping.stream("units.csv", csv_pieces(tables.UNITS, tables.unit_rows(needs, edition, self.snapshot)))
        for need in needs:
            rows = tables.source_rows(need, self.snapshot, self.loads)
            zipping.stream(f"rows/{need.form.id}.csv", csv_pieces(tables.row_header(need), rows))
        zipping.stream("rows/COLUMNS.csv", csv_pieces(tables.COLUMNS, tables.column_rows(needs)))
        if self.choice.originals:
            self._originals(zipping)
        items = {item for need in needs for item in need.items}
        zipping.stream("rows/LOADS.csv", csv_pieces(tables.LOADS, tables.load_rows(self.loads, self.originals, items)))

    def _of_units(self) -> Sequence[Need]:
        """The needs whose rows are no persons; the others are named and left out."""
        for need in self.needs.values():
            if need.of_persons:
                self._left_out(need.form.id, Text("每行是一个人", "each row is a person"))
        return [need for need in self.needs.values() if not need.of_persons]

    def _originals(self, zipping: Zipping) -> None:
        """The files that rows came from, each once; none that brought rows of persons."""
        persons, files = brings_persons(self.snapshot, self.framework), kept_originals(self.store)
        for record in sorted(self.loads.values(), key=lambda r: r.number):
            sha = record.origin.sha256
            if sha in self.originals:
                continue
            kept = files.get(sha)
            if sha in persons:
                self._left_out(record.origin.file, Text("文件里有按人的记录", "it holds rows of persons"))
            elif kept is None:
                self._left_out(record.origin.file, Text("数据库没有保存原件", "the store keeps no original"))
            else:
                self.originals[sha] = zipping.add_file(f"originals/{sha[:16]}{kept.suffix}", kept).name
                continue
            self.originals[sha] = ""

    def _left_out(self, name: str, reason: Text) -> None:
        self.problems.append(problem("R49", Place(key=self.edition.id), name=name, reason=reason))

    def _packs(self, zipping: Zipping) -> None:
        folder = packs_path(self.store, self.edition.framework)
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            zipping.add_file(f"packs/{path.relative_to(folder).as_posix()}", path)
