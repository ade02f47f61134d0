"""The cookie, and whether a page of ours is asking."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import Request, Response

from to11.api import browser
from to11.api.browser import SessionCookie, csrf_token
from to11.api.origin import host_of, require_own
from to11.model.errors import PermissionDeniedError

SECRET = "s" * 43
PUBLIC = "https://to11.example.com"


def request(method: str = "POST", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": "/v1/keys", "headers": sent})


def is_own(public_url: str = PUBLIC, **headers: str) -> bool:
    try:
        require_own(request(**headers), public_url)
    except PermissionDeniedError:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [
        (PUBLIC, "__Host-to11_session", True),
        ("https://to11.example.com:8443", "__Host-to11_session", True),
        ("http://127.0.0.1:4500", "to11_session_4500", False),
        ("http://[::1]:4501", "to11_session_4501", False),
        ("http://to11.lan", "to11_session_80", False),
    ],
)
def test_the_cookie_fits_the_address(url: str, name: str, secure: bool) -> None:
    cookie = SessionCookie.of(url)
    assert cookie.name == name
    answer = Response()
    cookie.give(answer, SECRET, datetime.now(UTC) + timedelta(days=7, seconds=0.9))
    expected = [f"{name}={SECRET}", "HttpOnly", "Max-Age=604800", "Path=/", "SameSite=strict"]
    assert sorted(answer.headers["set-cookie"].split("; ")) == sorted([*expected, *(["Secure"] if secure else [])])
    gone = Response()
    cookie.take(gone)
    assert gone.headers["set-cookie"].startswith(f'{name}=""; HttpOnly; Max-Age=0; Path=/; SameSite=strict')


def test_the_cookie_is_read_by_its_name() -> None:
    cookie = SessionCookie.of("http://127.0.0.1:4500")
    assert cookie.read(request(cookie=f"a=b; to11_session_4500={SECRET}; to11_session_4501=x")) == SECRET
    for sent in ("", "to11_session_4500=", "to11_session_4501=x", "__Host-to11_session=x"):
        assert cookie.read(request(cookie=sent)) is None


def test_the_token_is_made_of_the_secret_and_tells_nothing_of_it() -> None:
    assert csrf_token(SECRET) == csrf_token(SECRET) != csrf_token("t" * 43)
    assert len(csrf_token(SECRET)) == 43
    assert SECRET not in csrf_token(SECRET)
    csrf_token("\udcff")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_needs_no_token(method: str) -> None:
    asked = request(method, origin="https://evil.test", sec_fetch_site="cross-site")
    SessionCookie.of(PUBLIC).require_page_of_ours(asked, SECRET)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_all_else_needs_it(method: str) -> None:
    cookie = SessionCookie.of(PUBLIC)
    right = csrf_token(SECRET)
    cookie.require_page_of_ours(request(method, x_to11_csrf=right), SECRET)
    cookie.require_page_of_ours(request(method, x_to11_csrf=right, origin=PUBLIC, sec_fetch_site="same-origin"), SECRET)
    for sent in (
        {},
        {"x_to11_csrf": ""},
        {"x_to11_csrf": right[:-1]},
        {"x_to11_csrf": csrf_token("t" * 43)},
        {"x_to11_csrf": "é" * 43},
        {"x_to11_csrf": right, "origin": "https://evil.test"},
        {"x_to11_csrf": right, "sec_fetch_site": "same-site"},
    ):
        with pytest.raises(PermissionDeniedError) as caught:
            cookie.require_page_of_ours(request(method, **sent), SECRET)
        assert caught.value.reason == "CSRF"
    assert browser.CSRF_HEADER == "x-to11-csrf"


def test_who_says_nothing_is_no_page_of_another_origin() -> None:
    assert is_own()
    assert is_own(host="127.0.0.1:4500", sec_fetch_site="same-origin")
    assert is_own(host="127.0.0.1:4500", sec_fetch_site="none")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "Cross-Site"])
def test_a_browser_says_where_the_page_is_from(site: str) -> None:
    assert not is_own(host="to11.example.com", origin=PUBLIC, sec_fetch_site=site)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("to11.example.com", PUBLIC),
        ("backend:4500", PUBLIC),  # a proxy that names the machine behind it
        ("backend:4500", "https://to11.example.com:443"),
        ("127.0.0.1:4500", "http://127.0.0.1:4500"),  # past the proxy
        ("LOCALHOST:4500", "http://localhost:4500"),
        ("[::1]:4500", "http://[::1]:4500"),
        ("to11.lan", "http://to11.lan"),
        ("to11.lan:80", "http://to11.lan"),
        ("elsewhere.example.com", "https://elsewhere.example.com"),  # TLS ends before us
    ],
)
def test_our_own_origins(host: str, origin: str) -> None:
    assert is_own(host=host, origin=origin)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("to11.example.com", "https://evil.test"),
        ("to11.example.com", "http://to11.example.com:81"),
        ("to11.example.com", "https://to11.example.com:8443"),
        ("to11.example.com", "https://to11.example.com.evil.test"),
        ("to11.example.com", "https://x.to11.example.com"),
        ("to11.example.com", "null"),
        ("to11.example.com", ""),
        ("to11.example.com", "https://evil.test@to11.example.com"),
        ("to11.example.com", "https://to11.example.com, https://evil.test"),
        ("to11.example.com", "https://to11.example.com/"),
        ("127.0.0.1:4500", "http://127.0.0.1:3000"),
        ("127.0.0.1:4500", "http://localhost:4500"),
        ("a b", "http://a b"),
        ("", "http://"),
    ],
)
def test_foreign_origins(host: str, origin: str) -> None:
    assert not is_own(host=host, origin=origin)


def test_the_public_origin_is_of_its_own_scheme() -> None:
    assert not is_own(host="backend:4500", origin="http://to11.example.com")
    assert is_own("http://to11.lan:4500", host="backend", origin="http://to11.lan:4500")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("to11.lan:4500", "to11.lan"), ("[::1]:1", "[::1]"), ("a/b", ""), ("a@b", ""), ("", ""), ("a:b", "")],
)
def test_the_host_of_a_request(host: str, expected: str) -> None:
    assert host_of(request(host=host)) == expected
