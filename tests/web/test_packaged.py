"""ECharts is served as Apache published it, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template

from jiaodu.web import packaged


def test_the_file_is_the_published_one_and_is_collected(tmp_path: Path, settings: object) -> None:
    found = finders.find(packaged.ADDRESS)
    assert found and hashlib.sha256(Path(found).read_bytes()).hexdigest() == packaged.SHA256
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / packaged.ADDRESS).read_bytes() == Path(found).read_bytes()
    assert finders.find(packaged.ADDRESS, find_all=True) == [found]


def test_nothing_else_of_the_package_is_offered() -> None:
    assert not finders.find("echarts/instaui-echarts.js") and not finders.find("echarts/../__init__.py")


def test_a_changed_file_is_not_served_and_the_table_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    packaged.echarts_file.cache_clear()
    monkeypatch.setattr(packaged, "digest", lambda path: "0" * 64)
    try:
        assert finders.find(packaged.ADDRESS) is None
        assert "<figure" not in Template('{% chart "table" "words" %}').render(Context())
    finally:
        packaged.echarts_file.cache_clear()
    monkeypatch.undo()
    assert 'data-table="table"' in Template('{% chart "table" "words" %}').render(Context())


def test_without_the_package_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    packaged.echarts_file.cache_clear()
    monkeypatch.setattr(packaged, "DISTRIBUTION", "no-such-distribution")
    try:
        assert packaged.echarts_file() is None
    finally:
        packaged.echarts_file.cache_clear()
