"""The JSON Schema of every pack file, made from the models, for editors.

Floor: core.framework. In: the models of `schema`. Out: plain mappings.
"""

from __future__ import annotations

from typing import Any

from jiaodu.core.framework import schema
from jiaodu.core.framework.files import EDITION_KINDS, KINDS


def json_schemas() -> dict[str, dict[str, Any]]:
    """File kind -> JSON Schema. Files of definitions map ids to one model each."""
    found = {"pack": schema.PackFile.model_json_schema()}
    for kind, model in KINDS.items():
        inner = model.model_json_schema()
        definitions = inner.pop("$defs", {})
        definitions[model.__name__] = inner
        found[kind] = _of_definitions(kind, definitions, [model.__name__])
    found["checks"] = _checks()
    for kind, model in EDITION_KINDS.items():
        found[kind] = model.model_json_schema()
    return found


def _of_definitions(kind: str, definitions: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """A file that maps ids to definitions, each of one of the models named."""
    references = [{"$ref": f"#/$defs/{name}"} for name in names]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"jiaodu pack: {kind}",
        "type": "object",
        "propertyNames": {"pattern": schema.ID_PATTERN},
        "additionalProperties": references[0] if len(references) == 1 else {"anyOf": references},
        "$defs": definitions,
    }


def _checks() -> dict[str, Any]:
    """Rules of all kinds in one file."""
    definitions: dict[str, Any] = {}
    for model in schema.CHECK_KINDS.values():
        inner = model.model_json_schema()
        definitions |= inner.pop("$defs", {})
        definitions[model.__name__] = inner
    return _of_definitions("checks", definitions, [model.__name__ for model in schema.CHECK_KINDS.values()])
