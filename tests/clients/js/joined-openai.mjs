import { context, propagation } from "@opentelemetry/api";
import OpenAI from "openai";

// Tells the gateway which span a call belongs to.
const joined = (url, init) => {
  const headers = new Headers(init?.headers);
  propagation.inject(context.active(), headers, { set: (carrier, name, value) => carrier.set(name, value) });
  return fetch(url, { ...init, headers });
};

const openai = new OpenAI({
  baseURL: "http://127.0.0.1:4000/v1",
  defaultHeaders: { "x-to11-authorization": `Bearer ${process.env.TO11_API_KEY}` },
  fetch: joined,
});

import { trace } from "@opentelemetry/api";

await trace.getTracer("my-application").startActiveSpan("answer-question", async (span) => {
  const messages = [{ role: "user", content: "What is the capital of France?" }];
  const { choices, usage } = await openai.chat.completions.create({ model: "gpt-4o-mini", messages });
  span.end();
  const { traceId } = span.spanContext();
  console.log(JSON.stringify({ case: "openai", traceId, text: choices[0].message.content, tokens: usage.completion_tokens }));
});
