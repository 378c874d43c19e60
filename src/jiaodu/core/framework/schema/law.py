"""A pack, its editions, and the documents that it cites.

Floor: core.framework. In: pack.yaml, documents/. Out: frozen models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from jiaodu.core.base.periods import Align
from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import Frozen, Model, Strings


class Edition(Model):
    """One edition of a pack: the frame of one round."""

    title: Text
    evaluated_year: int | None = None
    issued: dt.date | None = None
    documents: Strings = ()
    includes: Strings = Field((), description="editions of the pack whose own folders this one reads as well")
    reports: Strings = Field((), description="editions of the pack whose report templates serve this one as well")
    align: Align | None = Field(None, description="which school year stands for the evaluated calendar year")


class PackFile(Model):
    """pack.yaml"""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")
    title: Text
    issuer: Text
    description: Text
    editions: Annotated[Mapping[str, Edition], Frozen] = Field(min_length=1)
    builds_on: Strings = ()
    shared: bool = Field(
        False, description="its items are there for the packs that build on it, not all for one of them"
    )


class Article(Model):
    """A quoted place in a document: at most a short quotation."""

    quote: str = Field("", max_length=200)
    summary: Text | None = None
    unverified: bool = False


class Document(Model):
    """documents/: a law, notice, plan or report that is cited."""

    title: Text
    number: str = ""
    issuer: Text
    issued: str = Field("", description="date, or year, as far as it is known")
    address: str = ""
    articles: Annotated[Mapping[str, Article], Frozen] = {}
    unverified: bool = False
