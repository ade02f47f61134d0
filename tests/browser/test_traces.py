"""The trace list: rows and columns, the way through it by key and by scrolling, and what is said where it is empty."""

import re
from collections.abc import Iterator
from threading import Event
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from support.explorer import PHONE, Watch, accessible, accessible_in_both, pictures, watched
from support.program import Program
from support.trace_pages import (
    COLUMNS,
    add_filter,
    address,
    expect_address,
    expect_listed,
    listed_ids,
    open_list,
    row,
    rows,
    shown_ids,
    table,
)
from support.workload import Filled


def test_the_list_is_newest_first_with_every_column(page: Page, program: Program, home: str, filled: Filled) -> None:
    open_list(page, home)
    expect_listed(page, program)
    assert [re.sub("^Timeline .+", "Timeline", text) for text in headers(page)] == COLUMNS
    summary = program.trace(filled.rag)["summary"]
    shown = row(page, filled.rag)
    expect(shown.get_by_role("link", name="answer-question")).to_be_visible()
    for text in (f"{summary['inputTokens']}", "gpt-4o-mini", "rag-1", filled.rag[:8], f"{summary['spanCount']}"):
        expect(shown).to_contain_text(text)
    expect(shown.get_by_text("Succeeded")).to_be_attached()
    expect(row(page, filled.failing).get_by_text("Failed")).to_be_attached()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def headers(page: Page) -> list[str]:
    return [text.strip() for text in table(page).get_by_role("columnheader").all_inner_texts()]


