"""The trace list while new traces come, and while nothing can be refreshed."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.explorer import Watch, accessible, pictures
from support.program import Program
from support.sending import export_one
from support.trace_pages import address, expect_address, open_list, row, rows, shown_ids, table


@pytest.fixture
def live(page: Page, home: str) -> Page:
    """The list with its tail on."""
    open_list(page, home, window="7d")
    page.keyboard.press("l")
    expect_address(page, window="7d", live="true")
    expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "true")
    return page


def test_new_traces_are_added_on_top_as_they_come(live: Page, program: Program) -> None:
    trace_id = export_one(program)
    expect(row(live, trace_id)).to_be_visible()
    assert shown_ids(live)[0] == trace_id
    expect(live.get_by_role("button", name=re.compile(r"^\d+ new"))).to_have_count(0)


def test_what_is_read_is_not_moved_and_the_new_are_counted(live: Page, program: Program) -> None:
    table(live).hover()
    live.mouse.wheel(0, 900)
    live.wait_for_function("() => [...document.querySelectorAll('*')].some((one) => one.scrollTop === 900)")
    read = shown_ids(live)[len(shown_ids(live)) // 2]
    before = row(live, read).bounding_box()
    sent = [export_one(program), export_one(program)]
    pill = live.get_by_role("button", name="2 new")
    expect(pill).to_be_visible()
    assert row(live, read).bounding_box() == before
    accessible(live)
    pictures(live, "traces-live")
    pill.click()
    for trace_id in sent:
        expect(row(live, trace_id)).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_who_has_a_row_in_focus_keeps_it_there(live: Page, program: Program) -> None:
    for _ in range(4):
        live.keyboard.press("j")
    focused = live.locator("[data-trace]:has(:focus)")
    read = focused.get_attribute("data-trace")
    before = focused.bounding_box()
    export_one(program)
    expect(live.get_by_role("button", name="1 new")).to_be_visible()
    assert focused.get_attribute("data-trace") == read
    assert focused.bounding_box() == before


def test_the_tail_keeps_to_the_filters(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d", status="error", live="true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/traces?" in request.url else None)
    sent = export_one(program)
    program.trace(sent)
    asked.clear()
    with page.expect_response(re.compile(r"/v1/projects/[^/]+/traces\?.*status=error")):
        pass
    expect(row(page, sent)).to_have_count(0)
    assert all("status=error" in url for url in asked)


def test_the_tail_turns_a_range_that_has_ended_into_a_window(page: Page, home: str) -> None:
    open_list(page, home, **{"from": "2020-01-01T00:00:00Z", "to": "2035-01-01T00:00:00Z"})
    page.get_by_role("button", name="Live").click()
    expect_address(page, window="60d", live="true")
    page.get_by_role("button", name="Live").click()
    expect_address(page, window="60d")


def test_it_pauses_while_the_page_is_out_of_sight(live: Page) -> None:
    live.evaluate(
        """() => {
            Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    live.wait_for_timeout(500)  # what was under way comes to its end
    asked: list[str] = []
    live.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    live.wait_for_timeout(4500)  # two looks of the tail
    assert asked == []
    live.evaluate(
        """() => {
            Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    with live.expect_response(re.compile(r"/traces\?")):
        pass


def test_one_looks_for_what_is_new(page: Page, program: Program, home: str) -> None:
    open_list(page, home)
    sent = export_one(program)
    program.trace(sent)
    expect(row(page, sent)).to_have_count(0)
    page.keyboard.press("r")
    expect(row(page, sent)).to_be_visible()
    assert "live" not in address(page)


def test_rows_stay_when_they_cannot_be_refreshed(page: Page, watch: Watch, home: str) -> None:
    watch.expect("net::ERR_FAILED")
    open_list(page, home)
    page.route("**/v1/projects/*/traces?*", lambda route: route.abort())
    page.keyboard.press("r")
    banner = page.get_by_text("Showing data from")
    expect(banner).to_be_visible()
    expect(rows(page).first).to_be_visible()
    pictures(page, "traces-stale")
    page.unroute("**/v1/projects/*/traces?*")
    page.get_by_role("button", name="Try again").click()
    expect(banner).to_be_hidden()
