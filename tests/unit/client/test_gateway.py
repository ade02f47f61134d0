import re

import pytest
from opentelemetry.sdk.trace import TracerProvider

from to11.client.context import conversation, session
from to11.client.errors import ClientError
from to11.client.gateway import anthropic_options, gateway_headers, openai_options
from to11.client.settings import ClientSettings

SETTINGS = ClientSettings("key", gateway_url="https://gateway.example.com/v1", project_id="proj_a")


def test_the_headers_say_who_calls_and_from_where() -> None:
    headers = gateway_headers(SETTINGS, environment="staging", headers={"x-to11-prompt-slug": "greeting"})
    assert dict(headers) == {
        "x-to11-authorization": "Bearer key",
        "x-to11-project-id": "proj_a",
        "x-to11-env": "staging",
        "x-to11-prompt-slug": "greeting",
    }
    assert len(headers) == 4
    assert headers["x-to11-env"] == "staging"
    assert "key" not in repr(headers).replace("x-to11", "")


def test_they_tell_the_session_and_the_span_of_the_moment() -> None:
    headers = gateway_headers(ClientSettings("key"))
    tracer = TracerProvider().get_tracer("test")
    with session("s1", user_id="u1"), conversation("c1"), tracer.start_as_current_span("now") as span:
        inside = dict(headers)
    found = span.get_span_context()
    assert inside.pop("traceparent").startswith(f"00-{found.trace_id:032x}-{found.span_id:016x}-")
    assert inside == {
        "x-to11-authorization": "Bearer key",
        "x-to11-session-id": "s1",
        "x-to11-user-id": "u1",
        "x-to11-conversation-id": "c1",
    }
    assert dict(headers) == {"x-to11-authorization": "Bearer key"}


def test_options_are_what_the_sdks_take() -> None:
    openai, anthropic = openai_options(SETTINGS, environment="test"), anthropic_options(SETTINGS)
    assert openai["base_url"] == "https://gateway.example.com/v1"
    assert anthropic["base_url"] == "https://gateway.example.com"
    assert openai["default_headers"]["x-to11-env"] == "test"
    assert "x-to11-env" not in anthropic["default_headers"]


def test_a_key_goes_to_no_other_machine_over_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TO11_API_KEY", "key")
    monkeypatch.setenv("TO11_GATEWAY_URL", "http://gateway.example.com/v1")
    for make in (gateway_headers, openai_options, anthropic_options):
        with pytest.raises(ClientError, match=re.escape("http://gateway.example.com/v1 is plain text")):
            make()
