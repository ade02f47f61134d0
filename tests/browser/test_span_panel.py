"""The panel of a span: what was said, what it used, its attributes, events and links, and the call as a command."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from support.explorer import PHONE, accessible, long_tasks, pictures, watch_long_tasks
from support.program import Program
from support.workload import Filled, Target, provider
from support.workload.applications import INSTRUCTIONS, QUESTION

ELSEWHERE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
LARGE = 9_007_199_254_740_993
"""No double holds it."""
LONG = "A line that says something.\n" * 7_500
MESSAGES = [
    {"role": "user", "parts": [{"type": "text", "content": LONG}]},
    {
        "role": "assistant",
        "parts": [
            {"type": "text", "content": '{"plan": {"steps": [1, 2, 3]}}'},
            {"type": "tool_call", "id": "call_1", "name": "lookup", "arguments": {"key": "a"}},
            {"type": "tool_call", "id": "call_2", "name": "unanswered", "arguments": {}},
        ],
    },
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_1", "response": "found it"}]},
    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_9", "response": "nobody asked"}]},
    {"role": "user", "parts": [{"type": "text", "content": "begin[... cut: 2000000 bytes in all ...]end"}]},
    {"role": "user", "parts": [{"type": "file", "modality": "document", "file_id": "file_7"}]},
]
CHOICES = [
    {"role": "assistant", "parts": [{"type": "text", "content": "The first."}], "finish_reason": "stop"},
    {"role": "assistant", "parts": [{"type": "text", "content": "The second."}], "finish_reason": "length"},
]
TOOLS = [{"type": "function", "name": "lookup", "description": "Finds", "parameters": {"type": "object"}}]


@dataclass(frozen=True)
class Made:
    """A trace of two spans."""

    trace_id: str
    root: str
    call: str


@pytest.fixture(scope="module")
def made(program: Program, filled: Filled) -> Made:
    """A span with every kind of attribute, an exception and links; below it a call with every kind of message."""
    target = Target(program.api, program.gateway, program.otlp_http, program.api_key)
    with target.tracer("panel-test") as tracer:
        elsewhere = SpanContext(int(ELSEWHERE[0], 16), int(ELSEWHERE[1], 16), True, TraceFlags(1))
        with tracer.start_as_current_span("work", links=[Link(elsewhere, {"why": "retry"})]) as root:
            _describe(root)
            with tracer.start_as_current_span("chat odd", kind=SpanKind.CLIENT, attributes=_call()) as call:
                call.add_link(root.get_span_context())
    found = Made(
        f"{root.get_span_context().trace_id:032x}",
        *(f"{each.get_span_context().span_id:016x}" for each in (root, call)),
    )
    program.trace(found.trace_id, at_least=2)
    return found


def _describe(span: Span) -> None:
    span.set_attributes(
        {
            "order.id": LARGE,
            "order.paid": True,
            "order.rate": 0.25,
            "order.items": ["tea", "milk"],
            "order.seal": b"\x00\x01\x02",
            "order.note": "plain=text",
            "blob.json": json.dumps({"inside": {"a": list(range(40))}}),
        }
    )
    span.add_event("checked", {"rules": 3})
    try:
        _fail()
    except ValueError as error:
        span.record_exception(error)
    span.set_status(Status(StatusCode.ERROR, "the till is closed"))


def _fail() -> None:
    raise ValueError("the till is closed")


def _call() -> dict[str, Any]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.request.temperature": 0.7,
        "gen_ai.usage.input_tokens": 1200,
        "gen_ai.usage.cache_read.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 300,
        "gen_ai.usage.reasoning.output_tokens": 100,
        "gen_ai.usage.cost": 0.0123,
        "gen_ai.input.messages": json.dumps(MESSAGES),
        "gen_ai.output.messages": json.dumps(CHOICES),
        "gen_ai.tool.definitions": json.dumps(TOOLS),
        "to11.content.truncated": True,
    }


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Span")


def tab(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("tab", name=re.compile(f"^{name}"))


def opened(page: Page, home: str, trace_id: str, span_id: str, name: str = "") -> Locator:
    page.goto(f"{home}/traces/{trace_id}?span={span_id}" + (f"&tab={name}" if name else ""))
    panel(page).get_by_role("tablist", name="Of the span").wait_for()
    return panel(page)


def of_trace(program: Program, trace_id: str, operation: str, *, last: bool = False) -> str:
    """The id of a trace's span of an operation."""
    spans = program.trace(trace_id)["spans"]
    found = [each["spanId"] for each in spans if each["genAi"] and each["genAi"]["operation"] == operation]
    return str(found[-1 if last else 0])


