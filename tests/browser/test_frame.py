"""What is around every page: the rail, the project switcher, keys, themes, and what is said when something is gone."""

import json
import re
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from support.explorer import PHONE, Watch, accessible, pictures, watched
from support.program import Program

OTHER = "Shopping assistant"


@pytest.fixture(scope="module")
def other(program: Program) -> str:
    """The id of a second project."""
    made: str = requests.post(
        f"{program.api}/v1/projects",
        json={"name": OTHER, "workspaceId": program.workspace_id},
        headers={"Authorization": f"Bearer {_wide(program)}"},
        timeout=10,
    ).json()["data"]["id"]
    return made


@pytest.fixture(scope="module")
def wide(program: Program) -> str:
    return _wide(program)


def _wide(program: Program) -> str:
    """A key that spans the organization's projects."""
    scopes = ("--scope", "traces:read", "--scope", "projects:write")
    made = program.run("keys", "create", "--name", "wide", "--organization", program.organization_id, *scopes, "--json")
    return str(json.loads(made)["apiKey"])


def test_one_goes_to_another_project_by_its_name(browser: Browser, program: Program, other: str, wide: str) -> None:
    with watched(browser, program.api) as (context, _):
        context.request.post("/v1/session", data={"credential": wide})
        page = context.new_page()
        page.goto(f"/projects/{program.project_id}/traces")
        page.get_by_role("combobox", name="Project:").click()
        page.keyboard.type("shop")
        expect(page.get_by_role("option")).to_have_count(1)
        pictures(page, "project-switcher")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/projects/{other}/traces"))
        expect(page).to_have_title(f"Traces · {OTHER} · to11")
        page.goto("/")
        expect(page).to_have_url(re.compile(f"/projects/{other}/traces"))


def test_keys_lead_around_and_are_listed(page: Page, home: str) -> None:
    page.goto(f"{home}/traces")
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Go to sessions")
    accessible(page)
    pictures(page, "keys")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Sessions", level=1)).to_be_visible()
    expect(page.locator("#page")).to_be_focused()


def test_the_page_can_be_reached_past_the_rail(page: Page, home: str) -> None:
    page.goto(f"{home}/traces")
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()


def test_a_chosen_theme_is_there_before_the_first_paint(page: Page, watch: Watch, home: str) -> None:
    watch.expect("net::ERR_FAILED")  # what would draw the page never comes
    page.emulate_media(color_scheme="light")
    page.goto(f"{home}/traces")
    page.get_by_role("button", name="Signed in as").click()
    pictures(page, "account")
    page.get_by_role("menuitemradio", name="Dark").click()
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto(f"{home}/traces")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(ground) == dark


def test_what_is_gone_and_what_may_not_be_seen_is_said(page: Page, watch: Watch, home: str) -> None:
    watch.expect("a status of 404")
    page.goto("/projects/proj_gone/traces")
    expect(page.get_by_role("alert")).to_contain_text("The project is not here")
    accessible(page)
    pictures(page, "project-gone")
    page.goto(f"{home}/no-such-page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    accessible(page)
    pictures(page, "no-such-page")


def test_data_that_cannot_be_refreshed_stays_and_says_from_when_it_is(page: Page, watch: Watch, home: str) -> None:
    watch.expect("net::ERR_FAILED")
    page.goto(f"{home}/traces")
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()
    page.clock.install()
    page.route("**/v1/**", lambda route: route.abort())
    page.clock.fast_forward(120_000)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    for _ in range(4):
        page.clock.run_for(10_000)
    banner = page.get_by_text("to11 does not answer. Showing data from")
    expect(banner).to_be_visible()
    pictures(page, "stale")
    page.unroute("**/v1/**")
    page.get_by_role("button", name="Try again").click()
    expect(banner).to_be_hidden()


def test_a_page_of_an_older_build_asks_to_reload(page: Page, context: BrowserContext, watch: Watch, home: str) -> None:
    watch.expect("a status of 404", "net::ERR_FAILED")
    page.goto(f"{home}/traces")
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    there = {
        urlsplit(url).path for url in page.evaluate("() => performance.getEntriesByType('resource').map(e => e.name)")
    }

    def gone(route: Route) -> None:
        if urlsplit(route.request.url).path in there:
            route.continue_()
        else:
            route.fulfill(status=404)

    context.route("**/assets/**", gone)
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("alert")).to_contain_text("A newer version is there")
    pictures(page, "newer-version")
    context.unroute("**/assets/**")
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_role("navigation", name="Settings")).to_be_visible()


def test_the_frame_fits_a_phone(browser: Browser, program: Program, home: str) -> None:
    with watched(browser, program.api, viewport=PHONE) as (context, _):
        context.request.post("/v1/session", data={"credential": program.api_key})
        page = context.new_page()
        page.goto(f"{home}/settings/connect")
        expect(page.get_by_role("link", name="Traces")).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
        page.get_by_role("button", name="Signed in as").click()
        pictures(page, "frame-phone")
