"""Scales: round steps, honest beginnings, labels that fit.

Floor: reports. In: numbers and texts. Out: ticks and wrapped labels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from jiaodu.core.base.text import Language, width_of

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
# a line that uses less than this share of the height above zero begins above zero, and says so
FLAT = 0.35
# a scale spans at least this share of its highest value: no mountains out of hundredths
LEAST = 0.02


def nice_step(span: float, count: int) -> float:
    """The smallest round step (1, 2, 2.5, 5 times a power of ten) that needs at most `count` steps."""
    rough = span / count
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (*STEPS, 20.0) if step * power >= rough * (1 - 1e-9))


def ticks(low: float, high: float, count: int = 5, whole: bool = False) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    step = nice_step(high - low, count)
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def value_ticks(values: Sequence[float], from_zero: bool, count: int = 5) -> list[float]:
    """Ticks for values. Bars begin at zero; a line may begin above it when it would else be flat."""
    low, high = min(values), max(values)
    if from_zero or low < 0 or low == high or (high - low) >= FLAT * high or high == 0:
        return ticks(min(low, 0.0), max(high, 0.0), count)
    spare = max(0.0, LEAST * high - (high - low)) / 2
    found = ticks(low - spare, high + spare, count)
    # what lies on the lowest line would be hidden by it
    step = found[1] - found[0]
    return [found[0] - step, *found] if low - found[0] < 0.2 * step else found


def say_tick(value: float, step: float, language: Language) -> str:
    """A tick's number with as many digits as the step has."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if digits and round(step * 10**digits) % 1 == 0 and abs(step * 10**digits - round(step * 10**digits)) > 1e-9:
        digits += 1
    if abs(step * 10**digits - round(step * 10**digits)) > 1e-9:
        digits += 1
    text = f"{value:,.{digits}f}" if language == "en" else f"{value:.{digits}f}"
    return text if float(text.replace(",", "")) else text.lstrip("-")


def wrap(text: str, room: float, lines: int) -> str:
    """A text in at most so many lines of `room` characters; what is too long loses its middle."""
    if width_of(text) <= room:
        return text
    rows = [""]
    for part in _parts(text):
        if rows[-1] and width_of(rows[-1] + part) > room:
            rows.append("")
        rows[-1] += part
    rows = [row.strip() for row in rows]
    if len(rows) <= lines and all(width_of(row) <= room for row in rows):
        return "\n".join(rows)
    if lines > 1:
        cut = shorten(text, room * lines - 2)
        half = _longest(cut, room)
        return f"{cut[:half].strip()}\n{cut[half:].strip()}"
    return shorten(text, room)


def shorten(text: str, room: float) -> str:
    """A text without its middle: names of schools begin alike and differ at the end."""
    if width_of(text) <= room:
        return text
    head = _longest(text, (room - 1) * 0.4)
    tail = _longest(text[::-1], (room - 1) - width_of(text[:head]))
    return f"{text[:head].rstrip()}…{text[len(text) - tail :].lstrip()}"


def tell_apart(names: Sequence[str], room: float) -> list[str]:
    """Names of one line; where shortening makes some of them alike, each keeps the part in which they differ."""
    short = [shorten(name, room) for name in names]
    for label in {label for label in short if short.count(label) > 1}:
        alike = [i for i, other in enumerate(short) if other == label and width_of(names[i]) > room]
        begin = len(_shared([names[i] for i in alike]))
        for i in alike if len(alike) > 1 else ():
            rest = names[i][max(0, begin - 1) :]
            cut = rest[: _longest(rest, room - 2)]
            short[i] = f"…{cut}" + ("…" if len(cut) < len(rest) else "")
    return short


def _shared(names: Sequence[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    return first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]


def _parts(text: str) -> list[str]:
    """Where a line may break: behind any Chinese character, between words."""
    parts: list[str] = []
    for char in text:
        if parts and char.isascii() and parts[-1][-1].isascii() and not parts[-1].endswith((" ", "-")):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _longest(text: str, room: float) -> int:
    used, count = 0.0, 0
    for char in text:
        used += width_of(char)
        if used > room:
            break
        count += 1
    return count
