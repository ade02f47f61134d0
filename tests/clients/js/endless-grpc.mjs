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

await import("./endless.mjs");
