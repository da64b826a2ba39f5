// What somebody bought, and what was bought in his stores.

import { useApi } from "../api/use";
import { connection } from "../chain/wallet";
import { psc } from "../money/amount";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import type { Asked, ItemOf } from "../api/client";

export default function Orders() {
  const account = connection.value?.account;
  if (!account) {
    return (
      <Page title="Orders" lead="Orders are public; connect a wallet to see which are yours.">
        <Act main label="See your orders" act={() => undefined} />
        <Section title="All orders">
          <List query={{}} empty="Nobody has ordered yet." />
        </Section>
      </Page>
    );
  }
  return (
    <Page title="Orders">
      <Section title="What you bought">
        <List query={{ buyer: account }} empty="Nothing yet." />
      </Section>
    </Page>
  );
}

/** Orders, newest first. */
export function List({ query, empty }: { query: Asked<"/v1/orders">["query"]; empty: string }) {
  const orders = useApi("/v1/orders", { query: { limit: 50, ...query } });
  return <Show of={orders}>{(page) => (page.items.length === 0 ? <Empty>{empty}</Empty> : <Rows items={page.items} />)}</Show>;
}
function Rows({ items }: { items: ItemOf<"/v1/orders">[] }) {
  return (
    <Table label="Orders" heads={["Order", "When", "Buyer", "State", { number: "Total" }]}>
      {items.map((order) => (
        <tr key={order.id}>
          <td>
            <a href={`/orders/${order.id}`}>
              {order.id}, {order.line_count} {order.line_count === 1 ? "line" : "lines"}
            </a>
          </td>
          <td>
            <Time at={order.time} />
          </td>
          <td>
            <Address of={order.buyer} you={connection.value?.account} />
          </td>
          <td>{state(order)}</td>
          <td class="number">
            <Amount of={order.total} token={psc} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function state(order: ItemOf<"/v1/orders">): string {
  if (BigInt(order.held) > 0n) return "held until the return window ends";
  if (BigInt(order.settled) === 0n) return "refunded";
  return BigInt(order.refunded) > 0n ? "settled, part refunded" : "settled";
}