def attribute(page: Page, key: str) -> Locator:
    """The row of an attribute."""
    return panel(page).locator("dl > div").filter(has=page.locator("dt", has_text=re.compile(f"^{re.escape(key)}$")))


def test_an_answer_is_markdown_with_colours(page: Page, home: str, program: Program, filled: Filled) -> None:
    shown = opened(page, home, filled.rag, of_trace(program, filled.rag, "chat"))
    expect(tab(page, "Conversation")).to_have_attribute("aria-selected", "true")
    expect(shown.get_by_role("article", name="System")).to_contain_text(INSTRUCTIONS)
    expect(shown.get_by_role("article", name="User")).to_contain_text(QUESTION)
    answer = shown.get_by_role("article", name="Assistant")
    expect(answer.get_by_role("table")).to_contain_text("Redis")
    expect(answer.get_by_role("listitem").first).to_have_text("Start with memory.")
    expect(answer.locator("pre span", has_text="def").first).to_be_visible()
    link = answer.get_by_role("link", name="the manual")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_contain_text("docs.example.com")
    header = shown.get_by_role("banner").or_(shown.locator("header").first)
    for said in ("chat gpt-4o-mini", "to11-gateway", "client", "stop"):
        expect(header.first).to_contain_text(said)


def test_messages_are_rendered_or_plain(page: Page, home: str, program: Program, filled: Filled) -> None:
    span_id = of_trace(program, filled.rag, "chat")
    answer = opened(page, home, filled.rag, span_id).get_by_role("article", name="Assistant")
    expect(answer.get_by_role("table")).to_be_visible()
    answer.get_by_role("button", name="Plain text").click()
    expect(answer).to_contain_text("## Three ways to cache")
    panel(page).get_by_role("button", name="Rendered", exact=True).click()
    expect(answer.get_by_role("table")).to_be_visible()
    panel(page).get_by_role("button", name="Plain", exact=True).click()
    page.reload()
    expect(answer).to_contain_text("## Three ways to cache")


def test_results_stand_beside_their_calls(page: Page, home: str, program: Program, filled: Filled) -> None:
    page.add_init_script("localStorage.setItem('to11.trace.panel', '760')")
    page.set_viewport_size({"width": 1500, "height": 800})
    shown = opened(page, home, filled.agent, of_trace(program, filled.agent, "chat", last=True))
    calls = shown.get_by_role("article", name="Call of get_weather")
    expect(calls).to_have_count(2)
    for call, city in zip(calls.all(), provider.WEATHER, strict=True):
        expect(call).to_contain_text(f'"{city}"')
        expect(call).to_contain_text(provider.WEATHER[city])
        given, came = (
            call.get_by_role("tree", name="Arguments").bounding_box(),
            call.get_by_text("Result").bounding_box(),
        )
        assert given is not None
        assert came is not None
        assert came["x"] > given["x"] + given["width"] / 2
    expect(shown.get_by_role("article", name="Tool", exact=True)).to_have_count(0)
    expect(shown).to_contain_text(provider.PACKING_ANSWER)
    pictures(page, "span-conversation-wide")


def test_reasoning_is_folded_and_images_are_shown(page: Page, home: str, program: Program, filled: Filled) -> None:
    shown = opened(page, home, filled.thinking, of_trace(program, filled.thinking, "generate_content"))
    expect(shown.get_by_role("article", name="System instructions")).to_contain_text("You look at pictures.")
    image = shown.get_by_role("img", name="Image in the message")
    expect(image).to_be_visible()
    assert image.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [24, 16]
    folded = shown.get_by_role("button", name="Reasoning")
    expect(folded).to_have_attribute("aria-expanded", "false")
    folded.click()
    expect(shown).to_contain_text("I should look at both cities before I answer.")
    pictures(page, "span-reasoning")


