"""A project's account with the collector in the explorer: what came in, what did not and why, and what waits."""

import json
import re
import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect

from support.explorer import PHONE, accessible, accessible_in_both, pictures, signed_in
from support.program import Program

ZERO_SPAN_ID, ZERO_TRACE_ID = "0" * 16, "0" * 32


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("ingest")) as program:
        yield program


class Sender:
    """A project of its own, and what is sent to it."""

    def __init__(self, program: Program, name: str) -> None:
        self._program = program
        self.project_id, self.key = program.new_project(name, "traces:read", "otel:write")
        answer = requests.post(f"{program.api}/v1/ingest-token/exchange", json={"credential": self.key}, timeout=30)
        answer.raise_for_status()
        self._token = str(answer.json()["token"])

    @property
    def address(self) -> str:
        return f"/projects/{self.project_id}/settings/ingest"

    def spans(self, *spans: dict[str, Any]) -> dict[str, Any]:
        """Send them in one request, which is accepted; what is said of those that were not."""
        answer = self.raw(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode())
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json().get("partialSuccess", {})
        return found

    def raw(self, body: bytes, content_type: str = "application/json") -> requests.Response:
        headers = {"authorization": f"Bearer {self._token}", "content-type": content_type}
        return requests.post(f"{self._program.otlp_http}/v1/traces", data=body, headers=headers, timeout=30)

    def account(self) -> dict[str, Any]:
        url = f"{self._program.api}/v1/projects/{self.project_id}/ingest"
        answer = requests.get(url, headers={"authorization": f"Bearer {self.key}"}, timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()["data"]
        return found


def span(**wanted: Any) -> dict[str, Any]:
    now = time.time_ns()
    return {
        "traceId": secrets.token_hex(16),
        "spanId": secrets.token_hex(8),
        "name": "work",
        "startTimeUnixNano": str(now),
        "endTimeUnixNano": str(now + 1000),
        **wanted,
    }


def figure(page: Page, name: str) -> Locator:
    """A number and what is said below it. The page asks anew by itself, so that what is counted late comes too."""
    return page.locator("dl > div").filter(has=page.get_by_text(name, exact=True)).get_by_role("definition")


def reason(page: Page, table: str, title: str) -> Locator:
    """The cells of a reason's row."""
    rows = page.get_by_role("table", name=table).get_by_role("row").filter(has=page.get_by_text(title, exact=True))
    return rows.get_by_role("cell")


def chart(page: Page, title: str) -> Locator:
    return page.get_by_role("img", name=re.compile(f"^{title} over time"))


def test_what_came_in(browser: Browser, started: Program) -> None:
    sender = Sender(started, "good")
    with signed_in(browser, started.api, sender.key) as (page, _):
        page.goto(sender.address)
        expect(figure(page, "Accepted spans")).to_contain_text("0 requests")
        # What is sent now comes without a reload.
        assert sender.spans(span(), span(), span()) == {}
        assert sender.spans(span()) == {}
        expect(figure(page, "Accepted spans")).to_have_text(re.compile(r"^4\s*2 requests, .* ?k?B$"))
        expect(figure(page, "Rejected spans")).to_have_text(re.compile(r"^0\s*left out"))
        expect(figure(page, "Refused requests")).to_have_text(re.compile(r"^0\s*turned away whole"))
        expect(chart(page, "Spans")).to_have_accessible_name("Spans over time. Accepted: 4 spans, Rejected: 0 spans.")
        expect(chart(page, "Spans").get_by_title(re.compile("accepted [1-9]")).first).to_be_visible()
        expect(page.get_by_text("None in this time.")).to_have_count(2)
        expect(page.get_by_role("table")).to_have_count(0)


def test_what_did_not_and_why(browser: Browser, started: Program) -> None:
    sender = Sender(started, "bad")
    said = sender.spans(span(), span(name="no span", spanId=ZERO_SPAN_ID), span(spanId=ZERO_SPAN_ID))
    assert said["rejectedSpans"] == "2"
    said = sender.spans(span(spanId=ZERO_SPAN_ID), span(name="no trace", traceId=ZERO_TRACE_ID))
    assert said["rejectedSpans"] == "2"
    refused = [
        sender.raw(b"{").status_code,
        sender.raw(b"[1").status_code,
        sender.raw(b"<spans/>", "text/xml").status_code,
    ]
    assert refused == [400, 400, 415]
    with signed_in(browser, started.api, sender.key) as (page, _):
        page.goto(sender.address)
        expect(figure(page, "Rejected spans")).to_have_text(re.compile(r"^4"))
        expect(figure(page, "Refused requests")).to_have_text(re.compile(r"^3"))
        expect(figure(page, "Accepted spans")).to_have_text(re.compile(r"^1\s*2 requests"))
        rejected = "Rejected spans by reason"
        cells = reason(page, rejected, "Bad span id")
        expect(cells.nth(0)).to_contain_text("not 8 bytes long, or all zero. See docs/otlp.md.")
        expect(cells.nth(1)).to_have_text("3")
        expect(cells.nth(2)).to_have_text("2")
        cells = reason(page, rejected, "Bad trace id")
        expect(cells.nth(1)).to_have_text("1")
        expect(cells.nth(2)).to_have_text("1")
        expect(cells.nth(3)).to_contain_text("no trace")
        # The most frequent one comes first, and each says what the client was told last.
        expect(page.get_by_role("table", name=rejected).get_by_role("row").nth(1)).to_contain_text("Bad span id")
        account = sender.account()
        last = {one["reason"]: one["lastMessage"] for one in account["rejected"]}
        expect(cells.nth(3)).to_contain_text(last["invalid_trace_id"])

        refusals = "Refused requests by code"
        expect(reason(page, refusals, "Not readable as OTLP").nth(1)).to_have_text("2")
        expect(reason(page, refusals, "Unknown content type").nth(1)).to_have_text("1")
        last = {one["code"]: one["lastMessage"] for one in account["refused"]}
        expect(reason(page, refusals, "Unknown content type").nth(2)).to_contain_text(last["UNSUPPORTED_MEDIA_TYPE"])
        name = "Spans over time. Accepted: 1 span, Rejected: 4 spans."
        expect(chart(page, "Spans")).to_have_accessible_name(name)
        expect(chart(page, "Refused requests")).to_have_accessible_name(re.compile("Refused: 3 requests"))
        accessible_in_both(page)
        pictures(page, "settings-ingest", full_page=True)
        page.set_viewport_size(PHONE)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        pictures(page, "settings-ingest-phone", full_page=True)


def test_tables_that_scroll_can_be_reached_by_keyboard(browser: Browser, started: Program) -> None:
    sender = Sender(started, "narrow")
    sender.spans(span(spanId=ZERO_SPAN_ID))
    with signed_in(browser, started.api, sender.key, viewport=PHONE) as (page, _):
        page.goto(sender.address)
        reason(page, "Rejected spans by reason", "Bad span id").first.wait_for()
        accessible(page)


def test_a_project_sees_only_its_own(browser: Browser, started: Program) -> None:
    sender, other = Sender(started, "mine"), Sender(started, "theirs")
    sender.spans(span())
    other.spans(span(), span(spanId=ZERO_SPAN_ID))
    with signed_in(browser, started.api, other.key) as (page, _):
        page.goto(other.address)
        expect(figure(page, "Rejected spans")).to_have_text(re.compile("^1"))
    with signed_in(browser, started.api, sender.key) as (page, _):
        page.goto(sender.address)
        expect(figure(page, "Accepted spans")).to_have_text(re.compile(r"^1\s*1 request,"))
        expect(figure(page, "Rejected spans")).to_have_text(re.compile("^0"))


def test_what_waits_for_the_store(browser: Browser, started: Program) -> None:
    """Nothing does for long: an answer in which something waits is made of a real one."""
    sender = Sender(started, "waiting")
    sender.spans(span())
    waiting = {"spooledBytes": 2_500_000, "oldestSeconds": 95}

    def late(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        assert set(told["data"]["lag"]) == set(waiting)
        told["data"]["lag"] = waiting
        route.fulfill(response=answer, json=told)

    with signed_in(browser, started.api, sender.key) as (page, _):
        page.goto(sender.address)
        expect(figure(page, "Lag")).to_have_text(re.compile(r"^None\s*nothing waits for the store$"))
        page.route("**/ingest?**", late)
        page.reload()
        expect(figure(page, "Lag")).to_contain_text("1m 35s")
        expect(figure(page, "Lag")).to_contain_text("2.5 MB of all projects wait for the store")
        expect(figure(page, "Lag").get_by_title("2,500,000 bytes")).to_be_visible()
        page.unroute_all(behavior="wait")


def test_a_project_to_which_nothing_was_sent(browser: Browser, started: Program) -> None:
    sender = Sender(started, "silent")
    with signed_in(browser, started.api, sender.key) as (page, _):
        page.goto(sender.address)
        expect(page.get_by_role("heading", name="Nothing was sent in this time")).to_be_visible()
        expect(figure(page, "Accepted spans")).to_have_text(re.compile(r"^0\s*0 requests, 0 B$"))
        expect(page.get_by_role("img", name=re.compile("over time"))).to_have_count(0)
        accessible_in_both(page)
        pictures(page, "settings-ingest-empty")


def test_the_window(browser: Browser, started: Program) -> None:
    sender = Sender(started, "windows")
    sender.spans(span())
    asked: list[str] = []
    with signed_in(browser, started.api, sender.key) as (page, _):
        page.on(
            "request",
            lambda request: asked.append(request.url) if "/v1/" in request.url and "/ingest?" in request.url else None,
        )
        page.goto(sender.address)
        box = page.get_by_role("combobox", name="Time window")
        expect(box).to_have_text("Last 24 hours")
        expect(figure(page, "Accepted spans")).to_have_text(re.compile("^1"))
        box.click()
        page.get_by_role("option", name="Last 1 hour").click()
        expect(page).to_have_url(re.compile(r"/settings/ingest\?window=1h$"))
        expect(figure(page, "Accepted spans")).to_have_text(re.compile("^1"))
        page.reload()
        expect(box).to_have_text("Last 1 hour")
        page.goto(f"{sender.address}?window=forever")
        expect(box).to_have_text("Last 24 hours")
        expect(figure(page, "Accepted spans")).to_have_text(re.compile("^1"))
    assert {url.rpartition("window=")[2] for url in asked} == {"24h", "1h"}


def test_an_account_that_does_not_come(browser: Browser, started: Program) -> None:
    sender = Sender(started, "unlucky")
    with signed_in(browser, started.api, sender.key) as (page, watch):
        watch.expect("503")
        asked: list[str] = []

        def fail(route: Route) -> None:
            asked.append(route.request.url)
            error = {"code": "UNAVAILABLE", "message": "the control database does not answer", "details": {}}
            route.fulfill(status=503, json={"error": error}, headers={"retry-after": "0"})

        page.route("**/ingest?**", fail)
        page.goto(sender.address)
        alert = page.get_by_role("alert").filter(has_text="The account cannot be loaded")
        expect(alert).to_contain_text("The control database does not answer.")
        expect(alert).to_contain_text("UNAVAILABLE")
        assert len(asked) > 1  # such an answer is asked for again before it is shown
        accessible_in_both(page)
        pictures(page, "settings-ingest-error")
        page.unroute_all()
        alert.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", name="Nothing was sent in this time")).to_be_visible()
        expect(alert).to_have_count(0)


def test_an_account_that_was_there_stays_when_the_next_does_not_come(browser: Browser, started: Program) -> None:
    sender = Sender(started, "steady")
    sender.spans(span())
    with signed_in(browser, started.api, sender.key) as (page, watch):
        watch.expect("503")
        page.goto(sender.address)
        expect(figure(page, "Accepted spans")).to_have_text(re.compile("^1"))
        page.route("**/ingest?**", lambda route: route.fulfill(status=503, json={}, headers={"retry-after": "0"}))
        with page.expect_response(lambda answer: "/ingest?" in answer.url and answer.status == 503):
            pass  # the page asks anew every ten seconds
        expect(figure(page, "Accepted spans")).to_have_text(re.compile("^1"))
        page.unroute_all()
