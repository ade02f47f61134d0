"""Which endpoint a request reaches."""

from typing import Any

import pytest

from to11.gateway.endpoints import Body, Endpoint, ErrorFormat
from to11.gateway.errors import MethodNotAllowedError
from to11.gateway.routes import FIXED, TEMPLATES, error_format_of, find
from to11.model.errors import InvalidRequestError, NotFoundError

VERSION = (b"anthropic-version", b"2023-06-01")


def found(method: str, raw_path: str, *headers: tuple[bytes, bytes], path: str | None = None) -> Endpoint:
    return find(scope(method, raw_path, *headers, path=path))


def scope(method: str, raw_path: str, *headers: tuple[bytes, bytes], path: str | None = None) -> dict[str, Any]:
    return {"method": method, "path": path or raw_path, "raw_path": raw_path.encode(), "headers": list(headers)}


@pytest.mark.parametrize(
    ("method", "path", "operation", "body", "provider"),
    [
        ("POST", "/v1/chat/completions", "chat", Body.JSON, "openai"),
        ("POST", "/v1/completions", "text_completion", Body.JSON, "openai"),
        ("POST", "/v1/responses", "chat", Body.JSON, "openai"),
        ("GET", "/v1/responses/{response_id}", "fetch_response", Body.NONE, "openai"),
        ("DELETE", "/v1/responses/{response_id}", "", Body.NONE, "openai"),
        ("POST", "/v1/responses/{response_id}/cancel", "", Body.OPAQUE, "openai"),
        ("GET", "/v1/responses/{response_id}/input_items", "", Body.NONE, "openai"),
        ("POST", "/v1/messages", "chat", Body.JSON, "anthropic"),
        ("POST", "/v1/messages/count_tokens", "", Body.JSON, "anthropic"),
        ("GET", "/v1/messages/batches", "", Body.NONE, "anthropic"),
        ("POST", "/v1/messages/batches", "", Body.OPAQUE, "anthropic"),
        ("GET", "/v1/messages/batches/{batch_id}", "", Body.NONE, "anthropic"),
        ("DELETE", "/v1/messages/batches/{batch_id}", "", Body.NONE, "anthropic"),
        ("POST", "/v1/messages/batches/{batch_id}/cancel", "", Body.OPAQUE, "anthropic"),
        ("GET", "/v1/messages/batches/{batch_id}/results", "", Body.NONE, "anthropic"),
        ("POST", "/v1/complete", "text_completion", Body.JSON, "anthropic"),
        ("POST", "/v1/embeddings", "embeddings", Body.JSON, "openai"),
        ("POST", "/v1/rerank", "rerank", Body.JSON, "cohere"),
        ("POST", "/v1/images/generations", "image_generation", Body.JSON, "openai"),
        ("POST", "/v1/images/edits", "image_generation", Body.FORM, "openai"),
        ("POST", "/v1/images/variations", "image_generation", Body.FORM, "openai"),
        ("POST", "/v1/audio/speech", "audio_speech", Body.JSON, "openai"),
        ("POST", "/v1/audio/transcriptions", "audio_transcription", Body.FORM, "openai"),
        ("POST", "/v1/audio/translations", "audio_translation", Body.FORM, "openai"),
        ("POST", "/v1/moderations", "moderation", Body.JSON, "openai"),
        ("GET", "/v1/models", "", Body.NONE, "openai"),
        ("GET", "/v1/models/{model}", "", Body.NONE, "openai"),
        ("DELETE", "/v1/models/{model}", "", Body.NONE, "openai"),
        ("GET", "/v1/files", "", Body.NONE, "openai"),
        ("POST", "/v1/files", "", Body.FORM, "openai"),
        ("GET", "/v1/files/{file_id}", "", Body.NONE, "openai"),
        ("DELETE", "/v1/files/{file_id}", "", Body.NONE, "openai"),
        ("GET", "/v1/files/{file_id}/content", "", Body.NONE, "openai"),
        ("GET", "/v1/batches", "", Body.NONE, "openai"),
        ("POST", "/v1/batches", "", Body.OPAQUE, "openai"),
        ("GET", "/v1/batches/{batch_id}", "", Body.NONE, "openai"),
        ("POST", "/v1/batches/{batch_id}/cancel", "", Body.OPAQUE, "openai"),
    ],
)
def test_every_endpoint(method: str, path: str, operation: str, body: Body, provider: str) -> None:
    endpoint = found(method, path.replace("{", "an-").replace("}", ""))
    assert (endpoint.route, endpoint.method, endpoint.operation, endpoint.body, endpoint.default_provider) == (
        path,
        method,
        operation,
        body,
        provider,
    )
    anthropic = path.startswith(("/v1/messages", "/v1/complete")) and path != "/v1/completions"
    assert endpoint.error_format is (ErrorFormat.ANTHROPIC if anthropic else ErrorFormat.OPENAI)


