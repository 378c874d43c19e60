"""What a file's name says of its sender, held against what stands in the file. A cross-check only: the sheet counts.

Floor: intake. In: whose records each file holds, and the tree. Out: problems (I87).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.intake.headings import plain
from jiaodu.intake.model import Seen

_CODE = re.compile(r"[0-9A-Za-z]{6,18}")
_SHORTEST = 3


def check_file_names(seen: Iterable[Seen], tree: OrganisationTree) -> list[Problem]:
    """A warning for every file whose name, or whose template, is of a unit that stands nowhere in it."""
    units: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for sheet in seen:
        units[sheet.file] |= {org for org, _, _ in sheet.keys}
        asked[sheet.file] |= set(sheet.asked)
    names = _names(tree, {sign for file in units for sign in plain(_stem(file))})
    found = []
    for file, orgs in units.items():
        if orgs and asked[file] and not orgs & asked[file]:
            # a template that was made for one unit and filled in by another
            found.append(problem("I87", Place(file), named=_shown(asked[file], tree), found=_shown(orgs, tree)))
            continue
        named = [codes for codes in _named(_stem(file), names, tree) if not codes & _with_ancestors(orgs, tree)]
        if orgs and named:
            found.append(problem("I87", Place(file), named=_shown(named[0], tree), found=_shown(orgs, tree)))
    return found


def _stem(file: str) -> str:
    return PurePosixPath(file.split(" › ")[-1].replace("\\", "/")).stem


def _names(tree: OrganisationTree, signs: set[str]) -> Mapping[str, set[str]]:
    """Every name that a unit ever had -> the codes of all units that had it; of names that end in one of the signs."""
    names: dict[str, set[str]] = defaultdict(set)
    ends: dict[str, bool] = {}  # of a hundred thousand names nearly none can stand in the name of a file
    for unit in tree.rows():
        end = unit.name[-1:]
        if end not in ends:
            ends[end] = not end.isalnum() or plain(end) in signs
        if ends[end] and len(name := plain(unit.name)) >= _SHORTEST:
            names[name].add(unit.code)
    return names


def _named(stem: str, names: Mapping[str, set[str]], tree: OrganisationTree) -> Iterator[set[str]]:
    """The units that a file's name may mean: codes in it, else the longest names in it, from left to right."""
    codes = [{code} for code in _CODE.findall(stem) if code in tree]
    if codes:
        yield from codes
        return
    word, start = plain(stem), 0
    while start < len(word):
        end = next((e for e in range(len(word), start + _SHORTEST - 1, -1) if word[start:e] in names), None)
        if end is not None:
            yield names[word[start:end]]
        start = end or start + 1


def _with_ancestors(orgs: Iterable[str], tree: OrganisationTree) -> set[str]:
    found: set[str] = set()
    for org in orgs:
        while org and org not in found:
            found.add(org)
            unit = tree.last_known(org, dt.date.max)
            org = unit.parent if unit else ""
    return found


def _shown(orgs: Iterable[str], tree: OrganisationTree) -> list[str]:
    listed = sorted(orgs)
    return [*(f"{org} {tree.name(org)}" for org in listed[:3]), *(["…"] if len(listed) > 3 else [])]
