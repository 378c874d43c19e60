"""A store as of one snapshot, inside an archive: it opens with jiaodu, and holds neither persons nor contacts.

Floor: reports. In: a `Snapshot` and the framework of the day. Out: members under store/.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.loads import LOADS, LoadRecord
from jiaodu.core.facts.manifest import HEAD, SNAPSHOTS
from jiaodu.core.facts.reading import REGISTER, Snapshot
from jiaodu.core.framework import Framework
from jiaodu.reports.editions.archive.scope import is_of_persons
from jiaodu.reports.editions.archive.zipping import Zipping

CONTACTS = ("contact", "telephone")
CONTACTS_IN_IT = Text("名录原件有联系人", "the original of the register holds contacts")


def all_loads(snapshot: Snapshot) -> Iterator[LoadRecord]:
    """The records of all loads up to a snapshot."""
    for number in range(1, snapshot.manifest.last_load + 1):
        record = snapshot.load(number)
        if record is not None:
            yield record


def kept_originals(folder: Path) -> dict[str, Path]:
    """The originals that a store keeps, by hash."""
    files = folder / "files"
    found = sorted(p for p in files.iterdir() if not p.name.endswith(".draft")) if files.is_dir() else []
    return {path.name.partition(".")[0]: path for path in found}


def person_forms(framework: Framework) -> frozenset[str]:
    """The forms in which a row is a person."""
    return frozenset(form.id for form in framework.forms.values() if is_of_persons(form))


def brings_persons(snapshot: Snapshot, framework: Framework) -> frozenset[str]:
    """The hashes of files that brought rows of persons."""
    forms = person_forms(framework)
    return frozenset(r.origin.sha256 for r in all_loads(snapshot) if r.table in forms) if forms else frozenset()


def only_registers(snapshot: Snapshot) -> dict[str, str]:
    """Hash and name of the files that brought a register and no rows, where the register names contacts."""
    if not any(o.contact or o.telephone for o in snapshot.tree().rows()):
        return {}
    loads = list(all_loads(snapshot))
    rows = {r.origin.sha256 for r in loads if r.table != REGISTER}
    return {r.origin.sha256: r.origin.file for r in loads if r.table == REGISTER and r.origin.sha256 not in rows}


def add_store(
    zipping: Zipping, snapshot: Snapshot, framework: Framework, originals: bool, problems: list[Problem]
) -> None:
    """Add the store. The register has no contacts, the register's originals and tables of persons stay out; problems say so."""
    left_out = person_forms(framework)
    path = snapshot.folder / SNAPSHOTS / f"{snapshot.manifest.number:06}.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in sorted(left_out & manifest["tables"].keys()):
        del manifest["tables"][name]
        problems.append(_left_out(name, Text("每行是一个人", "each row is a person")))
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    for member in (HEAD, f"{SNAPSHOTS}/{path.name}"):
        zipping.add(f"store/{member}", text)
    for name, table in sorted(manifest["tables"].items()):
        for file in table["files"]:
            place = snapshot.folder / "tables" / name / file
            member = f"store/tables/{name}/{file}"
            if name == REGISTER:
                zipping.add(member, _without_contacts(pq.read_table(place)))
            else:
                zipping.add_file(member, place)
    kept = [r for r in all_loads(snapshot) if r.table not in left_out]
    for record in kept:
        name = f"{record.number:07}.json"
        zipping.add_file(f"store/{LOADS}/{name}", snapshot.folder / LOADS / name)
    if originals:
        _add_files(zipping, snapshot, framework, kept, problems)


def _add_files(
    zipping: Zipping, snapshot: Snapshot, framework: Framework, kept: list[LoadRecord], problems: list[Problem]
) -> None:
    """The originals, save those with persons or with a register, where contacts stand."""
    registers = only_registers(snapshot)
    out = brings_persons(snapshot, framework) | registers.keys()
    for name in sorted(set(registers.values())):
        problems.append(_left_out(name, CONTACTS_IN_IT))
    files = kept_originals(snapshot.folder)
    for sha in sorted(({r.origin.sha256 for r in kept} - out) & files.keys()):
        zipping.add_file(f"store/files/{files[sha].name}", files[sha])


def _without_contacts(table: pa.Table) -> bytes:
    for name in CONTACTS:
        if name in table.column_names:
            blank = pa.array([""] * table.num_rows, type=pa.string())
            table = table.set_column(table.column_names.index(name), name, blank)
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def _left_out(name: str, reason: Text) -> Problem:
    return problem("R49", Place(key=f"store/{name}"), name=name, reason=reason)
