from to11.gateway.headers import response_headers, value_of, with_identity

OURS = [(b"x-to11-request-id", b"req_1"), (b"traceparent", b"ours")]


def test_response_keeps_order_and_repetitions() -> None:
    headers = [(b"set-cookie", b"a=1"), (b"content-type", b"x"), (b"set-cookie", b"b=2"), (b"content-length", b"3")]
    assert response_headers(200, headers, OURS, resized=False) == [*headers, *OURS]


def test_response_without_what_belongs_to_the_connection_or_to_us() -> None:
    headers = [
        (b"transfer-encoding", b"chunked"),
        (b"connection", b"keep-alive, X-Hop"),
        (b"x-hop", b"1"),
        (b"keep-alive", b"timeout=5"),
        (b"traceparent", b"theirs"),
        (b"tracestate", b"theirs"),
        (b"x-to11-error", b"gateway"),
        (b"x-end", b"1"),
    ]
    assert response_headers(200, headers, OURS, resized=False) == [(b"x-end", b"1"), *OURS]


def test_response_of_another_size_has_no_length() -> None:
    assert response_headers(200, [(b"content-length", b"3")], OURS, resized=True) == OURS


def test_response_without_a_body_has_no_length() -> None:
    assert response_headers(304, [(b"content-length", b"3")], OURS, resized=False) == OURS


def test_identity_replaces_what_the_caller_accepts() -> None:
    headers = [(b"accept-encoding", b"gzip"), (b"a", b"1"), (b"accept-encoding", b"br")]
    assert with_identity(headers) == [(b"a", b"1"), (b"accept-encoding", b"identity")]


def test_value_of() -> None:
    assert value_of([(b"a", b"1"), (b"a", b"2")], b"a") == b"1"
    assert value_of([], b"a") == b""
