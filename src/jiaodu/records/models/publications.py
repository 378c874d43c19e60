"""Approvals on their way into the store: what was meant, so that a crash between store and database is mended. Floor: records."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jiaodu.records.models.users import User


class Publication(models.Model):
    """One move of the store's manifest by an approval. Its id stands in the reason of the manifest that it made.

    `before` is the number of the store's head when it began: a manifest of this publication is among the later ones or nowhere.
    """

    class State(models.TextChoices):
        """pending: meant, and perhaps in the store; done: in both; undone: it never reached the store."""

        PENDING = "pending"
        DONE = "done"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING, db_index=True)
    before = models.BigIntegerField()
    snapshot = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=64, blank=True)
    door = models.CharField(max_length=12, default="web")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True, blank=True)
