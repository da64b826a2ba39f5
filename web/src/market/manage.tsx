// What a store's owner changes: price, stock, offer; and new products.

import { useState } from "preact/hooks";
import type { ItemOf } from "../api/client";
import { status } from "../api/live";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, parse, percent, PSC } from "../money/amount";
import { waterfall } from "../money/waterfall";
import { SplitBar } from "../ui/split";
import { Act } from "../ui/wallet";
import { title } from "./name";

type Product = ItemOf<"/v1/products">;

export function Manage({ product }: { product: Product }) {
  const [price, setPrice] = useState(exact(product.price, PSC));
  const [units, setUnits] = useState("10");
  const [reward, setReward] = useState("1.00");
  const name = title(product);
  const offer = product.offer;
  return (
    <details class="line">
      <summary>
        {name}: {exact(product.price, PSC)} PSC, {product.inventory} in stock{offer ? `, offer ${offer.id} open` : ""}
      </summary>
      <div class="stack">
        <div class="row">
          <label class="field">
            <span>Price, PSC</span>
            <input value={price} inputMode="decimal" onInput={(event) => setPrice(event.currentTarget.value)} />
          </label>
          <Act
            slim
            label="Set price"
            act={() =>
              proposeCall("Set the price", [["Product", name], ["From", `${exact(product.price, PSC)} PSC`], ["To", `${exact(parse(price, PSC), PSC)} PSC`]], { contract: "catalog", fn: "setPrice", args: [product.id, parse(price, PSC)] })
            }
          />
        </div>
        <div class="row">
          <label class="field">
            <span>Units</span>
            <input value={units} inputMode="numeric" onInput={(event) => setUnits(event.currentTarget.value)} />
          </label>
          <Act slim label="Add stock" act={() => proposeCall("Add stock", [["Product", name], ["Stock after", String(BigInt(product.inventory) + parse(units, 0))]], { contract: "catalog", fn: "restock", args: [product.id, parse(units, 0)] })} />
          <Act slim label="Take out of stock" act={() => proposeCall("Take out of stock", [["Product", name], ["Stock after", String(BigInt(product.inventory) - parse(units, 0))]], { contract: "catalog", fn: "unstock", args: [product.id, parse(units, 0)] })} />
        </div>
        <div class="row">
          <label class="field">
            <span>Reward per unit that others sell, PSC</span>
            <input value={reward} inputMode="decimal" onInput={(event) => setReward(event.currentTarget.value)} />
          </label>
          {offer ? (
            <>
              <Act slim label="Top up by units" act={() => postOffer(product, name, BigInt(offer.reward_per_unit), parse(units, 0), true)} />
              <Act slim label="Revoke the offer" act={() => proposeCall("Revoke the offer", [["Product", name], ["Back to you", "what is neither paid nor reserved"]], { contract: "offer_pool", fn: "revoke", args: [product.id, false] })} />
            </>
          ) : (
            <Act slim label="Post an offer for units" act={() => postOffer(product, name, parse(reward, PSC), parse(units, 0), false)} />
          )}
        </div>
        <p class="small soft">
          {product.terms.stake_bps > 0 && (
            <>
              <a href={`/earn/pools/${product.id}`}>Its stake pool, and advances out of it</a> ·{" "}
            </>
          )}
          <a href={`/quality/${product.id}`}>{product.experience_fee_bps > 0 ? "Its claims in the quality network" : "Enrol it in the quality network"}</a>
        </p>
        <div class="row">
          <Act slim label={product.active ? "Withdraw from sale" : "Put on sale"} act={() => proposeCall(product.active ? "Withdraw from sale" : "Put on sale", [["Product", name]], { contract: "catalog", fn: "setActive", args: [product.id, !product.active] })} />
          <Act slim label={product.open_to_listings ? "Close to other stores" : "Open to other stores"} act={() => proposeCall(product.open_to_listings ? "Close to other stores" : "Open to other stores", [["Product", name]], { contract: "catalog", fn: "setOpenToListings", args: [product.id, !product.open_to_listings] })} />
        </div>
      </div>
    </details>
  );
}

