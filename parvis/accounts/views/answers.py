"""What our pages made of allauth's views have in common."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse


class Answers422:
    """A form with mistakes answers 422, with the same page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


def as_json(options: Any) -> str:
    """What the browser must know to ask for a passkey, as text for a data attribute."""
    return json.dumps(options["publicKey"], cls=DjangoJSONEncoder)
