"""Where at a provider a call goes."""

import pytest

from to11.gateway.providers import Provider, Providers
from to11.gateway.routes import find
from to11.gateway.targets import Target, model_in_path, takes_stream_options, target_of
from to11.model.errors import InvalidRequestError
from to11.settings import ProviderSettings

AZURE = "https://res.openai.azure.com"
DEPLOYED = "/openai/deployments/my%20gpt"


def provider(name: str, **settings: str) -> Provider:
    configured = {name: ProviderSettings.model_validate(settings)} if settings else {}
    return Providers(configured).resolve(f"{name}::m", "", "")[0]


def target(
    where: Provider, raw_path: str, model: str = "m", query: bytes = b"", method: str = "POST"
) -> tuple[str, bytes]:
    scope = {"method": method, "path": raw_path, "raw_path": raw_path.encode(), "headers": []}
    found: Target = target_of(find(scope), where, model, raw_path, query)
    assert found.url == f"{found.base.origin}{found.path.decode()}"
    return found.url, found.query


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("openai", "/v1/chat/completions", "https://api.openai.com/v1/chat/completions"),
        ("anthropic", "/v1/v1/messages", "https://api.anthropic.com/v1/messages"),
        ("groq", "/openai/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions"),
        ("cohere", "/v1/chat/completions", "https://api.cohere.ai/compatibility/v1/chat/completions"),
        ("cohere", "/v1/rerank", "https://api.cohere.com/v2/rerank"),
        ("cohere", "/cohere/v2/rerank", "https://api.cohere.com/v2/rerank"),
        ("cohere", "/cohere/v1/rerank", "https://api.cohere.com/v1/rerank"),
        ("cohere", "/cohere/v2/chat", "https://api.cohere.com/v2/chat"),
        ("together", "/v1/rerank", "https://api.together.xyz/v1/rerank"),
        (
            "google-gemini",
            "/google-gemini/v1beta/openai/embeddings",
            "https://generativelanguage.googleapis.com/v1beta/openai/embeddings",
        ),
        (
            "google-gemini",
            "/google-gemini/v1beta/models/g:generateContent",
            "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent",
        ),
        ("openai", "/v1/responses/resp_1/cancel", "https://api.openai.com/v1/responses/resp_1/cancel"),
        ("openai", "/openai/v1/a%2Fb//c%20d/", "https://api.openai.com/v1/a%2Fb//c%20d/"),
        ("groq", "/openai/v1/news", "https://api.groq.com/openai/v1/news"),
        ("perplexity", "/openai/v1/news", "https://api.perplexity.ai/v1/news"),
    ],
)
def test_targets(name: str, path: str, expected: str) -> None:
    assert target(provider(name), path, query=b"a=%20b") == (expected, b"a=%20b")


@pytest.mark.parametrize(
    ("path", "expected", "model"),
    [
        ("/v1/models/gpt-4o", "/models/gpt-4o", "gpt-4o"),
        ("/v1/models/meta-llama/Llama-3", "/models/meta-llama/Llama-3", "meta-llama/Llama-3"),
        ("/v1/models/meta-llama%2FLlama-3", "/models/meta-llama%2FLlama-3", "meta-llama/Llama-3"),
        ("/v1/models/groq::llama/3%20b", "/models/llama/3%20b", "groq::llama/3 b"),
        ("/openai/v1/models/groq%3A%3allama:free", "/models/llama:free", "groq::llama:free"),
        ("/v1/models/groq:%3Aa::b/", "/models/a::b", "groq::a::b"),
    ],
)
def test_a_model_in_the_path(path: str, expected: str, model: str) -> None:
    where = provider("openai")
    assert target(where, path, method="GET") == (f"https://api.openai.com/v1{expected}", b"")
    scope = {"method": "GET", "path": path, "raw_path": path.encode(), "headers": []}
    assert model_in_path(find(scope), path) == model


@pytest.mark.parametrize("base_url", [AZURE, f"{AZURE}/", f"{AZURE}/openai", f"{AZURE}/openai/v1/"])
def test_azure_s_newer_api(base_url: str) -> None:
    where = provider("azure-openai", base_url=base_url)
    assert target(where, "/v1/chat/completions") == (f"{AZURE}/openai/v1/chat/completions", b"")
    assert target(where, "/v1/responses/r", method="GET") == (f"{AZURE}/openai/v1/responses/r", b"")


