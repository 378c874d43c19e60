"""`path__under="/11/1101/"`: what stands at or below a place in the tree, by an index on both databases. Floor: records.

LIKE 'prefix%' reads an index on PostgreSQL (text_pattern_ops) but never on SQLite, whose LIKE ignores case; there a range of
the same meaning does, since SQLite compares text byte by byte.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith


@CharField.register_lookup
class Under(StartsWith):
    """A path that begins with another; both end in a slash, so `/11/1101/` is not above `/11/11010/`."""

    lookup_name = "under"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """`path >= '/11/1101/' and path < '/11/11010'`: '0' is the sign after '/'."""
        left, parameters = self.process_lhs(compiler, connection)
        prefix = str(self.rhs)
        if not prefix.endswith("/"):
            raise ValueError(f"not a path: {prefix!r}")
        return f"({left} >= %s and {left} < %s)", [*parameters, prefix, *parameters, prefix[:-1] + "0"]

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """Elsewhere the operator of startswith, which the database knows under that name only."""
        return str(connection.operators["startswith"]) % rhs
