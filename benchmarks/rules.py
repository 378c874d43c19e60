"""Data rules on one large sheet, beside pandas doing the same: `python -m benchmarks.rules [--quick] [--repeat N]`.

In: nothing. Out: lines. Two sheets: 4,000 rows x 400 items and 100,000 x 30, with last year in the store. Rules: a comparison for
every pair of items, every item required, a sum for every ten, the ratio edit on every item, round figures on every item, copied
rows. Both sides must find the same numbers of faults, else the run says so.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from jiaodu.core.facts.staging import Origin, Staged, column_letter
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.rules import check_staged

U, A, C, LEAST = 0.5, 0.05, 7.0, 5
SAID = "  why: {zh: 因为, en: because}\n  remedy: {zh: 核对, en: check}\n"


def write_pack(folder: Path, items: int) -> Framework:
    """A form with so many items, and the rules."""
    names = [f"i{n:03}" for n in range(items)]
    listed = ", ".join(names)
    files = {
        "pack.yaml": 'id: bench\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\neditions: {"1": {title: {zh: 一, en: one}}}\n',
        "sources/s.yaml": "stat: {name: {zh: 统计, en: statistics}}\n",
        "forms/f.yaml": "sheet:\n  name: {zh: 表, en: sheet}\n  level: school\n  period: calendar_year\n  reference_dates: {end: 12-31}\n  sources: [stat]\n  items:\n"
        "    kind: {name: {zh: 类, en: kind}, type: code, codes: {a: {name: {zh: 甲, en: a}}, b: {name: {zh: 乙, en: b}}}}\n"
        + "".join(f"    {n}: {{name: {{zh: 项{n}, en: {n}}}, type: count, unit: 人, minimum: 0}}\n" for n in names),
    }
    rules = {
        f"less_{n:03}": f"kind: row\n  form: sheet\n  assert: i{n:03} <= i{n + 1:03}" for n in range(0, items - 1, 2)
    }
    rules |= {
        f"sum_{n:03}": f"kind: sum\n  form: sheet\n  total: i{n:03}\n  parts: [{', '.join(f'i{k:03}' for k in range(n + 1, n + 10))}]\n  op: '>='"
        for n in range(0, items - 9, 10)
    }
    rules["given"] = f"kind: required\n  form: sheet\n  items: [{listed}]"
    rules["moved"] = (
        f"kind: change\n  form: sheet\n  items: [{listed}]\n  group: [kind]\n"
        f"  method: {{U: {U}, A: {A}, C: {C}}}\n  band: {{down: 50, up: 100, least: {LEAST}}}"
    )
    rules["rounded"] = f"kind: digits\n  form: sheet\n  items: [{listed}]"
    rules["copied"] = f"kind: copies\n  form: sheet\n  items: [{listed}]"
    files["checks/c.yaml"] = "".join(
        f"{k}:\n  name: {{zh: {k}, en: {k}}}\n  {text}\n{SAID}" for k, text in rules.items()
    )
    for name, text in files.items():
        path = folder / "bench" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_framework("bench", [folder])


def make_years(rows: int, items: int, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Last year and this year: pairs in order, small changes, one fault in two thousand cells, one blank in a thousand."""
    draw = np.random.default_rng(seed)
    scale = draw.lognormal(4, 0.8, (rows, 1))
    before = np.round(scale * draw.uniform(0.5, 1.5, (rows, items)))
    before[:, 1::2] = before[:, 0 : items - items % 2 : 2] + np.round(before[:, 1::2] / 2)
    now = np.round(before * draw.normal(1.02, 0.03, (rows, items))).astype(float)
    now[:, 1::2] = np.maximum(now[:, 1::2], now[:, 0 : items - items % 2 : 2])
    wrong = draw.random((rows, items)) < 1 / 2000
    now[wrong] = now[wrong] * 10 + 3
    now[draw.random((rows, items)) < 1 / 1000] = np.nan
    kinds = np.where(draw.random(rows) < 0.5, "a", "b")
    names = [f"i{n:03}" for n in range(items)]
    frames = [pd.DataFrame(part, columns=names) for part in (before, now)]
    for frame in frames:
        frame.insert(0, "kind", kinds)
        frame.insert(0, "org", [f"S{n:06}" for n in range(rows)])
    return frames[0], frames[1]


def stage(framework: Framework, frame: pd.DataFrame, year: int) -> Staged:
    """A sheet of one year as intake stages it."""
    form = framework.forms["sheet"]
    names = list(form.spec.items)
    columns: dict[str, Any] = {
        "org": pa.array(frame["org"], pa.string()), "period": pa.array([year] * len(frame), pa.int32()),
        "as_of": pa.array([f"{year}-12-31"] * len(frame)).cast(pa.date32()), "source": pa.array(["stat"] * len(frame)),
        "kind": pa.array(frame["kind"], pa.string()), "_row": pa.array(range(2, len(frame) + 2), pa.int32()),
    }  # fmt: skip
    columns |= {n: pa.array(frame[n], pa.float64(), from_pandas=True).cast(pa.int64()) for n in names if n != "kind"}
    place = Origin(f"{year}.xlsx", "0" * 64, "表", "rows", {n: column_letter(k + 3) for k, n in enumerate(names)})
    return Staged(form.table, place, pa.table(columns))


