"""What is known of organisations while sheets are read: look-up, near codes and names, level and standing.

Floor: intake. In: the tree, and registers of the same batch. Out: answers for the checks of key cells.
"""

from __future__ import annotations

import datetime as dt
import difflib

from jiaodu.core.base.organisations import Organisation, OrganisationTree

NEAR_LIMIT = 20


class KnownOrganisations:
    """The tree with the names of its units; suggestions are costly and bounded."""

    def __init__(self, tree: OrganisationTree) -> None:
        self.tree = tree
        self._names: dict[str, list[str]] = {}
        for organisation in tree.rows():
            for name in {organisation.name, organisation.name_en} - {""}:
                self._names.setdefault(name, []).append(organisation.code)
        self._near: dict[tuple[str, str], list[str]] = {}

    def near(self, code: str, name: str = "") -> list[str]:
        """Codes with names that resemble an unknown code, or the name beside it; empty after `NEAR_LIMIT` questions."""
        if (code, name) not in self._near:
            if len(self._near) >= NEAR_LIMIT:
                return []
            self._near[code, name] = self._search(code, name)
        return self._near[code, name]

    def agrees(self, code: str, name: str) -> bool:
        """Whether a name is one that the unit ever had; a leading or trailing part of it counts too."""
        if name == self.tree.name(code):
            return True
        words = [w for o in self.versions(code) for w in (o.name, o.name_en) if w]
        return any(w == name or w.endswith(name) or name.endswith(w) or w.startswith(name) for w in words)

    def versions(self, code: str) -> tuple[Organisation, ...]:
        """The latest version and the first of a unit."""
        found = (self.tree.last_known(code, dt.date.max), self.tree.last_known(code, dt.date.min))
        return tuple(o for o in found if o is not None)

    def _search(self, code: str, name: str) -> list[str]:
        words = [word for word in (name, code) if word]
        found = [c for word in words for n in _close(word, self._names) for c in self._names[n]]
        found += _close(code, self.tree.codes)
        return [f"{c} {self.tree.name(c)}" for c in list(dict.fromkeys(found))[:3]]


def _close(word: str, words: dict[str, list[str]] | tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(word, words, 3, 0.6)
