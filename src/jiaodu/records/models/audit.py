"""The audit: one line for every deed, each holding the hash of the one before. Floor: records."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """Who did what, when, from where, with what before and after. Written only by `jiaodu.records.chain`.

    `org` is the unit that the deed is about, `path` its place in the tree on that day. `hash` is the SHA-256 of this line's content and of the hash of the line before. Names are kept as they were: no foreign keys, so
    that a line outlives the account it names.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    user = models.CharField(max_length=64, blank=True)
    user_org = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    door = models.CharField(max_length=12)
    deed = models.CharField(max_length=48)
    org = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = (
            models.Index(fields=["at"]),
            models.Index(fields=["user", "at"]),
            models.Index(fields=["org", "at"]),
            models.Index(fields=["path"]),
            models.Index(fields=["deed", "at"]),
            models.Index(fields=["subject"]),
        )
