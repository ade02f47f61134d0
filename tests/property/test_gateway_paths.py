"""Whatever path a caller writes, what goes out stays below the provider's place, byte for byte or not at all."""

from urllib.parse import unquote

from hypothesis import example, given
from hypothesis import strategies as st

from to11.gateway.envelope import read_form, replace_form_model
from to11.gateway.paths import as_segment
from to11.gateway.providers import Providers
from to11.gateway.routes import find
from to11.gateway.targets import target_of
from to11.model.errors import InvalidRequestError, NotFoundError
from to11.settings import ProviderSettings

BASE = "http://provider.example:1/below/v1"
PROVIDERS = Providers(
    {
        name: ProviderSettings(base_url=BASE)
        for name in ("openai", "anthropic", "cohere", "google-gemini", "azure-openai", "groq")
    }
)
PIECES = st.sampled_from(
    ["/", "//", ".", "..", "%2e", "%2E", "%252e", "%2f", "%5c", "\\", ";", ":", "::", "%3A%3A", "groq", "v1", "models",
     "files", "responses", "deployments", "openai", "anthropic", "a", "%20", "chat", "completions", "content"]
)  # fmt: skip
PATHS = st.builds(lambda start, pieces: start + "".join(pieces), st.sampled_from(
    ["/v1/models/", "/v1/files/", "/v1/responses/", "/openai/", "/openai/v1/", "/openai/deployments/", "/anthropic/",
     "/cohere/", "/google-gemini/v1beta/", "/v1/", "/"]
), st.lists(PIECES, max_size=12))  # fmt: skip


def segments(path: str) -> list[str]:
    """The segments as a server may see them that decodes as often as it can."""
    while (decoded := unquote(path)) != path:
        path = decoded
    return [segment.partition(";")[0] for segment in path.replace("\\", "/").split("/")]


@given(PATHS, st.sampled_from(["GET", "POST", "PUT", "DELETE"]), st.sampled_from([b"", b"api-version=2024-10-21"]))
@example("/v1/models/openai%3A%3A..%2Fsecret", "GET", b"")
@example("/openai/deployments/../chat/completions", "POST", b"")
def test_nothing_leaves_the_provider_s_place(path: str, method: str, query: bytes) -> None:
    try:
        endpoint = find({"method": method, "path": unquote(path), "raw_path": path.encode(), "headers": []})
        provider, model = PROVIDERS.resolve("m", "", endpoint.default_provider)
        target = target_of(endpoint, provider, model, path, query)
    except (InvalidRequestError, NotFoundError):
        return
    sent = target.path.decode()
    assert target.url == f"http://provider.example:1{sent}"
    assert sent.startswith("/below")
    assert not {".", ".."} & set(segments(sent))
    assert not {" ", "\r", "\n", "?", "#"} & set(sent)
    if endpoint.route.endswith("/{path}"):
        assert sent == provider.root.path + path.removeprefix(endpoint.mount)


@given(st.text(max_size=20))
def test_a_name_stays_one_segment(name: str) -> None:
    try:
        segment = as_segment(name)
    except InvalidRequestError:
        assert {".", ".."} & set(segments(name))
        return
    except UnicodeEncodeError:
        return
    assert unquote(segment) == name
    assert "/" not in segment
    assert segment.isascii()


def form(model: str, sound: bytes, *, model_first: bool) -> bytes:
    head = b"--xyz\r\ncontent-disposition: form-data; name="
    parts = [head + b'"model"\r\n\r\n' + model.encode(), head + b'"file"; filename="a"\r\n\r\n' + sound]
    return b"\r\n".join([*(parts if model_first else parts[::-1]), b"--xyz--\r\n"])


@given(st.binary(max_size=60), st.from_regex(r"[a-z0-9:.-]{1,30}", fullmatch=True), st.booleans())
def test_the_model_of_a_form(sound: bytes, model: str, model_first: bool) -> None:
    sound = sound.replace(b"--xyz", b"")
    kind = "multipart/form-data; boundary=xyz"
    before = form(model, sound, model_first=model_first)
    assert read_form(before, kind).model == model
    assert replace_form_model(before, kind, "another") == form("another", sound, model_first=model_first)
