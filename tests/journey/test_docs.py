"""The documentation's snippets are run as they stand there, only addresses and keys changed; its generated pages are
fresh."""

import base64
import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import yaml

from support.certificates import server_context
from support.documented import localised
from support.model_provider import ModelProvider
from support.program import Program
from to11.demo.provider import StandInProvider
from to11.gateway.endpoints import ENDPOINTS
from to11.gateway.known_providers import KNOWN, Auth
from to11.gateway.providers import Providers
from to11.record import blobs
from to11.settings import load

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


RUN = {
    "README.md": "bash python",
    "docs/clients.md": "bash js python",
    "docs/configuration.md": "toml",
    "docs/direct-ingestion.md": "bash python",
    "docs/distributed-tracing.md": "bash python",
    "docs/gateway.md": "bash js json python toml",
    "docs/metrics.md": "bash promql toml yaml",
    "docs/operations.md": "bash",
    "docs/query-api.md": "bash sh",
    "docs/quickstart.md": "bash python",
    "docs/recording.md": "json toml",
    "docs/signing-in.md": "bash nginx toml",
    "docs/tls.md": "bash toml",
    "docs/tokens.md": "bash",
    "docs/troubleshooting.md": "bash",
}


def snippets(page: str, language: str) -> list[str]:
    return [code for name, code in _FENCE.findall((ROOT / page).read_text("utf-8")) if name == language]


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory, stand_in: StandInProvider) -> Iterator[Program]:
    with (
        ModelProvider() as claude,
        Program(
            tmp_path_factory.mktemp("docs"),
            TO11_PROVIDERS__OPENAI__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
            TO11_PROVIDERS__ANTHROPIC__BASE_URL=f"{claude.url}/v1",
        ) as program,
    ):
        yield program


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_only_what_a_test_runs(page: str) -> None:
    """A language that is new on a page needs a test: here, or for the pages named there in test_clients_*.py,
    test_client.py, test_gateway_js.py and test_signing_in_pages.py."""
    languages = {language for language, _ in _FENCE.findall((ROOT / page).read_text("utf-8"))}
    assert languages == set(RUN.get(page, "").split())


