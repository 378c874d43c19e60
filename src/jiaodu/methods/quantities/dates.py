"""Dates, school years, times of day, cohorts, ages: numbers that place a claim in time and are none.

Floor: methods. In: plain text and a place where a digit stands. Out: the end and kind of what begins there, or None.
"""

from __future__ import annotations

import re

from jiaodu.methods.quantities.lexicon.characters import CHINESE
from jiaodu.methods.quantities.model import Kind

Found = tuple[int, Kind]

_YEAR = r"(?:(?:18|19|20|21)[0-9]{2}|[一二][〇零oO0一二三四五六七八九]{3})"
_NUMBER = rf"(?:[0-3]?[0-9]|[{CHINESE}]{{1,3}}+)"
_TO = r"(?:[—~\-]{1,2}|至|到)"
_AND = r"(?:[—~\-]{1,2}|[至到、和与及])"
_EDGE = r"(?:年?[末底](?!层|部|薪|色|气|线)|初(?!小|中|高|级|[一二三步始期衷]))"
_DAY = rf"(?:{_NUMBER}[日号](?!常|益|均)|[上中下]旬|{_EDGE})"
_MONTH = rf"(?:{_NUMBER}月(?:份|{_DAY})?(?:{_AND}{_NUMBER}[日号])?)"
_MONTHS = rf"(?:{_NUMBER}{_AND}{_MONTH}|{_MONTH}(?:{_AND}{_MONTH})?)"
_PART = (
    rf"(?:{_MONTHS}|第?[一二三四1-4]季度|[上下]半年|[春秋夏冬](?:季(?:学期)?)?(?![风节游晚城意天])|(?:第[一二]|[上下])学期"
    rf"|{_EDGE}|中(?=[,。,、;)至到]|$)|元旦|以来|前后)"
)
_OF_YEAR = r"(?:学年度?|年度|财年|年)"
_SPAN = rf"{_YEAR}{_OF_YEAR}?{_AND}{_YEAR}{_OF_YEAR}(?:{_PART})?"
_SHORT_SPAN = rf"{_YEAR}[—~\-/]{{1,2}}(?:{_YEAR}|[0-9]{{2}}(?![0-9])){_OF_YEAR}(?:{_PART})?"
_ONE = rf"{_YEAR}{_OF_YEAR}(?:{_PART})?(?:{_TO}(?:{_YEAR}{_OF_YEAR}(?:{_PART})?|{_MONTH}|{_NUMBER}[日号]))?"
_ENGLISH_YEAR = r"(?:19|20)[0-9]{2}/(?:(?:19|20)[0-9]{2}|[0-9]{2})(?= (?:school|academic|financial|fiscal|cohort|year))"
_NO_MORE = r"(?![0-9.%人所万亿元个名])"
_DOTTED = r"(?:19|20)[0-9]{2}([./\-])[01]?[0-9]\1[0-3]?[0-9](?![0-9])|(?:19|20)[0-9]{2}[./][01]?[0-9](?=[—~\-,。)至起以、 ]|$)"
_BARE_SPAN = rf"(?:19|20)[0-9]{{2}}{_TO}(?:19|20)[0-9]{{2}}{_NO_MORE}"
_DAYS = rf"[1-3]?[0-9]日(?!均|制|常)(?:{_TO}[1-3]?[0-9]日)?"
_ERA = rf"[0-9]{{2}}年代|[{CHINESE}]{{2}}年代|(?:[12]?[0-9]|[一二]?十?[一二三四五六七八九]?)世纪"
_MINGUO = r"1[0-9]{2}学年度?|(?<=民国)[0-9]{2,3}年(?:度|底|末)?"
_DATE = re.compile(
    "|".join((_MINGUO, _ENGLISH_YEAR, _SHORT_SPAN, _SPAN, _ONE, _DOTTED, _BARE_SPAN, _MONTHS, _DAYS, _ERA))
)
_CHINESE_DATE = re.compile(
    "|".join((_SPAN, _ONE, _MONTHS, rf"[{CHINESE}]{{1,3}}+日(?=[,。至起前后止]|上午|下午)", _ERA))
)
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?!\.?[0-9%]|,[0-9])")

_CLOCK = r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9.])"
_TIME = re.compile(rf"{_CLOCK}(?:{_TO}{_CLOCK})?")
_HOUR = re.compile(
    r"[0-9]{1,2}(?:点(?=[0-9]{1,2}分)|点钟|点半|点整|时整|时(?=[,。至到—\-前后起止许]|$|[0-9]{1,2}分))(?:[0-9]{1,2}分)?"
)
_CLOCK_BEFORE = re.compile(r"(?:上午|下午|晚上?|早上?|凌晨|中午|时间[:为]?|每[日天]|[0-9]日|延迟至|a\.?m\.?|at )$")
_RATIO_BEFORE = re.compile(r"[比率按配为占达至]|ratio")
_COHORT = re.compile(rf"(?:{_YEAR}|[0-9]{{2}}(?=届))(?:[—~\-、](?:{_YEAR}|[0-9]{{2}}))?[届级](?!别|次会议)")
_GRADE = re.compile(
    r"(?:[1-9]|[一二三四五六七八九]|十[一二]?)(?:[—~\-至到、和](?:[1-9]|[一二三四五六七八九]|十[一二]?)){0,5}年级"
)
_AGED = rf"(?:[0-9]{{1,2}}(?:\.[0-9])?|[{CHINESE}]{{1,4}}+)"
_AGE = re.compile(rf"{_AGED}(?:{_TO}{_AGED})?周?岁(?:{_TO}{_AGED}周?岁)?(?:\(?含\)?)?(?:及?以[上下内]|左右)?")
_AGE_CLAIM = re.compile(
    r"岁[^,。;0-9]{0,4}(?:降|升|提|延|增|下)[^,。;0-9]{0,3}[到至为]$|(?:平均年龄|寿命|均龄|平均|年龄中位数)[^,。;、0-9]{0,4}$"
)


def read_date(plain: str, at: int) -> Found | None:
    """A date, time, cohort, grade or age that begins here."""
    arabic = plain[at].isascii()
    lead = plain[max(0, at - 8) : at]
    for pattern, kind in _ARABIC if arabic else _CHINESE:
        found = pattern.match(plain, at)
        if found is not None:
            return found.end(), kind
    found = _AGE.match(plain, at)
    if found is not None and not _AGE_CLAIM.search(plain[max(0, at - 12) : at]):
        return found.end(), "age"
    if not arabic:
        return None
    found = _TIME.match(plain, at)
    if found is not None and (_CLOCK_BEFORE.search(lead) or found.group().count(":") > 1 or _is_clock(found, lead)):
        return found.end(), "time"
    return None


def _is_clock(found: re.Match[str], lead: str) -> bool:
    """Whether 14:30 is a time although nothing before says so: full hours and fives, and no word of a ratio."""
    hour, _, minute = found.group()[:5].partition(":")
    return len(minute) == 2 and minute[1] in "05" and int(hour) >= 6 and not _RATIO_BEFORE.search(lead)


def is_bare_year(plain: str, start: int, end: int) -> bool:
    """Whether digits without a unit are a year."""
    return end - start == 4 and _BARE_YEAR.match(plain, start) is not None


_ARABIC: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_COHORT, "cohort"),
    (_DATE, "date"),
    (_GRADE, "name"),
    (_HOUR, "time"),
)
_CHINESE: tuple[tuple[re.Pattern[str], Kind], ...] = ((_COHORT, "cohort"), (_CHINESE_DATE, "date"), (_GRADE, "name"))
