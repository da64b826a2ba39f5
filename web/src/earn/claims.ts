// Everything that an account can claim, each with the call that pays it out.

import type { Answer } from "../api/client";
import type { Name } from "../chain/contracts";
import { send, type Call, type Plan } from "../chain/plan";
import { exact, PSC } from "../money/amount";

/** A sum of PSC that waits. */
export interface Claim {
  why: string;
  amount: bigint;
  call: Call;
}

export function claims(of: Answer<"/v1/accounts/{address}/commerce">, psc: string): Claim[] {
  const list: Claim[] = [];
  const add = (why: string, amount: string | bigint, contract: Name, fn: string, args: readonly unknown[]): void => {
    if (BigInt(amount) > 0n) list.push({ why, amount: BigInt(amount), call: { contract, fn, args } });
  };
  add("As a customer", of.customer.pending, "splitter", "claim", []);
  for (const set of of.sets) if (set.accepted) add(`As a maker, set ${set.set}`, set.pending, "splitter", "claimSet", [set.set]);
  for (const cause of of.causes) add(`As cause ${cause.cause}`, cause.pending, "splitter", "claimCause", [cause.cause]);
  for (const expert of of.network.experts) add(`As expert ${expert.number}`, expert.claimable, "cycles", "claimExpert", [expert.number]);
  for (const platform of of.network.platforms) add(`As platform ${platform.number}`, platform.claimable, "cycles", "claimPlatform", [platform.number]);
  for (const place of of.network.places) if (!place.disputed) add(`Place ${place.place} with report ${place.report}`, place.pending, "cycles", "claimPlace", [place.cycle, place.product, place.place]);
  const cycles = of.network.community.filter((cycle) => BigInt(cycle.pending) > 0n);
  if (cycles.length > 0) {
    const sum = cycles.reduce((total, cycle) => total + BigInt(cycle.pending), 0n);
    add(`For votes and judgements in ${cycles.length === 1 ? "a cycle" : `${cycles.length} cycles`}`, sum, "cycles", "claimCommunity", [of.address, cycles.map((cycle) => cycle.cycle)]);
  }
  for (const credit of of.credits) {
    if (credit.token !== psc) continue;
    const contract = credit.contract.replaceAll("-", "_") as Name;
    add(`Credited by ${credit.contract}`, credit.amount, contract, "claimFor", contract === "offer_pool" ? [credit.token, of.address] : [of.address]);
  }
  return list;
}

/** One review for all of them; each is a transaction of its own. */
export function claimPlan(list: Claim[]): Plan {
  const total = list.reduce((sum, claim) => sum + claim.amount, 0n);
  return {
    title: `Claim ${exact(total, PSC)} PSC`,
    facts: list.map((claim) => [claim.why, `${exact(claim.amount, PSC)} PSC`]),
    note: "Shares of running cycles and sales go on growing: you may receive a little more than is shown.",
    steps: list.map((claim) => send(claim.why, claim.call)),
  };
}
