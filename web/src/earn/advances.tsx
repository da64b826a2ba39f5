// A pool's advances: what they are, and what a store does with its own, from the announcement to the deposit's return.

import { useState } from "preact/hooks";
import type { Answer, ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi, useTurns } from "../api/use";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, parse, percent, psc, PSC } from "../money/amount";
import { Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Amount, Countdown, duration } from "../ui/value";
import { Act } from "../ui/wallet";

type Pool = Answer<"/v1/pools/{product}">;
type Advance = ItemOf<"/v1/pools/{product}/advances">;

export function Advances({ pool }: { pool: Pool }) {
  const advances = useApi("/v1/pools/{product}/advances", { path: { product: pool.product }, query: { limit: 50 } });
  const store = useApi("/v1/stores/{id}", { path: { id: pool.store } });
  const me = connection.value?.account;
  const items = advances.data?.items ?? [];
  useTurns(items.flatMap((advance) => [advance.drawable_from, advance.drawable_until, advance.matures_at]), advances.retry);
  const open = items.some((advance) => !["closed", "lapsed"].includes(advance.state));
  return (
    <Section title="Advances">
      <Show of={advances}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty>The store never drew on it.</Empty>
          ) : (
            <Table label="Advances" kind="wide" heads={["Advance", "State", "Plan", { number: "Amount" }, { number: "Repaid" }, { number: "Outstanding" }, { number: "Of each sale" }, { hidden: "Act" }]}>
              {page.items.map((advance) => (
                <Row key={advance.id} advance={advance} pool={pool} />
              ))}
            </Table>
          )
        }
      </Show>
      {me !== undefined && me === store.data?.owner && advances.data && !open && <Announce pool={pool} />}
    </Section>
  );
}

function Row({ advance, pool }: { advance: Advance; pool: Pool }) {
  return (
    <tr>
      <td>{advance.id}</td>
      <td>
        {advance.state.replaceAll("_", " ")}
        {advance.state === "drawn" && advance.matures_at && (
          <>
            , due <Countdown to={advance.matures_at} over="overdue" />
          </>
        )}
        {advance.state === "announced" && (
          <>
            , can be drawn <Countdown to={advance.drawable_from} />
          </>
        )}
      </td>
      <td class="mono">
        {advance.plan_uri}
        <div class="soft">for {duration(advance.term_secs)}</div>
      </td>
      <td class="number">
        <Amount of={advance.amount} token={psc} />
      </td>
      <td class="number">
        <Amount of={BigInt(advance.repaid) + BigInt(advance.recovered)} token={psc} />
      </td>
      <td class="number">
        <Amount of={advance.outstanding} token={psc} />
      </td>
      <td class="number">{percent(advance.repay_bps)}</td>
      <td>
        <Next advance={advance} pool={pool} />
      </td>
    </tr>
  );
}

