"""The page of the trace list, as a person sees it."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from support.program import Program

COLUMNS = [
    "Time",
    "Status",
    "Name",
    "Service",
    "Duration",
    "Timeline",
    "Provider / model",
    "Tokens",
    "Cost",
    "Session",
    "Spans",
    "Trace id",
]


def open_list(page: Page, home: str, **parameters: str | list[str]) -> None:
    """Go to the list, asked for as the API is, and wait for its first rows."""
    page.goto(f"{home}/traces{query_of(parameters)}")
    expect(rows(page).first).to_be_visible()


def query_of(parameters: dict[str, str | list[str]]) -> str:
    """`?name=value&…`, a list as its name repeated."""
    return f"?{urlencode(parameters, doseq=True)}" if parameters else ""


def table(page: Page) -> Locator:
    return page.get_by_role("table", name="Traces", exact=True)


def rows(page: Page) -> Locator:
    """The rows that are drawn, or the cards of a phone."""
    return page.locator("[data-trace]")


def row(page: Page, trace_id: str) -> Locator:
    return page.locator(f'[data-trace="{trace_id}"]')


def shown_ids(page: Page) -> list[str]:
    """The ids of the rows that are drawn, from top to bottom."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-trace]')]
            .map((row) => [row.getBoundingClientRect().top, row.dataset.trace])
            .sort((a, b) => a[0] - b[0]).map(([, id]) => id)"""
    )
    return found


def listed_ids(program: Program, **parameters: str | list[str]) -> list[str]:
    """What the API lists for these parameters, newest first."""
    answer = program.get("traces", **{"limit": "200", **parameters})  # type: ignore[arg-type]
    answer.raise_for_status()
    return [str(item["traceId"]) for item in answer.json()["data"]["items"]]


def expect_listed(page: Page, program: Program, **parameters: str | list[str]) -> list[str]:
    """The list shows what the API finds with these parameters, and in its order; returns the ids that are shown."""
    wanted = listed_ids(program, **parameters)
    assert wanted, parameters
    expect(row(page, wanted[0])).to_be_visible()
    expect(page.locator("[aria-busy=true] [data-trace]")).to_have_count(0)
    shown = shown_ids(page)
    assert shown == wanted[: len(shown)]
    return shown


def address(page: Page) -> dict[str, list[str]]:
    """What the address bar says."""
    return parse_qs(urlsplit(page.url).query)


def expect_address(page: Page, **parameters: str | list[str]) -> None:
    """Wait until the address bar says just this."""
    wanted = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
    page.wait_for_function(
        """(wanted) => {
            const search = new URLSearchParams(location.search);
            const names = new Set(search.keys());
            return names.size === Object.keys(wanted).length
                && Object.entries(wanted).every(([name, values]) => search.getAll(name).join() === values.join());
        }""",
        arg=wanted,
    )


def add_filter(page: Page, *typed: str) -> None:
    """The menu of filters, opened by its key; each text is typed and chosen with Enter."""
    page.keyboard.press("f")
    for text in typed:
        field = page.get_by_role("combobox", name=re.compile("Search|Status|Tool calls|Type a"))
        field.fill(text)
        expect(page.get_by_role("option").first).to_be_visible()
        field.press("Enter")
