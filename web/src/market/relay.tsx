// Sends what somebody else signed: the buyer pays the price, the sender the network.

import { now } from "../api/live";
import { useApi } from "../api/use";
import { propose, send } from "../chain/plan";
import { exact, psc, PSC } from "../money/amount";
import { Page } from "../ui/page";
import { Empty } from "../ui/show";
import { Address, Amount, Countdown } from "../ui/value";
import { Act } from "../ui/wallet";
import { title } from "./name";
import { onward } from "./pay";
import { unpack, type SignedOrder } from "./signed-order";

export default function Relay() {
  const signed = unpack(location.hash.slice(1));
  return (
    <Page title="Send a signed order" lead="Its buyer signed it and needs no ether. Whoever sends it pays the network, and can change nothing of it.">
      {signed ? (
        <Signed signed={signed} />
      ) : (
        <Empty>
          <p>This link has no signed order in it. Ask the buyer for the whole link.</p>
        </Empty>
      )}
    </Page>
  );
}

function Signed({ signed: { buyer, order, signature } }: { signed: SignedOrder }) {
  const [products, , quantities, vias, , , total, deadline] = order;
  return (
    <div class="two">
      <ul>
        {products.map((product, index) => (
          <Line key={index} product={product} quantity={quantities[index] ?? 0} via={vias[index] ?? 0} />
        ))}
      </ul>
      <aside class="aside stack">
        <p class="total">
          <span>Total</span> <Amount of={total} token={psc} />
        </p>
        <p class="soft">
          paid by <Address of={buyer} />; good <Countdown to={deadline} over="no longer" />
        </p>
        <Act
          main
          label="Send it"
          disabled={now.value > deadline}
          act={() =>
            propose({
              title: "Send a signed order",
              facts: [
                ["The buyer pays", `${exact(total, PSC)} PSC`],
                ["You pay", "the network fee only"],
              ],
              steps: [send("Send", { contract: "checkout", fn: "placeOrderWithAuthorization", args: [buyer, ...order, signature] })],
              done: onward,
            })
          }
        />
      </aside>
    </div>
  );
}

function Line({ product, quantity, via }: { product: number; quantity: number; via: number }) {
  const found = useApi("/v1/products/{id}", { path: { id: product } });
  return (
    <li class="line">
      {quantity} × <a href={`/p/${product}?via=${via}`}>{found.data ? title(found.data) : `Product ${product}`}</a> <span class="soft">from store {via}</span>
    </li>
  );
}
