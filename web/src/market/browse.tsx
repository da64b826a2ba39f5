// What is for sale.

import { useEffect, useState } from "preact/hooks";
import { get, type Answer, type ItemOf } from "../api/client";
import { useApi } from "../api/use";
import { status } from "../api/live";
import { grouped, psc, pss } from "../money/amount";
import { waterfall } from "../money/waterfall";
import { Page } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Legend, SplitBar } from "../ui/split";
import { Amount } from "../ui/value";
import { title } from "./name";
import { useStaked } from "./staked";

type Product = ItemOf<"/v1/products">;
const PAGE = 50;

interface Filter {
  q: string;
  sort: "id" | "price" | "reward";
  order: "asc" | "desc";
  available: boolean;
  rewarded: boolean;
}

function initial(): Filter {
  const query = new URLSearchParams(location.search);
  const sort = query.get("sort");
  return {
    q: query.get("q") ?? "",
    sort: sort === "price" || sort === "reward" ? sort : "id",
    order: query.get("order") === "asc" ? "asc" : "desc",
    available: query.get("all") !== "1",
    rewarded: query.get("rewarded") === "1",
  };
}

function remember(filter: Filter): void {
  const query = new URLSearchParams();
  if (filter.q) query.set("q", filter.q);
  if (filter.sort !== "id") query.set("sort", filter.sort);
  if (filter.order === "asc") query.set("order", "asc");
  if (!filter.available) query.set("all", "1");
  if (filter.rewarded) query.set("rewarded", "1");
  history.replaceState(null, "", query.size > 0 ? `/?${query}` : "/");
}

export function Browse() {
  const [filter, setFilter] = useState(initial);
  const [typed, setTyped] = useState(filter.q);
  const change = (part: Partial<Filter>): void => {
    const next = { ...filter, ...part };
    setFilter(next);
    remember(next);
  };
  // Not a request per letter.
  useEffect(() => {
    if (typed === filter.q) return undefined;
    const timer = setTimeout(() => change({ q: typed }), 200);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = {
    limit: PAGE,
    sort: filter.sort,
    order: filter.order,
    ...(filter.q ? { q: filter.q } : {}),
    ...(filter.available ? { available: true } : {}),
    ...(filter.rewarded ? { rewarded: true } : {}),
    ...(filter.sort === "reward" && status.value ? { reward_token: status.value.contracts.psc } : {}),
  };
  const products = useApi("/v1/products", { query });
  return (
    <Page title="Everything here shares its profit" lead="Each price is split by contract, in front of you: the makers, everybody who buys, and a cause of your choice get equal thirds of the profit.">
      <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>Search</span>
          <input type="search" value={typed} placeholder="Tea, linen, lamps" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Order</span>
          <select
            value={`${filter.sort} ${filter.order}`}
            onChange={(event) => {
              const [sort, order] = event.currentTarget.value.split(" ") as [Filter["sort"], Filter["order"]];
              change({ sort, order });
            }}
          >
            <option value="id desc">Newest first</option>
            <option value="id asc">Oldest first</option>
            <option value="price asc">Lowest price</option>
            <option value="price desc">Highest price</option>
            <option value="reward desc">Highest reward in PSC</option>
          </select>
        </label>
        <label class="check">
          <input type="checkbox" checked={filter.available} onChange={(event) => change({ available: event.currentTarget.checked })} />
          <span>In stock</span>
        </label>
        <label class="check">
          <input type="checkbox" checked={filter.rewarded} onChange={(event) => change({ rewarded: event.currentTarget.checked })} />
          <span>Pays for selling</span>
        </label>
      </form>
      <Show of={products}>{(page) => <Shelf first={page} query={query} />}</Show>
      <p class="soft after-shelf">
        Selling something? <a href="/stores">Open a store</a>, or <a href="/list">paste a product's link</a> to sell what others make.
      </p>
    </Page>
  );
}

function Shelf({ first, query }: { first: Answer<"/v1/products">; query: object }) {
  const key = JSON.stringify(query);
  const [more, setMore] = useState<{ key: string; items: Product[]; next?: string | null; busy: boolean }>({ key, items: [], busy: false });
  const own = more.key === key ? more : { key, items: [], busy: false };
  const known = new Set(first.items.map((product) => product.id));
  const items = [...first.items, ...own.items.filter((product) => !known.has(product.id))];
  const next = own.items.length > 0 ? own.next : first.next;
  const load = async (): Promise<void> => {
    setMore({ ...own, busy: true });
    const page = await get("/v1/products", { query: { ...query, cursor: next ?? undefined } }).catch(() => null);
    setMore({ key, items: page ? [...own.items, ...page.items] : own.items, next: page ? page.next : next, busy: false });
  };
  const staked = useStaked(items);
  if (items.length === 0) {
    return (
      <Empty>
        <p>Nothing matches. Try another word, or include what is sold out.</p>
      </Empty>
    );
  }
  return (
    <>
      <Legend />
      <ul class="shelf">
        {items.map((product) => (
          <Tile key={product.id} product={product} staked={staked.has(product.id)} />
        ))}
      </ul>
      {next && (
        <button class="button" onClick={() => void load()} disabled={own.busy}>
          {own.busy ? "Loading …" : "Show more"}
        </button>
      )}
    </>
  );
}

export function Tile({ product, staked, via }: { product: Product; staked: boolean; via?: number }) {
  const shares = waterfall(BigInt(product.price), product.terms, { experienceFeeBps: product.experience_fee_bps, shared: false, staked });
  return (
    <li class="tile">
      <SplitBar of={shares} />
      <h3>
        <a href={via === undefined ? `/p/${product.id}` : `/p/${product.id}?via=${via}`}>{title(product)}</a>
      </h3>
      <p class="price">
        <Amount of={product.price} token={psc} />
      </p>
      <p class="small soft">
        {stock(product)}
        {product.experience_fee_bps > 0 && (
          <>
            {" · "}
            <TrustScore product={product.id} />
          </>
        )}
      </p>
      {product.offer && product.offer.units_left > 0 && (
        <p class="small">
          <span class="tag good">
            sell it, earn <Reward offer={product.offer} />
          </span>
        </p>
      )}
    </li>
  );
}

export function Reward({ offer }: { offer: { token: string; reward_per_unit: string } }) {
  const contracts = status.value?.contracts;
  const token = offer.token === contracts?.psc ? psc : offer.token === contracts?.pss ? pss : null;
  if (!token) return <>{grouped(offer.reward_per_unit)} units of another token</>;
  return <Amount of={offer.reward_per_unit} token={token} most={4} />;
}

function stock(product: Product): string {
  if (!product.active) return "withdrawn";
  if (product.inventory === 0) return "sold out";
  return product.inventory <= 5 ? `only ${product.inventory} left` : `${grouped(product.inventory)} in stock`;
}

/** The latest score that anybody's reports gave it. */
export function TrustScore({ product }: { product: number }) {
  const trust = useApi("/v1/products/{id}/trust", { path: { id: product }, query: { limit: 20 } });
  const scored = trust.data?.items.find((cycle) => cycle.score !== null && cycle.score !== undefined);
  return <>{scored ? `trust ${scored.score} of 100` : "in the quality network"}</>;
}
