"""API keys in the explorer: made, used, rotated, revoked, and what of it the signed-in key may do."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from support.explorer import PHONE, accessible, accessible_in_both, pictures, signed_in
from support.program import Program

SECRET = re.compile(r"to11_(live|test)_[0-9A-Za-z]{20,}")


@pytest.fixture
def keys(page: Page, program: Program) -> Page:
    page.goto(f"/projects/{program.project_id}/settings/keys")
    page.get_by_role("table", name="API keys").wait_for()
    return page


def status(program: Program, secret: str) -> int:
    return requests.get(f"{program.api}/v1/me", headers={"authorization": f"Bearer {secret}"}, timeout=30).status_code


def made(program: Program, name: str, **wanted: Any) -> dict[str, Any]:
    """A key of the first project."""
    answer = requests.post(
        f"{program.api}/v1/keys",
        json={"name": name, "scopeClass": "project", "preset": "read", **wanted},
        headers={"authorization": f"Bearer {program.api_key}"},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def written_down(program: Program, key_id: str) -> None:
    """Return when the audit log has uses of the key, which it gets a few seconds late."""
    headers = {"authorization": f"Bearer {program.api_key}"}
    wanted = {"target": key_id, "action": "key.used"}
    deadline = time.monotonic() + 30
    while not requests.get(f"{program.api}/v1/audit", wanted, headers=headers, timeout=30).json()["data"]["items"]:
        assert time.monotonic() < deadline, "no use was written down"
        time.sleep(0.05)


def create(page: Page, name: str) -> Locator:
    """The dialog that asks what the key is to be, its name filled in."""
    page.get_by_role("button", name="Create key").click()
    dialog = page.get_by_role("dialog", name="Create a key")
    dialog.get_by_label("Name", exact=True).fill(name)
    return dialog


def secret_of(page: Page) -> str:
    """The secret that is shown, once the dialog with the warning is there."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("the only time that the secret is shown")
    secret = dialog.locator("code").inner_text()
    assert SECRET.fullmatch(secret)
    return secret


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="API keys").get_by_role("row").filter(has=page.get_by_role("link", name=name))


def nowhere(page: Page, secret: str) -> None:
    """Neither in the page nor in what the browser keeps."""
    held = page.evaluate(
        """() => document.documentElement.outerHTML + JSON.stringify({...localStorage}) +
        JSON.stringify({...sessionStorage}) + JSON.stringify(history.state) + location.href + document.cookie"""
    )
    assert secret not in held


