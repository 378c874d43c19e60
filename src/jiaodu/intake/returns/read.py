"""A folder or zip file of returned workbooks is read in one go: all problems, which files count, which are left out.

Floor: intake. In: paths, a framework, the known organisations. Out: `Returns`.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.facts.staging import Staged, StagedRegister
from jiaodu.core.framework.model import Framework
from jiaodu.intake.documents import Document, find_documents
from jiaodu.intake.model import Intake, Seen
from jiaodu.intake.read import Progress, read_documents
from jiaodu.intake.registers.check import check_registers
from jiaodu.intake.registers.read import joined
from jiaodu.intake.returns.age import Ages
from jiaodu.intake.returns.choose import Chosen, choose_returns
from jiaodu.intake.returns.file_names import check_file_names
from jiaodu.intake.returns.model import Choice, Record, Returns

Rules = Callable[[Sequence[Staged], Sequence[StagedRegister]], Sequence[Problem]]
# what nobody but the user can settle, also when faulty files are left out
UNSETTLED = frozenset({"I84", "I90", "I43", "C02"})


def read_returns(
    paths: Sequence[Path],
    framework: Framework,
    tree: OrganisationTree,
    *,
    form: str | None = None,
    default_source: str | None = None,
    prefer: Sequence[str] = (),
    accept_good: bool = False,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> Returns:
    """Read every table that the paths name and decide which of several versions counts.

    Args:
        prefer: names of files that count whatever the times say; the tail of a name is enough.
        accept_good: leave files with errors out, whole, so that the rest may be loaded.
        rules: further checks of the rows that count, such as the packs' data rules.
        form, default_source, progress: as `read_sources`.

    Raises:
        JiaoduError: when `form` names no form (C03).
    """
    found = find_documents(paths)
    preferred, unknown = _preferred(prefer, found.documents)
    ages = Ages(found.documents, preferred)
    documents: Sequence[Document] = found.documents
    faulty: dict[str, list[Problem]] = {}
    ghosts: list[Seen] = []
    while True:
        intake = read_documents(
            documents, framework, tree, [], form=form, default_source=default_source, progress=progress
        )
        fresh = _faulty(intake.problems, documents)
        whole = [s for s in intake.staged if s.origin.file not in fresh]
        registers = [r for r in intake.registers if r.origin.file not in fresh]
        chosen = choose_returns(whole, [*ghosts, *(s for s in intake.seen if s.file in fresh)], framework, tree, ages)
        ruled = rules(chosen.staged, registers) if rules else ()
        problems = [*intake.problems, *ruled]
        broken = _faulty(problems, documents)
        faulty |= broken
        ghosts += [sheet for sheet in intake.seen if sheet.file in broken]
        if not (accept_good and (broken.keys() - fresh.keys() or _bring_registers(intake, broken))):
            break
        # what leans on a faulty register or was judged beside faulty rows is read and judged again without them
        documents = [d for d in documents if d.name not in faulty]
    superseded = _superseded(faulty, ghosts, chosen.choices)
    told = [*found.problems, *unknown, *_told(problems, faulty, superseded), *chosen.problems]
    told += check_registers([r for r in intake.registers if r.origin.file not in faulty], tree)
    told += check_file_names([*(s for s in intake.seen if s.file not in faulty), *ghosts], tree)
    made = _returns(intake, chosen, told, faulty, superseded, ghosts, accept_good)
    return replace(made, contacts=_contacts(made, tree))


def _bring_registers(intake: Intake, files: Container[str]) -> bool:
    return any(r.origin.file in files for r in intake.registers)


def _returns(
    intake: Intake, chosen: Chosen, problems: Sequence[Problem], faulty: Mapping[str, Sequence[Problem]],
    superseded: Mapping[str, str], ghosts: Sequence[Seen], accept_good: bool,
) -> Returns:  # fmt: skip
    registers = tuple(r for r in intake.registers if r.origin.file not in faulty)
    errors = [p for p in problems if p.severity == "error" and p.code not in UNSETTLED]
    left_out = tuple(dict.fromkeys(p.place.file for p in errors)) if accept_good else ()
    staged = tuple(s for s in chosen.staged if s.rows.num_rows and s.origin.file not in faulty)
    kept = replace(intake, staged=staged, registers=registers, problems=tuple(problems))
    return Returns(
        kept,
        chosen.choices,
        _came([*(s for s in intake.seen if s.file not in faulty), *ghosts], intake.repeated),
        {file: _errors(found) for file, found in faulty.items() if file not in superseded},
        superseded,
        left_out,
    )


def _contacts(returns: Returns, tree: OrganisationTree) -> tuple[StagedRegister, ...]:
    """The register rows of units whose contact a cover names otherwise; of faulty and of superseded files, none."""
    found: dict[str, StagedRegister] = {}
    whole = joined(tree, [o for r in returns.intake.registers for o in r.organisations])
    beaten = {other for choice in returns.choices.values() for other in choice.others}
    for contact in returns.intake.contacts:
        unit = whole.last_known(contact.org, dt.date.max)
        if unit is None or contact.origin.file in {*returns.faulty, *returns.superseded, *beaten}:
            continue
        fresh = replace(unit, contact=contact.name or unit.contact, telephone=contact.telephone or unit.telephone)
        if fresh != unit:
            found[unit.code] = StagedRegister(contact.origin, [fresh], [contact.row])
    return tuple(found.values())


def _preferred(prefer: Sequence[str], documents: Sequence[Document]) -> tuple[list[str], list[Problem]]:
    """The documents that are preferred by name; a name that fits none or several is a problem (I90)."""
    names, problems = [d.name for d in documents], []
    found: list[str] = []
    for word in prefer:
        fitting = [n for n in names if n == word] or [n for n in names if _ends(n, word)]
        if len(fitting) == 1:
            found += fitting
        else:
            near = fitting[:4] or difflib.get_close_matches(word, names, 3, 0.3)
            problems.append(problem("I90", Place(key="--prefer"), name=word, near=near))
    return found, problems


def _ends(name: str, word: str) -> bool:
    """Whether a file's name ends with a word at a border of folders."""
    return name.endswith(word) and (len(name) == len(word) or name[-len(word) - 1] in "/\\ ")


