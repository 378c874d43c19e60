"""An open round of the invented town with single tasks, for tests of what is done with a task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tests.town import CITY, FIRST, PACKS, PATHS

from jiaodu.actions.holdings import read_framework
from jiaodu.core.framework.model import Form
from jiaodu.intake.templates.prefill import return_source
from jiaodu.records.models import Round, Task, User

YEAR = 2024


def form_of(form: str, packs: Sequence[str] = PACKS) -> Form:
    """A form of the town's packs."""
    return read_framework(packs).form(form)


def make_round() -> Round:
    """The town's open round; one and the same however often it is asked for."""
    found, _ = Round.objects.get_or_create(
        name="虚构市2024年评价", packs=list(PACKS), year=YEAR, org=CITY, path=PATHS[CITY], state="open",
        due=dt.date(2025, 3, 31), created_by=User.objects.get(username="city"),
    )  # fmt: skip
    return found


def make_task(form: str, org: str = FIRST, period: int = YEAR) -> Task:
    """A task of that round."""
    source = return_source(form_of(form), read_framework(PACKS))
    return Task.objects.create(
        round=make_round(), org=org, path=PATHS[org], form=form, period=period, source=source, due=dt.date(2025, 3, 31)
    )
