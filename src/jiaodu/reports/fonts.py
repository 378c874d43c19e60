"""Find the Chinese fonts of this machine: one family for each of the four faces of official documents.

Floor: reports. In: the font folders of the system. Out: `Fonts`: family name, file and place in the file for 宋, 仿宋, 黑, 楷,
each with the families to fall back on; problem R20 where there is no Chinese font at all, R21 where one stands in.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Literal

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text

Role = Literal["song", "fang", "hei", "kai"]
ROLES: tuple[Role, ...] = ("song", "fang", "hei", "kai")
ROLE_NAMES: dict[Role, Text] = {
    "song": Text("宋体", "Song (serif)"), "fang": Text("仿宋", "FangSong"),
    "hei": Text("黑体", "Hei (sans serif)"), "kai": Text("楷体", "Kai"),
}  # fmt: skip
# in the order of preference; names as in the fonts' own name tables, case and spaces aside
TRUE: dict[Role, tuple[str, ...]] = {
    "song": ("SimSun", "NSimSun", "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC",
             "STSong", "Songti SC", "FandolSong", "AR PL SungtiL GB", "AR PL UMing CN"),
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang", "FZFangSong-Z02"),
    "hei": ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei",
            "PingFang SC", "Heiti SC", "STHeiti", "FandolHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
            "Droid Sans Fallback"),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC", "FandolKai", "LXGW WenKai", "AR PL KaitiM GB",
            "AR PL UKai CN"),
}  # fmt: skip
# what stands in for a face that is not there: the serif for 仿宋 and 楷, any other in the end
STANDS_IN: dict[Role, tuple[Role, ...]] = {
    "song": ("fang", "hei", "kai"), "fang": ("song", "kai", "hei"),
    "hei": ("song", "fang", "kai"), "kai": ("fang", "song", "hei"),
}  # fmt: skip
# families with some 21,000 characters or more: behind a small font, for the rare characters of names
WIDE = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "Noto Sans CJK SC", "Source Han Sans SC")
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
MOST_FILES, MOST_FACES, LONGEST_NAMES = 20_000, 64, 1 << 16


@dataclass(frozen=True, slots=True)
class Face:
    """A font: the name of its family (name 1 of its name table), its file, its number in a collection."""

    family: str
    path: Path
    index: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Fonts:
    """The chosen face of each role (None: no Chinese font), which of them only stand in, and what to tell about it."""

    faces: dict[Role, Face | None]
    standing_in: tuple[Role, ...]
    wide: tuple[Face, ...]
    problems: tuple[Problem, ...]

    def __bool__(self) -> bool:
        """Whether there is a Chinese font at all."""
        return any(self.faces.values())

    def families(self, role: Role) -> tuple[str, ...]:
        """The family of a role and, behind it, those with rare characters; empty without a Chinese font."""
        face = self.faces[role]
        found = [] if face is None else [face.family]
        return tuple(dict.fromkeys([*found, *(f.family for f in self.wide)]))

    def paths(self) -> tuple[Path, ...]:
        """The files of all faces that are used, each once."""
        found = [f.path for f in (*self.faces.values(), *self.wide) if f is not None]
        return tuple(dict.fromkeys(found))


def find_fonts(folders: Sequence[Path] | None = None) -> Fonts:
    """Look through the font folders of the system (or those given). Kept for the life of the process."""
    return _find(tuple(map(Path, folders)) if folders is not None else tuple(font_folders()))


def font_folders() -> list[Path]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            Path(local) / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


@lru_cache(maxsize=8)
def _find(folders: tuple[Path, ...]) -> Fonts:
    known: dict[str, Face] = {}
    for found in _faces(folders):
        known.setdefault(_plain(found.family), found)
    own = {role: _first(TRUE[role], known) for role in ROLES}
    faces: dict[Role, Face | None] = {}
    for role in ROLES:
        there = (own[other] for other in (role, *STANDS_IN[role]))
        faces[role] = next((face for face in there if face is not None), None)
    standing_in = tuple(role for role in ROLES if own[role] is None and faces[role] is not None)
    wide = tuple(face for name in WIDE if (face := known.get(_plain(name))))
    return Fonts(faces, standing_in, wide[:1], tuple(_problems(faces, standing_in, folders)))


def _problems(
    faces: dict[Role, Face | None], standing_in: Sequence[Role], folders: Sequence[Path]
) -> Iterator[Problem]:
    if not any(faces.values()):
        yield problem("R20", Place(), folders=[str(f) for f in folders])
    for role, face in faces.items():
        if role in standing_in and face is not None:
            yield problem("R21", Place(face.path.name), face=ROLE_NAMES[role], family=face.family, known=TRUE[role][:4])


def _first(names: Sequence[str], known: dict[str, Face]) -> Face | None:
    return next((known[_plain(name)] for name in names if _plain(name) in known), None)


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "")


# --- reading names out of font files ----------------------------------------------------------------------------


def _faces(folders: Sequence[Path]) -> Iterator[Face]:
    """Every face of every font file; regular weights before bold ones. A file that cannot be read is passed over."""
    found = [face for path in _files(folders) for face in read_faces(path)]
    yield from sorted(found, key=lambda face: face.bold)


def _files(folders: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        for root, inner, names in os.walk(folder):
            inner.sort()
            found += [Path(root, name) for name in sorted(names) if name.lower().endswith(SUFFIXES)]
            if len(found) >= MOST_FILES:
                return found[:MOST_FILES]
    return found


def read_faces(path: Path) -> list[Face]:
    """The faces of a font file, by the names in it; none when it is not a font or is damaged."""
    try:
        with path.open("rb") as file:
            return [face for i, at in enumerate(_offsets(file)) for face in _read_face(file, path, i, at)]
    except (OSError, struct.error, ValueError):
        return []


def _offsets(file: BinaryIO) -> Sequence[int]:
    """Where the fonts of a file begin: one, or those of a collection."""
    if file.read(4) != b"ttcf":
        return [0]
    _, count = struct.unpack(">II", file.read(8))
    count = min(count, MOST_FACES)
    return struct.unpack(f">{count}I", file.read(4 * count))


def _read_face(file: BinaryIO, path: Path, index: int, at: int) -> Iterator[Face]:
    file.seek(at)
    (tag, tables) = struct.unpack(">4sH6x", file.read(12))
    if tag not in (b"\0\1\0\0", b"OTTO", b"true"):
        return
    for _ in range(tables):
        name, _, offset, length = struct.unpack(">4sIII", file.read(16))
        if name == b"name":
            file.seek(offset)
            names = _names(file.read(min(length, LONGEST_NAMES)))
            style = names.get(2, "Regular")
            if 1 in names:
                yield Face(names[1], path, index, style.casefold() not in ("regular", "normal", "book", "medium"))
            return


def _names(table: bytes) -> dict[int, str]:
    """Family (1) and style (2), the English name before any other."""
    _, count, strings = struct.unpack(">HHH", table[:6])
    found: dict[int, tuple[int, str]] = {}
    for i in range(count):
        platform, _, language, kind, length, offset = struct.unpack_from(">6H", table, 6 + 12 * i)
        if kind not in (1, 2):
            continue
        raw = table[strings + offset : strings + offset + length]
        text = raw.decode("mac_roman" if platform == 1 else "utf-16-be", "replace")
        rank = 0 if (platform, language) == (3, 0x409) else 1 if (platform, language) == (1, 0) else 2
        if text and (kind not in found or rank < found[kind][0]):
            found[kind] = (rank, text)
    return {kind: text for kind, (_, text) in found.items()}
