// The cart: lines of many stores, paid at once.

import { useState } from "preact/hooks";
import { get, type Answer } from "../api/client";
import { useApi, useLoad } from "../api/use";
import { propose } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, PSC } from "../money/amount";
import { Page } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Amount } from "../ui/value";
import { Act } from "../ui/wallet";
import { accept, cart, clear, setQuantity, type CartLine } from "./cart";
import { title } from "./name";
import { payPlan, relays, type Way } from "./pay";

type Product = Answer<"/v1/products/{id}">;

export default function CartPage() {
  const lines = cart.value;
  const ids = [...new Set(lines.map((line) => line.product))];
  const products = useLoad(ids.length > 0 ? `cart ${ids.join()}` : null, (signal) => Promise.all(ids.map((id) => get("/v1/products/{id}", { path: { id } }, signal))));
  return (
    <Page title="Your cart" lead={lines.length > 0 ? "One payment, whatever the number of stores. Each vendor, maker and cause is paid by the contract, none by us." : undefined}>
      {lines.length === 0 ? (
        <Empty>
          <p>
            It is empty. <a href="/">See what is for sale</a>
          </p>
        </Empty>
      ) : (
        <Show of={products}>{(found) => <Filled lines={lines} products={new Map(found.map((product) => [product.id, product]))} />}</Show>
      )}
    </Page>
  );
}

/** Why a line cannot be ordered as it is. */
function obstacle(line: CartLine, product: Product): string | null {
  if (!product.available) return "Sold out. Take it out of the cart.";
  if (line.quantity > product.inventory) return `Only ${product.inventory} left.`;
  return null;
}

function Filled({ lines, products }: { lines: CartLine[]; products: Map<number, Product> }) {
  const all = lines.flatMap((line) => {
    const product = products.get(line.product);
    return product ? [{ line, product }] : [];
  });
  const total = all.reduce((sum, { line, product }) => sum + BigInt(product.price) * BigInt(line.quantity), 0n);
  const blocked = all.some(({ line, product }) => obstacle(line, product) !== null || line.version !== product.version);
  return (
    <div class="two">
      <ul>
        {all.map(({ line, product }) => (
          <Line key={`${line.product} ${line.via} ${line.share}`} line={line} product={product} />
        ))}
      </ul>
      <Pay lines={lines} total={total} blocked={blocked} />
    </div>
  );
}

function Line({ line, product }: { line: CartLine; product: Product }) {
  const why = obstacle(line, product);
  return (
    <li class="cart-line">
      <div>
        <h3>
          <a href={`/p/${product.id}?via=${line.via}`}>{title(product)}</a>
        </h3>
        <p class="small soft">
          <Amount of={product.price} token={psc} /> each, from store {line.via}
          {line.share > 0 && `, by share ${line.share}`}
        </p>
        {why && <p class="small bad">{why}</p>}
        {line.version !== product.version && (
          <p class="small notice">
            It changed since you put it here.{" "}
            <button class="link" onClick={() => accept(line, product)}>
              Take it as it is now
            </button>
          </p>
        )}
      </div>
      <input
        type="number"
        aria-label={`Quantity of ${title(product)}`}
        min={1}
        max={product.inventory}
        value={line.quantity}
        onChange={(event) => setQuantity(line, Math.max(1, Math.floor(Number(event.currentTarget.value)) || 1))}
      />
      <Amount of={BigInt(product.price) * BigInt(line.quantity)} token={psc} />
      <button class="link small" onClick={() => setQuantity(line, 0)}>
        Remove<span class="hidden-text"> {title(product)}</span>
      </button>
    </li>
  );
}

function Pay({ lines, total, blocked }: { lines: CartLine[]; total: bigint; blocked: boolean }) {
  const account = connection.value?.account;
  const state = useApi(account ? "/v1/accounts/{address}" : null, { path: { address: account ?? "" } });
  const causes = useApi("/v1/causes", { query: { approved: true, limit: 50 } });
  const [cause, setCause] = useState(0);
  const [share, setShare] = useState(true);
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? (relays() ? "relayed" : "signed");
  const balance = state.data ? BigInt(state.data.psc.balance) : null;
  const short = balance !== null && balance < total;
  return (
    <aside class="aside stack" aria-label="Pay">
      <p class="total">
        <span>Total</span> <Amount of={total} token={psc} />
      </p>
      <label class="field">
        <span>A third of the shared profit goes to</span>
        <select value={cause} onChange={(event) => setCause(Number(event.currentTarget.value))}>
          <option value={0}>the vendor's cause</option>
          {causes.data?.items.map((item) => (
            <option key={item.id} value={item.id}>
              {causeName(item)}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" checked={share} onChange={(event) => setShare(event.currentTarget.checked)} />
        <span>
          Give me links to share
          <span class="small soft"> and the cashback when others buy through them</span>
        </span>
      </label>
      <label class="field">
        <span>How it gets to the chain</span>
        <select value={way} onChange={(event) => setChosen(event.currentTarget.value as Way)}>
          {relays() && <option value="relayed">I sign once, a relayer sends it</option>}
          <option value="handed">I sign once, and hand it to a relayer of mine</option>
          <option value="signed">I sign, then send it myself</option>
          <option value="direct">I send it, within an allowance</option>
        </select>
      </label>
      {short && balance !== null && (
        <p class="notice small">
          You have {exact(balance, PSC)} PSC, {exact(total - balance, PSC)} too few.
        </p>
      )}
      <Act main label={`Pay ${exact(total, PSC)} PSC`} disabled={blocked || short} act={() => propose(payPlan(lines, total, { cause, share, way }).then((plan) => ({ ...plan, carriedOut: clear })))} />
    </aside>
  );
}

/** A cause as its description's address, or its number. */
function causeName(cause: { id: number; uri: string }): string {
  return cause.uri.replace(/^[a-z]+:\/\/(www\.)?/i, "") || `cause ${cause.id}`;
}
