import { credentials, Metadata } from "@grpc/grpc-js";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { NodeSDK } from "@opentelemetry/sdk-node";

import { collectorToken } from "./collector-token.mjs";

const withToken = credentials.createFromMetadataGenerator((_, callback) => {
  collectorToken().then((token) => {
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${token}`);
    callback(null, metadata);
  }, callback);
});
const secure = credentials.combineChannelCredentials(credentials.createSsl(), withToken);
const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter({ credentials: secure }) });
sdk.start();
process.once("beforeExit", () => sdk.shutdown());

import { ROOT_CONTEXT, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("endless");
const name = process.env.NAME;
const root = tracer.startSpan(name);
const below = trace.setSpan(ROOT_CONTEXT, root);
console.log(JSON.stringify({ case: name, traceId: root.spanContext().traceId }));
const end = performance.now() + Number(process.env.SECONDS) * 1_000;
let number = 0;
while (performance.now() < end) {
  tracer.startSpan(`${name}-${number}`, {}, below).end();
  number += 1;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
root.setAttribute("spans", number + 1);
root.end();
await sdk.shutdown();
