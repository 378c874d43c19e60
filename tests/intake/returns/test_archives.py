"""Zip files and folders: names from Chinese Windows, junk, nesting, bombs, passwords, names that point outside.

Floor: tests. In: archives made here. Out: nothing.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from return_files import FRAMEWORK, TREE, book, gbk_zipped, pupils, zipped

from jiaodu.intake import archives as archives_module
from jiaodu.intake import documents as documents_module
from jiaodu.intake.documents import Found, find_documents
from jiaodu.intake.returns import read_returns

ONE = book(pupils(("S1", 10, 1)))


def found(path: Path, data: bytes) -> Found:
    path.write_bytes(data)
    return find_documents([path])


def names(of: Found) -> list[str]:
    return [d.name.partition(" › ")[2] for d in of.documents]


def codes(of: Found) -> list[str]:
    return [p.code for p in of.problems]


def test_names_in_gbk_without_the_flag(tmp_path: Path) -> None:
    data = gbk_zipped({"沙河镇/一小.xlsx": ONE, "沙河镇/二小(改).xlsx": ONE})
    result = found(tmp_path / "回收.zip", data)
    assert names(result) == ["沙河镇/一小.xlsx", "沙河镇/二小(改).xlsx"]
    assert result.documents[0].content() == ONE


def test_names_in_utf8_with_and_without_the_flag(tmp_path: Path) -> None:
    flagged = zipped({"一小.xlsx": ONE})
    assert names(found(tmp_path / "a.zip", flagged)) == ["一小.xlsx"]
    unflagged = bytearray(flagged)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = flagged.index(sign) + at
        struct.pack_into("<H", unflagged, place, struct.unpack_from("<H", flagged, place)[0] & ~0x800)
    assert names(found(tmp_path / "b.zip", bytes(unflagged))) == ["一小.xlsx"]


def test_what_systems_leave_behind_is_left_out(tmp_path: Path) -> None:
    members = {
        "__MACOSX/._一小.xlsx": b"", "Thumbs.db": b"", "~$一小.xlsx": b"", ".DS_Store": b"", "校/": b"",
        "校/说明.docx": b"", "README.csv": b"", "校/一小.xlsx": ONE,
    }  # fmt: skip
    result = found(tmp_path / "a.zip", zipped(members))
    assert names(result) == ["校/一小.xlsx"]
    assert codes(result) == ["I91"]


def test_a_zip_in_a_zip_is_opened_and_no_deeper(tmp_path: Path) -> None:
    inner = zipped({"二小.xlsx": ONE, "深.zip": zipped({"三小.xlsx": ONE})})
    result = found(tmp_path / "a.zip", zipped({"镇.zip": inner, "一小.xlsx": ONE, "四小.rar": b"Rar!"}))
    assert names(result) == ["一小.xlsx", "镇.zip › 二小.xlsx"]
    assert codes(result) == ["I82", "I82"]


def test_names_that_point_outside_are_names_only(tmp_path: Path) -> None:
    result = found(tmp_path / "a.zip", zipped({"../../etc/一小.xlsx": ONE, "C:\\win\\二小.xlsx": ONE}))
    assert names(result) == ["etc/一小.xlsx", "C:/win/二小.xlsx"]
    assert codes(result) == ["I89", "I89"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_the_same_name_twice_gives_two_addresses(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("一小.xlsx", ONE)
        archive.writestr("一小.xlsx", ONE + b"")
    assert names(found(tmp_path / "a.zip", data.getvalue())) == ["一小.xlsx", "一小 (2).xlsx"]


def test_locked_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"一小.xlsx": ONE, "二小.xlsx": ONE}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = bytes(data).index(sign) + at
        data[place] |= 1
    result = found(tmp_path / "a.zip", bytes(data))
    assert codes(result) == ["I83"]
    assert names(result) == ["二小.xlsx"]


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "MAX_BYTES", 100_000)
    result = found(tmp_path / "a.zip", zipped({"大.xlsx": b"\0" * 100_001, "一小.xlsx": ONE}))
    assert (codes(result), names(result)) == (["I03"], ["一小.xlsx"])
    monkeypatch.setattr(archives_module, "MAX_DIRECTORY", 10)
    assert codes(found(tmp_path / "b.zip", zipped({"一小.xlsx": ONE}))) == ["I81"]


def test_all_members_together_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "MAX_FILES", 2)
    monkeypatch.setattr(archives_module._Budget.__init__, "__defaults__", (10_000_000, 10_000_000, 2))
    members = {f"{i}.xlsx": ONE for i in range(3)}
    assert codes(found(tmp_path / "a.zip", zipped(members))) == ["I81"]
    monkeypatch.setattr(archives_module._Budget.__init__, "__defaults__", (len(ONE) + 1, 10, 9))
    assert codes(found(tmp_path / "b.zip", zipped(members))) == ["I81", "I81"]
    assert codes(found(tmp_path / "c.zip", zipped({"i.zip": zipped({"1.xlsx": ONE})}))) == ["I81"]


def test_a_member_that_lies_about_its_size_is_caught(tmp_path: Path) -> None:
    data = bytearray(zipped({"一小.csv": b"a" * 1000}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, bytes(data).index(sign) + at, 10)
    (tmp_path / "a.zip").write_bytes(bytes(data))
    result = read_returns([tmp_path / "a.zip"], FRAMEWORK, TREE)
    assert [p.code for p in result.intake.problems] == ["I80"]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"Rar!\x1a\x07\x00", zipped({"a.xlsx": ONE})[:-30], b"PK\x05\x06" + b"\xff" * 18]
)
def test_broken_archives_are_a_problem(tmp_path: Path, data: bytes) -> None:
    result = found(tmp_path / "a.zip", data)
    assert codes(result)[0] in ("I80", "I81")
    assert not result.documents


def test_folders_are_walked_to_the_bottom(tmp_path: Path) -> None:
    (tmp_path / "镇" / "村").mkdir(parents=True)
    (tmp_path / "镇" / "村" / "一小.xlsx").write_bytes(ONE)
    (tmp_path / "镇" / "~$一小.xlsx").write_bytes(b"")
    (tmp_path / "镇" / "照片.jpg").write_bytes(b"")
    (tmp_path / "镇" / "包.zip").write_bytes(zipped({"二小.xlsx": ONE}))
    (tmp_path / "环").symlink_to(tmp_path, target_is_directory=True)
    result = find_documents([tmp_path, tmp_path / "镇" / "村" / "一小.xlsx"])
    assert [Path(d.name.split(" › ")[-1]).name for d in result.documents] == ["二小.xlsx", "一小.xlsx"]
    assert codes(result) == ["I91"]


def test_a_folder_of_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_module, "MAX_FILES", 1)
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("x")
    assert codes(find_documents([tmp_path])) == ["I81"]
