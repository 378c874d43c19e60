"""The roles of roles.yaml, read once and checked. Floor: actions."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml

from jiaodu.core.base.text import Text


@dataclass(frozen=True, slots=True)
class Role:
    """A role, the verbs that it may, and the roles that it may grant to others."""

    id: str
    name: Text
    may: frozenset[str]
    gives: frozenset[str] = frozenset()


@functools.cache
def read_roles() -> Mapping[str, Role]:
    """All roles by id."""
    text = (resources.files("jiaodu.actions") / "roles.yaml").read_text(encoding="utf-8")
    return {
        id_: Role(id_, Text(**given["name"]), frozenset(given["may"]), frozenset(given.get("gives", ())))
        for id_, given in yaml.safe_load(text).items()
    }


@functools.cache
def every_verb() -> frozenset[str]:
    """All verbs that some role may."""
    return frozenset(verb for role in read_roles().values() for verb in role.may)
