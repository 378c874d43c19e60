"""Office packages that are the same bytes whenever they are written.

Floor: reports. In: a package on disk. Out: the package, without the time of day.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def settle_package(path: Path) -> None:
    """Write an Office package again without the time of day: the same document makes the same bytes."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
