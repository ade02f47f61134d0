"""OpenAI's formats, as OpenAI and those who speak them send them.

In: the bytes of a request or an answer (JSON or server-sent events). Out: `model.inference` values. Nothing here raises
on what a caller or provider sent: what cannot be read is left out. May import `wire` and `model`.

`usage` is the gateway's part (asking for the usage chunk and taking it out again), the rest is the recorder's: start
with `chat_request` and `chat_response`; `chat_stream` gathers a stream into the shape of a whole answer, `parts` turns
OpenAI's contents into the message parts of the semantic conventions, `tokens` reads usage objects. `responses` is the
Responses API. Each other endpoint is one module (`completions`, `embeddings`, `images`, `moderations`, `speech`,
`transcriptions`) with `request`, `response` and, where there is one, `streamed`; `forms`, `inputs` and `media` are what
some of them have in common.
"""
