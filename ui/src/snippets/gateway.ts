/** A model called through the gateway: the provider's own SDK with another base URL and two headers. */

import { type Addresses, type Snippet, trimmed } from './addresses';

export function gatewayPython({ gateway, projectId }: Addresses): Snippet {
  return {
    id: 'gateway-python',
    title: 'Call a model',
    syntax: 'python',
    code: trimmed(`
# pip install openai
import os

from openai import OpenAI

client = OpenAI(
    base_url="${gateway}/v1",
    default_headers={
        "x-to11-authorization": f"Bearer {os.environ['TO11_API_KEY']}",
        "x-to11-project-id": "${projectId}",
    },
)
completion = client.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "Say this is a test"}],
)
print(completion.choices[0].message.content)
`),
  };
}

export function gatewayJavaScript({ gateway, projectId }: Addresses): Snippet {
  return {
    id: 'gateway-javascript',
    title: 'Call a model',
    syntax: 'javascript',
    code: trimmed(`
// npm install openai
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "${gateway}/v1",
  defaultHeaders: {
    "x-to11-authorization": \`Bearer \${process.env.TO11_API_KEY}\`,
    "x-to11-project-id": "${projectId}",
  },
});
const completion = await client.chat.completions.create({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Say this is a test" }],
});
console.log(completion.choices[0].message.content);
`),
  };
}

export function gatewayCurl({ gateway, projectId }: Addresses): Snippet {
  return {
    id: 'gateway-curl',
    title: 'Call a model',
    syntax: 'shell',
    code: trimmed(`
curl -sS ${gateway}/v1/chat/completions \\
  -H "x-to11-authorization: Bearer $TO11_API_KEY" \\
  -H "x-to11-project-id: ${projectId}" \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say this is a test"}]}'
`),
  };
}
