"""The `read` fixture: rows or text become a file, and the file is read.

Floor: tests. In: small files. Out: a fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from small_files import FRAMEWORK, TREE, Rows, write_book, write_csv

from jiaodu.intake import Intake, read_sources


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Intake]:
    """Reads rows as an xlsx sheet, or a text as a CSV file, with the test framework."""

    def reading(content: Rows | str, name: str = "学校情况", merged: Sequence[str] = (), **options: Any) -> Intake:
        if isinstance(content, str):
            path = write_csv(tmp_path / f"{name}.csv", content)
        else:
            path = write_book(tmp_path / "book.xlsx", {name: content}, merged)
        return read_sources([path], FRAMEWORK, TREE, **options)

    return reading
