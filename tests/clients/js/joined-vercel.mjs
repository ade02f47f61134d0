import { createOpenAI } from "@ai-sdk/openai";
import { context, propagation } from "@opentelemetry/api";
import { generateText } from "ai";

// Tells the gateway which span a call belongs to.
const joined = (url, init) => {
  const headers = new Headers(init?.headers);
  propagation.inject(context.active(), headers, { set: (carrier, name, value) => carrier.set(name, value) });
  return fetch(url, { ...init, headers });
};

const gateway = createOpenAI({
  baseURL: "http://127.0.0.1:4000/v1",
  headers: { "x-to11-authorization": `Bearer ${process.env.TO11_API_KEY}` },
  fetch: joined,
});

const { text, usage } = await generateText({
  model: gateway.chat("gpt-4o-mini"),
  prompt: "What is the capital of France?",
  experimental_telemetry: { isEnabled: true },
});

console.log(JSON.stringify({ case: "vercel", text, tokens: usage.outputTokens }));
