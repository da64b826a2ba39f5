// What backs PSC, said by the index and proved by the chain.

import { useState } from "preact/hooks";
import { all, type Answer, type ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi, useLoad } from "../api/use";
import { exact, percent, psc, PSC } from "../money/amount";
import { Chart, plotted } from "../ui/chart";
import { download } from "../ui/download";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, duration, Time } from "../ui/value";
import type { Audit } from "./chain";
import type { Invariant } from "./relation";

type Report = ItemOf<"/v1/reserve/reports">;

/** Most points of the chart. */
const MOST = 2_000;

export default function AuditPage() {
  const reserve = useApi("/v1/reserve");
  const reports = useLoad("reports", (signal) => all("/v1/reserve/reports", { query: { order: "desc" } }, MOST, signal));
  return (
    <Page title="Is every PSC backed?" lead="You need not believe us. This page reads the chain itself, in your browser, and computes every hash anew; the index only makes it quick to look at.">
      <Show of={reserve}>{(state) => <Now state={state} />}</Show>
      <Verified reports={reports.data} />
      <Section title="Supply against reserves" aside={<Downloads />}>
        <Show of={reports}>{(list) => (list.length === 0 ? <Empty>No report yet: nothing was issued.</Empty> : <History reports={list} />)}</Show>
      </Section>
      <Attestations />
      <Invariants />
    </Page>
  );
}

function Now({ state }: { state: Answer<"/v1/reserve"> }) {
  const supply = BigInt(state.onchain_supply) + BigInt(state.attested_supply);
  const statement = state.attestation;
  return (
    <dl class="figures">
      <div>
        <dt>Backing</dt>
        <dd>
          {state.ratio_bps ? percent(state.ratio_bps) : "–"}
          <small>{state.paused ? "PSC is paused" : "of the supply, now"}</small>
        </dd>
      </div>
      <div>
        <dt>Supply</dt>
        <dd>
          <Amount of={supply} token={psc} />
          <small>{state.latest_report ? `report ${state.latest_report}` : "no report yet"}</small>
        </dd>
      </div>
      <div>
        <dt>On the chain</dt>
        <dd>
          <Amount of={state.onchain_supply} token={psc} />
          <small>redeemable at once, by anybody</small>
        </dd>
      </div>
      <div>
        <dt>Attested</dt>
        <dd>
          {statement ? <Amount of={statement.in_force} token={psc} /> : "none"}
          <small>
            {statement && (
              <span class={statement.fresh ? "tag good" : "tag warn"}>
                {statement.fresh ? "fresh" : "stale"}, {duration(now.value - statement.as_of)} old
              </span>
            )}{" "}
            {exact(state.attested_supply, PSC)} of it minted
          </small>
        </dd>
      </div>
    </dl>
  );
}

function Verified({ reports }: { reports?: Report[] }) {
  const [doing, setDoing] = useState("");
  const [error, setError] = useState("");
  const [found, setFound] = useState<Audit | null>(null);
  const run = async (): Promise<void> => {
    setError("");
    setDoing("Loading the tools …");
    try {
      const { audit } = await import("./chain");
      setFound(await audit(setDoing));
    } catch (failed) {
      setError(`The check could not be finished: ${(failed as Error).message}`);
    }
    setDoing("");
  };
  const differing = found && reports ? reports.filter((report) => found.reports.has(report.id) && found.reports.get(report.id) !== report.hash).length : 0;
  const all = found ? [...found.checks, { name: "The index says of every report what the chain says", ok: differing === 0, detail: `${reports?.length ?? 0} compared` }] : [];
  const failed = all.filter((check) => !check.ok).length;
  return (
    <Section title="Checked against the chain" aside={found && `as of block ${found.block}`}>
      <div class="stack" data-audit={found ? (failed === 0 ? "passed" : "failed") : undefined}>
        {found && (
          <p role="status" class={failed === 0 ? "" : "notice bad"}>
            {failed === 0 ? `All ${all.length} checks hold.` : `${failed} of ${all.length} checks do not hold.`}
          </p>
        )}
        {found && (
          <ul class="checks">
            {all.map((check) => (
              <li key={check.name}>
                <span class={check.ok ? "mark" : "mark no"}>
                  {check.ok ? "✓" : "✗"}
                  <span class="hidden-text">{check.ok ? "holds" : "does not hold"}</span>
                </span>
                <span>
                  {check.name}
                  <div class="small soft mono">{check.detail}</div>
                </span>
              </li>
            ))}
          </ul>
        )}
        {!found && <p class="soft">Replays every transfer and every action of the reserve from the chain's own logs, recovers the attestors' signatures, and follows the hash chain of reports to its head. It asks a node, not our index.</p>}
        <div class="row">
          <button class={found ? "button" : "button main"} onClick={() => void run()} disabled={doing !== ""}>
            {found ? "Check again" : "Check it now"}
          </button>
          <span role="status" class="soft">
            {doing}
          </span>
        </div>
        {error && (
          <p class="notice bad" role="alert">
            {error}
          </p>
        )}
        {found && found.signers.size > 0 && (
          <p class="small soft">
            Recovered from signatures: {[...found.signers.values()].map((accounts) => accounts.map((account) => `${account.slice(0, 6)}…${account.slice(-4)}`).join(" and ")).join("; ")}
          </p>
        )}
      </div>
    </Section>
  );
}

