"""Long answers are compressed for those who take it, over a real socket."""

import gzip
import sys
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from support.api import serving
from to11.api.middleware.compression import Compression
from to11.api.middleware.guard import Guard

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONG = b'{"span": "again and again"}' * 100


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    app = FastAPI(docs_url=None, openapi_url=None, telemetry={"logs": False})
    app.add_middleware(Compression, min_bytes=len(LONG))
    app.add_middleware(Guard)

    @app.get("/long")
    def long() -> Response:
        return Response(LONG, status_code=201, media_type="application/json", headers={"Vary": "Cookie"})

    @app.get("/short")
    def short() -> Response:
        return Response(LONG[:-1], media_type="application/json")

    @app.get("/packed")
    def packed() -> Response:
        return Response(LONG, headers={"Content-Encoding": "br"})

    @app.get("/streamed")
    def streamed() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield LONG
            yield LONG

        return StreamingResponse(pieces())

    @app.get("/nothing")
    def nothing() -> Response:
        return Response(status_code=204)

    with serving(app) as address:
        yield address


def ask(url: str, accepted: str) -> tuple[httpx.Response, bytes]:
    """The answer, and its body as it came."""
    with httpx.stream("GET", url, headers={"Accept-Encoding": accepted}) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, gzip;q=0.5", "gzip"),
        ("*", "zstd"),
        ("br, deflate", None),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_long_answer_comes_as_the_client_takes_it(base: str, accepted: str, coding: str | None) -> None:
    answer, body = ask(f"{base}/long", accepted)
    assert answer.status_code == 201
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Cookie, Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(body)
    unpacked = {"gzip": gzip.decompress, "zstd": zstd.decompress}.get(coding or "", bytes)(body)
    assert unpacked == LONG
    assert coding is None or len(body) < len(LONG)


@pytest.mark.parametrize(("path", "body"), [("short", LONG[:-1]), ("packed", LONG), ("streamed", 2 * LONG)])
def test_any_other_answer_is_left_as_it_is(base: str, path: str, body: bytes) -> None:
    answer, found = ask(f"{base}/{path}", "gzip, zstd")
    assert found == body
    assert answer.headers.get("content-encoding") == ("br" if path == "packed" else None)
    assert "vary" not in answer.headers


def test_an_answer_without_a_body_has_none(base: str) -> None:
    answer, body = ask(f"{base}/nothing", "gzip")
    assert (answer.status_code, body) == (204, b"")
