"""The gateway: calls forwarded and recorded by one edge on one core, beside the same calls made directly."""

import json
import time

from bench import load
from bench.program import OTHER_CORE, Program, cpu_seconds, memory_mb
from bench.report import Row, section
from bench.stand_in import StandIn

_CONNECTIONS = 64


def _request(port: int, path: str, api_key: str | None) -> bytes:
    body = json.dumps(
        {
            "model": "gpt-4o-mini",
            "messages": [
                {"role": "system", "content": "You are a helpful assistant. " * 20},
                {"role": "user", "content": "Say that this is a test of a thing."},
            ],
            "temperature": 0.2,
        }
    ).encode()
    head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
    head += "authorization: Bearer sk-bench\r\naccept: application/json\r\nuser-agent: bench/1\r\n"
    if api_key:
        head += f"x-to11-authorization: Bearer {api_key}\r\n"
        head += "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


def run(seconds: float) -> list[Row]:
    """Run the comparison; about five times `seconds`."""
    with StandIn(OTHER_CORE) as provider:
        base_url = f"http://127.0.0.1:{provider.port}/v1"
        with Program(TO11_PROVIDERS__OPENAI__BASE_URL=base_url) as program:
            direct = _request(provider.port, "/v1/chat/completions", None)
            through = _request(program.port("gateway"), "/v1/chat/completions", program.api_key)
            return _compare(program, provider.port, direct, through, seconds)


def _compare(program: Program, provider_port: int, direct: bytes, through: bytes, seconds: float) -> list[Row]:
    gateway_port = program.port("gateway")
    load.run(gateway_port, through, connections=_CONNECTIONS, seconds=1.0)
    program.pause_core()
    bare_one = load.run(provider_port, direct, connections=1, seconds=seconds)
    one = load.run(gateway_port, through, connections=1, seconds=seconds)
    bare_many = load.run(provider_port, direct, connections=_CONNECTIONS, seconds=seconds)
    cpu = cpu_seconds(program.edge_pid)
    many = load.run(gateway_port, through, connections=_CONNECTIONS, seconds=seconds)
    cpu = cpu_seconds(program.edge_pid) - cpu
    memory = memory_mb(program.edge_pid)
    core_cpu = cpu_seconds(program.core_pid)
    calls = one.requests + many.requests
    program.resume_core()
    stored = _drained(program, 3 * calls)
    core_cpu = cpu_seconds(program.core_pid) - core_cpu
    failures = one.failures + many.failures
    return [
        *section("gateway: one edge on one core, recording and content capture on"),
        Row(f"requests/s at {_CONNECTIONS} connections", f"{many.rate:,.0f}", f"direct {bare_many.rate:,.0f}", "6,000"),
        Row(
            "p50 added at one connection",
            f"{one.percentile(0.5) - bare_one.percentile(0.5):.3f} ms",
            f"direct {bare_one.percentile(0.5):.3f} ms",
            "0.5 ms",
        ),
        Row(
            "p99 added at one connection",
            f"{one.percentile(0.99) - bare_one.percentile(0.99):.3f} ms",
            f"direct {bare_one.percentile(0.99):.3f} ms",
            "2 ms",
        ),
        Row("edge CPU a call", f"{cpu / many.requests * 1e6:.0f} µs", f"core {core_cpu / calls * 1e6:.0f} µs", ""),
        Row("edge memory", f"{memory:.0f} MB", "", ""),
        Row("failed calls", f"{failures}", f"of {calls:,}", "0"),
        Row("calls recorded", f"{stored / 3:,.0f}", f"of {calls:,} and the warm-up", "all"),
    ]


def _drained(program: Program, at_least: int) -> int:
    deadline = time.monotonic() + 180
    seen = 0
    while seen < at_least and time.monotonic() < deadline:
        time.sleep(1.0)  # the question itself costs the core time
        seen = int(program.stats()["spanCount"])
    return seen
