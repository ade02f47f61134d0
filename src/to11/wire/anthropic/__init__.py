"""Anthropic's messages and its older text completions, as Anthropic and those who speak its format send them.

In: the bytes of a request or an answer (JSON or server-sent events). Out: `model.inference` values. Nothing here raises
on what a caller or provider sent: what cannot be read is left out. May import `wire` and `model`.

Start with `messages_request` and `messages_response`; `messages_stream` gathers a stream into the shape of a whole
answer, `parts` turns content blocks into the message parts of the semantic conventions, `usage` reads usage objects.
`completion` is all of the text completions.
"""
