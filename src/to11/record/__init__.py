"""A gateway call into spans: pure functions.

In: a `model.call.Call`. Out: OTLP `ResourceSpans` with the call's three kinds of span (the gateway's SERVER span, the
logical inference, one attempt upstream each). May import `wire`, `settings` and `model`; sees no socket, file or clock.

Start with `call_spans`. `readers` understand what the endpoints carry, `outcome` what counts as an error,
`prices` what a call cost (of use to others too).
"""

from to11.record.call_spans import spans

__all__ = ["spans"]
