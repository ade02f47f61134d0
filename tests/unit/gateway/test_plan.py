"""What a call becomes on its way to a provider."""

from collections.abc import AsyncIterator

import pytest

from to11.gateway.envelope import read_envelope
from to11.gateway.incoming import Incoming, read_headers
from to11.gateway.plan import Plan, plan_call
from to11.gateway.providers import Providers
from to11.gateway.routes import find
from to11.gateway.upstream import Upload
from to11.model.errors import InvalidRequestError
from to11.settings import GatewaySettings, ProviderSettings

AZURE = {"azure-openai": ProviderSettings(base_url="https://res.openai.azure.com")}


def plan(
    path: str,
    body: bytes = b"",
    *headers: tuple[bytes, bytes],
    method: str = "POST",
    providers: Providers | None = None,
) -> Plan:
    scope = {"method": method, "path": path, "raw_path": path.encode(), "headers": list(headers)}
    incoming: Incoming = read_headers(list(headers))
    envelope = read_envelope(body) if body.startswith(b"{") else None
    return plan_call(providers or Providers({}), find(scope), incoming, envelope, body, path.encode(), b"")


def test_without_an_envelope() -> None:
    made = plan("/v1/files/f", method="DELETE")
    assert (made.method, made.target, made.url) == (b"DELETE", b"/v1/files/f", "https://api.openai.com/v1/files/f")
    assert (made.model, made.stream, made.usage_asked, made.body) == ("", False, False, b"")
    assert made.address == ("api.openai.com", 443)


def test_a_body_that_is_still_to_come_is_left_alone() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b""

    upload = Upload(pieces(), None)
    scope = {"method": "POST", "path": "/v1/files", "raw_path": b"/v1/files", "headers": []}
    made = plan_call(Providers({}), find(scope), read_headers([]), None, upload, b"/v1/files", b"")
    assert made.body is upload


def test_the_request_of_an_attempt() -> None:
    gateway = GatewaySettings(connect_timeout_seconds=1)
    made = plan("/v1/rerank", b'{"model":"r"}', (b"a", b"1"), providers=Providers({}, gateway))
    request = made.request([(b"traceparent", b"t")])
    assert (str(request.origin), request.target) == ("https://api.cohere.com", b"/v2/rerank")
    assert request.headers == [(b"a", b"1"), (b"traceparent", b"t")]
    assert request.timeouts is not None
    assert request.timeouts.connect == 1


def test_a_deployment_keeps_its_body() -> None:
    body = b'{ "model" : "gpt-4o" }'
    made = plan("/openai/deployments/mine/chat/completions", body, providers=Providers(AZURE))
    assert (made.body, made.model) == (body, "gpt-4o")
    assert made.target == b"/openai/deployments/mine/chat/completions"


def test_a_deployment_without_a_model_in_the_body() -> None:
    made = plan("/openai/deployments/mine/embeddings", b'{"input":"x"}', providers=Providers(AZURE))
    assert (made.body, made.model) == (b'{"input":"x"}', "mine")


def test_a_deployment_elsewhere_is_named_in_the_body() -> None:
    made = plan("/openai/deployments/llama/embeddings", b'{"input":"x"}', (b"x-genai-provider", b"groq"))
    assert (made.provider.name, made.model, made.body) == ("groq", "llama", b'{"input":"x","model":"llama"}')


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/rerank", "/v1/responses"])
def test_a_model_that_is_missing(path: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan(path, b"{}")
    assert caught.value.details == {"param": "model"}


def test_no_secret_in_what_is_shown() -> None:
    made = plan("/v1/messages", b'{"model":"m","x":"private"}', (b"x-api-key", b"sk-ant-theirs"))
    assert "sk-ant" not in repr(made)
    assert "private" not in repr(made)
