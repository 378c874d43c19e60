"""`jiaodu load --deployment`: the store moves and the audit says who brought what."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOK = """
import django; django.setup()
import json
from jiaodu.records.chain import verify_chain
from jiaodu.records.models import AuditEntry
print(json.dumps([[e.deed, e.user, e.door, e.before, e.after] for e in AuditEntry.objects.all()] + [verify_chain().broken]))
"""


def test_a_load_into_a_deployment_is_a_line_of_its_audit(tmp_path: Path, town_store: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(town_store, data / "store")
    sheet = tmp_path / "class_list.csv"
    sheet.write_text(
        "机构代码,学年,学段,班级名称,所属年级,班级学生数\n9902010001,2024,小学,一(1),一年级,38\n", encoding="utf-8"
    )
    environment = {**os.environ, "JIAODU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    environment.pop("JIAODU_DATABASE_URL", None)

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=120)

    done = run("-m", "jiaodu", "load", str(sheet), "--deployment", str(data), "--pack", "school-items@1", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    snapshot = json.loads(done.stdout)["snapshot"]
    *lines, broken = json.loads(run("-c", LOOK).stdout)
    [[deed, user, door, before, after]] = lines
    assert (deed, user, door, broken) == ("facts.load", "server", "command", None)
    assert before == {"snapshot": "S1"} and after["snapshot"] == snapshot and after["rows"] == 1
    assert after["files"] == [str(sheet)] or after["files"] == [sheet.name]
