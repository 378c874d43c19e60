"""A workbook of ours holds texts and numbers: nothing in it runs, whatever people have typed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.actions.workbooks import Sheet, write_sheets

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://example.invalid","x")',
    "http://example.invalid",
    "＝1",
]


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", ATTACKS)
def test_a_formula_that_somebody_typed_is_a_text(text: str) -> None:
    content = write_sheets([Sheet("x", [text], [[text, 1]], title=text, notes=[text])])
    cells = [c for row in read(content).active.iter_rows() for c in row if c.value is not None]
    assert [c.data_type for c in cells] == ["s", "s", "s", "s", "n"]
    assert cells[3].value.replace("_x000D_", "\r") == text
    if text.lstrip("\t\r")[0] in "=+-@＝":
        assert cells[3].quotePrefix
    parts = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in parts and "hyperlink" not in parts


@given(
    st.lists(
        st.lists(st.one_of(st.text(), st.integers(-(10**14), 10**14), st.none()), min_size=2, max_size=2), max_size=5
    )
)
def test_anything_can_be_written_and_read_back(rows: list[list[str | int | None]]) -> None:
    page = read(write_sheets([Sheet("a/b:c*?[d]", ["一", "二"], rows)])).active
    kept = (
        [[c.value for c in row] for row in page.iter_rows(min_row=2, max_row=1 + len(rows), max_col=2)] if rows else []
    )
    for given_, found in zip(rows, kept, strict=True):
        for value, cell in zip(given_, found, strict=True):
            if isinstance(value, int):
                assert cell == value
            elif value is None:
                assert cell is None
            else:
                assert cell is None or isinstance(cell, str)


def test_names_of_sheets_are_made_to_fit() -> None:
    names = read(
        write_sheets([Sheet("长" * 40, ["x"], []), Sheet("长" * 40, ["x"], []), Sheet("[]", ["x"], [])])
    ).sheetnames
    assert len(names) == len({n.lower() for n in names}) == 3 and all(len(n) <= 31 for n in names)


def test_shares_and_days() -> None:
    page = read(write_sheets([Sheet("x", ["a", "b"], [[Fraction(1, 3), dt.date(2024, 2, 29)]])])).active
    share, day = page["A2"], page["B2"]
    assert share.value == pytest.approx(1 / 3) and share.number_format == "0.0%"
    assert day.value == dt.datetime(2024, 2, 29) and day.number_format == "yyyy-mm-dd"
