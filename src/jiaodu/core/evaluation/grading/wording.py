"""What is printed beside a grade: the formula of the credibility correction, what strikes did, earlier grades.

Floor: core.evaluation. In: nouns of grading. Out: text in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.grading.methods import Choice, Corrected, Range
from jiaodu.core.evaluation.grading.model import COLUMN_NAMES, Graded, GradeState, Struck
from jiaodu.core.evaluation.model import Outcome
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators import round_half_up

NO_GRADE = Text("无等次", "no grade")


def print_points(number: Fraction) -> str:
    """Points as people read them: a whole number, a short decimal; else rounded to four digits."""
    if number.denominator == 1:
        return str(number.numerator)
    return f"{round_half_up(number, 4):f}".rstrip("0").rstrip(".")


def _equals(number: Fraction) -> str:
    """A result with its sign: = where it is printed whole, ≈ where digits are left off."""
    text = print_points(number)
    return f"= {text}" if Fraction(text) == number else f"≈ {text}"


def print_range(found: Range | None) -> str:
    """Points, or from the least to the most while they are open."""
    if found is None:
        return "—"
    return (
        print_points(found.least)
        if found.exact is not None
        else f"{print_points(found.least)}–{print_points(found.most)}"
    )


def part_name(framework: Framework, spec: schema.Grading, id_: str) -> Text:
    """The name of a part: the scheme's, else that of the form in which people mark or score it, else its id."""
    if id_ in spec.parts:
        return spec.parts[id_].name
    for form, column in ((s.form, s.part) for s in (spec.marked, spec.scores) if s is not None):
        codes = framework.forms[form].spec.grain[column].codes
        if id_ in codes:
            return codes[id_].name
    return Text(id_, id_)


def say_mark(spec: schema.Grading, mark: Choice | None) -> Text | None:
    """A mark in words; an open one says between what."""
    if mark is None or mark.worst is None or mark.best is None or not spec.marks:
        return None
    names = list(spec.marks.values())
    worst, best = names[mark.worst], names[mark.best]
    return best if mark.decided else Text(f"{worst.zh}至{best.zh}", f"{worst.en} to {best.en}")


def grade_name(spec: schema.Grading, id_: str | None) -> Text:
    """The name of a grade; a word for none."""
    return next((g.name for g in spec.grades if g.id == id_), NO_GRADE)


def say_grade(spec: schema.Grading, graded: Graded) -> Text:
    """The grade in words; a provisional one says so, an open one says between what."""
    name, worst, best = (grade_name(spec, id_) for id_ in (graded.grade, graded.worst, graded.best))
    match graded.state:
        case GradeState.PROVISIONAL:
            if worst == best:
                return Text(f"{name.zh}(暂定)", f"{name.en} (provisional)")
            return Text(f"{name.zh}(暂定,可能为{worst.zh})", f"{name.en} (provisional, may become {worst.en})")
        case GradeState.NOT_ASSESSABLE if not spec.grades:
            return Text("无法计分", "not assessable")
        case GradeState.NOT_ASSESSABLE:
            return Text(f"无法定等({worst.zh}至{best.zh})", f"not assessable ({worst.en} to {best.en})")
        case GradeState.NOT_KNOWN:
            return Text("不定等(评分表未知)", "not graded (the table is not known)")
        case GradeState.VETOED:
            return Text(f"{name.zh}(一票否决)", f"{name.en} (vetoed)")
        case GradeState.SCORED:
            return Text("只计分", "points only")
    return name


def say_unknown_table() -> Text:
    """Said of a scheme whose point table is not known."""
    return Text(
        "这个方案的评分表没有查到,不编造分值和等次界线",
        "the table of this scheme was not found; no points or bounds are invented",
    )


def say_credibility(rule: schema.Credibility, made: Corrected | None) -> Text:
    """The formula of the credibility correction with its numbers."""
    own, verified = COLUMN_NAMES[rule.self_], COLUMN_NAMES[rule.verified]
    flag = Text("〔方法未核实〕", " [method unverified]") if rule.unverified else Text("", "")
    if made is None:
        return Text(
            f"验证法:自评分不齐或没有核查分,不能校正{flag.zh}",
            f"credibility: self-scores are missing or nothing was verified; not corrected{flag.en}",
        )
    v, s, t = (print_points(n) for n in (made.verified, made.claimed, made.self_total))
    k = f"{v} ÷ {s} {_equals(made.verified / made.claimed)}"
    capped = Text(",以 1 为限", ", capped at 1") if made.capped else Text("", "")
    # a factor of many digits stands as the division that it is
    short = Fraction(print_points(made.factor)) == made.factor
    factor = print_points(made.factor) if short else f"({v} ÷ {s})"
    result = _equals(made.result)
    return Text(
        f"验证法:自评可信度 K = Σ{verified.zh}分 ÷ Σ{own.zh}分 = {k}{capped.zh};"
        f"结果 = {own.zh}总分 × K = {t} × {factor} {result}{flag.zh}",
        f"credibility: K = Σ {verified.en} ÷ Σ {own.en} = {k}{capped.en}; "
        f"result = {own.en} total × K = {t} × {factor} {result}{flag.en}",
    )


def say_inapplicable(names: Sequence[Text], rule: str | None) -> Text:
    """How parts that do not apply are counted."""
    said = {
        "full": Text("按满分计", "counted in full"),
        "zero": Text("不得分", "counted as nothing"),
        "rescale": Text("不计,其余折算为满分", "left out; the rest is scaled up"),
        None: Text("方案没有写明怎么计", "the scheme does not say how they count"),
    }[rule]
    zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
    return Text(f"不适用:{zh};{said.zh}", f"not applicable: {en}; {said.en}")


def say_earlier(spec: schema.Grading, earlier: Sequence[int | None]) -> Text:
    """The grades of earlier years."""
    unknown = Text("没有记录", "not on record")
    names = [unknown if e == -1 else grade_name(spec, None if e is None else spec.grades[e].id) for e in earlier]
    zh = "、".join(f"前 {n} 年{t.zh}" if n > 1 else f"上年{t.zh}" for n, t in enumerate(names, 1))
    en = ", ".join(f"{n} years before: {t.en}" if n > 1 else f"last year: {t.en}" for n, t in enumerate(names, 1))
    return Text(f"历年等次:{zh}", f"earlier grades: {en}")


def say_effect(spec: schema.Grading, struck: Struck, before: int | None, after: int | None) -> Text:
    """What a strike did to the grade, or that it is open."""
    if struck.outcome is Outcome.NOT_ASSESSABLE:
        return Text("能否成立无法判定,等次为暂定", "not assessable: the grade is provisional")
    if struck.outcome is not Outcome.MET:
        return Text("未触发", "does not strike")
    names = [grade_name(spec, None if place is None else spec.grades[place].id) for place in (before, after)]
    if before == after:
        return Text(f"触发,等次不变({names[1].zh})", f"strikes; the grade stays {names[1].en}")
    return Text(f"触发:{names[0].zh} → {names[1].zh}", f"strikes: {names[0].en} → {names[1].en}")
