"""What a deployment needs from time to time: fresh statistics for the planner of queries, old sessions gone.

Floor: actions. In: nothing. Out: nothing that people see. The worker does it at its start and every ten minutes.
"""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db import connection

EVERY = 600.0
# rows looked at in each index: enough for a good plan, and a tenth of a second for a hundred thousand tasks
LOOKED_AT = 1000


def keep_up() -> None:
    """PostgreSQL keeps statistics by itself; SQLite has none unless asked, and then reads a unit's tasks by the wrong index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