def by_rules(framework: Framework, store: Store, staged: Staged) -> Counter[str]:
    """How many faults of each kind the rules find, those that are only counted included."""
    found: Counter[str] = Counter()
    for each in check_staged(framework, store.head(), [staged]):
        rule = str(each.data["rule_id"]).split("_")[0]
        found[rule] += each.data["more"] if each.code == "D20" else 1
    return found


def by_pandas(before: pd.DataFrame, now: pd.DataFrame) -> Counter[str]:
    """The same in pandas: numbers of faults, without places and words."""
    names = [n for n in now.columns if n.startswith("i")]
    found: Counter[str] = Counter()
    for a, b in zip(names[::2], names[1::2], strict=False):
        found["less"] += int((now[a] > now[b]).sum())
    for n in range(0, len(names) - 9, 10):
        whole = now[names[n + 1 : n + 10]].sum(axis=1, skipna=False)
        found["sum"] += int((whole < now[names[n]]).sum())
    found["given"] = int(now[["kind", *names]].drop(columns="kind").isna().sum().sum())
    both = now.merge(before, on="org", suffixes=("", "_b"))
    for n in names:
        part = both[["kind", n, f"{n}_b"]].dropna()
        part = part[(part[n] > 0) & (part[f"{n}_b"] > 0)]
        ratio = part[n] / part[f"{n}_b"]
        middle = ratio.groupby(part["kind"]).transform("median")
        s = np.where(ratio < middle, 1 - middle / ratio, ratio / middle - 1)
        effect = pd.Series(s * np.maximum(part[n], part[f"{n}_b"]) ** U, index=part.index)
        grouped = effect.groupby(part["kind"])
        centre, low, high = (grouped.transform("quantile", q) for q in (0.5, 0.25, 0.75))
        down, up = np.maximum(centre - low, (A * centre).abs()), np.maximum(high - centre, (A * centre).abs())
        far = (part[n] - part[f"{n}_b"]).abs() >= LEAST
        found["moved"] += int((((effect < centre - C * down) | (effect > centre + C * up)) & far).sum())
    large = now[names].where(now[names] >= 20)
    hits, values = (large % 5 == 0).sum(), large.notna().sum()
    q = (hits / values).clip(upper=1 - 1e-12)
    chance = np.exp(-values * (q * np.log(q / 0.2) + (1 - q) * np.log((1 - q) / 0.8)))
    found["rounded"] = int(((q > 0.2) & (chance * len(names) < 0.001)).sum())
    found["copied"] = int((now[names].to_numpy() == before[names].to_numpy()).all(axis=1).sum()) + int(
        now[names].duplicated(keep=False).sum()
    )
    return found


def timed(work: Callable[[], Counter[str]], repeat: int) -> tuple[Counter[str], float, float]:
    """What came out, and the least wall and processor seconds."""
    wall, used = [], []
    for _ in range(repeat):
        a, b = time.perf_counter(), time.process_time()
        found = work()
        wall.append(time.perf_counter() - a)
        used.append(time.process_time() - b)
    return found, min(wall), min(used)


def main() -> None:
    """Both sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small size, to see that it runs")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    for rows, items in [(200, 40)] if options.quick else [(4_000, 400), (100_000, 30)]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            framework = write_pack(folder, items)
            before, now = make_years(rows, items)
            store = Store(folder / "store")
            store.commit([stage(framework, before, 2022)])
            staged = stage(framework, now, 2023)
            ours, wall, used = timed(lambda f=framework, s=store, x=staged: by_rules(f, s, x), options.repeat)  # type: ignore[misc]
            theirs, their_wall, their_used = timed(lambda b=before, n=now: by_pandas(b, n), options.repeat)  # type: ignore[misc]
        differ = {k: (ours[k], theirs[k]) for k in theirs if ours[k] != theirs[k]}
        print(f"{rows:,} x {items}: {len(framework.rules)} rules, {sum(ours.values()):,} findings {dict(ours)}")
        print(f"  rules  {wall:6.2f} s (processor {used:.2f} s), places and words included")
        print(
            f"  pandas {their_wall:6.2f} s (processor {their_used:.2f} s), counts only; ratio {wall / their_wall:.2f}"
        )
        print(f"  the same faults found: {'yes' if not differ else f'no, {differ}'}")


if __name__ == "__main__":
    main()
