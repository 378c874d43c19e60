"""The files of a plan: CSV and Excel tables as sheets of text. Floor: cli."""

from __future__ import annotations

from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning import Sheet
from jiaodu.intake.limits import Unusable
from jiaodu.intake.model import Cell, CellError
from jiaodu.intake.workbooks import open_file


def read_sheet(path: Path) -> Sheet:
    """The first visible sheet that has anything. Raises JiaoduError with the code of intake (I01 to I67)."""
    try:
        opened = open_file(path)
        for entry in opened.sheets:
            grid = opened.read(entry)
            if grid.rows and not entry.is_hidden:
                return Sheet([[_text(cell) for cell in row] for row in grid.rows], grid.place)
    except Unusable as error:
        raise JiaoduError(problem(error.code, Place(str(path)), **error.data)) from error
    except OSError as error:
        raise JiaoduError(problem("I01", Place(str(path)), detail=str(error))) from error
    return Sheet([], lambda row, column: Place(str(path)))


def _text(cell: Cell) -> str:
    """A cell as text, whole: whole floats without .0, a failed formula by its name."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.text or "#" if isinstance(cell, CellError) else " ".join(str(cell).split())


def read_budget(text: str | None) -> Sheet | float | None:
    """A table of years, or one number (万元) for each year; nothing: no limit. Raises JiaoduError (L21)."""
    if text is None:
        return None
    if Path(text).suffix.lower() in {".csv", ".xlsx", ".xls", ".et", ".ods", ".txt", ".tsv"}:
        return read_sheet(Path(text))
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1e9:
        wanted = Text("文件，或每年的万元数", "a file, or the 万元 of each year")
        raise JiaoduError(problem("L21", Place(key="--budget"), column="--budget", text=text, wanted=wanted))
    return number
