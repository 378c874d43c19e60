"""ECharts as a static file, out of an installed package and only if it is byte for byte what Apache published.

Floor: web. In: the files of the distribution `instaui-echarts`, of which nothing is imported. Out: `echarts/echarts.esm.min.js` for
`{% static %}`; nothing where the file is absent or differs, and pages then show the table without the picture.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

DISTRIBUTION = "instaui-echarts"
# dist/echarts.esm.min.js of ECharts 6.1.0 as Apache publishes it
SHA256 = "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"
FILE = "echarts.esm.min.js"
ADDRESS = f"echarts/{FILE}"


@functools.cache
def echarts_file() -> Path | None:
    """The published file on this machine; None where it is absent or has been changed."""
    try:
        files = metadata.distribution(DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())) for file in files if file.name == FILE]
    return next((path for path in paths if path.is_file() and digest(path) == SHA256), None)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class PackagedFinder(BaseFinder):
    """Offers the file to Django's static files, for serving and for collectstatic alike."""

    def check(self, **_options: Any) -> list[Any]:
        """Nothing to configure, so nothing to check."""
        return []

    def find(self, path: str, *_args: Any, **options: Any) -> Any:
        """The file's path for its address; empty for every other address."""
        found = echarts_file() if path == ADDRESS else None
        everything = options.get("find_all", options.get("all", False))
        if everything:
            return [str(found)] if found else []
        return str(found) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """The file with a storage whose prefix gives it its address."""
        found = echarts_file()
        if found:
            storage = FileSystemStorage(location=str(found.parent))
            storage.prefix = "echarts"  # type: ignore[attr-defined]
            yield FILE, storage
