"""Wrong packs: the right code at the right line, everything at once; right packs are immutable."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pydantic
import pytest
from packs_in_text import PACK, PackWriter

from jiaodu.core.base.problems import Problem
from jiaodu.core.framework.tidy import tidy_text
from jiaodu.core.framework.yaml_reader import Locator, parse_yaml

FORMS = """\
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    money: {name: {zh: 经费, en: money}, type: number, unit: 元}
    kind: {name: {zh: 类别, en: kind}, type: code, codes: {a: {name: {zh: 甲, en: a}}}}
"""
HEAD = "x:\n  name: {zh: 指标, en: x}\n"


def problems(pack: PackWriter, **kinds: str) -> list[Problem]:
    return [p for p in pack.add(**({"forms": FORMS} | kinds)).attempt().problems if p.code != "P09"]


def indicator(formula: str, unit: str = "ratio", levels: str = "[school, county]", more: str = "table: schools") -> str:
    return f"{HEAD}  {more}\n  formula: {formula}\n  unit: {unit}\n  levels: {levels}\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (indicator("sum(pupil)"), "F01", 4),
        (indicator("sum(pupils)", "元"), "F07", 4),
        (indicator("sum(pupils) + sum(money)", "元"), "F06", 4),
        (indicator("sum(money) / sum(pupils)", "percent"), "F07", 4),
        (indicator("sum(pupils + money)", "元"), "F06", 4),
        (indicator("sum(kind)"), "F08", 4),
        (indicator("sum(pupils) filter (where kind = 'z')", "人"), "F09", 4),
        (indicator("stated(pupils)", "人"), "F15", 6),
        (indicator("sum(pupils)", "人", "[school, planet]"), "P30", 6),
        (indicator("sum(pupils)", "万亿人"), "P03", 5),
        (indicator("sum(pupils)", "人", more="table: shools"), "P04", 3),
        (
            indicator("growth(y)", more="note: {zh: 无, en: none}")
            + "y: {name: {zh: 乙, en: y}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county]}\n",
            "F14",
            4,
        ),
        (
            indicator("y + 1", more="note: {zh: 无, en: none}")
            + "y: {name: {zh: 乙, en: y}, formula: x + 1, unit: ratio, levels: [school, county]}\n",
            "F12",
            None,
        ),
        (
            indicator("cv(value)", levels="[county]", more="across: {level: school, indicator: y}")
            + "y: {name: {zh: 乙, en: y}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county]}\n",
            "F11",
            4,
        ),
        (indicator("sum(pupils)", "人") + "  fomula: 1\n", "P03", 7),
        (indicator("sum(pupils)", "人") + "  unit: 人\n", "P02", 7),
        (HEAD + "  table: [\n", "P01", None),
        (HEAD + "\ttable: schools\n", "P01", 3),
    ],
)
def test_mistakes_of_indicators(pack: PackWriter, text: str, code: str, line: int | None) -> None:
    found = problems(pack, indicators=text)
    assert code in [p.code for p in found], [p.line("en") for p in found]
    place = next(p.place for p in found if p.code == code)
    assert place.file == "trial/indicators/trial.yaml"
    assert line is None or place.line == line


GOOD = indicator("sum(pupils)", "人")
STANDARD = "s:\n  name: {zh: 标准, en: s}\n  indicator: %s\n  basis: legal\n  levels: [%s]\n  entries:\n%s"
ENTRY = '    - {from: %s, op: ">=", value: 1, document: %s, article: "%s"}\n'


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (STANDARD % ("nothing", "school", ENTRY % ("2019-01-01", "law", "1")), "P04", 3),
        (STANDARD % ("x", "province", ENTRY % ("2019-01-01", "law", "1")), "P10", 5),
        (STANDARD % ("x", "school", ENTRY % ("2019-01-01", "law", "9")), "P08", 7),
        (STANDARD % ("x", "school", ENTRY % ("2019-01-01", "no_law", "1")), "P04", 7),
        (
            STANDARD % ("x", "school", ENTRY % ("2019-01-01", "law", "1") + ENTRY % ("2018-01-01", "law", "1")),
            "P16",
            None,
        ),
        (
            (STANDARD % ("x", "school", ENTRY % ("2019-01-01", "law", "1"))).replace(
                "  basis", "  kind: growth\n  basis"
            ),
            "F14",
            1,
        ),
    ],
)
def test_mistakes_of_standards(pack: PackWriter, text: str, code: str, line: int | None) -> None:
    found = problems(pack, indicators=GOOD, standards=text)
    assert code in [p.code for p in found], [p.line("en") for p in found]
    assert line is None or next(p.place.line for p in found if p.code == code) == line


def test_everything_at_once(pack: PackWriter) -> None:
    text = indicator("sum(nobody)", "人") + indicator("sum(kind)").replace("x:", "y:", 1).replace("指标", "指标二")
    found = problems(pack, indicators=text, standards=STANDARD % ("zz", "school", ENTRY % ("2019-01-01", "law", "9")))
    assert {"F01", "F08", "P04", "P08"} <= {p.code for p in found}


def test_two_names_for_two_things(pack: PackWriter) -> None:
    assert "P15" in [p.code for p in problems(pack, forms=FORMS.replace("经费", "学生数"), indicators=GOOD)]


def test_files_that_cannot_be_read(pack: PackWriter) -> None:
    pack.add(forms=FORMS)
    pack.write("indicators/latin.yaml", "名: 值".encode("gb18030"))
    pack.write("indicators/huge.yaml", b"# " + b"x" * 5_000_000)
    assert {"P01", "P17"} <= {p.code for p in pack.attempt().problems}


def test_editions_and_packs_that_are_not_there(pack: PackWriter) -> None:
    from jiaodu.core.framework import try_framework

    assert [p.code for p in try_framework(["trial@9"], [pack.folder]).problems] == ["P06"]
    assert [p.code for p in try_framework(["nowhere"], [pack.folder]).problems] == ["P05"]


def test_packs_in_a_circle(pack: PackWriter) -> None:
    other = PackWriter(pack.folder, "other")
    pack.write("pack.yaml", (pack.root / "pack.yaml").read_text() + "builds_on: [other@1]\n")
    other.write("pack.yaml", (other.root / "pack.yaml").read_text() + "builds_on: [trial@1]\n")
    assert "P07" in [p.code for p in pack.attempt().problems]


def test_a_framework_is_immutable(pack: PackWriter) -> None:
    framework = pack.add(forms=FORMS, indicators=GOOD).load()
    with pytest.raises(TypeError):
        framework.indicators["y"] = framework.indicators["x"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        framework.indicators["x"].kind = "across"  # type: ignore[misc]
    with pytest.raises(pydantic.ValidationError):
        framework.indicators["x"].spec.formula = "1"
    assert framework.hash == pack.load().hash
    pack.write("indicators/trial.yaml", GOOD.replace("人", "万人"))
    assert framework.hash != pack.load().hash


def test_scalars_stay_text() -> None:
    read = parse_yaml(
        "a: no\nb: 12:30\nc: 1_000\nd: 010\ne: 1.10\nf: null\ng: 2019-01-01\nh: 'null'\n", Locator("f")
    ).data
    assert read == {
        "a": "no",
        "b": "12:30",
        "c": "1_000",
        "d": "010",
        "e": "1.10",
        "f": None,
        "g": "2019-01-01",
        "h": "null",
    }


def test_tidying_keeps_the_data() -> None:
    text = "a: 1   \r\n\n\n\nb: |\n  x  \n  y\n"
    tidy = tidy_text(text)
    assert parse_yaml(tidy, Locator("")).data == parse_yaml(text, Locator("")).data
    assert tidy_text("a: 1  \n\n\n\nb: 2") == "a: 1\n\nb: 2\n"


@pytest.mark.parametrize(("head", "said"), [("", ["school_texts.b"]), ("shared: true\n", [])])
def test_an_item_that_nobody_reads(pack: PackWriter, head: str, said: list[str]) -> None:
    """P09 is said of a number or code, not of a text, and not of a pack whose items are there for others."""
    forms = FORMS.replace("schools:", "school_texts:").split("    money")[0].replace("pupils:", "b:")
    pack.write("pack.yaml", PACK + head)
    pack.add(forms=forms + "    remark: {name: {zh: 备注, en: remark}, type: text}\n")
    assert [p.data["item"] for p in pack.attempt().problems if p.code == "P09"] == said
