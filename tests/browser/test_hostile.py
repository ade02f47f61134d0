"""What spans say is a stranger's text: nothing in it runs, fetches, asks or leads anywhere that is not said."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect

from support.explorer import accessible, pictures
from support.program import Program
from support.workload import Filled
from support.workload.hostile import ELSEWHERE, MARKER, NAME, SCRIPT

TABS = ("conversation", "details", "attributes", "events", "json")
FOREIGN = "script:not([src^='/assets/']), iframe, object, embed, form, base, style, [onerror], [onload], [srcdoc]"


@pytest.fixture
def dialogs(page: Page) -> list[str]:
    """What was asked of the person; nothing should be."""
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    return asked


def opened(page: Page, home: str, program: Program, filled: Filled, tab: str) -> None:
    span_id = program.trace(filled.hostile)["spans"][0]["spanId"]
    page.goto(f"{home}/traces/{filled.hostile}?span={span_id}&tab={tab}")
    page.get_by_role("tablist", name="Of the span").wait_for()


def inert(page: Page) -> None:
    """Raise AssertionError where a text did something, or could."""
    assert page.evaluate("() => window.__pwned") is None
    assert page.locator(FOREIGN).count() == 0
    for address in page.locator("[src]").evaluate_all("all => all.map((each) => each.getAttribute('src'))"):
        assert re.match(r"/assets/|data:image/(png|jpeg|gif|webp);base64,", address), address
    for link in page.locator("a[href]").all():
        address = str(link.get_attribute("href"))
        if address == "#page":  # the frame's own: past the navigation
            continue
        if address.startswith("/"):
            assert not address.startswith("//"), address
            continue
        assert urlsplit(address).scheme in ("http", "https", "mailto"), address
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
        assert link.get_attribute("target") == "_blank"
        assert urlsplit(address).netloc in link.inner_text()


@pytest.mark.parametrize("tab", TABS)
def test_a_hostile_span_is_nothing_but_text(
    page: Page, home: str, program: Program, filled: Filled, dialogs: list[str], tab: str
) -> None:
    opened(page, home, program, filled, tab)
    panel = page.get_by_role("complementary", name="Span")
    expect(panel.get_by_role("heading", level=2)).to_contain_text(SCRIPT)
    if tab == "conversation":
        expect(panel.get_by_text(MARKER)).to_be_visible()
        expect(panel).to_contain_text(SCRIPT)
        expect(panel.locator("pre span").first).to_be_visible()  # its colours have come
        assert [link.get_attribute("href") for link in panel.get_by_role("link").all()].count(ELSEWHERE) == 3
    if tab == "attributes":
        panel.get_by_role("button", name="Show all (200 kB)").click()
    page.wait_for_load_state("networkidle")
    inert(page)
    assert dialogs == []
    accessible(page)
    pictures(page, f"hostile-{tab}")


def test_a_hostile_call_as_curl(page: Page, home: str, program: Program, filled: Filled, dialogs: list[str]) -> None:
    opened(page, home, program, filled, "conversation")
    page.get_by_role("button", name="Copy as curl").click()
    dialog = page.get_by_role("dialog", name="This call as curl")
    expect(dialog).to_contain_text(MARKER)
    inert(page)
    assert dialogs == []


def test_the_trace_and_its_lists_are_inert_too(page: Page, home: str, filled: Filled, dialogs: list[str]) -> None:
    page.goto(f"{home}/traces/{filled.hostile}")
    expect(page.get_by_role("treegrid", name="Spans")).to_contain_text(NAME[:40])
    inert(page)
    page.goto(f"{home}/traces?q={MARKER}")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    inert(page)
    assert dialogs == []
