"""Static files under hashed names, modules' imports included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class StaticStorage(ManifestStaticFilesStorage):
    """Far-future caching without a bundler: `import './x.js'` is rewritten to the hashed name."""

    support_js_module_import_aggregation = True
