// A transaction before it is sent: what it does, in words and in calls. No code of the chain here, so that pages load quickly.

import { signal } from "@preact/signals";
import type { Name } from "./contracts";

/** A call of a contract. */
export interface Call {
  contract: Name;
  fn: string;
  args: readonly unknown[];
  value?: bigint;
}

/** EIP-712, as a wallet shows and signs it. */
export interface Message {
  domain: { name: string; version: string; chainId: number; verifyingContract: string };
  types: Record<string, { name: string; type: string }[]>;
  message: Record<string, unknown>;
}

/** One thing that the wallet is asked for. */
export type Step =
  | { kind: "send"; label: string; call: (signatures: string[]) => Call | Promise<Call>; from?: "relayer" }
  | { kind: "sign"; label: string; message: Message };

/** What somebody is about to do. */
export interface Plan {
  title: string;
  /** What it means, line by line. */
  facts: [label: string, value: string][];
  note?: string;
  steps: Step[];
  /** Told once, when all is signed and what is sent is in a block. */
  carriedOut?: () => void;
  /** Of a plan that only signs: a text to hand to whoever sends it. */
  handOver?: (signatures: string[]) => string;
  /** Where to go on; shown when the API has it. */
  done?: (receipt: Receipt) => { label: string; href: string } | undefined;
}

export interface Log {
  address: string;
  topics: readonly string[];
  data: string;
}
export interface Receipt {
  hash: string;
  blockNumber: number;
  logs: readonly Log[];
}

/** Where a plan is. */
export interface Flow {
  plan: Plan;
  phase: "checking" | "review" | "wallet" | "mining" | "indexing" | "done" | "failed";
  step: number;
  error?: string;
  /** What the network asks for the next transaction, wei. */
  fee?: bigint;
  /** The next call, decoded, as the wallet will show it. */
  call?: { to: string; name: string; fn: string; args: [name: string, value: string][] };
  hash?: string;
  receipt?: Receipt;
  /** What was signed, to be handed over. */
  text?: string;
}

/** The plan that is shown, if any. */
export const flow = signal<Flow | null>(null);

/** A step that sends one call, which is known beforehand. */
export const send = (label: string, call: Call): Step => ({ kind: "send", label, call: () => call });

/** Shows a plan of one call. */
export const proposeCall = (title: string, facts: Plan["facts"], call: Call): Promise<void> => propose({ title, facts, steps: [send(title, call)] });

/** Shows a plan for review; nothing is sent before it is agreed to. */
export async function propose(plan: Plan | Promise<Plan>): Promise<void> {
  const [ready, sending] = await Promise.all([plan, import("./send")]);
  await sending.review(ready);
}
