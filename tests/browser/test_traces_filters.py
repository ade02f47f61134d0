"""The trace list narrowed: by the menu of filters, by words, by time, by the histogram, and as a file."""

import csv
import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.explorer import accessible, pictures
from support.program import Program
from support.trace_pages import (
    add_filter,
    address,
    expect_address,
    expect_listed,
    listed_ids,
    open_list,
    row,
    table,
)
from support.workload import Filled

EVERY: dict[str, str | list[str]] = {
    "window": "7d",
    "status": "ok",
    "provider": ["openai", "anthropic"],
    "model": ["gpt-4o", "gpt-4o-mini"],
    "operation": "chat",
    "environment": ["production", "staging"],
    "service": ["search", "support-bot", "checkout-assistant"],
    "toolCalls": "without",
    "minTokens": "100",
    "maxTokens": "100000",
    "minDurationMs": "1",
    "maxDurationMs": "60000",
    "minCost": "0.000001",
    "maxCost": "5",
    "attribute": "gen_ai.operation.name=chat",
}


def chips(page: Page) -> list[str]:
    return page.get_by_role("list", name="Filters").get_by_role("listitem").all_inner_texts()


def test_filters_are_chosen_from_one_menu_and_taken_away_again(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    add_filter(page, "status", "with errors")
    expect_address(page, window="7d", status="error")
    expect_listed(page, program, window="7d", status="error")
    page.keyboard.press("f")
    page.get_by_role("combobox", name="Search fields and values").fill("gpt-4o-mini")
    option = page.get_by_role("option").filter(has_text="gpt-4o-mini").first
    expect(option).to_contain_text(re.compile(r"gpt-4o-mini\s*\d+"))
    accessible(page)
    pictures(page, "traces-filter-menu")
    option.click()
    expect_address(page, window="7d", status="error", model="gpt-4o-mini")
    expect_listed(page, program, window="7d", status="error", model="gpt-4o-mini")
    assert [text.strip() for text in chips(page)] == ["with errors", "model is gpt-4o-mini"]
    pictures(page, "traces-filtered")
    page.get_by_role("button", name="Remove: with errors").click()
    expect_address(page, window="7d", model="gpt-4o-mini")
    expect_listed(page, program, window="7d", model="gpt-4o-mini")
    page.go_back()
    expect_address(page, window="7d", status="error", model="gpt-4o-mini")
    page.get_by_role("button", name="Clear all").click()
    expect_address(page, window="7d")
    expect_listed(page, program, window="7d")


def test_several_values_of_a_field_are_one_step_back(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    add_filter(page, "model")
    menu = page.get_by_role("dialog", name="Add a filter")
    for model in ("gpt-4o", "claude-sonnet-4-5"):
        menu.get_by_role("option", name=re.compile(f"^{model}( |$)")).click()
    expect_address(page, window="7d", model=["gpt-4o", "claude-sonnet-4-5"])
    page.keyboard.press("Escape")
    expect_listed(page, program, window="7d", model=["gpt-4o", "claude-sonnet-4-5"])
    page.go_back()
    expect_address(page, window="7d")


def test_amounts_take_units_and_attributes_a_key_and_a_value(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    add_filter(page, "duration")
    dialog = page.get_by_role("dialog", name="Add a filter")
    dialog.get_by_label("At least").fill("fast")
    dialog.get_by_role("button", name="Apply").click()
    expect(dialog).to_contain_text("Not a duration")
    dialog.get_by_label("At least").fill("0.5 s")
    dialog.get_by_label("At most").fill("2s")
    dialog.get_by_role("button", name="Apply").click()
    expect_address(page, window="7d", minDurationMs="500", maxDurationMs="2000")
    expect_listed(page, program, window="7d", minDurationMs="500", maxDurationMs="2000")
    page.keyboard.press("f")
    page.get_by_role("combobox", name="Search fields and values").fill("service.name = search")
    page.get_by_role("option", name="Attribute service.name = search").click()
    expect_address(page, window="7d", minDurationMs="500", maxDurationMs="2000", attribute="service.name=search")
    assert chips(page)[-1].strip() == "service.name = search"
    page.get_by_role("button", name=re.compile("^takes between")).click()
    expect(page.get_by_role("dialog").get_by_label("At least")).to_have_value("500 ms")


def test_every_filter_at_once_comes_from_the_address(page: Page, program: Program, home: str) -> None:
    open_list(page, home, **EVERY)
    expect_listed(page, program, **EVERY)
    assert {name: value for name, value in address(page).items() if name != "attribute"} == {
        name: value if isinstance(value, list) else [value] for name, value in EVERY.items() if name != "attribute"
    }
    assert len(chips(page)) == 11
    accessible(page)


@pytest.mark.parametrize("field", ["session", "user"])
def test_sessions_and_users_are_typed(page: Page, program: Program, home: str, field: str) -> None:
    value = {"session": "session-3", "user": "user-3@example.com"}[field]
    open_list(page, home, window="7d")
    add_filter(page, field, value)
    expect_address(page, window="7d", **{field: value})
    expect_listed(page, program, window="7d", **{field: value})


def test_words_are_looked_for_when_the_typing_pauses(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    page.keyboard.press("/")
    field = page.get_by_label("Words in names, attributes and messages")
    expect(field).to_be_focused()
    expect(page.get_by_text("Finds traces in which every word occurs")).to_be_visible()
    pictures(page, "traces-words")
    field.press_sequentially("rewrite QUERY")
    expect_address(page, window="7d", q="rewrite QUERY")
    expect_listed(page, program, window="7d", q="rewrite QUERY")
    field.press("Escape")
    expect_address(page, window="7d")
    expect(field).to_have_value("")


def test_times_are_chosen_up_to_now_or_from_one_to_another(page: Page, program: Program, home: str) -> None:
    open_list(page, home)
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Time")
    presets = dialog.get_by_role("listitem").all_inner_texts()
    assert presets == ["10 minutes", "30 minutes", "1 hour", "8 hours", "24 hours", "7 days", "30 days", "60 days"]
    expect(dialog.get_by_text("Your time:")).to_be_visible()
    accessible(page)
    pictures(page, "traces-time")
    dialog.get_by_role("button", name="24 hours").click()
    expect_address(page, window="24h")
    expect(dialog).to_be_hidden()
    page.keyboard.press("t")
    dialog.get_by_label("Another length").fill("36 hours")
    dialog.get_by_label("Another length").press("Enter")
    expect_address(page, window="36h")
    expect(page.get_by_role("button", name="Time: Last 36 hours")).to_be_visible()
    expect(dialog).to_be_hidden()
    page.keyboard.press("t")
    start, end = "2020-01-01T00:00:00", "2035-01-01T00:00:00"
    dialog.get_by_label("From", exact=True).fill(end)
    dialog.get_by_label("To", exact=True).fill(start)
    expect(dialog.get_by_role("button", name="Apply")).to_be_disabled()
    dialog.get_by_label("From", exact=True).fill(start)
    dialog.get_by_label("To", exact=True).fill(end)
    dialog.get_by_role("button", name="Apply").click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('to')")
    assert [datetime.fromisoformat(address(page)[name][0]).year for name in ("from", "to")] in (
        [2020, 2035],
        [2019, 2034],
    )
    expect_listed(page, program, **{name: value[0] for name, value in address(page).items()})


def chart(page: Page) -> Locator:
    return page.get_by_role("slider", name="Stretch of time")


def test_a_stretch_of_the_histogram_is_dragged_over(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="7d")
    expect(chart(page)).to_be_visible()
    box = chart(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20, steps=5)
    counted = re.match(r"[\d,]+", page.locator("figure span", has_text=re.compile(r"^\d+ traces?")).last.inner_text())
    pictures(page, "traces-brush")
    page.mouse.up()
    page.wait_for_function("() => new URLSearchParams(location.search).has('to')")
    inside = {name: value[0] for name, value in address(page).items()}
    assert set(inside) == {"from", "to"}
    expect_listed(page, program, **inside)
    assert counted is not None
    assert int(counted[0]) == len(listed_ids(program, **inside))
    chart(page).dblclick()
    expect_address(page, window="7d")
    expect_listed(page, program, window="7d")


def test_a_stretch_is_chosen_by_key_and_left_by_escape(page: Page, home: str) -> None:
    open_list(page, home, window="7d")
    chart(page).focus()
    before = chart(page).get_attribute("aria-valuenow")
    page.keyboard.press("ArrowLeft")
    expect(chart(page)).not_to_have_attribute("aria-valuenow", before or "")
    expect(chart(page)).to_have_attribute("aria-valuetext", re.compile(r"\d+ traces?"))
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(chart(page)).to_have_attribute("aria-valuetext", re.compile(" – "))
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('to')")
    expect(page.get_by_role("button", name="Zoom out")).to_be_visible()
    page.keyboard.press("Escape")
    expect_address(page, window="7d")
    expect(page.get_by_role("button", name="Zoom out")).to_be_hidden()


def test_the_histogram_is_a_table_for_who_listens(page: Page, program: Program, home: str) -> None:
    open_list(page, home, window="24h")
    counted = page.get_by_role("table", name="Traces over time").get_by_role("row")
    expect(counted.nth(1)).to_be_attached()
    told = [cells.split("\t") for cells in counted.all_inner_texts()[1:]]
    answer = program.get("traces/histogram", window="24h", buckets="90").json()["data"]["buckets"]
    assert sum(int(cells[1]) for cells in told) == sum(bucket["count"] for bucket in answer)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_filtered_is_exported(page: Page, program: Program, home: str, form: str, tmp_path: Path) -> None:
    open_list(page, home, window="7d", status="error")
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog).to_contain_text("At most 100,000.")
    if form == "csv":
        accessible(page)
        pictures(page, "traces-export")
    with page.expect_download() as started:
        dialog.get_by_role("link", name=form.upper()).click()
    target = tmp_path / f"export.{form}"
    started.value.save_as(target)
    assert started.value.suggested_filename.endswith(f".{form}")
    text = target.read_text("utf-8")
    found = list(csv.DictReader(text.splitlines())) if form == "csv" else json.loads(text)
    wanted = listed_ids(program, window="7d", status="error", limit="1000")
    assert [item["traceId"] for item in found] == wanted


def test_a_hostile_name_is_a_text(page: Page, home: str, filled: Filled) -> None:
    open_list(page, home)
    shown = row(page, filled.hostile)
    expect(shown).to_contain_text("<script>")
    assert table(page).locator("script, img, iframe").count() == 0
    assert page.evaluate("() => window.__pwned === undefined")
