"""The catalogue of problems: no code stands for two things.

Floor: tests. In: the catalogue's pages. Out: nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter

from jiaodu.core.base import catalogue


def test_no_code_is_given_twice() -> None:
    pages = [
        importlib.import_module(f"{catalogue.__name__}.{m.name}") for m in pkgutil.iter_modules(catalogue.__path__)
    ]
    counts = Counter(code for page in pages for code in page.ENTRIES)
    assert [code for code, count in counts.items() if count > 1] == []
    assert set(counts) == set(catalogue.CATALOGUE)
