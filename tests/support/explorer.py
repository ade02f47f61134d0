"""The explorer in a real browser, and what must hold on every page whoever tests it."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Route, expect

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "to11" / "api" / "explorer" / "index.html"
AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / ".screenshots"
"""Pictures of every page are written here, to be looked at; the folder is ignored."""

DESKTOP: Any = {"width": 1280, "height": 800}
WAIT_MS = 20_000
"""How long a page may take: the machine may be busy with other tests."""
PHONE: Any = {"width": 360, "height": 740}
_SETTLED = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
).then(() => undefined)"""
_COSTLY_FEATURES = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
"""Each window starts processes for them, though nobody sees its address bar: a fifth of all work."""
_PLAYWRIGHTS_FEATURES = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
"""What Playwright disables by itself: Chromium heeds the last list alone."""
_ARGUMENTS = [
    *("--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"),
    f"--disable-features={','.join((*_PLAYWRIGHTS_FEATURES, *_COSTLY_FEATURES))}",
]


def require_browser() -> str:
    """Chromium's path. Skips where it, or the built explorer, is not to be had; fails there under CI."""
    chromium = shutil.which("chromium")
    missing = "Debian's Chromium" if chromium is None else "the built explorer (make setup, with Node)"
    if chromium is None or not BUILT.is_file():
        assert not os.environ.get("CI"), f"needs {missing}"
        pytest.skip(f"needs {missing}")
    return chromium


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that calls nobody by itself."""
    expect.set_options(timeout=WAIT_MS)
    return playwright.chromium.launch(executable_path=require_browser(), args=_ARGUMENTS)


class Watch:
    """What a page must not do: log an error, break its own policy, or ask anyone but the API for anything."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = urlsplit(origin).netloc
        self.faults: list[str] = []
        self.expected: list[str] = []
        """Parts of messages that a test provokes on purpose."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.route(lambda url: urlsplit(url).netloc != self._origin, self._elsewhere)

    def expect(self, *parts: str) -> None:
        """Faults that hold one of these are what the test is about."""
        self.expected += parts

    def check(self) -> None:
        """Raise AssertionError where the page did something that it must not."""
        left = [fault for fault in self.faults if not any(part in fault for part in self.expected)]
        assert not left, "\n".join(left)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _elsewhere(self, route: Route) -> None:
        url = route.request.url
        if urlsplit(url).scheme in ("http", "https", "ws", "wss"):
            self.faults.append(f"asked elsewhere: {url}")
            route.abort()
        else:
            route.continue_()


@contextmanager
def watched(browser: Browser, origin: str, **options: Any) -> Iterator[tuple[BrowserContext, Watch]]:
    """A browser context for the explorer at `origin`, checked when it ends. `options` are Playwright's."""
    context = browser.new_context(base_url=origin, **{"viewport": DESKTOP, **options})
    context.set_default_timeout(WAIT_MS)
    watch = Watch(context, origin)
    try:
        yield context, watch
        watch.check()
    finally:
        context.close()


@contextmanager
def signed_in(browser: Browser, origin: str, credential: str, **options: Any) -> Iterator[tuple[Page, Watch]]:
    """A page of a browser that is signed in with this key, checked when it ends. `options` are Playwright's."""
    with watched(browser, origin, **options) as (context, watch):
        answer = context.request.post("/v1/session", data={"credential": credential})
        assert answer.status == 201, answer.text()
        yield context.new_page(), watch


def accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Raise AssertionError where axe finds what breaks WCAG 2.2 A or AA. `without` are selectors left out."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(_SETTLED)  # half of a change of colour has a contrast of its own
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    context = {"include": [["html"]], "exclude": [[selector] for selector in without]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    told = [
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in violation["nodes"][:3])
        for violation in found["violations"]
    ]
    assert not told, "\n".join(told)


def accessible_in_both(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """The same in light and in dark."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        accessible(page, without=without)


def pictures(page: Page, name: str, *, full_page: bool = False) -> None:
    """Write the page as it is, in light and in dark, to the ignored folder."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(150)  # transitions of colour
        page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}.png", full_page=full_page)
    page.emulate_media(color_scheme="light")


def long_tasks(page: Page) -> list[float]:
    """Durations, in milliseconds, of the tasks that held the main thread since `watch_long_tasks`."""
    found: list[float] = json.loads(page.evaluate("() => JSON.stringify(window.__longTasks || [])"))
    return found


def watch_long_tasks(page: Page) -> None:
    """Count the main thread's long tasks (over 50 ms) from the next navigation on."""
    page.add_init_script(
        """window.__longTasks = [];
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.__longTasks.push(entry.duration);
        }).observe({ type: 'longtask', buffered: true });"""
    )


def shifts(page: Page) -> list[dict[str, Any]]:
    """What has moved since `watch_shifts`: the `value` of each layout shift, and what `moved`, from where to where.
    The values add up to the Cumulative Layout Shift, of which 0.1 is called good."""
    found: list[dict[str, Any]] = page.evaluate("() => window.__shifts")
    return found


def watch_shifts(page: Page) -> None:
    """Note every layout shift from the next navigation on."""
    page.add_init_script(
        """window.__shifts = [];
        const told = ({ node, previousRect: from, currentRect: to }) =>
            `${node?.nodeName} ${node?.className || node?.textContent?.slice(0, 30)}: ` +
            `${from.x},${from.y} ${from.width}x${from.height} -> ${to.x},${to.y} ${to.width}x${to.height}`;
        new PerformanceObserver((list) => {
            for (const { value, sources } of list.getEntries())
                window.__shifts.push({ value, moved: sources.map(told) });
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
