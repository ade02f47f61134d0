"""A gateway call into spans, and into what the GenAI histograms count: pure functions.

In: a `model.call.Call`. Out: OTLP `ResourceSpans` with the call's three kinds of span (the gateway's SERVER span, the
logical inference, one attempt upstream each), and `model.measurements`. May import `wire`, `settings` and `model`; sees
no socket, file or clock.

Start with `call_spans`. `readers` understand what the endpoints carry, `outcome` what counts as an error,
`prices` what a call cost (of use to others too).
"""

from to11.record.call_spans import spans
from to11.record.measurements import measurements
from to11.record.reading import read_inference

__all__ = ["measurements", "read_inference", "spans"]
