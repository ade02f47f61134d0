"""The real program, filled once for every worker of the test run, and a browser that is signed in to it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from support.explorer import Watch, launch, require_browser, watched
from support.program import Program
from support.recordings import SHARED
from support.workload import Filled, Target, fill
from support.workload.providers import providers


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    require_browser()
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def program(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with ExitStack() as stack:
        settings = providers(stack)
        yield stack.enter_context(Program(tmp_path_factory.mktemp("explorer"), **settings))


@pytest.fixture(scope="session")
def filled(program: Program) -> Filled:
    """The traces in the first project, all of them stored."""
    target = Target(program.api, program.gateway, program.otlp_http, program.api_key)
    made = fill(target, traces=240, hours=72, large_spans=10_000, replay=SHARED.is_dir())
    for trace_id in _ids(made):
        program.trace(trace_id)
    program.trace(made.large, at_least=10_000, within=60, every=0.5)
    return made


@pytest.fixture
def signed_in(browser: Browser, program: Program) -> Iterator[tuple[BrowserContext, Watch]]:
    """A browser that is signed in with the first key; the test fails where a page misbehaved."""
    with watched(browser, program.api) as (context, watch):
        answer = context.request.post("/v1/session", data={"credential": program.api_key})
        assert answer.status == 201, answer.text()
        yield context, watch


@pytest.fixture
def context(signed_in: tuple[BrowserContext, Watch]) -> BrowserContext:
    return signed_in[0]


@pytest.fixture
def watch(signed_in: tuple[BrowserContext, Watch]) -> Watch:
    """What the pages of this test did; tell it what the test provokes."""
    return signed_in[1]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def home(program: Program, filled: Filled) -> str:
    """Where the filled project's pages are."""
    return f"/projects/{program.project_id}"


def _ids(made: Filled) -> list[str]:
    found: list[str] = []
    for value in asdict(made).values():
        found += value if isinstance(value, list) else [value]
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured by the way, by whichever worker."""
    for report in terminalreporter.getreports("passed"):
        if report.user_properties:
            terminalreporter.section(report.nodeid.rpartition("::")[2])
            for name, value in report.user_properties:
                terminalreporter.write_line(f"{name}: {value}")
