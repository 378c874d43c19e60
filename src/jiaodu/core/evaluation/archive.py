"""The archive: computed values and verdicts as immutable files, named by snapshot and framework.

Floor: core.evaluation. In: an `Evaluation`. Out: a folder under the store's `computed/`; pages, reports and claim
checks read these and never aggregate raw rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.periods import Period, PeriodKind
from jiaodu.core.base.problems import Place, Problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.evaluate import Evaluation, Run
from jiaodu.core.evaluation.grading.model import graded_from_json
from jiaodu.core.evaluation.model import verdict_from_json
from jiaodu.core.facts.manifest import write_whole
from jiaodu.core.indicators import Status, Value

COMPUTED = "computed"


def archive_path(folder: Path, run: Run) -> Path:
    """Where an evaluation is kept: one file a snapshot, framework, version of jiaodu, year and choice of units."""
    units = (
        run.orgs[0]
        if len(run.orgs) == 1
        else f"{run.level}-{hashlib.sha256(' '.join(run.orgs).encode()).hexdigest()[:8]}"
    )
    return folder / COMPUTED / f"{run.name}-{run.jiaodu}" / f"{run.year}-{units}.json"


def write_archive(folder: Path, evaluation: Evaluation) -> Path:
    """Keep an evaluation. One that is there already is left as it is: the same inputs give the same digits."""
    path = archive_path(folder, evaluation.run)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(evaluation_to_json(evaluation), ensure_ascii=False))
    return path


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as a plain mapping."""
    return {
        "run": asdict(evaluation.run),
        "values": [value_to_json(v) for v in evaluation.values],
        "verdicts": [v.to_json() for v in evaluation.verdicts],
        "grades": [g.to_json() for g in evaluation.grades],
        "problems": [_problem(p) for p in evaluation.problems],
        "orgs": {code: list(names) for code, names in evaluation.org_names.items()},
    }


def read_archive(path: Path) -> Evaluation:
    """Read an evaluation back, to the digit."""
    data = json.loads(path.read_text(encoding="utf-8"))
    run = data["run"] | {"packs": tuple(data["run"]["packs"]), "orgs": tuple(data["run"]["orgs"])}
    return Evaluation(
        Run(**run),
        tuple(value_from_json(v) for v in data["values"]),
        tuple(verdict_from_json(v) for v in data["verdicts"]),
        tuple(_problem_of(p) for p in data["problems"]),
        {code: (zh, en) for code, (zh, en) in data["orgs"].items()},
        tuple(graded_from_json(g) for g in data.get("grades", ())),
    )


def value_to_json(value: Value) -> dict[str, Any]:
    """A value as a plain mapping from which it can be read back."""
    period = value.period
    return {**value.to_json(), "kind": period.kind.value, "ordinal": period.ordinal, "digits": value.digits}


def value_from_json(data: Mapping[str, Any]) -> Value:
    """A value as `value_to_json` wrote it."""

    def fraction(name: str) -> Fraction | None:
        return None if data[name] is None else Fraction(data[name])

    return Value(
        data["indicator"], data["org"], data["level"], Period(PeriodKind(data["kind"]), data["ordinal"]),
        tuple(data["cell"]), dt.date.fromisoformat(data["as_of"]), Status[data["status"].upper()], fraction("exact"),
        fraction("numerator"), fraction("denominator"), data["due"], data["complete"], data["digits"],
        Hedge(data["hedge"]) if data["hedge"] else None,
    )  # fmt: skip


def _problem(found: Problem) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "place": asdict(found.place),
        "data": _plain(dict(found.data)),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value if isinstance(value, (int, float, str, bool)) or value is None else str(value)


def _problem_of(data: dict[str, Any]) -> Problem:
    return Problem(
        data["code"], Place(**data["place"]), {k: _spoken(v) for k, v in data["data"].items()}, data["severity"]
    )


def _spoken(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return Text(value["zh"], value["en"])
    return [_spoken(v) for v in value] if isinstance(value, list) else value
