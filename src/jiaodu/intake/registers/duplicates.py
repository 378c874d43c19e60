"""Which entries of lists may be one unit: candidates by blocks, then a score whose every part is said.

Floor: intake. In: entries. Out: `Pair`s with score and reasons, the surest first. Nothing is ever merged here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiaodu.core.base.text import Text
from jiaodu.intake.registers.lists import Entry
from jiaodu.intake.registers.names import NameKey, parse_name, plain_name
from jiaodu.intake.registers.places import distance

LIKELY, POSSIBLE = 0.75, 0.55
# larger blocks hold names that say nothing (中心小学 of every township)
LARGEST_BLOCK = 40
_TELLING = frozenset("东西南北中前后左右上下内外新老旧大小零一二三四五六七八九十百0123456789甲乙丙丁")
_RANKS = {
    "province": ("省", "自治区"),
    "city": ("市", "州", "盟"),
    "county": ("县", "区", "旗"),
    "town": ("乡", "镇", "街道"),
}
_CELL = 0.005  # degrees: about 500 m


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one unit; `score` is between 0 and 1."""

    first: int
    second: int
    score: float
    reasons: tuple[Text, ...]


def find_duplicates(
    entries: Sequence[Entry], names: Mapping[str, str], least: float = POSSIBLE, since: int = 0
) -> list[Pair]:
    """Pairs of entries that may be one unit.

    Args:
        names: the names of units above, by code; they stand before names of schools and are taken off.
        least: the score from which a pair is worth a look.
        since: the index of the first new entry; pairs of older entries are not compared.
    """
    keys = [parse_name(e.name, _above(e, names)) for e in entries]
    pairs = []
    for i, j in candidates(entries, keys, since):
        score, reasons = judge_pair(entries[i], keys[i], entries[j], keys[j])
        if score >= least:
            pairs.append(Pair(i, j, round(score, 2), tuple(reasons)))
    return _once_each(sorted(pairs, key=lambda p: (-p.score, p.first, p.second)))


def _once_each(pairs: Sequence[Pair]) -> list[Pair]:
    """Each entry once, with the likeliest entry before it: five copies of one line are four pairs and not ten."""
    seen: set[int] = set()
    kept = []
    for pair in pairs:
        if pair.second not in seen:
            seen.add(pair.second)
            kept.append(pair)
    return kept


def _above(entry: Entry, names: Mapping[str, str]) -> Iterator[str]:
    yield from entry.areas
    if entry.parent in names:
        yield names[entry.parent]


def candidates(entries: Sequence[Entry], keys: Sequence[NameKey], since: int = 0) -> set[tuple[int, int]]:
    """Pairs that share a block, the second at or after `since`. A pair in no block is never compared; 40,000 units give some 100,000 pairs."""
    found: set[tuple[int, int]] = set()
    for block in _blocks(entries, keys).values():
        if 2 <= len(block) <= LARGEST_BLOCK:
            ordered = sorted(set(block))
            found.update((a, b) for n, b in enumerate(ordered) if b >= since for a in ordered[:n])
    return found


def _blocks(entries: Sequence[Entry], keys: Sequence[NameKey]) -> dict[tuple[object, ...], list[int]]:
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    commonness = Counter(word for key in keys for word in key.words)
    for i, (entry, key) in enumerate(zip(entries, keys, strict=True)):
        for block in _blocks_of(entry, key, commonness):
            blocks[block].append(i)
    return blocks


