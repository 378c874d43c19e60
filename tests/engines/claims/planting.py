"""Sound sentences with invented figures, and faults planted in them: ×10, swapped digits, another digit, a wrong base, a
wrong year, a word of direction turned round.

The figures come from exact arithmetic done here and share no code with the engine. Each template names its figures in
braces; `FAULTS` says which of them may be spoilt so that the sentence contradicts itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Figures = dict[str, str]


@dataclass(frozen=True)
class Sentence:
    """A sentence, the kind of relation in it, and the figure that was spoilt ('' for none) and how."""

    text: str
    kind: str
    spoilt: str = ""
    how: str = ""


def rounded(value: Fraction, digits: int) -> str:
    """Half up, as a statistician prints."""
    quantum = Decimal(1).scaleb(-digits)
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(quantum, ROUND_HALF_UP))


def _growth(r: random.Random) -> Figures:
    digits = r.choice((1, 2, 2, 2))
    base = Fraction(r.randrange(1200, 990000), 100)
    base = Fraction(rounded(base, digits))
    level = Fraction(rounded(base * Fraction(r.randrange(1020, 1450), 1000), digits))
    g = rounded((level / base - 1) * 100, r.choice((1, 2)))
    c = rounded(level - base, digits)
    year = r.randrange(2008, 2024)
    return {
        "L": rounded(level, digits),
        "B": rounded(base, digits),
        "g": g,
        "c": c,
        "y": str(year),
        "y1": str(year - 1),
    }


def _fall(r: random.Random) -> Figures:
    digits = r.choice((1, 2))
    base = Fraction(rounded(Fraction(r.randrange(1200, 990000), 100), digits))
    level = Fraction(rounded(base * Fraction(r.randrange(700, 980), 1000), digits))
    year = r.randrange(2008, 2024)
    return {
        "L": rounded(level, digits), "B": rounded(base, digits), "g": rounded((1 - level / base) * 100, r.choice((1, 2))),
        "c": rounded(base - level, digits), "y": str(year), "y1": str(year - 1),
    }  # fmt: skip


def _counts(r: random.Random) -> Figures:
    base = r.randrange(800, 90000)
    change = r.randrange(base // 40, base // 4)
    level = base + change
    year = r.randrange(2008, 2024)
    return {
        "L": str(level), "B": str(base), "c": str(change), "g": rounded(Fraction(change * 100, base), 2),
        "y": str(year), "y1": str(year - 1),
    }  # fmt: skip


def _points(r: random.Random) -> Figures:
    digits = r.choice((1, 2))
    base = Fraction(r.randrange(3500, 9300), 100)
    level = base + Fraction(r.randrange(30, 560), 100)
    a, b = Fraction(rounded(level, digits)), Fraction(rounded(base, digits))
    year = r.randrange(2008, 2024)
    return {
        "L": rounded(a, digits),
        "B": rounded(b, digits),
        "c": rounded(a - b, digits),
        "y": str(year),
        "y1": str(year - 1),
    }


def _share(r: random.Random) -> Figures:
    digits = r.choice((1, 2, 2))
    whole = Fraction(r.randrange(2000, 900000), 100)
    part = whole * Fraction(r.randrange(120, 920), 1000)
    a, w = Fraction(rounded(part, digits)), Fraction(rounded(whole, digits))
    return {
        "P": rounded(a, digits),
        "W": rounded(w, digits),
        "s": rounded(a / w * 100, r.choice((1, 2))),
        "y": str(r.randrange(2008, 2024)),
    }


def _share_counts(r: random.Random) -> Figures:
    whole = r.randrange(120, 9000)
    part = r.randrange(whole // 8, whole - whole // 8)
    return {
        "P": str(part),
        "W": str(whole),
        "s": rounded(Fraction(part * 100, whole), r.choice((1, 2))),
        "y": str(r.randrange(2008, 2024)),
    }


def _sum(r: random.Random) -> Figures:
    parts = [r.randrange(1200, 60000) for _ in range(3)]
    return {
        "W": str(sum(parts)),
        "a": str(parts[0]),
        "b": str(parts[1]),
        "d": str(parts[2]),
        "w2": str(parts[0] + parts[1]),
        "y": str(r.randrange(2008, 2024)),
    }


def _sum_small(r: random.Random) -> Figures:
    parts = [r.randrange(11, 190) for _ in range(3)]
    return {
        "W": str(sum(parts)),
        "a": str(parts[0]),
        "b": str(parts[1]),
        "d": str(parts[2]),
        "w2": str(parts[0] + parts[1]),
        "y": str(r.randrange(2008, 2024)),
    }


def _sum_amounts(r: random.Random) -> Figures:
    parts = [Fraction(r.randrange(1200, 60000), 100) for _ in range(3)]
    return {"W": rounded(sum(parts, Fraction(0)), 2), "a": rounded(parts[0], 2), "b": rounded(parts[1], 2), "d": rounded(parts[2], 2),
            "w2": rounded(parts[0] + parts[1], 2), "y": str(r.randrange(2008, 2024))}  # fmt: skip


def _years(r: random.Random) -> Figures:
    n = r.randrange(3, 9)
    last = r.randrange(2012, 2024)
    a = Fraction(r.randrange(310, 1500), 10000)
    whole = (1 + a) ** n - 1
    base = Fraction(r.randrange(2000, 90000), 100)
    return {
        "n": str(n), "y": str(last), "y0": str(last - n), "g": rounded(whole * 100, 2), "a": rounded(a * 100, 2),
        "L": rounded(base * (1 + whole), 2), "B": rounded(base, 2),
    }  # fmt: skip


def _streak(r: random.Random) -> Figures:
    n, last = r.randrange(3, 13), r.randrange(2014, 2024)
    return {"n": str(n), "y": str(last), "y0": str(last - n + 1)}


def _target(r: random.Random) -> Figures:
    limit = r.randrange(40, 88)
    return {
        "L": rounded(Fraction(limit * 100 + r.randrange(60, 1000), 100), 2),
        "T": str(limit),
        "y": str(r.randrange(2008, 2024)),
    }


def _below(r: random.Random) -> Figures:
    limit = r.randrange(30, 88)
    return {
        "L": rounded(Fraction(limit * 100 - r.randrange(60, 1500), 100), 2),
        "T": str(limit),
        "y": str(r.randrange(2008, 2024)),
    }


def _rate(r: random.Random) -> Figures:
    return {"L": rounded(Fraction(r.randrange(6500, 9990), 100), r.choice((1, 2))), "y": str(r.randrange(2008, 2024))}


def _mean(r: random.Random) -> Figures:
    low, high = sorted(r.sample(range(6000, 9900), 2))
    high = max(high, low + 60)
    middle = low + (high - low) * r.randrange(20, 80) // 100
    return {
        "M": rounded(Fraction(middle, 100), 1),
        "l": rounded(Fraction(low, 100), 1),
        "h": rounded(Fraction(high, 100), 1),
        "y": str(r.randrange(2008, 2024)),
    }


def _holders(r: random.Random) -> Figures:
    n = r.randrange(12, 95)
    return {"n": str(n), "m": str(n * r.randrange(3, 40) + r.randrange(n)), "y": str(r.randrange(2008, 2024))}


def _part(r: random.Random) -> Figures:
    whole = r.randrange(300, 9000)
    return {"W": str(whole), "P": str(r.randrange(whole // 9, whole // 2)), "y": str(r.randrange(2008, 2024))}


def _ratio(r: random.Random) -> Figures:
    teachers = r.randrange(900, 30000)
    pupils = teachers * r.randrange(118, 214) // 10
    return {
        "S": str(pupils),
        "T": str(teachers),
        "q": rounded(Fraction(pupils, teachers), 2),
        "y": str(r.randrange(2008, 2024)),
    }


def _yearly(r: random.Random) -> Figures:
    n = r.randrange(3, 10)
    whole = Fraction(r.randrange(9000, 900000), 100)
    return {"n": str(n), "W": rounded(whole, 2), "a": rounded(whole / n, 2), "y": str(r.randrange(2012, 2024))}


# kind: figures, the templates, and which figures may be spoilt
KINDS: dict[str, tuple[Callable[[random.Random], Figures], tuple[str, ...], tuple[str, ...]]] = {
    "growth": (
        _growth,
        (
            "{y}年教育经费总投入为{L}亿元,比上年的{B}亿元增长{g}%。",
            "{y}年,全市一般公共预算教育经费{L}亿元,上年为{B}亿元,同比增长{g}%。",
            "全省财政性教育经费由{y1}年的{B}亿元增加到{y}年的{L}亿元,增长{g}%。",
            "{y}年小学生均公用经费{L}元(上年{B}元),增幅{g}%。",
            "普通高中生均教育事业费从{B}元提高到{L}元,提高了{g}%。",
            "{y1}年全县教育投入{B}万元,{y}年达到{L}万元,增长{g}%。",
            "初中生均支出{L}元,较上年{B}元上升{g}%。",
            "教育附加征收{L}万元,去年同期{B}万元,涨幅为{g}%。",
            "职业教育经费{L}亿元,同口径上年数为{B}亿元,增速{g}%。",
            "在{y1}年{B}亿元的基础上,{y}年教育支出达到{L}亿元,增长{g}%。",
            "高校科研经费从上年的{B}亿元增至{L}亿元,同比增幅达{g}%。",
            "{y}年幼儿园生均经费支出{L}元,比{y1}年的{B}元增加{g}%。",
        ),
        ("L", "B", "g"),
    ),
    "fall": (
        _fall,
        (
            "{y}年招生{L}万人,上年为{B}万人,下降{g}%。",
            "民办培训机构收入由{B}亿元降至{L}亿元,下降{g}%。",
            "{y}年基建支出{L}亿元,比上年的{B}亿元减少{g}%。",
            "公用经费{L}元,上年{B}元,降幅{g}%。",
            "债务余额从{y1}年的{B}万元压缩到{y}年的{L}万元,压减{g}%。",
            "地方教育附加{L}亿元(上年{B}亿元),回落{g}%。",
        ),
        ("L", "B", "g"),
    ),
    "change_growth": (
        _counts,
        (
            "{y}年全市共有幼儿园{L}所,比上年增加{c}所,增长{g}%。",
            "在校生{L}人,同比增加{c}人,增幅{g}%。",
            "专任教师{L}名,较上年多{c}名,增长{g}%。",
            "全省普通高中毕业生{L}人,比上年增加{c}人,增长{g}%。",
            "新建校舍后共有班级{L}个,增加{c}个,增长{g}%。",
        ),
        ("L", "c", "g"),
    ),
    "difference": (
        _counts,
        (
            "全市教职工{L}人,上年为{B}人,增加{c}人。",
            "{y}年末在园幼儿{L}人,比{y1}年的{B}人增加{c}人。",
            "专任教师由{B}人增加到{L}人,增加{c}人。",
            "{y}年毕业生{L}人,{y1}年{B}人,净增{c}人。",
            "计算机{L}台,去年{B}台,多出{c}台。",
            "图书{L}册,较上年的{B}册增加了{c}册。",
        ),
        ("L", "B", "c"),
    ),
    "points": (
        _points,
        (
            "{y}年学前三年毛入园率{L}%,比上年的{B}%提高{c}个百分点。",
            "普惠性幼儿园覆盖率达到{L}%,上年为{B}%,提高{c}个百分点。",
            "高中阶段毛入学率由{y1}年的{B}%提高到{y}年的{L}%,提高{c}个百分点。",
            "教育支出占比{L}%,较{y1}年{B}%上升{c}个百分点。",
            "本科以上学历教师占{L}%,去年占{B}%,上升了{c}个百分点。",
            "公办园在园幼儿占比从{B}%提升至{L}%,提升{c}个百分点。",
            "体质健康优良率{L}%(上年{B}%),提高{c}个百分点。",
            "城区教师交流比例为{L}%,高于农村的{B}%,高出{c}个百分点。",
            "全市平均入园率{L}%,比全省平均水平{B}%高{c}个百分点。",
            "义务教育巩固率{L}%,高于全国平均水平({B}%){c}个百分点。",
        ),
        ("L", "B", "c"),
    ),
    "share": (
        _share,
        (
            "全省在园幼儿{W}万人,其中普惠园在园幼儿{P}万人,占{s}%。",
            "{y}年教育支出{W}亿元,其中基本支出{P}亿元,占教育支出的{s}%。",
            "共有学生{W}万人,寄宿生{P}万人,占学生总数的{s}%。",
            "教育经费总投入{W}亿元,财政性经费{P}亿元,占比{s}%。",
            "全市在校生{W}万人,进城务工人员随迁子女{P}万人,占全市在校生的{s}%。",
            "校舍面积{W}万平方米,其中教学用房{P}万平方米,占{s}%。",
        ),
        ("W", "P", "s"),
    ),
    "share_counts": (
        _share_counts,
        (
            "全县幼儿园{W}所,其中公办园{P}所,占{s}%。",
            "共有教师{W}人,其中本科以上{P}人,占{s}%。",
            "辖区学校{W}所,达标学校{P}所,占学校总数的{s}%。",
            "普通高中{W}所,其中示范高中{P}所,占比为{s}%。",
        ),
        ("W", "P", "s"),
    ),
    "sum": (
        _sum,
        (
            "在校生{w2}人,其中小学{a}人、初中{b}人。",
            "在校生{w2}人,小学{a}人、初中{b}人。",
            "全市共有学生{W}人:小学{a}人、初中{b}人、高中{d}人。",
            "教职工{W}人(幼儿园{a}人、小学{b}人、中学{d}人)。",
            "全县在校学生{W}人,分别为小学{a}人、初中{b}人、高中{d}人。",
            "在园幼儿{w2}人,公办园{a}人,民办园{b}人。",
            "按学段分,共有在校生{W}人,包括小学{a}人、初中{b}人、普通高中{d}人。",
            "寄宿生共{W}人,由城区{a}人、镇区{b}人、乡村{d}人构成。",
        ),
        ("W", "w2", "a", "b", "d"),
    ),
    "sum_small": (
        _sum_small,
        (
            "义务教育学校{W}所(小学{a}所、初中{b}所、九年一贯制{d}所)。",
            "全区学校{W}所,构成为:小学{a}所、中学{b}所、特殊教育学校{d}所。",
            "幼儿园{w2}所(公办{a}所,民办{b}所)。",
            "共督导学校{W}所,包括小学{a}所、初中{b}所、高中{d}所。",
        ),
        ("W", "w2", "a", "b", "d"),
    ),
    "sum_amounts": (
        _sum_amounts,
        (
            "教育支出{W}亿元,按学段分:学前{a}亿元、义务教育{b}亿元、高中{d}亿元。",
            "专项资金{W}亿元(中央{a}亿元、省级{b}亿元、市县{d}亿元)。",
            "总投入{W}亿元,分别为基建{a}亿元、设备{b}亿元、人员{d}亿元。",
        ),
        ("W", "a", "b", "d"),
    ),
    "average": (
        _years,
        (
            "{y}年教育经费比{y0}年增长{g}%,年均增长{a}%。",
            "{y}年财政教育支出较{y0}年增加{g}%,年均增幅{a}%。",
            "教育支出由{y0}年的{B}亿元增加到{y}年的{L}亿元,年均增长{a}%。",
            "{y}年生均经费比{y0}年提高{g}%,年均提高{a}%。",
        ),
        ("g", "a", "L", "B"),
    ),
    "streak": (
        _streak,
        (
            "自{y0}年起到{y}年,财政性教育经费占比连续{n}年保持增长。",
            "从{y0}年开始,至{y}年已连续{n}年实现“两个只增不减”。",
            "{y0}年首次达标,到{y}年已连续{n}年达标。",
        ),
        ("n",),
    ),
    "target": (
        _target,
        (
            "学前教育普惠率达{L}%,超额完成{T}%的年度目标。",
            "公办园在园幼儿占比达{L}%,超过国家规定{T}%的要求。",
            "{y}年劳动年龄人口受高等教育比例为{L}%,高于规划目标({T}%)。",
            "集团化办学覆盖率{L}%,超过{T}%的预期指标。",
            "音体美教师配备率达到{L}%,高于省定标准{T}%。",
            "课后服务参与率{L}%,高于全省平均水平的{T}%。",
            "教师本科率{L}%,达到不低于{T}%的标准。",
        ),
        ("L", "T"),
    ),
    "below": (
        _below,
        (
            "校际差异系数为{L}%,低于{T}%的国家标准。",
            "大班额比例{L}%,控制在{T}%的要求以内。",
            "近视率{L}%,低于全国平均{T}%的水平。",
        ),
        ("L", "T"),
    ),
    "range": (
        _rate,
        (
            "{y}年小学净入学率{L}%。",
            "高校毕业生就业率为{L}%。",
            "专任教师学历合格率{L}%。",
            "家长满意度为{L}%。",
            "义务教育阶段残疾儿童入学率达{L}%。",
            "普惠性幼儿园覆盖率为{L}%。",
            "城镇小区配套园治理完成率{L}%。",
        ),
        ("L",),
    ),
    "mean": (
        _mean,
        (
            "毕业生就业率{M}%,本科{l}%,高职{h}%。",
            "体质健康达标率{M}%,其中男生{l}%、女生{h}%。",
            "全市巩固率{M}%,其中小学{h}%、初中{l}%。",
            "网络教学覆盖率{M}%(城市{h}%,农村{l}%)。",
        ),
        ("M",),
    ),
    "holders": (
        _holders,
        (
            "{n}所高校{m}个专业获批国家级一流专业建设点。",
            "覆盖{n}个县区的{m}所学校。",
            "抽取{n}所样本校{m}名学生参加监测。",
            "全省{n}个县{m}所薄弱学校完成改造。",
        ),
        ("m",),
    ),
    "part": (
        _part,
        (
            "全市学校{W}所,其中寄宿制学校{P}所。",
            "教师{W}人,其中高级职称{P}人。",
            "共有班级{W}个(其中小学{P}个)。",
        ),
        ("P",),
    ),
    "ratio": (
        _ratio,
        (
            "小学在校生{S}人,专任教师{T}人,生师比{q}:1。",
            "全县有学生{S}名、教师{T}名,生师比为{q}:1。",
        ),
        ("S", "T", "q"),
    ),
    "yearly": (
        _yearly,
        (
            "{n}年累计投入{W}亿元,年均投入{a}亿元。",
            "近{n}年来共投入资金{W}亿元,平均每年{a}亿元。",
        ),
        ("W", "a"),
    ),
}  # fmt: skip

_TURNED = (
    ("增长", "下降"), ("增加", "减少"), ("提高", "下降"), ("上升", "下降"), ("增幅", "降幅"), ("提升", "下降"), ("下降", "增长"),
    ("高出", "低出"), ("超过", "低于"), ("高于", "低于"), ("低于", "高于"),
)  # fmt: skip


def sound(seed: int, per_template: int = 4) -> Iterator[Sentence]:
    """Every template with figures that agree."""
    r = random.Random(seed)
    for kind, (figures, templates, _) in KINDS.items():
        for template in templates:
            for _ in range(per_template):
                yield Sentence(template.format(**figures(r)), kind)


def faulty(seed: int, per_template: int = 4) -> Iterator[Sentence]:
    """Every template with one figure spoilt, so much that it must be seen."""
    r = random.Random(seed)
    for kind, (figures, templates, spoilable) in KINDS.items():
        for template in templates:
            names = [n for n in spoilable if f"{{{n}}}" in template]
            for _ in range(per_template):
                made = figures(r)
                name = r.choice(names)
                how, value = _spoil(r, kind, name, made)
                if value is not None:
                    yield Sentence(template.format(**{**made, name: value}), kind, name, how)
            turned = _turn(template.format(**figures(r)), kind)
            if turned is not None:
                yield Sentence(turned, kind, "word", "direction")


def _turn(text: str, kind: str) -> str | None:
    """The last word of direction turned round, where figures on both sides show the truth."""
    if kind not in ("growth", "fall", "difference", "points", "target", "below"):
        return None
    for word, other in _TURNED:
        at = text.rfind(word)
        if at >= 0 and not text.startswith(("到", "至"), at + len(word)):
            return text[:at] + other + text[at + len(word) :]
    return None


def _spoil(r: random.Random, kind: str, name: str, made: Figures) -> tuple[str, str | None]:
    """A figure changed: by ten, two digits swapped, the first digit another."""
    text = made[name]
    ways: list[Callable[[str, random.Random], str | None]] = [
        _by_ten,
        _swapped,
        _other_digit,
        *([_tenth] if kind == "holders" else []),
    ]
    r.shuffle(ways)
    for way in ways:
        value = way(text, r)
        if value is not None and _shows(kind, name, made, value):
            return way.__name__.strip("_"), value
    return "", None


def _by_ten(text: str, r: random.Random) -> str | None:
    value = Fraction(text) * 10
    digits = len(text.partition(".")[2])
    return rounded(value, max(digits - 1, 0)) if digits else str(int(value))


def _tenth(text: str, r: random.Random) -> str | None:
    return str(int(text) // 100 or 1)


def _swapped(text: str, r: random.Random) -> str | None:
    bare = text.replace(".", "")
    for at in range(len(bare) - 1):
        if bare[at] != bare[at + 1] and not (at == 0 and bare[1] == "0"):
            digits = list(bare)
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
            dot = text.find(".")
            return "".join(digits) if dot < 0 else "".join(digits[:dot]) + "." + "".join(digits[dot:])
    return None


def _other_digit(text: str, r: random.Random) -> str | None:
    first = int(text[0])
    other = r.choice([d for d in range(1, 10) if d != first])
    return str(other) + text[1:]


def _shows(kind: str, name: str, made: Figures, value: str) -> bool:
    """Whether the fault breaks the relation by much more than rounding, by arithmetic of its own."""
    old, new = Fraction(made[name]), Fraction(value)
    f = {k: Fraction(v) for k, v in {**made, name: value}.items()}
    if kind in ("range",):
        return new > 100
    if kind == "target":
        return f["L"] < f["T"]
    if kind == "below":
        return f["L"] > f["T"]
    if kind == "mean":
        return not f["l"] - 1 <= f["M"] <= f["h"] + 1
    if kind == "holders":
        return f["m"] < f["n"]
    if kind == "part":
        return f["P"] > f["W"]
    if kind == "streak":
        return abs(old - new) >= 2 and new < 60
    return abs(new - old) * 50 > abs(old)


def digits_of(text: str) -> str:
    """For tests: the figures of a sentence."""
    return " ".join(re.findall(r"\d[\d.]*", text))