def test_odd_messages(page: Page, home: str, made: Made) -> None:
    watch_long_tasks(page)
    shown = opened(page, home, made.trace_id, made.call)
    expect(shown.get_by_text("it was too long to be recorded whole")).to_be_visible()
    expect(shown.get_by_text("the whole text had 2.0 MB")).to_be_visible()
    expect(shown.get_by_role("article", name="Call of lookup")).to_contain_text("found it")
    expect(shown.get_by_role("article", name="Call of unanswered")).to_contain_text("No result in these messages")
    expect(shown.get_by_role("article", name="Result without a call")).to_contain_text("nobody asked")
    expect(shown).to_contain_text("file_7")
    expect(shown.get_by_role("tree", name="JSON")).to_contain_text("steps")
    shown.get_by_role("tab", name="Choice 2").click()
    expect(shown).to_contain_text("The second.")
    expect(shown.get_by_text("Cut at the limit")).to_be_visible()
    shown.get_by_role("button", name="Show all (210 kB)").click()
    expect(shown.get_by_text("Shown as plain text, as it is long.")).to_be_visible()
    print(f"long tasks of a text of 210 kB: {long_tasks(page)}")


def test_details(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.call, "details")
    for label, value in (
        ("Input tokens", "1,200"),
        ("Not cached", "200"),
        ("Cache read", "1,000"),
        ("Output tokens", "300"),
        ("Answer", "200"),
        ("Reasoning", "100"),
        ("Cost", "$0.012"),
        ("Temperature", "0.7"),
        ("In the trace", "+"),
        ("Start", "UTC"),
    ):
        row = shown.locator("dl > div").filter(has=page.locator("dt", has_text=re.compile(f"^{label}$")))
        expect(row.locator("dd")).to_contain_text(value)
    shown.get_by_role("button", name="lookup").click()
    expect(shown.get_by_role("tree", name="Schema")).to_contain_text('"object"')
    pictures(page, "span-details")


def test_attributes_have_types_and_are_searched(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.root, "attributes")
    for key, kind, value in (
        ("order.id", "number", str(LARGE)),
        ("order.paid", "boolean", "true"),
        ("order.rate", "number", "0.25"),
        ("order.items", "array", '["tea","milk"]'),
        ("order.seal", "bytes", "AAEC"),
        ("order.note", "string", "plain=text"),
    ):
        expect(attribute(page, key)).to_contain_text(value)
        expect(attribute(page, key).get_by_title(kind, exact=True)).to_be_visible()
    expect(attribute(page, "blob.json").get_by_role("tree")).to_contain_text("inside")
    expect(attribute(page, "service.name")).to_contain_text("panel-test")
    shown.get_by_label("Search attributes").fill("order text")
    expect(attribute(page, "order.note")).to_be_visible()
    expect(attribute(page, "order.id")).to_have_count(0)
    shown.get_by_label("Search attributes").fill("nowhere")
    expect(shown.get_by_text("No attribute has “nowhere”.")).to_be_visible()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("order.id", f"attribute=order.id%3D{LARGE}"),
        ("order.note", "attribute=order.note%3Dplain%3Dtext"),
        ("service.name", "service=panel-test"),
    ],
)
def test_each_attribute_leads_to_the_traces_that_say_the_same(
    page: Page, home: str, program: Program, made: Made, key: str, expected: str
) -> None:
    opened(page, home, made.trace_id, made.root, "attributes")
    link = attribute(page, key).get_by_role("link", name=f"Filter traces by {key}")
    address = str(link.get_attribute("href"))
    assert address.startswith(f"{home}/traces?")
    assert expected in address
    items = program.get(f"traces?{address.partition('?')[2]}").json()["data"]["items"]
    assert made.trace_id in [item["traceId"] for item in items]
    attribute(page, key).hover()
    link.click()
    expect(page).to_have_url(re.compile(re.escape(expected)))


def test_what_is_copied(page: Page, context: BrowserContext, home: str, made: Made) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = opened(page, home, made.trace_id, made.root, "attributes")
    clipboard = "() => navigator.clipboard.readText()"
    attribute(page, "order.id").hover()
    attribute(page, "order.id").get_by_role("button", name="Copy value of order.id").click()
    assert page.evaluate(clipboard) == str(LARGE)
    attribute(page, "order.id").get_by_role("button", name="Copy key order.id").click()
    assert page.evaluate(clipboard) == "order.id"
    tab(page, "JSON").click()
    shown.get_by_role("button", name="Copy span", exact=True).click()
    text = page.evaluate(clipboard)
    assert json.loads(text)["attributes"]["order.id"] == LARGE


