"""Write a file so that it is there in whole or not at all.

Floor: reports. In: a path and a verb that writes. Out: the file; JiaoduError C04 where the folder cannot take it.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def write_atomically(path: Path, write: Callable[[Path], None]) -> Path:
    """Run `write` on a draft beside the file, then put it in its place. Raises JiaoduError (C04)."""
    draft = path.with_name(f".{os.getpid()}.draft{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(draft)
        os.replace(draft, path)
    except OSError as error:
        raise JiaoduError(problem("C04", Place(str(path)), detail=str(error))) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return path


def settle_package(path: Path) -> None:
    """Write an Office package again without the time of day: the same document makes the same bytes."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
