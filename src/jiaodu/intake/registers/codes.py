"""Check digits and structure of the codes that registers use.

Floor: intake. In: a code as text. Out: what is wrong with it, None when nothing is. Sources: GB 32100-2015 (统一社会信用代码),
GB 11714-1997 (全国组织机构代码), GB/T 2260 (行政区划代码). The school identifier (学校(机构)标识码) has ten digits; what its
digits mean is not published in a standard, so only the length is checked (unverified).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiaodu.core.base.text import Text

CREDIT = Text("统一社会信用代码", "unified social credit code")
ORGANISATION = Text("组织机构代码", "organisation code")
DIVISION = Text("行政区划代码", "division code")
IDENTIFIER = Text("学校(机构)标识码", "school identifier")
# two digits of the province-level divisions of GB/T 2260
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LENGTHS = {2: 2, 4: 4, 6: 6, 9: 9, 12: 12}


@dataclass(frozen=True, slots=True)
class CodeFault:
    """What is wrong with a code: which code, what, and what it should be where that is known."""

    kind: Text
    what: Text


def check_credit_code(code: str) -> CodeFault | None:
    """GB 32100: 18 signs, the last a check over the others, signs 9 to 17 an organisation code of its own."""
    if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
        return CodeFault(
            CREDIT, Text("不是 18 位,或含有不用的字母(I、O、S、V、Z)", "not 18 signs, or with I, O, S, V or Z")
        )
    if code[17] != credit_check_sign(code[:17]):
        return CodeFault(CREDIT, Text("校验位不对", "the check sign is wrong"))
    return check_organisation_code(code[8:17])


def credit_check_sign(body: str) -> str:
    """The 18th sign of a unified social credit code."""
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[(31 - total % 31) % 31]


def check_organisation_code(code: str) -> CodeFault | None:
    """GB 11714: 8 signs and a check sign, with or without a hyphen between."""
    signs = code.replace("-", "")
    if len(signs) != 9 or any(sign not in _ORGANISATION_SIGNS for sign in signs):
        return CodeFault(ORGANISATION, Text("不是 9 位", "not 9 signs"))
    if signs[8] != organisation_check_sign(signs[:8]):
        return CodeFault(ORGANISATION, Text("校验位不对", "the check sign is wrong"))
    return None


def organisation_check_sign(body: str) -> str:
    """The 9th sign of an organisation code."""
    values = (_ORGANISATION_SIGNS.index(sign) for sign in body)
    rest = 11 - sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_division_code(code: str) -> CodeFault | None:
    """GB/T 2260 and the statistical codes that lengthen it: 2, 4, 6, 9 or 12 digits under a province that exists."""
    if not re.fullmatch(r"[0-9]+", code) or len(code) not in _LENGTHS:
        return CodeFault(DIVISION, Text("不是 2、4、6、9 或 12 位数字", "not 2, 4, 6, 9 or 12 digits"))
    if code[:2] not in PROVINCES:
        return CodeFault(DIVISION, Text(f"没有以 {code[:2]} 开头的省级区划", f"no province begins with {code[:2]}"))
    return None


def check_school_identifier(code: str) -> CodeFault | None:
    """Ten digits; their meaning is unverified and not checked."""
    if not re.fullmatch(r"[0-9]{10}", code):
        return CodeFault(IDENTIFIER, Text("不是 10 位数字", "not 10 digits"))
    return None


def short_division(code: str) -> str:
    """A division code without the zeros that fill it up: 140900 and 1409 are the same city."""
    for length in (2, 4, 6, 9):
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def upper_division(code: str) -> str:
    """The short code of the division directly above; empty for a province."""
    short = short_division(code)
    # 东莞 441900 has no counties: its streets 441900003 stand under the city itself
    return short_division(short[: {4: 2, 6: 4, 9: 6, 12: 9}.get(len(short), 0)])


DIVISION_LEVELS = {2: "province", 4: "city", 6: "county", 9: "street", 12: "village"}
