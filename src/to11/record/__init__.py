"""A gateway call into spans: pure functions.

In: a `model.call.Call`. Out: OTLP `ResourceSpans`. May import `wire`, `settings` and `model`; sees no socket, file or clock.
"""
