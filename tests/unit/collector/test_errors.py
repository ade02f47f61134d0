import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, RetryInfo

from to11.collector.errors import MethodNotAllowedError, refusal
from to11.model import errors
from to11.model.errors import To11Error

RETRYABLE_HTTP = {429, 502, 503, 504}


@pytest.mark.parametrize(
    ("error", "http", "code"),
    [
        (errors.InvalidRequestError("x"), 400, grpc.StatusCode.INVALID_ARGUMENT),
        (errors.UnauthenticatedError("x"), 401, grpc.StatusCode.UNAUTHENTICATED),
        (errors.PermissionDeniedError("x"), 403, grpc.StatusCode.PERMISSION_DENIED),
        (errors.NotFoundError("x"), 404, grpc.StatusCode.NOT_FOUND),
        (MethodNotAllowedError("x", allowed="POST"), 405, grpc.StatusCode.UNIMPLEMENTED),
        (errors.ConflictError("x"), 409, grpc.StatusCode.FAILED_PRECONDITION),
        (errors.TooLargeError("x"), 413, grpc.StatusCode.RESOURCE_EXHAUSTED),
        (errors.UnsupportedMediaTypeError("x"), 415, grpc.StatusCode.INVALID_ARGUMENT),
        (errors.RateLimitedError("x"), 429, grpc.StatusCode.UNAVAILABLE),
        (errors.UnavailableError("x"), 503, grpc.StatusCode.UNAVAILABLE),
        (errors.SettingsError("x"), 500, grpc.StatusCode.INTERNAL),
        (ZeroDivisionError("secret"), 500, grpc.StatusCode.INTERNAL),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_table(error: Exception, http: int, code: grpc.StatusCode) -> None:
    refused = refusal(error)
    assert (refused.http_status, refused.grpc_code) == (http, code)
    assert refused.status.code == code.value[0]
    assert refused.status.message == ("x" if isinstance(error, To11Error) else "internal error")


LEAVES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, To11Error)
    and kind not in (To11Error, errors.PermanentError, errors.RetryableError)
]


@pytest.mark.otlp("R10", "H13")
@pytest.mark.parametrize("leaf", LEAVES)
def test_retryable_is_told_as_retryable_and_nothing_else_is(leaf: type[To11Error]) -> None:
    refused = refusal(leaf("x"))
    retryable = issubclass(leaf, errors.RetryableError)
    assert (refused.http_status in RETRYABLE_HTTP) is retryable
    assert (refused.grpc_code is grpc.StatusCode.UNAVAILABLE) is retryable
    assert (refused.retry_seconds is not None) is retryable
    assert ("google.rpc.retryinfo-bin" in dict(refused.trailing_metadata())) is retryable


@pytest.mark.parametrize(("asked", "header", "seconds"), [(0.0, b"1", 1.0), (1.2, b"2", 1.2), (600.0, b"5", 5.0)])
def test_the_delay_stays_within_a_clients_patience(asked: float, header: bytes, seconds: float) -> None:
    refused = refusal(errors.UnavailableError("x", retry_after=asked))
    assert refused.headers == ((b"retry-after", header),)
    info = RetryInfo.FromString(dict(refused.trailing_metadata())["google.rpc.retryinfo-bin"])
    assert info.retry_delay.ToTimedelta().total_seconds() == seconds
    detail = RetryInfo()
    assert refused.status.details[0].Unpack(detail)
    assert detail == info


def test_hints() -> None:
    assert refusal(errors.UnauthenticatedError("x")).headers == ((b"www-authenticate", b"Bearer"),)
    assert refusal(MethodNotAllowedError("x", allowed="GET, HEAD")).headers == ((b"allow", b"GET, HEAD"),)
    assert refusal(errors.UnsupportedMediaTypeError("x")).headers == ((b"accept-encoding", b"gzip, deflate, zstd"),)
    bad = BadRequest()
    assert refusal(errors.InvalidRequestError("why")).status.details[0].Unpack(bad)
    assert bad.field_violations[0].description == "why"


@pytest.mark.otlp("R4", "H8")
@pytest.mark.parametrize("letter", ["x", "\N{GRINNING FACE}", "\ud83d"])
def test_a_long_message_fits_into_a_trailer(letter: str) -> None:
    refused = refusal(errors.InvalidRequestError(letter * 100_000))
    assert sum(len(value) for _, value in refused.trailing_metadata()) + len(refused.status.message) < 4096
