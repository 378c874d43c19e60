"""CSV files: encoding, delimiter, rows.

Floor: intake. In: bytes. Out: rows of texts, or `Unusable` with the code of the problem.
"""

from __future__ import annotations

import codecs
import csv
import io

from jiaodu.intake.limits import MAX_COLUMNS, MAX_ROWS, Unusable

DELIMITERS = (",", "\t", ";")
_SNIFFED = 20


def read_csv(data: bytes) -> list[list[str]]:
    """Every row of a CSV file in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030. Raises Unusable."""
    text = _decode(data)
    delimiter = _delimiter(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(row) > MAX_COLUMNS or len(rows) >= MAX_ROWS:
                raise Unusable("I03", size=f"{len(rows)} × {len(row)}", limit=f"{MAX_ROWS} × {MAX_COLUMNS}")
            rows.append(row)
    except csv.Error as error:
        raise Unusable("I01", detail=str(error)) from error
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    return rows


def looks_like_csv(data: bytes) -> bool:
    """Whether the bytes are text with a delimiter in some line near the top. Never raises."""
    try:
        lines = _decode(data).splitlines()[:_SNIFFED]
    except Unusable:
        return False
    return any(sign in line for sign in DELIMITERS for line in lines)


def _decode(data: bytes) -> str:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ["utf-16"] if is_utf16 else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign in text for sign in "\x00\x01\x02\x03\x04\x05\x06\x07\x08"):
            return text
    raise Unusable("I05")


def _delimiter(text: str) -> str:
    """The delimiter that gives some row near the top the most fields."""
    lines = text[:100_000].splitlines()[:_SNIFFED]
    return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))
