// What the element shows: a product, its price and its waterfall; then the wallet, the plan, and the way to its block.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, origin, type Answer } from "../src/api/client";
import { changes, status, statusError } from "../src/api/live";
import { useApi } from "../src/api/use";
import { explain } from "../src/chain/errors";
import { flow, propose } from "../src/chain/plan";
import { connection, DEV_WALLET, switchChain } from "../src/chain/wallet";
import { takes } from "../src/market/staked";
import { storeName, title } from "../src/market/name";
import { payPlan, relays } from "../src/market/pay";
import { exact, grouped, psc, PSC } from "../src/money/amount";
import { waterfall } from "../src/money/waterfall";
import { Dialog } from "../src/ui/dialog";
import { Show } from "../src/ui/show";
import { Split } from "../src/ui/split";
import { TransactionDialog } from "../src/ui/transaction";
import { Amount } from "../src/ui/value";
import { Choose, People } from "../src/ui/wallet";

type Product = Answer<"/v1/products/{id}">;

/** The element whose plan is shown, as something that is no other's: a page may have many. */
const acting = signal<object | null>(null);

export function Buy({ product: id, via, share, mistake }: { product: number; via: number; share: number; mistake?: string }) {
  const product = useApi(mistake ? null : "/v1/products/{id}", { path: { id } });
  // A page may be looked at hours later: what is shown is asked for again.
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === "visible") changes.value += 1;
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  if (mistake) {
    return (
      <article>
        <p role="alert">{mistake}</p>
      </article>
    );
  }
  return (
    <article aria-label="Buy">
      <Show of={product}>{(data) => <Offer product={data} via={via || data.store} share={share} />}</Show>
    </article>
  );
}

function Offer({ product, via, share }: { product: Product; via: number; share: number }) {
  const own = useRef({}).current;
  const [quantity, setQuantity] = useState(1);
  const [choosing, setChoosing] = useState(false);
  const [error, setError] = useState("");
  const store = useApi("/v1/stores/{id}", { path: { id: via } });
  const shared = useApi(share > 0 ? "/v1/shares/{id}" : null, { path: { id: share } });
  const pool = useApi(product.terms.stake_bps > 0 ? "/v1/pools/{product}" : null, { path: { product: product.id } });
  const me = connection.value?.account;
  const earning = shared.data !== undefined && shared.data.product === product.id && shared.data.earning && shared.data.sharer !== me;
  const facts = { experienceFeeBps: product.experience_fee_bps, staked: takes(pool.data) };
  const of = waterfall(BigInt(product.price), product.terms, { ...facts, shared: earning });
  // What a link of one's own would earn of the next one's purchase.
  const ahead = waterfall(BigInt(product.price), product.terms, { ...facts, shared: true }).cashback;
  const total = BigInt(product.price) * BigInt(quantity);

  const buy = async (): Promise<void> => {
    setError("");
    if (!connection.value) return setChoosing(true);
    try {
      await switchChain();
      // As it is now, not as it was when the page was opened.
      const fresh = await get("/v1/products/{id}", { path: { id: product.id } });
      const line = { product: fresh.id, via, share: earning ? share : 0, quantity, version: fresh.version, title: title(fresh) };
      acting.value = own;
      await propose(payPlan([line], BigInt(fresh.price) * BigInt(quantity), { cause: 0, share: true, way: relays() ? "relayed" : "signed" }).then((plan) => ({ ...plan, title: `Buy ${title(fresh)}` })));
    } catch (refused) {
      setError(await explain(refused));
    }
  };
  const link = `${origin}/p/${product.id}?via=${via}${earning ? `&share=${share}` : ""}`;
  return (
    <>
      <h3>
        <a href={link} target="_blank" rel="noopener">
          {title(product)}
        </a>
      </h3>
      <p class="price">
        <Amount of={product.price} token={psc} />
      </p>
      <p class="small soft">
        {product.available ? `${grouped(product.inventory)} in stock` : "Sold out"}, sold by {store.data ? storeName(store.data) : `store ${via}`}
      </p>
      <details>
        <summary>Who gets what of the price</summary>
        <Split of={of} />
      </details>
      {earning && <p class="small">Whoever sent you here gets {exact(of.cashback, PSC)} PSC of each unit's profit. You pay the same.</p>}
      {ahead > 0n && <p class="small">Cashback: buy it, share your link, and get up to {exact(ahead, PSC)} PSC for each unit that others buy through it.</p>}
      <div class="row">
        <label class="field">
          <span>Quantity</span>
          <input class="quantity" type="number" min={1} max={product.inventory} value={quantity} disabled={!product.available} onInput={(event) => setQuantity(Math.max(1, Math.min(product.inventory, Math.floor(Number(event.currentTarget.value)) || 1)))} />
        </label>
        <button class="button main" disabled={!product.available || !status.value} onClick={() => void buy()}>
          {me ? `Buy for ${exact(total, PSC)} PSC` : "Buy with your wallet"}
        </button>
      </div>
      {statusError.value && !status.value && <p class="notice small">{statusError.value.message}</p>}
      {error && (
        <p class="notice bad small" role="alert">
          {error}
        </p>
      )}
      {me && (
        <p class="small soft">
          You are <span class="mono">{`${me.slice(0, 6)}…${me.slice(-4)}`}</span>.{" "}
          <button class="link" onClick={() => setChoosing(true)}>
            Change
          </button>
        </p>
      )}
      {choosing && <Wallets close={() => setChoosing(false)} />}
      {flow.value && acting.value === own && <TransactionDialog />}
    </>
  );
}

function Wallets({ close }: { close: () => void }) {
  const dev = connection.value?.wallet.info.rdns === DEV_WALLET;
  return (
    <Dialog title={dev ? "Who you are" : "Connect a wallet"} close={close}>
      {dev ? (
        <div class="stack">
          <p class="mono small">{connection.value?.account}</p>
          <People />
          <div class="row">
            <button class="button main" onClick={close}>
              Done
            </button>
          </div>
        </div>
      ) : (
        <Choose close={close} />
      )}
    </Dialog>
  );
}
