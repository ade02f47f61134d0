"""Nothing moves as a page fills: what comes takes the place that was kept for it, on a desk and on a phone."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from support.explorer import DESKTOP, PHONE, shifts, watch_shifts
from support.program import Program
from support.workload import Filled

LATE_SECONDS = 0.08
"""How long each answer keeps a page waiting, one after the other: what stands there meanwhile is painted."""
MOST = 0.005
"""Of all shifts together: a word's width may come late, a row's height may not."""
QUIET = """() => [...document.querySelectorAll('[aria-busy=true], [class*=skeleton]')]
    .every((waiting) => waiting.getBoundingClientRect().top >= innerHeight)"""


def late(route: Route) -> None:
    time.sleep(LATE_SECONDS)
    route.continue_()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def sized(page: Page, request: pytest.FixtureRequest) -> Page:
    page.set_viewport_size(request.param)
    return page


@pytest.mark.parametrize(
    "at",
    [
        *("traces", "traces/{rag}", "traces/{rag}?span={span}", "sessions", "sessions/rag-1"),
        *("settings/connect", "settings/keys", "settings/keys/{key}", "settings/projects"),
        *("settings/ingest", "settings/audit", "sessions?window=7d"),
    ],
)
def test_nothing_moves_as_a_page_fills(sized: Page, program: Program, home: str, filled: Filled, at: str) -> None:
    span = program.trace(filled.rag)["spans"][0]["spanId"]
    watch_shifts(sized)
    sized.route("**/v1/**", late)
    sized.goto(f"{home}/{at.format(rag=filled.rag, span=span, key=program.key_id)}")
    expect(sized.get_by_role("heading", level=1)).to_be_visible()
    sized.wait_for_load_state("networkidle")
    sized.wait_for_function(QUIET)
    found = shifts(sized)
    assert sum(shift["value"] for shift in found) < MOST, found
