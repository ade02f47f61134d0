import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc
import pytest

from support.certificates import server_context
from to11.client.errors import NoTokenError
from to11.client.exchange import Token
from to11.client.grpc import NoTokenRpcError, TokenMetadata, local_credentials, tls_credentials
from to11.client.tokens import TokenSource

SECONDS = 10
METHOD = "/a.Service/Method"


class Echo(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Answers with the authorization that a call has."""

    def service(self, _: Any) -> Any:
        def answer(_: bytes, context: grpc.ServicerContext) -> bytes:
            found = [value for name, value in context.invocation_metadata() if name == "authorization"]
            return ",".join(found).encode()

        return grpc.unary_unary_rpc_method_handler(answer)


class Source(TokenSource):
    """A new token for each call; or none, until it is waited for."""

    def __init__(self, *, later: bool = False, error: NoTokenError | None = None) -> None:
        super().__init__(lambda: Token("", "", 1, 0))
        self.count = 0
        self.later = later
        self.error = error

    def token(self, wait_seconds: float = 0.0) -> str:
        if self.error is not None:
            raise self.error
        if self.later and not wait_seconds:
            raise NoTokenError("not yet", retryable=True)
        self.count += 1
        return f"t{self.count}"


@pytest.fixture
def server() -> Iterator[grpc.Server]:
    made = grpc.server(ThreadPoolExecutor(2), handlers=(Echo(),))
    yield made
    made.stop(0).wait()


@pytest.fixture
def port(server: grpc.Server) -> int:
    found = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return int(found)


def call(channel: grpc.Channel, **more: Any) -> str:
    with closing(channel):
        method = channel.unary_unary(METHOD)
        answers = [method(b"", timeout=SECONDS, **more).decode() for _ in range(2)]
        return " ".join(answers)


def failure(channel: grpc.Channel) -> tuple[grpc.StatusCode, str]:
    with closing(channel), pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary(METHOD)(b"", timeout=SECONDS)
    return caught.value.code(), caught.value.details()


def test_each_call_over_plain_text_on_one_machine_has_the_token_of_its_moment(port: int) -> None:
    channel = grpc.secure_channel(f"127.0.0.1:{port}", local_credentials(Source()))
    assert call(channel) == "Bearer t1 Bearer t2"


def test_plain_text_to_another_machine_is_refused_by_grpc(server: grpc.Server) -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing; says which address of ours is not the loopback
            address = probe.getsockname()[0]
    except OSError:
        pytest.skip("this machine has no other address than the loopback")
    found = server.add_insecure_port(f"{address}:0")
    server.start()
    code, _ = failure(grpc.secure_channel(f"{address}:{found}", local_credentials(Source())))
    assert code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNAUTHENTICATED)


def test_each_call_over_tls_has_one(server: grpc.Server, tmp_path: Path) -> None:
    server_context(tmp_path, "127.0.0.1")
    pair = (tmp_path / "key.pem").read_bytes(), (tmp_path / "cert.pem").read_bytes()
    found = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    server.start()
    made = tls_credentials(Source(), certificate=str(tmp_path / "cert.pem"))
    assert call(grpc.secure_channel(f"127.0.0.1:{found}", made)) == "Bearer t1 Bearer t2"
    code, _ = failure(grpc.secure_channel(f"127.0.0.1:{found}", tls_credentials(Source())))
    assert code is grpc.StatusCode.UNAVAILABLE  # nobody we know has signed it


def test_a_first_token_is_waited_for(port: int) -> None:
    channel = grpc.secure_channel(f"127.0.0.1:{port}", local_credentials(Source(later=True)))
    assert call(channel) == "Bearer t1 Bearer t2"


@pytest.mark.parametrize("retryable", [True, False])
def test_without_a_token_a_call_fails_as_one_that_is_retried(port: int, retryable: bool) -> None:
    source = Source(error=NoTokenError("no token for you", retryable=retryable))
    code, details = failure(grpc.secure_channel(f"127.0.0.1:{port}", local_credentials(source)))
    assert code is grpc.StatusCode.UNAVAILABLE
    assert "no token for you" in details


def test_headers_are_read_anew_for_each_call(port: int) -> None:
    headers = TokenMetadata(Source(later=True), [("x-mine", "1"), ("Authorization", "Bearer mine")])
    assert call(grpc.insecure_channel(f"127.0.0.1:{port}"), metadata=headers) == "Bearer t1 Bearer t2"
    assert len(headers) == 2
    assert headers[0] == ("authorization", "Bearer t3")
    assert headers[1:] == (("x-mine", "1"),)


@pytest.mark.parametrize(
    ("retryable", "code"), [(True, grpc.StatusCode.UNAVAILABLE), (False, grpc.StatusCode.UNAUTHENTICATED)]
)
def test_without_a_token_headers_fail_as_a_call_would(retryable: bool, code: grpc.StatusCode) -> None:
    headers = TokenMetadata(Source(error=NoTokenError("none", retryable=retryable)))
    with pytest.raises(NoTokenRpcError) as caught:
        list(headers)
    assert (caught.value.code(), caught.value.details(), caught.value.trailing_metadata()) == (code, "none", ())
