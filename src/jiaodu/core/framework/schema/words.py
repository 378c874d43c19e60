"""The words that every pack noun is made of: identifiers, units, levels, days, frozen mappings.

Floor: core.framework. In: plain text. Out: checked types and the base model.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.units import parse_unit

ID_PATTERN = r"^[a-z][a-z0-9_]{0,79}$"


def _known_unit(text: str) -> str:
    parse_unit(text)
    return text


def _known_level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"unknown level {text!r}; known: {', '.join(LEVELS)}")
    return text


def _level_or_kind(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text):
        raise ValueError(f"{text!r} is no level; known: {', '.join(LEVELS)}, and the ids of groupings/")
    return text


def _known_day(text: str) -> str:
    if text != "end":
        if not re.fullmatch(r"\d\d-\d\d", text):
            raise ValueError(f"{text!r} is no day of the year; write MM-DD")
        # a year without 29 February: the day must be there every year
        dt.date.fromisoformat(f"2019-{text}")
    return text


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
UnitText = Annotated[str, AfterValidator(_known_unit)]
Level = Annotated[str, AfterValidator(_known_level)]
# a level of the tree, or a kind of groups; which kinds there are is checked when all packs are read (P30)
AnyLevel = Annotated[str, AfterValidator(_level_or_kind)]
DayOfYear = Annotated[str, AfterValidator(_known_day)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Fixed(dict[str, Any]):
    """A mapping that cannot be changed; a plain read-only view could not be copied with its model."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a framework is immutable")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __deepcopy__(self, _: Any) -> Fixed:
        return self


Frozen = AfterValidator(Fixed)
Basis = Literal["legal", "target", "proxy"]


class Model(BaseModel):
    """What every pack noun shares: frozen, and no word that is not in the schema."""

    # a kind is built when the first file of it is read: a third of what the import of all of them takes
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, validate_default=True, defer_build=True)
