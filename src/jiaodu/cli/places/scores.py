"""Scores of a back-test as tables and JSON. Floor: cli."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places import Backtest, History, Score

METHODS = {
    "ours": ("本方法", "ours"), "naive": ("沿用上年", "naive"), "plain": ("平均升级率", "plain cohort survival"), "ets": ("ETS", "ETS"),
    "theta": ("Theta", "Theta"),
}  # fmt: skip
HEADINGS = (
    ("层级", "level"), ("年后", "ahead"), ("规模", "size"), ("样本", "targets"), ("方法", "method"), ("WAPE%", "WAPE %"), ("MAPE%", "MAPE %"),
    ("MASE", "MASE"), ("偏差%", "bias %"), ("技巧%", "skill %"), ("分位损失", "pinball"), ("80%区间", "80 % within"), ("95%区间", "95 % within"),
)  # fmt: skip


def show_scores(
    out: Output, history: History, backtest: Backtest, *, aheads: Sequence[int] | None = None, sizes: bool = True
) -> None:
    """The scores, every method on a line of its own; skill is that of ours against the line's method, negative too."""
    for shocks in dict.fromkeys(s.shocks for s in backtest.scores):
        title = ("回测", "back-test") if shocks else ("回测，不含冲击年份", "back-test without the years of shock")
        span = f"{history.years[0]}—{history.last}"
        out.heading(
            f"{title[0]}（{span}，{backtest.origins} 个起点）", f"{title[1]} ({span}, {backtest.origins} origins)"
        )
        rows = []
        for score in backtest.scores:
            if score.shocks == shocks and (sizes or not score.size) and (aheads is None or score.ahead in aheads):
                rows += _rows(out, history, score)
        out.table(HEADINGS, rows, numbers=(1, 3, 5, 6, 7, 8, 9, 10), marked=False)
    for text in backtest.without:
        out.line(text.zh, text.en)


def _rows(out: Output, history: History, score: Score) -> list[list[str]]:
    rows = []
    for name, m in score.methods.items():
        first = (
            [
                out.text(_level_name(history, score.level)),
                str(score.ahead),
                score.size or out.t("全部", "all"),
                str(score.targets),
            ]
            if name == "ours"
            else [""] * 4
        )
        skill = score.skill(name) if name != "ours" else None
        rows.append(
            [
                *first,
                out.t(*METHODS.get(name, (name, name))),
                _percent(m.wape),
                _percent(m.mape),
                f"{m.mase:.2f}",
                _percent(m.bias),
                _percent(skill, 1),
                f"{m.pinball:.2f}",
                _percent(m.within_80, 1),
                _percent(m.within_95, 1),
            ]
        )
    return rows


def _level_name(history: History, level: str) -> Text:
    """The name of a level, of all units together, or of the parts of a split."""
    if level == "all":
        return Text("合计", "all together")
    if level.startswith("by:"):
        name = level.removeprefix("by:")
        named = history.split_names.get(name, {}).get("", Text("随迁子女与其他", "migrants and others"))
        return Text(f"分{named.zh}", f"by {named.en}")
    return LEVEL_NAMES[level]


def _percent(value: float | None, digits: int = 2) -> str:
    return "" if value is None or math.isnan(value) else f"{100 * value:.{digits}f}"


def scores_json(backtest: Backtest) -> dict[str, Any]:
    """All scores for machines; errors and coverage as fractions."""
    scores = [
        {
            "level": s.level, "ahead": s.ahead, "size": s.size or "all", "with_shocks": s.shocks, "targets": s.targets,
            "methods": {n: {k: _plain(v) for k, v in asdict(m).items()} for n, m in s.methods.items()},
            "skill": {n: _plain(s.skill(n)) for n in s.methods if n != "ours"},
        }
        for s in backtest.scores
    ]  # fmt: skip
    return {
        "origins": backtest.origins,
        "without": [{"zh": t.zh, "en": t.en} for t in backtest.without],
        "scores": scores,
    }


def _plain(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 6)
