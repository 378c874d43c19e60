"""A year's evaluation: the round, its tasks (one form of one unit), and notices to people. Floor: records."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from jiaodu.records.models.users import User


class Round(models.Model):
    """A collection opened from pack editions: which year, whose subtree, until when.

    `extend_until` is the last day to which offices below may extend a task; none: no limit. `signatures` are the capacities
    (statistician, reviewer, head, copy for the sealed print) that must have signed before a submission goes on.
    """

    class State(models.TextChoices):
        """draft: being planned; open: being filled; closed: nothing more comes in."""

        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"

    name = models.CharField(max_length=120)
    packs = models.JSONField()
    year = models.IntegerField()
    org = models.CharField(max_length=64)
    path = models.CharField(max_length=400)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    due = models.DateField()
    extend_until = models.DateField(null=True, blank=True)
    signatures = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "-id")


class RoundForm(models.Model):
    """A form that a round asks for: by when, from which source, and which department answers for it (责任分解).

    `owners` are the departments that the pack names for its items; `department`, where it is set, answers for the whole form.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="forms")
    form = models.CharField(max_length=64)
    level = models.CharField(max_length=16)
    source = models.CharField(max_length=64)
    due = models.DateField()
    owners = models.JSONField(default=list)
    department = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "form"], name="one_round_form"),)
        ordering = ("id",)


class Task(models.Model):
    """One form that one unit fills in for one period of a round. The unit of work, of review and of progress.

    `path` is the unit's place in the tree, its own code last (`/11/1101/1101010001/`), `area` the path of the county in which it
    stands (its own where it stands above), by which progress is counted. `period` is the ordinal of the form's period kind.
    `due` with `extended_to` says until when, `first_submitted` when it first came and `on_time` whether that was kept (None:
    nothing came yet). `version` counts the submissions; reopening an approved task starts the next. `revision` counts saved
    changes of cells. `errors` and `warnings` are of the last check. `digest` is that of the version that was submitted last,
    `snapshot` the store's manifest that its approval made. While `publication` is set the task is on its way into the store and
    stays as it is.
    """

    class State(models.TextChoices):
        """Where a task stands on its way. void: the unit no longer owes it (closed, no longer due); it counts nowhere."""

        OPEN = "open"
        SUBMITTED = "submitted"
        REVIEWED = "reviewed"
        RETURNED = "returned"
        APPROVED = "approved"
        VOID = "void"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tasks")
    org = models.CharField(max_length=64)
    path = models.CharField(max_length=400)
    area = models.CharField(max_length=400, blank=True)
    form = models.CharField(max_length=64)
    period = models.IntegerField()
    source = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    due = models.DateField()
    extended_to = models.DateField(null=True, blank=True)
    extension_reason = models.CharField(max_length=400, blank=True)
    version = models.IntegerField(default=0)
    revision = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    filled = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)
    responsible = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    first_saved = models.DateTimeField(null=True, blank=True)
    submitted = models.DateTimeField(null=True, blank=True)
    first_submitted = models.DateTimeField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)
    approved = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    snapshot = models.CharField(max_length=32, blank=True)
    publication = models.ForeignKey(
        "records.Publication", on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )

    @property
    def deadline(self) -> dt.date:
        """The day that holds: the due day, or that of an extension."""
        return self.extended_to or self.due

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "org", "form", "period"], name="one_task"),)
        indexes = (
            # LIKE 'path%' reads this index on PostgreSQL whatever its collation (the class is ignored elsewhere)
            models.Index(fields=["path"], name="task_path", opclasses=["text_pattern_ops"]),
            models.Index(fields=["round", "path"], name="task_round_path", opclasses=["int8_ops", "text_pattern_ops"]),
            models.Index(fields=["round", "form", "state"]),
            models.Index(fields=["round", "state", "submitted"]),
            # holds all that progress counts, so that a city's matrix is read from the index alone
            models.Index(
                fields=[
                    "round",
                    "area",
                    "form",
                    "state",
                    "due",
                    "extended_to",
                    "errors",
                    "warnings",
                    "on_time",
                    "filled",
                    "asked",
                ],
                name="task_progress",
            ),
            models.Index(fields=["org", "state"]),
        )


class Notice(models.Model):
    """A message to the people of a unit: a reminder, a return, an extension. Read by each unit once.

    `kind` and `data` make the sentence, in the reader's language; `text` is what a person wrote.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, related_name="notices")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, related_name="notices")
    org = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    text = models.CharField(max_length=1000, blank=True)
    data = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    read = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["org", "read"]),)
