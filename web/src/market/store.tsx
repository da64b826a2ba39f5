// One store: what it sells; for its owner also stock, prices, offers and orders.

import { useRoute } from "preact-iso";
import type { Answer } from "../api/client";
import { useApi } from "../api/use";
import { connection } from "../chain/wallet";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Address } from "../ui/value";
import { Tile } from "./browse";
import { AddProduct, Manage } from "./manage";
import { isWeb, storeName } from "./name";
import { List } from "./orders";
import { useStaked } from "./staked";

type Store = Answer<"/v1/stores/{id}">;

export default function StorePage() {
  const { params } = useRoute();
  const store = useApi("/v1/stores/{id}", { path: { id: Number(params.id) } });
  return <Show of={store}>{(data) => <View store={data} />}</Show>;
}

function View({ store }: { store: Store }) {
  const me = connection.value?.account;
  const mine = me === store.owner;
  const products = useApi("/v1/products", { query: { via: store.id, limit: 100 } });
  const staked = useStaked(products.data?.items ?? []);
  return (
    <Page
      title={storeName(store)}
      crumb={
        <>
          <a href="/stores">Stores</a> / {store.id}
        </>
      }
      lead={
        <>
          {isWeb(store.uri) && <a href={store.uri} rel="noreferrer">{store.uri}</a>} owned by <Address of={store.owner} you={me} />
        </>
      }
    >
      <Section title="What it sells">
        <Show of={products}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty>Nothing yet.</Empty>
            ) : (
              <ul class="shelf">
                {page.items.map((product) => (
                  <Tile key={product.id} product={product} staked={staked.has(product.id)} via={store.id} />
                ))}
              </ul>
            )
          }
        </Show>
      </Section>
      {mine && products.data && (
        <Section title="Manage" aside="each change is a transaction of yours">
          {products.data.items
            .filter((product) => product.store === store.id)
            .map((product) => (
              <Manage key={product.id} product={product} />
            ))}
          <AddProduct store={store.id} />
        </Section>
      )}
      <Section title="Orders of what it makes">
        <List query={{ store: store.id }} empty="None yet." />
      </Section>
    </Page>
  );
}
