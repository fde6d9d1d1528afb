"""The public page that says whether a signed contract is genuine; the file that is brought is not kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.doors import client_ip
from parvis.core.doors import public_view
from parvis.core.errors import Refused
from parvis.core.rates import Rate, TooMany, buckets
from parvis.core.slots import Slots
from parvis.sales.forms.answers import VerifyForm
from parvis.sales.seal_keys import read_keys
from parvis.sales.verification import MOST_BYTES, Verdict
from parvis.sales.verification import verify as judge

CHECKS = Slots(1, in_line=3, patience_s=10.0)
RATE = Rate("verify", 20, 1)


@require_http_methods(["GET", "HEAD", "POST"])
@public_view
def verify(request: HttpRequest) -> HttpResponse:
    """Drop a file, read a verdict."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    verdict: Verdict | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", _("This file is larger than 10 MB."))
        else:
            verdict = _verdict(request, file.read())
    context = {"form": form, "verdict": verdict, "keys": read_keys()}
    return render(request, "sales/verify.html", context, status=422 if form.errors else 200)


@require_safe
@public_view
def verify_authority(request: HttpRequest) -> HttpResponse:
    """The certificate of our authority, for those who want their PDF reader to know it."""
    keys = read_keys()
    if keys is None:
        raise Refused(_("No contract has been sealed here yet."), status=404)
    headers = {"Content-Disposition": 'attachment; filename="parvis-authority.crt"'}
    return HttpResponse(keys.authority, content_type="application/x-x509-ca-cert", headers=headers)


@require_safe
@public_view
def verify_revocations(request: HttpRequest) -> HttpResponse:
    """The revocation list of our authority."""
    keys = read_keys()
    if keys is None:
        raise Refused(_("No contract has been sealed here yet."), status=404)
    if keys.is_brought:
        raise Refused(
            _("The seal was issued by %(name)s: its revocation list is there.") % {"name": keys.issuer}, status=404
        )
    return HttpResponse(keys.revocations, content_type="application/pkix-crl")


def _verdict(request: HttpRequest, data: bytes) -> Verdict:
    """One check after the other: each takes a second of a processor."""
    busy = Refused(_("Many files are being checked. Please try again in a minute."), code="busy", status=429)
    try:
        buckets.take(f"verify {client_ip(request)}", RATE)
    except TooMany as refused:
        raise busy from refused
    with CHECKS.one() as is_mine:
        if not is_mine:
            raise busy
        return judge(data)
