"""The store: whole or not at all, old answers stay, only what is brought is written, and addresses follow."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.tables import Column, ItemType, Table
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister, stage_rows
from jiaodu.core.facts.store import Store

TABLE = Table("kindergartens", (), (Column("children", ItemType.COUNT), Column("area", ItemType.NUMBER, 2)))
FIRST = Origin("first.xlsx", "1" * 64, "表", "rows", {"children": "C", "area": "D"})
SECOND = Origin("second.xlsx", "2" * 64, "表", "columns", {"area": "7"})


def staged(*rows: dict[str, Any], origin: Origin = FIRST, table: Table = TABLE) -> Staged:
    defaults = {"source": "stat", "_row": 2}
    return stage_rows(table, origin, [defaults | {"as_of": dt.date(r["period"], 12, 31)} | r for r in rows])


def rows(snapshot: Snapshot, table: str = "kindergartens") -> list[dict[str, Any]]:
    found = snapshot.connection().sql(f"SELECT * FROM {snapshot.source(table)} ORDER BY period, org").to_arrow_table()
    return found.to_pylist()


def codes(caught: pytest.ExceptionInfo[JiaoduError]) -> list[str]:
    return [p.code for p in caught.value.problems]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "数据 库")
    made.commit(
        [
            staged(
                {"org": "1", "period": 2018, "children": 10, "area": Decimal("1.50")},
                {"org": "1", "period": 2019, "children": 20, "area": Decimal("2.50")},
            )
        ],
        [StagedRegister(FIRST, [Organisation("0", "国", "country"), Organisation("1", "省", "province", "0")])],
    )
    return made


def test_a_correction_writes_only_what_it_brings_and_addresses_follow(store: Store) -> None:
    store.commit([staged({"org": "1", "period": 2019, "area": Decimal("9.00"), "_row": 4}, origin=SECOND)])
    old, new = rows(open_snapshot(store.folder, 1)), rows(open_snapshot(store.folder))
    assert old[1]["area"] == Decimal("2.50") and new[1]["area"] == Decimal("9.00")
    assert new[1]["children"] == 20 and new[0] == old[0]
    assert new[1]["_cells"] == [("area", "3:4")]
    head = open_snapshot(store.folder)
    assert head.load(new[1]["_load"]).origin.cell("children", new[1]["_row"]) == "C2"  # type: ignore[union-attr]
    assert head.load(3).origin.cell("area", 4) == "D7"  # type: ignore[union-attr]


def test_a_whole_row_brings_a_new_address(store: Store) -> None:
    store.commit([staged({"org": "1", "period": 2019, "children": 1, "area": Decimal(1), "_row": 9})])
    (_, row) = rows(store.head())
    assert (row["_load"], row["_row"], row["_cells"]) == (3, 9, None)


def test_reasons_and_hedges_of_a_corrected_item_go_with_it(store: Store) -> None:
    store.commit(
        [
            staged(
                {
                    "org": "1",
                    "period": 2019,
                    "area": None,
                    "_missing": {"area": "suppressed"},
                    "_note": {"area": "见附件"},
                }
            )
        ]
    )
    assert rows(store.head())[1]["_missing"] == [("area", "suppressed")]
    store.commit([staged({"org": "1", "period": 2019, "area": Decimal(3)})])
    row = rows(store.head())[1]
    assert (row["area"], row["_missing"], row["_note"]) == (Decimal("3.00"), None, None)


def test_not_applicable_items_are_named_in_the_manifest(store: Store) -> None:
    store.commit(
        [staged({"org": "2", "period": 2019, "children": 1, "area": None, "_missing": {"area": "not_applicable"}})]
    )
    assert store.head().manifest.tables["kindergartens"].not_applicable == ("area",)


def test_new_items_come_with_a_new_edition(store: Store) -> None:
    wider = Table("kindergartens", (), (*TABLE.items, Column("rooms", ItemType.COUNT)))
    store.commit([staged({"org": "1", "period": 2020, "children": 1, "rooms": 5}, table=wider)])
    found = rows(store.head())
    assert [r["rooms"] for r in found] == [None, None, 5]


def test_organisations_are_kept_by_code_and_day(store: Store) -> None:
    moved = Organisation("1", "省改名", "province", "0", dt.date(2020, 1, 1))
    store.commit([], [StagedRegister(FIRST, [moved])])
    tree = store.head().tree()
    assert tree.on("1", dt.date(2019, 12, 31)).name == "省"  # type: ignore[union-attr]
    assert tree.on("1", dt.date(2020, 12, 31)).name == "省改名"  # type: ignore[union-attr]
    assert open_snapshot(store.folder, "S1").tree().name("1") == "省"


def test_two_sheets_with_one_key_are_refused(store: Store) -> None:
    row = {"org": "1", "period": 2019, "children": 1}
    with pytest.raises(JiaoduError) as caught:
        store.commit([staged(row), staged(row)])
    assert codes(caught) == ["S09"]
    assert store.head().name == "S1"


def test_a_column_cannot_change_its_type(store: Store) -> None:
    other = Table("kindergartens", (), (Column("children", ItemType.TEXT), TABLE.items[1]))
    with pytest.raises(JiaoduError) as caught:
        store.commit([staged({"org": "1", "period": 2019, "children": "many"}, table=other)])
    assert codes(caught) == ["S08"]


def test_faults_of_the_store_have_their_codes(store: Store, tmp_path: Path) -> None:
    cases = {}
    for code, spoil in {
        "S02": lambda f: (f / "head.json").write_text("{half"),
        "S07": lambda f: (f / "head.json").write_text(json.dumps({"format": 99})),
        "S04": lambda f: next((f / "tables" / "kindergartens").glob("*.parquet")).unlink(),
    }.items():
        import shutil

        folder = tmp_path / code
        shutil.copytree(store.folder, folder)
        spoil(folder)
        with pytest.raises(JiaoduError) as caught:
            rows(open_snapshot(folder))
        cases[code] = codes(caught)
    assert cases == {code: [code] for code in cases}
    for name, code in (("S99", "S03"), ("x", "S03")):
        with pytest.raises(JiaoduError) as caught:
            open_snapshot(store.folder, name)
        assert codes(caught) == [code]
    with pytest.raises(JiaoduError) as caught:
        open_snapshot(tmp_path / "nothing")
    assert codes(caught) == ["S01"]


CHILD = """
import datetime as dt, os, sys
from jiaodu.core.base.tables import Column, ItemType, Table
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.facts.store import Store
folder, stop = sys.argv[1], int(sys.argv[2])
seen = 0
def hook(event, args):
    global seen
    if event == "jiaodu.store.write":
        seen += 1
        if seen > stop:
            os._exit(9)
