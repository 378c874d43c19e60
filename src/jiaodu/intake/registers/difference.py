"""Two years' lists side by side: which units opened, closed, were renamed, moved, merged, split. Proposals, for a person.

Floor: intake. In: the entries of an old and a new list. Out: `Event`s with reasons. Nothing is taken as settled: the law
does not say from two lists what became of a school, an order of merger does.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jiaodu.core.base.text import Text
from jiaodu.intake.registers.duplicates import candidates, judge_pair, name_likeness
from jiaodu.intake.registers.lists import Entry
from jiaodu.intake.registers.names import NameKey, parse_name
from jiaodu.intake.word_cells import parse_date


class Change(StrEnum):
    """What may have become of units between two lists."""

    OPENED = "opened"
    CLOSED = "closed"
    RENAMED = "renamed"
    MOVED = "moved"
    RECODED = "recoded"
    MERGED = "merged"
    SPLIT = "split"


CHANGE_NAMES: Mapping[Change, Text] = {
    Change.OPENED: Text("新设", "opened"),
    Change.CLOSED: Text("撤销", "closed"),
    Change.RENAMED: Text("更名", "renamed"),
    Change.MOVED: Text("改隶", "moved under another unit"),
    Change.RECODED: Text("换代码", "goes on under a new code"),
    Change.MERGED: Text("合并", "merged"),
    Change.SPLIT: Text("拆分", "split"),
}
SAME_UNIT, RELATED = 0.7, 0.55
# an infant and a junior school become a primary school; a primary and a junior secondary school a nine-year school
_PARTS: Mapping[str, frozenset[str]] = {
    "primary": frozenset({"infant", "junior", "first", "infant+nursery", "nursery+infant"}),
    "nursery+primary": frozenset({"infant", "junior", "first", "nursery+infant"}),
    "九年校": frozenset({"小", "初中", "中"}),
    "校": frozenset({"小", "初中", "中"}),
    "高中": frozenset({"初中", "中"}),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A proposed change. `old` and `new` are entries of the two lists; `sure` says that the lists themselves state it,
    `is_heir_known` that the unit which others went into stands in the old list already.
    """

    change: Change
    old: tuple[Entry, ...]
    new: tuple[Entry, ...]
    reasons: tuple[Text, ...] = ()
    score: float = 1.0
    day: dt.date | None = None
    sure: bool = False
    is_heir_known: bool = False


def compare_lists(old: Sequence[Entry], new: Sequence[Entry], names: Mapping[str, str]) -> list[Event]:
    """Propose what happened between two lists. `names` are the names of units above, by code."""
    return list(_Comparison(old, new, names).events())