/** What can be done with an advance now. */
function Next({ advance, pool }: { advance: Advance; pool: Pool }) {
  const me = connection.value?.account;
  const [sum, setSum] = useState("");
  const [id, product] = [advance.id, ["Product", String(advance.product)]] as const;
  const deposit = (BigInt(advance.amount) * BigInt(pool.terms?.deposit_bps ?? 0) + 9_999n) / 10_000n;
  const draw = async (): Promise<void> => {
    const shown = `${exact(deposit, PSC)} PSC`;
    const { allow } = await import("../chain/paying");
    await propose({
      title: `Draw advance ${id}`,
      facts: [
        [...product],
        ["You get", `${exact(advance.amount, PSC)} PSC`],
        ["Your deposit", `${shown}; it comes back once all is repaid, and is lost first if it is not`],
        ["Repaid", `by ${percent(advance.repay_bps)} of your part of each sale, within ${duration(advance.term_secs)}`],
      ],
      steps: [...(await allow("psc", me ?? "", "stake_pools", deposit, shown)), send("Draw", { contract: "stake_pools", fn: "draw", args: [id] })],
    });
  };
  const repay = async (): Promise<void> => {
    const asked = sum === "" ? BigInt(advance.outstanding) : parse(sum, PSC);
    const amount = asked < BigInt(advance.outstanding) ? asked : BigInt(advance.outstanding);
    const shown = `${exact(amount, PSC)} PSC`;
    const { allow } = await import("../chain/paying");
    await propose({
      title: `Repay advance ${id}`,
      facts: [
        [...product],
        ["You pay", shown],
        ["Left after it", `${exact(BigInt(advance.outstanding) - amount, PSC)} PSC`],
      ],
      steps: [...(await allow("psc", me ?? "", "stake_pools", amount, shown)), send("Repay", { contract: "stake_pools", fn: "repay", args: [id, amount] })],
    });
  };
  switch (advance.state) {
    case "announced":
      return me === advance.account && now.value >= advance.drawable_from && now.value < advance.drawable_until ? <Act slim main label="Draw it" act={draw} /> : null;
    case "drawn":
    case "defaulted":
    case "written_off":
      return BigInt(advance.outstanding) === 0n ? null : (
        <form class="row" onSubmit={(event) => event.preventDefault()}>
          <input class="quantity" inputMode="decimal" aria-label={`PSC to repay of advance ${id}`} placeholder="all" value={sum} onInput={(event) => setSum(event.currentTarget.value)} />
          <Act slim label="Repay" act={repay} />
          {advance.state === "defaulted" && !advance.default_logged && <Act slim label="Log the default" act={() => proposeCall("Log the default", [[...product], ["Effect", "a note on the chain; the loss is there without it"]], { contract: "stake_pools", fn: "markDefault", args: [id] })} />}
        </form>
      );
    case "repaid":
      return <Act slim label="Return the deposit" act={() => proposeCall(`Return the deposit of advance ${id}`, [[...product], ["To", advance.account], ["Amount", `${exact(BigInt(advance.deposit) - BigInt(advance.seized), PSC)} PSC`]], { contract: "stake_pools", fn: "reclaimDeposit", args: [id] })} />;
    default:
      return null;
  }
}

/** A first step that stakers can leave upon: nothing is drawn for three days. */
function Announce({ pool }: { pool: Pool }) {
  const [form, setForm] = useState({ amount: "", days: "60", repay: "50", plan: "" });
  const field = (name: keyof typeof form, label: string, hint?: string) => (
    <label class="field">
      <span>{label}</span>
      <input value={form[name]} onInput={(event) => setForm({ ...form, [name]: event.currentTarget.value })} />
      {hint && <span class="hint">{hint}</span>}
    </label>
  );
  const submit = async (): Promise<void> => {
    const { id } = await import("ethers");
    const amount = parse(form.amount, PSC);
    const bps = Number(parse(form.repay, 2));
    await proposeCall(
      "Announce an advance",
      [
        ["Product", String(pool.product)],
        ["Amount", `${exact(amount, PSC)} PSC, to be drawn between 3 and 30 days from now`],
        ["Repaid", `by ${percent(bps)} of your part of each sale, within ${form.days} days`],
        ["Meanwhile", "your store stays yours, and its products in it"],
      ],
      { contract: "stake_pools", fn: "announce", args: [pool.product, amount, parse(form.days, 0) * 86_400n, bps, id(form.plan), form.plan] },
    );
  };
  return (
    <details class="line">
      <summary>Announce an advance to your store</summary>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <div class="row">
          {field("amount", "Amount, PSC", pool.max_advance ? `at most ${exact(pool.max_advance, PSC)} now` : undefined)}
          {field("days", "Repaid within, days (14 to 180)")}
          {field("repay", "Out of your part of each sale, %")}
        </div>
        {field("plan", "Where your plan for it is")}
        <div class="row">
          <Act main label="Announce it" disabled={form.amount === "" || form.plan.trim() === ""} act={submit} />
        </div>
      </form>
    </details>
  );
}
