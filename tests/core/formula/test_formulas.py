"""Formulas as text pairs; printing and parsing are inverse; nothing but JiaoduError ever comes out."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.problems import JiaoduError, Place
from jiaodu.core.base.text import Text
from jiaodu.core.formula import Names, parse_formula, print_canonical, print_sentence
from jiaodu.core.formula.nodes import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Item,
    Literal_,
    Logic,
    Negative,
    Node,
    Not,
    Number,
)
from jiaodu.core.framework import schema
from jiaodu.core.framework.compile import item_names
from jiaodu.core.framework.model import Form
from jiaodu.core.framework.row_types import Typing

PAIRS = [
    [part.strip() for part in line.split(";;")]
    for line in (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
SPEC = schema.Form.model_validate(
    {
        "name": {"zh": "学校表", "en": "schools"}, "level": "school", "period": "calendar_year", "counts": "所",
        "reference_dates": {"end": "12-31"}, "sources": ["stat"],
        "items": {
            "a": {"name": {"zh": "甲", "en": "a"}, "type": "count", "unit": "人"},
            "b": {"name": {"zh": "乙", "en": "b"}, "type": "count", "unit": "人"},
            "pupils": {"name": {"zh": "学生数", "en": "pupils"}, "type": "count", "unit": "人"},
            "teachers": {"name": {"zh": "专任教师数", "en": "teachers"}, "type": "count", "unit": "人", "aliases": ["专任教师数(人)"]},
            "age36": {"name": {"zh": "3-6岁人口数", "en": "aged 3 to 6"}, "type": "count", "unit": "人"},
            "ownership": {"name": {"zh": "办学性质", "en": "ownership"}, "type": "code",
                          "codes": {"public": {"name": {"zh": "公办", "en": "public"}}, "private": {"name": {"zh": "民办", "en": "private"}}}},
            "certified": {"name": {"zh": "持证", "en": "certified"}, "type": "yes_no"},
        },
    }
)  # fmt: skip
FORM = Form("schools", SPEC, None, Place(), "trial")  # type: ignore[arg-type]
INDICATORS = {"x": "指标甲", "y": "指标乙"}


def read(text: str, mode: str) -> Node:
    if mode == "table":
        faults: list = []
        node = Typing(FORM, Place(), faults).outer(parse_formula(text, item_names(FORM), "table"))
        if faults:
            raise JiaoduError(faults)
        return node
    names = (
        {**{i: i for i in INDICATORS}, "value": "value", "pupils": "pupils"}
        if mode == "across"
        else {i: i for i in INDICATORS}
    )
    return parse_formula(text, Names(names, "指标"), mode)  # type: ignore[arg-type]


def naming(id_: str) -> Text:
    name = INDICATORS.get(id_) or FORM.item(id_).name.zh
    return Text(name, name)


@pytest.mark.parametrize(("text", "mode", "wanted", "sentence"), PAIRS, ids=[p[0] for p in PAIRS])
def test_pairs(text: str, mode: str, wanted: str, sentence: str) -> None:
    if wanted[0] == "F" and wanted[1:].isdigit():
        with pytest.raises(JiaoduError) as caught:
            read(text, mode)
        assert wanted in [p.code for p in caught.value.problems]
        return
    node = read(text, mode)
    assert print_canonical(node) == wanted
    assert read(wanted, mode) == node
    if sentence != "-":
        code = lambda item, value: FORM.item(item).codes[value].name  # noqa: E731
        assert print_sentence(node, "zh", naming, code, Text("所", "schools")) == sentence


ITEMS = st.sampled_from([Item(n) for n in ("a", "b", "pupils", "teachers")])
NUMBERS = st.decimals(0, 10**6, places=3).map(lambda d: Number(Fraction(d)))


def _arithmetic(inner: st.SearchStrategy[Node], ops: str) -> st.SearchStrategy[Node]:
    return st.builds(Arithmetic, st.sampled_from(list(ops)), inner, inner) | st.builds(Negative, inner)


ROWS = st.recursive(ITEMS | NUMBERS, lambda inner: _arithmetic(inner, "+-*"), max_leaves=5)
COMPARISONS = st.builds(Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), ROWS, ROWS) | st.just(
    Among(Item("ownership"), (Literal_("public"), Literal_("private")))
)
CONDITIONS = st.recursive(
    COMPARISONS, lambda c: st.builds(Logic, st.sampled_from(["and", "or"]), c, c) | st.builds(Not, c), max_leaves=4
)
AGGREGATES = st.builds(
    Aggregate, st.sampled_from(["sum", "min", "max", "count", "stated"]), ROWS, st.none() | CONDITIONS
) | st.builds(Aggregate, st.just("count"), st.none(), st.none() | CONDITIONS)
FORMULAS = st.recursive(AGGREGATES, lambda inner: _arithmetic(inner | NUMBERS, "+-*/"), max_leaves=5)


@given(FORMULAS)
def test_printing_and_parsing_are_inverse(node: Node) -> None:
    assert parse_formula(print_canonical(node), item_names(FORM), "table") == node


@given(
    st.text(
        alphabet=st.sampled_from(
            list("ab学生数(){}[],.;:'\"+-*/<>= \n\t0123456789_sumcountfilterwhere“”‘’（）\\%$#@!~`")
        ),
        max_size=60,
    )
    | st.text(max_size=40)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text, "table")
    except JiaoduError as error:
        assert error.problems and all(p.what("zh") and p.what("en") and p.remedy("zh") for p in error.problems)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "sum(a)" + ")" * 3000,
        "sum(a)" + "+sum(a)" * 3000,
        "-" * 3000 + "sum(a)",
        "not " * 900 + "a",
        "sum(" * 200 + "a" + ")" * 200,
    ],
)
def test_long_and_deep_texts_end_soon(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(JiaoduError):
        read(text, "table")
    assert time.monotonic() - begun < 20


def test_a_name_inside_a_longer_word_is_not_taken() -> None:
    with pytest.raises(JiaoduError) as caught:
        read("sum(学生数量)", "table")
    assert caught.value.problems[0].code == "F01"


def test_all_unknown_names_are_reported_at_once() -> None:
    with pytest.raises(JiaoduError) as caught:
        read("sum(甲乙) / sum(丙丁)", "table")
    assert [p.data["name"] for p in caught.value.problems] == ["甲乙", "丙丁"]
