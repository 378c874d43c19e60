"""Kinds of groups beside the administrative tree: education groups, school districts, inspection areas.

Floor: core.framework. In: groupings/. Out: frozen models.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.forms import Code
from jiaodu.core.framework.schema.words import Frozen, Level, Model, Strings


class Grouping(Model):
    """groupings/: a kind of groups. Its id stands where a level stands: `levels: [school, education_group, county]`.

    A group is registered like any unit, its level the kind's id or name, its parent the government that it stands under.
    Which units are in it, and from when to when, a form with `memberships: true` brings.
    """

    name: Text
    aliases: Strings = ()
    of: Level = Field("school", description="the level of the units that are in the groups")
    overlap: bool = Field(False, description="whether a unit may be in several groups of the kind at once")
    roles: Annotated[Mapping[str, Code], Frozen] = Field({}, description="what a unit can be in a group")
    description: Text | None = None
    unverified: bool = False
