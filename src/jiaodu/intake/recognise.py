"""Which form a sheet holds: by the caller's word, its name, its 表名 label, or (a CSV file) its headings.

Floor: intake. In: names and grids. Out: a `Form`, or what resembles one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.headings import TITLE, Headings, plain
from jiaodu.intake.model import Grid
from jiaodu.intake.tops import TOP, find_header, read_labels

_NUMBERING = re.compile(r"^(附?[表件]|sheet)?[\d一二三四五六七八九十]+[-_.、]*", re.I)
_README = re.compile(r"^(readme|说明|填报说明|填表说明|使用说明|目录|封面|cover|contents|notes?)", re.I)
_SHEET_NAME = 31


class FormNames:
    """The names of all forms, and the headings of each (made when first asked for)."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._names: dict[str, Form] = {}
        for form in framework.forms.values():
            for name in (form.id, form.name.zh, form.name.en, form.spec.layout.sheet, form.spec.layout.title):
                if name:
                    self._names.setdefault(plain(name), form)
                    self._names.setdefault(plain(name[:_SHEET_NAME]), form)
        self._headings: dict[str, Headings] = {}

    def headings(self, form: Form) -> Headings:
        """The headings of a form."""
        if form.id not in self._headings:
            self._headings[form.id] = Headings(form)
        return self._headings[form.id]

    def by_name(self, name: str) -> Form | None:
        """The form of a sheet's or file's name; a numbering before it (表3-) is not minded."""
        word = plain(name)
        return self._names.get(word) or self._names.get(_NUMBERING.sub("", word))

    def by_title(self, grid: Grid) -> Form | None:
        """The form that the sheet's 表名 label names."""
        label = read_labels(grid, TOP).get(TITLE)
        return self.by_name(str(label.cell)) if label else None

    def by_headings(self, grid: Grid) -> list[Form]:
        """The forms of whose items the sheet names the most; several when they tie, none when there are no items."""
        scores = {form.id: self._score(grid, form) for form in self.framework.forms.values()}
        best = max(scores.values(), default=0)
        return [self.framework.forms[id_] for id_, score in scores.items() if score == best and best > 0]

    def near(self, name: str) -> list[str]:
        """Chinese names of forms that resemble a name."""
        found = difflib.get_close_matches(plain(name), self._names, 4, 0.4)
        return list(dict.fromkeys(self._names[word].name.zh for word in found))

    def _score(self, grid: Grid, form: Form) -> int:
        header = find_header(grid, self.headings(form))
        return header.score if header else 0


def is_readme(name: str) -> bool:
    """Whether a sheet's name says that it explains and holds no data."""
    return _README.match(plain(name)) is not None


def names_of(forms: Iterable[Form]) -> list[str]:
    """Chinese names of forms."""
    return [form.name.zh for form in forms]
