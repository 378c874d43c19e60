"""Users, what they are allowed to be, and their tokens. Floor: records."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users. Who may make them is decided in actions."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user with a hashed password; without a password nobody can log in by one."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. `org` is the unit that the person works for; rights stand in `Grant`s.

    A login name is never used for another person; an account that a successor takes over gets a new person's name with an
    audit line (hand-over).
    """

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    org = models.CharField(max_length=64, db_index=True)
    department = models.CharField(max_length=64, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Grant(models.Model):
    """A role of a user over a unit and all that stands below it.

    `role` is an id of actions/roles.yaml. `path` is the unit's place in the tree (`/11/1101/`), so that one prefix test says
    whether something is below it. `forms` narrows to these form ids, `department` to the items that it owns; empty: no narrowing.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32)
    org = models.CharField(max_length=64)
    path = models.CharField(max_length=400)
    forms = models.JSONField(default=list, blank=True)
    department = models.CharField(max_length=64, blank=True)
    from_day = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["user", "role"]), models.Index(fields=["path"]))


class ApiToken(models.Model):
    """A token of a user for programs. Only its SHA-256 is kept; `prefix` is shown so that people can tell tokens apart."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=64)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
