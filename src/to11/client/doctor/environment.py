"""What the variables of OpenTelemetry say that would not work as it was meant."""

from collections.abc import Iterator, Mapping
from typing import Final

from to11.client.doctor.finding import Finding, warning

_SUBJECT: Final = "environment"
_GRPC_PROVIDER: Final = "OTEL_PYTHON_EXPORTER_OTLP_GRPC_CREDENTIAL_PROVIDER"
_HTTP_PROVIDER: Final = "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER"


def speaks_grpc(environ: Mapping[str, str]) -> bool:
    """Whether an exporter of traces speaks gRPC, as it does where it is told nothing."""
    told = environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    return (told or "grpc") == "grpc"


def misleading(environ: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each."""
    endpoint = environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    if "authorization" in environ.get("OTEL_EXPORTER_OTLP_HEADERS", "").lower():
        said = "OTEL_EXPORTER_OTLP_HEADERS holds a token, which ends after 15 minutes"
        yield warning(_SUBJECT, said, f"let it be refreshed: {_HTTP_PROVIDER}=to11_http, or =to11_grpc for gRPC")
    if environ.get(_GRPC_PROVIDER, "").startswith("to11") and speaks_grpc(environ):
        insecure = environ.get("OTEL_EXPORTER_OTLP_INSECURE", "").lower()
        if insecure == "true" or (insecure != "false" and endpoint.startswith("http://")):
            said = "the gRPC exporter asks for no credentials, as its endpoint is plain text"
            yield warning(_SUBJECT, said, "set OTEL_EXPORTER_OTLP_INSECURE=false")
    for name, expected in ((_GRPC_PROVIDER, "to11_grpc"), (_HTTP_PROVIDER, "to11_http")):
        if environ.get(name, expected) not in (expected, "") and environ[name].startswith("to11"):
            yield warning(_SUBJECT, f"{name} is {environ[name]}, which is for the other protocol", f"{name}={expected}")
