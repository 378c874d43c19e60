"""What the tests of reports share: the example evaluated once, and its report in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.intake import read_sources
from jiaodu.reports import Document, compose_report

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def beijing() -> Evaluated:
    """The example of Beijing, evaluated."""
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    return evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])


@pytest.fixture(scope="session")
def beijing_report(beijing: Evaluated) -> Document:
    """Its report in Chinese."""
    return compose_report(beijing, "110000", "zh")
