"""Traces of a chosen shape, sent as OTLP/JSON: what a waterfall must show, whatever spans name as their parents."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

import requests

from support.program import Program
from support.spans import span_id

_MS = 1_000_000


@dataclass(frozen=True)
class Node:
    """A span. `parent` names another node, which need not be among those sent; `at` and `lasts` are milliseconds."""

    name: str
    parent: str | None = None
    at: int = 0
    lasts: int = 10
    service: str = "shop"
    failed: bool = False


def id_of(trace_id: str, name: str) -> str:
    """The id of a node's span."""
    return span_id(f"{trace_id} {name}").hex()


def send_tree(program: Program, nodes: Sequence[Node], *, trace_id: str = "", ago: float = 3600) -> str:
    """Send spans that start `ago` seconds before now, and wait until they can be read; the trace's id."""
    identifier = trace_id or secrets.token_hex(16)
    start = time.time_ns() - int(ago * 1e9)
    resources = [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
            "scopeSpans": [{"spans": [_span(identifier, node, start) for node in nodes if node.service == service]}],
        }
        for service in sorted({node.service for node in nodes})
    ]
    before = program.get(f"traces/{identifier}")
    held = len(before.json()["data"]["spans"]) if before.status_code == 200 else 0
    answer = requests.post(
        f"{program.otlp_http}/v1/traces",
        json={"resourceSpans": resources},
        headers={"authorization": f"Bearer {program.token()}"},
        timeout=30,
    )
    answer.raise_for_status()
    program.trace(identifier, at_least=held + len(nodes))
    return identifier


def _span(trace_id: str, node: Node, start: int) -> dict[str, object]:
    at = start + node.at * _MS
    return {
        "traceId": trace_id,
        "spanId": id_of(trace_id, node.name),
        "parentSpanId": "" if node.parent is None else id_of(trace_id, node.parent),
        "name": node.name,
        "startTimeUnixNano": str(at),
        "endTimeUnixNano": str(at + node.lasts * _MS),
        "status": {"code": 2, "message": "it broke"} if node.failed else {},
    }
