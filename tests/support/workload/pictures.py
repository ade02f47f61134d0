"""The pictures of docs/images/, taken anew: `PYTHONPATH=tests python -m support.workload.pictures`.

Starts a to11 on a directory that is thrown away, fills it with work that reads well, and opens the explorer's main
pages in Chromium. Needs the built explorer (`make setup`).
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from support.explorer import ROOT, launch, watched
from support.program import Program
from support.workload import applications
from support.workload.history import history
from support.workload.providers import providers
from support.workload.target import Target

IMAGES = ROOT / "docs" / "images"
_SIZE = {"width": 1360, "height": 820}


def main() -> None:
    """Take them."""
    IMAGES.mkdir(exist_ok=True)
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = stack.enter_context(Program(directory, **providers(stack)))
        target = Target(program.api, program.gateway, program.otlp_http, program.api_key)
        history(target, 900, hours=72)
        applications.failing(target)
        applications.thinking(target)
        applications.chat(target)
        rag, agent = applications.rag(target), applications.agent(target)
        call = [span for span in program.trace(agent, at_least=9)["spans"] if span["name"].startswith("chat ")][-1]
        program.trace(rag, at_least=7)
        playwright = stack.enter_context(sync_playwright())
        context, _ = stack.enter_context(watched(launch(playwright), program.api, viewport=_SIZE))
        context.request.post("/v1/session", data={"credential": program.api_key})
        page, home = context.new_page(), f"/projects/{program.project_id}"
        _take(page, "traces", f"{home}/traces?window=7d", "answer-question")
        _take(page, "trace", f"{home}/traces/{agent}?span={call['spanId']}", "Take an umbrella")
        _take(page, "session", f"{home}/sessions/{quote(applications.SESSION, safe='')}", "My name is Ada.")


def _take(page: Page, name: str, address: str, shows: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        page.get_by_text(shows).first.wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(800)  # what moves has come to rest
        page.screenshot(path=IMAGES / f"{name}-{scheme}.png")


if __name__ == "__main__":
    main()
