"""A trace: its header, the waterfall with all that is marked in it, search, zoom, keys, and every state of the page."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from support.explorer import PHONE, Watch, accessible, pictures, shifts, watch_shifts
from support.program import Program
from support.trees import Node, id_of, send_tree
from support.workload import Filled
from support.workload.applications import USER
from support.workload.hostile import NAME

SHAPE = [
    Node("checkout", at=0, lasts=900),
    Node("load cart", "checkout", at=10, lasts=80, service="cart"),
    Node("select items", "load cart", at=20, lasts=40, service="cart"),
    Node("pay", "checkout", at=120, lasts=700, service="payments"),
    Node("charge card", "pay", at=140, lasts=300, service="payments", failed=True),
    Node("charge card again", "pay", at=460, lasts=300, service="payments"),
    Node("send mail", "checkout", at=840, lasts=50),
]


@pytest.fixture(scope="module")
def shaped(program: Program, filled: Filled) -> str:
    """The trace of `SHAPE`."""
    return send_tree(program, SHAPE)


def grid(page: Page) -> Locator:
    return page.get_by_role("treegrid", name="Spans")


def row(page: Page, name: str) -> Locator:
    """The row of a span, by its whole name."""
    return grid(page).get_by_role("row").filter(has=page.get_by_title(name, exact=True))


def names(page: Page) -> list[str]:
    """The spans that have a row, from the top."""
    first = "cells => cells.map((cell) => cell.querySelector('[title]').title)"
    found: list[str] = grid(page).get_by_role("rowheader").evaluate_all(first)
    return found


def active(page: Page) -> Locator:
    """The row that is active in the grid."""
    return grid(page).locator("[data-active]")


def opened(page: Page, home: str, trace_id: str, search: str = "") -> Page:
    page.goto(f"{home}/traces/{trace_id}{search}")
    grid(page).wait_for()
    return page


def fact(page: Page, name: str) -> Locator:
    """What the header says of something."""
    return page.locator("dl > div").filter(has=page.get_by_text(name, exact=True)).locator("dd")


def test_the_header_tells_what_the_trace_is_and_took(page: Page, home: str, filled: Filled, program: Program) -> None:
    opened(page, home, filled.rag)
    summary = program.trace(filled.rag)["summary"]
    expect(page.get_by_role("heading", level=1)).to_have_text("answer-question")
    expect(page.get_by_text("Succeeded", exact=True)).to_be_visible()
    expect(fact(page, "Spans")).to_have_text(str(summary["spanCount"]))
    expect(fact(page, "Model")).to_have_text("gpt-4o-mini")
    expect(fact(page, "User")).to_have_text(USER)
    expect(fact(page, "Environment")).to_have_text("production")
    expect(fact(page, "Duration")).to_have_text(re.compile(r"\d.* m?s"))
    expect(fact(page, "Tokens")).to_contain_text(f"{summary['inputTokens']}")
    expect(fact(page, "Cost")).to_contain_text("$0.0")
    expect(page.get_by_role("button", name="rag-pipeline 4")).to_be_visible()
    fact(page, "Session").get_by_role("link", name="rag-1").click()
    expect(page).to_have_url(re.compile(r"/sessions/rag-1\?trace="))


def test_the_trace_id_is_copied_and_the_trace_downloaded(
    page: Page, context: BrowserContext, home: str, filled: Filled, program: Program
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, home, filled.agent)
    page.get_by_role("button", name="Copy the trace id").click()
    assert page.evaluate("() => navigator.clipboard.readText()") == filled.agent
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    assert started.value.suggested_filename == f"trace-{filled.agent}.otlp.json"
    assert json.loads(Path(started.value.path()).read_text("utf-8")) == program.otlp(filled.agent)


def test_spans_are_nested_as_their_parents_say(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    assert names(page) == [node.name for node in SHAPE]
    levels = grid(page).get_by_role("row").evaluate_all("rows => rows.slice(1).map((row) => row.ariaLevel)")
    assert levels == ["1", "2", "3", "2", "3", "3", "2"]
    pay = row(page, "pay")
    expect(pay).to_have_attribute("aria-posinset", "2")
    expect(pay).to_have_attribute("aria-setsize", "3")
    expect(pay).to_have_attribute("aria-rowindex", "5")
    expect(pay).to_contain_text("payments")
    expect(pay.get_by_role("gridcell").last).to_have_attribute("aria-label", "starts at 120 ms, takes 700 ms")
    expect(grid(page)).to_have_attribute("aria-rowcount", "8")


def test_a_folded_span_tells_how_much_and_what_failed_under_it(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    expect(row(page, "charge card").get_by_role("img", name="Failed", exact=True)).to_be_visible()
    row(page, "pay").locator("[data-toggle]").click()
    expect(row(page, "charge card")).to_have_count(0)
    pay = row(page, "pay")
    expect(pay).to_have_attribute("aria-expanded", "false")
    expect(pay.get_by_title("2 spans under it")).to_have_text("2")
    expect(pay.get_by_title("1 failed under it")).to_have_text("1")
    page.get_by_role("button", name="Collapse all").click()
    assert names(page) == ["checkout"]
    page.get_by_role("button", name="Expand to a depth").click()
    page.get_by_role("menuitem", name="2 levels").click()
    assert names(page) == ["checkout", "load cart", "pay", "send mail"]
    page.get_by_role("button", name="Expand all").click()
    assert len(names(page)) == len(SHAPE)


def test_calls_of_models_tell_tokens_cost_and_when_the_first_token_came(page: Page, home: str, filled: Filled) -> None:
    opened(page, home, filled.rag)
    call = row(page, "chat gpt-4o-mini")
    expect(call.get_by_role("gridcell").nth(0)).to_have_attribute("class", re.compile("."))
    expect(call.get_by_title(re.compile(r"^\d+ in, \d+ out$"))).to_be_visible()
    expect(call).to_contain_text("$0.0")
    expect(call.get_by_role("gridcell").last).to_have_attribute("aria-label", re.compile("first token after .* m?s"))
    waiting, answering = (call.locator("[data-part]").nth(index) for index in range(2))
    assert waiting.get_attribute("data-part") == "waiting"
    assert answering.get_attribute("data-part") == "answering"
    colours = [part.evaluate("bar => getComputedStyle(bar).backgroundColor") for part in (waiting, answering)]
    assert colours[0] != colours[1]
    expect(call.locator("[data-part=first-token]")).to_be_visible()


def test_search_finds_steps_and_opens_what_is_folded(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    page.get_by_role("button", name="Collapse all").click()
    page.keyboard.press("/")
    page.keyboard.type("charge")
    field = page.get_by_role("textbox", name="Search in this trace")
    expect(field).to_have_value("charge")
    expect(page.get_by_role("status").filter(has_text="1 of 2")).to_be_visible()
    expect(active(page)).to_contain_text("charge card")
    field.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 of 2")).to_be_visible()
    expect(active(page)).to_contain_text("charge card again")
    field.press("Shift+Enter")
    expect(page.get_by_role("status").filter(has_text="1 of 2")).to_be_visible()
    expect(page).to_have_url(re.compile("q=charge"))
    field.press("ArrowDown")
    expect(grid(page)).to_be_focused()
    page.keyboard.press("n")
    expect(active(page)).to_contain_text("charge card again")
    page.keyboard.press("Shift+N")
    expect(active(page)).to_have_text(re.compile("^charge card(?! again)"))


def test_search_knows_services_and_beginnings_of_span_ids(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped, "?q=payments")
    field = page.get_by_role("textbox", name="Search in this trace")
    expect(page.get_by_role("status").filter(has_text="1 of 3")).to_be_visible()
    field.fill(id_of(shaped, "select items")[:9])
    expect(page.get_by_role("status").filter(has_text="1 of 1")).to_be_visible()
    expect(active(page)).to_contain_text("select items")
    field.fill("no such thing")
    expect(page.get_by_role("status").filter(has_text="None")).to_be_visible()
    page.get_by_role("button", name="cart 2").click()
    expect(field).to_have_value("cart")


def test_errors_are_gone_to_and_shown_alone(page: Page, home: str, shaped: str, filled: Filled) -> None:
    opened(page, home, shaped)
    page.get_by_role("button", name="Collapse all").click()
    page.keyboard.press("e")
    expect(active(page)).to_contain_text("charge card")
    page.get_by_role("button", name="Errors only").click()
    assert names(page) == ["checkout", "pay", "charge card"]
    expect(page).to_have_url(re.compile("errors=true"))
    page.reload()
    grid(page).wait_for()
    assert names(page) == ["checkout", "pay", "charge card"]
    page.get_by_role("textbox", name="Search in this trace").fill("mail")
    expect(active(page)).to_contain_text("send mail")
    expect(page.get_by_role("button", name="Errors only")).to_have_attribute("aria-pressed", "false")
    opened(page, home, filled.failing)
    expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
    fact(page, "Errors").get_by_role("button").click()
    expect(active(page)).to_contain_text("POST")


def test_all_of_it_works_by_keyboard(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    page.keyboard.press("j")
    expect(active(page)).to_contain_text("load cart")
    expect(grid(page)).to_be_focused()
    expect(grid(page)).to_have_attribute("aria-activedescendant", active(page).get_attribute("id") or "none")
    page.keyboard.press("ArrowLeft")
    expect(row(page, "select items")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(active(page)).to_contain_text("select items")
    page.keyboard.press("k")
    page.keyboard.press("End")
    expect(active(page)).to_contain_text("send mail")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Span")
    expect(panel).to_contain_text("load cart")
    expect(page).to_have_url(re.compile(f"span={id_of(shaped, 'load cart')}"))
    page.keyboard.press("j")
    expect(panel).to_contain_text("select items")
    expect(page).to_have_url(re.compile(f"span={id_of(shaped, 'select items')}"))
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(grid(page)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next error")


def test_a_span_is_opened_by_pressing_it_and_by_its_address(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    row(page, "send mail").click()
    panel = page.get_by_role("complementary", name="Span")
    expect(panel).to_contain_text("send mail")
    expect(row(page, "send mail")).to_have_attribute("aria-selected", "true")
    row(page, "pay").click()
    expect(panel).to_contain_text("pay")
    page.go_back()
    expect(panel).to_contain_text("send mail")
    expect(active(page)).to_contain_text("send mail")
    page.reload()
    expect(panel).to_contain_text("send mail")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)


def test_time_is_chosen_on_the_minimap_and_by_keys(page: Page, home: str, shaped: str) -> None:
    opened(page, home, shaped)
    ticks = page.locator("[data-axis]")
    expect(ticks).to_contain_text("800 ms")
    box = page.locator("[data-minimap]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(ticks).not_to_contain_text("800 ms")
    expect(ticks).to_contain_text("500 ms")
    expect(page).to_have_url(re.compile(r"zoom=4\d{8}-6\d{8}"))
    expect(row(page, "send mail").locator("[data-part=beyond]")).to_be_visible()
    page.reload()
    expect(ticks).to_contain_text("500 ms")
    page.get_by_role("button", name="Show the whole trace").click()
    expect(ticks).to_contain_text("800 ms")
    expect(page).not_to_have_url(re.compile("zoom="))
    for _ in range(4):
        page.keyboard.press("j")
    expect(active(page)).to_contain_text("charge card")
    page.keyboard.press("f")
    expect(ticks).not_to_contain_text("600 ms")
    page.keyboard.press("-")
    page.keyboard.press("0")
    expect(ticks).to_contain_text("800 ms")
    page.keyboard.press("+")
    expect(ticks).not_to_contain_text("800 ms")


def test_the_minimap_shows_which_rows_are_in_sight(page: Page, home: str, filled: Filled) -> None:
    opened(page, home, filled.large)
    sight = page.locator("[data-in-sight]")
    top = sight.evaluate("mark => mark.offsetTop")
    grid(page).focus()
    page.keyboard.press("End")
    expect(active(page)).to_have_attribute("aria-rowindex", "10001")
    page.wait_for_function("top => document.querySelector('[data-in-sight]').offsetTop > top + 30", arg=top)
    box = page.locator("[data-minimap]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] / 2)
    page.wait_for_function("() => document.querySelector('[data-in-sight]').offsetTop < 40")
    assert 3000 < int(active(page).get_attribute("aria-rowindex") or 0) < 7000


def test_spans_without_their_parent_several_roots_and_rings_are_shown_with_a_note(
    page: Page, home: str, program: Program, filled: Filled
) -> None:
    trace_id = send_tree(
        program,
        [
            Node("first root", at=0),
            Node("second root", at=5),
            Node("lost", "never sent", at=10),
            Node("under lost", "lost", at=12),
            Node("ring a", "ring b", at=20),
            Node("ring b", "ring a", at=21),
            Node("own parent", "own parent", at=30),
            Node("too early", "second root", at=1, lasts=100),
        ],
    )
    opened(page, home, trace_id)
    shown = ["first root", "second root", "too early", "lost", "under lost", "ring a", "ring b", "own parent"]
    assert names(page) == shown
    note = page.get_by_role("note")
    expect(note).to_contain_text("1 span names a parent that has not come")
    expect(note).to_contain_text("2 spans are their own ancestors")
    expect(note).to_contain_text("The trace has 2 roots")
    expect(note).to_contain_text("1 span starts before its parent")
    expect(row(page, "lost")).to_contain_text("parent missing")
    early = row(page, "too early").locator("[data-part]").first
    assert (early.bounding_box() or {"width": 0})["width"] > 50


def test_a_running_trace_grows_quietly(page: Page, home: str, program: Program, filled: Filled) -> None:
    nodes = [Node("long work", at=0, lasts=100)]
    nodes += [Node(f"part {number:02}", "long work", at=number + 5) for number in range(60)]
    trace_id = send_tree(program, nodes, ago=20)
    opened(page, home, trace_id)
    expect(page.get_by_text("Running")).to_be_visible()
    row(page, "part 03").click()
    panel = page.get_by_role("complementary", name="Span")
    expect(panel).to_contain_text("part 03")
    grid(page).evaluate("grid => { grid.scrollTop = 600; }")
    expect(row(page, "part 22")).to_be_visible()
    before = row(page, "part 22").bounding_box()
    send_tree(program, [Node("late", "long work", at=1), Node("later", "late", at=3)], trace_id=trace_id, ago=20)
    told = page.get_by_role("button", name="2 new spans")
    expect(told).to_be_visible(timeout=20_000)
    assert row(page, "part 22").bounding_box() == before
    expect(panel).to_contain_text("part 03")
    expect(fact(page, "Spans")).to_have_text("63")
    told.click()
    expect(active(page)).to_contain_text("late")
    expect(told).to_have_count(0)


def test_a_quiet_trace_is_not_asked_for_again(page: Page, home: str, shaped: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/outline") else None)
    opened(page, home, shaped)
    expect(page.get_by_text("Running")).to_have_count(0)
    page.wait_for_timeout(3000)
    assert len(asked) == 1


def test_a_trace_that_has_not_come_is_looked_for_again(
    page: Page, home: str, program: Program, filled: Filled, watch: Watch
) -> None:
    watch.expect("404")
    trace_id = "c0ffee" + "0" * 20 + "decade"
    page.goto(f"{home}/traces/{trace_id}")
    expect(page.get_by_role("status").filter(has_text="has not arrived yet")).to_contain_text(trace_id)
    expect(page.get_by_role("link", name="Traces").last).to_be_visible()
    accessible(page)
    pictures(page, "trace-not-yet")
    send_tree(program, [Node("here now")], trace_id=trace_id)
    expect(grid(page)).to_contain_text("here now")


def test_failures_are_told_and_can_be_tried_again(
    page: Page, context: BrowserContext, home: str, shaped: str, watch: Watch
) -> None:
    watch.expect("500", "403")
    answers = [500] * 3 + [403]

    def failing(route: Route) -> None:
        if not answers:
            route.fallback()
            return
        status = answers.pop(0)
        code = "INTERNAL" if status == 500 else "FORBIDDEN"
        error: dict[str, object] = {"code": code, "message": "not today", "details": {}}
        body = {"_tag": "Failure", "success": False, "code": status, "error": error}
        route.fulfill(status=status, json=body)

    context.route("**/outline", failing)
    page.goto(f"{home}/traces/{shaped}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The trace cannot be loaded")
    accessible(page)
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_contain_text("You may not see this")
    page.reload()
    expect(grid(page)).to_contain_text("checkout")


def test_a_skeleton_holds_the_place_while_the_trace_loads(
    page: Page, context: BrowserContext, home: str, shaped: str
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/outline", hold)
    watch_shifts(page)
    page.goto(f"{home}/traces/{shaped}")
    expect(page.get_by_role("status").filter(has_text="Loading the trace")).to_be_visible()
    accessible(page)
    pictures(page, "trace-loading")
    held[0].continue_()
    grid(page).wait_for()
    assert sum(shift["value"] for shift in shifts(page)) < 0.02


def test_hostile_names_are_text(page: Page, home: str, filled: Filled) -> None:
    opened(page, home, filled.hostile)
    expect(grid(page)).to_contain_text(NAME.split(" ")[0])
    assert page.evaluate("() => window.__pwned") is None
    assert page.title().startswith("<script>")


def test_on_a_phone_rows_tell_name_and_duration_and_a_span_fills_the_screen(
    page: Page, home: str, filled: Filled
) -> None:
    page.set_viewport_size(PHONE)
    opened(page, home, filled.rag)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    call = row(page, "chat gpt-4o-mini")
    expect(call.get_by_title("chat gpt-4o-mini")).to_be_visible()
    expect(call).to_contain_text(re.compile(r"\d m?s"))
    accessible(page)
    pictures(page, "trace-phone")
    call.click()
    panel = page.get_by_role("complementary", name="Span")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    pictures(page, "trace-phone-span")
    panel.get_by_role("button", name="Close").click()
    expect(call).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anyone_can_use_it(page: Page, home: str, filled: Filled, shaped: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(page, home, shaped, "?q=charge&zoom=100000000-800000000")
    row(page, "charge card again").click()
    expect(page.get_by_role("complementary", name="Span")).to_be_visible()
    accessible(page)
    opened(page, home, filled.failing)
    page.get_by_role("button", name="Collapse all").click()
    accessible(page)
    opened(page, home, filled.large)
    accessible(page)


def test_pictures(page: Page, home: str, filled: Filled, shaped: str) -> None:
    for name in ("rag", "agent", "failing", "large", "hostile", "thinking"):
        opened(page, home, getattr(filled, name))
        pictures(page, f"trace-{name}")
    opened(page, home, shaped, "?q=charge&zoom=100000000-800000000")
    pictures(page, "trace-search")
    opened(page, home, filled.agent)
    row(page, "chat gpt-4o").first.click()
    expect(page.get_by_role("complementary", name="Span")).to_be_visible()
    pictures(page, "trace-agent-span")
