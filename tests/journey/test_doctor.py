"""`to11 doctor`, against the real program with each thing wrong in turn."""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from support.certificates import server_context
from support.clients import ROOT, needs_python_client
from support.program import Program

DOCTOR = [str(ROOT / ".clients" / "to11" / "bin" / "to11"), "doctor"]
ALL = ["API", "API key", "scopes", "token", "clock", "OTLP/HTTP", "OTLP/gRPC", "stored", "gateway"]

pytestmark = needs_python_client("to11")

Findings = dict[str, dict[str, str]]


def attempt(program: Program, *options: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """As installed for clients alone."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(program.directory)}
    own = {"TO11_API_KEY": program.api_key, "TO11_API_URL": program.api}
    return subprocess.run(
        [*DOCTOR, *options],
        env={**environ, **own, **variables},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def examined(program: Program, status: int, **variables: str) -> Findings:
    done = attempt(program, "--json", **variables)
    assert done.returncode == status, done.stdout + done.stderr
    assert program.api_key not in done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for finding in found:
        assert bool(finding["remedy"]) == (finding["verdict"] in ("warning", "failed")), finding
    return {finding["subject"]: finding for finding in found}


def verdicts(found: Findings) -> dict[str, str]:
    return {subject: finding["verdict"] for subject, finding in found.items()}


def key_of(program: Program, *options: str) -> str:
    return str(json.loads(program.run("keys", "create", *options, "--json"))["apiKey"])


def test_all_is_well(program: Program) -> None:
    found = examined(program, 0)
    assert verdicts(found) == dict.fromkeys(ALL, "ok")
    trace_id = found["stored"]["message"].split()[1]
    stored = program.trace(trace_id)["spans"]
    assert sorted(span["name"] for span in stored) == ["doctor by OTLP/HTTP", "doctor by OTLP/gRPC"]
    assert {span["serviceName"] for span in stored} == {"to11-doctor"}


def test_it_is_told_to_people_a_line_each(program: Program) -> None:
    done = attempt(program, TO11_GATEWAY_URL="http://127.0.0.1:9/v1")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"ok       API         {program.api}, to11 0.1.0"
    assert lines[-2].startswith("failed   gateway     http://127.0.0.1:9/v1/chat/completions does not answer")
    assert lines[-1].strip() == "check TO11_GATEWAY_URL"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9", "does not answer"),
        ("{collector}", "is not to11"),
        ("{gateway}", "is not to11"),
    ],
)
def test_the_api_is_elsewhere(program: Program, url: str, said: str) -> None:
    address = url.format(collector=program.otlp_http, gateway=program.gateway)
    found = examined(program, 1, TO11_API_URL=address)
    assert verdicts(found) == {"API": "failed"}
    assert said in found["API"]["message"]


def test_a_key_that_is_not_valid(program: Program) -> None:
    found = examined(program, 1, TO11_API_KEY="to11_live_wrong")
    assert verdicts(found) == {"API": "ok", "API key": "failed"}
    assert "TO11_API_KEY" in found["API key"]["remedy"]


def test_a_key_that_may_not_write(program: Program) -> None:
    key = key_of(program, "--project", program.project_id, "--preset", "read")
    found = examined(program, 1, TO11_API_KEY=key)
    assert verdicts(found) == {
        "API": "ok",
        "API key": "ok",
        "scopes": "warning",
        "token": "failed",
        "collector": "skipped",
        "gateway": "skipped",
    }
    assert "otel:write" in found["token"]["remedy"]


def test_a_key_that_may_only_write(program: Program) -> None:
    key = key_of(program, "--project", program.project_id, "--preset", "ingest")
    found = examined(program, 0, TO11_API_KEY=key)
    assert (found["scopes"]["verdict"], found["stored"]["verdict"], found["gateway"]["verdict"]) == (
        "warning",
        "skipped",
        "skipped",
    )
    assert found["OTLP/HTTP"]["verdict"] == found["OTLP/gRPC"]["verdict"] == "ok"


def test_a_key_that_spans_projects_and_ends_soon(program: Program) -> None:
    soon = (datetime.now(UTC) + timedelta(days=3, hours=1)).isoformat()
    key = key_of(program, "--organization", program.organization_id, "--preset", "write", "--expires", soon)
    found = examined(program, 1, TO11_API_KEY=key)
    assert found["API key"]["verdict"] == "warning"
    assert "expires in 3 days" in found["API key"]["message"]
    assert "TO11_PROJECT_ID" in found["token"]["remedy"]
    assert "TO11_PROJECT_ID" in found["gateway"]["remedy"]
    named = examined(program, 0, TO11_API_KEY=key, TO11_PROJECT_ID=program.project_id)
    assert named["OTLP/gRPC"]["verdict"] == named["gateway"]["verdict"] == "ok"
    other = examined(program, 1, TO11_API_KEY=key, TO11_PROJECT_ID="proj_doesNotExist0000000")
    assert "does not reach" in other["token"]["remedy"]


@pytest.mark.parametrize(("protocol", "subject"), [("grpc", "OTLP/gRPC"), ("http/protobuf", "OTLP/HTTP")])
@pytest.mark.parametrize("where", ["nowhere", "elsewhere"])
def test_an_exporter_that_is_set_up_wrongly(program: Program, protocol: str, subject: str, where: str) -> None:
    endpoint = "http://127.0.0.1:9" if where == "nowhere" else program.api
    found = examined(program, 1, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_EXPORTER_OTLP_PROTOCOL=protocol)
    assert verdicts(found) == {**dict.fromkeys(ALL, "ok"), subject: "failed"}
    assert "1 of 1 spans" in found["stored"]["message"]


@pytest.mark.parametrize(("protocol", "subject"), [("grpc", "OTLP/gRPC"), ("http/protobuf", "OTLP/HTTP")])
def test_the_variables_of_traces_alone_go_first(program: Program, protocol: str, subject: str) -> None:
    general = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:7", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}
    endpoint = program.otlp_grpc if protocol == "grpc" else f"{program.otlp_http}/v1/traces"
    own = {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": protocol, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": endpoint}
    assert verdicts(examined(program, 0, **general, **own)) == dict.fromkeys(ALL, "ok")
    own["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://127.0.0.1:9/v1/traces"
    found = examined(program, 1, **general, **own)
    assert verdicts(found) == {**dict.fromkeys(ALL, "ok"), subject: "failed"}


def test_a_gateway_that_is_none(program: Program) -> None:
    for address in (program.api, f"{program.api}/v1", f"{program.otlp_http}/v1"):
        found = examined(program, 1, TO11_GATEWAY_URL=address)
        assert found["gateway"]["verdict"] == "failed", found["gateway"]


def test_what_would_go_over_plain_text_is_not_sent(program: Program) -> None:
    done = attempt(program, TO11_API_URL="http://api.example.com")
    assert (done.returncode, done.stdout) == (1, "")
    assert "plain text" in done.stderr
    absent = attempt(program, TO11_API_KEY="")
    assert (absent.returncode, absent.stderr) == (1, "to11: there is no API key: set TO11_API_KEY\n")


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    directory = tmp_path_factory.mktemp("secure")
    server_context(directory, "127.0.0.1")
    files = {name: str(directory / f"{name}.pem") for name in ("cert", "key")}
    settings = {"TO11_COLLECTOR__TLS_CERT": files["cert"], "TO11_COLLECTOR__TLS_KEY": files["key"]}
    with Program(directory, **settings) as program:
        yield program


def test_a_certificate_that_nobody_trusts(secure: Program) -> None:
    found = examined(secure, 1)
    for subject in ("OTLP/HTTP", "OTLP/gRPC"):
        assert found[subject]["verdict"] == "failed"
        assert "OTEL_EXPORTER_OTLP_CERTIFICATE" in found[subject]["remedy"], found[subject]
    assert found["stored"]["verdict"] == "skipped"


def test_with_its_authority_all_is_well(secure: Program) -> None:
    found = examined(secure, 0, OTEL_EXPORTER_OTLP_CERTIFICATE=str(secure.directory / "cert.pem"))
    assert verdicts(found) == dict.fromkeys(ALL, "ok")


def test_a_certificate_that_is_not_there(secure: Program) -> None:
    found = examined(secure, 1, OTEL_EXPORTER_OTLP_CERTIFICATE="/nowhere.pem")
    for subject in ("OTLP/HTTP", "OTLP/gRPC"):
        assert "cannot be read" in found[subject]["message"]
