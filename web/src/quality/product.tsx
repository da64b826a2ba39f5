// One product's public twin: what is claimed of it, what buyers measured, and how far both are trusted over time.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import { all, type Answer, type ItemOf } from "../api/client";
import { useApi, useLoad } from "../api/use";
import { propose, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { title } from "../market/name";
import { exact, percent } from "../money/amount";
import { Chart } from "../ui/chart";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Act } from "../ui/wallet";
import { Enrol } from "./enrol";
import { Report } from "./report";

const MOST = 500;

export default function ProductQuality() {
  const { params } = useRoute();
  const id = Number(params.id);
  const product = useApi("/v1/products/{id}", { path: { id } });
  const enrolment = useApi("/v1/enrolments", { query: { product: id, limit: 1 } });
  const trust = useLoad(`trust ${id}`, (signal) => all("/v1/products/{id}/trust", { path: { id } }, MOST, signal));
  const reports = useApi("/v1/experience-reports", { query: { product: id, limit: 50 } });
  const name = product.data ? title(product.data) : `Product ${id}`;
  const scored = (trust.data ?? []).filter((cycle) => cycle.score !== null && cycle.score !== undefined).reverse();
  return (
    <Page
      title={`${name}, measured`}
      crumb={
        <>
          <a href="/quality">Quality</a> / <a href={`/p/${id}`}>{name}</a>
        </>
      }
      lead="Trust is the weighted median of how far buyers' measurements agree with the maker's claims, 0 to 100."
    >
      <Section title="Trust over time">
        <Show of={trust}>
          {() =>
            scored.length < 2 ? (
              <p>
                {scored[0] ? (
                  <>
                    <span class="big">{scored[0].score}</span> <span class="soft">of 100, after cycle {scored[0].cycle}: {scored[0].reports} reports, weight {exact(scored[0].weight, 6)}. A line needs a second cycle.</span>
                  </>
                ) : (
                  <span class="soft">No cycle with votes yet.</span>
                )}
              </p>
            ) : (
              <Chart title="Trust over time" unit="of 100" times={scored.map((cycle) => cycle.time)} series={[{ label: "Trust", colour: "--part-quality", filled: true, values: scored.map((cycle) => cycle.score ?? null) }]} />
            )
          }
        </Show>
      </Section>
      <Section title="What is claimed">
        <Show of={enrolment}>{(page) => (page.items[0] ? <Claims of={page.items[0]} /> : <Empty>It is not enrolled: nothing is claimed of it.</Empty>)}</Show>
      </Section>
      <Section title="What buyers measured">
        <Show of={reports}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty>Nobody has reported yet. Whoever bought it may.</Empty>
            ) : (
              page.items.map((report) => <Report key={report.id} report={report} />)
            )
          }
        </Show>
      </Section>
      {product.data && enrolment.data && <Enrol product={product.data} enrolment={enrolment.data.items[0]} />}
      {enrolment.data?.items[0] && <File product={id} claims={enrolment.data.items[0].dimensions} />}
    </Page>
  );
}

function Claims({ of }: { of: ItemOf<"/v1/enrolments"> }) {
  return (
    <Table label="Claims" heads={[`Dimension of model ${of.model}`, { number: "Claimed" }, { number: "Tolerance" }, { number: "Weight" }]}>
      {of.dimensions.map((dimension, index) => (
        <tr key={index}>
          <td>{index + 1}</td>
          <td class="number">{dimension.claimed}</td>
          <td class="number">± {dimension.tolerance}</td>
          <td class="number">{percent(dimension.weight_bps)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** A report on a line that one bought. */
function File({ product, claims }: { product: number; claims: ItemOf<"/v1/enrolments">["dimensions"] }) {
  const me = connection.value?.account;
  const orders = useApi(me ? "/v1/orders" : null, { query: { buyer: me ?? "", limit: 50 } });
  const lines = useLoad(orders.data ? `lines ${orders.data.items.map((order) => order.id).join()}` : null, async (signal) => {
    const { get } = await import("../api/client");
    const full: Answer<"/v1/orders/{id}">[] = await Promise.all((orders.data?.items ?? []).map((order) => get("/v1/orders/{id}", { path: { id: order.id } }, signal)));
    return full.flatMap((order) => order.lines.filter((line) => line.product === product && line.state === "settled" && line.units_refunded < line.quantity).map((line) => ({ order: order.id, line: line.line })));
  });
  const [measured, setMeasured] = useState(claims.map(() => ""));
  const [evidence, setEvidence] = useState("");
  const filed = useApi(me ? "/v1/experience-reports" : null, { query: { product, account: me, limit: 200 } });
  // A line is reported on once.
  const line = filed.data && lines.data?.find((bought) => !filed.data?.items.some((report) => report.order === bought.order && report.line === bought.line));
  if (!me || !line) return null;
  const submit = async (): Promise<void> => {
    const [{ id }, { allow }, { contract }, { chain }] = await Promise.all([import("ethers"), import("../chain/paying"), import("../chain/contracts"), import("../chain/send")]);
    const { bond } = (await (await contract("experience", chain())).getFunction("parameters")()) as { bond: bigint };
    const shown = `${exact(bond, 6)} PSC`;
    await propose({
      title: "File a report",
      facts: [
        ["On", `order ${line.order}, line ${line.line}`],
        ["Measured", measured.join(", ")],
        ["Bond", `${shown}, back unless the report is struck`],
      ],
      steps: [...(await allow("psc", me, "experience", bond, shown)), send("File", { contract: "experience", fn: "file", args: [line.order, line.line, measured, id(evidence), evidence] })],
    });
  };
  return (
    <Section title="You bought it: what did you measure?">
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        {claims.map((claim, index) => (
          <label key={index} class="field">
            <span>
              Dimension {index + 1}, claimed {claim.claimed}, from {claim.lower} to {claim.upper}
            </span>
            <input inputMode="numeric" value={measured[index]} onInput={(event) => setMeasured(measured.map((old, at) => (at === index ? event.currentTarget.value.trim() : old)))} />
          </label>
        ))}
        <label class="field">
          <span>Where your evidence is</span>
          <input value={evidence} placeholder="ipfs://…" onInput={(event) => setEvidence(event.currentTarget.value)} />
        </label>
        <div class="row">
          <Act label="File the report" disabled={evidence === "" || measured.some((value) => !/^\d+$/.test(value))} act={submit} />
        </div>
      </form>
    </Section>
  );
}
