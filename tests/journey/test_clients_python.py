"""The OpenTelemetry SDK for Python as an application has it that knows nothing of to11: set up by variables alone."""

import pytest

from support.clients import PYTHON_APPS, cases, exported, needs_python_client, run_python, snippets
from support.program import Program

TRACES_ONLY = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}

pytestmark = needs_python_client("opentelemetry")


def run_plain_app(program: Program, **variables: str) -> str:
    printed = run_python(
        program,
        "opentelemetry",
        "plain_app.py",
        zero_code=True,
        GATEWAY=program.gateway,
        MODEL="stand-in::gpt-4o-mini",
        TO11_API_KEY=program.api_key,
        **TRACES_ONLY,
        **variables,
    )
    return cases(printed)["plain"]


@pytest.mark.parametrize("compression", ["", "gzip"])
@pytest.mark.parametrize("protocol", ["grpc", "http/protobuf"])
def test_without_a_change_to_the_application(program: Program, protocol: str, compression: str) -> None:
    variables = exported(program, f"={protocol}")
    if compression:
        variables["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression
    trace_id = run_plain_app(program, **variables)

    # The application's span, its request, and the gateway's three below that.
    stored = program.trace(trace_id, at_least=5)
    assert len(stored["spans"]) == 5
    own = next(span for span in stored["spans"] if span["name"] == "answer-question")
    request = next(span for span in stored["spans"] if span["parentSpanId"] == own["spanId"])
    server = next(span for span in stored["spans"] if span["parentSpanId"] == request["spanId"])
    chat = next(span for span in stored["spans"] if span["parentSpanId"] == server["spanId"])
    assert own["parentSpanId"] is None
    assert own["attributes"] == {"document.count": 42, "ratio": 0.5, "cached": False, "pages": [1, 2], "città": "Forlì"}
    assert [(event["name"], event["attributes"]) for event in own["events"]] == [("retrieved", {"source": "wiki"})]
    assert (own["scope"]["name"], own["scope"]["version"]) == ("my-application", "1.2.3")
    assert own["serviceName"] == request["serviceName"] == "my-rag-pipeline"
    assert own["resource"]["attributes"]["telemetry.sdk.language"] == "python"
    assert own["resource"]["attributes"]["project.id"] == program.project_id
    assert request["kind"] == "client"
    assert request["scope"]["name"] == "opentelemetry.instrumentation.requests"
    assert (server["kind"], server["name"]) == ("server", "POST /v1/chat/completions")
    assert chat["genAi"]["requestModel"] == "gpt-4o-mini"
    assert stored["summary"]["outputTokens"] == chat["genAi"]["outputTokens"] > 0


def test_applications_begin_as_the_page_says() -> None:
    """The page's snippets are the text of the applications that are run here."""
    apps = [file.read_text("utf-8") for file in PYTHON_APPS.glob("*_app.py")]
    shown = [code for code in snippets("python") if "to11.client" not in code]  # test_client.py runs that
    assert [code for code in shown if not any(code in app for app in apps)] == []
