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
        found[kind] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"jiaodu pack: {kind}",
            "type": "object",
            "propertyNames": {"pattern": schema.ID_PATTERN},
            "additionalProperties": {"$ref": f"#/$defs/{model.__name__}"},
            "$defs": definitions,
        }
    for kind, model in EDITION_KINDS.items():
        found[kind] = model.model_json_schema()
    return found
