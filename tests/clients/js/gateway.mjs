import { randomBytes } from "node:crypto";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const defaultHeaders = { "x-to11-authorization": `Bearer ${process.env.TO11_API_KEY}` };
const openai = new OpenAI({ baseURL: `${process.env.GATEWAY}/v1`, defaultHeaders, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: process.env.GATEWAY, defaultHeaders, maxRetries: 0 });

const messages = [{ role: "user", content: "What is the capital of France?" }];
const chat = { model: "gpt-4o-mini", messages };
const claude = { model: "claude-sonnet-4-5", max_tokens: 100, messages };

const cases = {
  async "openai-plain"() {
    const { data, response } = await openai.chat.completions.create(chat).withResponse();
    return [data.choices[0].message.content, data.usage.completion_tokens, response];
  },
  async "openai-stream"() {
    const { data, response } = await openai.chat.completions.create({ ...chat, stream: true }).withResponse();
    let text = "";
    let usage = null;
    for await (const chunk of data) {
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    return [text, usage, response];
  },
  async "openai-helper"() {
    const headers = new Headers({ traceparent: `00-${randomBytes(16).toString("hex")}-00f067aa0ba902b7-01` });
    const asked = { ...chat, stream_options: { include_usage: true } };
    const stream = openai.chat.completions.stream(asked, { headers });
    return [await stream.finalContent(), (await stream.totalUsage()).completion_tokens, { headers }];
  },
  async "anthropic-plain"() {
    const { data, response } = await anthropic.messages.create(claude).withResponse();
    return [data.content[0].text, data.usage.output_tokens, response];
  },
  async "anthropic-stream"() {
    const { data: stream, response } = await anthropic.messages.stream(claude).withResponse();
    const message = await stream.finalMessage();
    return [message.content[0].text, message.usage.output_tokens, response];
  },
  async "a key that is none"() {
    const stranger = new OpenAI({ baseURL: `${process.env.GATEWAY}/v1`, maxRetries: 0 });
    const refused = await stranger.models.list().catch((error) => error);
    return [refused.constructor.name, refused.status, { headers: refused.headers }];
  },
};

for (const [name, run] of Object.entries(cases)) {
  const [text, tokens, response] = await run();
  const traceId = response.headers.get("traceparent")?.split("-")[1] ?? "";
  console.log(JSON.stringify({ case: name, traceId, text, tokens }));
}
