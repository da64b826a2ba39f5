// Paying: an order's arguments, what a buyer signs for it, and allowances.

import { encodeBytes32String, hexlify, keccak256, randomBytes } from "ethers";
import { now, status } from "../api/live";
import type { CartLine } from "../market/cart";
import type { Name } from "./contracts";
import { abi, address, contract } from "./contracts";
import { chain } from "./send";
import { send, type Message, type Step } from "./plan";

/** `placeOrder`'s arguments. */
export type Order = [products: number[], versions: number[], quantities: number[], vias: number[], shares: number[], causes: number[], total: bigint, deadline: number, reference: string, share: boolean];

/** How long a signed cart is good for, seconds. */
const GOOD_FOR = 900;

export function order(lines: CartLine[], total: bigint, cause: number, share: boolean): Order {
  const column = (name: "product" | "version" | "quantity" | "via" | "share"): number[] => lines.map((line) => line[name]);
  return [column("product"), column("version"), column("quantity"), column("via"), column("share"), lines.map(() => cause), total, now.value + GOOD_FOR, hexlify(randomBytes(32)), share];
}

/** ERC-3009: the checkout may take exactly this order's total, for exactly this order. */
export async function authorization(buyer: string, order: Order): Promise<Message> {
  const encoded = (await abi("checkout")).encodeFunctionData("placeOrder", order);
  return {
    domain: { name: "ShareCash", version: "1", chainId: status.value?.chain_id ?? 0, verifyingContract: address("psc") },
    types: {
      ReceiveWithAuthorization: [
        { name: "from", type: "address" },
        { name: "to", type: "address" },
        { name: "value", type: "uint256" },
        { name: "validAfter", type: "uint256" },
        { name: "validBefore", type: "uint256" },
        { name: "nonce", type: "bytes32" },
      ],
    },
    message: { from: buyer, to: address("checkout"), value: order[6], validAfter: 0, validBefore: order[7], nonce: keccak256(`0x${encoded.slice(10)}`) },
  };
}

/** The step that lets `spender` take `amount`, if it may not yet. */
export async function allow(token: "psc" | "pss", owner: string, spender: Name, amount: bigint, shown: string): Promise<Step[]> {
  const at = await contract(token, chain());
  const allowed = (await at.getFunction("allowance")(owner, address(spender))) as bigint;
  if (allowed >= amount) return [];
  return [send(`Let the ${spender.replaceAll("_", " ")} take ${shown}`, { contract: token, fn: "approve", args: [address(spender), amount] })];
}

/** Whether an account can pay for gas. */
export async function hasEther(account: string): Promise<boolean> {
  return (await chain().getBalance(account)) > 0n;
}

/** A short text as 32 bytes. */
export const reference = encodeBytes32String;
