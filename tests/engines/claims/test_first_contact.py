"""Invented texts of many kinds, labelled before the engine was run on them: what it finds today may not fall."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from jiaodu.core.prose import read_prose
from jiaodu.engines.claims import Checked, check_claims
from jiaodu.methods.quantities import Quantity, find_quantities

FOLDER = Path(__file__).parent / "first_contact"
PLANTED = ("planted.txt", "planted2.txt", "planted3.txt", "planted4.txt")
TEXTS = sorted((FOLDER / "texts").glob("*.txt"))


@dataclass(frozen=True)
class Label:
    """One labelled number: `value` is None where it is no claim; `low` differs from it in a range."""

    start: int
    end: int
    text: str
    claim: bool
    optional: bool
    values: tuple[Fraction, ...]
    unit: str | None
    approx: str | None


def read_labels(path: Path) -> tuple[str, list[Label]]:
    """A text without its marks, and what they say."""
    plain, labels, length = [], [], 0
    for piece in re.split(r"(\{[^{}]*\})", path.read_text("utf-8")):
        text, *said = piece[1:-1].split(";") if piece.startswith("{") else (piece,)
        if said:
            labels.append(_label(length, text, said))
        plain.append(text)
        length += len(text)
    return "".join(plain), labels


def _label(start: int, text: str, said: list[str]) -> Label:
    end = start + len(text)
    if said[0].startswith("#"):
        return Label(start, end, text, False, False, (), None, None)
    values = tuple(_number(part) for part in said[0].lstrip("?").split("~"))
    unit, approx = (*said[1:], "", "")[:2]
    return Label(start, end, text, True, said[0].startswith("?"), values, unit or None, approx or None)


def _number(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def read_lines(name: str) -> list[list[str]]:
    """The fields of a list file."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [[field.strip() for field in line.split(" | ")] for line in lines if line and not line.startswith("#")]


def check_text(folder: Path, text: str) -> Checked:
    path = folder / "passage.txt"
    path.write_text(text + "\n", "utf-8", newline="")
    return check_claims(read_prose(path))


def contradictions(checked: Checked) -> list[str]:
    return [f"{c.code} {c.arithmetic.zh}" for c in checked.checks if c.verdict == "contradicts"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_numbers_of_a_text(path: Path) -> None:
    text, labels = read_labels(path)
    found: dict[tuple[int, int], Quantity] = {(q.start, q.end): q for q in find_quantities(text) if q.claim}
    wanted = {(label.start, label.end): label for label in labels if label.claim}
    optional = {span for span, label in wanted.items() if label.optional}
    missed = [label.text for span, label in wanted.items() if span not in found and span not in optional]
    false = [q.text for span, q in found.items() if span not in wanted]
    wrong = [
        (label.text, str(found[span].value), found[span].unit)
        for span, label in wanted.items()
        if span in found and span not in optional and not _agrees(found[span], label)
    ]
    assert (missed, false, wrong) == KNOWN.get(path.stem, ([], [], []))


def _agrees(quantity: Quantity, label: Label) -> bool:
    in_range = len(label.values) == 2 and (quantity.low, quantity.high) == label.values
    return (quantity.value in label.values or in_range) and (quantity.unit or None) == label.unit


# What a reader does and the engine does not, so far: vague pairs of digits, nouns of English far from their number, pct.
KNOWN: dict[str, tuple[list[str], list[str], list[tuple[str, str, str]]]] = {
    "07_press_conference": (["一千七八", "八九百元"], [], []),
    "12_mixed_english": (
        [],
        [],
        [
            ("2,860", "2860", ""),
            ("2,700", "2700", ""),
            ("9.0", "9", ""),
            ("3.3 pct", "33/1000", "%"),
            ("1,000", "1000", ""),
            ("three", "3", "个"),
        ],
    ),
    "17_english": ([], [], [("612", "612", "")]),
}


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_a_sound_text_raises_no_alarm(path: Path, tmp_path: Path) -> None:
    assert contradictions(check_text(tmp_path, read_labels(path)[0])) == []


@pytest.mark.parametrize("line", [*read_lines("checks.txt"), *read_lines("checks2.txt")], ids=lambda line: line[2][:24])
def test_a_passage(line: list[str], tmp_path: Path) -> None:
    _, verdict, text = line
    checked = check_text(tmp_path, text)
    if verdict == "sound":
        assert contradictions(checked) == []
    else:
        # a percentage for percentage points is a note, K17
        assert contradictions(checked) or any(c.code == "K17" for c in checked.checks)


_CODES = {"promise": "K20", "universal": "K21", "figureless": "K22"}


@pytest.mark.parametrize("line", read_lines("loose.txt"), ids=lambda line: line[1][:24])
def test_what_has_no_figure(line: list[str], tmp_path: Path) -> None:
    kind, text = line
    under = "二、工作成效\n" if kind == "promise" else ""
    codes = {c.code for c in check_text(tmp_path, under + text).checks} & set(_CODES.values())
    assert (_CODES[kind] in codes) if kind in _CODES else not codes


def read_planted() -> list[tuple[str, list[tuple[str, str]]]]:
    """Sound paragraphs, each with the changes that must be found in it."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    lines = [line for name in PLANTED for line in (FOLDER / name).read_text("utf-8").splitlines()]
    for line in lines:
        if not line or line.startswith("#"):
            continue
        old, _, new = line.partition(" > ")
        if new:
            found[-1][1].append((old, new))
        else:
            found.append((line, []))
    return found


# Means, growths and sums whose figures stand in sentences before; a share whose part follows it.
_NOT_FOUND = {
    *("149人", "增长9.8%", "15所", "35%"),
    *("891人", "29.9%", "93.8%", "空缺岗位13个", "46.3%", "增长37.5%", "财政补助5元"),
    *("2.2个百分点", "普及普惠县5个", "不满意的占5.5%", "低24分"),
}


@pytest.mark.parametrize(("text", "changes"), read_planted(), ids=lambda value: str(value)[:16])
def test_one_figure_of_a_paragraph_changed(text: str, changes: list[tuple[str, str]], tmp_path: Path) -> None:
    assert contradictions(check_text(tmp_path, text)) == []
    for old, new in changes:
        assert text.count(old) == 1
        found = contradictions(check_text(tmp_path, text.replace(old, new)))
        assert bool(found) == (old not in _NOT_FOUND), (old, new, found)
