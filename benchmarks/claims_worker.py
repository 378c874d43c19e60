"""One reader of numbers in a process of its own: `python claims_worker.py WHO`, texts as JSON on standard input.

In: texts by name. Out: one JSON line with the rows that it found and its processor seconds for a long text.
It imports nothing of the project at the top, so that another Python can run it. Each library is used as its own
documentation does: cn2an turns numerals into numbers and looks for none, so an expression finds them for it; jionlp
finds sums of money only; quantulum3 reads English units.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Reader = Callable[[str], Iterator[Row]]
_UNITS = "个百分点|平方米|平方公里|万人次|人次|元|人|名|所|个|项|%|％|年|间|台|家|节|次|位|支|册|倍|门次|亩|套"
_EXPRESSION = re.compile(
    rf"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<scale>万亿|亿|万|千)?(?P<more>多|余)?(?P<unit>{_UNITS})"
)
_NUMERAL = re.compile(
    r"[0-9]+(?:\.[0-9]+)?[百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
)
_SCALES = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def main(who: str) -> int:
    """Read the texts, then a long one."""
    job = json.load(sys.stdin)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            read = READERS[who]()
            rows = [{"file": name, **row} for name, text in job["texts"].items() for row in read(text)]
            seconds, done = _time(read, "\n".join(job["texts"].values()), job["long"])
    except ImportError as error:
        print(json.dumps({"skipped": f"{error.name} is not installed (pip install -e .[bench])"}))
        return 0
    print(json.dumps({"rows": rows, "seconds": seconds, "read": done}))
    return 0


def _time(read: Reader, text: str, long: int) -> tuple[float, int]:
    """Processor seconds for so many characters; those that are slow read a tenth of it, and it is scaled up."""
    repeated = (text * (long // len(text) + 1))[:long]
    part = repeated[: long // 60]
    begun = time.process_time()
    sum(1 for _ in read(part))
    first = time.process_time() - begun
    if first > 5:
        return first * 60, len(part)
    begun = time.process_time()
    sum(1 for _ in read(repeated))
    return time.process_time() - begun, len(repeated)


def _jiaodu() -> Reader:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    from jiaodu.methods.quantities import find_quantities

    def read(text: str) -> Iterator[Row]:
        for q in find_quantities(text):
            if q.claim and q.value is not None:
                yield {"span": [q.start, q.end], "value": float(q.value), "unit": q.unit, "approx": q.approx}

    return read


def _expression() -> Reader:
    def read(text: str) -> Iterator[Row]:
        for found in _EXPRESSION.finditer(text):
            unit = found["unit"]
            value = float(found["digits"].replace(",", "")) * _SCALES[found["scale"] or ""]
            value /= 100 if unit in ("%", "％", "个百分点") else 1
            yield {"span": found.span(), "value": value, "unit": unit, "approx": "over" if found["more"] else None}

    return read


def _cn2an() -> Reader:
    import cn2an  # type: ignore[import-not-found]

    def read(text: str) -> Iterator[Row]:
        for found in _NUMERAL.finditer(text):
            with contextlib.suppress(ValueError, KeyError, IndexError):
                yield {
                    "span": found.span(),
                    "value": float(cn2an.cn2an(found.group(), "smart")),
                    "unit": "",
                    "approx": None,
                }

    return read


def _jionlp() -> Reader:
    import jionlp  # type: ignore[import-not-found]

    def read(text: str) -> Iterator[Row]:
        for found in jionlp.ner.extract_money(text, with_parsing=True):
            number = found["detail"]["num"]
            number = number[0] if isinstance(number, list) else number
            yield {"span": found["offset"], "value": float(number), "unit": found["detail"]["case"], "approx": None}

    return read


def _quantulum3() -> Reader:
    from quantulum3 import parser  # type: ignore[import-not-found]

    def read(text: str) -> Iterator[Row]:
        for found in parser.parse(text):
            share = found.unit.name == "percentage"
            value = found.value / 100 if share else found.value
            yield {"span": list(found.span), "value": value, "unit": "%" if share else found.unit.name, "approx": None}

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "jiaodu": _jiaodu,
    "expression": _expression,
    "cn2an": _cn2an,
    "jionlp": _jionlp,
    "quantulum3": _quantulum3,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
