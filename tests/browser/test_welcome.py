"""The first run: a project with nothing in it says how to send the first trace, waits for it, and goes to it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from support.explorer import PHONE, accessible, pictures, signed_in
from support.program import Program
from to11.demo.provider import StandInProvider

MAKER = ("traces:read", "keys:create", "otel:write", "gateway:invoke")
TITLE = "Send the first trace"


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with StandInProvider("127.0.0.1", 0) as provider:
        settings = {"TO11_PROVIDERS__OPENAI__BASE_URL": f"http://127.0.0.1:{provider.port}/v1"}
        with Program(tmp_path_factory.mktemp("welcome"), **settings) as program:
            yield program


def new_project(program: Program, name: str, *scopes: str) -> tuple[str, str]:
    """The address of the list of a project with nothing in it, and a key of the project with these scopes."""
    project_id, key = program.new_project(name, *scopes)
    return f"/projects/{project_id}/traces", key


def lines(page: Page, name: str) -> str:
    """Lines as they stand on the page."""
    return page.get_by_label(name, exact=True).inner_text().strip()


def run(page: Page, code: list[str]) -> None:
    """The page's lines with the page's key; the provider's own key is a made up one, for which the page has a place."""
    variables = dict(re.findall(r"export (\w+)=(\S+)", lines(page, "keys")))
    assert variables.pop("OPENAI_API_KEY") == "sk-..."
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("TO11_", "OTEL_"))}
    environ |= {**variables, "OPENAI_API_KEY": "sk-mine"}
    done = subprocess.run(code, env=environ, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr


def create_key(page: Page) -> None:
    page.get_by_role("button", name="Create a key").click()
    expect(page.get_by_text("It is shown this once")).to_be_visible()
    expect(page.get_by_label("keys", exact=True)).to_contain_text(re.compile(r"TO11_API_KEY=to11_live_\w{20}"))


def test_curl_with_a_key_made_here(browser: Browser, started: Program) -> None:
    path, key = new_project(started, "by curl", *MAKER)
    with signed_in(browser, started.api, key) as (page, _):
        page.goto(path)
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        expect(page.get_by_text("Waiting for the first trace")).to_be_visible()
        create_key(page)
        page.get_by_role("tab", name="curl").click()
        accessible(page)
        pictures(page, "welcome", full_page=True)
        run(page, ["bash", "-euo", "pipefail", "-c", lines(page, "gateway-curl")])
        expect(page).to_have_url(re.compile(f"{path}/[0-9a-f]{{32}}"))
        page.go_back()
        expect(page.locator("[data-trace]")).to_have_count(1)


def test_who_turns_back_before_the_first_trace_is_open_sees_it_in_the_list(browser: Browser, started: Program) -> None:
    path, key = new_project(started, "in a hurry", *MAKER)
    with signed_in(browser, started.api, key) as (page, _):
        page.goto(path)
        create_key(page)
        page.get_by_role("tab", name="curl").click()
        page.route(re.compile(r"/assets/.*\.js$"), lambda _: None)  # the next page does not come
        run(page, ["bash", "-euo", "pipefail", "-c", lines(page, "gateway-curl")])
        expect(page).to_have_url(re.compile(f"{path}/[0-9a-f]{{32}}"))
        page.go_back()
        expect(page.locator("[data-trace]")).to_have_count(1)


def test_python_with_a_key_made_here(browser: Browser, started: Program) -> None:
    path, key = new_project(started, "by python", *MAKER)
    with signed_in(browser, started.api, key) as (page, _):
        page.goto(path)
        create_key(page)
        run(page, [sys.executable, "-c", lines(page, "gateway-python")])
        expect(page).to_have_url(re.compile(f"{path}/[0-9a-f]{{32}}"))


def test_spans_of_ones_own_with_a_key_that_is_pasted(browser: Browser, started: Program) -> None:
    path, key = new_project(started, "by spans", "traces:read", "otel:write")
    with signed_in(browser, started.api, key, viewport=PHONE) as (page, _):
        page.goto(path)
        field = page.get_by_label("Paste a key")
        expect(field).to_be_visible()
        expect(page.get_by_role("button", name="Create a key")).to_have_count(0)
        field.fill("sk-not-ours")
        expect(page.get_by_text("This is no to11 key")).to_be_visible()
        field.fill(key)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        pictures(page, "welcome-phone")
        run(page, [sys.executable, "-c", lines(page, "spans-python")])
        expect(page).to_have_url(re.compile(f"{path}/[0-9a-f]{{32}}"))
