"""Days of ordinary traffic, written down by a stock SDK with times in the past."""

import json
import random
import time

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context

from support.workload.target import Target

SECOND = 1_000_000_000
HOUR = 3600 * SECOND
MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("mistral_ai", "mistral-large-latest"),
    ("gcp.gemini", "gemini-2.5-flash"),
)
SERVICES = ("checkout-assistant", "search", "support-bot")
TASKS = ("summarise ticket", "classify intent", "rewrite query", "draft reply", "extract entities")


def history(target: Target, traces: int, *, hours: float, seed: int = 5) -> None:
    """So many traces over the last hours, a few of them failed."""
    chance = random.Random(seed)
    now = time.time_ns()
    for service in SERVICES:
        with target.tracer(service, deployment__environment__name=chance.choice(("production", "staging"))) as tracer:
            for number in range(traces // len(SERVICES)):
                # Close together towards now, so that every window shows something.
                age = int(hours * HOUR * chance.random() ** 2)
                _trace(tracer, chance, now - age - 30 * SECOND, number)


def _trace(tracer: Tracer, chance: random.Random, start: int, number: int) -> None:
    task = chance.choice(TASKS)
    provider, model = chance.choice(MODELS)
    failed = chance.random() < 0.06
    said_by = f"Please {task} {number}"
    session, user = f"session-{number % 40}", f"user-{number % 15}@example.com"
    root = tracer.start_span(task, kind=SpanKind.SERVER, start_time=start, attributes={"session.id": session})
    at = start + chance.randrange(2, 40) * 1_000_000
    for step in ("load context", "check policy")[: chance.randrange(3)]:
        took = chance.randrange(3, 60) * 1_000_000
        _child(tracer, root, step, at).end(at + took)
        at += took
    took = int(chance.lognormvariate(0, 0.7) * 900_000_000)
    call = _child(tracer, root, f"chat {model}", at, SpanKind.CLIENT)
    asked, said = chance.randrange(80, 4000), chance.randrange(20, 900)
    call.set_attributes(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": model,
            "gen_ai.response.model": model,
            "gen_ai.usage.input_tokens": asked,
            "gen_ai.usage.output_tokens": said,
            "gen_ai.response.time_to_first_chunk": took / 4 / SECOND,
            "session.id": session,
            "user.id": user,
            "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": said_by}]}]),
        }
    )
    if failed:
        call.set_attribute("error.type", "rate_limit_exceeded")
        call.set_status(Status(StatusCode.ERROR, "Rate limit reached"))
    call.end(at + took)
    root.end(at + took + 5_000_000)


def _child(tracer: Tracer, parent: Span, name: str, start: int, kind: SpanKind = SpanKind.INTERNAL) -> Span:
    return tracer.start_span(name, context=set_span_in_context(parent), kind=kind, start_time=start)
