// A line's waterfall as a picture: who gets what, in proportion, and every unit in the table beside it.

import { psc, shareBps, percent } from "../money/amount";
import type { Waterfall } from "../money/waterfall";
import { Amount } from "./value";

interface Part {
  key: string;
  label: string;
  amount: bigint;
  what: string;
}

/** The parts that are not nothing, largest claim first as the contract computes them. */
export function parts(of: Waterfall): Part[] {
  const all: Part[] = [
    { key: "vendor", label: "Vendor", amount: of.vendor, what: "the same, whoever sells it" },
    { key: "customers", label: "Customers", amount: of.customers, what: "everybody who bought here, by what they bought" },
    { key: "makers", label: "Co-creators", amount: of.coCreators, what: "who made it" },
    { key: "causes", label: "Causes", amount: of.causes, what: "the cause that you choose, or the vendor's" },
    { key: "cashback", label: "Cashback", amount: of.cashback, what: "who shared the link" },
    { key: "stakers", label: "Stakers", amount: of.stakers, what: "who funded its promotion" },
    { key: "quality", label: "Quality network", amount: of.experienceFee, what: "experts, reporters and platforms" },
    { key: "community", label: "Community", amount: of.communityFee, what: "who voted and judged" },
    { key: "carried", label: "Carried", amount: of.carried, what: "a rest of under three units, until it divides by three" },
  ];
  return all.filter((part) => part.amount > 0n);
}

/** The picture alone. */
export function SplitBar({ of, tall }: { of: Waterfall; tall?: boolean }) {
  const shown = parts(of);
  const label = shown.map((part) => `${part.label} ${percent(shareBps(part.amount, of.gross))}`).join(", ");
  return (
    <div class={tall ? "split tall" : "split"} role="img" aria-label={`Who gets what: ${label}`}>
      {shown
        .filter((part) => part.key !== "carried")
        .map((part) => (
        <i key={part.key} class={`part-${part.key}`} style={{ flexGrow: shareBps(part.amount, of.gross) }} title={`${part.label} ${percent(shareBps(part.amount, of.gross))}`} />
      ))}
    </div>
  );
}

/** The picture and its table. */
export function Split({ of }: { of: Waterfall }) {
  return (
    <figure class="stack">
      <SplitBar of={of} tall />
      <table class="parts">
        <thead class="hidden-text">
          <tr>
            <th>Colour</th>
            <th>Who</th>
            <th>Share</th>
            <th>Amount</th>
          </tr>
        </thead>
        <tbody>
          {parts(of).map((part) => (
            <tr key={part.key}>
              <td>
                <span class={`swatch part-${part.key}`} />
              </td>
              <td>
                {part.label}
                <div class="small soft">{part.what}</div>
              </td>
              <td class="number soft">{percent(shareBps(part.amount, of.gross))}</td>
              <td class="number">
                <Amount of={part.amount} token={psc} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

const LEGEND: [key: string, label: string][] = [
  ["vendor", "Vendor"],
  ["customers", "Customers"],
  ["makers", "Co-creators"],
  ["causes", "Causes"],
  ["stakers", "Stakers"],
  ["quality", "Quality network"],
];

/** What the colours of small bars mean. */
export function Legend() {
  return (
    <p class="legend small soft">
      Of each price:
      {LEGEND.map(([key, label]) => (
        <span key={key}>
          <span class={`swatch part-${key}`} /> {label}
        </span>
      ))}
    </p>
  );
}
