// The chain itself, asked past page and API.

import { readFileSync } from "node:fs";
import { Contract, HDNodeWallet, JsonRpcProvider, Mnemonic, NonceManager } from "ethers";
import { WEB } from "./browser";

const status = (await (await fetch(`${WEB}/v1/status`)).json()) as { rpc_url: string; contracts: Record<string, string> };

export const node = new JsonRpcProvider(status.rpc_url, undefined, { cacheTimeout: -1, pollingInterval: 100 });
const MNEMONIC = Mnemonic.fromPhrase("test test test test test test test test test test test junk");

/** Somebody's key. */
export const wallet = (index: number): HDNodeWallet => HDNodeWallet.fromMnemonic(MNEMONIC, `m/44'/60'/0'/0/${index}`).connect(node);
export const addressOf = (index: number): string => wallet(index).address;

/** A contract; with `by`, somebody sends to it. */
export function contract(name: string, by?: number): Contract {
  const pascal = name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const abi = JSON.parse(readFileSync(new URL(`../../abi/${pascal}.json`, import.meta.url), "utf8")) as never;
  return new Contract(status.contracts[name] ?? "", abi, by === undefined ? node : new NonceManager(wallet(by)));
}

/** What a view answers now. */
export async function view<T>(name: string, fn: string, ...args: unknown[]): Promise<T> {
  return (await contract(name).getFunction(fn)(...args)) as T;
}

/** Lets the chain's time pass. */
export async function pass(seconds: number): Promise<void> {
  await node.send("evm_increaseTime", [seconds]);
  await node.send("evm_mine", []);
}

/** The newest block's time. */
export async function time(): Promise<number> {
  return (await node.getBlock("latest"))?.timestamp ?? 0;
}

/** Lets time pass until then. */
export async function until(at: number): Promise<void> {
  const left = at - (await time());
  if (left > 0) await pass(left);
}

/** Sends a call as somebody, past the page, and waits for its block. */
export async function call(by: number, name: string, fn: string, ...args: unknown[]): Promise<void> {
  const sent = (await contract(name, by).getFunction(fn)(...args)) as { wait(): Promise<unknown> };
  await sent.wait();
}
