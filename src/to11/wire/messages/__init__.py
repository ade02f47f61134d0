"""The messages of a GenAI span, whichever convention the span was written in.

In: a span's attributes and events as plain JSON values. Out: JSON objects in the shapes of the GenAI conventions 1.41
(gen-ai-input-messages, gen-ai-output-messages, gen-ai-system-instructions, gen-ai-tool-definitions). Nothing here
raises on what a stranger sent, and the work grows with what is there, never with a number that a name holds.

Start with `reading`: its table says which convention is tried in which order; each has a module of its own, named after
who writes it. `chat` and `parts` read messages as providers have them, which most conventions carry inside; `flattened`
is for attribute names with numbers in them. May import `wire` and `model`.
"""