class TestCreating:
    def test_a_key_works_and_its_secret_is_shown_once(self, keys: Page, program: Program) -> None:
        asked: list[str] = []
        keys.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        dialog = create(keys, "checkout")
        expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
        dialog.get_by_role("radio", name="Test").check()
        dialog.get_by_role("radio", name=re.compile("^Read")).check()
        dialog.get_by_role("radio", name="365 days").check()
        dialog.get_by_role("button", name="Create key").click()
        secret = secret_of(keys)
        assert secret.startswith("to11_test_")
        assert status(program, secret) == 200

        keys.context.grant_permissions(["clipboard-read", "clipboard-write"])
        keys.get_by_role("button", name="Copy").click()
        assert keys.evaluate("navigator.clipboard.readText()") == secret
        # Neither a slip of the key nor of the pointer loses it.
        keys.keyboard.press("Escape")
        keys.mouse.click(5, 5)
        assert secret_of(keys) == secret
        pictures(keys, "settings-key-secret")
        accessible(keys)

        keys.get_by_role("button", name="I have stored it").click()
        expect(keys.get_by_role("dialog")).to_have_count(0)
        nowhere(keys, secret)
        cells = row(keys, "checkout").get_by_role("cell")
        expect(cells.nth(0)).to_contain_text(secret[:12])
        expect(cells.nth(1)).to_contain_text("Readtraces:read")
        expect(cells.nth(2)).to_contain_text("Default projectproject")
        expect(cells.nth(6)).to_contain_text("ActiveTest")
        year = str((datetime.now(UTC) + timedelta(days=365)).year)
        expect(cells.nth(5)).to_contain_text(year)
        keys.reload()
        row(keys, "checkout").wait_for()
        nowhere(keys, secret)
        assert not [line for line in asked if secret in line]

    def test_single_scopes_and_a_last_day(self, keys: Page, program: Program) -> None:
        dialog = create(keys, "custom")
        dialog.get_by_role("radio", name=re.compile("^Ingest")).check()
        dialog.get_by_role("radio", name=re.compile("^Custom")).check()
        expect(dialog.get_by_role("checkbox", name="otel:write")).to_be_checked()
        dialog.get_by_role("checkbox", name="otel:write").uncheck()
        dialog.get_by_role("radio", name="On a date").check()
        dialog.get_by_role("button", name="Create key").click()
        expect(dialog.get_by_text("Choose at least one.")).to_be_visible()
        expect(dialog.get_by_text("Choose a date.")).to_be_visible()
        dialog.get_by_role("checkbox", name="traces:read").check()
        dialog.get_by_role("checkbox", name="audit:read").check()
        day = (datetime.now(UTC) + timedelta(days=3)).date()
        dialog.get_by_label("Last day").fill(day.isoformat())
        pictures(keys, "settings-key-create")
        dialog.get_by_role("button", name="Create key").click()
        secret = secret_of(keys)
        mine = requests.get(f"{program.api}/v1/me", headers={"authorization": f"Bearer {secret}"}, timeout=30).json()
        assert mine["data"]["scopes"] == ["traces:read", "audit:read"]
        assert mine["data"]["expiresAt"].startswith(f"{day.isoformat()}T23:59:59")
        keys.get_by_role("button", name="I have stored it").click()
        expect(row(keys, "custom").get_by_role("cell").nth(6)).to_contain_text("Expires soon")

    def test_a_key_needs_a_name(self, keys: Page) -> None:
        dialog = create(keys, "  ")
        dialog.get_by_role("button", name="Create key").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Give it a name")
        accessible(keys)
        dialog.get_by_role("button", name="Cancel").click()
        expect(keys.get_by_role("dialog")).to_have_count(0)

    def test_only_what_the_creator_holds_is_offered(self, browser: Browser, program: Program) -> None:
        scopes = ["traces:read", "keys:read", "keys:create"]
        creator = made(program, "creator", preset="custom", scopes=scopes, environment="test", expiresInDays=45)
        with signed_in(browser, program.api, creator["secret"]) as (page, _):
            page.goto(f"/projects/{program.project_id}/settings/keys")
            dialog = create(page, "child")
            expect(dialog.get_by_role("radio", name="Live")).to_be_disabled()
            expect(dialog.get_by_role("radio", name="Test")).to_be_checked()
            expect(dialog.get_by_role("radio", name=re.compile("^Write"))).to_be_disabled()
            expect(dialog.get_by_text("You do not hold otel:write and gateway:invoke.")).to_be_visible()
            expect(dialog.get_by_role("radio", name=re.compile("^Ingest"))).to_be_disabled()
            expect(dialog.get_by_role("radio", name=re.compile("^Read"))).to_be_checked()
            dialog.get_by_role("radio", name=re.compile("^Custom")).check()
            for scope in ("otel:write", "keys:revoke", "projects:write", "audit:read"):
                expect(dialog.get_by_role("checkbox", name=scope)).to_be_disabled()
            expect(dialog.get_by_role("checkbox", name="keys:create")).to_be_enabled()
            expect(dialog.get_by_role("radio", name="30 days")).to_be_enabled()
            for choice in ("90 days", "365 days", "Never"):
                expect(dialog.get_by_role("radio", name=choice)).to_be_disabled()
            expect(dialog.get_by_role("radio", name="With your own key")).to_be_checked()
            dialog.get_by_role("button", name="Create key").click()
            secret = secret_of(page)
            mine = requests.get(
                f"{program.api}/v1/me", headers={"authorization": f"Bearer {secret}"}, timeout=30
            ).json()["data"]
            assert mine["expiresAt"] == creator["expiresAt"]
            assert mine["environment"] == "test"

    def test_a_wider_key_can_give_a_wider_reach(self, browser: Browser, program: Program) -> None:
        wide = program.run(
            *("keys", "create", "--organization", program.organization_id, "--name", "wide"),
            *("--scope", "traces:read", "--scope", "keys:read", "--scope", "keys:create", "--json"),
        )
        (secret,) = {found[0] for found in re.finditer(SECRET, wide)}
        with signed_in(browser, program.api, secret) as (page, _):
            page.goto(f"/projects/{program.project_id}/settings/keys")
            dialog = create(page, "in the workspace")
            dialog.get_by_role("combobox", name="Reach").click()
            page.get_by_role("option").filter(has_text="workspace").click()
            dialog.get_by_role("button", name="Create key").click()
            child = secret_of(page)
            page.get_by_role("button", name="I have stored it").click()
            expect(row(page, "in the workspace").get_by_role("cell").nth(2)).to_contain_text("workspace")
            expect(row(page, "wide").get_by_role("cell").nth(2)).to_contain_text("organization")
            mine = requests.get(f"{program.api}/v1/me", headers={"authorization": f"Bearer {child}"}, timeout=30).json()
            assert (mine["data"]["scopeClass"], mine["data"]["workspaceId"]) == ("workspace", program.workspace_id)
            page.get_by_role("combobox", name="Which reach").click()
            page.get_by_role("option", name="This project's own").click()
            expect(page).to_have_url(re.compile("reach=project"))
            expect(row(page, "wide")).to_have_count(0)


