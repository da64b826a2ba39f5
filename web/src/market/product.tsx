// One product: what it is, what it costs, and who gets what of each unit.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import { useApi } from "../api/use";
import { connection } from "../chain/wallet";
import { grouped, percent, psc } from "../money/amount";
import { waterfall } from "../money/waterfall";
import { Page, Section } from "../ui/page";
import { Show } from "../ui/show";
import { Split } from "../ui/split";
import { Address, Amount, duration, Time } from "../ui/value";
import { Reward, TrustScore } from "./browse";
import { add } from "./cart";
import { isWeb, storeName, title } from "./name";
import { ShareLink } from "./share-link";
import { takes } from "./staked";
import type { Answer } from "../api/client";

type Product = Answer<"/v1/products/{id}">;

const number = (text: string | undefined): number => (text && /^\d{1,15}$/.test(text) ? Number(text) : 0);

export default function ProductPage() {
  const { params, query } = useRoute();
  const id = number(params.id);
  const product = useApi("/v1/products/{id}", { path: { id } });
  return <Show of={product}>{(data) => <View product={data} via={number(query.via)} share={number(query.share)} />}</Show>;
}

function View({ product, via, share }: { product: Product; via: number; share: number }) {
  const seller = useApi("/v1/stores/{id}", { path: { id: via || product.store } });
  const listings = useApi("/v1/products/{id}/listings", { path: { id: product.id }, query: { limit: 200 } });
  const shared = useApi(share > 0 ? "/v1/shares/{id}" : null, { path: { id: share } });
  const pool = useApi(product.terms.stake_bps > 0 ? "/v1/pools/{product}" : null, { path: { product: product.id } });
  const sells = !via || via === product.store || (listings.data?.items.some((listing) => listing.store === via && listing.live) ?? false);
  const sharer = shared.data;
  const earning = sharer !== undefined && sharer.product === product.id && sharer.earning && sharer.sharer !== connection.value?.account;
  const staked = takes(pool.data);
  const of = waterfall(BigInt(product.price), product.terms, { experienceFeeBps: product.experience_fee_bps, shared: earning, staked });
  const store = via && sells ? via : product.store;
  return (
    <Page
      title={title(product)}
      crumb={
        <>
          <a href="/">Market</a> / {seller.data ? <a href={`/stores/${seller.data.id}`}>{storeName(seller.data)}</a> : `Store ${store}`}
        </>
      }
      lead={product.body ?? (isWeb(product.uri) ? <a href={product.uri} rel="noreferrer">{product.uri}</a> : undefined)}
    >
      <div class="two">
        <div>
          {via > 0 && !sells && listings.data && (
            <p class="notice">
              Store {via} does not sell this (any more). You buy it from its maker's store.
            </p>
          )}
          <Section title="Who gets what" aside="of each unit’s price">
            <Split of={of} />
            {earning && <p class="small soft">The cashback goes to <Address of={sharer.sharer} />, whose link led you here. You pay the same.</p>}
          </Section>
          <Section title="Particulars">
            <dl class="pairs">
              <dt>Maker</dt>
              <dd>
                <a href={`/stores/${product.store}`}>Store {product.store}</a>, <Address of={product.vendor} />
              </dd>
              <dt>Return window</dt>
              <dd>{product.terms.hold_secs === 0 ? "none: everybody is paid in the moment of sale" : `${duration(product.terms.hold_secs)}: your payment is held until then`}</dd>
              {product.experience_fee_bps > 0 && (
                <>
                  <dt>Quality</dt>
                  <dd>
                    <a href={`/quality/${product.id}`}>
                      <TrustScore product={product.id} />
                    </a>
                  </dd>
                </>
              )}
              {product.terms.stake_bps > 0 && (
                <>
                  <dt>Promotion</dt>
                  <dd>
                    <a href={`/earn/pools/${product.id}`}>Stakers get {percent(product.terms.stake_bps)} of its profit</a>
                  </dd>
                </>
              )}
              <dt>Co-creators</dt>
              <dd>
                {product.co_creators.length === 0
                  ? "the maker alone"
                  : product.co_creators.map((who) => (
                      <div key={who.account}>
                        <Address of={who.account} /> {percent(who.bps)}
                        {!who.accepted && <span class="soft"> (not accepted yet)</span>}
                      </div>
                    ))}
              </dd>
              <dt>Also sold by</dt>
              <dd>
                {listings.data?.items.filter((listing) => listing.live).map((listing) => (
                  <a key={listing.store} href={`/p/${product.id}?via=${listing.store}`}>
                    store {listing.store}{" "}
                  </a>
                ))}
                {listings.data?.items.every((listing) => !listing.live) && (product.open_to_listings ? "nobody yet" : "nobody: its maker keeps it to herself")}
              </dd>
              <dt>On sale since</dt>
              <dd>
                <Time at={product.time} />, version {product.version}
              </dd>
              <dt>Content hash</dt>
              <dd class="mono small">{product.content_hash}</dd>
            </dl>
          </Section>
        </div>
        <aside class="aside stack buy" aria-label="Buy">
          <Buy product={product} store={store} share={earning ? share : 0} />
          {product.offer && product.offer.units_left > 0 && (
            <p class="small">
              Sell it in your store: <Reward offer={product.offer} /> for each of the next {grouped(product.offer.units_left)} units. <a href={`/list?link=${encodeURIComponent(`/p/${product.id}`)}`}>List it</a>
            </p>
          )}
          <details>
            <summary>Pass it on</summary>
            <ShareLink url={`${location.origin}/p/${product.id}?via=${store}${earning ? `&share=${share}` : ""}`} title={title(product)} />
            {!earning && product.terms.cashback_bps > 0 && <p class="small soft">Buy it first, and your own link earns {percent(product.terms.cashback_bps)} of the profit of what others buy through it.</p>}
          </details>
        </aside>
      </div>
    </Page>
  );
}

function Buy({ product, store, share }: { product: Product; store: number; share: number }) {
  const [quantity, setQuantity] = useState(1);
  const [added, setAdded] = useState(false);
  const put = (): void => {
    add({ product: product.id, via: store, share, quantity, version: product.version, title: title(product) });
    setAdded(true);
  };
  return (
    <>
      <p class="price">
        <Amount of={product.price} token={psc} />
      </p>
      <p class="soft">{product.available ? `${grouped(product.inventory)} in stock, everywhere together` : "Sold out, everywhere"}</p>
      <label class="field quantity">
        <span>Quantity</span>
        <input
          type="number"
          min={1}
          max={product.inventory}
          value={quantity}
          disabled={!product.available}
          onInput={(event) => setQuantity(Math.max(1, Math.min(product.inventory, Math.floor(Number(event.currentTarget.value)) || 1)))}
        />
      </label>
      <button class="button main" disabled={!product.available} onClick={put}>
        Add to cart
      </button>
      <p role="status">
        {added && (
          <>
            In the cart. <a href="/cart">Go and pay</a>
          </>
        )}
      </p>
    </>
  );
}
