// Sell what others make: paste a product's link, one transaction lists it.

import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useApi } from "../api/use";
import { propose, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { grouped, psc } from "../money/amount";
import { Page } from "../ui/page";
import { Show } from "../ui/show";
import { Amount } from "../ui/value";
import { Act } from "../ui/wallet";
import { Reward } from "./browse";
import { storeName, title } from "./name";
import type { Answer } from "../api/client";

const OBSTACLES = {
  own_product: "It is this store's own product.",
  not_open_to_listings: "Its maker lets no other store sell it.",
  already_listed: "This store lists it already.",
};

export default function ListLink() {
  const { query } = useLocation();
  const given = query.link ?? "";
  const [link, setLink] = useState(given.startsWith("/") ? location.origin + given : given);
  const me = connection.value?.account;
  const stores = useApi(me ? "/v1/stores" : null, { query: { owner: me ?? "", limit: 50 } });
  const [chosen, setChosen] = useState<number | null>(null);
  const store = chosen ?? stores.data?.items[0]?.id;
  const found = useApi(link.trim() ? "/v1/resolve" : null, { query: { link: link.trim(), ...(store ? { store } : {}) } });
  return (
    <Page title="Sell what others make" lead="Paste the link of any product here. One transaction puts it into your store; you earn its reward for each unit, its maker gets the same as ever.">
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>Link</span>
          <input type="url" value={link} placeholder={`${location.origin}/p/3?via=2`} onInput={(event) => setLink(event.currentTarget.value)} />
        </label>
        {stores.data && stores.data.items.length > 0 && (
          <label class="field">
            <span>Into your store</span>
            <select value={store} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
              {stores.data.items.map((item) => (
                <option key={item.id} value={item.id}>
                  {storeName(item)}
                </option>
              ))}
            </select>
          </label>
        )}
      </form>
      {link.trim() !== "" && <Show of={found}>{(resolved) => <Found resolved={resolved} store={store} hasStores={(stores.data?.items.length ?? 0) > 0} />}</Show>}
    </Page>
  );
}

function Found({ resolved, store, hasStores }: { resolved: Answer<"/v1/resolve">; store?: number; hasStores: boolean }) {
  const { product, offer } = resolved;
  return (
    <section class="aside stack" aria-label="What the link leads to">
      <h2>
        <a href={`/p/${product.id}`}>{title(product)}</a>
      </h2>
      <p>
        <Amount of={product.price} token={psc} />, {grouped(product.inventory)} in stock
      </p>
      {offer && offer.units_left > 0 ? (
        <p>
          You earn <Reward offer={offer} /> for each of the next {grouped(offer.units_left)} units.
        </p>
      ) : (
        <p class="soft">There is no reward for selling it at present.</p>
      )}
      {connection.value && !hasStores && (
        <p class="notice">
          You have no store yet. <a href="/stores">Open one</a>
        </p>
      )}
      {resolved.obstacle && <p class="notice">{OBSTACLES[resolved.obstacle]}</p>}
      <Act
        main
        label="List it"
        disabled={connection.value !== null && (!resolved.listable || !store)}
        act={() =>
          propose({
            title: "List a product",
            facts: [
              ["Product", title(product)],
              ["In", `store ${store}`],
            ],
            steps: [send("List", { contract: "catalog", fn: "list", args: [store, product.id] })],
            done: () => ({ label: "To the store", href: `/stores/${store}` }),
          })
        }
      />
    </section>
  );
}
