"""Files behind figures, kept by the hash of their bytes. Floor: records."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from jiaodu.records.models.rounds import Task
from jiaodu.records.models.users import User


class Evidence(models.Model):
    """A file that a unit adds to an item (or to the whole task: `item` empty). The bytes stand in evidence/ under their hash."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="evidence")
    row = models.IntegerField(default=0)
    item = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16, default="evidence")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
