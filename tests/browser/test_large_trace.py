"""A trace of 100,000 spans is usable. How long it takes is told at the end of the run, and fails nothing."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.explorer import long_tasks, watch_long_tasks
from support.program import Program
from support.workload import Filled, Target
from support.workload.large import large

SPANS = 100_000
SCROLL = """async () => {
    const grid = document.querySelector('[role=treegrid]');
    for (let step = 0; step < 120; step++) {
        grid.scrollTop = step % 2 ? step * 1500 : (step * 37 % 120) / 120 * grid.scrollHeight;
        await new Promise(requestAnimationFrame);
    }
}"""


@pytest.mark.timeout(300)
def test_a_hundred_thousand_spans_open_and_scroll(
    page: Page,
    home: str,
    program: Program,
    filled: Filled,
    record_property: Callable[[str, object], None],
) -> None:
    trace_id = large(Target(program.api, program.gateway, program.otlp_http, program.api_key), SPANS, seed="browser")
    _await_stored(program, trace_id)
    watch_long_tasks(page)
    begun = time.monotonic()
    page.goto(f"{home}/traces/{trace_id}", wait_until="commit")
    grid = page.get_by_role("treegrid")
    expect(grid).to_have_attribute("aria-rowcount", str(SPANS + 1), timeout=60_000)
    opened = time.monotonic() - begun
    expect(grid.get_by_role("row").nth(5)).to_be_visible()
    opening = long_tasks(page)
    page.evaluate(SCROLL)
    scrolling = long_tasks(page)[len(opening) :]
    assert grid.get_by_role("row").count() < 120
    grid.focus()
    page.keyboard.press("End")
    expect(grid.locator("[data-active]")).to_have_attribute("aria-rowindex", str(SPANS + 1))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(grid).to_have_attribute("aria-rowcount", "2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("/")
    page.keyboard.type("step 13")
    expect(page.get_by_role("status").filter(has_text="of 5,882")).to_be_visible()
    using = long_tasks(page)[len(opening) + len(scrolling) :]
    found = {
        "open_seconds": round(opened, 2),
        "longest_task_opening_ms": max(opening, default=0),
        "longest_task_scrolling_ms": max(scrolling, default=0),
        "longest_task_using_ms": max(using, default=0),
    }
    for name, value in found.items():
        record_property(name, value)


def _await_stored(program: Program, trace_id: str) -> None:
    deadline = time.monotonic() + 120
    held = 0
    while held < SPANS:
        assert time.monotonic() < deadline, f"{held} of {SPANS} spans"
        time.sleep(1)
        answer = program.get(f"traces/{trace_id}/outline")
        held = len(answer.json()["data"]["spans"]) if answer.status_code == 200 else 0
