// The protocol's invariants with their live figures: one side from the index, the other from the chain's own books.

import { Contract, type JsonRpcApiProvider } from "ethers";
import { all, get } from "../api/client";
import { abi, address, type Name } from "../chain/contracts";
import { chain } from "../chain/send";
import { exact, PSS } from "../money/amount";
import { memberships, shares, stock } from "./ledgers";
import { events } from "./logs";
import { relation, sum, type Invariant, type View } from "./relation";

const MOST = 20_000;

/** Computes them all, the chain's side as of one block that the index has as well. */
export async function invariants(): Promise<Invariant[]> {
  const status = await get("/v1/status");
  const at = { blockTag: status.indexed?.number ?? "latest" } as const;
  const contract = async (name: Name): Promise<Contract> => new Contract(address(name), await abi(name), chain());
  const view: View = async <T,>(name: Name, fn: string, ...args: unknown[]): Promise<T> => (await (await contract(name)).getFunction(fn)(...args, at)) as T;
  const balance = (token: Name, of: Name): Promise<bigint> => view(token, "balanceOf", address(of));

  const report = await view<{ onchainSupply: bigint; attestedSupply: bigint; onchainReserve: bigint; attestedInForce: bigint }>("reserve", "reserveReport");
  const supply = await view<bigint>("psc", "totalSupply");
  const list: Invariant[] = [
    relation("PSC", "Supply is the on-chain part and the attested part", supply, "=", report.onchainSupply + report.attestedSupply),
    relation("PSC", "The on-chain part is the reserve accounted for", report.onchainSupply, "=", report.onchainReserve),
    relation("PSC", "Reserve and attestation in force cover the supply", report.onchainReserve + report.attestedInForce, "≥", supply),
    relation("PSS", "Supply stays under its cap", await view<bigint>("pss", "totalSupply"), "≤", await view<bigint>("pss", "cap"), (value) => `${exact(value, PSS)} PSS`),
  ];

  const orders = await all("/v1/orders", {}, MOST);
  const paid = sum(orders, (order) => BigInt(order.total));
  list.push(
    relation("Checkout", "What buyers paid is settled, held or refunded", paid, "=", sum(orders, (order) => BigInt(order.settled) + BigInt(order.held) + BigInt(order.refunded))),
    relation("Checkout", "The checkout holds what it holds for buyers", await balance("psc", "checkout"), "≥", sum(orders, (order) => BigInt(order.held))),
  );
  const settlements = await all("/v1/settlements", {}, MOST);
  list.push(
    relation("Checkout", "Every line paid out exactly its gross, part by part", sum(settlements, (line) => BigInt(line.gross)), "=", sum(settlements, (line) => BigInt(line.experience_fee) + BigInt(line.community_fee) + BigInt(line.cashback) + BigInt(line.stake_share) + BigInt(line.groups) + BigInt(line.repayment) + BigInt(line.to_vendor))),
    relation("Checkout", "A line pays out at most once", BigInt(new Set(settlements.map((line) => `${line.order}/${line.line}`)).size), "=", BigInt(settlements.length), (value) => `${value} lines`),
  );

  const offers = await all("/v1/offers", {}, MOST);
  const escrow = (token: string): bigint => sum(offers.filter((offer) => offer.token === token), (offer) => BigInt(offer.units_left + offer.units_reserved) * BigInt(offer.reward_per_unit));
  list.push(
    relation("Offer pool", "It holds every unit's reward that is left or reserved, in PSC", await balance("psc", "offer_pool"), "≥", escrow(address("psc"))),
    relation("Offer pool", "The same in PSS", await balance("pss", "offer_pool"), "≥", escrow(address("pss")), (value) => `${exact(value, PSS)} PSS`),
  );

  const groups = await get("/v1/groups");
  const totals = await view<{ totalProfit: bigint; perGroup: bigint }>("splitter", "totals");
  list.push(
    relation("Splitter", "All profit is three equal parts and a remainder under three units", totals.totalProfit, "=", 3n * totals.perGroup + BigInt(groups.remainder)),
    relation("Splitter", "It holds what the groups did not claim yet", await balance("psc", "splitter"), "≥", sum(groups.groups, (group) => BigInt(group.credited) - BigInt(group.claimed)) + BigInt(groups.remainder)),
  );

  const pools = await all("/v1/pools", {}, MOST);
  const due = sum(pools, (pool) => BigInt(pool.idle) + BigInt(pool.unstreamed) + BigInt(pool.store_deposit));
  list.push(
    relation("Stake pools", "They hold idle capital, unstreamed profit and the stores' deposits", await balance("psc", "stake_pools"), "≥", due),
    relation("Stake pools", "Redemptions filled or owed stay covered", await balance("psc", "stake_pools"), "≥", due + (await view<bigint>("stake_pools", "owedToGroups"))),
  );

  const worth = await Promise.all(pools.map((pool) => view<bigint>("stake_pools", "totalAssets", pool.product)));
  list.push(relation("Stake pools", "Their contract and the index agree on what they are worth", sum(worth, (value) => value), "=", sum(pools, (pool) => BigInt(pool.total_assets))));

  const fees = await all("/v1/experience-fees", {}, MOST);
  const payments = await all("/v1/network-payments", {}, MOST);
  const kept = sum(fees, (fee) => BigInt(fee.experience_fee) + BigInt(fee.community_fee)) - sum(payments, (payment) => BigInt(payment.amount));
  list.push(relation("Quality network", "It holds every fee that it received and has not paid out", await balance("psc", "cycles"), "≥", kept));

  const uses = await events(chain() as JsonRpcApiProvider, address("psc"), await abi("psc"), status.start_block, status.indexed?.number ?? 0, ["AuthorizationUsed"]);
  const once = new Set(uses.map(({ args }) => `${String(args.authorizer)} ${String(args.nonce)}`)).size;
  list.push(relation("PSC", "An authorization is used at most once", BigInt(once), "=", BigInt(uses.length), (value) => `${value} authorizations`));

  const to = status.indexed?.number ?? 0;
  list.push(...(await stock(view, to)), ...(await shares(view, orders)), ...(await memberships(await balance("psc", "memberships"), to)));

  const offering = await get("/v1/offering");
  list.push(relation("Offering", "It never sells more than it was given", BigInt(offering.sold), "≤", BigInt(offering.for_sale), (value) => `${exact(value, PSS)} PSS`));
  return list;
}
