"""The GenAI histograms as an OTLP request: cumulative, with explicit bounds, since the run began."""

from collections.abc import Iterable, Sequence
from typing import Final

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AGGREGATION_TEMPORALITY_CUMULATIVE,
    Histogram,
    HistogramDataPoint,
    Metric,
    ResourceMetrics,
    ScopeMetrics,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

import to11
from to11.metrics.genai import Run, Series
from to11.model import genai as names
from to11.model.measurements import Instrument

SERVICE: Final = "to11-gateway"
SCOPE: Final = "to11.gateway"
INSTANCE_ID: Final = "service.instance.id"


def export_request(
    found: Iterable[tuple[Instrument, Sequence[Series]]], run: Run, now_ns: int
) -> ExportMetricsServiceRequest:
    """All histograms under one resource, which is this run of to11: a new one starts all of them anew."""
    scope = InstrumentationScope(name=SCOPE, version=to11.__version__)
    metrics = [_metric(instrument, series, run.start_ns, now_ns) for instrument, series in found]
    resource = {names.SERVICE_NAME: SERVICE, names.SERVICE_VERSION: to11.__version__, INSTANCE_ID: run.id}
    return ExportMetricsServiceRequest(
        resource_metrics=[
            ResourceMetrics(
                resource=Resource(attributes=_attributes(resource)),
                scope_metrics=[ScopeMetrics(scope=scope, metrics=metrics)],
            )
        ]
        if metrics
        else []
    )


def _metric(instrument: Instrument, series: Sequence[Series], start_ns: int, now_ns: int) -> Metric:
    points = [
        HistogramDataPoint(
            attributes=_attributes(one.attributes),
            start_time_unix_nano=start_ns,
            time_unix_nano=now_ns,
            count=one.count,
            sum=one.sum,
            bucket_counts=one.buckets,
            explicit_bounds=instrument.bounds,
        )
        for one in series
    ]
    histogram = Histogram(data_points=points, aggregation_temporality=AGGREGATION_TEMPORALITY_CUMULATIVE)
    return Metric(name=instrument.name, unit=instrument.unit, description=instrument.description, histogram=histogram)


def _attributes(values: "dict[str, str] | dict[str, str | int]") -> list[KeyValue]:
    return [
        KeyValue(key=key, value=AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value))
        for key, value in values.items()
    ]
