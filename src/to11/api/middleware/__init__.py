"""What happens to every request before a route sees it, as plain ASGI, outermost first: `guard`, `compression`,
`body_limit`, `session_ids`.

In: ASGI events. Out: the same, bounded, with headers, and never an unanswered exception.
"""
