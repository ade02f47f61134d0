"""From stored rows to the models of `schemas`: pure functions, run in a worker thread.

In: `model.search` and `model.tenancy` values. Out: pydantic models, or OTLP messages.
"""
