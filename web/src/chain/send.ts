// Carries a plan out: check it against the chain, ask the wallet, follow to the block, wait until the API has it.

import { BrowserProvider, JsonRpcProvider, type Result } from "ethers";
import { get } from "../api/client";
import { settled, status } from "../api/live";
import { abi, address, nameAt } from "./contracts";
import { declined, explain } from "./errors";
import { flow, type Call, type Flow, type Plan, type Receipt, type Step } from "./plan";
import { connection, switchChain, type Provider } from "./wallet";

let node: { url: string; provider: JsonRpcProvider } | null = null;

/** Asks the chain itself: the public node if there is one, else the wallet's. */
export function chain(): JsonRpcProvider | BrowserProvider {
  const url = status.value?.rpc_url;
  if (url) {
    if (node?.url !== url) node = { url, provider: new JsonRpcProvider(url, status.value?.chain_id, { cacheTimeout: -1, staticNetwork: true, pollingInterval: 250 }) };
    return node.provider;
  }
  if (!connection.value) throw new Error("Connect a wallet first: this server names no node that anybody may ask.");
  return new BrowserProvider(connection.value.wallet.provider as never, status.value?.chain_id, { cacheTimeout: -1 });
}

function update(change: Partial<Flow>): void {
  if (flow.value) flow.value = { ...flow.value, ...change };
}

let signatures: string[] = [];

/** Shows a plan. */
export async function review(plan: Plan): Promise<void> {
  signatures = [];
  flow.value = { plan, phase: "checking", step: 0 };
  await check();
}

/** What the next step asks of the chain: would it go through, and what does it cost? */
async function check(): Promise<void> {
  const current = flow.value;
  const step = current?.plan.steps[current.step];
  if (!current || !step) return;
  if (step.kind === "sign") {
    update({ phase: "review", call: undefined, fee: undefined });
    return;
  }
  try {
    const call = await step.call(signatures);
    const encoded = await encode(call);
    const described = await describe(encoded.to, encoded.data);
    update({ call: described });
    const from = await sender(step);
    const [gas, price] = await Promise.all([chain().estimateGas({ ...encoded, from }), chain().getFeeData()]);
    update({ phase: "review", fee: gas * (price.gasPrice ?? 0n) });
  } catch (error) {
    update({ phase: "failed", error: await explain(error) });
  }
}

async function sender(step: Step): Promise<string> {
  if (step.kind === "send" && step.from === "relayer") return (await import("./dev-wallet")).relayer();
  if (!connection.value) throw new Error("Connect a wallet first.");
  return connection.value.account;
}

async function encode(call: Call): Promise<{ to: string; data: string; value: bigint }> {
  return { to: address(call.contract), data: (await abi(call.contract)).encodeFunctionData(call.fn, [...call.args]), value: call.value ?? 0n };
}

/** A call as one reads it. */
export async function describe(to: string, data: string): Promise<NonNullable<Flow["call"]>> {
  const name = nameAt(to);
  const parsed = name ? (await abi(name)).parseTransaction({ data }) : null;
  const args = parsed?.fragment.inputs.map((input, index): [string, string] => [input.name, shown(parsed.args[index])]) ?? [];
  return { to, name: name ?? "unknown contract", fn: parsed?.name ?? data.slice(0, 10), args };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${[...(value as Result)].map(shown).join(", ")}]`;
  return String(value);
}

/** Goes on: what was reviewed is agreed to. */
export async function proceed(): Promise<void> {
  try {
    await switchChain();
    for (;;) {
      const current = flow.value;
      const step = current?.plan.steps[current.step];
      if (!current || !step) return;
      update({ phase: "wallet", error: undefined });
      const { provider, account } = acting(step);
      if (step.kind === "sign") {
        signatures.push(await sign(provider, await account, step));
      } else {
        const encoded = await encode(await step.call(signatures));
        const hash = (await provider.request({
          method: "eth_sendTransaction",
          params: [{ from: await account, to: encoded.to, data: encoded.data, value: `0x${encoded.value.toString(16)}` }],
        })) as string;
        update({ phase: "mining", hash });
        const receipt = await mined(hash, { ...encoded, from: await account });
        update({ receipt });
      }
      const next = current.step + 1;
      if (next === current.plan.steps.length) break;
      update({ step: next, call: undefined, fee: undefined });
      const after = current.plan.steps[next];
      if (after?.kind === "send") {
        const encodedNext = await encode(await after.call(signatures));
        update({ call: await describe(encodedNext.to, encodedNext.data) });
      }
    }
    flow.value?.plan.carriedOut?.();
    const receipt = flow.value?.receipt;
    if (receipt) {
      update({ phase: "indexing" });
      settled(receipt.blockNumber);
      await get("/v1/tokens");
    }
    update({ phase: "done", text: flow.value?.plan.handOver?.(signatures) });
  } catch (error) {
    update({ phase: declined(error) ? "review" : "failed", error: await explain(error) });
  }
}

function acting(step: Step): { provider: Provider; account: Promise<string> } {
  const current = connection.value;
  if (!current) throw new Error("Connect a wallet first.");
  return { provider: current.wallet.provider, account: sender(step) };
}

async function sign(provider: Provider, account: string, step: Step & { kind: "sign" }): Promise<string> {
  const { domain, types, message } = step.message;
  const own = [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ];
  const text = JSON.stringify({ domain, types: { EIP712Domain: own, ...types }, primaryType: Object.keys(types)[0], message }, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return (await provider.request({ method: "eth_signTypedData_v4", params: [account, text] })) as string;
}

async function mined(hash: string, call: { from: string; to: string; data: string; value: bigint }): Promise<Receipt> {
  const receipt = await chain().waitForTransaction(hash, 1, 120_000);
  if (!receipt) throw new Error(`The transaction ${hash} is in no block after two minutes. It may still get into one: look for it before you try again.`);
  if (receipt.status !== 1) {
    // The same call at that block tells why; a receipt does not.
    const why = await chain()
      .call({ ...call, blockTag: receipt.blockNumber })
      .then(() => "", explain);
    throw new Error(`The transaction was refused in block ${receipt.blockNumber}; nothing but the fee was taken. ${why}`);
  }
  return receipt;
}

/** Closes what is shown. */
export function close(): void {
  flow.value = null;
}
