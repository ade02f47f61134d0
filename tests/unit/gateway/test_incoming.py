import pytest

from to11.gateway.incoming import read_headers
from to11.model.call import Grouping
from to11.model.errors import InvalidRequestError


def test_what_goes_on_to_the_provider() -> None:
    headers = [
        (b"host", b"gateway"),
        (b"authorization", b"Bearer sk-1"),
        (b"x-b", b"1"),
        (b"x-a", b"2"),
        (b"x-b", b"3"),
        (b"user-agent", b"sdk"),
        (b"cookie", b"a=b"),
    ]
    assert read_headers(headers).forwarded == headers[1:]


@pytest.mark.parametrize(
    "name",
    [
        b"host",
        b"content-length",
        b"connection",
        b"keep-alive",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
        b"x-to11-authorization",
        b"x-to11-anything",
        b"x-genai-provider",
        b"traceparent",
        b"tracestate",
        b"baggage",
    ],
)
def test_what_stays_here(name: bytes) -> None:
    assert read_headers([(name, b"1")]).forwarded == []


def test_headers_that_connection_names_stay_here() -> None:
    headers = [
        (b"x-hop", b"1"),
        (b"connection", b"close, X-Hop"),
        (b"x-end", b"2"),
        (b"connection", b"x-other"),
        (b"x-other", b"3"),
    ]
    assert read_headers(headers).forwarded == [(b"x-end", b"2")]


def test_what_is_read() -> None:
    incoming = read_headers(
        [
            (b"host", b"gateway:4000"),
            (b"user-agent", b"sdk/1"),
            (b"content-length", b"12"),
            (b"content-encoding", b"GZIP"),
            (b"x-genai-provider", b"groq"),
            (b"traceparent", b"a"),
            (b"tracestate", b"b=1"),
            (b"tracestate", b"c=2"),
            (b"x-to11-authorization", b"bearer  key "),
            (b"x-to11-project-id", b"proj_1"),
        ]
    )
    assert (incoming.host, incoming.user_agent, incoming.content_length) == ("gateway:4000", "sdk/1", 12)
    assert (incoming.content_encoding, incoming.provider) == ("gzip", "groq")
    assert (incoming.traceparent, incoming.tracestate) == (["a"], ["b=1", "c=2"])
    assert (incoming.secret, incoming.project_id) == ("key", "proj_1")


def test_grouping() -> None:
    names = (
        "env",
        "user-id",
        "session-id",
        "conversation-id",
        "prompt-slug",
        "prompt-version",
        "prompt-id",
        "prompt-label",
    )
    incoming = read_headers([(b"x-to11-" + name.encode(), name.encode()) for name in names])
    assert incoming.grouping() == Grouping(*names)


def test_values_are_utf_8_where_they_can_be() -> None:
    incoming = read_headers([(b"x-to11-user-id", "José".encode()), (b"x-to11-session-id", b"Jos\xe9")])
    assert incoming.grouping() == Grouping(user_id="José", session_id="José")


@pytest.mark.parametrize("value", [b"", b"Bearer", b"Bearer ", b"Basic abc", b"key"])
def test_no_secret(value: bytes) -> None:
    assert read_headers([(b"x-to11-authorization", value)]).secret is None


@pytest.mark.parametrize("name", [b"x-to11-user-id", b"x-to11-env", b"x-to11-project-id", b"x-to11-unheard-of"])
@pytest.mark.parametrize("value", [b"", b"  "])
def test_an_empty_value_is_refused(name: bytes, value: bytes) -> None:
    with pytest.raises(InvalidRequestError, match="is empty"):
        read_headers([(name, value)]).check()


def test_a_repeated_header_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="more than once"):
        read_headers([(b"x-to11-user-id", b"a"), (b"x-to11-user-id", b"b")]).check()


@pytest.mark.parametrize("value", [b"", b" "])
def test_the_key_s_header_is_checked_apart(value: bytes) -> None:
    incoming = read_headers([(b"x-to11-authorization", value)])
    incoming.check()
    with pytest.raises(InvalidRequestError):
        incoming.check_key()


@pytest.mark.parametrize("value", ["prod", "a", "a-1", "9" * 63])
def test_environment(value: str) -> None:
    incoming = read_headers([(b"x-to11-env", value.encode())])
    incoming.check()
    assert incoming.grouping().environment == value


@pytest.mark.parametrize("value", ["Prod", "a_b", "a b", "9" * 64, "é", "a\nb"])
def test_environment_that_is_no_slug(value: str) -> None:
    incoming = read_headers([(b"x-to11-env", value.encode())])
    with pytest.raises(InvalidRequestError, match="must match"):
        incoming.check()
