"""Sessions in the explorer: the list of them, and one of them as a continuous chat across its traces."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from support.explorer import PHONE, Watch, accessible, accessible_in_both, pictures
from support.program import Program
from support.workload import Filled
from support.workload.hostile import SCRIPT

SESSION = "support/chat 7"
HOSTILE = f"../..//{SCRIPT}?#%2F"


@pytest.fixture
def sessions(page: Page, home: str) -> Page:
    page.goto(f"{home}/sessions?window=7d")
    page.get_by_role("table", name="Sessions").wait_for()
    return page


def address(home: str, session_id: str) -> str:
    return f"{home}/sessions/{quote(session_id, safe='')}"


def row(page: Page, session_id: str) -> Locator:
    link = page.get_by_role("link", name=session_id, exact=True)
    return page.get_by_role("table", name="Sessions").get_by_role("row").filter(has=link)


def turns(page: Page) -> Locator:
    return page.get_by_role("article", name=re.compile(r"^Turn \d+"))


class TestTheList:
    def test_every_column(self, sessions: Page, program: Program) -> None:
        told = program.get("sessions", window="7d", session=SESSION).json()["data"]["items"][0]
        cells = row(sessions, SESSION).get_by_role("cell")
        heads = sessions.get_by_role("columnheader")
        expected: dict[str, str | re.Pattern[str]] = {
            "Last activity": re.compile(r"\d\d:\d\d:\d\d"),
            "Session": SESSION,
            "Users": "ada@example.com",
            "Turns": "3",
            "Spans": str(told["spanCount"]),
            "Errors": "0",
            "Tokens": re.compile(rf"{told['inputTokens']}.*{told['outputTokens']}"),
            "Cost": re.compile(r"\$0\.\d+"),
            "Models": "gpt-4o",
            "Length": re.compile(r"(ms|s|m \d\ds)$"),
        }
        expect(heads).to_have_text(list(expected))
        for place, text in enumerate(expected.values()):
            expect(cells.nth(place)).to_contain_text(text)
        expect(row(sessions, "nightly").get_by_role("cell").nth(5)).to_have_text("1")

    def test_the_time_is_in_the_address(self, page: Page, home: str) -> None:
        page.goto(f"{home}/sessions?user=cron")
        expect(row(page, "nightly")).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(2)
        page.goto(f"{home}/sessions?user=nobody")
        expect(page.get_by_text("No session fits")).to_be_visible()
        accessible(page)
        page.get_by_role("button", name="Clear the filters").click()
        expect(row(page, SESSION)).to_be_visible()

    def test_it_is_endless(self, page: Page, home: str, program: Program) -> None:
        """Answers of five sessions each: all come as the list is scrolled, few of them are in the page at once."""
        total = len(program.get("sessions", window="7d", limit="200").json()["data"]["items"])
        asked: list[str] = []

        def short(route: Any) -> None:
            asked.append(route.request.url)
            route.continue_(url=route.request.url.replace("limit=50", "limit=5"))

        page.route("**/v1/**/sessions?**", short)
        page.goto(f"{home}/sessions?window=7d")
        region = page.get_by_role("region", name="Sessions")
        while page.get_by_role("table", name="Sessions").get_attribute("aria-rowcount") != str(total + 1):
            region.press("End")
            page.wait_for_function("() => true")
        assert len(asked) >= total // 5

    def test_by_keyboard(self, sessions: Page) -> None:
        for key in ("j", "j", "k", "j"):
            sessions.keyboard.press(key)
        current = sessions.get_by_role("row").nth(2)
        expect(current).to_have_attribute("aria-current", "true")
        name = current.get_by_role("link").inner_text()
        sessions.keyboard.press("Enter")
        expect(sessions.get_by_role("heading", level=1)).to_have_text(name)

    def test_it_is_accessible_also_on_a_phone(self, sessions: Page) -> None:
        pictures(sessions, "sessions")
        accessible_in_both(sessions)
        sessions.set_viewport_size(PHONE)
        accessible(sessions)
        pictures(sessions, "sessions-phone")

    def test_a_list_that_does_not_come(self, page: Page, watch: Watch, home: str) -> None:
        watch.expect("Failed to load resource")
        page.route("**/v1/**/sessions?**", lambda route: route.fulfill(status=400, json={}))
        page.goto(f"{home}/sessions?window=7d")
        expect(page.get_by_role("alert")).to_contain_text("cannot be loaded")
        page.unroute_all()
        page.get_by_role("button", name="Try again").click()
        expect(row(page, SESSION)).to_be_visible()


class TestASession:
    def test_it_is_one_chat_across_its_traces(self, sessions: Page, filled: Filled) -> None:
        row(sessions, SESSION).get_by_role("link").click()
        expect(sessions.get_by_role("heading", level=1)).to_have_text(SESSION)
        expect(turns(sessions)).to_have_count(3)
        for turn, said in zip(turns(sessions).all(), ("My name is Ada.", "What did I say", "How do I"), strict=True):
            expect(turn).to_contain_text(said)
        # What each call repeats of the history is shown once.
        expect(sessions.get_by_text("My name is Ada.", exact=True)).to_have_count(1)
        for total in ("Turns", "Errors", "Spans", "Tokens", "Cost", "Models", "Length"):
            expect(sessions.get_by_role("term").filter(has_text=total)).to_be_visible()
        expect(sessions.get_by_role("definition").filter(has_text="ada@example.com")).to_be_visible()
        first = turns(sessions).first
        expect(first).to_contain_text(re.compile(r"\d\d:\d\d:\d\d.*ms.*\$0"))
        expect(first.get_by_text("Succeeded")).to_be_attached()
        pictures(sessions, "session")
        accessible_in_both(sessions)
        sessions.set_viewport_size(PHONE)
        accessible(sessions)
        pictures(sessions, "session-phone")

    def test_the_ways_into_traces_and_spans(self, page: Page, home: str, filled: Filled) -> None:
        page.goto(address(home, SESSION))
        turns(page).nth(1).get_by_role("link", name="POST /v1/chat/completions").click()
        expect(page).to_have_url(re.compile(f"/traces/{filled.chat[1]}"))
        page.go_back()
        turns(page).nth(2).get_by_role("link", name="Open span").first.click()
        expect(page).to_have_url(re.compile(f"/traces/{filled.chat[2]}.*span=[0-9a-f]{{16}}"))

    def test_jumps(self, page: Page, home: str, filled: Filled) -> None:
        page.goto(address(home, SESSION))
        page.get_by_role("button", name="Last turn").click()
        expect(turns(page).last).to_have_attribute("aria-current", "true")
        expect(page).to_have_url(re.compile(f"trace={filled.chat[2]}"))
        page.keyboard.press("k")
        expect(turns(page).nth(1)).to_have_attribute("aria-current", "true")
        page.reload()
        expect(turns(page).nth(1)).to_have_attribute("aria-current", "true")
        page.get_by_role("button", name="First turn").click()
        expect(turns(page).first).to_have_attribute("aria-current", "true")
        expect(page.get_by_role("button", name="Next error")).to_have_count(0)

    def test_to_the_turn_that_failed(self, page: Page, home: str) -> None:
        page.goto(address(home, "nightly"))
        page.get_by_role("button", name="Next error").click()
        failed = turns(page).first
        expect(failed).to_have_attribute("aria-current", "true")
        expect(failed.get_by_text("Failed", exact=True)).to_be_attached()
        page.get_by_role("button", name="Next error").click()
        expect(page.get_by_text("No further turn failed.")).to_be_visible()

    def test_turns_come_page_by_page(self, page: Page, home: str, filled: Filled) -> None:
        def short(route: Any) -> None:
            route.continue_(url=route.request.url.replace("limit=20", "limit=1"))

        page.route("**/conversation?**", short)
        page.goto(address(home, SESSION))
        page.get_by_role("button", name="Last turn").click()
        expect(page).to_have_url(re.compile(f"trace={filled.chat[2]}"))
        expect(page.get_by_text("The session ends here.")).to_be_attached()

    def test_a_hostile_session_id(self, sessions: Page) -> None:
        link = sessions.get_by_role("link", name=HOSTILE, exact=True)
        link.scroll_into_view_if_needed()
        link.click()
        expect(sessions.get_by_role("heading", level=1)).to_have_text(HOSTILE)
        expect(turns(sessions)).to_have_count(1)
        sessions.reload()
        expect(sessions.get_by_role("heading", level=1)).to_have_text(HOSTILE)
        expect(turns(sessions)).to_have_count(1)
        assert sessions.evaluate("window.__pwned") is None

    def test_one_that_is_not_here(self, page: Page, watch: Watch, home: str) -> None:
        watch.expect("404")
        page.goto(address(home, "nobody/knows me"))
        expect(page.get_by_role("alert")).to_contain_text("The session is not here")
        accessible(page)
        page.get_by_role("link", name="All sessions").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
