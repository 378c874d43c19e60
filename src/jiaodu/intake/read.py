"""Files and folders become staged rows: registers first, then every other sheet, all problems at once.

Floor: intake. In: paths, a framework, the known organisations. Out: `Intake`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jiaodu.core.base.collection import without_collection
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister
from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.columns_layout import find_item_sheet, item_rows, read_items
from jiaodu.intake.documents import Document, find_documents
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import SOURCE, Headings
from jiaodu.intake.keys import KeyReader, form_sources, source_id, source_names
from jiaodu.intake.limits import Unusable
from jiaodu.intake.marking.problem_sheet import is_problem_sheet
from jiaodu.intake.model import CoverContact, Grid, Intake, Seen
from jiaodu.intake.organisations import KnownOrganisations
from jiaodu.intake.recognise import FormNames, is_readme, names_of
from jiaodu.intake.records import Reading, Records, read_records
from jiaodu.intake.registers import joined, joined_memberships, read_memberships, read_register, register_addresses
from jiaodu.intake.rows_layout import Block, find_block, item_addresses, read_rows
from jiaodu.intake.table_layout import find_table, is_table, read_table
from jiaodu.intake.templates.mark import LISTS_SHEET, MARK_SHEET, TemplateMark, cover_contact, read_mark
from jiaodu.intake.tops import find_column_header, find_header, read_labels
from jiaodu.intake.workbooks import OpenFile, SheetEntry, open_file

KEPT_OPEN = 60_000_000  # bytes
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _Reading:
    """The state of one call: what is known, and what has been found so far by file and sheet number."""

    framework: Framework
    names: FormNames
    known: KnownOrganisations
    form: Form | None
    default_source: str | None
    staged: list[Staged] = field(default_factory=list)
    drafts: list[Staged] = field(default_factory=list)
    registers: list[StagedRegister] = field(default_factory=list)
    problems: dict[tuple[int, int], tuple[Problem, ...]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    hashes: dict[str, Document] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)
    contacts: list[CoverContact] = field(default_factory=list)
    kept_open: dict[str, OpenFile] = field(default_factory=dict)
    marks: dict[str, TemplateMark | None] = field(default_factory=dict)

    def open(self, document: Document) -> OpenFile:
        """A file, opened once when it is read twice and small enough to be kept. Raises Unusable."""
        if document.name in self.kept_open:
            return self.kept_open.pop(document.name)
        opened = open_file(document)
        if len(opened.data) + sum(len(o.data) for o in self.kept_open.values()) <= KEPT_OPEN:
            self.kept_open[document.name] = opened
        return opened

    def note(self, at: tuple[int, int], found: Sequence[Problem]) -> None:
        """Keep problems of a sheet (or of a file: sheet -1)."""
        self.problems[at] = (*self.problems.get(at, ()), *found)


def read_sources(
    paths: Sequence[Path],
    framework: Framework,
    tree: OrganisationTree,
    *,
    form: str | None = None,
    default_source: str | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read tables from files and folders. Nothing is raised for what is in the files: every flaw is a problem.

    Args:
        form: id or Chinese name of the form of CSV files, or of a workbook's only sheet.
        default_source: id or Chinese name of the source of sheets that state none.
        progress: called with a file's name, its number from 1, and how many there are, before it is read.

    Raises:
        JiaoduError: when `form` names no form (C03).
    """
    found = find_documents(paths)
    return read_documents(
        found.documents,
        framework,
        tree,
        found.problems,
        form=form,
        default_source=default_source,
        progress=progress,
    )


