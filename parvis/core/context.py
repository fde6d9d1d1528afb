"""What every template may know about the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, Any]:
    """Demo mode, and the languages of the interface."""
    return {"is_demo": settings.DEMO_OPEN, "languages": settings.LANGUAGES}
