"""An application that makes a span every so often, and knows nothing of to11 or of tokens."""

import os
import time

from opentelemetry import trace

tracer = trace.get_tracer("endless")
name, end = os.environ["NAME"], time.monotonic() + float(os.environ["SECONDS"])
number = 0
with tracer.start_as_current_span(name) as root:
    print(f'{{"case": "{name}", "traceId": "{root.get_span_context().trace_id:032x}"}}')
    while time.monotonic() < end:
        tracer.start_span(f"{name}-{number}").end()
        number += 1
        time.sleep(0.05)
    root.set_attribute("spans", number + 1)
