"""LibreOffice as people use it: open a file, save it in another kind. Tests that need it skip where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DOCX = "docx:MS Word 2007 XML"


def save_as(source: Path, kind: str, folder: Path) -> Path:
    """Open a file in LibreOffice and save it as another kind in a folder."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed")
    home = f"-env:UserInstallation=file://{folder.parent}/office"
    command = [office, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{kind.partition(':')[0]}"
