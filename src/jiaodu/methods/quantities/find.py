"""Go through a text once and read every number in it.

Floor: methods. In: a text. Out: `find_quantities`, every `Quantity` in order; time grows with the length of the text.
"""

from __future__ import annotations

import re
from fractions import Fraction

from jiaodu.methods.quantities.directions import Towards, read_direction
from jiaodu.methods.quantities.hedges import Hedge, bounds, read_after, read_before
from jiaodu.methods.quantities.lexicon.units import Unit, read_noun, read_unit
from jiaodu.methods.quantities.model import Kind, Quantity
from jiaodu.methods.quantities.nonclaims import read_nonclaim
from jiaodu.methods.quantities.numerals import Numeral, read_numeral
from jiaodu.methods.quantities.reading import Reading, read_plain

_START = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿两第每翻半过〔\[(①-⑳⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻ]|[Oo](?=[.。][0-9])")
_FOLD = re.compile(r"翻(?:了)?(?:([一两二三四五])|([0-9]))?番")
_HALF = re.compile(r"半数|一半(?!径)")
_RATIO = re.compile(r"[:](?=[0-9])")
_LIVE_PER = re.compile(r"/(?:生|人|年|班|月|平方米|百人|公里|户|亩)")
_YEAR_CLAIM = re.compile(
    r"(?:连续|年限|年数|平均|缩短|延长|提高到|达到?|增加|减少|为期|学制|教龄|连年|受教育)[^,。;、0-9]{0,5}$"
)
_YEAR_NAME = re.compile(r"年(?:义务|一贯|制|教育|免费|行动|规划|计划)")
_PERIOD_AFTER = re.compile(r"(?:内|后|前|以来|间|来|里|之内|之后|之前|期间|行动|计划|周期|期|左右的时间|初|末|底)")
_MINOR = "一二两三四五六七八九十"


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a text, claims and others, in order and without overlap."""
    return tuple(_Scan(read_plain(text)).run())


class _Scan:
    """One walk through a text, with what stood before."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.plain = reading.plain
        self.found: list[Quantity] = []
        self.last_unit = ""
        self.ended = 0
        self.previous: Towards | None = None

    def run(self) -> list[Quantity]:
        """From start to end."""
        at, last = 0, 0
        while True:
            start = _START.search(self.plain, at)
            if start is None:
                return self.found
            at = max(self.step(start.start(), last), start.start() + 1)
            last = at

    def step(self, at: int, last: int) -> int:
        """Read what begins at a place; give where to go on."""
        skipped = read_nonclaim(self.reading, at, last)
        if skipped is not None:
            end, kind = skipped
            self.other(at, end, kind)
            return end
        for special in (self.fold, self.half):
            end = special(at)
            if end:
                return end
        numeral = read_numeral(self.plain, at)
        return self.number(numeral) if numeral is not None else at + 1

    def other(self, start: int, end: int, kind: Kind) -> None:
        """Keep a number that claims nothing."""
        begin, close = self.reading.span(start, end)
        self.found.append(
            Quantity(begin, close, self.reading.original[begin:close], False, kind, number=(begin, close))
        )

    def fold(self, at: int) -> int:
        """翻番, 翻两番: two to that power."""
        found = _FOLD.match(self.plain, at)
        if found is None:
            return 0
        times = int(found[2]) if found[2] else "一两二三四五".index(found[1]) if found[1] else 1
        times = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}[found[1]] if found[1] else times
        value = Fraction(2**times)
        self.keep(
            at,
            found.end(),
            (at, found.end()),
            value,
            Fraction(0),
            Fraction(0),
            True,
            "倍",
            "番",
            read_before(self.plain, at),
            None,
        )
        return found.end()

    def half(self, at: int) -> int:
        """半数以上, 一半, 过半."""
        if self.plain.startswith("过半", at) and not self.plain.startswith(("过半年", "过半个"), at):
            end = at + 2
            self.keep(
                at + 1,
                end,
                (at + 1, end),
                Fraction(1, 2),
                Fraction(0),
                Fraction(1, 10),
                True,
                "%",
                "",
                ("over", at, at + 1),
                None,
            )
            return end
        found = _HALF.match(self.plain, at)
        if found is None:
            return 0
        after = read_after(self.plain, found.end())
        end = after[2] if after else found.end()
        self.keep(
            at,
            end,
            found.span(),
            Fraction(1, 2),
            Fraction(0),
            Fraction(1, 10),
            True,
            "%",
            "",
            after or read_before(self.plain, at),
            None,
        )
        return end

    def number(self, numeral: Numeral) -> int:
        """A number, with its unit, hedge and sign."""
        plain = self.plain
        if not numeral.chinese:
            ratio = self.ratio(numeral)
            if ratio:
                return ratio
        unit = None if numeral.part else read_unit(plain, numeral.end)
        more = numeral.more
        end = numeral.end + (len(unit.written) if unit else 0)
        if unit is not None:
            per = _LIVE_PER.match(plain, end)
            if per is not None and unit.sort in ("money", "measure", "count"):
                end = per.end()
        after = read_after(plain, end) if unit or numeral.part or numeral.scaled else None
        kind = self.kind(numeral, unit, end)
        if kind == "skip":
            return numeral.end
        if kind is not None:
            self.other(numeral.start, end, kind)  # type: ignore[arg-type]
            return end
        normal, factor, written = self.meaning(numeral, unit)
        if normal is None:
            if numeral.chinese:
                return numeral.end
            self.other(numeral.start, numeral.end, "bare")
            return numeral.end
        if after is not None:
            end = after[2]
        hedge: Hedge | None = ("over", *more) if more else after or read_before(plain, numeral.start)
        start, sign = self.sign(numeral.start)
        exact = numeral.whole and normal not in ("%", "百分点", "元", "倍", "米", "平方米", "比", "分", "小时")
        self.keep(
            start, end, (start, numeral.end), sign * numeral.value * factor, numeral.step * factor, numeral.round * factor,
            exact, normal, written, hedge, more,
        )  # fmt: skip
        return end

    def ratio(self, numeral: Numeral) -> int:
        """16.19:1 and 1:200 as one number over the other."""
        colon = _RATIO.match(self.plain, numeral.end)
        if colon is None:
            return 0
        right = read_numeral(self.plain, colon.end())
        if right is None or not right.value or self.plain[right.end : right.end + 1] == ":":
            return 0
        value = numeral.value / right.value
        step = numeral.step / right.value if not numeral.whole or right.whole else value * right.step / right.value
        after = read_after(self.plain, right.end)
        end = after[2] if after else right.end
        hedge = after or read_before(self.plain, numeral.start)
        self.keep(
            numeral.start,
            end,
            (numeral.start, right.end),
            value,
            step,
            step,
            numeral.whole and right.whole,
            "比",
            ":",
            hedge,
            None,
        )
        return end

    def kind(self, numeral: Numeral, unit: Unit | None, end: int) -> str | None:
        """What a number is when it is no claim."""
        plain = self.plain
        text = plain[numeral.start : numeral.end]
        before = plain[numeral.start - 1 : numeral.start] if numeral.start else ""
        if (numeral.chinese and before and before in "几数第") or (before == "约" and text == "定"):
            return "skip"
        if unit is None:
            following = plain[numeral.end : numeral.end + 1]
            if not numeral.chinese and following.isascii() and following.isalpha():
                return "name"
            if not numeral.chinese and numeral.whole and len(text) == 4 and text[:2] in ("19", "20"):
                return "date"
            return None
        if unit.sort == "year":
            return self.year(numeral, end)
        if unit.sort == "time":
            if (numeral.chinese and numeral.whole and text in _MINOR) or _PERIOD_AFTER.match(plain, end):
                return "period"
            return None
        if unit.sort == "grade":
            return "name"
        if unit.written in ("方面", "个方面"):
            return "name"
        if numeral.chinese and text == "一" and unit.sort == "count":
            return "article"
        if (
            numeral.chinese
            and len(text) == 1
            and unit.written
            in (
                "类",
                "条",
                "级",
                "种",
                "次",
                "期",
                "位",
                "方",
                "届",
                "轮",
                "步",
                "层",
                "者",
                "部",
                "门",
                "科",
                "体",
                "片",
                "点",
                "面",
                "块",
                "对",
                "区",
                "省",
                "市",
                "县",
                "本",
                "校",
                "分",
                "家",
                "组",
                "队",
                "村",
                "镇",
                "乡",
                "班",
                "双",
                "头",
                "口",
                "处",
                "角",
                "M",
                "里",
                "度",
            )
        ):
            return "name"
        return None

    def year(self, numeral: Numeral, end: int) -> str | None:
        """Years: a claim as a level or a streak, else a period or part of a name."""
        plain = self.plain
        if plain.startswith("周年", end - 2):
            return "anniversary"
        if _YEAR_NAME.match(plain, end - 1):
            return "name"
        if not numeral.whole:
            return None
        if _YEAR_CLAIM.search(plain[max(0, numeral.start - 10) : numeral.start]) and not _PERIOD_AFTER.match(
            plain, end
        ):
            return None
        return "period"

    def meaning(self, numeral: Numeral, unit: Unit | None) -> tuple[str | None, Fraction, str]:
        """The normal unit, its factor, and the unit as written; None where the number has no meaning that shows."""
        plain, one = self.plain, Fraction(1)
        if unit is not None:
            self.last_unit = unit.normal
            per = _LIVE_PER.match(plain, numeral.end + len(unit.written))
            written = unit.written + (per.group() if per and unit.sort in ("money", "measure", "count") else "")
            return unit.normal, unit.factor, written
        if numeral.part:
            return "%", one, ""
        noun = read_noun(plain, numeral.end)
        if noun is not None and not (numeral.chinese and len(plain[numeral.start : numeral.end]) == 1):
            return noun, one, ""
        lead = plain[max(0, numeral.start - 12) : numeral.start]
        if (
            not numeral.chinese
            and not numeral.whole
            and not numeral.scaled
            and re.search(r"(?:率|占比|比例|比重|百分比)[^0-9,。;、]{0,6}$", lead)
        ):
            return "%", Fraction(1, 100), ""
        if numeral.scaled or (numeral.chinese and plain[numeral.end - 1] in "万亿" and numeral.value > 10**4):
            return self.implied(lead), one, ""
        return None, one, ""

    def implied(self, lead: str) -> str:
        """The unit of a number that ends in 万 or 亿, from the words before it, else from the number before it."""
        if re.search(r"人口|学生|在校生|师生|教师|人数|人员|幼儿|儿童|劳动力|常住|户籍人|职工|毕业生|人才", lead):
            return "人"
        if re.search(r"经费|投入|资金|收入|支出|预算|拨款|产值|总盘子|金额|投资|财政", lead):
            return "元"
        return self.last_unit

    def sign(self, start: int) -> tuple[int, int]:
        """A minus that belongs to the number."""
        before = self.plain[start - 1 : start]
        if before == "-" and (
            start < 2
            or not (
                (self.plain[start - 2].isascii() and self.plain[start - 2].isalnum()) or self.plain[start - 2] in "%)"
            )
        ):
            return start - 1, -1
        return start, 1

    def listed(self, start: int) -> Towards | None:
        """The direction of the number before, when this one follows it in a list (提高3%、4%和5%)."""
        between = self.plain[self.ended : start]
        return self.previous if self.previous and between and len(between) <= 1 and between in "、和与及" else None

    def keep(
        self, start: int, end: int, digits: tuple[int, int], value: Fraction, step: Fraction, round_: Fraction, exact: bool,
        unit: str, written: str, hedge: Hedge | None, more: tuple[int, int] | None,
    ) -> None:  # fmt: skip
        """Keep a claim."""
        begin, close = self.reading.span(start, end)
        approx = hedge[0] if hedge else None
        low, high = bounds(value, step, round_, exact, approx, more is not None)
        towards = read_direction(self.plain, hedge[1] if hedge and hedge[1] < start else start)
        self.previous = towards = towards or self.listed(start)
        self.ended = end
        self.found.append(
            Quantity(
                start=begin,
                end=close,
                text=self.reading.original[begin:close],
                claim=True,
                value=value,
                low=low,
                high=high,
                step=step,
                unit=unit,
                unit_text=written,
                approx=approx,
                hedge=self.reading.span(hedge[1], hedge[2]) if hedge else None,
                direction=towards[0] if towards else None,
                cue=self.reading.span(towards[1], towards[2]) if towards else None,
                number=self.reading.span(*digits),
            )
        )