class TestRotating:
    def test_both_secrets_work_for_the_grace(self, keys: Page, program: Program) -> None:
        old = made(program, "rotated")
        keys.reload()
        row(keys, "rotated").get_by_role("link").click()
        keys.get_by_role("button", name="Rotate").click()
        dialog = keys.get_by_role("dialog", name="Rotate rotated")
        for grace in ("None", "1 hour", "24 hours", "7 days"):
            expect(dialog.get_by_role("radio", name=grace, exact=True)).to_be_visible()
        dialog.get_by_role("radio", name="1 hour").check()
        expect(dialog).to_contain_text("Both secrets work for an hour.")
        pictures(keys, "settings-key-rotate")
        dialog.get_by_role("button", name="Rotate", exact=True).click()
        new = secret_of(keys)
        assert new != old["secret"]
        assert [status(program, secret) for secret in (old["secret"], new)] == [200, 200]
        keys.get_by_role("button", name="I have stored it").click()
        nowhere(keys, new)
        expect(keys.get_by_role("definition").filter(has_text=new[:12])).to_be_visible()

        keys.get_by_role("button", name="Rotate").click()
        dialog.get_by_role("radio", name="None", exact=True).check()
        dialog.get_by_role("button", name="Rotate", exact=True).click()
        newest = secret_of(keys)
        assert [status(program, secret) for secret in (old["secret"], new, newest)] == [401, 401, 200]


