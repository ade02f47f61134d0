"""Bytes <-> model, sans I/O: no socket, no file, no clock is seen here.

What comes in is bytes (or the objects of a wire format), what goes out is `model` values, or the other way round.
May import `model` only. Start with `trace_context` (whose trace it is), `sse` (streams), `openai` (a provider's
format), `rerank`; `json_edit`, `json_large`, `json_prefix` and `lenient` are for JSON that strangers wrote, `multipart`
for forms; `calls` is what the spool keeps.
"""
