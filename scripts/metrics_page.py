"""docs/metrics.md: the figures of `/metrics`, made of the code's one list."""

from to11.metrics.definitions import DEFINITIONS, GENAI, Definition
from to11.metrics.genai import MAX_VALUE_BYTES
from to11.wire.otlp.faults import Reason

_HEAD = """# Figures for the operator

<!-- Generated from src/to11/metrics/definitions.py and scripts/metrics_page.py by `make docs`. -->

`GET /metrics` on the API's port shows the figures of every process of this to11 at one address, in Prometheus' text
format, or OpenMetrics for whom asks for it.

```bash
curl -H "Authorization: Bearer $(cat .to11/metrics.token)" http://127.0.0.1:4500/metrics
```

The token is made at the first start and lies in the data directory, readable by its owner alone; the setting
`metrics.token` is used instead where it is given. Every tenant's projects are in the figures, so no API key opens them,
and nothing is shown to an address alone: a reverse proxy on the same machine comes from the loopback interface too. A
refused scrape is in the audit log.

```yaml
# prometheus.yml
scrape_configs:
  - job_name: to11
    authorization:
      credentials_file: /path/to/.to11/metrics.token
    static_configs:
      - targets: ["127.0.0.1:4500"]
```

## All figures
"""

_NOTES = """
Counters and histograms begin at 0 when `to11 serve` starts. They never go back when a child process is killed and
replaced, and what the collector acknowledged is counted, to the last request; of the gateway's figures the last second
may be missing.

- **project** is a project's id. The first `metrics.max_projects` projects (100 by default) that send something after a
  start have a label of their own, the same in every process; all that come later are counted together as `other`.
- **transport** is `grpc` or `http`, **encoding** `protobuf` or `json`.
- **reason**, why a span was rejected, is {reasons}.
- **code** is an error's code, for example `PAYLOAD_TOO_LARGE`, `INVALID_CREDENTIAL`, `UNAVAILABLE`. What gRPC itself
  refuses before it hands a request over (a message larger than the limit, a client that goes away) is not seen here.
- **spool** is a spool's directory, one for each edge process; **process** is `core`, `edge-0`, …

Accepted spans are those that were acknowledged: one that a client sends again counts again, and is stored once.

## Model calls

The seven histograms of OpenTelemetry's GenAI conventions (1.41), of all calls through the gateway that are inferences.
Here they have the names that OpenTelemetry's rules for Prometheus give them; pushed, they have their own.

{genai}

All have `gen_ai_operation_name`, `gen_ai_provider_name`, `gen_ai_request_model`, `gen_ai_response_model`,
`server_address` and `server_port`, each where it is known. There is no label for the project: every project would have
all of them again. What a project used is in its spans.

The gateway stands between client and provider, so all of it is seen from outside:

- **operation.duration** is the logical span's: from the first attempt's start to the last one's end. A slow caller is
  part of it, for the gateway reads no faster than the caller does.
- **time_to_first_chunk** counts from the first attempt's start to the first byte of the answer's body. It and
  **time_per_output_chunk** are of streams alone, and not of one that was answered with an error. A chunk is an event
  with data; `[DONE]` is none. It is there when the piece that ends it came from the provider, so that events of one
  piece are 0 apart. Of a compressed stream each piece counts as a chunk.
- **token.usage** is what the provider says it charges for, cached and reasoning tokens included, in one value for input
  and one for output; none where the provider says nothing. A stored response that is fetched again counts no tokens.
- **server.…** is the provider as it looks from here: its last attempt alone, with the network between in it.
  `server.request.duration` is that attempt's. The two of tokens are of streams that succeeded, since nothing is seen of
  how an answer in one piece came to be: `time_to_first_token` ends with the first chunk that has text, thinking or
  arguments (the first one of all where none is found), and `time_per_output_token` is the time from there to the last
  chunk, divided by all output tokens but one. An answer whose chunks came all at once tells no pace.
- **error_type** is the logical span's `error.type`; absent where all went well.

A call is counted once, where its spans are made: in the core, when they are stored; in the edge, for calls recorded
without content, at once. Calls that the gateway refused, and those whose record was dropped before its content was
read (`to11_gateway_dropped_calls_total`), are not in them. An edge that is killed takes nothing back. A core that is
killed in the moment between committing a batch and counting it loses that batch's, of the figures, not of the spans.

Models are named by callers, so the number of series is bounded. The first `metrics.max_genai_series` combinations of
these labels and the error, the same in every process, have histograms of their own; in all others the models are
`other` and the error is `_OTHER`, and sums over them stay right. Values are cut at {cut} bytes. A combination has eight
histograms at most, and a scrape of 500 full ones is some 68,000 lines.

```promql
sum by (gen_ai_request_model, gen_ai_token_type) (rate(gen_ai_client_token_usage_sum[5m]))
histogram_quantile(0.95, sum by (le, gen_ai_provider_name) (rate(gen_ai_server_time_to_first_token_seconds_bucket[5m])))
```

### Pushed by OTLP

With `metrics.otlp_endpoint` the core sends the same seven every `metrics.otlp_interval_seconds` to an OTLP/HTTP
receiver, as protobuf: cumulative histograms under their own names (`gen_ai.client.token.usage`, …), as
`service.name` `to11-gateway`. `service.instance.id` and the start time are those of the run, which `to11 serve` begins
and no replaced process ends. When it stops, the last numbers are sent.

```toml
[metrics]
otlp_endpoint = "http://127.0.0.1:4318"            # /v1/metrics is appended
otlp_headers = "authorization=Bearer%20<token>"    # better as TO11_METRICS__OTLP_HEADERS
```

A receiver that is busy (429, 502, 503, 504) or does not answer is tried again with the newest numbers, after what it
asks for in `Retry-After` or after a pause that doubles up to a minute. One failure in ten minutes is logged. Nothing
waits for it, and nothing is lost: whatever is sent holds all since the start.

## What to watch

{alerts}

A series begins with its first event, which `increase` does not see: look at the series itself to find a project's first
rejection ever.

## What a project's users see

`GET /v1/projects/{{projectId}}/ingest`, with the scope `traces:read`, tells each project of its own: accepted, rejected
by reason and refused by code, each with its last message and time, in all and over time. The window is given as for
`/stats`.

```bash
curl -H "Authorization: Bearer $TO11_API_KEY" \\
  http://127.0.0.1:4500/v1/projects/$PROJECT_ID/ingest?window=1h
```

Accounts are kept by the minute in the control database for `metrics.ingest_days` days. They are there within a few
seconds, and a clean stop loses none of them; an edge that is killed loses those seconds, of the account, not of the
spans. A message about a rejected span holds what its sender was told: its place in the request, its name cut to 64
characters, and what is wrong with it; never attributes.
"""


