// The quality network: which products are measured, by which models, what is in dispute, and what the cycle pays.

import type { Answer, ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi } from "../api/use";
import { proposeCall } from "../chain/plan";
import { TrustScore } from "../market/browse";
import { title } from "../market/name";
import { exact, percent, psc, PSC } from "../money/amount";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { about } from "./about";
import { Register } from "./register";

export default function Quality() {
  return (
    <Page title="Measured, not promised" lead="Makers claim what their products measure; buyers measure them and are paid for being right. Whoever proved judgement before weighs more.">
      <Cycles />
      <Section title="Products under test">
        <Enrolled />
      </Section>
      <Section title="Models" aside="what is measured, and how far off is too far">
        <Models />
      </Section>
      <Section title="Disputes" aside="whoever has power may judge">
        <Disputes />
      </Section>
      <Section title="Take part" aside="experts publish models; platforms sell what is measured">
        <Register />
      </Section>
    </Page>
  );
}

function Cycles() {
  const cycles = useApi("/v1/cycles", { query: { limit: 6 } });
  return (
    <Show of={cycles}>
      {(page) => {
        const current = page.items[0];
        return current ? (
          <>
            <Now cycle={current} />
            <Section title="Cycles" aside="a cycle's reports are voted on in the next one">
              <CycleTable items={page.items} />
            </Section>
          </>
        ) : (
          <Empty>The first cycle has not begun.</Empty>
        );
      }}
    </Show>
  );
}

function Now({ cycle }: { cycle: ItemOf<"/v1/cycles"> }) {
  const power = useApi("/v1/power");
  return (
    <dl class="figures">
      <div>
        <dt>Cycle</dt>
        <dd>
          {cycle.cycle}
          <small>
            ends <Countdown to={cycle.times.ends_at} />
          </small>
        </dd>
      </div>
      <div>
        <dt>Fees so far</dt>
        <dd>
          <Amount of={cycle.fees.experience} token={psc} />
          <small>
            {exact(cycle.fees.to_reports, PSC)} to reports, {exact(cycle.fees.to_platforms, PSC)} to platforms, {exact(cycle.fees.to_experts, PSC)} to experts
          </small>
        </dd>
      </div>
      <div>
        <dt>To voters and jurors</dt>
        <dd>
          <Amount of={cycle.fees.community} token={psc} />
          <small>by the weight of who knew better</small>
        </dd>
      </div>
      <div>
        <dt>Power of all</dt>
        <dd>
          {power.data ? exact(power.data.total, 6) : "–"}
          <small>halves in six cycles, unless used well</small>
        </dd>
      </div>
    </dl>
  );
}

/** Where a cycle's reports are: voting is in the quarters of the cycle after. */
function phase({ state, times }: ItemOf<"/v1/cycles">): [word: string, next: number | null] {
  const at = now.value;
  if (state === "closed") return ["closed, paid out", null];
  if (at < times.ends_at) return ["reports are filed", times.ends_at];
  if (at < times.reveal_at) return ["votes are sealed", times.reveal_at];
  if (at < times.dispute_at) return ["votes are opened", times.dispute_at];
  if (at < times.close_at) return ["disputes", times.close_at];
  return ["can be closed, by anybody", null];
}

