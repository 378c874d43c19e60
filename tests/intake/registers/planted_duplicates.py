"""An invented county's schools with planted duplicates: every way in which one school comes to be written twice.

Floor: tests. In: a seed. Out: entries, the names above them, and which entries are copies of which. Run as a program it
prints precision and recall: `python tests/intake/registers/planted_duplicates.py`.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from jiaodu.intake.registers.duplicates import LIKELY, POSSIBLE, find_duplicates
from jiaodu.intake.registers.lists import Entry
from jiaodu.intake.registers.places import Spot

WORDS = [
    "红星",
    "红旗",
    "东风",
    "光明",
    "育才",
    "育英",
    "新华",
    "和平",
    "胜利",
    "建设",
    "青山",
    "白云",
    "龙泉",
    "石桥",
    "柳林",
    "杏花",
    "桃园",
    "双河",
    "清河",
    "长安",
    "永安",
    "太平",
    "兴隆",
    "朝阳",
    "向阳",
    "曙光",
    "前进",
    "团结",
    "幸福",
    "希望",
    "博文",
    "文昌",
    "明德",
    "立德",
    "启明",
    "星光",
    "银河",
    "翠湖",
    "莲花",
    "梧桐",
    "金沙",
    "玉泉",
    "天宝",
    "凤凰",
    "飞龙",
    "黄岗",
    "大槐",
    "小王庄",
    "李家营",
    "张各庄",
    "马家堡",
    "刘庄",
    "三里屯",
    "五里店",
    "七里河",
    "双桥",
    "南关",
    "北关",
    "东关",
    "西关",
]
KINDS = ("小学", "小学", "小学", "中学", "初级中学", "幼儿园", "幼儿园", "学校")
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class World:
    entries: list[Entry]
    names: dict[str, str]
    copies: dict[int, tuple[int, str]]


def plant(schools: int, copies: int, seed: int, coordinates: bool = True) -> World:
    """Schools of different names under their counties, and copies of some of them."""
    r = random.Random(seed)
    names = {
        f"C{c}": r.choice("安平清永兴宁昌德仁和") + r.choice("阳山河城原川泉丘") + r.choice("县县区")
        for c in range(max(1, schools // 300))
    }
    entries: list[Entry] = []
    used: set[tuple[str, str]] = set()
    while len(entries) < schools:
        parent = r.choice(list(names))
        name = _name(names[parent], r)
        if (parent, name) not in used:
            used.add((parent, name))
            spot = Spot(110 + r.random() * 10, 28 + r.random() * 10) if coordinates else None
            entries.append(Entry(0, len(entries) + 2, f"S{len(entries)}", name, parent, "school", spot=spot))
    found: dict[int, tuple[int, str]] = {}
    for _ in range(copies):
        origin = r.randrange(schools)
        old = entries[origin]
        kind = r.choice(list(WAYS))
        near = Spot(old.spot.longitude + r.gauss(0, 6e-4), old.spot.latitude + r.gauss(0, 6e-4)) if old.spot else None
        name = WAYS[kind](old.name, names[old.parent], r)
        found[len(entries)] = (origin, kind)
        entries.append(replace(old, row=len(entries) + 2, code=f"D{len(entries)}", name=name, spot=near))
    return World(entries, names, found)


def _name(county: str, r: random.Random) -> str:
    kind, town, style = r.choice(KINDS), r.choice(WORDS) + r.choice("镇乡"), r.random()
    if style < 0.25:
        return f"{county}第{r.choice(NUMERALS)}{kind}"
    if style < 0.4:
        return f"{county}{town}中心{'幼儿园' if kind == '幼儿园' else '小学'}"
    if style < 0.5:
        return f"{county}实验{kind}"
    return f"{county}{town}{r.choice(WORDS)}{kind}" if style < 0.85 else f"{r.choice(WORDS)}{r.choice(WORDS)}{kind}"


def _slip(name: str, county: str, r: random.Random) -> str:
    start = len(county) if name.startswith(county) else 0
    place = r.randrange(start, len(name) - 2)
    return name[:place] + r.choice("湖海天林峰") + name[place + 1 :]


def _arabic(name: str, county: str, r: random.Random) -> str:
    for number, sign in enumerate(NUMERALS, start=1):
        name = name.replace(f"第{sign}", f"第{number}")
    return name


def _short(name: str, county: str, r: random.Random) -> str:
    return name.replace("第", "").replace("小学", "小").replace("幼儿园", "幼") if "第" in name else name


WAYS: dict[str, Callable[[str, str, random.Random], str]] = {
    "same": lambda name, county, r: name,
    "long kind": lambda name, county, r: name.replace("小学", "小学校").replace("幼儿园", "幼稚园").replace("初级中学", "初中"),
    "no county": lambda name, county, r: name.removeprefix(county),
    "province first": lambda name, county, r: "虚构省" + name,
    "digits": _arabic,
    "traditional": lambda name, county, r: name.translate(str.maketrans("学园实验县华东", "學園實驗縣華東")),
    "short": _short,
    "blanks": lambda name, county, r: " ".join(name),
    "a wrong sign": _slip,
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    found: int
    right: int
    recalled: int
    planted: int
    missed: Counter[str]


def measure(world: World, least: float) -> Measure:
    """A pair is right when both come from one school; a copy is recalled when any right pair names it."""

    def origin(i: int) -> int:
        return world.copies[i][0] if i in world.copies else i

    pairs = find_duplicates(world.entries, world.names, least)
    right = [p for p in pairs if origin(p.first) == origin(p.second)]
    recalled = {i for p in right for i in (p.first, p.second)} & world.copies.keys()
    missed = Counter(kind for i, (_, kind) in world.copies.items() if i not in recalled)
    return Measure(len(pairs), len(right), len(recalled), len(world.copies), missed)


def main() -> None:
    for schools, copies, seed in ((600, 60, 1), (600, 60, 2), (600, 60, 3), (40_000, 2_000, 1)):
        for coordinates in (True, False):
            world = plant(schools, copies, seed, coordinates)
            for least in (LIKELY, POSSIBLE):
                start = time.process_time()
                m = measure(world, least)
                seconds = time.process_time() - start
                print(
                    f"{schools} schools, {copies} copies, seed {seed}, coordinates {coordinates}, from {least}: "
                    f"precision {m.right}/{m.found} = {m.right / m.found:.3f}, recall {m.recalled}/{m.planted} = "
                    f"{m.recalled / m.planted:.3f}, {seconds:.1f} s; missed {dict(m.missed)}"
                )


if __name__ == "__main__":
    sys.exit(main())