_ALERTS = (
    ('up{job="to11"} == 0', "the core does not answer; the edges go on taking spans into their spools"),
    (
        "max(to11_spool_oldest_entry_age_seconds) > 60",
        "the store does not keep up, or is down; nothing is lost while the spool has room",
    ),
    (
        "max(to11_spool_bytes) > 0.8 * <spool.max_bytes>",
        "soon clients are told to retry, and records of gateway calls are dropped",
    ),
    ("increase(to11_gateway_dropped_calls_total[5m]) > 0", "gateway calls went through without a record"),
    ("to11_quarantine_cases > 0", "something could not be stored and waits for you: `to11 spool`"),
    (
        'increase(to11_store_errors_total{kind="permanent"}[5m]) > 0',
        "the store refuses what it will never take",
    ),
    (
        "sum by (project, reason) (increase(to11_collector_rejected_spans_total[15m])) > 0",
        "a sender makes spans that break the rules, and its exporter does not say so",
    ),
    (
        "sum by (project, code) (increase(to11_collector_refused_requests_total[15m])) > 0",
        "a sender is turned away; `INVALID_CREDENTIAL` without a project is anybody's",
    ),
    (
        "histogram_quantile(0.99, sum by (le) (rate(to11_collector_acknowledge_seconds_bucket[5m]))) > 1",
        "the disk is slow, or the edges are short of time",
    ),
)


def render() -> str:
    """The page."""
    rows = "\n".join(_row(definition) for definition in DEFINITIONS)
    reasons = ", ".join(f"`{reason.value}`" for reason in Reason)
    alerts = "\n".join(f"| `{when}` | {meaning} |" for when, meaning in _ALERTS)
    notes = _NOTES.format(
        reasons=reasons,
        alerts=f"| alert when | it means |\n|---|---|\n{alerts}",
        genai=f"| figure | pushed as | own label | meaning |\n|---|---|---|---|\n{_genai()}",
        cut=MAX_VALUE_BYTES,
    )
    return f"{_HEAD}\n| figure | kind | labels | meaning |\n|---|---|---|---|\n{rows}\n{notes}"


def _genai() -> str:
    return "\n".join(
        f"| `{shown.name}` | `{instrument.name}`, `{instrument.unit}` | {_labels(shown.labels[6:])} | "
        f"{shown.help}{_buckets(shown)} |"
        for instrument, shown in GENAI.items()
    )


def _row(definition: Definition) -> str:
    labels, help_and = _labels(definition.labels), f"{definition.help}{_buckets(definition)}"
    return f"| `{definition.name}` | {definition.kind.value} | {labels} | {help_and} |"


def _labels(labels: tuple[str, ...]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _buckets(definition: Definition) -> str:
    bounds = (f"{bound:.8g}" for bound in definition.buckets)
    return f" Buckets: {', '.join(bounds)}." if definition.buckets else ""
