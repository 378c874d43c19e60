"""The store under hard use: other editions, empty and damaged files, real writers at once, kills, a full disk."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs_in_text import PackWriter, origin, unit
from packs_in_text import staged as staged_form

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.tables import Column, ItemType, Table
from jiaodu.core.facts.merge import Merge
from jiaodu.core.facts.reading import Snapshot, connect, open_snapshot
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.indicators import compute

A, B = Column("a", ItemType.COUNT), Column("b", ItemType.COUNT)
TABLE, NARROW = Table("k", (), (A, B)), Table("k", (), (A,))
Row = dict[str, Any]


def staged(*rows: Row, table: Table = TABLE, source: Origin | None = None) -> Staged:
    key = {"source": "stat", "_row": 2}
    return stage_rows(table, source or origin(), [key | {"as_of": dt.date(r["period"], 12, 31)} | r for r in rows])


def rows(snapshot: Snapshot) -> dict[tuple[str, int], tuple[Any, ...]]:
    found = snapshot.connection().sql(f"SELECT * FROM {snapshot.source('k')}").to_arrow_table().to_pylist()
    return {(r["org"], r["period"]): (r["a"], r["b"]) for r in found}


def codes(deed: Callable[[], Any]) -> list[str]:
    with pytest.raises(JiaoduError) as caught:
        deed()
    return [p.code for p in caught.value.problems]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "教育 数据")
    made.commit([staged({"org": "1", "period": 2019, "a": 1, "b": 2}, {"org": "2", "period": 2019, "a": 3, "b": 4})])
    return made


# --- what a load may change -----------------------------------------------------------------------------------------


def test_an_edition_without_an_item_keeps_what_was_stored_of_it(store: Store) -> None:
    store.commit([staged({"org": "1", "period": 2019, "a": 9}, table=NARROW)])
    assert rows(store.head()) == {("1", 2019): (9, 2), ("2", 2019): (3, 4)}


def test_a_sheet_without_rows_changes_nothing(store: Store) -> None:
    whole = staged({"org": "1", "period": 2019, "a": 9})
    store.commit([Staged(whole.table, whole.origin, whole.rows.slice(0, 0))])
    assert rows(store.head()) == {("1", 2019): (1, 2), ("2", 2019): (3, 4)}


def test_a_first_load_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    whole = staged({"org": "1", "period": 2019, "a": 9})
    made = Store(tmp_path / "s")
    made.commit([Staged(whole.table, whole.origin, whole.rows.slice(0, 0))])
    made.commit([staged({"org": "1", "period": 2019, "a": 1})])
    assert rows(made.head()) == {("1", 2019): (1, None)}


def test_a_source_is_part_of_the_key(store: Store) -> None:
    store.commit([staged({"org": "1", "period": 2019, "a": 7, "source": "school"})])
    found = (
        store.head().connection().sql(f"SELECT source, a, b FROM {store.head().source('k')} WHERE org = '1' ORDER BY 1")
    )
    assert found.fetchall() == [("school", 7, None), ("stat", 1, 2)]
    assert store.head().manifest.tables["k"].sources == ("school", "stat")


def test_two_sheets_of_one_load_that_bring_one_value_are_refused(store: Store) -> None:
    both, one = {"org": "9", "period": 2019, "a": 1, "b": 2}, {"org": "9", "period": 2019, "a": 5}
    for sheets in ([staged(both), staged(one)], [staged(one), staged(both)]):
        assert codes(lambda sheets=sheets: store.commit(sheets)) == ["S09"]  # type: ignore[misc]


def test_two_sheets_of_one_load_may_share_a_record(store: Store) -> None:
    store.commit([staged({"org": "9", "period": 2019, "a": 1}), staged({"org": "9", "period": 2019, "b": 2})])
    assert rows(store.head())["9", 2019] == (1, 2)


SHEETS = st.lists(
    st.lists(
        st.fixed_dictionaries(
            {"org": st.sampled_from("123"), "period": st.sampled_from([2018, 2019])},
            optional={"a": st.none() | st.integers(0, 9), "b": st.none() | st.integers(0, 9)},
        ),
        min_size=1, max_size=4, unique_by=lambda r: (r["org"], r["period"]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@given(SHEETS)
def test_merging_is_writing_what_is_brought(sheets: list[list[Row]]) -> None:
    """Against plain dicts: values, and the (load, row) from which each value came."""
    wanted: dict[tuple[str, int], dict[str, Any]] = {}
    connection = connect()
    stored: dict[tuple[str, int], Row] = {}
    for number, sheet in enumerate(sheets, 1):
        brought = [n for n in "ab" if any(n in r for r in sheet)]
        given_ = [{n: r.get(n) for n in ("org", "period", *brought)} | {"_row": i} for i, r in enumerate(sheet)]
        merged = Merge(TABLE, connection).run("stored" if stored else None, [(number, staged(*given_))]).rows
        stored |= {(r["org"], r["period"]): r for r in merged.to_pylist()}
        connection.register("stored", pa.Table.from_pylist(list(stored.values()), schema=merged.schema))
        for r in given_:
            kept = wanted.setdefault((r["org"], r["period"]), {"a": (None, None), "b": (None, None)})
            kept |= {n: (r[n], (number, r["_row"])) for n in brought}
    assert set(stored) == set(wanted)
    for r in stored.values():
        cells = dict(r["_cells"] or ())
        for name, (value, address) in wanted[r["org"], r["period"]].items():
            assert r[name] == value
            if address is not None:
                own = tuple(int(x) for x in cells[name].split(":")) if name in cells else (r["_load"], r["_row"])
                assert own == address, (name, r)


def test_a_correction_changes_todays_answer_and_not_the_old_one(pack: PackWriter, tmp_path: Path) -> None:
    form = "f: {name: {zh: 表, en: f}, level: school, period: calendar_year, reference_dates: {end: 12-31}, sources: [stat], items: {m: {name: {zh: 钱, en: m}, type: number, unit: 元, digits: 4}, n: {name: {zh: 人, en: n}, type: count, unit: 人}}}\n"
    indicator = (
        "x: {name: {zh: 均, en: x}, table: f, formula: sum(m) / sum(n), unit: 元/人, levels: [school, county]}\n"
    )
    framework = pack.add(forms=form, indicators=indicator).load()
    place = Store(tmp_path / "s")
    tree = [unit("C", "county"), unit("S", "school", "C"), unit("T", "school", "C")]
    first = [
        {"org": "S", "period": 2019, "m": Decimal("10.0001"), "n": 3},
        {"org": "T", "period": 2019, "m": Decimal("0.3"), "n": 4},
    ]
    place.commit([staged_form(framework.forms["f"], first)], [StagedRegister(origin(), tree)])

    def answer(name: str | None) -> str:
        values = compute(framework, open_snapshot(place.folder, name), periods={PeriodKind.CALENDAR_YEAR: [2019]})
        return str(values.value("x", "C", 2019).exact)

    before = answer(None)
    place.commit([staged_form(framework.forms["f"], [{"org": "S", "period": 2019, "m": Decimal("20")}])])
    moved = [unit("T", "school", "", "2019-06-01")]
    place.commit([], [StagedRegister(origin(), moved)])
    assert [answer(n) for n in ("S1", "S2", None)] == [before, "29/10", "20/3"]
    assert before == "103001/70000"


# --- damage ---------------------------------------------------------------------------------------------------------


def _cut(folder: Path) -> None:
    file = next((folder / "tables" / "k").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:100])


def test_a_cut_off_data_file_is_a_problem_and_no_crash(store: Store) -> None:
    _cut(store.folder)
    assert codes(lambda: store.commit([staged({"org": "1", "period": 2019, "a": 9})])) == ["S04"]


def test_computing_from_a_cut_off_data_file_is_a_problem_and_no_crash(store: Store, pack: PackWriter) -> None:
    form = "k: {name: {zh: 表, en: k}, level: school, period: calendar_year, reference_dates: {end: 12-31}, sources: [stat], items: {a: {name: {zh: 甲, en: a}, type: count, unit: 人}, b: {name: {zh: 乙, en: b}, type: count, unit: 人}}}\n"
    indicator = "x: {name: {zh: 数, en: x}, table: k, formula: sum(a), unit: 人, levels: [school]}\n"
    framework = pack.add(forms=form, indicators=indicator).load()
    store.commit([], [StagedRegister(origin(), [unit("1", "school")])])
    _cut(store.folder)
    values = compute(framework, store.head(), periods={PeriodKind.CALENDAR_YEAR: [2019]})
    assert codes(lambda: values.value("x", "1", 2019)) == ["S04"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda head: "", lambda head: "[]", lambda head: "null", lambda head: "\ufeff{}", lambda head: head[: len(head) // 2],
        lambda head: json.dumps(json.loads(head) | {"tables": []}),
        lambda head: json.dumps(json.loads(head) | {"tables": {"k": 5}}),
        lambda head: json.dumps(json.loads(head) | {"created": "yesterday"}),
        lambda head: json.dumps(json.loads(head) | {"format": "one"}),
    ],
    ids=["empty", "list", "null", "mark", "half", "tables", "table", "date", "format"],
)  # fmt: skip
def test_a_damaged_head_is_never_guessed(store: Store, spoil: Callable[[str], str]) -> None:
    head = store.folder / "head.json"
    head.write_text(spoil(head.read_text(encoding="utf-8")), encoding="utf-8")
    assert codes(store.head) == ["S02"]
    assert codes(lambda: store.commit([staged({"org": "1", "period": 2019, "a": 9})])) == ["S02"]
    # the remedy that the problem names
    head.write_bytes((store.folder / "snapshots" / "000001.json").read_bytes())
    assert rows(store.head())["1", 2019] == (1, 2)


@pytest.mark.parametrize("name", ["0", "S0", "2", "S", "", "²", "-1", "1.0", "一", "../1"])
def test_unknown_snapshots_have_one_code(store: Store, name: str) -> None:
    assert codes(lambda: open_snapshot(store.folder, name)) == ["S03"]


# --- kills, writers, space ------------------------------------------------------------------------------------------

WRITER = """
import datetime as dt, os, sys
from pathlib import Path
from jiaodu.core.base.tables import Column, ItemType, Table
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.facts.store import Store
folder, period, value = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
table = Table("k", (), (Column("a", ItemType.COUNT), Column("b", ItemType.COUNT)))
rows = [{"org": str(i), "period": period, "as_of": dt.date(period, 12, 31), "source": "stat", "_row": i, "a": value, "b": value} for i in range(int(sys.argv[4]))]
sheet = stage_rows(table, Origin("w.csv", "0" * 64, "", "rows", {}), rows)
print("ready", flush=True)
sys.stdin.readline()
Store(folder).commit([sheet], lock_seconds=60)
"""


def writer(folder: Path, period: int, value: int, count: int = 3) -> subprocess.Popen[bytes]:
    """A process that stands ready to load; a line lets it go."""
    words = [sys.executable, "-c", WRITER, str(folder), str(period), str(value), str(count)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    return process


def let_go(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()


def test_four_writers_at_once_are_all_there_in_the_end(store: Store) -> None:
    processes = [writer(store.folder, 2020 + i, i) for i in range(4)]
    for process in processes:
        let_go(process)
    assert [process.wait(60) for process in processes] == [0] * 4
    head = store.head()
    found = rows(head)
    assert head.name == "S5" and len(found) == 2 + 4 * 3
    assert {p: v for (o, p), (v, _) in found.items() if o == "2" and p > 2019} == {2020: 0, 2021: 1, 2022: 2, 2023: 3}
    assert [len(rows(open_snapshot(store.folder, n))) for n in range(1, 6)] == [2, 5, 8, 11, 14]


@pytest.mark.slow
def test_kills_inside_the_storage_library_leave_a_whole_store(store: Store) -> None:
    """20,000 rows take the library a while; the kill comes at a random moment of it, eight times."""
    chance = random.Random(20)
    expected = rows(store.head())
    for round_ in range(8):
        process = writer(store.folder, 2019, 100 + round_, 20_000)
        let_go(process)
        time.sleep(chance.uniform(0.0, 0.35))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = rows(store.head())
        values = {v for v, _ in found.values()} - {v for v, _ in expected.values()}
        assert found == expected or (values == {100 + round_} and len(found) == 20_000)
        expected = found
    store.commit([staged({"org": "x", "period": 2018, "a": 1})])
    assert rows(store.head()) == expected | {("x", 2018): (1, None)}
    assert rows(open_snapshot(store.folder, 1)) == {("1", 2019): (1, 2), ("2", 2019): (3, 4)}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if not made:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_head(small_disk: Path) -> None:
    made = Store(small_disk / "库")
    made.commit([staged({"org": "1", "period": 2019, "a": 1, "b": 2})])
    (small_disk / "ballast").write_bytes(os.urandom(900_000))
    chance = random.Random(1)
    big = staged(
        *(
            {"org": str(i), "period": 2019, "a": chance.getrandbits(60), "b": chance.getrandbits(60)}
            for i in range(20_000)
        )
    )
    assert codes(lambda: made.commit([big])) == ["S06"]
    assert made.head().name == "S1" and rows(made.head()) == {("1", 2019): (1, 2)}
    (small_disk / "ballast").unlink()
    made.commit([staged({"org": "2", "period": 2019, "a": 5})])
    assert rows(made.head()) == {("1", 2019): (1, 2), ("2", 2019): (5, None)}


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert codes(lambda: Store(file / "store").commit([staged({"org": "1", "period": 2019, "a": 1})])) == ["S06"]


@settings(max_examples=12)
@given(st.lists(st.sampled_from(["2018", "2019", "2020"]), min_size=1, max_size=4), st.integers(0, 3))
def test_every_snapshot_answers_as_on_its_day(
    tmp_path_factory: pytest.TempPathFactory, loads: list[str], start: int
) -> None:
    made = Store(tmp_path_factory.mktemp("s"))
    then, now = [], {}
    for number, period in enumerate(loads, start):
        made.commit([staged({"org": "1", "period": int(period), "a": number})])
        now = now | {("1", int(period)): (number, None)}
        then.append(now)
    assert [rows(open_snapshot(made.folder, n)) for n in itertools.islice(itertools.count(1), len(then))] == then
