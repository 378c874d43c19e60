"""Users, what they are allowed to be, and their tokens. Floor: records."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Makes users. Who may make them is decided in actions."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user with a hashed password; without a password nobody can log in by one."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. `org` is the unit that the person works for, `path` its place; rights stand in `Grant`s.

    A login name is never used for another person: when somebody leaves, the account is closed and `successor` names the account
    that took its grants over (hand-over). `password_expires` is the last moment of a one-time password. A rise of `epoch` ends
    all sessions of the account, as a change of the password does. `external_id` is what a sign-on provider calls the person.
    """

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    org = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=400, default="", blank=True, db_index=True)
    department = models.CharField(max_length=64, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    external_id = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed = models.DateTimeField(null=True, blank=True)
    password_expires = models.DateTimeField(null=True, blank=True)
    epoch = models.IntegerField(default=0)
    closed = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors")
    created = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="one_account_of_an_external_id"
            ),
        )

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must hold to be of this account: it changes with the password and with `epoch`."""
        return salted_hmac(
            "jiaodu.records.models.users", f"{self.epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()


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


class Attempt(models.Model):
    """How often something was tried within a window of time, for limits that hold over all processes. Rows are counted up, not added.

    `key` is a digest of who tries (an address, an account, a token); `window` is the window's number since 1970.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.IntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key", "window"], name="one_count"),)
