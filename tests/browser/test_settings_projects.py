"""Projects in the explorer: listed, made, renamed, told what to keep, and what is said of bad input."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from support.explorer import PHONE, Watch, accessible, accessible_in_both, pictures, signed_in
from support.program import Program

UNPRINTABLE = "check\u200bout"
"""A name that the form lets through and the server does not."""


@pytest.fixture(scope="module")
def started(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of this file's own, as its list of projects is changed."""
    with Program(tmp_path_factory.mktemp("projects")) as program:
        yield program


@pytest.fixture(scope="module")
def manager(started: Program) -> str:
    """A key that reaches the whole workspace and may change its projects."""
    scopes = [part for scope in ("traces:read", "projects:write") for part in ("--scope", scope)]
    key = started.run("keys", "create", "--name", "manager", "--workspace", started.workspace_id, *scopes, "--json")
    return str(json.loads(key)["apiKey"])


@pytest.fixture
def managed(browser: Browser, started: Program, manager: str) -> Iterator[tuple[Page, Watch]]:
    """The page of the projects, and what it did."""
    with signed_in(browser, started.api, manager) as (page, watch):
        page.goto(address(started))
        row(page, "Default project").wait_for()
        yield page, watch


@pytest.fixture
def projects(managed: tuple[Page, Watch]) -> Page:
    return managed[0]


def address(program: Program) -> str:
    return f"/projects/{program.project_id}/settings/projects"


def call(program: Program, method: str, path: str, key: str, **body: Any) -> dict[str, Any]:
    answer = requests.request(
        method, program.api + path, json=body or None, headers={"authorization": f"Bearer {key}"}, timeout=30
    )
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def new_project(program: Program, key: str, name: str) -> str:
    return str(call(program, "POST", "/v1/projects", key, name=name)["id"])


def stored(program: Program, key: str, project_id: str) -> tuple[Any, Any, Any]:
    """Its name, capture and days, as the API has them."""
    found = call(program, "GET", f"/v1/projects/{project_id}", key)
    return found["name"], found["capture"], found["retentionDays"]


def named(program: Program, key: str, name: str) -> list[str]:
    """Ids of the projects of this name."""
    items = call(program, "GET", "/v1/projects?limit=200", key)["items"]
    return [project["id"] for project in items if project["name"] == name]


def row(page: Page, name: str) -> Locator:
    link = page.get_by_role("link", name=name, exact=True)
    return page.get_by_role("table", name="Projects").get_by_role("row").filter(has=link)


def cell(page: Page, name: str, column: str) -> Locator:
    columns = ["Name", "Id", "Capture", "Kept for", "Created"]
    return row(page, name).get_by_role("cell").nth(columns.index(column))


def change(page: Page, name: str) -> Locator:
    """The dialog that changes the project."""
    row(page, name).get_by_role("button", name=f"Change {name}").click()
    return page.get_by_role("dialog", name=f"Change {name}")


def closed(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)


def save(page: Page, dialog: Locator, name: str, *, capture: str, kept_for: str) -> None:
    """Save a project's wishes, which its row then tells."""
    dialog.get_by_role("button", name="Save").click()
    closed(page)
    expect(cell(page, name, "Capture")).to_have_text(capture)
    expect(cell(page, name, "Kept for")).to_have_text(kept_for)


