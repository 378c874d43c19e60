"""What is doubtful in lists of units: codes, hierarchy, levels, likely duplicates. Everything is shown, nothing is changed.

Floor: intake. In: `UnitList`s, or register rows on their way in. Out: `Problem`s (I52 to I58) with places, scores, reasons.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from jiaodu.core.base.organisations import LEVEL_NAMES, Organisation, OrganisationTree
from jiaodu.core.base.problems import Place, Problem, Severity, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.staging import StagedRegister
from jiaodu.intake.findings import BOUND
from jiaodu.intake.registers import codes
from jiaodu.intake.registers.duplicates import LIKELY, find_duplicates
from jiaodu.intake.registers.lists import Entry, UnitList
from jiaodu.intake.registers.places import SYSTEMS, Spot, spot_of

_STREET = Text("乡镇街道", "township or street")
_VILLAGE = Text("村(居)", "village or community")
_LEVELS: Mapping[str, Text] = {**LEVEL_NAMES, "street": _STREET, "village": _VILLAGE}
_DIVISION_ENDS = ("省", "市", "县", "区", "旗", "州", "盟", "镇", "乡", "街道")


def check_lists(lists: Sequence[UnitList]) -> list[Problem]:
    """Everything doubtful in the lists, taken together: they may hold different levels of one hierarchy."""
    entries = [entry for one in lists for entry in one.entries]
    place = _Places(lists)
    found = [*_identity(lists, place), *_check_digits(entries, place)]
    divisions = [one for one in lists if is_division_list(one)]
    found += [*_divisions(divisions, place), *_levels(divisions)]
    # neighbouring divisions are meant to have names alike, and every city has its 市辖区: they need more
    ids = {e.list for one in divisions for e in one.entries}
    placed = [_with_upper(e) if e.list in ids else e for e in entries]
    names = {e.code: e.name for e in entries if e.code}
    found += [p for p in _duplicates(placed, names, place) if p.severity == "warning" or p.data["list"] not in ids]
    return bounded(found)


def _with_upper(entry: Entry) -> Entry:
    """A division with the division above it, which its code names."""
    return replace(entry, parent=entry.parent or codes.upper_division(entry.code))


class _Places:
    """Where entries stand."""

    def __init__(self, lists: Sequence[UnitList]) -> None:
        self._lists = {one.entries[0].list: one for one in lists if one.entries}

    def __call__(self, entry: Entry, role: str = "code") -> Place:
        one = self._lists[entry.list]
        return one.place(entry, role if role in one.columns else "name")


def is_division_list(one: UnitList) -> bool:
    """Whether codes are division codes: the heading says so, or codes and names look like divisions."""
    given = [e for e in one.entries if e.code]
    if one.says_division or not given:
        return one.says_division
    fitting = sum(codes.check_division_code(e.code) is None for e in given)
    named = sum(e.name.endswith(_DIVISION_ENDS) for e in given)
    return fitting * 10 >= len(given) * 9 and named * 2 >= len(given)


def _identity(lists: Sequence[UnitList], place: _Places) -> Iterator[Problem]:
    """Entries without a code or with a number for a name, and codes that stand for two names."""
    first: dict[str, Entry] = {}
    for one in lists:
        has_codes = "code" in one.columns
        for entry in one.entries:
            if has_codes and not entry.code:
                yield problem("I55", place(entry), name=entry.name, what=Text("没有代码", "no code"))
            if not entry.name or entry.name.replace(".", "", 1).isdigit():
                what = Text("名称是空的或是一个数", "the name is empty or a number")
                yield problem("I55", place(entry, "name"), name=entry.name or entry.code, what=what)
            before = first.setdefault(entry.code, entry) if entry.code else entry
            if before is not entry and before.opened == entry.opened:
                same = before.name == entry.name
                data = {"code": entry.code, "first": str(place(before)), "name": entry.name, "other": before.name}
                yield problem("I58", place(entry), "warning" if same else "error", **data)


def _check_digits(entries: Iterable[Entry], place: _Places) -> Iterator[Problem]:
    for entry in entries:
        faults = [
            ("credit", codes.check_credit_code(entry.credit) if entry.credit else None),
            ("organisation", codes.check_organisation_code(entry.organisation) if entry.organisation else None),
            ("code", codes.check_credit_code(entry.code) if len(entry.code) == 18 else None),
        ]
        for role, fault in faults:
            if fault is not None:
                code = entry.code if role == "code" else getattr(entry, role)
                yield problem("I53", place(entry, role), name=entry.name, code=code, kind=fault.kind, what=fault.what)


def _divisions(lists: Sequence[UnitList], place: _Places) -> Iterator[Problem]:
    """Provinces that do not exist, uppers that are missing, codes that contradict their parent or their neighbours."""
    entries = [e for one in lists for e in one.entries if e.code]
    shorts = {codes.short_division(e.code): e for e in entries}
    lengths = {len(short) for short in shorts}
    usual = _usual_prefixes(entries)
    orphans: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        fault = codes.check_division_code(entry.code)
        prefix = usual.get(entry.areas, "")
        if fault is None and entry.parent and not _under(entry):
            fault = codes.CodeFault(codes.DIVISION, Text(f"不在上级 {entry.parent} 之下", f"not under {entry.parent}"))
        if prefix and not entry.code.startswith(prefix):
            area = "".join(entry.areas)
            what = Text(f"{area}的其他代码以 {prefix} 开头", f"other codes of {area} begin with {prefix}")
            fault = codes.CodeFault(codes.DIVISION, _both(fault.what, what) if fault else what)
        if fault is not None:
            yield problem("I54", place(entry), code=entry.code, name=entry.name, what=fault.what)
        elif (upper := codes.upper_division(entry.code)) and upper not in shorts and len(upper) in lengths:
            orphans[upper].append(entry)
    for upper, below in orphans.items():
        what = Text(
            f"上级 {upper} 不在表里({len(below)} 个下级)", f"{upper} above is not listed ({len(below)} below it)"
        )
        yield problem("I54", place(below[0]), "note", code=below[0].code, name=below[0].name, what=what)


def _both(a: Text, b: Text) -> Text:
    return Text(f"{a.zh};{b.zh}", f"{a.en}; {b.en}")


def _under(entry: Entry) -> bool:
    short, parent = codes.short_division(entry.code), codes.short_division(entry.parent)
    return short.startswith(parent) and len(short) > len(parent)


def _usual_prefixes(entries: Sequence[Entry]) -> dict[tuple[str, ...], str]:
    """For entries whose columns name province and city: the four digits that nearly all of one city share."""
    found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for entry in entries:
        if len(entry.areas) >= 2 and len(entry.code) >= 6:
            found[entry.areas][entry.code[:4]] += 1
    usual = {}
    for areas, prefixes in found.items():
        prefix, count = prefixes.most_common(1)[0]
        if count >= 3 and count * 10 >= sum(prefixes.values()) * 8:
            usual[areas] = prefix
    return usual


def _levels(lists: Sequence[UnitList]) -> Iterator[Problem]:
    """A list of several levels: its sum counts people twice."""
    for one in lists:
        counts = Counter(
            len(codes.short_division(e.code)) for e in one.entries if codes.check_division_code(e.code) is None
        )
        levels = {codes.DIVISION_LEVELS[n]: count for n, count in sorted(counts.items()) if n in codes.DIVISION_LEVELS}
        if len(levels) > 1:
            said = [_counted(_LEVELS[level], n) for level, n in levels.items()]
            if bare := sum(not e.code for e in one.entries):
                said.append(_counted(Text("没有代码", "without a code"), bare))
            yield problem("I56", Place(one.file, sheet=one.sheet), levels=said)


def _counted(name: Text, count: int) -> Text:
    return Text(f"{name.zh} {count}", f"{name.en} {count}")


def _duplicates(
    entries: Sequence[Entry], names: Mapping[str, str], place: _Places, since: int = 0
) -> Iterator[Problem]:
    for pair in find_duplicates(entries, names, since=since):
        a, b = entries[pair.first], entries[pair.second]
        if a.code and a.code == b.code:
            continue  # one code twice is I98
        severity: Severity = "warning" if pair.score >= LIKELY else "note"
        data = {
            "name": f"{b.name} {b.code}".strip(),
            "other": f"{a.name} {a.code}".strip(),
            "first": str(place(a, "name")),
        }
        yield problem(
            "I52", place(b, "name"), severity, **data, score=f"{pair.score:.2f}", reasons=pair.reasons, list=b.list
        )


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """Each code at most `BOUND` times a file and severity; one more says how many were left out."""
    counts: Counter[tuple[str, str, str]] = Counter()
    kept: list[Problem] = []
    for found in problems:
        key = (found.code, found.severity, found.place.file)
        counts[key] += 1
        if counts[key] <= BOUND:
            kept.append(found)
    for (code, severity, file), count in counts.items():
        if count > BOUND:
            data = {"of": code, "more": count - BOUND, "bound": BOUND}
            kept.append(problem("I40", Place(file), severity, **data))  # type: ignore[arg-type]
    return kept


def check_registers(registers: Sequence[StagedRegister], tree: OrganisationTree) -> list[Problem]:
    """What is doubtful in registers on their way in, among themselves and beside the units already known.

    Only schools are compared by name: neighbouring divisions are meant to have names alike.
    """
    if not registers:
        return []  # nothing is new; comparing a hundred thousand known units takes minutes
    lists = [
        _as_list(number, r.origin.file, r.origin.sheet, r.organisations, r.rows) for number, r in enumerate(registers)
    ]
    fresh = {e.code for one in lists for e in one.entries}
    # the units that are known come first, so that a finding stands at the row that is new
    known = _as_list(-1, "", "", [o for o in _latest(tree) if o.code not in fresh], ())
    place = _Places([known, *lists])
    entries = [e for one in (known, *lists) for e in one.entries if e.level == "school" and not e.closed]
    names = {o.code: o.name for o in tree.rows()} | {o.code: o.name for r in registers for o in r.organisations}
    found = [*_check_digits((e for e in entries if e.list >= 0), place)]
    old = sum(e.list < 0 for e in entries)
    found += _duplicates(entries, names, place, since=old)
    return bounded(found)


def _latest(tree: OrganisationTree) -> list[Organisation]:
    found = (tree.last_known(code, dt.date.max) for code in tree.codes)
    return [unit for unit in found if unit is not None]


def _as_list(
    number: int, file: str, sheet: str, organisations: Sequence[Organisation], rows: Sequence[int]
) -> UnitList:
    """Register rows as a list; of a unit with several rows the latest."""
    latest: dict[str, Entry] = {}
    for index, unit in enumerate(organisations):
        latest[unit.code] = _entry(number, rows[index] if rows else index + 1, unit)
    letters = {"code": "", "name": ""}
    return UnitList(file, sheet, list(latest.values()), {}, letters)


def _entry(number: int, row: int, unit: Organisation) -> Entry:
    def first(name: str) -> str:
        return next(iter(unit.attributes.get(name, ())), "")

    closed = unit.closed.isoformat() if unit.closed else ""
    return Entry(
        number, row, unit.code, unit.name, unit.parent, unit.level, (), first("credit_code").upper(),
        first("organisation_code").upper(), first("address"), first("kind"), unit.valid_from.isoformat(), closed,
        _spot(first("longitude"), first("latitude"), first("coordinate_system")),
    )  # fmt: skip


def _spot(longitude: str, latitude: str, system: str) -> Spot | None:
    try:
        return spot_of(float(longitude), float(latitude), next((s for s in SYSTEMS if s == system.upper()), "WGS-84"))
    except ValueError:
        return None
