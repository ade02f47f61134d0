"""What a list of traces holds at a glance."""

from pydantic import Field

from to11.api.schemas.base import Answer
from to11.api.schemas.traces import EXAMPLE_TIME


class HistogramBucket(Answer):
    """The traces that start within one stretch of time."""

    start_time: str = Field(examples=[EXAMPLE_TIME])
    count: int = Field(examples=[42])
    error_count: int = Field(examples=[1])


class Histogram(Answer):
    """When the traces start that the filters find. Buckets start at multiples of their width, so that the first and the
    last may reach beyond the window; counted is what lies within."""

    start_time: str = Field(description="Where the window begins.", examples=[EXAMPLE_TIME])
    end_time: str = Field(description="Where it ends.", examples=[EXAMPLE_TIME])
    bucket_duration_nano: int = Field(examples=[600_000_000_000])
    buckets: list[HistogramBucket] = Field(description="Oldest first; empty ones are left out.")


class Facet(Answer):
    """A value, and how many traces have it."""

    value: str = Field(examples=["gpt-4o-mini"])
    count: int = Field(examples=[42])


class Facets(Answer):
    """The values of the traces that the filters find: those of most traces first, at most 100 of each kind."""

    services: list[Facet]
    providers: list[Facet]
    models: list[Facet]
    operations: list[Facet]
    environments: list[Facet]
