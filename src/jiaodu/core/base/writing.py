"""Write a file so that it is there in whole or not at all.

Floor: core.base. In: a path and a verb that writes. Out: the file; JiaoduError C04 where the folder cannot take it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from jiaodu.core.base.problems import JiaoduError, Place, problem


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