def _faulty(problems: Iterable[Problem], documents: Sequence[Document]) -> dict[str, list[Problem]]:
    """The files with an error, each with all its problems."""
    names = {d.name for d in documents}
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for found in problems:
        if found.place.file in names:
            by_file[found.place.file].append(found)
    return {file: found for file, found in by_file.items() if any(p.severity == "error" for p in found)}


def _superseded(
    faulty: Mapping[str, Sequence[Problem]], ghosts: Sequence[Seen], choices: Mapping[Record, Choice]
) -> dict[str, str]:
    """Faulty files all of whose records another, whole file brings and counts for: file -> the file that counts."""
    found = {}
    for file, problems in faulty.items():
        sheets = [g for g in ghosts if g.file == file]
        records = [(g.form, *key) for g in sheets for key in g.keys]
        named = {g.sheet for g in sheets}
        is_known = all(g.readable for g in sheets) and all(
            p.place.sheet in named for p in problems if p.severity == "error"
        )
        counting = {choices[r].counts if r in choices else file for r in records}
        if records and is_known and not counting & faulty.keys():
            found[file] = sorted(counting)[0]
    return found


def _told(
    problems: Iterable[Problem], faulty: Mapping[str, Sequence[Problem]], superseded: Mapping[str, str]
) -> list[Problem]:
    """The problems to be told: all of faulty files, also of an earlier reading; one note for a superseded file."""
    told = [p for p in problems if p.place.file not in faulty]
    for file, found in faulty.items():
        if file in superseded:
            told.append(problem("I88", Place(file), errors=_errors(found), later=superseded[file]))
        else:
            told += found
    return told


def _errors(problems: Iterable[Problem]) -> int:
    return Counter(p.severity for p in problems)["error"]


def _came(seen: Iterable[Seen], repeated: Mapping[str, str]) -> dict[Record, tuple[str, ...]]:
    """The files that brought each record, copies of a file included."""
    copies: dict[str, list[str]] = defaultdict(list)
    for copy, first in repeated.items():
        copies[first].append(copy)
    came: dict[Record, dict[str, None]] = defaultdict(dict)
    for sheet in seen:
        for org, period, source in sheet.keys:
            came[sheet.form, org, period, source] |= dict.fromkeys([sheet.file, *copies[sheet.file]])
    return {record: tuple(files) for record, files in came.items()}
