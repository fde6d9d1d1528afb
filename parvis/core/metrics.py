"""Figures of the requests this server answered, for Prometheus. Nothing is loaded or counted without a token.

Web processes share their figures in files of the folder PROMETHEUS_MULTIPROC_DIR, which `parvis run` makes anew at each
start; without it each process counts for itself. Whatever else `/metrics` says is read from the database when asked.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from parvis.core.lazy import load

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SHARED = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure read just now: one value for each tuple of label values, or one for the empty tuple."""

    name: str
    about: str
    values: dict[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


class Meter:
    """The two figures of a process."""

    def __init__(self) -> None:
        prometheus = load("prometheus_client")
        self.registry = prometheus.CollectorRegistry()
        self.answers = prometheus.Counter(
            "parvis_requests",
            "Requests answered, by route and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = prometheus.Histogram(
            "parvis_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=self.registry
        )


@lru_cache(maxsize=1)
def meter() -> Meter:
    return Meter()


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    if settings.METRICS_TOKEN:
        meter().answers.labels(method, route, str(status)).inc()
        meter().seconds.labels(route).observe(seconds)


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """The text Prometheus reads: the answers of all web processes, then the gauges."""
    registry = _of_all_processes()
    registry.register(_Given(gauges))
    text: bytes = load("prometheus_client").generate_latest(registry)
    return text


class _Given:
    """A collector of figures already gathered."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self.gauges = gauges

    def collect(self) -> Iterable[Any]:
        for gauge in self.gauges:
            family = load("prometheus_client.core").GaugeMetricFamily(gauge.name, gauge.about, labels=gauge.labels)
            for key, value in gauge.values.items():
                family.add_metric(key, value)
            yield family


class _OfThisProcess:
    def collect(self) -> list[Any]:
        return list(meter().registry.collect())


def _of_all_processes() -> Any:
    registry = load("prometheus_client").CollectorRegistry()
    if os.environ.get(SHARED):
        load("prometheus_client.multiprocess").MultiProcessCollector(registry)
    else:
        registry.register(_OfThisProcess())
    return registry