@pytest.mark.parametrize(
    ("setting", "query", "path", "expected"),
    [
        ("2024-10-21", b"", "/v1/chat/completions", DEPLOYED + "/chat/completions?api-version=2024-10-21"),
        ("2024-10-21", b"a=1", "/v1/embeddings", DEPLOYED + "/embeddings?a=1&api-version=2024-10-21"),
        ("2024-10-21", b"api-version=2025-01-01", "/v1/embeddings", DEPLOYED + "/embeddings?api-version=2025-01-01"),
        ("", b"api-version=2025-01-01", "/v1/embeddings", DEPLOYED + "/embeddings?api-version=2025-01-01"),
        ("2024-10-21", b"", "/v1/responses", "/openai/responses?api-version=2024-10-21"),
        ("2024-10-21", b"", "/v1/files", "/openai/files?api-version=2024-10-21"),
        ("2024-10-21", b"api-version=v1", "/v1/responses", "/openai/v1/responses?api-version=v1"),
        ("v1", b"", "/v1/responses", "/openai/v1/responses?"),
        ("preview", b"", "/v1/responses", "/openai/v1/responses?api-version=preview"),
        ("", b"", DEPLOYED + "/chat/completions", DEPLOYED + "/chat/completions?"),
        ("2024-10-21", b"", DEPLOYED + "/chat/completions", DEPLOYED + "/chat/completions?api-version=2024-10-21"),
    ],
)
def test_azure_s_older_api(setting: str, query: bytes, path: str, expected: str) -> None:
    where = provider("azure-openai", base_url=AZURE, api_version=setting)
    url, asked = target(where, path, "my gpt", query)
    assert f"{url}?{asked.decode()}" == AZURE + expected


def test_azure_s_own_paths_pass_through() -> None:
    where = provider("azure-openai", base_url=f"{AZURE}/openai/v1")
    path = "/openai/deployments/d/extensions/x"
    assert target(where, path, query=b"api-version=1") == (AZURE + path, b"api-version=1")


@pytest.mark.parametrize("model", ["..", ".", "a/../b", "%2e%2e", "..\\x"])
def test_a_deployment_that_climbs(model: str) -> None:
    where = provider("azure-openai", base_url=AZURE, api_version="2024-10-21")
    with pytest.raises(InvalidRequestError):
        target(where, "/v1/chat/completions", model)


def test_a_deployment_at_another_provider_is_a_model() -> None:
    url, _ = target(provider("groq"), "/openai/deployments/llama/chat/completions", "llama")
    assert url == "https://api.groq.com/openai/v1/chat/completions"


@pytest.mark.parametrize(
    ("name", "settings", "query", "expected"),
    [
        ("openai", {}, b"api-version=2023-05-15", True),
        ("mistral", {}, b"", False),
        ("azure-openai", {"base_url": AZURE}, b"", True),
        ("azure-openai", {"base_url": AZURE}, b"api-version=2024-06-01", False),
        ("azure-openai", {"base_url": AZURE}, b"api-version=2024-09-01-preview", True),
        ("azure-openai", {"base_url": AZURE, "api_version": "2024-06-01"}, b"", False),
    ],
)
def test_who_takes_stream_options(name: str, settings: dict[str, str], query: bytes, expected: bool) -> None:
    assert takes_stream_options(provider(name, **settings), query) is expected


@pytest.mark.parametrize(
    ("name", "base_url", "root"),
    [
        ("openai", "http://x:1/v1", "http://x:1"),
        ("openai", "http://x:1/proxy/v1/", "http://x:1/proxy"),
        ("openai", "http://x:1/proxy", "http://x:1/proxy"),
        ("groq", "http://x:1/openai/v1", "http://x:1/openai"),
        ("cohere", "http://x:1/compatibility/v1", "http://x:1"),
        ("cohere", "http://x:1/v1", "http://x:1"),
        ("google-gemini", "http://x:1/p/v1beta/openai", "http://x:1/p"),
        ("azure-openai", "http://x:1/p/openai/v1", "http://x:1/p"),
        ("mine", "http://x:1/v1beta2", "http://x:1"),
    ],
)
def test_the_root_of_a_base_url(name: str, base_url: str, root: str) -> None:
    where = provider(name, base_url=base_url)
    assert f"{where.root.origin}{where.root.path}" == root
