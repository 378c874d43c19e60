"""Fonts of the machine: chosen by the names in the files, with stand-ins, and a problem where there is none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from jiaodu.reports.fonts import ROLES, find_fonts, read_faces


def make_font(path: Path, family: str, style: str = "Regular", language: int = 0x409) -> Path:
    """The smallest file with a name table: what the search reads, and nothing to draw with."""
    texts = [(1, family.encode("utf-16-be")), (2, style.encode("utf-16-be"))]
    records, strings = b"", b""
    for kind, raw in texts:
        records += struct.pack(">6H", 3, 1, language, kind, len(raw), len(strings))
        strings += raw
    table = struct.pack(">HHH", 0, len(texts), 6 + 12 * len(texts)) + records + strings
    directory = struct.pack(">4sHHHH", b"\0\1\0\0", 1, 16, 0, 0)
    directory += struct.pack(">4sIII", b"name", 0, len(directory) + 16, len(table))
    path.write_bytes(directory + table)
    return path


def test_each_role_takes_its_own_face(tmp_path: Path) -> None:
    for name in ("SimSun", "FangSong", "SimHei", "KaiTi", "Comic Sans MS"):
        make_font(tmp_path / f"{name}.ttf", name)
    fonts = find_fonts([tmp_path])
    chosen = [face.family for role in ROLES if (face := fonts.faces[role])]
    assert chosen == ["SimSun", "FangSong", "SimHei", "KaiTi"]
    assert fonts and not fonts.problems and not fonts.standing_in


def test_a_bold_file_is_not_taken_before_the_regular_one(tmp_path: Path) -> None:
    make_font(tmp_path / "a-bold.otf", "Noto Sans CJK SC", "Bold")
    regular = make_font(tmp_path / "b.otf", "Noto Sans CJK SC")
    face = find_fonts([tmp_path]).faces["hei"]
    assert face is not None and face.path == regular


def test_another_face_stands_in_and_that_is_said(tmp_path: Path) -> None:
    make_font(tmp_path / "s.otf", "Noto Serif CJK SC")
    fonts = find_fonts([tmp_path])
    assert fonts.standing_in == ("fang", "hei", "kai")
    assert fonts.families("fang") == ("Noto Serif CJK SC",)
    assert [p.code for p in fonts.problems] == ["R21"] * 3
    assert "仿宋" in fonts.problems[0].what("zh") and "FangSong" in fonts.problems[0].what("en")


def test_rare_characters_have_a_font_behind_the_small_one(tmp_path: Path) -> None:
    make_font(tmp_path / "f.otf", "FandolFang R")
    make_font(tmp_path / "n.otf", "Noto Serif CJK SC")
    assert find_fonts([tmp_path]).families("fang") == ("FandolFang R", "Noto Serif CJK SC")


def test_no_chinese_font_is_one_problem(tmp_path: Path) -> None:
    make_font(tmp_path / "latin.ttf", "DejaVu Sans")
    fonts = find_fonts([tmp_path])
    assert not fonts and [p.code for p in fonts.problems] == ["R20"]
    assert str(tmp_path) in fonts.problems[0].remedy("zh")
    assert fonts.families("song") == () and fonts.paths() == ()


@pytest.mark.parametrize(
    "content", [b"", b"ttcf", b"ttcf\0\1\0\0\xff\xff\xff\xff", b"\0\1\0\0\xff\xff" + b"\0" * 6, b"x" * 99]
)
def test_what_is_no_font_is_passed_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    assert read_faces(path) == []
    make_font(tmp_path / "s.ttf", "SimSun")
    assert find_fonts([tmp_path]).faces["song"]


def test_a_font_without_an_english_name_keeps_its_own(tmp_path: Path) -> None:
    path = make_font(tmp_path / "z.ttf", "某宋体", language=0x804)
    assert [face.family for face in read_faces(path)] == ["某宋体"]
