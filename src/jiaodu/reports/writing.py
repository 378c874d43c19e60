"""Write a file so that it is there in whole or not at all.

Floor: reports. In: a path and a verb that writes. Out: the file; JiaoduError C04 where the folder cannot take it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem


def write_atomically(path: Path, write: Callable[[Path], None]) -> Path:
    """Run `write` on a draft beside the file, then put it in its place. Raises JiaoduError (C04)."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(draft)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True) if draft.parent.is_dir() else None
        raise JiaoduError(problem("C04", Place(str(path)), detail=str(error))) from error
    return path
