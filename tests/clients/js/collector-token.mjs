const api = process.env.TO11_API_URL ?? "http://127.0.0.1:4500";
let held = { token: "", refreshAt: 0, endsAt: 0 };
let running;

async function exchange() {
  const answer = await fetch(`${api}/v1/ingest-token/exchange`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ credential: process.env.TO11_API_KEY }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`no collector token: ${answer.status} ${await answer.text()}`);
  const { token, expiresAt } = await answer.json();
  const now = answer.headers.get("date") ?? new Date(); // by the clock that expiresAt is of
  const life = Date.parse(expiresAt) - Date.parse(now) - 2_000; // both are rounded
  held = { token, refreshAt: performance.now() + life * 0.65, endsAt: performance.now() + life * 0.9 };
}

// The token of the moment. Only who finds none that is valid waits for the exchange, half a minute at most.
export async function collectorToken() {
  const until = performance.now() + 30_000;
  for (;;) {
    if (performance.now() >= held.refreshAt) {
      running ??= exchange().finally(() => (running = undefined));
      running.catch(() => {});
    }
    if (performance.now() < held.endsAt) return held.token;
    try {
      await running;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
