// Refunds after everybody was paid: the vendor escrows the price of some units, and the buyer takes it or not.

import { useState } from "preact/hooks";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, PSC } from "../money/amount";
import { Amount } from "../ui/value";
import { Act } from "../ui/wallet";
import type { Line, Order } from "./order";

interface Of {
  order: Order;
  line: Line;
  /** The line in words. */
  what: string;
}

const openOffer = (line: Line): Line["refund_offers"][number] | undefined => line.refund_offers.find((offer) => offer.status === "open");

/** For the vendor of a settled line. */
export function OfferRefund({ order, line, what }: Of) {
  const left = line.quantity - line.units_refunded;
  const [chosen, setUnits] = useState(left);
  // What was refunded meanwhile cannot be chosen any more.
  const units = Math.min(chosen, left);
  if (line.state !== "settled" || left <= 0 || openOffer(line)) return null;
  const submit = async (): Promise<void> => {
    const sum = BigInt(line.price) * BigInt(units);
    const shown = `${exact(sum, PSC)} PSC`;
    const { allow } = await import("../chain/paying");
    await propose({
      title: "Offer a refund",
      facts: [
        ["Line", what],
        ["Units", String(units)],
        ["Escrowed", `${shown}, until the buyer takes it or you take it back`],
      ],
      note: "Everybody keeps what the sale paid them: this is your own money.",
      steps: [...(await allow("psc", connection.value?.account ?? "", "checkout", sum, shown)), send("Offer it", { contract: "checkout", fn: "offerRefund", args: [order.id, line.line, units] })],
    });
  };
  return (
    <div class="row">
      <input class="quantity" type="number" aria-label="Units to take back" min={1} max={left} value={units} onInput={(event) => setUnits(Math.max(1, Math.min(left, Math.floor(Number(event.currentTarget.value)) || 1)))} />
      <Act slim label="Offer a refund" act={submit} />
    </div>
  );
}

/** What is offered, for the buyer to take and for who escrowed it to take back. */
export function RefundOffers({ order, line, what }: Of) {
  const me = connection.value?.account;
  const offer = openOffer(line);
  if (!offer) return null;
  return (
    <div class="notice stack">
      <p>
        A refund of <Amount of={offer.amount} token={psc} /> for {offer.units} units is offered.
      </p>
      {me === order.buyer && (
        <Act slim main label="Take the refund" act={() => proposeCall("Take the refund", [["Line", what], ["You get", `${exact(offer.amount, PSC)} PSC`], ["Units", `${offer.units}, which count as refunded from then on`]], { contract: "checkout", fn: "acceptRefund", args: [order.id, line.line] })} />
      )}
      {me === offer.payer && (
        <Act slim label="Take the offer back" act={() => proposeCall("Take the offer back", [["Line", what], ["You get back", `${exact(offer.amount, PSC)} PSC`]], { contract: "checkout", fn: "withdrawRefund", args: [order.id, line.line] })} />
      )}
    </div>
  );
}
