"""A backup holds all, is refused when a byte is wrong, never overwrites, and may be made while others write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from tests.town import FIRST, Town

from jiaodu.actions.acting import Actor, actor_of
from jiaodu.actions.archives import unpack
from jiaodu.actions.backup import restore, write_backup
from jiaodu.actions.holdings import evidence_folder
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.facts.store import Store
from jiaodu.records.chain import Line, append_line
from jiaodu.records.models import User

SERVER = Actor(None, door="command")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" in os.environ.get("JIAODU_DATABASE_URL", "") and shutil.which("pg_dump") is None,
        reason="postgresql-client is not installed",
    ),
]


@pytest.fixture
def deployment(town: Town) -> Town:
    """The town with evidence and an audit."""
    evidence_folder().mkdir(parents=True)
    (evidence_folder() / ("a" * 64)).write_bytes(b"scan \x00\xff")
    for number in range(20):
        append_line(Line("test.deed", user="丙", subject=f"task:{number}", after={"数": number}))
    return town


def test_a_backup_holds_records_store_and_evidence(deployment: Town, tmp_path: Path) -> None:
    path = tmp_path / "out" / "b.zip"
    contents = write_backup(SERVER, path)
    assert contents.head == "S1" and contents.database == connection.vendor
    assert path.stat().st_mode & 0o077 == 0, "it holds the hashes of passwords: for its owner only"
    names = set(contents.files)
    assert f"evidence/{'a' * 64}" in names and "store/head.json" in names
    assert not any("secret" in name or name.endswith("/lock") for name in names)
    assert [p.name for p in path.parent.iterdir()] == ["b.zip"]
    folder = tmp_path / "unpacked"
    unpack(path, contents, folder)
    assert (folder / "evidence" / ("a" * 64)).read_bytes() == b"scan \x00\xff"
    assert Store(folder / "store").head().name == "S1"
    assert FIRST in Store(folder / "store").head().tree()
    with pytest.raises(JiaoduError, match="U10"):
        write_backup(SERVER, path)


def test_only_who_may_makes_a_backup(deployment: Town, tmp_path: Path) -> None:
    with pytest.raises(JiaoduError, match="A01"):
        write_backup(actor_of(User.objects.get(username="city")), tmp_path / "b.zip")
    assert not list(tmp_path.glob("*.zip"))


@pytest.mark.parametrize("harm", ["byte", "cut", "missing", "added", "escape", "list"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(deployment: Town, tmp_path: Path, harm: str) -> None:
    path, empty = tmp_path / "b.zip", tmp_path / "empty"
    write_backup(SERVER, path)
    if harm == "byte":
        data = bytearray(path.read_bytes())
        at = data.index(b"scan \x00\xff") if b"scan \x00\xff" in data else len(data) // 2
        data[at] ^= 1
        path.write_bytes(bytes(data))
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    else:
        _rewrite(path, harm)
    with pytest.raises(JiaoduError, match="U11"):
        restore(path, empty)
    assert not empty.exists()


def _rewrite(path: Path, harm: str) -> None:
    other = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if harm == "missing" and info.filename.startswith("evidence/"):
                continue
            if info.filename == "backup.json":
                given = json.loads(content)
                if harm == "list":
                    given["format"] = 99
                if harm == "escape":
                    given["files"]["evidence/../../x"] = given["files"].pop(f"evidence/{'a' * 64}")
                content = json.dumps(given).encode()
            name = info.filename
            if harm == "escape" and name.startswith("evidence/"):
                name = "evidence/../../x"
            new.writestr(name, content)
        if harm == "added":
            new.writestr("evidence/planted", b"x")
    other.replace(path)


def test_a_deployment_is_not_overwritten_nor_given_another_database(deployment: Town, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    write_backup(SERVER, path)
    with pytest.raises(JiaoduError, match="U12"):
        restore(path, deployment.data)
    _as_of(path, "oracle")
    with pytest.raises(JiaoduError, match="U14"):
        restore(path, tmp_path / "empty")


def _as_of(path: Path, database: str) -> None:
    other = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "backup.json":
                content = json.dumps({**json.loads(content), "database": database}).encode()
            new.writestr(info.filename, content)
    other.replace(path)


def test_the_commands_restore_what_they_saved(tmp_path: Path, town_store: Path) -> None:
    """`jiaodu backup` and `jiaodu restore` on folders of their own (SQLite), with a writer beside."""
    first, second, saved = tmp_path / "first", tmp_path / "second", tmp_path / "saved"
    shutil.copytree(town_store, first / "store")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    environment.pop("JIAODU_DATABASE_URL", None)
    writer = (
        "import django, sys; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from jiaodu.records.chain import Line, append_line\n"
        "for n in range(200):\n"
        "    append_line(Line('test.deed', subject=str(n)))\n"
        "    if n == 20: print('go', flush=True)\n"
    )

    def jiaodu(*words: object, fails: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "jiaodu", *map(str, words)], env=environment, capture_output=True, text=True
        )
        assert done.returncode == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    writing = subprocess.Popen(
        [sys.executable, "-c", writer],
        env={**environment, "JIAODU_DATA": str(first)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writing.stdout and writing.stdout.readline().strip() == "go"
    saved.mkdir()
    assert "S1" in jiaodu("backup", "--data", first, "--out", saved)
    writing.wait(60)
    (file,) = saved.glob("jiaodu-*.zip")
    assert "完好" in jiaodu("backup", "--check", file)
    said = jiaodu("restore", file, "--data", second, "--lang", "en")
    assert "the audit chain holds" in said
    lines = int(said.split("holds: ")[1].split()[0])
    assert 21 <= lines <= 201
    assert Store(second / "store").head().name == "S1"
    assert "U12" in jiaodu("restore", file, "--data", second, fails=1)
