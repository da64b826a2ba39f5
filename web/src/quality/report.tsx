// One report: what was measured, the votes on it, and the way to a dispute over it.

import { useState } from "preact/hooks";
import type { ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi, useTurns } from "../api/use";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, PSC } from "../money/amount";
import { Address, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { SealedVote } from "./sealed-vote";
import { seal, secretOf } from "./secrets";

type Filed = ItemOf<"/v1/experience-reports">;

const STATES: Record<Filed["state"], string> = { open: "tag warn", disputed: "tag bad", struck: "tag bad", settled: "tag good" };

/** Disputes a report; the bond comes along, so that nobody's unpaid dispute can take its place. */
async function dispute(report: Filed, evidence: string): Promise<void> {
  const [{ allow }, { contract }, { chain }] = await Promise.all([import("../chain/paying"), import("../chain/contracts"), import("../chain/send")]);
  const [cycles, arbitration, experience] = await Promise.all([contract("cycles", chain()), contract("arbitration", chain()), contract("experience", chain())]);
  const [{ fees }, { minBond, bondBps }, { bond }] = await Promise.all([cycles.getFunction("product")(report.cycle, report.product), arbitration.getFunction("parameters")(), experience.getFunction("report")(report.id)]);
  // Of what the first place wins: another one's bond is less.
  const share = (((fees as bigint) / 2n + (bond as bigint)) * (bondBps as bigint) + 9_999n) / 10_000n;
  const most = share > (minBond as bigint) ? share : (minBond as bigint);
  const shown = `${exact(most, PSC)} PSC`;
  await propose({
    title: "Dispute the report",
    facts: [
      ["Report", String(report.id)],
      ["Bond", `up to ${shown}, back if you win`],
    ],
    steps: [...(await allow("psc", connection.value?.account ?? "", "arbitration", most, shown)), send("Dispute the report", { contract: "experience", fn: "dispute", args: [report.id, evidence] })],
  });
}

export function Report({ report }: { report: Filed }) {
  return (
    <section class="line" aria-label={`Report ${report.id}`}>
      <div class="section-head">
        <h3>
          {report.conformity} of 100{" "}
          <span class="soft">
            measured by <Address of={report.account} you={connection.value?.account} /> in cycle {report.cycle}
          </span>
        </h3>
        <span class={STATES[report.state]}>
          {report.state}
          {report.place ? `, place ${report.place}` : ""}
        </span>
      </div>
      <ul class="small">
        {report.dimensions.map((dimension, index) => (
          <li key={index}>
            {index + 1}: measured {dimension.measured}, claimed {dimension.claimed} <span class="soft">± {dimension.tolerance}</span>
          </li>
        ))}
      </ul>
      <p class="small soft">
        Voters gave it a weight of {exact(report.weight, 6)}. Evidence <span class="mono">{report.evidence}</span>, filed <Time at={report.time} />
      </p>
      <Acts report={report} />
    </section>
  );
}

function Acts({ report }: { report: Filed }) {
  const me = connection.value?.account;
  const cycle = useApi("/v1/cycles/{cycle}", { path: { cycle: report.cycle } });
  const vote = useApi(me ? "/v1/experience-votes" : null, { query: { cycle: report.cycle, product: report.product, account: me, limit: 1 } });
  const times = cycle.data?.times;
  useTurns([times?.ends_at, times?.reveal_at, times?.dispute_at, times?.close_at], cycle.retry);
  const [evidence, setEvidence] = useState("");
  if (!times || !["open", "disputed"].includes(report.state)) return null;
  const own = vote.data?.items[0];
  const secret = secretOf(own?.commitment);
  const at = now.value;
  if (at >= times.ends_at && at < times.reveal_at) {
    return (
      <div class="stack">
        {own && <SealedVote secret={secret} opens="open it in the next quarter, or it costs you 5 % of your power" />}
        <div class="row">
          <Act slim label={own ? "Vote for this report instead" : "Vote for this report, sealed"} act={() => seal(report.cycle, report.product, report.id)} />
        </div>
      </div>
    );
  }
  if (at >= times.reveal_at && at < times.dispute_at && own?.state === "committed") {
    if (secret?.kind !== "ballot") return <SealedVote secret={undefined} opens="without it the vote costs you 5 % of your power" />;
    if (secret.report !== report.id) return null;
    return <Act slim main label="Open your vote" act={() => proposeCall("Open your vote", [["Report", String(report.id)], ["Effect", "your power counts for it"]], { contract: "experience", fn: "reveal", args: [secret.cycle, secret.product, secret.report, secret.salt] })} />;
  }
  if (at >= times.dispute_at && at < times.close_at && (report.state === "open" || report.state === "disputed")) {
    return (
      <details>
        <summary>{report.state === "open" ? "Dispute it" : "Dispute it in place of somebody who has not put a bond down"}</summary>
        <div class="stack">
          <p class="small soft">You put a bond down; its author matches it or loses. Jurors decide. If you win, the report is struck and its bond is yours.</p>
          <label class="field">
            <span>Why, or where it is said</span>
            <input value={evidence} onInput={(event) => setEvidence(event.currentTarget.value)} />
          </label>
          <div class="row">
            <Act slim label="Dispute the report" disabled={evidence.trim() === ""} act={() => dispute(report, evidence)} />
          </div>
        </div>
      </details>
    );
  }
  return null;
}