function History({ reports }: { reports: Report[] }) {
  const ascending = [...reports].reverse();
  return (
    <Chart
      title="Supply of PSC against what backs it"
      unit="PSC"
      times={ascending.map((report) => report.time)}
      series={[
        { label: "Reserve and attestations", colour: "--part-makers", stepped: true, filled: true, values: ascending.map((report) => plotted(BigInt(report.onchain_reserve) + BigInt(report.attested_in_force), PSC)) },
        { label: "Supply", colour: "--ink", stepped: true, values: ascending.map((report) => plotted(BigInt(report.onchain_supply) + BigInt(report.attested_supply), PSC)) },
      ]}
    />
  );
}

function Downloads() {
  const save = async (kind: "csv" | "json"): Promise<void> => {
    const list = await all("/v1/reserve/reports", { query: { order: "asc" } }, Number.MAX_SAFE_INTEGER);
    const text = kind === "json" ? JSON.stringify(list, null, 2) : csv(list);
    download(`reserve-reports.${kind}`, kind === "json" ? "application/json" : "text/csv", text);
  };
  return (
    <>
      All reports:{" "}
      <button class="link" onClick={() => void save("csv")}>
        CSV
      </button>
      ,{" "}
      <button class="link" onClick={() => void save("json")}>
        JSON
      </button>
    </>
  );
}

/** Base units and hashes: no field needs quotes. */
function csv(reports: Report[]): string {
  const columns = ["id", "block", "time", "transaction", "onchain_supply", "attested_supply", "onchain_reserve", "attested_in_force", "attested_as_of", "ratio_bps", "previous_hash", "hash"] as const;
  return [columns.join(","), ...reports.map((report) => columns.map((column) => report[column]).join(","))].join("\r\n");
}

function Attestations() {
  const list = useApi("/v1/attestations", { query: { limit: 50 } });
  return (
    <Section title="Attestations" aside="what is said to be held outside the chain, and who says so">
      <Show of={list}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty>Nothing was attested: all PSC is backed on the chain.</Empty>
          ) : (
            <Table label="Attestations" kind="wide" heads={["As of", "Valid until", "Signed by", "Statement", { number: "Amount" }]}>
              {page.items.map((item) => (
                <tr key={item.hash}>
                  <td>
                    <Time at={item.as_of} />
                  </td>
                  <td>
                    <Time at={item.valid_until} />
                  </td>
                  <td>
                    {item.signers.map((signer) => (
                      <div key={signer}>
                        <Address of={signer} />
                      </div>
                    ))}
                  </td>
                  <td class="mono">{item.uri}</td>
                  <td class="number">
                    <Amount of={item.amount} token={psc} />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Show>
    </Section>
  );
}

function Invariants() {
  const list = useLoad("invariants", async () => {
    const { invariants } = await import("./invariants");
    return invariants();
  });
  return (
    <Section title="What must always hold" aside="the protocol's invariants, with the figures of this moment">
      <Show of={list}>{(items) => <Rows items={items} />}</Show>
    </Section>
  );
}

function Rows({ items }: { items: Invariant[] }) {
  return (
    <Table label="Invariants" kind="wide" heads={["Where", "Statement", { number: "Figure" }, { hidden: "Relation" }, { number: "Figure" }, "Holds"]}>
      {items.map((item) => (
        <tr key={item.statement}>
          <td class="soft">{item.room}</td>
          <td>{item.statement}</td>
          <td class="number">{item.left}</td>
          <td>{item.sign}</td>
          <td class="number">{item.right}</td>
          <td>{item.ok ? <span class="tag good">yes</span> : <span class="tag bad">no</span>}</td>
        </tr>
      ))}
    </Table>
  );
}
