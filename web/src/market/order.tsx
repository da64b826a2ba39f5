// One order: the state of each line, where its money went, and what can be done about it.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import type { Answer } from "../api/client";
import { now } from "../api/live";
import { useApi } from "../api/use";
import { proposeCall, type Call } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, PSC } from "../money/amount";
import type { Waterfall } from "../money/waterfall";
import { Page } from "../ui/page";
import { Show } from "../ui/show";
import { Split } from "../ui/split";
import { Address, Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { isWeb, title } from "./name";
import { OfferRefund, RefundOffers } from "./refund-offer";
import { ShareLink } from "./share-link";

export type Order = Answer<"/v1/orders/{id}">;
export type Line = Order["lines"][number];

export default function OrderPage() {
  const { params } = useRoute();
  const order = useApi("/v1/orders/{id}", { path: { id: Number(params.id) } });
  return <Show of={order}>{(data) => <View order={data} />}</Show>;
}

function View({ order }: { order: Order }) {
  return (
    <Page
      title={`Order ${order.id}`}
      crumb={
        <>
          <a href="/orders">Orders</a> / {order.id}
        </>
      }
      lead={
        <>
          <Amount of={order.total} token={psc} /> from <Address of={order.buyer} you={connection.value?.account} />, <Time at={order.time} />, in block {order.block}
        </>
      }
    >
      <dl class="figures">
        <div>
          <dt>Paid out</dt>
          <dd>
            <Amount of={order.settled} token={psc} />
          </dd>
        </div>
        <div>
          <dt>Held for the buyer</dt>
          <dd>
            <Amount of={order.held} token={psc} />
          </dd>
        </div>
        <div>
          <dt>Refunded</dt>
          <dd>
            <Amount of={order.refunded} token={psc} />
          </dd>
        </div>
      </dl>
      {order.lines.map((line) => (
        <LineView key={line.line} order={order} line={line} />
      ))}
    </Page>
  );
}

const STATES: Record<Line["state"], [string, string]> = {
  held: ["held", "tag warn"],
  disputed: ["disputed", "tag bad"],
  settled: ["settled", "tag good"],
  refunded: ["refunded", "tag"],
};

function LineView({ order, line }: { order: Order; line: Line }) {
  const product = useApi("/v1/products/{id}", { path: { id: line.product } });
  const name = product.data ? title(product.data) : `Product ${line.product}`;
  const [word, style] = STATES[line.state];
  return (
    <section class="line" aria-label={name}>
      <div class="section-head">
        <h2>
          {line.quantity} × <a href={`/p/${line.product}?via=${line.via}`}>{name}</a>
        </h2>
        <span class={style}>{word}</span>
      </div>
      <div class="two">
        <div class="stack">
          {line.settlement ? (
            <Split of={paidOut(line)} />
          ) : (
            <p>
              <Amount of={line.held} token={psc} /> wait in the checkout
              {line.state === "held" && (
                <>
                  . The return window ends <Countdown to={line.release_at} over="now: anybody can release it" />
                </>
              )}
              .
            </p>
          )}
          <History line={line} />
        </div>
        <Actions order={order} line={line} product={product.data} />
      </div>
    </section>
  );
}

/** What the chain paid out, as the picture takes it. */
function paidOut({ settlement, price }: Line): Waterfall {
  if (!settlement) throw new Error(`no settlement of a line at ${price}`);
  const groups = BigInt(settlement.groups);
  const third = groups / 3n;
  return {
    gross: BigInt(settlement.gross),
    vendor: BigInt(settlement.to_vendor) + BigInt(settlement.repayment),
    experienceFee: BigInt(settlement.experience_fee),
    communityFee: BigInt(settlement.community_fee),
    cashback: BigInt(settlement.cashback),
    stakers: BigInt(settlement.stake_share),
    customers: third,
    coCreators: third,
    causes: third,
    carried: groups - 3n * third,
  };
}

function History({ line }: { line: Line }) {
  return (
    <ul class="small soft">
      {line.fulfilments.map((step) => (
        <li key={step.log_index}>
          {step.units} {step.kind}, <Time at={step.time} /> {isWeb(step.uri) && <a href={step.uri} rel="noreferrer">proof</a>}
        </li>
      ))}
      {line.refunds.map((refund) => (
        <li key={refund.log_index}>
          {refund.units} refunded ({refund.reason}), {exact(refund.amount, PSC)} PSC, <Time at={refund.time} />
        </li>
      ))}
      {line.reward && (
        <li>
          Store {line.via} earned the reward for {line.reward.units} units
        </li>
      )}
      {line.dispute && (
        <li>
          Disputed before <Address of={line.dispute.arbitrator} />, {line.dispute.ruling === null || line.dispute.ruling === undefined ? "not ruled yet" : `ruling ${line.dispute.ruling}`}
        </li>
      )}
    </ul>
  );
}

function Actions({ order, line, product }: { order: Order; line: Line; product?: Answer<"/v1/products/{id}"> }) {
  const me = connection.value?.account;
  const store = useApi("/v1/stores/{id}", { path: { id: line.store } });
  const [units, setUnits] = useState(1);
  const [evidence, setEvidence] = useState("");
  const buyer = me === order.buyer;
  const vendor = me !== undefined && me === store.data?.owner;
  const open = line.state === "held";
  const over = now.value >= line.release_at;
  const what = `${line.quantity} × ${product ? title(product) : `product ${line.product}`}`;
  const act = (heading: string, effect: string, call: Call): Promise<void> =>
    proposeCall(heading, [["Line", what], ["Effect", effect]], call);
  const link = line.share_opened ? `${location.origin}/p/${line.product}?via=${line.via}&share=${line.share_opened}` : null;
  return (
    <div class="stack">
      {buyer && link && (
        <>
          <h3>Your link</h3>
          <ShareLink url={link} title={product ? title(product) : `Product ${line.product}`} />
          {line.cashback_bps > 0 && <ShareState id={line.share_opened ?? 0} />}
        </>
      )}
      {open && buyer && <Act slim label="Confirm: I have it" act={() => act("Confirm the line", "everybody is paid now; it can no longer be returned", { contract: "checkout", fn: "confirm", args: [order.id, [line.line]] })} />}
      <RefundOffers order={order} line={line} what={what} />
      {open && over && <Act slim label="Release" act={() => act("Release the line", "its return window is over: everybody is paid now", { contract: "checkout", fn: "release", args: [[order.id], [line.line]] })} />}
      {open && buyer && !over && (
        <details>
          <summary>Something is wrong</summary>
          <div class="stack">
            <label class="field">
              <span>Where your evidence is (a link or a hash)</span>
              <input value={evidence} onInput={(event) => setEvidence(event.currentTarget.value)} />
            </label>
            <Act slim label="Dispute" disabled={evidence === ""} act={() => act("Dispute the line", "an arbitrator decides whether you are refunded", { contract: "checkout", fn: "dispute", args: [order.id, line.line, evidence] })} />
          </div>
        </details>
      )}
      {vendor && (
        <>
          <div class="row">
            <Act slim label="Mark shipped" act={() => act("Log shipment", "a note in the order, visible to all", { contract: "checkout", fn: "logFulfilment", args: [order.id, line.line, 1, line.quantity, `0x${"0".repeat(64)}`, ""] })} />
            <Act slim label="Mark delivered" act={() => act("Log delivery", "a note in the order, visible to all", { contract: "checkout", fn: "logFulfilment", args: [order.id, line.line, 2, line.quantity, `0x${"0".repeat(64)}`, ""] })} />
          </div>
          <OfferRefund order={order} line={line} what={what} />
          {open && (
            <div class="row">
              <input class="quantity" type="number" aria-label="Units to refund" min={1} max={line.quantity - line.units_refunded} value={units} onInput={(event) => setUnits(Math.max(1, Number(event.currentTarget.value) || 1))} />
              <Act slim label="Refund" act={() => act("Refund", `${exact(BigInt(line.price) * BigInt(units), PSC)} PSC go back to the buyer, ${units} back in stock`, { contract: "checkout", fn: "refund", args: [order.id, line.line, units] })} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function ShareState({ id }: { id: number }) {
  const share = useApi("/v1/shares/{id}", { path: { id } });
  if (!share.data) return null;
  return (
    <p class="small soft">
      {share.data.sales} bought through it; cashback so far <Amount of={share.data.cashback_paid} token={psc} />
      {!share.data.earning && ". It does not earn now."}
    </p>
  );
}
