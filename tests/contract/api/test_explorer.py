"""The explorer's page and files, over a real socket."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.api import Api, running
from to11.store.client import StoreClient
from to11.store.reader import Reader

PAGES = [
    "/",
    "/sign-in",
    "/projects",
    "/projects/",
    "/projects/proj_1/traces",
    "/projects/a/b/c.js",
    "/projects/%2e%2e/x",
]
HTML = b"<!doctype html><title>to11</title><script type=module src=/assets/main-1.js></script>"
SCRIPT = b"export const answer = 42;"
SECRET = "nobody is to see this"


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory, client: StoreClient) -> Iterator[Api]:
    directory: Path = tmp_path_factory.mktemp("explorer")
    built = directory / "built"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_bytes(HTML)
    (built / "assets" / "main-1.js").write_bytes(SCRIPT)
    (built / "assets" / "main-1.js.br").write_bytes(b"brotli")
    (built / "secret.txt").write_text(SECRET)
    (directory / "secret.txt").write_text(SECRET)
    with running(directory, Reader(client), built=built) as found:
        yield found


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, client: StoreClient) -> Iterator[Api]:
    directory: Path = tmp_path_factory.mktemp("bare")
    with running(directory, Reader(client), built=directory / "none") as found:
        yield found


def policy(answer: httpx.Response) -> dict[str, str]:
    directives = (one.strip().partition(" ") for one in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in directives}


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_the_explorer_is_the_one_page(explorer: Api, path: str) -> None:
    answer = httpx.get(explorer.url + path)
    assert (answer.status_code, answer.content) == (200, HTML)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    tag = answer.headers["etag"]
    assert httpx.get(explorer.url + path, headers={"if-none-match": tag}).status_code == 304


def test_the_page_may_load_from_here_alone_and_be_framed_nowhere(explorer: Api) -> None:
    answer = httpx.get(explorer.url)
    assert policy(answer) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    expected = {
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    assert expected.items() <= dict(answer.headers).items()
    assert "camera=()" in answer.headers["permissions-policy"]


def test_a_worker_may_ask_the_api_as_the_page_may(explorer: Api) -> None:
    # A worker has no page's policy but that of its own script.
    assert policy(httpx.head(f"{explorer.url}/assets/main-1.js")) == policy(httpx.get(explorer.url))


def test_files_are_kept_for_ever_by_their_name(explorer: Api) -> None:
    answer = httpx.get(f"{explorer.url}/assets/main-1.js", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, SCRIPT)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    with httpx.stream("GET", f"{explorer.url}/assets/main-1.js", headers={"accept-encoding": "gzip, br"}) as compressed:
        assert compressed.headers["content-encoding"] == "br"
        assert b"".join(compressed.iter_raw()) == b"brotli"


@pytest.mark.parametrize(("path", "length"), [("/", len(HTML)), ("/assets/main-1.js", len(SCRIPT))])
def test_a_head_without_a_body(explorer: Api, path: str, length: int) -> None:
    answer = httpx.head(explorer.url + path, headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(length)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/assets/..%5csecret.txt",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/main-1.js%00",
        "/assets/main-1.js/",
        "/assets/./main-1.js",
        "/assets/",
        "/assets",
        "/assets/main-1.js.br",
        "/secret.txt",
        "/index.html",
        "/../secret.txt",
        "/sign-in/",
        "/sign-in/x",
        "/projectsx",
    ],
)
def test_nothing_else_is_there(explorer: Api, path: str) -> None:
    # httpx would tidy the path up.
    address = httpx.URL(explorer.url)
    connection = http.client.HTTPConnection(address.host, address.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 404, body
    assert SECRET not in body
    assert '"NOT_FOUND"' in body


def test_pages_are_only_read(explorer: Api) -> None:
    answer = httpx.post(f"{explorer.url}/sign-in", data={"credential": "x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_the_api_keeps_a_policy_of_its_own(explorer: Api) -> None:
    for path in ("/health", "/v1/session", "/nowhere"):
        found = policy(httpx.head(explorer.url + path))
        assert found == {"default-src": "'none'", "frame-ancestors": "'none'"}, path


@pytest.mark.parametrize("path", ["/", "/sign-in", "/projects/proj_1/traces"])
def test_what_is_not_built_says_how_to_build_it(bare: Api, path: str) -> None:
    answer = httpx.get(bare.url + path)
    assert answer.status_code == 503
    assert "make serve" in answer.text
    assert policy(answer)["script-src"] == "'self'"
    assert answer.headers["cache-control"] == "no-store"
    assert httpx.get(f"{bare.url}/assets/main-1.js").status_code == 404
    assert httpx.get(f"{bare.url}/health").status_code == 200
