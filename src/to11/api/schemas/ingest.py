"""What became of the export requests of a project: shapes of answers."""

from pydantic import Field

from to11.api.schemas.base import Answer
from to11.api.schemas.traces import EXAMPLE_TIME
from to11.wire.otlp.faults import Reason


class Accepted(Answer):
    """What was acknowledged. A request that is sent again counts again."""

    requests: int
    spans: int
    bytes: int = Field(description="As they came over HTTP; over gRPC after gRPC's own decompression.")


class RejectedSpans(Answer):
    """Spans that were rejected for one reason, out of requests that were acknowledged (OTLP partial success)."""

    reason: str = Field(
        description=f"One of {', '.join(f'`{reason}`' for reason in Reason)}.",
        examples=["invalid_span_id"],
    )
    requests: int = Field(description="Requests that had such spans.")
    spans: int
    last_message: str = Field(
        description="What is wrong with the first such span of the newest request: its place in the request, its name "
        "(cut to 64 characters), and why.",
        examples=["span 3 'work': span_id is all zero"],
    )
    last_time: str = Field(examples=[EXAMPLE_TIME])


class RefusedRequests(Answer):
    """Requests that were refused whole, with one error code."""

    code: str = Field(examples=["PAYLOAD_TOO_LARGE"])
    requests: int
    last_message: str = Field(examples=["the request is larger than 67108864 bytes"])
    last_time: str = Field(examples=[EXAMPLE_TIME])


class IngestBucket(Answer):
    """What was answered within one stretch of time."""

    start_time: str = Field(examples=[EXAMPLE_TIME])
    accepted: Accepted
    rejected_spans: int
    refused_requests: int


class Lag(Answer):
    """What is acknowledged and not stored yet, of the whole deployment; what waits is in no list of traces."""

    spooled_bytes: int = Field(description="Bytes in the spools, of all projects.")
    oldest_seconds: float = Field(description="Age of the oldest of them; 0 when nothing waits.", examples=[0.2])


class Ingest(Answer):
    """A project's account with the collector. Requests are in it a few seconds after they were answered; one that came
    without a valid token is in no project's account."""

    start_time: str = Field(description="Where the window begins; accounts are kept by the minute.")
    end_time: str = Field(description="Where it ends.", examples=[EXAMPLE_TIME])
    accepted: Accepted
    rejected_spans: int
    refused_requests: int
    rejected: list[RejectedSpans] = Field(description="By reason, most spans first.")
    refused: list[RefusedRequests] = Field(description="By code, most requests first.")
    bucket_duration_nano: int = Field(examples=[600_000_000_000])
    buckets: list[IngestBucket] = Field(description="Oldest first; empty stretches are left out.")
    lag: Lag = Field(description="Now, whatever the window is.")