def test_the_list_looks_right(page: Page, home: str) -> None:
    open_list(page, home, window="7d")
    expect(page.get_by_text("cost", exact=True).first).to_be_visible()
    expect(page.get_by_role("slider", name="Stretch of time")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("j")
    expect(rows(page).nth(2).get_by_role("link").first).to_be_focused()
    pictures(page, "traces")
    accessible(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)  # transitions of colour
    accessible(page)


def test_totals_are_those_of_what_is_listed(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="24h", status="error")
    stats = program.get("stats", window="24h", status="error").json()["data"]["traces"]
    totals = page.locator("dl", has_text="with errors")
    expect(totals.locator("div", has_text="traces").first).to_contain_text(str(stats["count"]))
    expect(totals).to_contain_text("100 %")


def test_a_row_is_a_link_that_a_middle_click_opens_beside(
    page: Page, context: BrowserContext, home: str, filled: Filled
) -> None:
    open_list(page, home)
    shown = row(page, filled.agent)
    with context.expect_page() as opened:
        shown.get_by_role("cell").nth(4).click(button="middle", force=True)
    expect(opened.value).to_have_url(re.compile(f"/traces/{filled.agent}$"))
    expect(page).to_have_url(re.compile("/traces$"))
    opened.value.close()
    shown.get_by_role("cell").nth(4).click(force=True)
    expect(page).to_have_url(re.compile(f"/traces/{filled.agent}$"))


def test_keys_walk_open_and_lead_back_to_the_same_place(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    expect_listed(page, program, window="7d")
    ids = listed_ids(program, window="7d")
    for _ in range(40):
        page.keyboard.press("j")
    page.keyboard.press("k")
    link = row(page, ids[38]).get_by_role("link").first
    expect(link).to_be_focused()
    expect(row(page, ids[38])).to_be_in_viewport(ratio=1)
    before = shown_ids(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/traces/{ids[38]}$"))
    asked.clear()
    page.go_back()
    expect(row(page, ids[38])).to_be_in_viewport(ratio=1)
    assert shown_ids(page) == before
    assert not [url for url in asked if "/traces?" in url and "/v1/" in url]
    expect(link).to_be_focused()
    page.keyboard.press("j")
    expect(row(page, ids[39]).get_by_role("link").first).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(row(page, ids[0]).get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, ids[1]).get_by_role("link").first).to_be_focused()


def test_the_place_is_kept_by_who_turns_back_before_the_trace_is_there(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    (*_, id_) = listed_ids(program, window="7d")[:40]
    for _ in range(40):
        page.keyboard.press("j")
    expect(row(page, id_)).to_be_in_viewport(ratio=1)
    held: list[Route] = []
    page.route("**/assets/*.js", lambda route: held.append(route))  # noqa: PLW0108 (a builtin takes no mark)
    with page.expect_request("**/assets/*.js"):
        page.keyboard.press("Enter")
    expect(page.get_by_text("Loading the page")).to_be_visible()
    expect(row(page, id_)).to_be_hidden()
    page.go_back()
    expect(row(page, id_)).to_be_in_viewport(ratio=1)
    expect(row(page, id_).get_by_role("link").first).to_be_focused()
    for route in held:
        route.continue_()
    expect(row(page, id_)).to_be_in_viewport(ratio=1)


def test_o_opens_a_new_tab_and_the_keys_are_listed(page: Page, context: BrowserContext, home: str) -> None:
    open_list(page, home)
    page.keyboard.press("j")
    first = rows(page).first.get_attribute("data-trace")
    with context.expect_page() as opened:
        page.keyboard.press("o")
    expect(opened.value).to_have_url(re.compile(f"/traces/{first}$"))
    opened.value.close()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    for words in ("Next trace", "Open it in a new tab", "Search for words", "Add a filter", "Live tail on or off"):
        expect(dialog).to_contain_text(words)


def test_it_is_endless_and_draws_what_can_be_seen(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    drawn = 0
    table(page).hover()
    for _ in range(200):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(20)
        drawn = max(drawn, rows(page).count())
        if page.get_by_text("no more.").is_visible():
            break
    ids = listed_ids(program, window="7d", limit="1000")
    assert page.get_by_text("no more.").inner_text() == f"{len(ids)} traces. Last 7 days: no more."
    page.mouse.wheel(0, 100_000)
    expect(row(page, ids[-1])).to_be_visible()
    assert drawn < 80 < 200 < len(ids)
    head = table(page).get_by_role("columnheader", name="Time", exact=True)
    expect(head).to_be_in_viewport(ratio=1)


def test_columns_are_hidden_and_widened_and_stay_so(page: Page, home: str) -> None:
    open_list(page, home)
    before = table(page).get_by_role("columnheader", name="Service").bounding_box()
    assert before is not None
    page.get_by_role("button", name="Columns").click()
    menu = page.get_by_role("dialog", name="Columns")
    menu.get_by_role("checkbox", name="Session").click()
    menu.get_by_role("button", name="Service: wider").click()
    expect(menu.get_by_role("checkbox", name="Name")).to_be_disabled()
    accessible(page)
    pictures(page, "traces-columns")
    page.reload()
    expect(rows(page).first).to_be_visible()
    expect(table(page).get_by_role("columnheader", name="Session")).to_have_count(0)
    after = table(page).get_by_role("columnheader", name="Service").bounding_box()
    assert after is not None
    assert after["width"] == before["width"] + 24
    edge = table(page).get_by_role("columnheader", name="Service").locator("[aria-hidden]")
    edge.hover()
    page.mouse.down()
    page.mouse.move(after["x"] + after["width"] + 40, after["y"] + 10)
    page.mouse.up()
    dragged = table(page).get_by_role("columnheader", name="Service").bounding_box()
    assert dragged is not None
    assert dragged["width"] > after["width"] + 20
    page.get_by_role("button", name="Columns").click()
    menu.get_by_role("button", name="As at first").click()
    expect(table(page).get_by_role("columnheader", name="Session")).to_be_visible()


def test_an_address_that_is_not_understood_is_put_right(page: Page, home: str, program: Program) -> None:
    open_list(page, home, window="soon", minTokens="many", colour="red", status="ok")
    expect(page.get_by_text("Left out of the address")).to_contain_text("colour, minTokens, window")
    expect_address(page, status="ok")
    expect_listed(page, program, status="ok")
    accessible(page)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Left out of the address")).to_be_hidden()


def test_where_nothing_fits_there_is_a_way_on(page: Page, program: Program, home: str) -> None:
    page.goto(f"{home}/traces?window=10m&service=nobody")
    nothing = page.get_by_text("No trace fits")
    expect(nothing).to_be_visible()
    inside = len(listed_ids(program, window="10m"))
    expect(page.get_by_role("button", name=f"Clear the filters ({inside})")).to_be_visible()
    expect(page.get_by_text("There is none in the last 60 days either.")).to_be_visible()
    expect(page.get_by_role("button", name="Last 60 days")).to_be_hidden()
    accessible(page)
    pictures(page, "traces-nothing")
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows(page).first).to_be_visible()
    assert address(page) == {"window": ["10m"]}


def test_a_list_that_cannot_be_loaded_says_so_and_tries_again(page: Page, watch: Watch, home: str) -> None:
    watch.expect("status of 503")
    down = {"error": {"code": "UNAVAILABLE", "message": "the store does not answer"}}
    page.route("**/v1/projects/*/traces?*", lambda route: route.fulfill(status=503, json=down))
    page.goto(f"{home}/traces")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("The store does not answer.")
    accessible(page)
    pictures(page, "traces-failed")
    page.unroute("**/v1/projects/*/traces?*")
    told.get_by_role("button", name="Try again").click()
    expect(rows(page).first).to_be_visible()


def test_who_may_not_read_is_told(page: Page, watch: Watch, home: str) -> None:
    watch.expect("status of 403")
    refused = {"error": {"code": "INSUFFICIENT_SCOPE", "message": "the key lacks the scope traces:read"}}
    page.route("**/v1/projects/*/traces?*", lambda route: route.fulfill(status=403, json=refused))
    page.goto(f"{home}/traces")
    expect(page.get_by_role("alert")).to_contain_text("You may not see this")
    expect(page.get_by_role("alert").get_by_role("button", name="Try again")).to_have_count(0)
    pictures(page, "traces-refused")


def test_loading_takes_the_place_of_what_comes(page: Page, home: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/projects/*/traces?*", hold)
    page.goto(f"{home}/traces")
    expect(page.get_by_text("Loading traces")).to_be_attached()
    heading = page.get_by_text("Service", exact=True).first
    before = heading.bounding_box()
    pictures(page, "traces-loading")
    for route in held:
        route.continue_()
    expect(rows(page).first).to_be_visible()
    assert heading.bounding_box() == before


def test_what_is_about_to_be_replaced_can_still_be_read(page: Page, program: Program, home: str) -> None:
    open_list(page, home)
    expect(page.get_by_role("definition").last).to_have_text(re.compile(r"\d"))  # the sums come last
    held: list[Route] = []
    on = Event()
    answers = re.compile(r"/v1/projects/[^/]+/(traces|stats)\?")
    page.route(answers, lambda route: route.continue_() if on.is_set() else held.append(route))
    add_filter(page, "status", "with errors")
    expect(page.locator("[aria-busy=true] [data-trace]").first).to_be_visible()
    expect(page.locator("dl.outgoing")).to_be_visible()
    row(page, shown_ids(page)[0]).hover()
    accessible_in_both(page)
    pictures(page, "traces-outgoing")
    assert {urlsplit(route.request.url).path.rpartition("/")[2] for route in held} == {"traces", "stats"}
    on.set()
    for route in held:
        route.continue_()
    expect_listed(page, program, status="error")


@pytest.fixture
def phone(browser: Browser, program: Program, filled: Filled) -> Iterator[Page]:
    with watched(browser, program.api, viewport=PHONE, has_touch=True, is_mobile=True) as (context, _):
        answer = context.request.post("/v1/session", data={"credential": program.api_key})
        assert answer.status == 201
        yield context.new_page()


def test_a_phone_shows_cards(phone: Page, program: Program, home: str, filled: Filled) -> None:
    open_list(phone, home)
    expect_listed(phone, program)
    card = row(phone, filled.rag)
    expect(card).to_contain_text("answer-question")
    expect(card).to_contain_text("gpt-4o-mini")
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    accessible(phone)
    pictures(phone, "traces-phone")
    card.get_by_role("link").tap()
    expect(phone).to_have_url(re.compile(f"/traces/{filled.rag}$"))
    phone.go_back()
    expect(card).to_be_visible()
