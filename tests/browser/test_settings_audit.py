"""The audit log in the explorer: who did what, narrowed, opened, read to its beginning, and when it does not come."""

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect

from support.explorer import PHONE, Watch, accessible, accessible_in_both, pictures, signed_in
from support.program import Program

SCOPES = ("traces:read", "keys:read", "keys:create", "keys:rotate", "keys:revoke", "projects:write", "audit:read")
COLUMNS = ["Details", "Time", "Action", "By", "Target", "What"]


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("audit")) as program:
        yield program


class Audited:
    """A project of its own, whose key does things that the log tells of."""

    def __init__(self, program: Program, name: str) -> None:
        self._program = program
        self.project_id, self.secret = program.new_project(name, *SCOPES, key=f"{name} key")
        self.key_id = str(self.call("GET", "/v1/keys")["items"][0]["id"])

    @property
    def address(self) -> str:
        return f"/projects/{self.project_id}/settings/audit"

    def call(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.secret}"}
        answer = requests.request(method, self._program.api + path, json=body or None, headers=headers, timeout=30)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()["data"]
        return found

    def new_key(self, name: str) -> dict[str, Any]:
        wanted = {"name": name, "scopeClass": "project", "preset": "custom", "scopes": ["traces:read"]}
        return self.call("POST", "/v1/keys", **wanted)

    def signed_in(self, browser: Browser) -> AbstractContextManager[tuple[Page, Watch]]:
        return signed_in(browser, self._program.api, self.secret)


def rows(page: Page, action: str, about: str = "") -> Locator:
    """Rows of this action that name what they are about."""
    found = page.get_by_role("table", name="Audit log").get_by_role("row")
    return found.filter(has=page.get_by_text(action, exact=True)).filter(has_text=about)


def cell(row: Locator, column: str) -> Locator:
    return row.get_by_role("cell").nth(COLUMNS.index(column))


def actions(page: Page) -> Locator:
    """What the rows say was done, from the newest on."""
    return page.get_by_role("table", name="Audit log").get_by_role("row").locator("[role=cell]:nth-child(3)")


def choose(page: Page, box: str, option: str) -> None:
    page.get_by_role("combobox", name=box).click()
    page.get_by_role("option", name=option, exact=True).click()