function CycleTable({ items }: { items: ItemOf<"/v1/cycles">[] }) {
  return (
    <Table label="Cycles" heads={["Cycle", "Now", { number: "Reports" }, { number: "Fees" }, { number: "From struck reports" }, { hidden: "Act" }]}>
      {items.map((cycle) => {
        const [word, next] = phase(cycle);
        return (
          <tr key={cycle.cycle}>
            <td>{cycle.cycle}</td>
            <td>
              {word}
              {next !== null && (
                <span class="soft">
                  , until <Time at={next} />
                </span>
              )}
            </td>
            <td class="number">{cycle.reports}</td>
            <td class="number">
              <Amount of={cycle.fees.experience} token={psc} />
            </td>
            <td class="number">
              <Amount of={cycle.fees.extra} token={psc} />
            </td>
            <td class="number">
              {cycle.state !== "closed" && now.value >= cycle.times.close_at && (
                <Act slim label="Close it" act={() => proposeCall(`Close cycle ${cycle.cycle}`, [["Effect", "its winners can claim; what has no winner goes into the next cycle"]], { contract: "cycles", fn: "close", args: [cycle.cycle] })} />
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

function Enrolled() {
  const list = useApi("/v1/enrolments", { query: { limit: 50 } });
  return (
    <Show of={list}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty>No product is enrolled yet.</Empty>
        ) : (
          <Table label="Products under test" heads={["Product", "Trust", "Model", { number: "Claims" }, { number: "Fee of its price" }]}>
            {page.items.map((item) => (
              <EnrolledRow key={item.product} item={item} />
            ))}
          </Table>
        )
      }
    </Show>
  );
}

function EnrolledRow({ item }: { item: ItemOf<"/v1/enrolments"> }) {
  const product = useApi("/v1/products/{id}", { path: { id: item.product } });
  return (
    <tr>
      <td>
        <a href={`/quality/${item.product}`}>{product.data ? title(product.data) : `Product ${item.product}`}</a>
      </td>
      <td>
        <TrustScore product={item.product} />
      </td>
      <td>
        {item.model}, version {item.version}
        {item.model_state !== "open" && <span class="tag warn">{item.model_state}</span>}
      </td>
      <td class="number">{item.dimensions.length}</td>
      <td class="number">{percent(item.fee_bps)}</td>
    </tr>
  );
}

function Models() {
  const list = useApi("/v1/models", { query: { limit: 50 } });
  return (
    <Show of={list}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty>No expert has published a model yet.</Empty>
        ) : (
          <ul>
            {page.items.map((model) => (
              <Model key={model.id} model={model} />
            ))}
          </ul>
        )
      }
    </Show>
  );
}

function Model({ model }: { model: ItemOf<"/v1/models"> }) {
  const full = useApi("/v1/models/{id}", { path: { id: model.id } });
  const latest: Answer<"/v1/models/{id}">["versions"][number] | undefined = full.data?.versions.find((version) => version.version === model.latest);
  return (
    <li class="line">
      <div class="section-head">
        <h3>
          Model {model.id} <span class="soft">by expert {model.expert}, version {model.latest}</span>
        </h3>
        <span class={model.state === "open" ? "tag good" : "tag bad"}>{model.state}</span>
      </div>
      <p class="mono">{model.uri}</p>
      {latest && (
        <Table label={`Dimensions of model ${model.id}`} heads={["Dimension", { number: "Weight" }, { number: "Bounds" }, { number: "Tolerance" }]}>
          {latest.dimensions.map((dimension, index) => (
            <tr key={index}>
              <td>{index + 1}</td>
              <td class="number">{percent(dimension.weight_bps)}</td>
              <td class="number">
                {dimension.lower} – {dimension.upper}
              </td>
              <td class="number">± {dimension.tolerance}</td>
            </tr>
          ))}
        </Table>
      )}
    </li>
  );
}

function Disputes() {
  const list = useApi("/v1/disputes", { query: { limit: 50 } });
  return (
    <Show of={list}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty>Nothing is disputed.</Empty>
        ) : (
          <Table label="Disputes" heads={["Dispute", "About", "Parties", "State", { number: "Bond" }]}>
            {page.items.map((dispute) => (
              <tr key={dispute.id}>
                <td>
                  <a href={`/quality/disputes/${dispute.id}`}>Dispute {dispute.id}</a>
                </td>
                <td>{about(dispute)}</td>
                <td>
                  <Address of={dispute.party} /> against <Address of={dispute.respondent} />
                </td>
                <td>
                  {dispute.state === "final" ? (
                    `decided: ${dispute.outcome ?? "open"}`
                  ) : (
                    <>
                      {dispute.state}, <Countdown to={dispute.deadline} />
                    </>
                  )}
                </td>
                <td class="number">
                  <Amount of={dispute.bond} token={psc} />
                </td>
              </tr>
            ))}
          </Table>
        )
      }
    </Show>
  );
}
