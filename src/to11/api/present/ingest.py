"""A project's account with the collector as the query API tells it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from to11.api.schemas import ingest as schema
from to11.api.services import Waiting
from to11.api.times import NS, of_datetime, rfc3339
from to11.control.ingest_log import LastSaid, Period
from to11.control.ingest_tally import Answer


def account(
    periods: Sequence[Period], said: Iterable[LastSaid], bounds: tuple[int, int], width: int, waiting: Waiting
) -> schema.Ingest:
    """The account of a window: `bounds` and `width` in seconds, `periods` oldest first."""
    last = {(one.answer, one.reason): one for one in said}
    buckets = [
        schema.IngestBucket(
            start_time=rfc3339(start * NS),
            accepted=_accepted(found),
            rejected_spans=sum(one.spans for one in found if one.answer is Answer.REJECTED),
            refused_requests=sum(one.requests for one in found if one.answer is Answer.REFUSED),
        )
        for start, found in ((start, list(group)) for start, group in groupby(periods, key=lambda one: one.start))
    ]
    return schema.Ingest(
        start_time=rfc3339(bounds[0] * NS),
        end_time=rfc3339(bounds[1] * NS),
        accepted=_accepted(periods),
        rejected_spans=sum(bucket.rejected_spans for bucket in buckets),
        refused_requests=sum(bucket.refused_requests for bucket in buckets),
        rejected=sorted(
            (_rejected(of, last[key]) for key, of in _by_reason(periods, Answer.REJECTED).items() if key in last),
            key=lambda one: (-one.spans, one.reason),
        ),
        refused=sorted(
            (_refused(of, last[key]) for key, of in _by_reason(periods, Answer.REFUSED).items() if key in last),
            key=lambda one: (-one.requests, one.code),
        ),
        bucket_duration_nano=width * NS,
        buckets=buckets,
        lag=schema.Lag(spooled_bytes=waiting.spooled_bytes, oldest_seconds=waiting.oldest_seconds),
    )


def _by_reason(periods: Iterable[Period], answer: Answer) -> dict[tuple[Answer, str], list[Period]]:
    found: dict[tuple[Answer, str], list[Period]] = {}
    for one in periods:
        if one.answer is answer:
            found.setdefault((answer, one.reason), []).append(one)
    return found


def _accepted(periods: Iterable[Period]) -> schema.Accepted:
    found = [one for one in periods if one.answer is Answer.ACCEPTED]
    return schema.Accepted(
        requests=sum(one.requests for one in found),
        spans=sum(one.spans for one in found),
        bytes=sum(one.bytes for one in found),
    )


def _rejected(periods: Sequence[Period], last: LastSaid) -> schema.RejectedSpans:
    return schema.RejectedSpans(
        reason=last.reason,
        requests=sum(one.requests for one in periods),
        spans=sum(one.spans for one in periods),
        last_message=last.message,
        last_time=of_datetime(last.at),
    )


def _refused(periods: Sequence[Period], last: LastSaid) -> schema.RefusedRequests:
    return schema.RefusedRequests(
        code=last.reason,
        requests=sum(one.requests for one in periods),
        last_message=last.message,
        last_time=of_datetime(last.at),
    )
