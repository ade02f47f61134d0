"""Where a call goes, and what is sent there."""

from dataclasses import dataclass

from to11 import log
from to11.gateway.asgi import Header
from to11.gateway.endpoints import Endpoint
from to11.gateway.envelope import Envelope, read_envelope
from to11.gateway.headers import with_identity
from to11.gateway.incoming import Incoming
from to11.gateway.providers import Provider, Providers
from to11.gateway.upstream import Request, Upload
from to11.model.errors import UnsupportedMediaTypeError
from to11.wire.openai import usage

logger = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that is ready to be forwarded."""

    provider: Provider
    model: str
    """Without a provider prefix."""
    stream: bool
    usage_asked: bool
    method: bytes
    target: bytes
    url: str
    """Without the query string."""
    headers: list[Header]
    body: bytes | Upload

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.provider.base.origin.host, self.provider.base.origin.port

    def request(self, trace_headers: list[Header]) -> Request:
        """The request of one attempt."""
        return Request(
            self.provider.base.origin,
            self.method,
            self.target,
            [*self.headers, *trace_headers],
            self.body,
            self.provider.direct,
            self.provider.timeouts,
        )


def plan_call(
    providers: Providers,
    endpoint: Endpoint,
    incoming: Incoming,
    envelope: Envelope | None,
    body: bytes | Upload,
    raw_path: bytes,
    query: bytes,
) -> Plan:
    """The way of a call whose envelope is read. Raises NotFoundError, InvalidRequestError."""
    envelope = envelope or Envelope("")
    provider, model = providers.resolve(envelope.model, incoming.provider, endpoint.default_provider)
    if model != envelope.model and isinstance(body, bytes) and body:
        body = usage.replace_model(body, model)
    headers = incoming.forwarded
    usage_asked = False
    if isinstance(body, bytes) and envelope.streams and provider.ask_usage and not envelope.asks_usage:
        body, usage_asked = _ask_usage(body)
        if usage_asked:
            headers = with_identity(headers)
    path = provider.base.path + (endpoint.target or raw_path.decode("ascii"))
    return Plan(
        provider=provider,
        model=model,
        stream=envelope.streams,
        usage_asked=usage_asked,
        method=endpoint.method.encode("ascii"),
        target=path.encode("ascii") + (b"?" + query if query else b""),
        url=f"{provider.base.origin}{path}",
        headers=headers,
        body=body,
    )


def envelope_of(incoming: Incoming, body: bytes) -> Envelope:
    """The envelope of a call. Raises InvalidRequestError, and UnsupportedMediaTypeError for a compressed body."""
    if incoming.content_encoding not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"content-encoding '{incoming.content_encoding}' is not supported for requests")
    return read_envelope(body)


def _ask_usage(body: bytes) -> tuple[bytes, bool]:
    try:
        asking = usage.ask_for_usage(body)
    except Exception as error:  # noqa: BLE001 (a bug in there must cost no caller their call)
        logger.error("cannot ask for the usage chunk", cause=repr(error))
        return body, False
    return asking, asking != body
