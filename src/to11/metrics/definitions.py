"""THE list of all figures. Names, units and suffixes follow Prometheus' practice; names are part of the interface.

The GenAI histograms have the conventions' names, spelled as OpenTelemetry translates them for Prometheus.
"""

from enum import StrEnum
from typing import NamedTuple

from prometheus_client.utils import floatToGoString

from to11.model.measurements import INSTRUMENTS, Instrument


class Kind(StrEnum):
    """What Prometheus knows a figure as."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Definition(NamedTuple):
    """One figure. `name` is as it is shown, `buckets` are a histogram's upper bounds but for infinity."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def family(self) -> str:
        """The name without a counter's suffix."""
        return self.name.removesuffix("_total")

    @property
    def unit(self) -> str:
        """`bytes`, `seconds`, or nothing where things are counted."""
        last = self.family.rpartition("_")[2]
        return last if last in {"bytes", "seconds"} else ""


_BY_WAY = ("project", "transport", "encoding")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""An OTLP client gives up after ten seconds by default."""

ACCEPTED_REQUESTS = Definition(
    "to11_collector_accepted_requests_total", Kind.COUNTER, "Export requests that were acknowledged.", _BY_WAY
)
ACCEPTED_SPANS = Definition(
    "to11_collector_accepted_spans_total",
    Kind.COUNTER,
    "Spans that were acknowledged; one that is sent again counts again.",
    _BY_WAY,
)
RECEIVED_BYTES = Definition(
    "to11_collector_received_bytes_total",
    Kind.COUNTER,
    "Bytes of acknowledged requests: over HTTP as they came, over gRPC after gRPC's own decompression.",
    _BY_WAY,
)
REJECTED_SPANS = Definition(
    "to11_collector_rejected_spans_total",
    Kind.COUNTER,
    "Spans of acknowledged requests that were rejected, by reason (partial success).",
    ("project", "reason"),
)
REFUSED_REQUESTS = Definition(
    "to11_collector_refused_requests_total",
    Kind.COUNTER,
    "Requests that were refused whole, by error code; the project is empty where no token was accepted.",
    ("code", "project"),
)
ACKNOWLEDGE_SECONDS = Definition(
    "to11_collector_acknowledge_seconds",
    Kind.HISTOGRAM,
    "Time from the arrival of a request to its acknowledgement, its spans on disk.",
    ("transport",),
    _SECONDS,
)
TURNED_AWAY = Definition(
    "to11_collector_turned_away_connections_total",
    Kind.COUNTER,
    "Connections that were not let in: there were too many, or memory was nearly used up.",
)
RECORDED_CALLS = Definition(
    "to11_gateway_recorded_calls_total", Kind.COUNTER, "Gateway calls whose record was handed to the spool."
)
UNRECORDED_CALLS = Definition(
    "to11_gateway_unrecorded_calls_total", Kind.COUNTER, "Gateway calls of which nothing was to be kept."
)
DROPPED_CALLS = Definition(
    "to11_gateway_dropped_calls_total", Kind.COUNTER, "Gateway calls whose record was given up; the calls went through."
)
SPOOL_BYTES = Definition("to11_spool_bytes", Kind.GAUGE, "Bytes spooled and not yet stored.", ("spool",))
SPOOL_AGE = Definition(
    "to11_spool_oldest_entry_age_seconds",
    Kind.GAUGE,
    "Age of the oldest entry that is not yet stored; 0 when all is stored.",
    ("spool",),
)
DRAIN_LAG = Definition(
    "to11_drain_lag_seconds",
    Kind.GAUGE,
    "How much earlier the newest stored entry was received than the newest spooled; 0 when all is stored.",
    ("spool",),
)
STORED_SPANS = Definition(
    "to11_drain_stored_spans_total",
    Kind.COUNTER,
    "Spans written to the store; a batch that is repeated after a crash counts again.",
)
STORE_ERRORS = Definition(
    "to11_store_errors_total",
    Kind.COUNTER,
    "Writes that the store refused: retryable (the drain tries again) or permanent (what is to blame is set aside).",
    ("kind",),
)
QUARANTINE_CASES = Definition(
    "to11_quarantine_cases", Kind.GAUGE, "Entries that were set aside and wait for an operator (`to11 spool`)."
)
RESIDENT_BYTES = Definition(
    "to11_process_resident_memory_bytes", Kind.GAUGE, "Resident memory of a process.", ("process",)
)
BUILD_INFO = Definition("to11_build_info", Kind.GAUGE, "Always 1; the version is in the label.", ("version",))

DEFINITIONS = (
    ACCEPTED_REQUESTS,
    ACCEPTED_SPANS,
    RECEIVED_BYTES,
    REJECTED_SPANS,
    REFUSED_REQUESTS,
    ACKNOWLEDGE_SECONDS,
    TURNED_AWAY,
    RECORDED_CALLS,
    UNRECORDED_CALLS,
    DROPPED_CALLS,
    SPOOL_BYTES,
    SPOOL_AGE,
    DRAIN_LAG,
    STORED_SPANS,
    STORE_ERRORS,
    QUARANTINE_CASES,
    RESIDENT_BYTES,
    BUILD_INFO,
)


def go_string(bound: float) -> str:
    """A bound as Prometheus writes it: `+Inf` for infinity."""
    text: str = floatToGoString(bound)  # type: ignore[no-untyped-call]
    return text


def in_prometheus(name: str) -> str:
    """An attribute's name as a label's."""
    return name.replace(".", "_")


def _of_instrument(instrument: Instrument) -> Definition:
    """Dots become underscores, a unit becomes a suffix, and one that is an annotation (`{token}`) is left out."""
    suffix = "_seconds" if instrument.unit == "s" else ""
    return Definition(
        in_prometheus(instrument.name) + suffix,
        Kind.HISTOGRAM,
        instrument.description,
        tuple(in_prometheus(name) for name in instrument.attributes),
        instrument.bounds,
    )


GENAI = {instrument: _of_instrument(instrument) for instrument in INSTRUMENTS}
"""The GenAI histograms."""