def methods(page: Page) -> list[str]:
    """The methods of the requests that the page makes from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    return asked


class TestTheList:
    def test_it_is_sorted_and_says_what_each_project_keeps(
        self, projects: Page, started: Program, manager: str
    ) -> None:
        for name in ("zebra", "aardvark"):
            new_project(started, manager, name)
        projects.reload()
        row(projects, "zebra").wait_for()
        names = projects.get_by_role("table", name="Projects").get_by_role("link").all_inner_texts()
        assert names == sorted(names, key=str.casefold)
        assert {"aardvark", "Default project", "zebra"} <= set(names)
        expect(cell(projects, "Default project", "Name")).to_contain_text("Open")
        expect(cell(projects, "zebra", "Name")).not_to_contain_text("Open")
        expect(cell(projects, "Default project", "Id")).to_contain_text(started.project_id)
        expect(cell(projects, "zebra", "Capture")).to_have_text("Default")
        expect(cell(projects, "zebra", "Kept for")).to_have_text("60 days (default)")
        created = call(started, "GET", f"/v1/projects/{started.project_id}", manager)["createdAt"]
        expect(cell(projects, "Default project", "Created").locator("time")).to_have_attribute("datetime", created)

    def test_a_name_leads_to_the_projects_traces(self, projects: Page, started: Program, manager: str) -> None:
        project_id = new_project(started, manager, "led to")
        projects.reload()
        row(projects, "led to").get_by_role("link").click()
        expect(projects).to_have_url(re.compile(f"/projects/{project_id}/traces"))

    def test_an_id_is_copied(self, projects: Page, started: Program) -> None:
        projects.context.grant_permissions(["clipboard-read", "clipboard-write"])
        projects.get_by_role("button", name="Copy id of Default project").click()
        projects.wait_for_function("id => navigator.clipboard.readText().then(t => t === id)", arg=started.project_id)

    def test_keys_of_the_keyboard(self, projects: Page) -> None:
        rows = projects.get_by_role("table", name="Projects").get_by_role("row")
        for key in ("j", "j", "k"):
            projects.keyboard.press(key)
        expect(rows.nth(1)).to_have_attribute("aria-current", "true")
        name = rows.nth(1).get_by_role("link").inner_text()
        projects.keyboard.press("Enter")
        expect(projects.get_by_role("dialog", name=f"Change {name}")).to_be_visible()
        projects.keyboard.press("Escape")
        closed(projects)

    def test_it_is_accessible_also_on_a_phone(self, projects: Page, started: Program, manager: str) -> None:
        new_project(started, manager, "a name that is much longer than any column of the table can ever be")
        projects.reload()
        row(projects, "Default project").wait_for()
        pictures(projects, "settings-projects")
        accessible_in_both(projects)
        projects.set_viewport_size(PHONE)
        assert projects.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        accessible(projects)
        pictures(projects, "settings-projects-phone")


class TestCreating:
    def test_the_new_project_is_opened(self, projects: Page, started: Program, manager: str) -> None:
        projects.get_by_role("button", name="Create project").click()
        dialog = projects.get_by_role("dialog", name="Create a project")
        field = dialog.get_by_label("Name", exact=True)
        expect(field).to_be_focused()
        expect(dialog.get_by_role("combobox", name="Workspace")).to_have_count(0)
        pictures(projects, "settings-project-create")
        accessible_in_both(projects)
        field.fill("  made here ")
        dialog.get_by_role("button", name="Create project").click()
        expect(projects.get_by_text("made here created")).to_be_visible()
        closed(projects)
        expect(cell(projects, "made here", "Name")).to_contain_text("Open")
        (made,) = named(started, manager, "made here")
        expect(projects).to_have_url(re.compile(f"/projects/{made}/settings/projects$"))
        expect(cell(projects, "made here", "Id")).to_contain_text(made)

    def test_it_needs_a_name(self, projects: Page) -> None:
        asked = methods(projects)
        projects.get_by_role("button", name="Create project").click()
        dialog = projects.get_by_role("dialog", name="Create a project")
        field = dialog.get_by_label("Name", exact=True)
        field.fill("   ")
        field.press("Enter")
        expect(dialog.get_by_role("alert")).to_have_text("Give it a name.")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert "POST" not in asked
        accessible(projects)
        field.fill("x")
        expect(dialog.get_by_role("alert")).to_have_count(0)
        dialog.get_by_role("button", name="Cancel").click()
        closed(projects)
        expect(row(projects, "x")).to_have_count(0)

    def test_a_name_that_the_server_refuses(self, managed: tuple[Page, Watch], started: Program, manager: str) -> None:
        page, watch = managed
        watch.expect("Failed to load resource")
        page.get_by_role("button", name="Create project").click()
        dialog = page.get_by_role("dialog", name="Create a project")
        dialog.get_by_label("Name", exact=True).fill(UNPRINTABLE)
        dialog.get_by_role("button", name="Create project").click()
        expect(dialog.get_by_role("alert")).to_have_text("A name is 1 to 100 printable characters long.")
        assert named(started, manager, UNPRINTABLE) == []
        pictures(page, "settings-project-refused")
        accessible(page)
        dialog.get_by_label("Name", exact=True).fill("mended")
        dialog.get_by_role("button", name="Create project").click()
        closed(page)
        row(page, "mended").wait_for()

    def test_a_name_ends_at_a_hundred_characters(self, projects: Page) -> None:
        projects.get_by_role("button", name="Create project").click()
        field = projects.get_by_role("dialog").get_by_label("Name", exact=True)
        field.press_sequentially("x" * 101)
        expect(field).to_have_value("x" * 100)

    def test_in_another_workspace(self, browser: Browser, started: Program) -> None:
        made = started.run("workspaces", "create", "Second workspace", "--json")
        other = json.loads(made)
        wide = started.run(
            *("keys", "create", "--organization", started.organization_id, "--name", "wide"),
            *("--scope", "traces:read", "--scope", "projects:write", "--json"),
        )
        key = json.loads(wide)["apiKey"]
        with signed_in(browser, started.api, key) as (page, _):
            page.goto(address(started))
            page.get_by_role("button", name="Create project").click()
            dialog = page.get_by_role("dialog", name="Create a project")
            dialog.get_by_label("Name", exact=True).fill("elsewhere")
            dialog.get_by_role("combobox", name="Workspace").click()
            page.get_by_role("option", name="Second workspace").click()
            dialog.get_by_role("button", name="Create project").click()
            closed(page)
            row(page, "elsewhere").wait_for()
        (project_id,) = named(started, key, "elsewhere")
        project = call(started, "GET", f"/v1/projects/{project_id}", key)
        assert project["workspaceId"] in other.values()
        assert project["workspaceId"] != started.workspace_id


class TestChanging:
    def test_the_name_of_the_open_project(self, projects: Page, started: Program, manager: str) -> None:
        project_id = new_project(started, manager, "old name")
        projects.goto(f"/projects/{project_id}/settings/projects")
        dialog = change(projects, "old name")
        field = dialog.get_by_label("Name", exact=True)
        expect(field).to_be_focused()
        expect(field).to_have_value("old name")
        field.fill("new name")
        field.press("Enter")
        expect(projects.get_by_text("new name changed")).to_be_visible()
        closed(projects)
        expect(cell(projects, "new name", "Id")).to_contain_text(project_id)
        expect(row(projects, "old name")).to_have_count(0)
        expect(projects).to_have_title(re.compile("new name"))
        assert stored(started, manager, project_id) == ("new name", None, None)

    def test_capture_and_days(self, projects: Page, started: Program, manager: str) -> None:
        project_id = new_project(started, manager, "kept")
        projects.reload()
        dialog = change(projects, "kept")
        expect(dialog.get_by_role("radio", name="Default (60 days)")).to_be_checked()
        expect(dialog.get_by_label("Days", exact=True)).to_have_count(0)
        expect(dialog.get_by_role("radio", name=re.compile("^Default ?No wish"))).to_be_checked()
        dialog.get_by_role("radio", name="For days of its own").check()
        dialog.get_by_label("Days", exact=True).fill("1200")
        expect(dialog.get_by_text("cannot be had again")).to_have_count(0)
        dialog.get_by_role("radio", name=re.compile("^Metadata")).check()
        save(projects, dialog, "kept", capture="Metadata", kept_for="1,200 days")
        assert stored(started, manager, project_id) == ("kept", "metadata", 1200)

        # Fewer days delete spans, which is told before.
        dialog = change(projects, "kept")
        expect(dialog.get_by_label("Days", exact=True)).to_have_value("1200")
        expect(dialog.get_by_role("radio", name=re.compile("^Metadata"))).to_be_checked()
        dialog.get_by_label("Days", exact=True).fill("1")
        expect(dialog.get_by_text("cannot be had again")).to_be_visible()
        pictures(projects, "settings-project-change")
        accessible_in_both(projects)
        dialog.get_by_role("radio", name=re.compile("^None")).check()
        save(projects, dialog, "kept", capture="None", kept_for="1 day")
        assert stored(started, manager, project_id) == ("kept", "none", 1)

        # And back to what the deployment says.
        dialog = change(projects, "kept")
        dialog.get_by_role("radio", name="Default (60 days)").check()
        dialog.get_by_role("radio", name=re.compile("^Default ?No wish")).check()
        save(projects, dialog, "kept", capture="Default", kept_for="60 days (default)")
        assert stored(started, manager, project_id) == ("kept", None, None)

    @pytest.mark.parametrize("days", ["", "0", "-1", "1.5", "soon", "18251"])
    def test_days_that_are_none(self, projects: Page, days: str) -> None:
        asked = methods(projects)
        dialog = change(projects, "Default project")
        dialog.get_by_role("radio", name="For days of its own").check()
        field = dialog.get_by_label("Days", exact=True)
        field.fill(days)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_role("alert")).to_have_text("A whole number of days, from 1 to 18,250.")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert "PATCH" not in asked
        accessible(projects)

    def test_nothing_changed_is_not_sent(self, projects: Page) -> None:
        asked = methods(projects)
        dialog = change(projects, "Default project")
        dialog.get_by_role("button", name="Save").click()
        closed(projects)
        assert "PATCH" not in asked

    def test_what_the_server_refuses(self, managed: tuple[Page, Watch], started: Program, manager: str) -> None:
        page, watch = managed
        watch.expect("Failed to load resource")
        project_id = new_project(started, manager, "steady")
        page.reload()
        dialog = change(page, "steady")
        dialog.get_by_label("Name", exact=True).fill(UNPRINTABLE)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.get_by_role("alert")).to_have_text("A name is 1 to 100 printable characters long.")
        assert stored(started, manager, project_id)[0] == "steady"
        dialog.get_by_role("button", name="Cancel").click()
        closed(page)
        expect(row(page, "steady")).to_be_visible()


class TestAKeyOfOneProject:
    def test_it_changes_its_own_and_makes_none(self, browser: Browser, started: Program, manager: str) -> None:
        project_id = new_project(started, manager, "narrow")
        key = started.run(
            *("keys", "create", "--project", project_id, "--name", "narrow key"),
            *("--scope", "traces:read", "--scope", "projects:write", "--json"),
        )
        with signed_in(browser, started.api, json.loads(key)["apiKey"]) as (page, _):
            page.goto(f"/projects/{project_id}/settings/projects")
            expect(page.get_by_role("table", name="Projects").get_by_role("link")).to_have_text(["narrow"])
            button = page.get_by_role("button", name="Create project")
            expect(button).to_have_attribute("aria-disabled", "true")
            expect(button).to_have_accessible_description(re.compile("reaches no whole workspace"))
            dialog = change(page, "narrow")
            dialog.get_by_label("Name", exact=True).fill("narrower")
            dialog.get_by_role("button", name="Save").click()
            row(page, "narrower").wait_for()
        assert stored(started, manager, project_id)[0] == "narrower"


def test_a_list_that_does_not_come(browser: Browser, started: Program, manager: str) -> None:
    with signed_in(browser, started.api, manager) as (page, watch):
        watch.expect("Failed to load resource")
        page.goto(f"/projects/{started.project_id}/traces")
        page.route("**/v1/projects?**", lambda route: route.fulfill(status=400, json={}))
        page.goto(address(started))
        expect(page.get_by_role("alert").filter(has_text="The list of projects cannot be loaded")).to_be_visible()
        accessible(page)
        pictures(page, "settings-projects-error")
        page.unroute_all()
        page.get_by_role("button", name="Try again").click()
        row(page, "Default project").wait_for()
