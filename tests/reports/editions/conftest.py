"""Fixtures of the tests of editions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from edition_building import REGISTER, ROWS, Building


@pytest.fixture(scope="module")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("building")
    Building(folder).load(REGISTER, ROWS)
    return folder


@pytest.fixture
def building(_loaded: Path, tmp_path: Path) -> Building:
    """A store with two counties of three schools and one load."""
    made = Building(tmp_path)
    shutil.copytree(_loaded / "store", made.store)
    shutil.copytree(_loaded / "in1", tmp_path / "in1")
    made.loads = 1
    return made
