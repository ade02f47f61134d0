import pytest

from support.exchange_api import ExchangeApi
from to11.client.doctor.api import Api, _of_clock, _of_key, _span
from to11.client.doctor.environment import misleading
from to11.client.doctor.finding import Verdict
from to11.client.exchange import Token
from to11.client.settings import ClientSettings

GRPC = "OTEL_PYTHON_EXPORTER_OTLP_GRPC_CREDENTIAL_PROVIDER"
HTTP = "OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER"
KEY = {"name": "k", "hint": "to11_live_abcd…", "scopeClass": "project"}


@pytest.mark.parametrize(
    ("environ", "remedies"),
    [
        ({}, []),
        ({HTTP: "to11_http", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, []),
        ({GRPC: "to11_grpc", "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example.com"}, []),
        (
            {
                GRPC: "to11_grpc",
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
                "OTEL_EXPORTER_OTLP_INSECURE": "false",
            },
            [],
        ),
        (
            {GRPC: "to11_grpc", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
            ["set OTEL_EXPORTER_OTLP_INSECURE=false"],
        ),
        ({GRPC: "to11_grpc", "OTEL_EXPORTER_OTLP_INSECURE": "true"}, ["set OTEL_EXPORTER_OTLP_INSECURE=false"]),
        ({HTTP: "to11_grpc"}, [f"{HTTP}=to11_http"]),
        ({HTTP: "somebody_else_s"}, []),
        (
            {"OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20x"},
            [f"let it be refreshed: {HTTP}=to11_http, or =to11_grpc for gRPC"],
        ),
    ],
)
def test_variables_that_mislead(environ: dict[str, str], remedies: list[str]) -> None:
    found = list(misleading(environ))
    assert [one.remedy for one in found] == remedies
    assert all(one.verdict is Verdict.WARNING for one in found)


@pytest.mark.parametrize(
    ("skew", "said"),
    [
        (4.0, "as the API's"),
        (-4.0, "as the API's"),
        (90.0, "this machine is 90 seconds ahead of the API"),
        (-600.0, "this machine is 10 minutes behind the API"),
    ],
)
def test_clocks(skew: float, said: str) -> None:
    assert _of_clock(Token("t", "p", 900, skew)).message == said


def test_a_wrong_clock_is_noticed_at_the_exchange() -> None:
    with ExchangeApi(ahead_seconds=3600 * 5) as api:
        findings, token = Api(ClientSettings("key", api.url)).exchange()
    assert token is not None
    assert [one.message for one in findings] == [
        "for proj_a, lives 15 minutes",
        "this machine is 5 hours behind the API",
    ]


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (401, "INVALID_CREDENTIAL", "check TO11_API_KEY"),
        (403, "PROJECT_NOT_AUTHORIZED", "check TO11_PROJECT_ID"),
        (429, "RATE_LIMITED", "wait a minute"),
        (503, "UNAVAILABLE", "try again"),
    ],
)
def test_each_refusal_has_a_remedy(status: int, code: str, remedy: str) -> None:
    with ExchangeApi() as api:
        api.refuse(status, code, "no")
        (finding,), token = Api(ClientSettings("key", api.url)).exchange()
    assert token is None
    assert finding.verdict is Verdict.FAILED
    assert finding.remedy.startswith(remedy)


def test_a_key_that_ends_is_told_in_time() -> None:
    assert _of_key({**KEY, "expiresAt": None}).message.endswith("never expires")
    assert _of_key({**KEY, "expiresAt": "2999-01-01T00:00:00Z"}).verdict is Verdict.OK
    assert _of_key({**KEY, "expiresAt": "2000-01-01T00:00:00Z"}).verdict is Verdict.WARNING


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 seconds"), (119, "119 seconds"), (900, "15 minutes"), (7200, "2 hours"), (1e6, "12 days")],
)
def test_spans_of_time(seconds: float, said: str) -> None:
    assert _span(seconds) == said


def test_spans_that_do_not_come_are_given_up() -> None:
    with ExchangeApi() as api:
        finding = Api(ClientSettings("key", api.url)).await_spans("proj_a", "0" * 32, 2, 0.0)
    assert (finding.verdict, finding.message) == (Verdict.FAILED, "0 of 2 spans are there after 0 s")
