"""What anyone may see of an exhibitor here: its logo."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parvis.core.doors import public_view
from parvis.core.uploads import image_response
from parvis.exhibitors.models import Exhibitor, ExhibitorProfile


@require_safe
@public_view
def logo(request: HttpRequest, exhibitor_id: int) -> HttpResponseBase:
    """The logo of a confirmed exhibitor; `?v=` changes with the picture, so it may be kept for a day."""
    profiles = ExhibitorProfile.objects.filter(exhibitor__status=Exhibitor.Status.CONFIRMED)
    profile = get_object_or_404(profiles, exhibitor=exhibitor_id)
    if not profile.logo_path:
        raise Http404
    response = image_response(profile.logo_path)
    response["Cache-Control"] = "public, max-age=86400"
    return response
