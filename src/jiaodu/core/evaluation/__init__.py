"""Evaluation: values against the standards in force become verdicts and problems. Floor: core.evaluation."""

from jiaodu.core.evaluation.addresses import Address, Addresses, CellValue
from jiaodu.core.evaluation.comparing import decide
from jiaodu.core.evaluation.evaluate import Evaluated, Evaluation, Run, evaluate, open_values
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import BASIS_NAMES, OP_NAMES, OUTCOME_NAMES, Outcome, Verdict
from jiaodu.core.evaluation.spans import values_over

__all__ = [
    "BASIS_NAMES", "OP_NAMES", "OUTCOME_NAMES", "Address", "Addresses", "CellValue", "Evaluated", "Evaluation", "Judge",
    "Outcome", "Run", "Verdict", "decide", "evaluate", "open_values", "values_over",
]  # fmt: skip
