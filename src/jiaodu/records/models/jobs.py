"""Long work that a worker does: what, how far, for whom; it can be cancelled. Floor: records."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jiaodu.records.models.users import User


class Job(models.Model):
    """One piece of long work. `kind` names the deed in actions; `done` of `total` is shown while it runs.

    `path` is the place in the tree of the unit that it is about, for who may see it. `door` and `address` are where it was asked
    for. `worker` names the process that has it; `alive` is when that process last said so. `result` holds what it came to.
    """

    class State(models.TextChoices):
        """cancelled is the user's wish, failed is a fault or a worker that died."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=48)
    arguments = models.JSONField(default=dict)
    org = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list)
    cancel_asked = models.BooleanField(default=False)
    # null is the server itself; an account with jobs is closed, never removed, or its jobs would become the server's
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    address = models.CharField(max_length=64, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True, blank=True)
    alive = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created",)
        indexes = (models.Index(fields=["state", "created"]), models.Index(fields=["by", "created"]))

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class Worker(models.Model):
    """A process that does jobs, and when it last said that it is there."""

    name = models.CharField(max_length=80, primary_key=True)
    started = models.DateTimeField(default=timezone.now)
    alive = models.DateTimeField(default=timezone.now)