class TestRevoking:
    def test_it_is_confirmed_by_name_immediate_and_final(self, keys: Page, program: Program) -> None:
        key = made(program, "to be revoked")
        assert status(program, key["secret"]) == 200
        keys.reload()
        row(keys, "to be revoked").get_by_role("button", name="Actions for to be revoked").click()
        keys.get_by_role("menuitem", name="Revoke").click()
        dialog = keys.get_by_role("dialog", name="Revoke to be revoked")
        expect(dialog).to_contain_text("at once")
        expect(dialog).to_contain_text("final")
        field = dialog.get_by_label("Type to be revoked to confirm")
        expect(field).to_be_focused()
        field.fill("to be kept")
        dialog.get_by_role("button", name="Revoke key").click()
        expect(dialog.get_by_role("alert")).to_contain_text("not its name")
        assert status(program, key["secret"]) == 200
        pictures(keys, "settings-key-revoke")
        accessible(keys)
        field.fill("to be revoked")
        field.press("Enter")
        expect(keys.get_by_role("dialog", name="Revoke to be revoked")).to_have_count(0)
        assert status(program, key["secret"]) == 401
        expect(row(keys, "to be revoked").get_by_role("cell").nth(6)).to_contain_text("Revoked")
        expect(row(keys, "to be revoked").get_by_role("button")).to_have_count(0)
        keys.get_by_role("combobox", name="Which state").click()
        keys.get_by_role("option", name="Working ones").click()
        expect(row(keys, "to be revoked")).to_have_count(0)

    def test_revoking_the_own_key_signs_out(self, browser: Browser, program: Program) -> None:
        own = made(program, "own", preset="custom", scopes=["traces:read", "keys:revoke"])
        with signed_in(browser, program.api, own["secret"]) as (page, watch):
            watch.expect("401")
            page.goto(f"/projects/{program.project_id}/settings/keys/{own['id']}")
            page.get_by_role("button", name="Revoke").click()
            dialog = page.get_by_role("dialog")
            expect(dialog).to_contain_text("signs you out")
            dialog.get_by_label("Type own to confirm").fill("own")
            dialog.get_by_role("button", name="Revoke key").click()
            expect(page).to_have_url(re.compile("/sign-in"))


class TestAKey:
    def test_its_details_usage_and_log(self, page: Page, program: Program) -> None:
        key = made(program, "watched", preset="custom", scopes=["traces:read", "keys:read"], expiresInDays=90)
        for _ in range(3):
            assert status(program, key["secret"]) == 200
        written_down(program, key["id"])
        page.goto(f"/projects/{program.project_id}/settings/keys/{key['id']}")
        expect(page.get_by_role("heading", level=1)).to_have_text("watched")
        for text in (key["id"], key["hint"], "Read traces, sessions and figures", "Default project", "Live"):
            expect(page.get_by_role("definition").filter(has_text=text).first).to_be_visible()
        expect(page.get_by_role("table").filter(has_text="API calls")).to_be_visible()
        log = page.get_by_role("table", name="What was done to the key")
        expect(log.get_by_role("row").filter(has_text="Key created")).to_be_visible()
        expect(log.get_by_role("row").filter(has_text="Key used").first).to_be_visible()
        pictures(page, "settings-key", full_page=True)
        accessible_in_both(page)

    def test_one_that_is_not_here(self, page: Page, watch: Any, program: Program) -> None:
        watch.expect("404")
        page.goto(f"/projects/{program.project_id}/settings/keys/key_00000000000000000000")
        expect(page.get_by_role("alert")).to_contain_text("The key is not here")
        page.get_by_role("link", name="All keys").click()
        expect(page).to_have_url(re.compile("/settings/keys$"))


class TestTheList:
    def test_keys_of_the_keyboard(self, keys: Page, program: Program) -> None:
        made(program, "second of the list")
        newest = made(program, "first of the list")
        keys.reload()
        row(keys, "first of the list").wait_for()
        for key in ("j", "j", "k"):
            keys.keyboard.press(key)
        expect(row(keys, "first of the list")).to_have_attribute("aria-current", "true")
        keys.keyboard.press("Enter")
        expect(keys).to_have_url(re.compile(f"/keys/{newest['id']}$"))

    def test_it_is_accessible_also_on_a_phone(self, keys: Page, program: Program) -> None:
        made(program, "a name that is much longer than any column of the table can ever be")
        keys.reload()
        row(keys, "First key").wait_for()
        pictures(keys, "settings-keys")
        accessible_in_both(keys)
        keys.set_viewport_size(PHONE)
        accessible(keys)
        pictures(keys, "settings-keys-phone")

    def test_a_list_that_does_not_come(self, page: Page, watch: Any, program: Program) -> None:
        watch.expect("Failed to load resource")
        page.route("**/v1/keys?**", lambda route: route.fulfill(status=400, json={}))
        page.goto(f"/projects/{program.project_id}/settings/keys")
        expect(page.get_by_role("alert")).to_contain_text("cannot be loaded")
        page.unroute_all()
        page.get_by_role("button", name="Try again").click()
        row(page, "First key").wait_for()

    def test_a_long_list_is_endless(self, page: Page, program: Program) -> None:
        """Answers of three keys each: all come as the list is scrolled."""
        for number in range(9):
            made(program, f"one of many {number}")
        asked: list[str] = []

        def short(route: Any) -> None:
            asked.append(route.request.url)
            route.continue_(url=route.request.url.replace("limit=100", "limit=3"))

        page.route("**/v1/keys?**", short)
        page.goto(f"/projects/{program.project_id}/settings/keys")
        row(page, "one of many 8").wait_for()
        page.get_by_role("region", name="API keys").press("End")
        row(page, "First key").scroll_into_view_if_needed()
        assert len(asked) >= 4
        assert sum("cursor=" in url for url in asked) == len(asked) - 1