def test_exceptions_and_events(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.root)
    expect(tab(page, "Events")).to_have_attribute("aria-selected", "true")
    expect(shown).to_contain_text("the till is closed")
    expect(shown.get_by_text("ValueError", exact=True)).to_be_visible()
    expect(shown.get_by_role("group", name="Stack trace")).to_contain_text('raise ValueError("the till is closed")')
    expect(shown.get_by_text("checked")).to_be_visible()
    pictures(page, "span-events")


def test_links_lead_on(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.call, "links")
    expect(shown.get_by_text("In this trace")).to_be_visible()
    shown.get_by_role("listitem").get_by_role("button", name="work").click()
    expect(page).to_have_url(re.compile(f"span={made.root}"))
    expect(shown.get_by_text("Another trace")).to_be_visible()
    expect(shown).to_contain_text("retry")
    link = shown.get_by_role("link", name=f"Span {ELSEWHERE[1]}")
    expect(link).to_have_attribute("href", f"{home}/traces/{ELSEWHERE[0]}?span={ELSEWHERE[1]}")


def test_the_json_folds_and_is_walked_by_keyboard(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.root, "json")
    tree = shown.get_by_role("tree", name="Span")
    resource = tree.get_by_role("treeitem").filter(has_text=re.compile("^resource"))
    expect(tree).to_contain_text(made.trace_id)
    open_before = resource.get_attribute("aria-expanded")
    resource.click()
    expect(resource).to_have_attribute("aria-expanded", "false" if open_before == "true" else "true")
    page.keyboard.press("Home")
    expect(tree.get_by_role("treeitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tree.get_by_role("treeitem").nth(1)).to_be_focused()


def test_keys(page: Page, home: str, made: Made) -> None:
    shown = opened(page, home, made.trace_id, made.call)
    page.keyboard.press("]")
    expect(tab(page, "Details")).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile("tab=details"))
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(tab(page, "JSON")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(tab(page, "JSON")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_the_call_as_curl(
    page: Page, context: BrowserContext, home: str, program: Program, filled: Filled, tmp_path: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, home, filled.rag, of_trace(program, filled.rag, "chat"))
    panel(page).get_by_role("button", name="Copy as curl").click()
    dialog = page.get_by_role("dialog", name="This call as curl")
    expect(dialog).to_contain_text("x-to11-authorization: Bearer $TO11_API_KEY")
    command = page.evaluate("() => navigator.clipboard.readText()")
    stub = tmp_path / "curl"
    stub.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    stub.chmod(0o755)
    out = subprocess.run(
        ["sh", "-c", command], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, check=True
    )
    words = out.stdout.decode().split("\0")[:-1]
    assert f"{program.gateway}/v1/chat/completions" in words
    assert json.loads(words[words.index("--data-raw") + 1]) == {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": QUESTION}],
        "max_completion_tokens": 500,
        "temperature": 0.2,
        "stream": True,
    }
    accessible(page)
    pictures(page, "span-curl")


def test_a_span_that_is_gone_and_one_that_cannot_be_had(page: Page, home: str, made: Made, watch: Any) -> None:
    watch.expect("404", "503")
    page.goto(f"{home}/traces/{made.trace_id}?span=00000000000000aa")
    expect(panel(page)).to_contain_text("This span is not there")
    pictures(page, "span-gone")
    error = {
        "_tag": "Forbidden",
        "success": False,
        "code": 403,
        "error": {"code": "INSUFFICIENT_SCOPE", "message": "no"},
    }
    watch.expect("403")

    def refuse(route: Route) -> None:
        route.fulfill(status=403, json=error)

    page.route("**/spans/*", refuse)
    page.goto(f"{home}/traces/{made.trace_id}?span={made.call}")
    expect(panel(page).get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anyone_can_use_it(page: Page, home: str, made: Made, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for span_id, names in (
        (made.call, ("conversation", "details", "links")),
        (made.root, ("attributes", "events", "json")),
    ):
        for name in names:
            opened(page, home, made.trace_id, span_id, name)
            accessible(page)


def test_on_a_phone(page: Page, home: str, program: Program, filled: Filled) -> None:
    page.set_viewport_size(PHONE)
    span_id = of_trace(program, filled.agent, "chat", last=True)
    for name in ("conversation", "details", "attributes"):
        shown = opened(page, home, filled.agent, span_id, name)
        assert shown.evaluate("aside => aside.scrollWidth <= aside.clientWidth")
        pictures(page, f"span-phone-{name}")
    accessible(page)
