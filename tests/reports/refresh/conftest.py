"""What the tests of refresh share: the report of Beijing as a Word file, and its edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiaodu.reports import Document, write_docx
from jiaodu.reports.editions import Edition, record_edition


@pytest.fixture(scope="session")
def written(beijing_report: Document) -> Edition:
    return record_edition(beijing_report)


@pytest.fixture(scope="session")
def file(beijing_report: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_docx(beijing_report, tmp_path_factory.mktemp("word") / "r.docx")
