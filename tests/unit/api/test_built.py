"""Built files: which of their encodings a client gets, and when it has them already."""

from pathlib import Path

import pytest
from fastapi import Request, Response

from to11.api.built import BuiltFile, Explorer

CACHED = "public, max-age=1"


@pytest.fixture
def script(tmp_path: Path) -> BuiltFile:
    for suffix, body in (("", b"plain"), (".br", b"brotli"), (".gz", b"gzip")):
        (tmp_path / f"a-1.js{suffix}").write_bytes(body)
    return BuiltFile.read(tmp_path / "a-1.js")


def answer(file: BuiltFile, **headers: str) -> Response:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": sent})
    return file.answer(request, cached=CACHED, headers={"X-Other": "1"})


@pytest.mark.parametrize(
    ("accepted", "body"),
    [
        ("gzip, deflate, br, zstd", b"brotli"),
        ("br", b"brotli"),
        ("gzip", b"gzip"),
        ("GZIP;q=0.5", b"gzip"),
        ("br;q=0, gzip", b"gzip"),
        ("br; q=0.000, *", b"gzip"),
        ("*", b"brotli"),
        ("*;q=0", b"plain"),
        ("deflate", b"plain"),
        ("identity", b"plain"),
        ("", b"plain"),
        ("x-gzip;;;=,,br;v=1", b"brotli"),
    ],
)
def test_a_client_gets_what_it_takes(script: BuiltFile, accepted: str, body: bytes) -> None:
    found = answer(script, accept_encoding=accepted)
    assert found.body == body
    encoding = {b"brotli": "br", b"gzip": "gzip"}.get(body)
    assert found.headers.get("content-encoding") == encoding
    assert found.headers["vary"] == "Accept-Encoding"
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (found.headers["cache-control"], found.headers["x-other"]) == (CACHED, "1")
    assert found.headers["content-length"] == str(len(body))


def test_a_client_that_says_nothing_gets_it_plain(script: BuiltFile) -> None:
    assert answer(script).body == b"plain"


def test_each_encoding_has_a_tag_of_its_own(script: BuiltFile) -> None:
    tags = {answer(script, accept_encoding=one).headers["etag"] for one in ("br", "gzip", "")}
    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_who_has_it_is_not_sent_it_again(script: BuiltFile) -> None:
    tag = answer(script, accept_encoding="br").headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = answer(script, accept_encoding="br", if_none_match=held)
        assert (again.status_code, again.body) == (304, b"")
        assert (again.headers["etag"], again.headers["cache-control"]) == (tag, CACHED)
        assert again.headers["vary"] == "Accept-Encoding"
    for other in ('"other"', "", answer(script).headers["etag"]):
        assert answer(script, accept_encoding="br", if_none_match=other).status_code == 200


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.woff2", "font/woff2"),
        ("a.PNG", "image/png"),
        ("a.html", "text/html; charset=utf-8"),
        ("a", "application/octet-stream"),
        ("a.exe", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_name_says(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    found = answer(BuiltFile.read(tmp_path / name), accept_encoding="br, gzip")
    assert found.headers["content-type"] == kind
    assert "content-encoding" not in found.headers
    assert "vary" not in found.headers


def test_what_is_built_is_found_by_name(tmp_path: Path) -> None:
    assert Explorer.load(tmp_path / "none") is None
    (tmp_path / "assets" / "fonts").mkdir(parents=True)
    assert Explorer.load(tmp_path) is None
    for name in ("index.html", "secret.txt", "assets/a-1.js", "assets/a-1.js.gz", "assets/fonts/b-2.woff2"):
        (tmp_path / name).write_text(name)
    found = Explorer.load(tmp_path)
    assert found is not None
    assert set(found.assets) == {"a-1.js", "fonts/b-2.woff2"}
    assert [one.encoding for one in found.assets["a-1.js"].variants] == ["gzip", ""]
    assert found.page.variants[-1].body == b"index.html"
