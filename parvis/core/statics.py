"""Static files under hashed names, modules' imports included, each with its compressed twin."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise carries no types
    """Far-future caching without a bundler: `import './x.js'` is rewritten to the hashed name."""

    support_js_module_import_aggregation = True
