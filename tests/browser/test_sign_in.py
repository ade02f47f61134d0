"""Signing a browser in and out, as a person does it."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.explorer import PHONE, Watch, accessible, pictures, watched
from support.program import Program

REFUSED = "the server responded with a status of 401"
"""What the browser's console says of a page that asks who is signed in, and hears: nobody."""


@pytest.fixture
def stranger(browser: Browser, program: Program) -> Iterator[tuple[BrowserContext, Watch]]:
    """A browser that nobody has signed in with."""
    with watched(browser, program.api) as (context, watch):
        watch.expect(REFUSED)
        yield context, watch


@pytest.fixture
def page(stranger: tuple[BrowserContext, Watch]) -> Page:
    return stranger[0].new_page()


def test_the_printed_link_signs_in_once(page: Page, browser: Browser, program: Program) -> None:
    link = program.run("sign-in-link").strip()
    code = link.partition("#code=")[2]
    page.goto(link)
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Signed in as operator")).to_be_visible()
    assert code not in page.url
    page.go_back()
    assert code not in page.url

    with watched(browser, program.api) as (other, watch):
        watch.expect(REFUSED)
        again = other.new_page()
        again.goto(link)
        expect(again.get_by_role("alert")).to_contain_text("This link has been used, or is too old")
        expect(again.get_by_label("API key")).to_be_visible()
        assert code not in again.url
        assert other.cookies() == []
        accessible(again)
        pictures(again, "sign-in-used-link")


def test_a_key_signs_in_and_leads_to_where_one_wanted(page: Page, program: Program) -> None:
    wanted = f"{program.api}/projects/{program.project_id}/sessions?window=24h"
    page.goto(wanted)
    field = page.get_by_label("API key")
    expect(field).to_be_focused()
    accessible(page)
    pictures(page, "sign-in")
    field.fill(program.api_key)
    field.press("Enter")
    expect(page.get_by_role("heading", name="Sessions", level=1)).to_be_visible()
    expect(page).to_have_url(wanted)

    (cookie,) = page.context.cookies()
    assert cookie.get("httpOnly") is True
    assert cookie.get("sameSite") == "Strict"
    assert program.api_key not in str(cookie)
    stored = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
    assert program.api_key not in stored


def test_what_is_no_key_and_what_may_not_read_are_told_apart(
    stranger: tuple[BrowserContext, Watch], page: Page, program: Program
) -> None:
    stranger[1].expect("a status of 403", "a status of 400")
    writes = requests.post(
        f"{program.api}/v1/keys",
        json={"name": "writes", "scopeClass": "project", "projectId": program.project_id, "preset": "write"},
        headers={"Authorization": f"Bearer {program.api_key}"},
        timeout=10,
    ).json()["data"]["secret"]
    page.goto("/sign-in")
    field = page.get_by_label("API key")
    for credential, told in (
        ("", "Enter a key."),
        (writes, "lacks the scope traces:read"),
        (program.api_key[:-1] + ("a" if program.api_key[-1] != "a" else "b"), "unknown, expired or revoked"),
    ):
        field.fill(credential)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text(told)
        expect(field).to_have_attribute("aria-invalid", "true")
    accessible(page)
    pictures(page, "sign-in-refused")
    assert page.context.cookies() == []


def test_signing_out_ends_the_session_at_the_server(page: Page, program: Program) -> None:
    page.context.request.post("/v1/session", data={"credential": program.api_key})
    page.goto("/")
    page.get_by_role("button", name="Signed in as").click()
    (cookie,) = page.context.cookies()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("API key")).to_be_visible()
    assert page.context.cookies() == []
    old = requests.get(
        f"{program.api}/v1/session", cookies={str(cookie.get("name")): str(cookie.get("value"))}, timeout=10
    )
    assert old.status_code == 401
    page.goto("/")
    expect(page.get_by_label("API key")).to_be_visible()


def test_a_session_that_ends_while_a_page_is_open_leads_back_to_it(page: Page, program: Program) -> None:
    page.context.request.post("/v1/session", data={"credential": program.api_key})
    page.clock.install()
    wanted = f"{program.api}/projects/{program.project_id}/traces?status=error"
    page.goto(wanted)
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    page.context.clear_cookies()
    page.clock.fast_forward(120_000)
    page.evaluate(
        "() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))"
    )  # one comes back to the tab
    field = page.get_by_label("API key")
    field.fill(program.api_key)
    field.press("Enter")
    expect(page.get_by_role("heading", name="Traces", level=1)).to_be_visible()
    expect(page).to_have_url(wanted)


def test_it_is_readable_on_a_phone(browser: Browser, program: Program) -> None:
    with watched(browser, program.api, viewport=PHONE) as (context, watch):
        watch.expect(REFUSED)
        page = context.new_page()
        page.goto("/sign-in")
        expect(page.get_by_label("API key")).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
        pictures(page, "sign-in-phone")