class _Comparison:
    """One comparison: what has the same code first, then what else resembles, then what is left."""

    def __init__(self, old: Sequence[Entry], new: Sequence[Entry], names: Mapping[str, str]) -> None:
        self.old = [e for e in old if not _closed(e)]
        self.new = list(new)
        self.key = {id(e): parse_name(e.name, _above(e, names)) for e in (*self.old, *self.new)}
        self.by_code = {e.code: e for e in self.new if e.code}
        self.old_by_code = {e.code: e for e in self.old if e.code}

    def events(self) -> Iterator[Event]:
        known = self.old_by_code
        gone = [e for e in self.old if e.code not in self.by_code or _closed(self.by_code[e.code])]
        # units that both opened and closed between the lists, or were closed before the old one, do not count
        came = [e for e in self.new if e.code not in known and not _closed(e)]
        staying = [e for e in self.new if e.code in known and not _closed(e)]
        for entry in staying:
            yield from self._changed(known[entry.code], entry)
        yield from self._replaced(gone, came, staying)

    def _changed(self, old: Entry, new: Entry) -> Iterator[Event]:
        before, after = self.key[id(old)], self.key[id(new)]
        if before.whole != after.whole:
            minor = before.core == after.core and before.kind == after.kind and before.numbers == after.numbers
            said = (
                Text("只是写法不同", "written differently only")
                if minor
                else Text("代码相同,名称不同", "the same code, another name")
            )
            yield Event(Change.RENAMED, (old,), (new,), (said,), 0.5 if minor else 1.0, sure=not minor)
        if old.parent and new.parent and old.parent != new.parent:
            said = Text(f"上级由 {old.parent} 变为 {new.parent}", f"from under {old.parent} to under {new.parent}")
            yield Event(Change.MOVED, (old,), (new,), (said,), sure=True)

    def _replaced(self, gone: Sequence[Entry], came: Sequence[Entry], staying: Sequence[Entry]) -> Iterator[Event]:
        heirs = self._heirs(gone, came, staying)
        into: dict[int, list[tuple[Entry, float, tuple[Text, ...]]]] = defaultdict(list)
        by_id = {id(e): e for e in (*came, *staying)}
        parts = self._splits(gone, came, heirs)
        for entry, heir, score, reasons in heirs:
            into[id(heir)].append((entry, score, reasons))
        taken: set[int] = set()
        for entry, found in parts:
            taken |= {id(entry), *map(id, found)}
            said = Text("撤销的一所,名称相近的新设几所", "one closed, and several of that name opened")
            yield Event(Change.SPLIT, (entry,), tuple(found), (said,), RELATED, _day(entry, found, self.by_code))
        for heir_id, sources in into.items():
            sources = [s for s in sources if id(s[0]) not in taken]
            if not sources or heir_id in taken:
                continue
            heir = by_id[heir_id]
            taken |= {heir_id, *(id(s[0]) for s in sources)}
            is_new = heir.code not in self.old_by_code
            change = Change.RECODED if is_new and len(sources) == 1 else Change.MERGED
            old = tuple(s[0] for s in sources)
            reasons = tuple(dict.fromkeys(r for s in sources for r in s[2]))
            score, day = min(s[1] for s in sources), _day(old[0], [heir], self.by_code)
            yield Event(change, old, (heir,), reasons, round(score, 2), day, is_heir_known=not is_new)
        yield from self._rest(gone, came, taken)

    def _rest(self, gone: Sequence[Entry], came: Sequence[Entry], taken: set[int]) -> Iterator[Event]:
        for entry in gone:
            if id(entry) not in taken:
                later = self.by_code.get(entry.code)
                said = (
                    Text("新名录注明已撤销", "the new list says that it is closed")
                    if later
                    else Text("新名录里没有", "not in the new list")
                )
                yield Event(
                    Change.CLOSED, (entry,), (), (said,), day=_day(entry, [], self.by_code), sure=later is not None
                )
        for entry in came:
            if id(entry) not in taken:
                said = Text("旧名录里没有", "not in the old list")
                yield Event(
                    Change.OPENED, (), (entry,), (said,), day=parse_date(entry.opened) if entry.opened else None
                )

    def _heirs(
        self, gone: Sequence[Entry], came: Sequence[Entry], staying: Sequence[Entry]
    ) -> list[tuple[Entry, Entry, float, tuple[Text, ...]]]:
        """For each unit that is gone the unit that most likely goes on in its place, where there is one."""
        entries = [*gone, *came, *staying]
        keys = [self.key[id(e)] for e in entries]
        best: dict[int, tuple[float, int, tuple[Text, ...]]] = {}
        for i, j in candidates(entries, keys):
            if not (i < len(gone) <= j):
                continue
            score, reasons = self._heir(entries[i], keys[i], entries[j], keys[j], j < len(gone) + len(came))
            if score >= RELATED and score > best.get(i, (0.0, 0, ()))[0]:
                best[i] = (score, j, tuple(reasons))
        return [(entries[i], entries[j], score, reasons) for i, (score, j, reasons) in sorted(best.items())]

    def _heir(
        self, old: Entry, key_old: NameKey, new: Entry, key_new: NameKey, is_new: bool
    ) -> tuple[float, list[Text]]:
        likeness = name_likeness(key_old, key_new) if key_old.core != key_new.core else 1.0
        if key_old.kind in _PARTS.get(key_new.kind, ()) and likeness >= 0.8:
            return 0.4 + 0.3 * likeness, [Text("同名,学段并入", "the same name, and its stage is part of the other's")]
        score, reasons = judge_pair(old, key_old, new, key_new)
        # a unit that goes on as it was does not take in another for its name alone
        return (score if is_new or score >= SAME_UNIT + 0.1 else 0.0), reasons

    def _splits(
        self,
        gone: Sequence[Entry],
        came: Sequence[Entry],
        heirs: Sequence[tuple[Entry, Entry, float, tuple[Text, ...]]],
    ) -> list[tuple[Entry, list[Entry]]]:
        """Units that are gone while several new ones of their name came that are no one else's heirs."""
        by_name: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in came:
            by_name[self._family(entry)].append(entry)
        claimed = {id(heir): id(old) for old, heir, _, _ in heirs}
        found = []
        for entry in gone:
            children = [c for c in by_name.get(self._family(entry), ()) if claimed.get(id(c), id(entry)) == id(entry)]
            if len(children) >= 2:
                found.append((entry, children))
        return found

    def _family(self, entry: Entry) -> tuple[object, ...]:
        key = self.key[id(entry)]
        return (entry.parent or entry.areas, key.core, key.numbers)


def _above(entry: Entry, names: Mapping[str, str]) -> Iterable[str]:
    return (*entry.areas, *([names[entry.parent]] if entry.parent in names else []))


def _closed(entry: Entry) -> bool:
    return bool(entry.closed)


def _day(old: Entry, new: Sequence[Entry], by_code: Mapping[str, Entry]) -> dt.date | None:
    """The day of a change where the lists state it: when the old unit closed, else when the first new one opened."""
    later = by_code.get(old.code)
    stated = [later.closed if later else "", *(e.opened for e in new)]
    return next((day for text in stated if text and (day := parse_date(text)) is not None), None)
