"""An application that knows nothing of to11 but the gateway's address: `opentelemetry-instrument` does the rest."""

import json
import os
import sys

import requests
from opentelemetry import trace

tracer = trace.get_tracer("my-application", "1.2.3")
with tracer.start_as_current_span("answer-question") as span:
    span.set_attributes({"document.count": 42, "ratio": 0.5, "cached": False, "pages": [1, 2], "città": "Forlì"})
    span.add_event("retrieved", {"source": "wiki"})
    answer = requests.post(
        f"{os.environ['GATEWAY']}/v1/chat/completions",
        headers={"x-to11-authorization": f"Bearer {os.environ['TO11_API_KEY']}", "authorization": "Bearer sk-mine"},
        json={
            "model": os.environ["MODEL"],
            "messages": [{"role": "user", "content": "What is the capital of France?"}],
        },
        timeout=30,
    )
    answer.raise_for_status()
trace_id = trace.format_trace_id(span.get_span_context().trace_id)
sys.stdout.write(json.dumps({"case": "plain", "traceId": trace_id}) + "\n")