def run(command: list[str], program: Program, **variables: str) -> str:
    environ = {
        **program.environ,
        **variables,
        "TO11_API_KEY": program.api_key,
        "TO11_KEY_ID": program.key_id,
        "TO11_API_URL": program.api,
        "TO11_GATEWAY_URL": f"{program.gateway}/v1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": program.otlp_http,
        "OPENAI_API_KEY": "sk-mine",
        "ANTHROPIC_API_KEY": "sk-ant-mine",
        "PROJECT_ID": program.project_id,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


PYTHON = [
    (page, index)
    for page in (
        *("README.md", "docs/quickstart.md", "docs/gateway.md"),
        *("docs/direct-ingestion.md", "docs/distributed-tracing.md"),
    )
    for index in range(len(snippets(page, "python")))
]


@pytest.mark.parametrize(("page", "index"), PYTHON)
def test_python_snippets(documented: Program, page: str, index: int) -> None:
    printed = run([sys.executable, "-c", localised(snippets(page, "python")[index], documented)], documented)
    if found := re.search(r"/traces/([0-9a-f]{32})", printed):
        names = {span["name"] for span in documented.trace(found[1], at_least=4)["spans"]}
        assert "POST /v1/chat/completions" in names
    assert printed.strip()


def test_shell_snippets(documented: Program) -> None:
    for code in snippets("docs/quickstart.md", "bash"):
        if "make " in code or "pip install" in code:
            continue  # what the Makefile and other tests do
        printed = run(["bash", "-ec", localised(code, documented)], documented)
        assert '"token"' in printed or '"success":true' in printed.replace(" ", "")


def test_every_way_to_a_token(documented: Program) -> None:
    exchanged, *answered = (
        json.loads(run(["bash", "-ec", localised(code, documented)], documented))
        for code in snippets("docs/tokens.md", "bash")
    )
    assert len(answered) == 2
    assert all(one["scope"] == "otel:write" and one["expires_in"] > 890 for one in answered)
    for token in (exchanged["token"], *(one["access_token"] for one in answered)):
        header = {"authorization": f"Bearer {token}"}
        assert requests.post(f"{documented.otlp_http}/v1/traces", json={}, headers=header, timeout=30).ok


def test_direct_ingestion_by_curl(documented: Program) -> None:
    exchanged, sent = (
        run(["bash", "-ec", localised(code, documented)], documented)
        for code in snippets("docs/direct-ingestion.md", "bash")
    )
    assert json.loads(exchanged)["scopes"] == ["otel:write"]
    assert json.loads(sent) == {}
    assert documented.trace("5b8aa5a2d2c872e8321cf37308d69df2")["spans"][0]["name"] == "nightly-import"


def test_a_trace_is_joined_by_curl(documented: Program) -> None:
    (code,) = snippets("docs/distributed-tracing.md", "bash")
    head = run(["bash", "-ec", localised(code, documented)], documented).lower()
    assert "traceparent: 00-0af7651916cd43dd8448eb211c80319c-" in head
    spans = documented.trace("0af7651916cd43dd8448eb211c80319c", at_least=3)["spans"]
    (server,) = (span for span in spans if span["kind"] == "server")
    assert server["parentSpanId"] == "b7ad6b7169203331"


def test_what_operators_do(documented: Program, tmp_path: Path) -> None:
    health, ready, backup, spool = (
        localised(code, documented).replace("/tmp/", f"{tmp_path}/").replace(".to11/", f"{documented.data_dir}/")
        for code in (
            *snippets("docs/operations.md", "bash")[0].splitlines(),
            *snippets("docs/operations.md", "bash")[1:],
        )
    )
    assert json.loads(run(["bash", "-ec", health], documented))["status"] == "ok"
    assert json.loads(run(["bash", "-ec", ready], documented))["status"] == "ready"
    run(["bash", "-ec", backup], documented)
    with contextlib.closing(sqlite3.connect(tmp_path / "control-backup.db")) as copy:
        assert copy.execute("SELECT count(*) FROM api_keys").fetchone()[0] >= 1
    run(["bash", "-ec", spool], documented)


@pytest.mark.parametrize("index", [0, 1])
def test_serving_as_the_page_on_tls_says(tmp_path: Path, index: int) -> None:
    server_context(tmp_path, "127.0.0.1")
    command = snippets("docs/tls.md", "bash")[index].strip()
    for documented, actual in (
        ("fullchain.pem", str(tmp_path / "cert.pem")),
        ("privkey.pem", str(tmp_path / "key.pem")),
        ("collector.http_port=443", "collector.http_port=0"),  # which only the superuser may listen on
        ("0.0.0.0", "127.0.0.1"),
    ):
        command = command.replace(documented, actual)
    program = Program(tmp_path)
    environ = {**program.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    ready = tmp_path / "ready.json"
    with subprocess.Popen(["bash", "-ec", f"{command} --ready-file {ready}"], env=environ) as serving:
        try:
            deadline = time.monotonic() + 60
            while not ready.exists():
                assert serving.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            scheme = urlsplit(json.loads(ready.read_text())["otlpHttp"]).scheme
            assert scheme == ("https" if "--tls-cert" in command else "http")
        finally:
            serving.terminate()
    assert serving.returncode == 0


@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page, "toml")])
def test_configuration_files(page: str, tmp_path: Path) -> None:
    path = tmp_path / "to11.toml"
    for code in snippets(page, "toml"):
        path.write_text(code, "utf-8")
        found = load(config_file=path, environ={})
        assert found != load(environ={})
        Providers(found.providers, found.gateway)


def test_what_to_do_in_trouble(documented: Program) -> None:
    (code,) = snippets("docs/troubleshooting.md", "bash")
    told = run(["bash", "-ec", localised(code, documented)], documented)
    assert "takes calls" in told
    assert "failed" not in told


def test_the_pages_of_figures(documented: Program, session: dict[str, str]) -> None:
    assert session, "a call was made, and counted"
    figures, account = (
        run(["bash", "-ec", localised(code, documented)], documented) for code in snippets("docs/metrics.md", "bash")
    )
    assert "to11_build_info{" in figures
    assert '"rejectedSpans":' in account

    (configuration,) = snippets("docs/metrics.md", "yaml")
    (job,) = yaml.safe_load(configuration)["scrape_configs"]
    assert job["authorization"]["credentials_file"].endswith("/.to11/metrics.token")
    assert job["static_configs"] == [{"targets": ["127.0.0.1:4500"]}], "and /metrics is where Prometheus looks"


def test_queries_of_figures_name_what_there_is() -> None:
    table = (ROOT / "docs/metrics.md").read_text("utf-8").partition("```promql\n")[0]
    (code,) = snippets("docs/metrics.md", "promql")
    for series in re.findall(r"\b(gen_ai_\w+)\[5m\]", code):
        assert f"`{re.sub('_(sum|count|bucket)$', '', series)}`" in table, series
    for labels in re.findall(r"by \((.+?)\)", code):
        assert all(label == "le" or f"`{label}`" in table for label in labels.split(", ")), labels


