"""Door 1: an LLM call is forwarded byte for byte, and what happened is written down.

In: HTTP from callers (ASGI). Out: HTTP to providers, and one spool entry per call. `Gateway` in `app` is the door and
the place to start reading; `calls` is the way of one call:

`routes` (which endpoint) → `incoming` (the caller's headers sorted) → `identify` (key, project) → `envelope` (model,
stream) → `plan` (which provider, what it is sent; `targets`: where) → `forward` (attempts) → `relay` (the answer,
piece by piece) → `recorder` (what happened, to the spool).

A new endpoint is one line in `endpoints`, a new provider one line in `known_providers`, a provider's own prefix one
line in `routes`, a new error one line in `errors`. `credentials` holds the keys that are ours.
`upstream` is the HTTP client. May import `control`, `ingest.spool`, `record`, `wire`, `log`, `settings`, `model`.
"""
