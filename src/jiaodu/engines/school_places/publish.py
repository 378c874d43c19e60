"""Publish a forecast: rows of the pack's forms, with snapshot, method and parameters, brought into the store like any table.

Floor: engines.school_places. In: a `Forecast`, a store. Out: a new snapshot; the table itself is kept as its original.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.staging import Origin, Original, Staged, column_letter, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework.model import Form, Framework
from jiaodu.engines.school_places.model import Forecast

Row = dict[str, Any]
ITEMS = ("demand_low", "demand", "demand_high", "places", "forecast_from", "forecast_method")
_CENT = Decimal("0.01")


def publish(store: Store, framework: Framework, forecast: Forecast) -> Manifest:
    """Bring the forecast into the store. Rows of an earlier forecast of the same units and years are replaced.

    Raises:
        JiaoduError: what a commit raises (S05 to S10).
    """
    spec = forecast.history.spec
    units = list(_unit_rows(forecast))
    tables = [(framework.forms[spec.demand], units)]
    if forecast.history.has_two_levels:
        tables.append((framework.forms[spec.district_demand], list(_district_rows(forecast, units))))
    sheets, originals = [], {}
    for form, rows in tables:
        data = _as_csv(rows)
        sha256 = hashlib.sha256(data).hexdigest()
        originals[sha256] = Original(".csv", functools.partial(bytes, data))
        sheets.append(_staged(form, rows, sha256))
    return store.commit(sheets, originals=originals, reason="places forecast")


def _staged(form: Form, rows: Sequence[Row], sha256: str) -> Staged:
    columns = {name: column_letter(i + 1) for i, name in enumerate(rows[0])} if rows else {}
    addresses = {name: columns[name] for name in ITEMS if name in columns}
    origin = Origin(f"{form.id}-{sha256[:12]}.csv", sha256, "", "rows", addresses)
    return stage_rows(form.table, origin, [{**row, "_row": i + 2} for i, row in enumerate(rows)])


def _unit_rows(forecast: Forecast) -> Iterator[Row]:
    """A row for each unit, year and stage that somebody is due to have, as far as the unit is open then."""
    history, units = forecast.history, forecast.units
    for i, code in enumerate(units.codes):
        for ahead, year in enumerate(forecast.years):
            day = history.days[year]
            unit = history.tree.on(code, day)
            if unit is None:
                continue
            for s, stage in enumerate(history.stages):
                due = stage in unit.attributes.get("stage", ())
                if due or units.middle[i, ahead, s] > 0:
                    numbers = units.low[i, ahead, s], units.middle[i, ahead, s], units.high[i, ahead, s]
                    yield _row(forecast, code, year, day, stage, numbers, forecast.places[i, ahead, s])


def _district_rows(forecast: Forecast, units: Sequence[Row]) -> Iterator[Row]:
    """A row for each district, year and stage; the middle is the sum of its units' rows."""
    history, districts = forecast.history, forecast.districts
    home = {code: history.district_codes[p] for code, p in zip(history.unit_codes, history.units.parents, strict=True)}
    totals: dict[tuple[str, int, str], tuple[Decimal, Decimal]] = {}
    for row in units:
        key = home[row["org"]], row["period"], row["stage"]
        demand, places = totals.get(key, (Decimal(0), Decimal(0)))
        totals[key] = demand + row["demand"], places + (row["places"] or 0)
    for i, code in enumerate(districts.codes):
        for ahead, year in enumerate(forecast.years):
            for s, stage in enumerate(history.stages):
                if code and (code, year, stage) in totals:
                    numbers = districts.low[i, ahead, s], districts.middle[i, ahead, s], districts.high[i, ahead, s]
                    row = _row(forecast, code, year, history.days[year], stage, numbers, np.nan)
                    demand, places = totals[code, year, stage]
                    yield {**row, "demand": demand, "places": places}


def _row(
    forecast: Forecast,
    code: str,
    year: int,
    day: object,
    stage: str,
    numbers: tuple[float, float, float],
    places: float,
) -> Row:
    low, middle, high = (Decimal(float(n)).quantize(_CENT) for n in numbers)
    return {
        "org": code,
        "period": year,
        "as_of": day,
        "stage": stage,
        "source": forecast.history.spec.source,
        "demand_low": low,
        "demand": middle,
        "demand_high": high,
        "places": None if np.isnan(places) else Decimal(float(places)).quantize(_CENT),
        "forecast_from": f"{forecast.history.snapshot}, {forecast.history.last}",
        "forecast_method": forecast.parameters,
    }


def _as_csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]) if rows else list(ITEMS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
