"""docs/metrics.md: the figures of `/metrics`, made of the code's one list."""

from to11.metrics.definitions import DEFINITIONS, Definition
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
    notes = _NOTES.format(reasons=reasons, alerts=f"| alert when | it means |\n|---|---|\n{alerts}")
    return f"{_HEAD}\n| figure | kind | labels | meaning |\n|---|---|---|---|\n{rows}\n{notes}"


def _row(definition: Definition) -> str:
    labels = ", ".join(f"`{label}`" for label in definition.labels)
    buckets = f" Buckets: {', '.join(f'{bound:g}' for bound in definition.buckets)}." if definition.buckets else ""
    return f"| `{definition.name}` | {definition.kind.value} | {labels} | {definition.help}{buckets} |"
