"""The stored trace, read back through the query API and printed as a tree with durations, model and tokens."""

import time
from http import HTTPStatus
from typing import Any

import requests
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from to11.model.errors import UnavailableError

_PATIENCE_SECONDS = 15.0


def fetch(api: str, api_key: str, project_id: str, trace_id: str, *, at_least: int) -> dict[str, Any]:
    """The trace once it holds `at_least` spans. Raises UnavailableError when it does not come to that in time."""
    url = f"{api}/v1/projects/{project_id}/traces/{trace_id}"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    seen = 0
    while time.monotonic() < deadline:
        answer = requests.get(url, headers={"authorization": f"Bearer {api_key}"}, timeout=10)
        if answer.status_code == HTTPStatus.OK:
            trace: dict[str, Any] = answer.json()["data"]
            seen = len(trace["spans"])
            if seen >= at_least:
                return trace
        elif answer.status_code != HTTPStatus.NOT_FOUND:
            raise UnavailableError(f"{url} answered {answer.status_code}: {answer.text[:300]}")
        time.sleep(0.1)
    raise UnavailableError(f"the trace has {seen} of {at_least} spans after {_PATIENCE_SECONDS:.0f} s")


def show(trace: dict[str, Any], console: Console) -> None:
    """Print the trace: a header with its totals, then every span under its parent."""
    summary = trace["summary"]
    header = Text.assemble(("trace ", "bold"), trace["traceId"], f"  {_duration(summary['durationNano'])}")
    header.append(f"  {summary['spanCount']} spans{_tokens(summary)}{_cost(summary)}", style="dim")
    root = Tree(header)
    spans = sorted(trace["spans"], key=lambda span: span["startTime"])
    known = {span["spanId"] for span in spans}
    children: dict[str, list[dict[str, Any]]] = {}
    for span in spans:
        parent = span.get("parentSpanId") or ""
        children.setdefault(parent if parent in known else "", []).append(span)
    _grow(root, "", children)
    console.print(root)


def _grow(branch: Tree, parent: str, children: dict[str, list[dict[str, Any]]]) -> None:
    for span in children.get(parent, []):
        _grow(branch.add(_line(span)), span["spanId"], children)


def _line(span: dict[str, Any]) -> Text:
    line = Text(span["name"], style="bold red" if span["status"]["code"] == "error" else "bold")
    line.append(f"  {_duration(span['durationNano'])}", style="cyan")
    line.append(f"  {span['serviceName']}", style="dim")
    genai = span.get("genAi") or {}
    if model := genai.get("responseModel") or genai.get("requestModel"):
        line.append(f"  {model}{_tokens(genai)}{_cost(genai)}", style="green")
    for name in ("pipeline.stage", "document.count"):
        if name in span["attributes"]:
            line.append(f"  {name}={span['attributes'][name]}", style="yellow")
    return line


def _duration(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e6:.1f} ms" if nanoseconds < 1e9 else f"{nanoseconds / 1e9:.2f} s"


def _tokens(counts: dict[str, Any]) -> str:
    read, written = counts.get("inputTokens"), counts.get("outputTokens")
    return "" if read is None and written is None else f"  {read or 0} tokens in, {written or 0} out"


def _cost(counts: dict[str, Any]) -> str:
    cost = counts.get("cost")
    return "" if cost is None else f"  ${cost:.6f}"
