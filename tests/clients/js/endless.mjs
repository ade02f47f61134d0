// Makes a span every so often, under an SDK that was set up before.
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
