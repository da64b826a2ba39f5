// The newest block, and when to look again.

import { computed, signal } from "@preact/signals";
import { atLeast, get, type Answer } from "./client";
import { followShared } from "./shared";

/** What the API says about itself: the chain, and where the contracts are. */
export const status = signal<Answer<"/v1/status"> | null>(null);
export const statusError = signal<Error | null>(null);
/** The newest block that we know to be indexed. */
export const tip = signal<{ block: number; time: number } | null>(null);
/** Whether the event stream is open. */
export const live = signal(false);
/** Grows whenever something on the chain may have changed what is shown. */
export const changes = signal(0);

// Seconds between this machine's clock and the chain's.
const skew = signal(0);
const ticking = signal(Math.floor(Date.now() / 1000));
/** The chain's time, Unix seconds: what contracts go by. */
export const now = computed(() => Math.max(ticking.value + skew.value, tip.value?.time ?? 0));

/** Begins to follow. */
export function start(): AbortController {
  const stop = learn();
  void followShared(
    "/v1/stream",
    {
      connected: (open) => {
        live.value = open;
      },
      event: ({ event, data }) => {
        if (event === "block") {
          const told = JSON.parse(data) as { block: number; time: number; logs: number };
          advance(told.block, told.time);
          if (told.logs > 0) changes.value += 1;
        } else if (event === "rewind") {
          changes.value += 1;
        }
      },
    },
    stop.signal,
  );
  return stop;
}

/** Asks once where everything is, and keeps time from then on: for what does not follow the chain. */
export function learn(): AbortController {
  const stop = new AbortController();
  setInterval(() => {
    if (document.visibilityState === "visible") ticking.value = Math.floor(Date.now() / 1000);
  }, 1000);
  void load(stop.signal);
  return stop;
}

async function load(signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const answer = await get("/v1/status", {}, signal);
      status.value = answer;
      statusError.value = null;
      if (answer.indexed) {
        advance(answer.indexed.number, answer.indexed.time);
        const time = await clock(answer).catch(() => null);
        if (time !== null) setSkew(time);
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      statusError.value = error as Error;
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

function advance(block: number, time: number): void {
  tip.value = { block, time };
  setSkew(time);
}

function setSkew(time: number): void {
  // A chain of tests may be far from now; one that only lags is not another time.
  const apart = time - Date.now() / 1000;
  skew.value = Math.abs(apart) > 600 ? Math.round(apart) : 0;
}

/** The time that the next block would have, by ERC-6372's `clock()`: the newest one may be long ago. */
async function clock({ rpc_url, contracts }: Answer<"/v1/status">): Promise<number | null> {
  if (!rpc_url) return null;
  const call = { jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: contracts.pss, data: "0x91ddadf4" }, "pending"] };
  const response = await fetch(rpc_url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(call) });
  const { result } = (await response.json()) as { result?: string };
  return result ? Number(BigInt(result)) : null;
}

/** After a transaction of ours: nothing shown is to be older. */
export function settled(block: number): void {
  atLeast(block);
  changes.value += 1;
}