@pytest.fixture
def reader(program: Program) -> dict[str, Any]:
    return made(program, "reader")


class TestAKeyThatMayOnlyRead:
    def test_pages_that_it_may_not_see_name_the_scope(
        self, browser: Browser, program: Program, reader: dict[str, Any]
    ) -> None:
        with signed_in(browser, program.api, reader["secret"]) as (page, _):
            for section, scope in (("keys", "keys:read"), ("audit", "audit:read")):
                page.goto(f"/projects/{program.project_id}/settings/{section}")
                expect(page.get_by_text("You may not see this")).to_be_visible()
                expect(page.get_by_text(f"needs the scope {scope}, which reader does not hold")).to_be_visible()
                accessible(page)
                pictures(page, f"settings-{section}-refused")
            page.goto(f"/projects/{program.project_id}/settings/keys/{program.key_id}")
            expect(page.get_by_text("needs the scope keys:read")).to_be_visible()

    def test_what_it_may_not_do_is_off_and_says_why(
        self, browser: Browser, program: Program, reader: dict[str, Any]
    ) -> None:
        with signed_in(browser, program.api, reader["secret"]) as (page, _):
            page.goto(f"/projects/{program.project_id}/settings/keys/{reader['id']}")
            expect(
                page.get_by_role("paragraph").filter(
                    has_text="reader does not hold the scopes keys:rotate, keys:revoke."
                )
            ).to_be_visible()
            for name, scope in (("Rotate", "keys:rotate"), ("Revoke", "keys:revoke")):
                button = page.get_by_role("button", name=name)
                expect(button).to_have_attribute("aria-disabled", "true")
                expect(button).to_have_accessible_description(re.compile(scope))
                button.click(force=True)
            expect(page.get_by_role("dialog")).to_have_count(0)
            page.goto(f"/projects/{program.project_id}/settings/projects")
            expect(
                page.get_by_role("paragraph").filter(has_text="reader does not hold the scope projects:write.")
            ).to_be_visible()
            expect(page.get_by_role("button", name="Create project")).to_have_attribute("aria-disabled", "true")
            expect(page.get_by_role("button", name=re.compile("^Change"))).to_have_count(0)
            accessible(page)

    def test_a_session_of_the_operator_may_do_everything(self, browser: Browser, program: Program) -> None:
        link = program.run("sign-in-link").strip()
        code = link.rpartition("#code=")[2].split()[0]
        with signed_in(browser, program.api, program.api_key) as (page, _):
            assert page.request.post("/v1/session", data={"code": code}).status == 201
            page.goto(f"/projects/{program.project_id}/settings/keys")
            dialog = create(page, "by the operator")
            for preset in ("Write", "Read", "Ingest", "Custom"):
                expect(dialog.get_by_role("radio", name=re.compile(f"^{preset}"))).to_be_enabled()
            dialog.get_by_role("radio", name="Never").check()
            dialog.get_by_role("button", name="Create key").click()
            assert status(program, secret_of(page)) == 200