def read_documents(
    documents: Sequence[Document],
    framework: Framework,
    tree: OrganisationTree,
    problems: Sequence[Problem] = (),
    *,
    form: str | None = None,
    default_source: str | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read tables that were found; `problems` are those of finding them. As `read_sources` otherwise."""
    asked = framework.form(form) if form else None
    reading = _Reading(framework, FormNames(framework), KnownOrganisations(tree), asked, default_source)
    with without_collection():
        done = _read_registers(documents, reading)
        for number, document in enumerate(documents):
            if progress:
                progress(document.name, number + 1, len(documents))
            _read_file(document, number, reading, done)
    return _finish(reading, documents, problems)


def _finish(reading: _Reading, documents: Sequence[Document], problems: Sequence[Problem]) -> Intake:
    found = [*problems, *(p for at in sorted(reading.problems) for p in reading.problems[at])]
    if not reading.staged and not reading.registers and not any(p.severity == "error" for p in found):
        found.append(problem("I43", Place(", ".join(d.name for d in documents[:3])), files=len(documents)))
    return Intake(
        tuple(reading.staged),
        tuple(reading.registers),
        tuple(found),
        tuple(reading.skipped),
        tuple(document.name for document in documents),
        tuple(reading.marked),
        tuple(reading.seen),
        {sha256: document for sha256, document in reading.hashes.items() if not document.path},
        reading.repeated,
        tuple(reading.drafts),
        tuple(reading.contacts),
    )


def _read_registers(documents: Sequence[Document], reading: _Reading) -> set[tuple[int, int]]:
    """Read the registers of all files, so that the other sheets know their organisations. Gives what was done."""
    done: set[tuple[int, int]] = set()
    if not any(form.spec.is_register for form in reading.framework.forms.values()):
        return done
    hashes: set[str] = set()
    groups: list[tuple[tuple[int, int], OpenFile, SheetEntry]] = []
    for number, document in enumerate(documents):
        for sheet, opened, entry in _sheets(document, reading):
            if sheet == 0 and opened.source.sha256 in hashes:
                break
            hashes.add(opened.source.sha256)
            form = _register_form(opened, entry, reading)
            if form is not None:
                done.add((number, sheet))
                if form.spec.memberships:
                    groups.append(((number, sheet), opened, entry))
                else:
                    _read_sheet((number, sheet), opened, entry, reading)
    # who is in which group comes after all units and groups
    for at, opened, entry in groups:
        _read_sheet(at, opened, entry, reading)
    return done


def _sheets(document: Document, reading: _Reading) -> Iterator[tuple[int, OpenFile, SheetEntry]]:
    """The sheets of a file that can be opened; what cannot is reported when its turn comes."""
    try:
        opened = reading.open(document)
    except Unusable:
        return
    for number, entry in enumerate(opened.sheets):
        yield number, opened, entry


def _register_form(opened: OpenFile, entry: SheetEntry, reading: _Reading) -> Form | None:
    name = entry.name or Path(opened.source.name).stem
    form = reading.names.by_name(name)
    if opened.is_text and reading.form is not None:
        form = reading.form
    if form is None and opened.is_text:
        try:
            form = _recognise(opened.read(entry), opened, entry, reading)
        except Unusable:
            return None
    return form if form is not None and form.spec.is_register else None


def _read_file(document: Document, number: int, reading: _Reading, done: set[tuple[int, int]]) -> None:
    try:
        opened = reading.open(document)
    except Unusable as error:
        reading.note((number, -1), [problem(error.code, Place(document.name), **error.data)])
        return
    first = reading.hashes.setdefault(opened.source.sha256, document)
    if first is not document:
        reading.repeated[document.name] = first.name
        reading.note((number, -1), [problem("I86", Place(document.name), first=first.name)])
        return
    reading.note((number, -1), [problem(code, Place(document.name), **data) for code, data in opened.traits])
    if opened.hides_errors:
        reading.note((number, -1), [problem("I48", Place(document.name))])
    for sheet, entry in enumerate(opened.sheets):
        if (number, sheet) not in done:
            _read_sheet((number, sheet), opened, entry, reading)


def _read_sheet(at: tuple[int, int], opened: OpenFile, entry: SheetEntry, reading: _Reading) -> None:
    if is_readme(entry.name) or entry.name in (MARK_SHEET, LISTS_SHEET):
        if is_readme(entry.name):
            _read_cover(opened, entry, reading)
        reading.skipped.append(_label(opened, entry))
        return
    try:
        grid = opened.read(entry)
    except Unusable as error:
        reading.note(at, [problem(error.code, Place(opened.source.name, sheet=entry.name), **error.data)])
        return
    acting = Findings(grid)
    for row, column in grid.acting:
        acting.add("I76", row, column)
    reading.note(at, acting.problems())
    if is_problem_sheet(grid):
        reading.marked.append(opened.source.name)
        reading.skipped.append(_label(opened, entry))
        return
    form = _recognise(grid, opened, entry, reading) if grid.rows else None
    if form is None:
        _leave(at, grid, opened, entry, reading)
        return
    findings = Findings(grid)
    _read_form(grid, form, reading, findings)
    reading.note(at, findings.problems())


def _recognise(grid: Grid, opened: OpenFile, entry: SheetEntry, reading: _Reading) -> Form | None:
    names = reading.names
    if opened.is_text and reading.form is not None:
        return reading.form
    form = _marked_form(opened, entry, reading)
    if form is not None:
        return form
    form = names.by_name(entry.name or Path(opened.source.name).stem) or names.by_title(grid)
    if form is None and reading.form is not None and len(opened.sheets) == 1:
        return reading.form
    if form is None and opened.is_text:
        fitting = names.by_headings(grid)
        return fitting[0] if len(fitting) == 1 else None
    return form


def _marked_form(opened: OpenFile, entry: SheetEntry, reading: _Reading) -> Form | None:
    """The form that a sheet of one of our templates was made for."""
    mark = _mark(opened, reading)
    sheet = mark.sheet(entry.name) if mark else None
    return reading.framework.forms.get(sheet.form) if sheet else None


def _mark(opened: OpenFile, reading: _Reading) -> TemplateMark | None:
    """What a workbook was made as, where it is one of our templates; read once a file."""
    if all(sheet.name != MARK_SHEET for sheet in opened.sheets):
        return None
    sha256 = opened.source.sha256
    if sha256 not in reading.marks:
        try:
            reading.marks[sha256] = read_mark(opened.read(SheetEntry(MARK_SHEET, True)))
        except Unusable:
            reading.marks[sha256] = None
    return reading.marks[sha256]


def _read_cover(opened: OpenFile, entry: SheetEntry, reading: _Reading) -> None:
    """The contact that a filled template names on its cover, where it was made for one unit."""
    mark = _mark(opened, reading)
    org = mark.unit if mark else ""
    if not org:
        return
    try:
        found = cover_contact(opened.read(entry))
    except Unusable:
        return
    if found is not None:
        source = opened.source
        origin = Origin(source.name, source.sha256, entry.name, "rows", {}, source.path)
        reading.contacts.append(CoverContact(origin, found.row, org, found.name, found.telephone))


def _leave(at: tuple[int, int], grid: Grid, opened: OpenFile, entry: SheetEntry, reading: _Reading) -> None:
    """A sheet without a form: empty and hidden ones are skipped, others are worth a problem."""
    fitting = names_of(reading.names.by_headings(grid))
    if opened.is_text:
        near = fitting or reading.names.near(Path(opened.source.name).stem)
        reading.note(at, [problem("I06", grid.place(), near=near)])
        return
    reading.skipped.append(_label(opened, entry))
    if grid.rows and not entry.is_hidden:
        near = list(dict.fromkeys([*fitting, *reading.names.near(entry.name)]))[:4]
        reading.note(at, [problem("I07", grid.place(), sheet=entry.name, near=near)])


def _label(opened: OpenFile, entry: SheetEntry) -> str:
    return f"{opened.source.name} › {entry.name}" if entry.name else opened.source.name


def _read_form(grid: Grid, form: Form, reading: _Reading, findings: Findings) -> None:
    headings = reading.names.headings(form)
    if form.spec.is_register:
        block = find_block(grid, headings, findings)
        if block is not None:
            _read_organisations(block, form, reading, findings)
        return
    source = _sheet_source(grid, form, reading, findings)
    keys = KeyReader(form, reading.framework, reading.known, findings, source)
    records = _records(grid, form, reading, keys, findings)
    read = read_records(records, findings) if records else Reading()
    reading.seen.append(_seen(grid, form, records, reading, whole=read.staged is not None))
    if read.staged is not None:
        reading.staged.append(read.staged)
    if read.draft is not None:
        reading.drafts.append(read.draft)


def _seen(grid: Grid, form: Form, records: Records | None, reading: _Reading, whole: bool) -> Seen:
    """Whose records a sheet holds, also where an error keeps them out."""
    keys = records.keys if records else ()
    found = dict.fromkeys((k.org, k.period, k.source) for k in keys if k is not None)
    mark = reading.marks.get(grid.source.sha256)
    asked = mark.sheet(grid.name) if mark else None
    if asked is not None and not found:
        with contextlib.suppress(ValueError):  # a mark that somebody changed is no mark
            period = form.period(asked.period).ordinal
            found = dict.fromkeys((org, period, asked.source) for org in asked.orgs)
    readable = None not in keys and bool(keys)
    return Seen(grid.source.name, grid.name, form.id, tuple(found), readable, whole, asked.orgs if asked else ())


def _records(grid: Grid, form: Form, reading: _Reading, keys: KeyReader, findings: Findings) -> Records | None:
    headings = reading.names.headings(form)
    if form.spec.layout.lines and (is_table(grid, form) or not _is_plain(grid, headings)):
        table = find_table(grid, form, findings)
        return read_table(table, keys, findings) if table is not None else None
    if find_column_header(grid) is not None:
        sheet = find_item_sheet(grid, headings, findings)
        if sheet is None:
            return None
        origin = Origin(grid.source.name, grid.source.sha256, grid.name, "columns", item_rows(sheet), grid.source.path)
        return read_items(sheet, headings, keys, origin, findings)
    block = find_block(grid, headings, findings)
    if block is None:
        return None
    return read_rows(block, headings, keys, _row_origin(grid, block), findings)


def _is_plain(grid: Grid, headings: Headings) -> bool:
    """Whether a sheet of an official table's form was written as a plain list of its items instead."""
    header = find_header(grid, headings)
    return find_column_header(grid) is not None or (header is not None and header.score > 0)


def _row_origin(grid: Grid, block: Block) -> Origin:
    addresses = item_addresses(block.header)
    return Origin(grid.source.name, grid.source.sha256, grid.name, "rows", addresses, grid.source.path)


def _read_organisations(block: Block, form: Form, reading: _Reading, findings: Findings) -> None:
    grid = block.grid
    origin = Origin(
        grid.source.name, grid.source.sha256, grid.name, "rows", register_addresses(block), grid.source.path
    )
    headings, tree, groupings = reading.names.headings(form), reading.known.tree, reading.framework.groupings
    if form.spec.memberships:
        sheet = read_memberships(block, headings, tree, groupings, origin, findings)
        if sheet.memberships:
            reading.registers.append(sheet)
            reading.known = KnownOrganisations(joined_memberships(tree, sheet))
        return
    read = read_register(block, headings, tree, origin, findings, groupings)
    if read.register.organisations:
        reading.registers.append(read.register)
        reading.known = KnownOrganisations(joined(reading.known.tree, read.register.organisations))


def _sheet_source(grid: Grid, form: Form, reading: _Reading, findings: Findings) -> str:
    """The source of a sheet's records that state none themselves."""
    asked = reading.default_source
    if asked is None:
        return form.spec.sources[0]
    found = source_id(asked, reading.framework)
    if found is None or found not in form_sources(form):
        if SOURCE not in read_labels(grid, 20):
            findings.add("I21", cell=asked, known=source_names(form, reading.framework))
        return form.spec.sources[0]
    return found
