"""Which return counts where a unit sent a form twice: decided whole, never item by item, and said.

Floor: intake. In: an `Intake` and the ages of its files. Out: the staged sheets that count, choices, problems (I84, I85).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.staging import Staged
from jiaodu.core.framework.model import Framework
from jiaodu.intake.model import Seen
from jiaodu.intake.returns.age import PREFERRED, Ages
from jiaodu.intake.returns.model import Choice, Record

_SAME = Text("内容相同。", "Their contents are the same.")
_ITEMS = Text("两份所含的数据项不同。", "They bring different items.")
_TIMES = Text("文件里没有保存时间,或时间相同。", "They state no time, or the same.")


@dataclass(slots=True)
class Chosen:
    """What counts, what was decided, and what could not be."""

    staged: list[Staged]
    choices: dict[Record, Choice] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Version:
    """One file's rows of a record: staged sheet -> row numbers; none where an error keeps them out."""

    file: str
    rows: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    is_ghost: bool = False


def choose_returns(
    staged: Sequence[Staged], ghosts: Sequence[Seen], framework: Framework, tree: OrganisationTree, ages: Ages
) -> Chosen:
    """Keep one version of every record that came in several files.

    `ghosts` are sheets with errors: they count as sent, so an older whole return does not slip in for a newer faulty one.
    """
    versions = _versions(staged, ghosts)
    chosen = Chosen(list(staged))
    dropped: dict[int, set[int]] = defaultdict(set)
    for record, found in versions.items():
        if len(found) > 1 and (clash := _clashing(list(found.values()), staged)):
            _settle(record, clash, staged, ages, chosen, dropped, framework, tree)
    chosen.staged = [_without(sheet, dropped.get(i, set())) for i, sheet in enumerate(staged)]
    chosen.problems += _notes(chosen.choices.values())
    return chosen


def _versions(staged: Sequence[Staged], ghosts: Sequence[Seen]) -> Mapping[Record, dict[str, _Version]]:
    found: dict[Record, dict[str, _Version]] = defaultdict(dict)
    if len({s.origin.file for s in staged} | {g.file for g in ghosts}) < 2:
        return found
    for number, sheet in enumerate(staged):
        keys = zip(*(sheet.rows[name].to_pylist() for name in ("org", "period", "source")), strict=True)
        for row, (org, period, source) in enumerate(keys):
            record = (sheet.table.name, org, period, source)
            found[record].setdefault(sheet.origin.file, _Version(sheet.origin.file)).rows[number].append(row)
    for ghost in ghosts:
        for org, period, source in ghost.keys:
            version = found[ghost.form, org, period, source].setdefault(ghost.file, _Version(ghost.file))
            version.is_ghost = True
    return found


def _clashing(versions: Sequence[_Version], staged: Sequence[Staged]) -> list[_Version]:
    """The versions that bring an item of a record that another brings too; complementary sheets do not clash."""
    cells = [_cells(v, staged) for v in versions]
    return [
        v
        for i, v in enumerate(versions)
        if any(
            i != j and (v.is_ghost or o.is_ghost or cells[i].keys() & cells[j].keys()) for j, o in enumerate(versions)
        )
    ]


def _cells(version: _Version, staged: Sequence[Staged]) -> dict[tuple[object, ...], object]:
    """Every value of a version by key and item, with its stated reason, hedge and note."""
    found: dict[tuple[object, ...], object] = {}
    for number, rows in version.rows.items():
        sheet = staged[number]
        for row in sheet.rows.take(pa.array(rows)).to_pylist():
            words = [dict(row.get(name) or ()) for name in ("_missing", "_hedge", "_note")]
            key = tuple(row[k] for k in sheet.table.key)
            found |= {(*key, item): (row[item], *(w.get(item) for w in words)) for item in sheet.items}
    return found


def _settle(
    record: Record, clash: Sequence[_Version], staged: Sequence[Staged], ages: Ages, chosen: Chosen,
    dropped: dict[int, set[int]], framework: Framework, tree: OrganisationTree,
) -> None:  # fmt: skip
    files = [v.file for v in clash]
    cells = {v.file: _cells(v, staged) for v in clash}
    is_same = not any(v.is_ghost for v in clash) and all(c == cells[files[0]] for c in cells.values())
    later = ages.later(files) or ((files[0], _SAME) if is_same else None)
    reason = _TIMES if later is None else _lost(later, cells)
    if later is None or reason is not None:
        form, org, period, _ = record
        shown = Period(framework.forms[form].spec.period, period)
        data = {"org": org, "name": tree.name(org), "form": framework.forms[form].name, "period": str(shown)}
        chosen.problems.append(problem("I84", Place(files[-1]), **data, files=files, reason=reason))
        # neither goes on to the rules, which would say the same again as a record brought twice
        _drop(clash, dropped)
        return
    counts, why = later
    others = tuple(f for f in files if f != counts)
    chosen.choices[record] = Choice(record, counts, others, _SAME if is_same else why, is_same)
    _drop([v for v in clash if v.file != counts], dropped)


def _drop(versions: Iterable[_Version], dropped: dict[int, set[int]]) -> None:
    for version in versions:
        for number, rows in version.rows.items():
            dropped[number].update(rows)


def _lost(later: tuple[str, Text], cells: Mapping[str, Mapping[tuple[object, ...], object]]) -> Text | None:
    """Why the later file cannot simply count: another has items that it lacks. A file that was preferred always can."""
    name, why = later
    if why == PREFERRED:
        return None
    own = {key[-1] for key in cells[name]}
    if own and any({key[-1] for key in other} - own for other in cells.values()):
        return _ITEMS
    return None


def _without(sheet: Staged, dropped: set[int]) -> Staged:
    if not dropped:
        return sheet
    kept = [row for row in range(sheet.rows.num_rows) if row not in dropped]
    return replace(sheet, rows=sheet.rows.take(pa.array(kept, pa.int64())))


def _notes(choices: Iterable[Choice]) -> list[Problem]:
    """One note for each pair of files, however many records they share."""
    pairs: dict[tuple[str, str, Text], list[Record]] = defaultdict(list)
    for choice in choices:
        for other in choice.others:
            pairs[choice.counts, other, choice.reason].append(choice.record)
    return [
        problem(
            "I85", Place(other), counts=counts, other=other, reason=reason,
            units=len({r[1] for r in records}), forms=len({r[0] for r in records}),
        )
        for (counts, other, reason), records in pairs.items()
    ]  # fmt: skip
