// Plans of buyers.

import { hasEther, order as build, allow, authorization } from "../chain/paying";
import { abi, address } from "../chain/contracts";
import { send, type Plan, type Receipt, type Step } from "../chain/plan";
import { pack } from "./signed-order";
import { connection, DEV_CHAIN, DEV_WALLET } from "../chain/wallet";
import { origin } from "../api/client";
import { status } from "../api/live";
import { exact, PSC } from "../money/amount";
import type { CartLine } from "./cart";

/** How an order gets to the chain. */
export type Way = "relayed" | "handed" | "signed" | "direct";

export interface Choice {
  cause: number;
  share: boolean;
  way: Way;
}

/** Whether somebody here sends what others signed: on the devchain only. */
export const relays = (): boolean => status.value?.chain_id === DEV_CHAIN && connection.value?.wallet.info.rdns === DEV_WALLET;

export async function payPlan(lines: CartLine[], total: bigint, choice: Choice): Promise<Plan> {
  const buyer = connection.value?.account;
  if (!buyer) throw new Error("Connect a wallet first.");
  const order = build(lines, total, choice.cause, choice.share);
  const shown = `${exact(total, PSC)} PSC`;
  if (["signed", "direct"].includes(choice.way) && !(await hasEther(buyer))) throw new Error("This account has no ether to pay the network with. Choose to have the order relayed.");
  let steps: Step[];
  if (choice.way === "direct") {
    steps = [...(await allow("psc", buyer, "checkout", total, shown)), send("Place the order", { contract: "checkout", fn: "placeOrder", args: order })];
  } else {
    steps = [{ kind: "sign", label: `Sign that the checkout may take ${shown} for this cart`, message: await authorization(buyer, order) }];
    if (choice.way !== "handed") {
      steps.push({
        kind: "send",
        label: choice.way === "relayed" ? "The relayer sends it and pays the network" : "Send the signed order",
        call: ([signature]) => ({ contract: "checkout", fn: "placeOrderWithAuthorization", args: [buyer, ...order, signature] }),
        ...(choice.way === "relayed" ? { from: "relayer" as const } : {}),
      });
    }
  }
  return {
    title: "Pay this cart",
    facts: [
      ["You pay", shown],
      ["For", lines.map((line) => `${line.quantity} × ${line.title}`).join(", ")],
      ["Good until", "15 minutes from now; all of it or nothing"],
    ],
    note: "If a price, a version or a store changes before it is in a block, the order is refused and nothing is taken.",
    steps,
    ...(choice.way === "handed" ? { handOver: ([signature]: string[]) => `${location.origin}/relay#${pack({ buyer, order, signature: signature ?? "" })}` } : {}),
    done: onward,
  };
}

/** Where to go on from an order's transaction. */
export function onward(receipt: Receipt): { label: string; href: string } {
  const id = orderOf(receipt);
  return id === undefined ? { label: "Orders", href: `${origin}/orders` } : { label: `Order ${id}`, href: `${origin}/orders/${id}` };
}

/** keccak256 of OrderPlaced's signature is computed when the interface is loaded. */
let topic = "";
void abi("checkout").then((checkout) => {
  topic = checkout.getEvent("OrderPlaced")?.topicHash ?? "";
});

function orderOf(receipt: Receipt): bigint | undefined {
  const log = receipt.logs.find((entry) => entry.address.toLowerCase() === address("checkout").toLowerCase() && entry.topics[0] === topic);
  return log?.topics[1] === undefined ? undefined : BigInt(log.topics[1]);
}