def _blocks_of(entry: Entry, key: NameKey, commonness: Mapping[str, int]) -> Iterator[tuple[object, ...]]:
    place = entry.parent or (entry.areas[-1] if entry.areas else "")
    finest = key.areas[-1:]
    yield "name", key.core, key.numbers, finest
    yield "name", key.core, key.numbers
    yield "whole", key.whole
    if place:
        yield "here", place, key.core, key.numbers, finest
        yield "here", place, key.core, key.numbers
    for identity in (entry.credit, entry.credit[8:17] or entry.organisation.replace("-", "")):
        if identity:
            yield "id", identity
    if key.is_latin:
        rare = sorted(key.words, key=lambda w: (commonness[w], w))[:2]
        yield "words", place, *rare
        yield "word", place, rare[0]
    elif len(key.core) >= 2:
        # two names one sign apart share the name without that sign
        for cut in range(len(key.core)):
            yield "cut", place, key.core[:cut] + key.core[cut + 1 :], key.numbers
        yield "cut", place, key.core, key.numbers
    if entry.spot is not None:
        x, y = int(entry.spot.longitude // _CELL), int(entry.spot.latitude // _CELL)
        for dx in (0, 1):
            for dy in (0, 1):
                yield "cell", x + dx, y + dy, key.kind


def judge_pair(a: Entry, key_a: NameKey, b: Entry, key_b: NameKey) -> tuple[float, list[Text]]:
    """The score of a pair and its reasons. Parts are added; what contradicts is subtracted. The weights are ours."""
    score, reasons = _names(key_a, key_b)
    for part, reason in (*_identities(a, b), *_contradictions(key_a, key_b), *_places(a, b, key_a, key_b)):
        score += part
        reasons.append(reason)
    return max(0.0, min(1.0, score)), reasons


def _names(a: NameKey, b: NameKey) -> tuple[float, list[Text]]:
    if a.whole == b.whole:
        return 0.6, [Text("名称相同", "the same name")]
    if a.core == b.core and a.kind == b.kind:
        return 0.55, [Text("去掉地名、简称后名称相同", "the same name but for places and short forms")]
    likeness = name_likeness(a, b)
    said = Text(f"名称相近({likeness:.2f})", f"names alike ({likeness:.2f})")
    if likeness >= 0.5:
        return (0.5 if a.is_latin else 0.4) * likeness, [said]
    return 0.0, []


def name_likeness(a: NameKey, b: NameKey) -> float:
    """0 to 1: shared words of Latin names, else shared pairs of signs, or one sign's difference in a longer name.

    A sign that tells places apart (东 and 西, 一 and 二) is no slip of the pen.
    """
    if a.is_latin or b.is_latin:
        return _shared(a.words, b.words)
    if len(a.core) == len(b.core) >= 3:
        different = [(x, y) for x, y in zip(a.core, b.core, strict=True) if x != y]
        if len(different) == 1:
            return 0.0 if set(different[0]) <= _TELLING else 1 - 1 / len(a.core)
    return _shared(_pairs(a.core), _pairs(b.core))


def _pairs(text: str) -> frozenset[str]:
    padded = f"^{text}$"
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _identities(a: Entry, b: Entry) -> Iterator[tuple[float, Text]]:
    if a.credit and a.credit == b.credit:
        yield 0.6, Text("统一社会信用代码相同", "the same unified social credit code")
    elif (own := _organisation(a)) and own == _organisation(b):
        yield 0.6, Text("组织机构代码相同", "the same organisation code")
    elif a.credit and b.credit:
        yield -0.2, Text("统一社会信用代码不同", "different unified social credit codes")
    if len(a.address) >= 6 and plain_name(a.address) == plain_name(b.address):
        yield 0.2, Text("地址相同", "the same address")


def _organisation(entry: Entry) -> str:
    return entry.organisation.replace("-", "") or entry.credit[8:17]


def _contradictions(a: NameKey, b: NameKey) -> Iterator[tuple[float, Text]]:
    if a.numbers != b.numbers:
        yield -0.6, Text("序号不同", "different numbers")
    if a.kind != b.kind and a.kind and b.kind:
        yield (-0.4 if not a.is_latin else -0.35), Text("学校类别不同", "different kinds of school")
    elif a.kind != b.kind:
        yield -0.1, Text("一个没写学校类别", "one does not say what kind of school")
    if a.campus != b.campus:
        weight = -0.35 if a.campus and b.campus else -0.2
        yield weight, Text("校区不同", "different campuses")


def _places(a: Entry, b: Entry, key_a: NameKey, key_b: NameKey) -> Iterator[tuple[float, Text]]:
    if a.parent and b.parent:
        if a.parent == b.parent:
            yield 0.25, Text("同一上级", "the same unit above")
        else:
            yield -0.25, Text("上级不同", "different units above")
    elif a.areas and b.areas:
        if a.areas == b.areas:
            yield 0.2, Text("同一地区", "the same area")
        else:
            yield -0.25, Text("地区不同", "different areas")
    if key_a.areas and key_b.areas and not _agree(key_a.areas, key_b.areas):
        yield -0.4, Text("名称里的地名不同", "the names name different places")
    elif key_a.areas and key_b.areas and _rank(key_a.areas[-1]) != _rank(key_b.areas[-1]):
        # the county's first school is not the township's
        yield -0.25, Text("一个名称里的地名更细", "one name places it more finely")
    if a.spot and b.spot:
        yield _by_distance(distance(a.spot, b.spot))


def _agree(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether the places in two names do not contradict: no two different places of one rank."""
    first, second = {_rank(x): x for x in a}, {_rank(x): x for x in b}
    return all(first[rank] == second[rank] for rank in first.keys() & second.keys())


def _rank(area: str) -> str:
    return next((rank for rank, ends in _RANKS.items() if area.endswith(ends)), area)


def _by_distance(metres: float) -> tuple[float, Text]:
    said = f"{metres:,.0f} m" if metres < 10_000 else f"{metres / 1000:,.0f} km"
    reason = Text(f"相距 {said}", f"{said} apart")
    for limit, part in ((150, 0.25), (500, 0.15), (2_000, 0.0), (10_000, -0.25)):
        if metres <= limit:
            return part, reason
    return -0.5, reason
