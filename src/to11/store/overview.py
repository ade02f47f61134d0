"""What a list of traces holds at a glance: when they start, and which values they have."""

from typing import Final

from to11.model.search import Facet, Facets, Histogram, HistogramBucket, TraceFilter
from to11.store import filters
from to11.store.client import StoreClient
from to11.store.figures import parameters, statement, width

MAX_VALUES: Final = 100
"""Most values of each kind."""


def histogram(client: StoreClient, project_id: str, asked: TraceFilter, buckets: int) -> Histogram:
    """See `Reader.histogram`."""
    question = filters.of_traces(asked)
    bucket = width(asked.start_ns, asked.end_ns, buckets)
    values = {**parameters(project_id, asked, question), "bucket": bucket}
    found = client.query(statement("histogram_rows", question), values, doing="counting traces by time")
    return Histogram(bucket, tuple(HistogramBucket(row["Bucket"], row["Traces"], row["Errors"]) for row in found))


def facets(client: StoreClient, project_id: str, asked: TraceFilter) -> Facets:
    """See `Reader.facets`."""
    question = filters.of_traces(asked)
    values = {**parameters(project_id, asked, question), "most": MAX_VALUES}
    found: dict[str, list[Facet]] = {}
    for row in client.query(statement("facet_rows", question), values, doing="counting traces by value"):
        found.setdefault(row["Kind"], []).append(Facet(row["Value"], row["Traces"]))
    return Facets(**{kind: tuple(values) for kind, values in found.items()})
