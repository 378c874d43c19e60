"""What all tests share: the folder of reference data, and how hard the property tests try."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.town import Town, build_store, make_users

REFERENCE_DATA = Path(os.environ.get("JIAODU_REFERENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))

_QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)
settings.register_profile("ci", derandomize=True, max_examples=60, deadline=None, suppress_health_check=_QUIET)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("JIAODU_HYPOTHESIS", "ci"))


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data; tests that need it are skipped where it is absent."""
    if not REFERENCE_DATA.is_dir():
        pytest.skip(f"no reference data in {REFERENCE_DATA}; name the folder with JIAODU_REFERENCE_DATA")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def town_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the invented town, made once; tests get copies."""
    folder = tmp_path_factory.mktemp("town") / "store"
    build_store(folder)
    return folder


@pytest.fixture
def town(tmp_path: Path, town_store: Path, settings: object, db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A deployment of the invented town: store, database, a user for each role."""
    data = tmp_path / "data"
    shutil.copytree(town_store, data / "store")
    settings.JIAODU_DATA = data  # type: ignore[attr-defined]
    # tests move tasks without a deed: no count is kept, however long it took on a busy machine
    monkeypatch.setattr("jiaodu.actions.remembering.LONG", float("inf"))
    make_users()
    return Town(data)
