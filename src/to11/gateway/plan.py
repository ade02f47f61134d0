"""Where a call goes, and what is sent there."""

from dataclasses import dataclass, field

from to11 import log
from to11.gateway.asgi import Header
from to11.gateway.endpoints import Body, Endpoint, ModelRule, Place
from to11.gateway.envelope import Envelope, read_envelope
from to11.gateway.headers import with_identity
from to11.gateway.incoming import Incoming
from to11.gateway.providers import Provider, Providers
from to11.gateway.targets import model_in_path, takes_stream_options, target_of
from to11.gateway.upstream import BaseUrl, Request, Upload
from to11.model.errors import InvalidRequestError, UnsupportedMediaTypeError
from to11.wire.openai import usage

logger = log.get(__name__)

_NO_ENVELOPE = Envelope()


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that is ready to be forwarded."""

    provider: Provider
    base: BaseUrl
    """What of the provider the call goes to: its base URL or its root."""
    model: str
    """Without a provider prefix."""
    stream: bool
    usage_asked: bool
    method: bytes
    target: bytes
    url: str
    """Without the query string."""
    headers: list[Header] = field(repr=False)
    body: bytes | Upload | None = field(repr=False)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.base.origin.host, self.base.origin.port

    def request(self, trace_headers: list[Header]) -> Request:
        """The request of one attempt."""
        return Request(
            self.base.origin,
            self.method,
            self.target,
            [*self.headers, *trace_headers],
            self.body,  # type: ignore[arg-type]
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
    """The way of a call whose envelope is read; without one where the body says nothing.

    `raw_path` is the caller's, percent-encoded. Raises NotFoundError, InvalidRequestError.
    """
    envelope = envelope or _NO_ENVELOPE
    path = "" if endpoint.place is Place.FIXED else raw_path.decode("latin-1")
    asked = (path and model_in_path(endpoint, path)) or envelope.model or _without_model(endpoint, envelope)
    provider, model = providers.resolve(asked, incoming.provider, endpoint.default_provider)
    deployed = endpoint.deployment and provider.azure
    if isinstance(body, bytes) and endpoint.body is Body.JSON and model != envelope.model and not deployed:
        body = usage.replace_model(body, model)
    headers = _headers(providers, endpoint, provider, incoming)
    usage_asked = False
    if envelope.streams and endpoint.asks_usage and not envelope.asks_usage and takes_stream_options(provider, query):
        body, usage_asked = _ask_usage(body)
        if usage_asked:
            headers = with_identity(headers)
    target = target_of(endpoint, provider, model, path, query)
    return Plan(
        provider=provider,
        base=target.base,
        model=envelope.model if deployed and envelope.model else model,  # Azure reads its own from the path
        stream=envelope.streams,
        usage_asked=usage_asked,
        method=endpoint.method.encode("ascii"),
        target=target.path + b"?" + target.query if target.query else target.path,
        url=target.url,
        headers=headers,
        body=body,
    )


def envelope_of(incoming: Incoming, body: bytes) -> Envelope:
    """The envelope of a call. Raises InvalidRequestError, and UnsupportedMediaTypeError for a compressed body."""
    if incoming.content_encoding not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"content-encoding '{incoming.content_encoding}' is not supported for requests")
    return read_envelope(body)


def _without_model(endpoint: Endpoint, envelope: Envelope) -> str:
    """No model. Raises InvalidRequestError where the body has to name one."""
    if endpoint.body is not Body.JSON or endpoint.model_rule is ModelRule.OPTIONAL:
        return ""
    if endpoint.model_rule is ModelRule.OR_PROMPT and envelope.has_prompt:
        return ""
    raise InvalidRequestError("the body must have a string 'model'", details={"param": "model"})


def _headers(providers: Providers, endpoint: Endpoint, provider: Provider, incoming: Incoming) -> list[Header]:
    headers = incoming.forwarded
    credential = provider.root_credential if endpoint.place is Place.PASSED else provider.credential
    if credential is not None:
        headers = credential.put(headers)
    return [*headers, *incoming.baggage] if incoming.baggage and providers.forward_baggage else headers


def _ask_usage(body: bytes | Upload) -> tuple[bytes | Upload, bool]:
    if isinstance(body, Upload):
        return body, False
    try:
        asking = usage.ask_for_usage(body)
    except Exception as error:  # noqa: BLE001 (a bug in there must cost no caller their call)
        logger.error("cannot ask for the usage chunk", cause=repr(error))
        return body, False
    return asking, asking != body
