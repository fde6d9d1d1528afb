"""The floors: what a page with one SELECT, or a post with n INSERTs, costs in this very server."""

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from parvis.core.doors import public_view


class Row(models.Model):
    """A table of the measure's own, shaped like a row of history."""

    at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=200)
    number = models.IntegerField()

    class Meta:
        app_label = "bench_floors"
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.name


@public_view
def nothing(request: HttpRequest) -> HttpResponse:
    """No database."""
    return HttpResponse("nothing")


@public_view
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One indexed SELECT and a small template."""
    return render(request, "bench/read.html", {"row": Row._default_manager.get(pk=pk)})


@csrf_exempt
@public_view
def write(request: HttpRequest, count: int) -> HttpResponse:
    """So many INSERTs in one commit."""
    now = timezone.now()
    with transaction.atomic():
        for number in range(count):
            Row._default_manager.create(at=now, name="Sam Petit", note="a line of history", number=number)
    return HttpResponse("written")