@pytest.mark.parametrize(
    ("method", "path", "route", "provider"),
    [
        ("POST", "/v1/v1/messages", "/v1/messages", "anthropic"),
        ("POST", "/v1/v1/messages/count_tokens", "/v1/messages/count_tokens", "anthropic"),
        ("GET", "/v1/v1/models", "/v1/models", "anthropic"),
        ("GET", "/v1/v1/models/claude-opus-4", "/v1/models/{model}", "anthropic"),
        ("POST", "/v1/v1/messages/batches/b/cancel", "/v1/messages/batches/{batch_id}/cancel", "anthropic"),
        ("POST", "/openai/v1/chat/completions", "/v1/chat/completions", "openai"),
        ("GET", "/openai/v1/models/a/b", "/v1/models/{model}", "openai"),
        ("POST", "/openai/v1/rerank", "/v1/rerank", "openai"),
        ("POST", "/anthropic/v1/messages", "/v1/messages", "anthropic"),
        ("POST", "/anthropic/v1/chat/completions", "/v1/chat/completions", "anthropic"),
        ("GET", "/anthropic/v1/files", "/v1/files", "anthropic"),
        ("POST", "/cohere/v2/rerank", "/v1/rerank", "cohere"),
        ("POST", "/cohere/compatibility/v1/chat/completions", "/v1/chat/completions", "cohere"),
        ("POST", "/cohere/v1/embeddings", "/v1/embeddings", "cohere"),
        ("POST", "/google-gemini/v1beta/openai/chat/completions", "/v1/chat/completions", "google-gemini"),
        ("GET", "/google-gemini/v1beta/openai/models", "/v1/models", "google-gemini"),
        ("POST", "/openai/deployments/gpt-4o/chat/completions", "/v1/chat/completions", "azure-openai"),
        ("POST", "/openai/deployments/w/audio/transcriptions", "/v1/audio/transcriptions", "azure-openai"),
        ("POST", "/openai/responses", "/v1/responses", "azure-openai"),
        ("GET", "/openai/models", "/v1/models", "azure-openai"),
        ("POST", "/v1/chat/completions/", "/v1/chat/completions", "openai"),
        ("GET", "/v1/files/f/", "/v1/files/{file_id}", "openai"),
        ("GET", "/v1/models/meta-llama/Llama-3", "/v1/models/{model}", "openai"),
        ("GET", "/v1/models/groq%3A%3Allama%2F3", "/v1/models/{model}", "openai"),
    ],
)
def test_other_ways_to_an_endpoint(method: str, path: str, route: str, provider: str) -> None:
    endpoint = found(method, path)
    assert (endpoint.route, endpoint.default_provider) == (route, provider)


@pytest.mark.parametrize(
    ("method", "path", "provider"),
    [
        ("GET", "/openai/v1/assistants", "openai"),
        ("PATCH", "/openai/v1/chat/completions", "openai"),
        ("POST", "/openai/chat/completions", "openai"),
        ("POST", "/openai/v1/responses/input_tokens", "openai"),
        ("GET", "/openai/", "openai"),
        ("GET", "/openai/deployments/gpt-4o", "azure-openai"),
        ("PUT", "/anthropic/v1/skills/x", "anthropic"),
        ("OPTIONS", "/anthropic/v1/messages", "anthropic"),
        ("POST", "/cohere/v2/chat", "cohere"),
        ("POST", "/cohere/v1/rerank", "cohere"),
        ("GET", "/cohere/v1/models", "cohere"),
        ("POST", "/google-gemini/v1beta/models/gemini-2.5-flash:generateContent", "google-gemini"),
        ("GET", "/google-gemini/v1/models/gemini-2.5-flash", "google-gemini"),
        ("HEAD", "/google-gemini/v1beta/files", "google-gemini"),
    ],
)
def test_what_passes_through(method: str, path: str, provider: str) -> None:
    endpoint = found(method, path)
    assert endpoint.route == f"/{path.split('/')[1]}/{{path}}"
    assert (endpoint.method, endpoint.operation, endpoint.body) == (method, "", Body.OPAQUE)
    assert endpoint.default_provider == provider
    anthropic = provider == "anthropic"
    assert endpoint.error_format is (ErrorFormat.ANTHROPIC if anthropic else ErrorFormat.OPENAI)


