"""`to11 demo`: the page's pipeline against a running to11, for someone without a provider key.

    provider   a small stand-in for an LLM provider, on this machine
    pipeline   an application with a stock OpenTelemetry SDK and an LLM call through the gateway
    tree       the stored trace, printed

Talks to to11 over its public addresses only. May import `settings`, `log`, `model`.
"""
