"""The tables of the records, one file a noun. Floor: records."""

from jiaodu.records.models.audit import AuditEntry
from jiaodu.records.models.decisions import CellComment, Decision, SignOff
from jiaodu.records.models.evidence import Evidence
from jiaodu.records.models.filling import Cell, CellChange, Presence, RowKey
from jiaodu.records.models.jobs import Job, Worker
from jiaodu.records.models.publications import Publication
from jiaodu.records.models.rounds import Notice, Round, RoundForm, Task
from jiaodu.records.models.users import ApiToken, Attempt, Grant, User

__all__ = [
    "ApiToken",
    "Attempt",
    "AuditEntry",
    "Cell",
    "CellChange",
    "CellComment",
    "Decision",
    "Evidence",
    "Grant",
    "Job",
    "Notice",
    "Presence",
    "Publication",
    "Round",
    "RoundForm",
    "RowKey",
    "SignOff",
    "Task",
    "User",
    "Worker",
]
