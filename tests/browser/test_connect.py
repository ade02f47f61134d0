"""The page that tells how to connect: its lines are copied and run as they stand there."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml
from authlib.integrations.httpx_client import OAuth2Client
from playwright.sync_api import Browser, Page, expect

from support.clients import JS_APPS, needs_js_clients
from support.explorer import PHONE, accessible, accessible_in_both, pictures, signed_in
from support.program import Program
from to11.demo.provider import StandInProvider


@pytest.fixture(scope="module")
def connected(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with StandInProvider("127.0.0.1", 0) as provider:
        settings = {"TO11_PROVIDERS__OPENAI__BASE_URL": f"http://127.0.0.1:{provider.port}/v1"}
        with Program(tmp_path_factory.mktemp("connect"), **settings) as program:
            yield program


@pytest.fixture
def connect(browser: Browser, connected: Program) -> Iterator[Page]:
    """The page, of a project to which nothing was sent yet."""
    permissions = ["clipboard-read", "clipboard-write"]
    with signed_in(browser, connected.api, connected.api_key, permissions=permissions) as (page, _):
        page.goto(f"/projects/{connected.project_id}/settings/connect")
        yield page


def lines(page: Page, way: str, name: str) -> str:
    """The lines of a snippet, as its button copies them."""
    page.get_by_role("tab", name=way, exact=True).click()
    page.get_by_role("button", name=f"Copy {name}", exact=True).click()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label(name, exact=True).inner_text().strip()
    return copied


def run(command: list[str], program: Program, cwd: Path | None = None) -> str:
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TO11_", "OTEL_"))},
        "TO11_API_KEY": program.api_key,
        "OPENAI_API_KEY": "sk-mine",
    }
    done = subprocess.run(command, env=environ, cwd=cwd, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def arrived(program: Program, name: str) -> None:
    """A trace of this name is in the project."""
    deadline, names = time.monotonic() + 15, list[str]()
    while name not in names:
        assert time.monotonic() < deadline, names
        time.sleep(0.05)
        names = [trace["name"] for trace in program.get("traces", window="10m").json()["data"]["items"]]


def test_python(connect: Page, connected: Program) -> None:
    assert run([sys.executable, "-c", lines(connect, "Python", "gateway-python")], connected).strip()
    arrived(connected, "POST /v1/chat/completions")
    run([sys.executable, "-c", lines(connect, "Python", "spans-python")], connected)
    arrived(connected, "hello from python")


@needs_js_clients()
def test_javascript(connect: Page, connected: Program) -> None:
    node = ["node", "--input-type=module", "-e"]
    assert run([*node, lines(connect, "JavaScript", "gateway-javascript")], connected, JS_APPS).strip()
    run([*node, lines(connect, "JavaScript", "spans-javascript")], connected, JS_APPS)
    arrived(connected, "hello from javascript")


def test_curl(connect: Page, connected: Program) -> None:
    answer = run(["bash", "-euo", "pipefail", "-c", lines(connect, "curl", "gateway-curl")], connected)
    assert '"choices"' in answer
    run(["bash", "-euo", "pipefail", "-c", lines(connect, "curl", "spans-curl")], connected)
    arrived(connected, "hello from curl")


def test_otlp_variables(connect: Page, connected: Program) -> None:
    app = (
        "from opentelemetry.sdk.trace import TracerProvider\n"
        "from opentelemetry.sdk.trace.export import SimpleSpanProcessor\n"
        "from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter\n"
        "provider = TracerProvider()\n"
        "provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))\n"
        "provider.get_tracer('app').start_span('hello from variables').end()\n"
    )
    variables = lines(connect, "OTLP variables", "environment")
    run(["bash", "-euo", "pipefail", "-c", f'{variables}\n"$0" -c "$1"', sys.executable, app], connected)
    arrived(connected, "hello from variables")
    over_grpc = lines(connect, "OTLP variables", "environment-grpc")
    host = connected.otlp_grpc.removeprefix("http://")
    assert f"OTEL_EXPORTER_OTLP_ENDPOINT=http://{host}\n" in over_grpc


def test_variables_for_python(connect: Page, connected: Program) -> None:
    app = "from opentelemetry import trace\ntrace.get_tracer('app').start_span('hello from the environment').end()\n"
    variables = lines(connect, "OTLP variables", "environment-python")
    instrument = Path(sys.executable).parent / "opentelemetry-instrument"
    command = f'{variables}\n"$0" "$1" -c "$2"'
    run(["bash", "-euo", "pipefail", "-c", command, str(instrument), sys.executable, app], connected)
    arrived(connected, "hello from the environment")


def test_a_collector_s_configuration(connect: Page, connected: Program) -> None:
    text = lines(connect, "Collector", "collector-config")
    for name, value in (("TO11_KEY_ID", connected.key_id), ("TO11_API_KEY", connected.api_key)):
        text = text.replace(f"${{env:{name}}}", value)
    found = yaml.safe_load(text)
    (extension,) = found["extensions"].values()
    with OAuth2Client(client_id=extension["client_id"], client_secret=extension["client_secret"]) as client:
        token = client.fetch_token(
            extension["token_url"], grant_type="client_credentials", **extension["endpoint_params"]
        )
    (exporter,) = found["exporters"].values()
    header = {"authorization": f"Bearer {token['access_token']}"}
    assert requests.post(f"{exporter['endpoint']}/v1/traces", json={}, headers=header, timeout=30).ok


def test_the_addresses_and_the_tab_in_the_address_bar(connect: Page, connected: Program) -> None:
    for address in (connected.project_id, f"{connected.gateway}/v1", f"{connected.otlp_http}/v1/traces", connected.api):
        expect(connect.get_by_role("definition").filter(has_text=address).first).to_be_visible()
    connect.get_by_role("tab", name="curl").click()
    expect(connect).to_have_url(re.compile(r"\?way=curl$"))
    connect.reload()
    expect(connect.get_by_role("tab", name="curl")).to_have_attribute("aria-selected", "true")
    connect.get_by_role("tab", name="curl").press("ArrowRight")
    expect(connect.get_by_role("tab", name="OTLP variables")).to_have_attribute("aria-selected", "true")


def test_it_is_accessible_also_on_a_phone(connect: Page) -> None:
    expect(connect.get_by_label("gateway-python", exact=True)).to_be_visible()
    pictures(connect, "connect")
    accessible_in_both(connect)
    connect.set_viewport_size(PHONE)
    accessible(connect)
    pictures(connect, "connect-phone")


def test_addresses_that_do_not_come_can_be_asked_for_again(browser: Browser, connected: Program) -> None:
    with signed_in(browser, connected.api, connected.api_key) as (page, watch):
        watch.expect("Failed to load resource")
        page.route("**/v1/endpoints", lambda route: route.fulfill(status=400, json={}))
        page.goto(f"/projects/{connected.project_id}/settings/connect")
        expect(page.get_by_role("alert")).to_contain_text("The addresses cannot be loaded")
        page.unroute_all()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_label("gateway-python", exact=True)).to_be_visible()
