"""Units from the neighbours: both ends of a range, lists with one unit, numbers in 万 and 亿, cells under a header.

Floor: methods. In: plain text, the amounts found, in order. Out: the same amounts, with units where something tells them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from jiaodu.methods.quantities.amounts import Amount
from jiaodu.methods.quantities.lexicon.units import ONE, UNKNOWN, Unit
from jiaodu.methods.quantities.lexicon.words import words
from jiaodu.methods.quantities.tables import LABEL, read_header

_RANGE = frozenset(("—", "-", "~", "——", "--", "至", "到", "~~"))
_LIST = words("、 和 与 及 或 / 以及 ，")
_COMMA_LIST = re.compile(r"(?:分别|依次|各|先后)[^。;]{0,30}$")
_PEOPLE = re.compile(
    r"人口|学生|在校生|师生|教师|人数|人员|幼儿|儿童|劳动力|常住|户籍人|职工|毕业生|人才|招生|生源|考生|党员|在园|参与|惠及|覆盖人|志愿者|学员|受益|在校|辅导员|督学|生数|中职|高职|本科|专科|研究生|技工|硕士|博士"
)
_MONEY = re.compile(
    r"经费|投入|资金|收入|支出|预算|拨款|产值|盘子|金额|投资|财政|安排|筹措|专款|债务|工资|补助|奖金|造价|总价|GDP|生产总值|捐款|下达|拨付|学费|花钱|花费|费用|贷款|欠|盘|补贴|奖励|产出|税|投"
)
_SHARE = re.compile(r"(?:(?<!容积)(?<!汇)(?<!频)率|占比|比例|比重|百分比|占|满意度|覆盖面)(?:[^0-9,。;、]{0,6})$")
_POINTING = frozenset("第表图节章见版")
_IN_BRACKETS = re.compile(r"\(([^()0-9,。;:]{1,6})\):[^()]*$")
_COUNT_OF = re.compile(r"[\u4e00-\u9fff)](?<![系指参倍基分级常])(?:数|数量|总数)[:为是]$")
_PIECES = Unit("", "个", ONE, "count")
_PERSONS = Unit("", "人", ONE, "count")
_YUAN = Unit("", "元", ONE, "money")
_STOP = re.compile(r"[。;\n]")
_CLAUSE = re.compile(r"[^,。;、()\n0-9]*+")
_LISTED_NOUN = re.compile(
    r"(?:小学|初中|高中|中学|园|学校|男|女|男生|女生|教师|学生|职工|编外|编内|城区|农村|乡村|县城|民办|公办|专任|中职|本科|专科|职高|普高|校长|高校|教学点|村小|完小|骨干|高级|中级|初级|其他|其它|合计|优秀|良好|合格|不合格)$"
)
_SCORE = re.compile(r"(?:得分|评分|均分|总分|满分|分数)(?:[^0-9,。;、]{0,5})$")
_POINTS = Unit("", "分", ONE, "count")
_RATE_UNIT = Unit("", "%", Fraction(1, 100), "share")


def share_units(plain: str, amounts: Sequence[Amount], header: dict[int, Unit]) -> list[tuple[Amount, int | None]]:
    """Each amount with its unit and, for one end of a range, the index of the other."""
    found: list[Amount] = list(amounts)
    others: list[int | None] = [None] * len(found)
    for n in range(len(found) - 1, -1, -1):
        amount = found[n]
        if n + 1 < len(found):
            other = found[n + 1]
            between = plain[amount.end : other.start]
            if between in _RANGE and other.unit is not None and (amount.unit is None or amount.unit == other.unit):
                others[n], others[n + 1] = n + 1, n
            if (
                amount.unit is None
                and other.unit is not None
                and _is_shared(plain, amount, between, others[n] is not None)
            ):
                found[n] = amount = _like(amount, other, others[n] is not None)
        unit = header.get(amount.numeral.start)
        if amount.unit is None and unit is not None and unit is not LABEL:
            found[n] = replace(amount, unit=unit)
    labels = frozenset(place for place, unit in header.items() if unit is LABEL)
    return list(zip(_imply(plain, _within_brackets(plain, found), labels), others, strict=True))


def _within_brackets(plain: str, amounts: list[Amount]) -> list[Amount]:
    """Parts in brackets right behind a sum have its unit and its 万 or 亿: 3.6亿元(中央1.2、省级1.4)."""
    found: list[Amount] = []
    host: Amount | None = None
    for amount in amounts:
        if host is not None and ")" in plain[host.end : amount.start]:
            host = None
        if host is not None and host.unit is not None and amount.unit is None and host.unit.sort in ("money", "count"):
            if amount.numeral.scale == 1 and amount.numeral.value <= host.numeral.value / host.numeral.scale:
                amount = _like(amount, host, True)
        elif amount.unit is not None and plain[amount.end : amount.end + 1] == "(":
            host = amount
        found.append(amount)
    return found


def _is_shared(plain: str, amount: Amount, between: str, ranged: bool) -> bool:
    if ranged or between in _LIST:
        return True
    return between == "," and _COMMA_LIST.search(plain, max(0, amount.start - 60), amount.start) is not None


def _like(amount: Amount, other: Amount, ranged: bool) -> Amount:
    """An amount with the unit of the next, and its 万 or 亿 where it has none itself (2~3亿元)."""
    assert other.unit is not None
    unit = other.unit
    if unit.sort in ("ratio", "kind", "year", "time") and not ranged:
        return replace(amount, unit=unit if unit.sort != "ratio" else UNKNOWN)
    numeral = amount.numeral
    scale = other.numeral.scale
    if numeral.scale == 1 and scale > 1 and (not ranged or numeral.value <= other.numeral.value / scale):
        numeral = numeral.times(scale)
    return replace(amount, numeral=numeral, unit=replace(unit, written=""))


def _imply(plain: str, amounts: list[Amount], labels: frozenset[int]) -> list[Amount]:
    """Units that the words before a number imply: a rate is a percentage, 92.2万 of pupils are persons; not for `labels`."""
    last: Unit | None = None
    implied: list[Amount] = []
    for amount in amounts:
        if amount.unit is None and amount.numeral.start not in labels:
            unit = _of_list(plain, amount, implied) or _implied(plain, amount, last)
            if unit is not None:
                amount = replace(amount, unit=unit)
        if amount.unit is not None and amount.unit.sort in ("money", "count"):
            last = amount.unit
        implied.append(amount)
    return implied


def _of_list(plain: str, amount: Amount, before: list[Amount]) -> Unit | None:
    """The unit of the figure before in a list of decimals: 依次为4.71、4.58和4.66."""
    if not before or amount.numeral.whole or amount.numeral.chinese:
        return None
    last = before[-1]
    listed = plain[last.end : amount.start] in _LIST and not last.numeral.whole and not last.written
    return last.unit if listed else None


def _implied(plain: str, amount: Amount, last: Unit | None) -> Unit | None:
    numeral = amount.numeral
    clause = _last_clause(plain, amount.start)
    if numeral.scale == 1 and not (numeral.chinese and numeral.value >= 10**4):
        stated = _stated_unit(plain, amount)
        if stated is not None:
            return stated
        if _SCORE.search(clause) and not numeral.chinese:
            return _POINTS
        if _is_rate(plain, amount, clause):
            return _RATE_UNIT
        if _is_measured(plain, amount):
            return UNKNOWN
        return last if last is not None and _is_listed(plain, amount, clause) else None
    following = _CLAUSE.match(plain, amount.end, amount.end + 9)
    for text in (following.group() if following else "", clause):
        unit = _named_unit(text)
        if unit is not None:
            return unit
    return last or UNKNOWN


def _stated_unit(plain: str, amount: Amount) -> Unit | None:
    """The unit in brackets before a colon in the same sentence, 生均经费(元):小学12,330、初中17,803; or that of a 数."""
    sentence = _STOP.split(plain[max(0, amount.start - 60) : amount.start])[-1]
    found = _IN_BRACKETS.search(sentence)
    if found is not None:
        return read_header(f"({found[1]})")
    return (read_header(sentence[:-1]) or _PIECES) if amount.numeral.whole and _COUNT_OF.search(sentence) else None


def _last_clause(plain: str, at: int) -> str:
    return _STOP.split(plain[max(0, at - 14) : at])[-1]


def _named_unit(text: str) -> Unit | None:
    """Persons or money, whichever is named last."""
    people = [found.start() for found in _PEOPLE.finditer(text)]
    money = [found.start() for found in _MONEY.finditer(text)]
    if not people and not money:
        return None
    return _PERSONS if not money or (people and people[-1] > money[-1]) else _YUAN


def _is_rate(plain: str, amount: Amount, clause: str) -> bool:
    """Whether a number without a sign is a percentage: 普及率达99.02."""
    numeral = amount.numeral
    if numeral.value > 300 or _SHARE.search(clause) is None:
        return False
    if numeral.whole:
        return not numeral.chinese and numeral.value <= 100 and _ends_clause(plain, amount.end)
    return numeral.value >= 1 and plain[amount.end : amount.end + 1] not in ("(", ":")


def _is_listed(plain: str, amount: Amount, clause: str) -> bool:
    """Whether a bare number goes on a list of counts: 在编教师1.62万,编外3200; 小学22所、初中15."""
    numeral = amount.numeral
    if numeral.chinese or not numeral.whole or not _ends_clause(plain, amount.end):
        return False
    if not clause or 1900 <= numeral.value < 2100:
        return False
    sentence = _STOP.split(plain[max(0, amount.start - 60) : amount.start])[-1]
    return _LISTED_NOUN.search(clause) is not None or ("其中" in sentence and "\u4e00" <= clause[-1] <= "\u9fff")


def _is_measured(plain: str, amount: Amount) -> bool:
    """Whether a number without a unit is a figure all the same: decimals in a sentence (差异系数为0.42), grouped digits."""
    before, after = plain[amount.start - 1 : amount.start], plain[amount.end : amount.end + 1]
    if (after.isascii() and after.isalpha()) or before in _POINTING:
        return False
    if "," in plain[amount.numeral.start : amount.numeral.end]:
        return True
    words_before = plain[max(0, amount.start - 2) : amount.start]
    in_words = "\u4e00" <= before <= "\u9fff" or (
        words_before.isascii() and words_before[:1].isalpha() and before == " "
    )
    return not amount.numeral.whole and in_words


def _ends_clause(plain: str, at: int) -> bool:
    return plain[at : at + 1] in ("", ",", "。", ";", "\n", "\t", "、", ")")
