"""A trace whose every text is an attack on whoever looks at it."""

import json

from opentelemetry.trace import SpanKind

from support.workload.applications import id_of
from support.workload.target import Target

MARKER = "hostilemarker"
SCRIPT = "<script>window.__pwned = 1</script>"
IMAGE = "<img src=x onerror='window.__pwned = 2'>"
ELSEWHERE = "https://tracker.example.net/pixel.png"
MARKDOWN = f"""{MARKER} {SCRIPT} {IMAGE}

[a link](javascript:window.__pwned=3) [data](data:text/html,{SCRIPT}) [fine](https://example.org/page)

![pixel]({ELSEWHERE})

<iframe src="{ELSEWHERE}"></iframe><svg onload="window.__pwned=4"></svg>

```html
{SCRIPT}
```
"""
NAME = f"{SCRIPT}{IMAGE} \u202ereversed\u202c name"


def hostile(target: Target) -> str:
    """Send it; the trace's id."""
    messages = [
        {
            "role": "user",
            "parts": [
                {"type": "text", "content": MARKDOWN},
                {"type": "uri", "modality": "image", "mime_type": "image/png", "uri": ELSEWHERE},
                {"type": "uri", "modality": "image", "mime_type": "image/png", "uri": "javascript:window.__pwned=5"},
                {"type": "blob", "modality": "image", "mime_type": "text/html", "content": "PHNjcmlwdD4="},
                {"type": "blob", "modality": "image", "mime_type": "image/svg+xml", "content": "PHN2ZyBvbmxvYWQ9Ii8+"},
            ],
        },
        {
            "role": SCRIPT,
            "parts": [{"type": IMAGE, "content": SCRIPT}, {"type": "tool_call", "name": SCRIPT, "id": IMAGE}],
        },
    ]
    with target.tracer(f"service {SCRIPT}") as tracer:
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": SCRIPT,
            "gen_ai.request.model": IMAGE,
            "gen_ai.input.messages": json.dumps(messages),
            "gen_ai.output.messages": '[{"role": "assistant", "parts": "not a list"}, 7, null]',
            "gen_ai.tool.definitions": "{not json",
            "session.id": f"../..//{SCRIPT}?#%2F",
            "user.id": '=HYPERLINK("https://tracker.example.net")',
            f"key {SCRIPT}": IMAGE,
            "long": "x" * 200_000,
        }
        with tracer.start_as_current_span(NAME, kind=SpanKind.CLIENT, attributes=attributes) as span:
            span.add_event(SCRIPT, {IMAGE: SCRIPT})
        return id_of(span)
