"""One call that sets OpenTelemetry up."""

from collections.abc import Mapping

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from to11.client.context import put_ids_on_spans
from to11.client.export import Exporter
from to11.client.settings import ClientSettings


def configure(
    service_name: str | None = None,
    *,
    settings: ClientSettings | None = None,
    protocol: str = "",
    endpoint: str = "",
    resource: Mapping[str, str | bool | int | float] | None = None,
) -> TracerProvider:
    """Have spans exported to to11, in batches, with tokens that refresh themselves.

    `protocol` is `http/protobuf` (the default) or `grpc`; that and `endpoint` are read from the variables of
    OpenTelemetry's exporters where they are not given. `resource` are further attributes of it. Where a provider of the
    SDK has been set before, its spans are exported to to11 as well, and its resource stays. Raises ClientError.
    """
    exporter = Exporter(settings, protocol=protocol, endpoint=endpoint)
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        named = {} if service_name is None else {SERVICE_NAME: service_name}
        provider = TracerProvider(resource=Resource.create({**(resource or {}), **named}))
        trace.set_tracer_provider(provider)
    put_ids_on_spans(provider)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
