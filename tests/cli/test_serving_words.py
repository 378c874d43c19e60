"""What the commands of a deployment refuse before they begin."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.town import CITY

from jiaodu.cli.serving.serve import check_port, shown
from jiaodu.core.base.problems import JiaoduError


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(JiaoduError, match="U04"):
            check_port("127.0.0.1", other.getsockname()[1])


@pytest.mark.parametrize(("host", "as_typed"), [("0.0.0.0", "localhost"), ("::1", "[::1]"), ("10.0.0.8", "10.0.0.8")])
def test_an_address_is_shown_as_a_browser_takes_it(host: str, as_typed: str) -> None:
    assert shown(host) == as_typed


def test_the_example_never_mixes_with_somebodys_own_deployment(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "jiaodu", "serve", "--example", "--data", str(tmp_path), "--port", "0", "--lang", "en"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "U05" in done.stdout + done.stderr
    assert not (tmp_path / "example.json").exists()


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jiaodu", "backup", "--data", str(tmp_path / "absent")], capture_output=True, text=True
    )
    assert done.returncode == 1 and "U10" in done.stdout + done.stderr
    assert not (tmp_path / "absent").exists()


def test_nothing_of_the_store_is_loaded_where_the_pages_are_forked_from(tmp_path: Path) -> None:
    """An engine's threads are not taken along by a fork: what uses one is done in a process of its own."""
    code = (
        "import sys, jiaodu.cli.serving.serve as serve\n"
        "serve.serve_pages = lambda options: print('loaded:', sorted({'duckdb', 'deltalake', 'pyarrow'} & set(sys.modules)))\n"
        f"sys.argv[1:] = ['serve', '--data', {str(tmp_path / 'data')!r}, '--port', '0', '--no-worker']\n"
        "from jiaodu.cli.main import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "loaded: []" in done.stdout
    assert (tmp_path / "data" / "records.sqlite3").exists()


def test_the_first_account_of_an_empty_deployment(tmp_path: Path, town_store: Path) -> None:
    """From a register to somebody who can log in, and back in after the password is lost."""
    shutil.copytree(town_store, tmp_path / "store")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JIAODU_")}

    def jiaodu(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "jiaodu", "account", *words, "--data", str(tmp_path), "--lang", "en"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        return done.returncode, done.stdout + done.stderr

    made = ["make", "admin", "--name", "虚构人员", "--role", "system", "--org", CITY]
    status, said = jiaodu(*made)
    assert status == 0 and "one-time password" in said, said
    first = said.split("one-time password ")[1].split()[0]
    status, said = jiaodu("reset", "admin")
    assert status == 0 and "one-time password" in said and first not in said
    assert [code in jiaodu(*words)[1] for code, words in {"A09": made, "U06": ["reset", "nobody"]}.items()] == [
        True,
        True,
    ]
    assert "A11" in jiaodu("make", "other", "--name", "虚构人员", "--role", "system", "--org", "000001")[1]
