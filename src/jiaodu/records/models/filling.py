"""What is written in the cells of a task, now and ever. Floor: records."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from jiaodu.records.models.rounds import Task
from jiaodu.records.models.users import User


class Cell(models.Model):
    """One cell of a task as it stands: `row` is the line's number in the task (1 for forms of one row), `item` an item or grain column.

    `text` is as typed (reasons for missing values are typed as words, as in a workbook). `note` is the written reason for a
    kept anomaly. `revision` is the task's revision that wrote the text, `note_revision` that of the note: who saves says from
    which revision they started. `by` typed the text last.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="cells")
    row = models.IntegerField()
    item = models.CharField(max_length=64)
    text = models.CharField(max_length=2000, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    revision = models.IntegerField(default=0)
    note_revision = models.IntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "row", "item"], name="one_cell"),)


class RowKey(models.Model):
    """A line that a page added: `key` is the page's own word for it, so that a line sent twice is one line. Numbers are never used again."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="row_keys")
    key = models.CharField(max_length=40)
    row = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["task", "key"], name="one_key"),
            models.UniqueConstraint(fields=["task", "row"], name="one_row"),
        )


class Presence(models.Model):
    """Who has a task's form open, and in which cell they were last: a hint for others, no lock."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    row = models.IntegerField(default=0)
    item = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "user"], name="one_presence"),)


class CellChange(models.Model):
    """A change of one cell, never rewritten: the history of every value. `via` is typed, pasted, upload, prefill, restored or removed.

    `on_behalf` marks what an office filled in for a unit. `lost` keeps the text of a change that met a newer one in the
    same cell and did not win: nothing that a person typed is gone.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="changes")
    row = models.IntegerField()
    item = models.CharField(max_length=64)
    before = models.CharField(max_length=2000, blank=True)
    after = models.CharField(max_length=2000, blank=True)
    note_before = models.CharField(max_length=2000, blank=True)
    note_after = models.CharField(max_length=2000, blank=True)
    revision = models.IntegerField()
    version = models.IntegerField(default=0)
    via = models.CharField(max_length=12, default="typed")
    lost = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["task", "revision"]), models.Index(fields=["task", "row", "item"]))
