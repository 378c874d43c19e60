"""What offices decide on a task: reviews, returns, approvals, comments on cells, signatures. Floor: records."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from jiaodu.records.models.evidence import Evidence
from jiaodu.records.models.rounds import Task
from jiaodu.records.models.users import User


class Decision(models.Model):
    """A step of a task: submit, review, approve, return, reopen, withdraw; with who, when and why. Never rewritten.

    A submission holds the task's cells as they stood: `cells` is {row: {item: [text, note, login name, moment]}}, `closed` the items
    for which the official statistics stood ({row: [item]}), `evidence` the files behind them ([row, item, name, sha256]), and
    `digest` the SHA-256 of the document that is made of all three (`jiaodu.actions.submissions`), which signatures, prints and the store name too. `problems` is what the checks said then: what was
    out of the ordinary and kept with a reason.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="decisions")
    version = models.IntegerField()
    step = models.CharField(max_length=12)
    reason = models.CharField(max_length=2000, blank=True)
    on_behalf = models.BooleanField(default=False)
    cells = models.JSONField(null=True, blank=True)
    closed = models.JSONField(null=True, blank=True)
    evidence = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["task", "at"]),)
        ordering = ("at", "id")


class CellComment(models.Model):
    """A remark of an office on a cell of a version (`item` empty: on the row; `row` 0: on the form), settled by who answers it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="comments")
    version = models.IntegerField(default=0)
    row = models.IntegerField()
    item = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class SignOff(models.Model):
    """A signature on a submitted version: as statistician, reviewer or head. `copy` is the scan of the sealed print.

    `digest` is the SHA-256 of the cells that were signed: a signature does not pass to other figures.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="signatures")
    version = models.IntegerField()
    capacity = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    copy = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "version", "capacity"], name="one_signature"),)
