"""One note for a whole row: which of its items it belongs to, and how notes of items are written as one.

Floor: intake. In: the text under a heading 说明 that stands on its own, and the items of the row. Out: a note for each item meant.

Text before the first name is of the items that the rules ask about (`asked_items`) and that the row gives. A part that begins with
the name of an item and a colon, at the beginning or after ; or a new line, is of that item alone, up to the next name:
`新建小区入住;班数、教室数:三月起借用村部两间`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.rules import KEPT
from jiaodu.intake.headings import Headings

ROW_NOTE = "说明"
_PART = re.compile(r"[;；\n]+")
_HEAD = re.compile(r"\s*([^:：;；\n]{1,80})[:：]")
_AND = re.compile(r"[、,，]")


@dataclass(frozen=True, slots=True)
class RowNotes:
    """The items of a sheet that a note of the row may belong to: all of them by name, `asked` also without a name."""

    headings: Headings
    items: tuple[str, ...]
    asked: tuple[str, ...]

    def meant(self, given: Collection[str]) -> tuple[str, ...]:
        """The items that a text without a name belongs to: of those asked for, the given; all where none is given."""
        return tuple(i for i in self.asked if i in given) or self.asked

    def split(self, text: str, given: Collection[str]) -> dict[str, str]:
        """Item -> note. `given` are the items that the row gives a value or a reason for."""
        general, named = self._parts(text)
        found = dict.fromkeys(self.meant(given), general) if general else {}
        return found | named

    def join(self, notes: Mapping[str, str], given: Collection[str]) -> str:
        """The text that `split` reads as these notes; empty ones are left out."""
        left = {i: _one_line(n) for i in self.items if (n := notes.get(i, "").strip())}
        meant = self.meant(given)
        shared = {left.get(i, "") for i in meant}
        general = shared.pop() if len(shared) == 1 else ""
        by_note: dict[str, list[str]] = {}
        for item, note in left.items():
            if not (general and item in meant):
                by_note.setdefault(note, []).append(self.headings.item(item).name.zh)
        named = [f"{'、'.join(names)}:{self._unnamed(note)}" for note, names in by_note.items()]
        return ";".join([*([self._unnamed(general)] if general else []), *named])

    def _parts(self, text: str) -> tuple[str, dict[str, str]]:
        """The text before the first name, and the text of each item named."""
        general, start = "", 0
        named: dict[str, str] = {}
        items: tuple[str, ...] = ()
        for end in [*(m.end() for m in _PART.finditer(text)), len(text)]:
            part, start = text[start:end], end
            head = _HEAD.match(part)
            if head and (found := self._named(head[1])):
                items, part = found, part[head.end() :]
            if not items:
                general += part
            for item in items:
                named[item] = named.get(item, "") + part
        return _trimmed(general), {i: note for i, part in named.items() if (note := _trimmed(part))}

    def _named(self, text: str) -> tuple[str, ...]:
        """The items that a text names, one or several with 、 between; none where any of it is no name."""
        for names in ((text,), tuple(_AND.split(text))):
            found = [self.headings.item_named(name) for name in names]
            if all(i in self.items for i in found):
                return tuple(i for i in found if i)
        return ()

    def _unnamed(self, note: str) -> str:
        """A note in which no part can be taken for the beginning of another one."""
        return _PART.sub(",", note) if any(self._begins(p) for p in _PART.split(note)) else note

    def _begins(self, part: str) -> bool:
        head = _HEAD.match(part)
        return bool(head and self._named(head[1]))


def row_notes(headings: Headings, framework: Framework, brought: Sequence[str], own: Collection[str] = ()) -> RowNotes:
    """The notes of a sheet's rows. `brought` are the items of the sheet, `own` those with a 说明 column of their own."""
    asked = asked_items(framework, headings.form)
    free = [i for i in brought if i not in own]
    return RowNotes(headings, tuple(brought), tuple(i for i in free if i in asked) or tuple(free))


def asked_items(framework: Framework, form: Form) -> tuple[str, ...]:
    """The items of a form that a data rule reads whose finding can be kept by a written reason."""
    read = {i for rule in framework.rules.values() if rule.spec.severity in KEPT for i in rule.items().get(form.id, ())}
    return tuple(i for i in form.spec.items if i in read)


def _trimmed(text: str) -> str:
    return text.strip().strip(";；").strip()


def _one_line(text: str) -> str:
    return _trimmed(" ".join(text.split()))


__all__ = ["ROW_NOTE", "RowNotes", "asked_items", "row_notes"]