async function postOffer(product: Product, name: string, reward: bigint, units: bigint, top: boolean): Promise<void> {
  const me = connection.value?.account ?? "";
  const token = top && product.offer ? product.offer.token : status.value?.contracts.psc;
  const symbol = token === status.value?.contracts.pss ? "pss" : "psc";
  const total = reward * units;
  const shown = `${exact(total, symbol === "psc" ? PSC : 18)} ${symbol.toUpperCase()}`;
  const { allow } = await import("../chain/paying");
  await propose({
    title: top ? "Top up the offer" : "Post an offer",
    facts: [
      ["Product", name],
      ["Units", String(units)],
      ["Escrowed", shown],
    ],
    note: "It stays in the offer pool until other stores sell units, or you revoke.",
    steps: [
      ...(await allow(symbol, me, "offer_pool", total, shown)),
      send(top ? "Top up" : "Post", { contract: "offer_pool", fn: top ? "topUp" : "post", args: top ? [product.id, units] : [product.id, token, reward, units] }),
    ],
  });
}

const PER_CENT = 100;

/** A product's text travels in its own URI: no server of ours holds it. */
export function AddProduct({ store }: { store: number }) {
  const [form, setForm] = useState({ title: "", body: "", price: "10.00", stock: "10", profit: "20", cashback: "10", stake: "0", days: "0" });
  const field = (name: keyof typeof form, label: string, hint?: string) => (
    <label class="field">
      <span>{label}</span>
      <input value={form[name]} onInput={(event) => setForm({ ...form, [name]: event.currentTarget.value })} />
      {hint && <span class="hint">{hint}</span>}
    </label>
  );
  const bps = (text: string): number => Number(parse(text, 2)) * (PER_CENT / 100);
  const safe = <T,>(read: () => T, other: T): T => {
    try {
      return read();
    } catch {
      return other;
    }
  };
  const price = safe(() => parse(form.price, PSC), 0n);
  const terms = { profit_bps: safe(() => bps(form.profit), 0), cashback_bps: safe(() => bps(form.cashback), 0), stake_bps: safe(() => bps(form.stake), 0) };
  const submit = async (): Promise<void> => {
    const { keccak256, toUtf8Bytes } = await import("ethers");
    const text = JSON.stringify({ title: form.title.trim(), ...(form.body.trim() ? { body: form.body.trim() } : {}) });
    const hold = parse(form.days, 0) * 86_400n;
    const uri = `data:application/json,${encodeURIComponent(text)}`;
    const args = [store, parse(form.price, PSC), parse(form.stock, 0), bps(form.profit), bps(form.cashback), bps(form.stake), hold, 0, keccak256(toUtf8Bytes(text)), uri];
    await proposeCall(
      "Add a product",
      [
        ["Title", form.title],
        ["Price", `${exact(parse(form.price, PSC), PSC)} PSC`],
        ["Shared profit", percent(bps(form.profit))],
      ],
      { contract: "catalog", fn: "addProduct", args },
    );
  };
  return (
    <details class="line">
      <summary>Add a product</summary>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        {field("title", "Title")}
        {field("body", "Description")}
        <div class="row">
          {field("price", "Price, PSC")}
          {field("stock", "Stock")}
          {field("days", "Return window, days")}
        </div>
        <div class="row">
          {field("profit", "Shared profit, % of the price")}
          {field("cashback", "Cashback, % of the profit")}
          {field("stake", "For stakers, % of the profit")}
        </div>
        {price > 0n && <SplitBar of={waterfall(price, terms, { experienceFeeBps: 0, shared: true, staked: true })} />}
        <div class="row">
          <Act main label="Add the product" disabled={form.title.trim() === ""} act={submit} />
        </div>
      </form>
    </details>
  );
}
