// Invariants of stock, of points and of memberships: each from the chain's own logs and views, beside what the index has of them.

import type { JsonRpcApiProvider } from "ethers";
import { all, get, type ItemOf } from "../api/client";
import { abi, address, type Name } from "../chain/contracts";
import { chain } from "../chain/send";
import { events, type Event } from "./logs";
import { counted, money, relation, sum, type Invariant, type View } from "./relation";

const MOST = 20_000;
/** Bits by which points shrink when a generation ends. */
const SHRINK = 16n;
const units = counted("units");
const points = counted("points");

/** The logs of a contract up to the block that is looked at. */
async function logged(name: Name, names: string[], to: number): Promise<Event[]> {
  const { start_block } = await get("/v1/status");
  return events(chain() as JsonRpcApiProvider, address(name), await abi(name), start_block, to, names);
}

export async function stock(view: View, to: number): Promise<Invariant[]> {
  const count = Number(await view<bigint>("catalog", "productCount"));
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const held = new Map(await Promise.all(ids.map(async (id): Promise<[number, bigint]> => [id, (await view<{ inventory: bigint }>("catalog", "product", id)).inventory])));
  const last = new Map((await logged("catalog", ["StockChanged"], to)).map(({ args }): [number, bigint] => [Number(args.product), args.inventory as bigint]));
  const indexed = await all("/v1/products", {}, MOST);
  const there = sum([...held.values()], (value) => value);
  const offers = (await all("/v1/offers", {}, MOST)).filter((offer) => offer.open);
  const promised = relation("Stock", "Rewards are on offer for no more units than are in stock", sum(offers, (offer) => BigInt(offer.units_left)), "≤", sum(offers, (offer) => held.get(offer.product) ?? 0n), units);
  return [
    relation("Stock", "What is in stock is what was last logged of each product", there, "=", sum(ids, (id) => last.get(id) ?? 0n), units),
    relation("Stock", "The index and the contract agree on it", sum(indexed, (product) => BigInt(product.inventory)), "=", there, units),
    // Of every product by itself: what one has too many another must not make up for.
    { ...promised, ok: promised.ok && offers.every((offer) => BigInt(offer.units_left) <= (held.get(offer.product) ?? 0n)) },
  ];
}

export async function shares(view: View, orders: ItemOf<"/v1/orders">[]): Promise<Invariant[]> {
  const buyers = [...new Set(orders.map((order) => order.buyer))];
  const totals = await view<{ generation: bigint; totalPoints: bigint }>("splitter", "totals");
  const theirs = await Promise.all(buyers.map((buyer) => view<bigint>("splitter", "points", buyer)));
  const pending = await Promise.all(buyers.map((buyer) => view<bigint>("splitter", "pending", buyer)));
  const sets = Array.from({ length: Number(await view<bigint>("splitter", "setCount")) }, (_, index) => index + 1);
  const ofSets = await Promise.all(sets.map((set) => view<{ points: bigint; generation: bigint }>("splitter", "setMember", set)));
  // A generation's end drops up to one point of each member; until the first one, nothing is lost.
  const sign = totals.generation === 0n ? "=" : "≤";
  const { groups } = await get("/v1/groups");
  const customers = groups.find((group) => group.name === "customers");
  return [
    relation("Points", "Customers' points add up to all points", sum(theirs, (value) => value), sign, totals.totalPoints, points),
    relation("Points", "Co-creators' sets have the same points together", sum(ofSets, (set) => set.points >> (SHRINK * (totals.generation - set.generation))), sign, totals.totalPoints, points),
    relation("Points", "What customers claimed and can claim is no more than they got", BigInt(customers?.claimed ?? 0) + sum(pending, (value) => value), "≤", BigInt(customers?.credited ?? 0)),
  ];
}

export async function memberships(balance: bigint, to: number): Promise<Invariant[]> {
  const log = await logged("memberships", ["Joined", "Distributed", "RestToCommunity", "FeeRebated", "CreditClaimed"], to);
  const of = (name: string, field: string): bigint => sum(log.filter((event) => event.name === name), ({ args }) => args[field] as bigint);
  const paid = of("Joined", "fee");
  const shared = of("Distributed", "amount") + of("RestToCommunity", "amount");
  const indexed = await all("/v1/memberships", {}, MOST);
  return [
    relation("Memberships", "What was shared of members' fees was paid before", shared, "≤", paid),
    relation("Memberships", "It holds fees that are not shared yet, and members' credits", balance, "≥", paid - shared + of("FeeRebated", "amount") - of("CreditClaimed", "amount"), money),
    relation("Memberships", "The index has every fee that a member paid", sum(indexed, (membership) => BigInt(membership.paid)), "=", paid),
  ];
}
