"""How often something may be tried, counted in the database so that it holds over all processes. Floor: actions.

In: a kind (LIMITS) and who tries. Out: nothing, or JiaoduError (A23) with the seconds to wait. One statement a count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so many seconds."""

    most: int
    seconds: int


# An office of three hundred clerks goes out through one address, hence the width of the first.
LIMITS: Mapping[str, Limit] = {
    "login.address": Limit(120, 60),
    "login.account": Limit(100, 600),
    "code": Limit(10, 300),
    "password": Limit(10, 300),
    "reset": Limit(200, 3600),
    "batch": Limit(20, 3600),
    "upload": Limit(30, 60),
    "export": Limit(30, 60),
    "api": Limit(300, 60),
    "api.address": Limit(60, 60),
}


def limit_of(kind: str) -> Limit:
    """The limit of a kind; settings may give another (LIMITS = {"api": (600, 60)})."""
    given = settings.LIMITS.get(kind)
    return Limit(*given) if given else LIMITS[kind]


def count_attempt(kind: str, who: str) -> int:
    """Count one more try of somebody and give how many there were in this window; atomic over processes."""
    limit = limit_of(kind)
    now = time.time()
    window = int(now // limit.seconds)
    until = timezone.now() + dt.timedelta(seconds=limit.seconds)
    key = hashlib.sha256(who.encode()).hexdigest()
    table = connection.ops.quote_name(Attempt._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f'insert into {table} (kind, "key", "window", "count", until) values (%s, %s, %s, 1, %s) '
            f'on conflict (kind, "key", "window") do update set "count" = {table}."count" + 1 returning "count"',
            [kind, key, window, connection.ops.adapt_datetimefield_value(until)],
        )
        count = int(cursor.fetchone()[0])
    if count == 1:
        Attempt.objects.filter(until__lt=timezone.now() - dt.timedelta(hours=1)).delete()
    return count


def demand_rate(kind: str, who: str) -> None:
    """Count a try. Raises JiaoduError (A23) beyond the limit."""
    limit = limit_of(kind)
    if count_attempt(kind, who) > limit.most:
        wait = limit.seconds - int(time.time() % limit.seconds)
        raise JiaoduError(problem("A23", seconds=wait))
