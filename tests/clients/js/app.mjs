import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();
process.once("beforeExit", () => sdk.shutdown());

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, propagation, trace } from "@opentelemetry/api";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";

const tracer = trace.getTracer("my-application", "1.2.3", { schemaUrl: "https://opentelemetry.io/schemas/1.41.0" });
const caller = propagation.extract(ROOT_CONTEXT, {
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".replace("0af7651916cd43dd", process.env.TRACE_HEAD),
  tracestate: "vendor=value,other=2",
});
const spans = [];
const begin = (name, options, context) => spans[spans.push(tracer.startSpan(name, options, context)) - 1];

const root = begin("root", { kind: SpanKind.SERVER }, caller);
root.setAttributes({
  text: "Straße 中文 🙂",
  empty: "",
  yes: true,
  no: false,
  zero: 0,
  integer: 42,
  negative: -7,
  largest: Number.MAX_SAFE_INTEGER,
  double: 0.1,
  tiny: 5e-324,
  texts: ["a", "", "ß"],
  integers: [1, -2, 3],
  doubles: [0.5, 1.5],
  booleans: [true, false],
  nothing: [],
});
root.addEvent("plain");
root.addEvent("with attributes", { n: 1, list: ["a"] }, [1767225600, 123456789]);

const below = trace.setSpan(caller, root);
const failed = begin(
  "failed",
  { kind: SpanKind.CLIENT, links: [{ context: root.spanContext(), attributes: { why: "retry", count: 2 } }] },
  below,
);
failed.recordException(new TypeError("no such model"));
failed.setStatus({ code: SpanStatusCode.ERROR, message: "no such model" });
failed.end();
const kept = begin("kept", { kind: SpanKind.PRODUCER, startTime: [1767225600, 1], attributes: { a: 1 } }, below);
kept.setStatus({ code: SpanStatusCode.OK });
kept.end([1767225601, 999999999]);
begin("consumed", { kind: SpanKind.CONSUMER }, below).end();
begin("inner", {}, below).end();
root.end();

await root.resource.waitForAsyncAttributes?.();
console.log(Buffer.from(JsonTraceSerializer.serializeRequest(spans)).toString());