def opened(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("table", name="Audit log").wait_for()


def test_who_did_what(browser: Browser, started: Program) -> None:
    project = Audited(started, "watched")
    child = project.new_key("child")
    project.call("PATCH", f"/v1/projects/{project.project_id}", name="watched anew", retentionDays=7)
    project.call("POST", f"/v1/keys/{child['id']}/revoke")
    with project.signed_in(browser) as (page, _):
        opened(page, project.address)
        made = rows(page, "Key created", "child")
        expect(cell(made, "By").get_by_role("link")).to_have_text("watched key")
        expect(cell(made, "Target").get_by_role("link")).to_have_text("child")
        expect(cell(made, "What")).to_have_text("traces:read")
        expect(cell(made, "Time").locator("time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT"))
        changed = rows(page, "Project changed")
        expect(cell(changed, "By")).to_have_text("watched key")
        expect(cell(changed, "Target")).to_have_text("watched anew")
        expect(cell(changed, "What")).to_have_text("name: watched → watched anew · kept for days: default → 7")
        revoked = rows(page, "Key revoked")
        expect(cell(revoked, "Target")).to_have_text("child")
        # The key of the project was made at the command line, by no key.
        first = rows(page, "Key created", "watched key").filter(has_not_text="child")
        expect(cell(first, "By").get_by_role("link")).to_have_count(0)
        told = [text for text in actions(page).all_inner_texts() if text.startswith(("Key c", "Key re", "Project"))]
        assert told == ["Key revoked", "Project changed", "Key created", "Key created", "Project created"]
        expect(cell(rows(page, "Signed in"), "What")).to_have_text("with a key")
        expect(page.get_by_text("This is where the log begins.")).to_be_visible()
        pictures(page, "settings-audit")
        accessible_in_both(page)
        cell(made, "Target").get_by_role("link").click()
        expect(page).to_have_url(re.compile(f"/settings/keys/{child['id']}$"))


def test_an_entry_opens_to_all_that_it_says(browser: Browser, started: Program) -> None:
    project = Audited(started, "opened")
    project.call("PATCH", f"/v1/projects/{project.project_id}", retentionDays=7, capture="metadata")
    with project.signed_in(browser) as (page, _):
        opened(page, project.address)
        changed = rows(page, "Project changed")
        changed.get_by_role("button", name="Show details").click()
        details = page.get_by_role("table", name="Audit log").locator("dl")
        expect(changed.get_by_role("button", name="Hide details")).to_have_attribute("aria-expanded", "true")
        for name, text in {
            "action": "project.updated",
            "by": project.key_id,
            "target": project.project_id,
            "address": "127.0.0.1",
            "retentionDays": "7",
            "capture": "metadata",
            "before": '"retentionDays":null',
        }.items():
            pair = details.locator("div").filter(has=page.get_by_text(name, exact=True)).get_by_role("definition")
            expect(pair).to_contain_text(text)
        accessible_in_both(page)
        pictures(page, "settings-audit-details")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        details.get_by_role("button", name="Copy as JSON").click()
        page.wait_for_function("() => navigator.clipboard.readText().then((text) => text.startsWith('{'))")
        copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
        assert (copied["action"], copied["target"]) == ("project.updated", project.project_id)
        changed.get_by_role("button", name="Hide details").click()
        expect(details).to_have_count(0)


def test_keys_of_the_keyboard(browser: Browser, started: Program) -> None:
    project = Audited(started, "by keys")
    with project.signed_in(browser) as (page, _):
        opened(page, project.address)
        for key in ("j", "j", "k"):
            page.keyboard.press(key)
        row = page.get_by_role("table", name="Audit log").locator("[role=row][aria-rowindex='2']")
        expect(row).to_have_attribute("aria-current", "true")
        page.keyboard.press("Enter")
        expect(row.get_by_role("button", name="Hide details")).to_be_visible()
        page.keyboard.press("Enter")
        expect(row.get_by_role("button", name="Show details")).to_be_visible()


def test_who_was_turned_away(browser: Browser, started: Program) -> None:
    project = Audited(started, "guarded")
    child = project.new_key("turned away")
    project.call("POST", f"/v1/keys/{child['id']}/revoke")
    headers = {"authorization": f"Bearer {child['secret']}"}
    assert requests.get(f"{started.api}/v1/me", headers=headers, timeout=30).status_code == 401
    with project.signed_in(browser) as (page, _):
        page.goto(project.address)
        # Such attempts are counted, and written down every few seconds.
        page.wait_for_function(
            "() => fetch('/v1/audit?action=access.denied').then((a) => a.json()).then((b) => b.data.items.length)",
            polling=200,
        )
        page.reload()
        denied = rows(page, "Access denied")
        expect(denied).to_contain_text("turned away")
        expect(cell(denied, "What")).to_contain_text("INVALID_CREDENTIAL (revoked)")


class TestFilters:
    def test_an_action(self, browser: Browser, started: Program) -> None:
        project = Audited(started, "by action")
        project.new_key("made for the filter")
        with project.signed_in(browser) as (page, _):
            opened(page, project.address)
            expect(rows(page, "Project created")).to_have_count(1)
            choose(page, "Action", "Key created")
            expect(page).to_have_url(re.compile(r"/audit\?action=key\.created$"))
            expect(actions(page)).to_have_text(["Key created"] * 2)
            page.reload()
            expect(actions(page)).to_have_text(["Key created"] * 2)
            pictures(page, "settings-audit-filtered")
            choose(page, "Action", "All actions")
            expect(page).to_have_url(re.compile("/audit$"))
            expect(rows(page, "Project created")).to_have_count(1)

    def test_a_target(self, browser: Browser, started: Program) -> None:
        project = Audited(started, "by target")
        wanted, other = project.new_key("wanted"), project.new_key("other")
        project.call("POST", f"/v1/keys/{wanted['id']}/revoke")
        with project.signed_in(browser) as (page, _):
            opened(page, project.address)
            field = page.get_by_label("Target id")
            field.fill(f" {wanted['id']} ")
            expect(actions(page)).to_have_text(["Key revoked", "Key created"])
            expect(page).to_have_url(re.compile(f"target={wanted['id']}$"))
            choose(page, "Action", "Key created")
            expect(actions(page)).to_have_text(["Key created"])
            field.fill(other["id"])
            expect(rows(page, "Key created", "other")).to_have_count(1)
            expect(rows(page, "Key created", "wanted")).to_have_count(0)

    def test_nothing_fits(self, browser: Browser, started: Program) -> None:
        project = Audited(started, "nothing")
        with project.signed_in(browser) as (page, _):
            page.goto(f"{project.address}?target=key_nowhere&action=key.rotated")
            expect(page.get_by_role("heading", name="No entries here")).to_be_visible()
            expect(page.get_by_text("No entry fits the filters.")).to_be_visible()
            expect(page.get_by_label("Target id")).to_have_value("key_nowhere")
            expect(page.get_by_role("combobox", name="Action")).to_have_text("Key rotated")
            accessible_in_both(page)
            pictures(page, "settings-audit-nothing-fits")
            page.get_by_role("button", name="Clear the filters").click()
            expect(page).to_have_url(re.compile("/audit$"))
            expect(page.get_by_label("Target id")).to_have_value("")
            expect(rows(page, "Project created")).to_have_count(1)

    def test_one_project_of_many(self, browser: Browser, started: Program) -> None:
        project, other = Audited(started, "this one"), Audited(started, "that one")
        wide = started.run(
            *("keys", "create", "--name", "wide", "--workspace", started.workspace_id),
            *("--scope", "traces:read", "--scope", "audit:read", "--json"),
        )
        with signed_in(browser, started.api, json.loads(wide)["apiKey"]) as (page, _):
            opened(page, f"{project.address}?action=project.created")
            expect(rows(page, "Project created", "that one")).to_have_count(1)
            choose(page, "Which reach", "This project")
            expect(page).to_have_url(re.compile("reach=project"))
            expect(actions(page)).to_have_text(["Project created"])
            expect(rows(page, "Project created", "this one")).to_have_count(1)
        # A key of a project sees no other, whatever it asks for.
        with other.signed_in(browser) as (page, _):
            opened(page, f"{other.address}?action=project.created")
            expect(actions(page)).to_have_text(["Project created"])
            expect(rows(page, "Project created", "that one")).to_have_count(1)


class TestALongLog:
    def test_it_is_endless_and_a_page_that_fails_is_asked_for_again(self, browser: Browser, started: Program) -> None:
        """Answers of five entries each: all come as the list is scrolled; one of them fails at first."""
        project = Audited(started, "long")
        for number in range(24):
            project.new_key(f"one of many {number}")
        asked: list[str] = []
        failing = [True]

        def short(route: Route) -> None:
            asked.append(route.request.url)
            if failing[0] and "cursor=" in route.request.url:
                route.fulfill(status=400, json={})
            else:
                route.continue_(url=route.request.url.replace("limit=100", "limit=5"))

        with project.signed_in(browser) as (page, watch):
            watch.expect("Failed to load resource")
            page.route("**/v1/audit?**", short)
            opened(page, project.address)
            expect(page.get_by_text("The next ones could not be loaded.")).to_be_visible()
            expect(page.get_by_text("This is where the log begins.")).to_have_count(0)
            accessible(page)
            assert len(asked) == 2
            failing[0] = False
            region = page.get_by_role("region", name="Audit log")
            region.get_by_role("button", name="Try again").click()
            expect(page.get_by_text("The next ones could not be loaded.")).to_have_count(0)
            rows(page, "Key created", "one of many 20").wait_for()
            # Where it ends, the next ones come, until there is none left.
            end = page.get_by_text("This is where the log begins.")
            for number in (12, 4):
                region.press("End")
                expect(rows(page, "Key created", f"one of many {number}").last).to_be_attached()
            region.press("End")
            end.wait_for()
            region.press("End")
            expect(rows(page, "Project created")).to_be_visible()
            assert sum("cursor=" in url for url in asked) == len(asked) - 1 >= 6
            assert len(set(asked)) == len(asked) - 1  # none twice, but for the one that failed
            page.unroute_all()

    def test_it_is_accessible_on_a_phone(self, browser: Browser, started: Program) -> None:
        project = Audited(started, "phone")
        project.new_key("a name that is much longer than any column of the table can ever be")
        with project.signed_in(browser) as (page, _):
            page.set_viewport_size(PHONE)
            opened(page, project.address)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            accessible(page)
            pictures(page, "settings-audit-phone")


def test_a_log_with_nothing_in_it(browser: Browser, started: Program) -> None:
    """None is empty, as signing in is in it: the answer is made up."""
    project = Audited(started, "empty")
    nothing = {"success": True, "data": {"items": [], "pagination": {"nextCursor": None, "limit": 100}}}
    with project.signed_in(browser) as (page, _):
        page.route("**/v1/audit?**", lambda route: route.fulfill(json=nothing))
        page.goto(project.address)
        expect(page.get_by_role("heading", name="No entries here")).to_be_visible()
        expect(page.get_by_text("What is done with keys and projects is written down here.")).to_be_visible()
        expect(page.get_by_role("button", name="Clear the filters")).to_have_count(0)
        accessible_in_both(page)
        pictures(page, "settings-audit-empty")


def test_a_log_that_does_not_come(browser: Browser, started: Program) -> None:
    project = Audited(started, "unlucky")
    error = {"code": "UNAVAILABLE", "message": "the control database does not answer", "details": {}}
    with project.signed_in(browser) as (page, watch):
        watch.expect("503")
        page.route(
            "**/v1/audit?**",
            lambda route: route.fulfill(status=503, json={"error": error}, headers={"retry-after": "0"}),
        )
        page.goto(project.address)
        alert = page.get_by_role("alert").filter(has_text="The audit log cannot be loaded")
        expect(alert).to_contain_text("The control database does not answer.")
        accessible_in_both(page)
        pictures(page, "settings-audit-error")
        page.unroute_all()
        alert.get_by_role("button", name="Try again").click()
        expect(rows(page, "Project created")).to_have_count(1)
