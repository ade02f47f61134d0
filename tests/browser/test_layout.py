"""Nothing moves as a page fills: what comes takes the place that was kept for it, on a desk and on a phone."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from support.explorer import DESKTOP, PHONE
from support.program import Program
from support.workload import Filled

LATE_SECONDS = 0.08
"""How long each answer keeps a page waiting, one after the other: what stands there meanwhile is painted."""
MOST = 0.005
"""The Cumulative Layout Shift, of which 0.1 is called good: a word's width may come late, a row's height may not."""

WATCH = """
window.__shifts = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        const of = ({ node, previousRect: from, currentRect: to }) =>
            `${node?.nodeName} ${node?.className || node?.textContent?.slice(0, 30)}: ` +
            `${from.x},${from.y} ${from.width}x${from.height} -> ${to.x},${to.y} ${to.width}x${to.height}`;
        window.__shifts.push({ value: entry.value, moved: entry.sources.map(of) });
    }
}).observe({ type: 'layout-shift', buffered: true });
"""
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
        *("traces", "traces/{rag}", "traces/{rag}?span={span}"),
        *(
            "sessions",
            "sessions?window=7d",
            "sessions/rag-1",
            "settings/connect",
            "settings/keys",
            "settings/keys/{key}",
        ),
        *("settings/projects", "settings/ingest", "settings/audit"),
    ],
)
def test_nothing_moves_as_a_page_fills(sized: Page, program: Program, home: str, filled: Filled, at: str) -> None:
    span = program.trace(filled.rag)["spans"][0]["spanId"]
    sized.add_init_script(WATCH)
    sized.route("**/v1/**", late)
    sized.goto(f"{home}/{at.format(rag=filled.rag, span=span, key=program.key_id)}")
    expect(sized.get_by_role("heading", level=1)).to_be_visible()
    sized.wait_for_load_state("networkidle")
    sized.wait_for_function(QUIET)
    shifts: list[dict[str, Any]] = sized.evaluate("() => window.__shifts")
    assert sum(shift["value"] for shift in shifts) < MOST, shifts
