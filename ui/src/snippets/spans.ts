/** Spans sent to the collector by a stock OpenTelemetry SDK, or by hand. */

import { type Addresses, type Snippet, trimmed } from './addresses';

const LIFE = 'A collector token lives 15 minutes; this exchanges the key again before it ends.';
const ONCE = 'A collector token lives 15 minutes; exchange the key again after that.';

export function spansPython({ api, otlpHttp, projectId }: Addresses): Snippet {
  return {
    id: 'spans-python',
    title: 'Send your own spans',
    note: 'A collector token lives 15 minutes; it is refreshed in the background. TO11_API_KEY is read from the environment.',
    syntax: 'python',
    code: trimmed(`
# pip install "to11[client]"
from opentelemetry import trace
from to11.client import ClientSettings, configure

to11 = ClientSettings.read(api_url="${api}", project_id="${projectId}")  # the key: TO11_API_KEY
provider = configure("my-app", settings=to11, endpoint="${otlpHttp}")

with trace.get_tracer("my-app").start_as_current_span("hello from python") as span:
    span.set_attribute("document.count", 42)

provider.shutdown()
`),
  };
}

export function spansJavaScript({ api, otlpHttp, projectId }: Addresses): Snippet {
  return {
    id: 'spans-javascript',
    title: 'Send your own spans',
    note: LIFE,
    syntax: 'javascript',
    code: trimmed(`
// npm install @opentelemetry/api @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";

let token = "";
let until = 0;

async function headers() {
  if (Date.now() > until) {
    const answer = await fetch("${api}/v1/ingest-token/exchange", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ credential: process.env.TO11_API_KEY, requestedProjectId: "${projectId}" }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    token = (await answer.json()).token;
    until = Date.now() + 14 * 60 * 1000;
  }
  return { authorization: \`Bearer \${token}\` };
}

const traceExporter = new OTLPTraceExporter({ url: "${otlpHttp}/v1/traces", headers });
const sdk = new NodeSDK({ serviceName: "my-app", traceExporter });
sdk.start();

trace.getTracer("my-app").startActiveSpan("hello from javascript", (span) => {
  span.setAttribute("document.count", 42);
  span.end();
});

await sdk.shutdown();
`),
  };
}

/** A shell command that prints a collector token. */
function exchanged({ api, projectId }: Addresses): string {
  return trimmed(`
curl -sSf ${api}/v1/ingest-token/exchange -H "Content-Type: application/json" \\
  -d "{\\"credential\\": \\"$TO11_API_KEY\\", \\"requestedProjectId\\": \\"${projectId}\\"}" |
  sed -E 's/.*"token": ?"([^"]+)".*/\\1/'
`);
}

function indented(code: string): string {
  return code.replaceAll('\n', '\n  ');
}

export function spansCurl(addresses: Addresses): Snippet {
  return {
    id: 'spans-curl',
    title: 'Send a span by hand',
    note: ONCE,
    syntax: 'shell',
    code: trimmed(`
TO11_TOKEN=$(${indented(exchanged(addresses))})
id() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \\n'; }
now=$(date +%s)

curl -sSf ${addresses.otlpHttp}/v1/traces -H "Authorization: Bearer $TO11_TOKEN" \\
  -H "Content-Type: application/json" -d @- <<JSON
{"resourceSpans": [{
  "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-app"}}]},
  "scopeSpans": [{"spans": [{
    "traceId": "$(id 16)", "spanId": "$(id 8)", "name": "hello from curl", "kind": 1,
    "startTimeUnixNano": "\${now}000000000", "endTimeUnixNano": "\${now}250000000"
  }]}]
}]}
JSON
`),
  };
}

export function environment(addresses: Addresses): Snippet {
  return {
    id: 'environment',
    title: 'Variables that any OpenTelemetry SDK reads',
    note: `They are read once, at start. ${ONCE}`,
    syntax: 'shell',
    code: trimmed(`
TO11_TOKEN=$(${indented(exchanged(addresses))})
export OTEL_SERVICE_NAME=my-app
export OTEL_EXPORTER_OTLP_ENDPOINT=${addresses.otlpHttp}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20$TO11_TOKEN"
export OTEL_METRICS_EXPORTER=none
export OTEL_LOGS_EXPORTER=none
`),
  };
}

export function environmentGrpc({ otlpGrpc }: Addresses): Snippet {
  return {
    id: 'environment-grpc',
    title: 'The same over gRPC',
    syntax: 'shell',
    code: trimmed(`
export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpc}
export OTEL_EXPORTER_OTLP_PROTOCOL=grpc
`),
  };
}

export function environmentPython({ api, otlpHttp, projectId }: Addresses): Snippet {
  return {
    id: 'environment-python',
    title: 'In Python, for as long as the process runs',
    note: 'With to11[client] the token is refreshed in the background: opentelemetry-instrument python app.py',
    syntax: 'shell',
    code: trimmed(`
# TO11_API_KEY is read as well
export TO11_API_URL=${api}
export TO11_PROJECT_ID=${projectId}
export OTEL_SERVICE_NAME=my-app
export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_PYTHON_EXPORTER_OTLP_HTTP_CREDENTIAL_PROVIDER=to11_http
export OTEL_METRICS_EXPORTER=none
export OTEL_LOGS_EXPORTER=none
`),
  };
}

export function collectorConfig({ api, otlpHttp, projectId }: Addresses): Snippet {
  return {
    id: 'collector-config',
    title: 'Collector configuration',
    note: 'For an OpenTelemetry Collector that holds the oauth2client extension, as the contrib distribution does: it refreshes the token. TO11_KEY_ID is the id of the key, as the list of keys has it.',
    syntax: 'yaml',
    code: trimmed(`
extensions:
  oauth2client/to11:
    client_id: \${env:TO11_KEY_ID}
    client_secret: \${env:TO11_API_KEY}
    token_url: ${api}/v1/oauth/token
    endpoint_params:
      resource: ${projectId}

receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:14317
      http:
        endpoint: 127.0.0.1:14318

exporters:
  otlphttp/to11:
    endpoint: ${otlpHttp}
    auth:
      authenticator: oauth2client/to11

service:
  extensions: [oauth2client/to11]
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlphttp/to11]
`),
  };
}
