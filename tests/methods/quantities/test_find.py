"""Numbers found in text, against pairs in plain text files."""

from __future__ import annotations

from fractions import Fraction

from jiaodu.methods.quantities import find_quantities


def test_a_sentence_of_a_report() -> None:
    found = find_quantities("2019年,新增幼儿学位 3 万个,普惠率达80.73%,每班不超过 45人。")
    assert [(q.text, q.claim, q.value, q.unit, q.approx) for q in found] == [
        ("2019年", False, None, "", None),
        ("3 万个", True, Fraction(30000), "个", None),
        ("80.73%", True, Fraction(8073, 10000), "%", None),
        ("45人", True, Fraction(45), "人", "at_most"),
    ]