def test_data_that_is_too_large_is_told_as_the_page_says() -> None:
    (code,) = snippets("docs/recording.md", "json")
    shown = json.loads(code)
    part = {**shown, "content": base64.b64encode(bytes(shown["size"])).decode()}
    blobs.name(part)
    assert {**part, "sha256": f"{part['sha256'][:6]}…"} == shown


def test_the_gateway_s_shell_snippets(documented: Program) -> None:
    answer, refusal = (
        json.loads(run(["bash", "-ec", localised(code, documented)], documented))
        for code in snippets("docs/gateway.md", "bash")
    )
    assert answer["object"] == "chat.completion"
    (shown,) = snippets("docs/gateway.md", "json")
    assert {**refusal, "request_id": "req_…"} == json.loads(shown)


@pytest.fixture(scope="module")
def session(documented: Program) -> dict[str, str]:
    """A call of the session that the page asks for, as the page names its trace and a span of it."""
    answer = requests.post(
        f"{documented.gateway}/v1/chat/completions",
        headers={
            "x-to11-authorization": f"Bearer {documented.api_key}",
            "Authorization": "Bearer sk-mine",
            "x-to11-session-id": "support/7",
        },
        json={"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say this is a test"}]},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    trace = answer.headers["traceparent"].split("-")[1]
    spans = documented.trace(trace, at_least=2)["spans"]
    (call,) = (span for span in spans if span["genAi"] and span["genAi"]["operation"] == "chat")
    return {"TRACE_ID": trace, "SPAN_ID": call["spanId"]}


def test_the_query_api_s_snippets(documented: Program, session: dict[str, str], tmp_path: Path) -> None:
    page = "docs/query-api.md"
    document = requests.get(f"{documented.api}/openapi.json", timeout=30).json()
    routes = [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if operation["tags"] == ["traces"]
    ]
    shown = set()
    for code in snippets(page, "bash"):
        (url,) = re.findall(r'"(http\S+?)[?"]', code)
        path = url.removeprefix("http://127.0.0.1:4500")
        for variable, name in (
            ("$PROJECT_ID", "{projectId}"),
            ("$TRACE_ID", "{traceId}"),
            ("$SPAN_ID", "{spanId}"),
            ("support%2F7", "{sessionId}"),
        ):
            path = path.replace(variable, name)
        shown.add(path)
        command = ["bash", "-ec", f"cd {tmp_path}\n{localised(code, documented)}"]
        printed = run(command, documented, **session)
        if path.endswith("/export"):
            (file,) = tmp_path.glob("traces-*.csv")
            assert session["TRACE_ID"] in file.read_text("utf-8")
        elif "format=otlp" in code:
            assert list(json.loads(printed)) == ["resourceSpans"]
        else:
            found = json.loads(printed)["data"]
            assert found.get("items", found), code  # something is found by each of them
    assert shown == {path for path, _ in routes}
    text = (ROOT / page).read_text("utf-8")
    for _, operation in routes:
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                assert f"`{parameter['name']}`" in text or f"{parameter['name']}=" in text, parameter["name"]


def test_the_table_of_providers() -> None:
    page = (ROOT / "docs/gateway.md").read_text("utf-8")
    for name, known in KNOWN.items():
        header = {Auth.BEARER: "Authorization"}.get(known.auth, known.auth.value.decode())
        variables = ", ".join(f"`{variable}`" for variable in known.key_variables)
        address = f"`{known.base_url}`" if known.base_url else "(yours)"
        row = f"| `{name}` | {address} | `{header}` | {variables} |".replace("|  |", "| |")
        assert (row in page) is (bool(known.base_url) or known.azure), row


def test_the_table_of_endpoints() -> None:
    page = (ROOT / "docs/gateway.md").read_text("utf-8")
    for endpoint in ENDPOINTS.values():
        if endpoint.operation:
            ways = (f"`{endpoint.method} {endpoint.route}`", f"`{endpoint.route}`")
            (row,) = (line for line in page.splitlines() if line.startswith("|") and any(way in line for way in ways))
            assert row.endswith(f"| `{endpoint.operation}` | {endpoint.default_provider} |")


def test_the_makes_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text())) | set(
            re.findall(r"^make ([a-z-]+)", page.read_text(), re.MULTILINE)
        )
        assert named <= targets, page


def test_generated_pages_are_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page}: {target}"
