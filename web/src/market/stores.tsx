// Stores, and how to open one.

import { useState } from "preact/hooks";
import { useApi } from "../api/use";
import { propose, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address } from "../ui/value";
import { Act } from "../ui/wallet";
import { storeName } from "./name";

export default function Stores() {
  const stores = useApi("/v1/stores", { query: { limit: 100 } });
  const me = connection.value?.account;
  return (
    <Page title="Stores" lead="Anybody can open one. What a store makes, every other store may sell, if its maker allows it, and she is paid the same.">
      <Show of={stores}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty>No store is open yet.</Empty>
          ) : (
            <Table label="Stores" heads={["Store", "Owner", { number: "Makes" }, { number: "Also sells" }]}>
              {page.items.map((store) => (
                <tr key={store.id}>
                  <td>
                    <a href={`/stores/${store.id}`}>{storeName(store)}</a>
                  </td>
                  <td>
                    <Address of={store.owner} you={me} />
                  </td>
                  <td class="number">{store.products}</td>
                  <td class="number">{store.listings}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Show>
      <Section title="Open a store">
        <Open />
      </Section>
    </Page>
  );
}

function Open() {
  const [uri, setUri] = useState("");
  const me = connection.value?.account;
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>Your site, or where your description is</span>
        <input type="url" value={uri} placeholder="https://your-shop.example" onInput={(event) => setUri(event.currentTarget.value)} />
      </label>
      <div class="row">
        <Act
          main
          label="Open a store"
          disabled={uri.trim() === ""}
          act={() =>
            propose({
              title: "Open a store",
              facts: [
                ["Owner and payout", me ?? ""],
                ["Site", uri],
              ],
              steps: [send("Open", { contract: "catalog", fn: "openStore", args: [me, 0, uri.trim()] })],
              done: () => ({ label: "To the stores", href: "/stores" }),
            })
          }
        />
      </div>
    </form>
  );
}
