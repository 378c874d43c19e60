"""What a deployment holds: its tree and its frameworks."""

from __future__ import annotations

import datetime as dt

from tests.town import FIRST, PACKS, PATHS, Town

from jiaodu.actions.holdings import path_of, read_facts, read_framework, view_on


def test_a_path_leads_from_the_top_to_the_unit(town: Town) -> None:
    view = view_on(dt.date(2024, 9, 1))
    assert {code: path_of(view, code) for code in PATHS} == PATHS
    assert path_of(view, "000000") == ""


def test_the_head_and_the_framework_are_read_once(town: Town) -> None:
    assert read_facts() is read_facts()
    assert read_framework(PACKS) is read_framework(PACKS)
    assert FIRST in read_facts().tree()
