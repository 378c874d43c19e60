"""Static files as a running service has them: hashed names, compressed, modules that import one another by these names. Floor: web."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Gathered(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also renames what `import` in a module names."""

    support_js_module_import_aggregation = True
    # a picture that a page of an older version asks for is no reason for a broken page
    manifest_strict = False