sys.addaudithook(hook)
tables = [Table(n, (), (Column("children", ItemType.COUNT),)) for n in ("kindergartens", "a", "b")]
origin = Origin("child.xlsx", "3" * 64, "", "rows", {"children": "C"})
row = {"org": "1", "period": 2019, "as_of": dt.date(2019, 12, 31), "source": "stat", "_row": 2, "children": 777}
Store(folder).commit([stage_rows(t, origin, [row]) for t in tables])
"""


def child(folder: Path, stop: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(stop)], capture_output=True, check=False
    ).returncode


def test_a_load_killed_between_any_two_writes_leaves_the_old_head(store: Store) -> None:
    before = rows(store.head())
    stop = 0
    while child(store.folder, stop) == 9:
        head = store.head()
        assert (
            head.name == "S1"
            and rows(head) == before
            and set(head.manifest.tables) == {"kindergartens", "_organisations"}
        )
        stop += 1
    # three records, three tables, a snapshot and the head
    assert stop >= 8
    assert store.head().name == "S2" and rows(store.head(), "b")[0]["children"] == 777


def test_the_next_load_holds_nothing_of_a_killed_one(store: Store) -> None:
    assert child(store.folder, 6) == 9
    store.commit([staged({"org": "2", "period": 2018, "children": 5, "area": Decimal(1)})])
    found = rows(store.head())
    assert [(r["org"], r["period"], r["children"]) for r in found] == [("1", 2018, 10), ("2", 2018, 5), ("1", 2019, 20)]


def test_a_load_killed_at_any_moment_leaves_a_whole_store(store: Store) -> None:
    for delay in (0.45, 0.6, 0.7, 0.8, 0.9):
        process = subprocess.Popen([sys.executable, "-c", CHILD, str(store.folder), "999"])
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        head = store.head()
        found = [r["children"] for r in rows(head) if r["period"] == 2019]
        assert found in ([20], [777]) and (found == [777]) == (head.manifest.number > 1)


def test_two_writers_one_waits(store: Store) -> None:
    holder = textwrap.dedent("""
        import fcntl, sys, time
        file = open(sys.argv[1] + "/lock", "a+")
        fcntl.flock(file, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(float(sys.argv[2]))
    """)
    process = subprocess.Popen([sys.executable, "-c", holder, str(store.folder), "1.5"], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline()
    with pytest.raises(JiaoduError) as caught:
        store.commit([staged({"org": "1", "period": 2020, "children": 1})], lock_seconds=0.1)
    assert codes(caught) == ["S05"]
    assert store.commit([staged({"org": "1", "period": 2020, "children": 1})], lock_seconds=20).number == 2
    process.wait()


def test_no_room_leaves_the_old_head(store: Store) -> None:
    code = CHILD.replace(
        "sys.addaudithook(hook)",
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1200, 1200))",
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.folder), "999"], capture_output=True, text=True, check=False
    )
    assert "S06" in done.stderr
    assert store.head().name == "S1" and len(rows(store.head())) == 2
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1200


def test_originals_are_kept(tmp_path: Path) -> None:
    original = tmp_path / "表.csv"
    original.write_text("x", encoding="utf-8")
    sha256 = hashlib.sha256(b"x").hexdigest()
    origin = Origin("表.csv", sha256, "", "rows", {}, str(original))
    store = Store(tmp_path / "store")
    store.commit([staged({"org": "1", "period": 2019, "children": 1}, origin=origin)])
    assert (store.folder / "files" / (sha256 + ".csv")).read_text() == "x"
    assert os.listdir(store.folder / "files") == [sha256 + ".csv"]


def test_an_original_that_changed_after_it_was_read_is_refused(tmp_path: Path) -> None:
    original = tmp_path / "表.csv"
    original.write_text("y", encoding="utf-8")
    origin = Origin("表.csv", hashlib.sha256(b"x").hexdigest(), "", "rows", {}, str(original))
    store = Store(tmp_path / "store")
    with pytest.raises(JiaoduError) as caught:
        store.commit([staged({"org": "1", "period": 2019, "children": 1}, origin=origin)])
    assert codes(caught) == ["S06"]
    assert store.head().manifest.number == 0


def test_a_folder_that_the_storage_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JiaoduError) as caught:
        Store(tmp_path / "a%20b").commit([staged({"org": "1", "period": 2019, "children": 1})])
    assert codes(caught) == ["S10"]