def test_a_key_of_azure_never_goes_to_openai() -> None:
    assert found("GET", "/openai/threads/t", (b"api-key", b"k")).default_provider == "azure-openai"
    assert found("GET", "/openai/v1/threads/t", (b"api-key", b"k")).default_provider == "openai"
    assert found("GET", "/cohere/threads/t", (b"api-key", b"k")).default_provider == "cohere"


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/m", "/v1/files", "/v1/files/f", "/v1/files/f/content"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_caller_s_headers_tell_whose_models_and_files(method: str, path: str) -> None:
    for header in (VERSION, (b"x-api-key", b"k")):
        endpoint = found(method, path, header)
        assert (endpoint.default_provider, endpoint.error_format) == ("anthropic", ErrorFormat.ANTHROPIC)
        assert endpoint.method == method
    assert found(method, path, (b"authorization", b"Bearer k")).default_provider == "openai"
    assert found(method, "/openai" + path, VERSION).default_provider == "openai"


def test_head_where_there_is_get() -> None:
    assert found("HEAD", "/v1/models").method == "HEAD"
    assert found("HEAD", "/v1/files/f").method == "HEAD"
    with pytest.raises(MethodNotAllowedError):
        found("HEAD", "/v1/chat/completions")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/chat/completions", "POST"),
        ("PUT", "/v1/models", "GET, HEAD"),
        ("POST", "/v1/responses/r", "GET, HEAD, DELETE"),
        ("PATCH", "/v1/files/", "GET, HEAD, POST"),
        ("GET", "/v1/v1/messages", "POST"),
        ("TRACE", "/openai/v1/x", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("CONNECT", "/anthropic/x", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    ],
)
def test_a_wrong_method(method: str, path: str, allow: str) -> None:
    with pytest.raises(MethodNotAllowedError) as caught:
        found(method, path)
    assert caught.value.allow == allow


@pytest.mark.parametrize(
    "path",
    ["/", "", "*", "/v1", "/v1/", "/v1/nothing", "/v1/v1/chat/completions", "/v1/files/a/b", "/v1/responses/a/b/c",
     "/openai", "/groq/v1/chat/completions", "/v1//chat/completions", "//v1/models"],
)  # fmt: skip
def test_nothing_there(path: str) -> None:
    with pytest.raises(NotFoundError):
        found("POST", path)


def test_a_prefix_that_is_percent_encoded_is_none() -> None:
    with pytest.raises(NotFoundError):
        found("GET", "/openai%2Fv1/x", path="/openai/v1/x")


@pytest.mark.parametrize(
    "path",
    [
        "/openai/../x",
        "/openai/v1/..",
        "/openai/%2e%2e/x",
        "/openai/%2E./x",
        "/openai/v1/%252e%252e/x",
        "/openai/v1/..%2fx",
        "/openai/v1/..%5cx",
        "/openai/v1/./x",
        "/openai/v1/..;a=b/x",
        "/v1/models/../files",
        "/v1/models/a%2f..%2fb",
        "/v1/responses/../input_items",
        "/v1/files/%2e%2e/content",
        "/openai/deployments/../chat/completions",
    ],
)
def test_a_path_that_climbs(path: str) -> None:
    for method in ("GET", "POST"):
        with pytest.raises((InvalidRequestError, NotFoundError)):
            found(method, path)


def test_dots_within_a_name_are_no_climbing() -> None:
    assert found("GET", "/v1/models/gpt-4.1..x").route == "/v1/models/{model}"
    assert found("GET", "/openai/v1/.well-known/...").route == "/openai/{path}"


def test_paths_without_a_varying_part_need_one_lookup() -> None:
    assert not any("{" in path for path in FIXED)
    assert all("{" in path for path in TEMPLATES)


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/nothing", [], ErrorFormat.OPENAI),
        ("/nothing", [VERSION], ErrorFormat.ANTHROPIC),
        ("/nothing", [(b"x-api-key", b"k")], ErrorFormat.OPENAI),
        ("/anthropic/x", [], ErrorFormat.ANTHROPIC),
        ("/openai/x", [VERSION], ErrorFormat.OPENAI),
        ("/v1/messages", [], ErrorFormat.ANTHROPIC),
        ("/v1/messages/batches/b/", [], ErrorFormat.ANTHROPIC),
        ("/v1/v1/models", [], ErrorFormat.ANTHROPIC),
        ("/v1/models", [], ErrorFormat.OPENAI),
    ],
)
def test_the_format_of_a_refusal(path: str, headers: list[tuple[bytes, bytes]], expected: ErrorFormat) -> None:
    assert error_format_of(scope("GET", path, *headers)) is expected
