"""Names of units for pages. Floor: web. In: codes. Out: names in the language of the request; codes where the register is silent."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from jiaodu.actions.holdings import read_tree
from jiaodu.web.language import language


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """The names as last known, without a query: the tree is in memory."""
    tree, today = read_tree(), timezone.localdate()
    return {code: _name(tree, code, today) for code in set(codes)}


def _name(tree, code, today):
    known = tree.last_known(code, today) if code in tree else None
    if known is None:
        return code
    return known.name_en or known.name if language() == "en" else known.name
