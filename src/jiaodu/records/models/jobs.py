"""Long work that a worker does: what, how far, for whom; it can be cancelled. Floor: records."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jiaodu.records.models.users import User


class Job(models.Model):
    """One piece of long work. `kind` names the deed in actions; `done` of `total` is shown while it runs."""

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
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED, db_index=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True, blank=True)
    problems = models.JSONField(default=list)
    cancel_asked = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="jobs")
    created = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True, blank=True)
    alive = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created",)
