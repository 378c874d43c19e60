"""What Beijing set for itself is asked of Beijing, and of no other province with the same figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Framework, load_framework

OWN = {
    "leader_visits",
    "public_party_coverage_full",
    "private_party_work_coverage_full",
    "inclusive_preschool_city_target",
}
PROVINCES = {"110000": "北京市", "120000": "天津市", "130000": "河北省"}


@pytest.fixture(scope="module")
def duty() -> Framework:
    return load_framework(["provincial-duty@2020"])


def test_what_a_government_s_own_report_sets_names_that_government(duty: Framework) -> None:
    cited = {
        id_
        for id_, s in duty.standards.items()
        if any(e.document == "beijing_self_evaluation_2019" for e in s.spec.entries)
    }
    assert cited == OWN == {id_ for id_, s in duty.standards.items() if s.spec.units}
    assert {duty.standards[id_].spec.units for id_ in OWN} == {("110000",)}


def test_other_provinces_with_the_same_figures_are_not_judged_by_it(duty: Framework) -> None:
    given: dict[str, dict[str, object]] = {
        "preschool": {"inclusive_share": Decimal("75.99"), "public_share": Decimal("50.00")},
        "party_building": {
            "leader_visits_least": 1,
            "public_party_coverage": Decimal("99.00"),
            "private_party_work_coverage": Decimal("100.00"),
        },
    }
    staged = []
    for form_id, items in given.items():
        form = duty.forms[form_id]
        digits = {c.name: c.digits for c in form.table.items}
        typed = {
            n: v.quantize(Decimal(1).scaleb(-digits[n])) if isinstance(v, Decimal) else v for n, v in items.items()
        }
        rows = [
            {"org": p, "period": 2019, "as_of": dt.date(2019, 12, 31), "source": form.spec.sources[0], "_row": n}
            | typed
            for n, p in enumerate(PROVINCES)
        ]
        staged.append(stage_rows(form.table, Origin("trial", "", "", "rows", {}), rows))
    tree = OrganisationTree(
        [Organisation(c, n, "province", "", dt.date(1900, 1, 1), None, {}) for c, n in PROVINCES.items()]
    )
    found = evaluate(duty, MemoryFacts(staged, tree), 2019, orgs=list(PROVINCES)).evaluation
    said = {
        org: {v.standard: v.outcome.value for v in found.verdicts if v.org == org and v.standard in OWN}
        for org in PROVINCES
    }
    assert said["110000"] == {
        "leader_visits": "not_met",
        "public_party_coverage_full": "not_met",
        "private_party_work_coverage_full": "met",
        "inclusive_preschool_city_target": "not_met",
    }
    assert said["120000"] == said["130000"] == {}
    # what is asked of all is still asked of all
    half = {v.org: v.outcome.value for v in found.verdicts if v.standard == "public_preschool_share_half"}
    assert half == dict.fromkeys(PROVINCES, "met")
