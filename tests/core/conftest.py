"""Fixtures of the core's tests. This file also puts its folder on the path: `oracle` and `packs_in_text` lie here."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs_in_text import PackWriter


@pytest.fixture
def pack(tmp_path: Path) -> PackWriter:
    """A pack to be filled, in a folder of this test."""
    return PackWriter(tmp_path / "packs")
