"""Sending spans by hand."""

import secrets
import time

import requests

from support.program import Program


def export_one(program: Program, token: str | None = None) -> str:
    """Send one span over OTLP/HTTP; its trace id, once it is acknowledged."""
    trace_id, now = secrets.token_hex(16), time.time_ns()
    span = {
        "traceId": trace_id,
        "spanId": secrets.token_hex(8),
        "name": "work",
        "startTimeUnixNano": str(now),
        "endTimeUnixNano": str(now + 1000),
    }
    answer = requests.post(
        f"{program.otlp_http}/v1/traces",
        json={"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]},
        headers={"authorization": f"Bearer {token or program.token()}"},
        timeout=30,
    )
    answer.raise_for_status()
    return trace_id
