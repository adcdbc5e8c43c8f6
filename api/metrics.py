"""What the process counts, for Prometheus: requests by route, method and status, how long they take, redlines, and how
long writes wait for each other. No label holds an id, a name or a word of anybody's."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
NO_ROUTE: Final = "none"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_requests: Final = Counter(
    "counterpart_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY
)
_seconds: Final = Histogram(
    "counterpart_request_seconds",
    "Seconds from a request's first byte to its answer's last.",
    ("route", "method"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
redlines: Final = Counter(
    "counterpart_redlines",
    "Redlines asked for: made anew, kept from an earlier reader, or of uploads.",
    ("made",),
    registry=REGISTRY,
)
store_waits: Final = Histogram(
    "counterpart_store_wait_seconds",
    "Seconds that a write waited for a connection and for the writer before it.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
deliveries: Final = Counter(
    "counterpart_webhook_deliveries",
    "Attempts to tell a webhook: taken by its receiver, to be tried again, or given up.",
    ("outcome",),
    registry=REGISTRY,
)
faults: Final = Counter("counterpart_faults", "Requests that ended in a fault of the server.", registry=REGISTRY)


def count_request(route: str | None, method: str, status: int, seconds: float) -> None:
    """Count an answered request. ``route`` is the template of its path, never the path."""
    labels = route or NO_ROUTE, method if method in _METHODS else "other"
    _requests.labels(*labels, str(status)).inc()
    _seconds.labels(*labels).observe(seconds)


def exposition() -> bytes:
    """Everything counted, in Prometheus' text format 0.0.4."""
    return generate_latest(REGISTRY)
