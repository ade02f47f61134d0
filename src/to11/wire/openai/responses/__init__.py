"""OpenAI's Responses API, as OpenAI and those who speak its format send it.

In: the bytes of a request or an answer (JSON or server-sent events). Out: `model.inference` values. Nothing here raises
on what a caller or provider sent: what cannot be read is left out. May import `wire` and `model`.

Both directions are made of items (messages, thoughts, calls of tools and what these gave): `items` turns them into
messages and parts, `tools` those of tools, `contents` what a message holds. `request` and `answer` read an object;
`stream` gathers events into the object that the same answer would have been in one piece, also of a stream that breaks
off. `usage` reads token counts.
"""
