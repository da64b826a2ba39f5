// A stake as the chain has it now. What the API says is a block or more old, and idle capital moves with every block.

import { contract } from "./contracts";
import { chain } from "./send";

/** Shares, and what they are worth in base units of PSC. */
interface Part {
  shares: bigint;
  worth: bigint;
}

/** What of a stake can be had at once, and what has to wait for capital to come back. */
export async function stake(product: number, account: string): Promise<{ free: Part; bound: Part }> {
  const pools = await contract("stake_pools", chain());
  const ask = async <T>(fn: string, ...args: unknown[]): Promise<T> => (await pools.getFunction(fn)(product, ...args)) as T;
  const [{ shares }, free] = await Promise.all([ask<{ shares: bigint }>("position", account), ask<bigint>("maxRedeem", account)]);
  const part = async (of: bigint): Promise<Part> => ({ shares: of, worth: await ask<bigint>("convertToAssets", of) });
  const [now, later] = await Promise.all([part(free), part(shares - free)]);
  return { free: now, bound: later };
}
